from schools import allocating
from schools.management.importing import ImportCommand
from schools.models import SourceFile


class Command(ImportCommand):
    help = "Import the district's SENI file of one allocation year."
    kind = SourceFile.Kind.SENI
    counts = ("added", "changed", "unchanged", "waiting", "set_aside")
    year_is_required = True

    def read(self, source, *, year, by):
        return allocating.import_seni(source, year=year, by=by)
