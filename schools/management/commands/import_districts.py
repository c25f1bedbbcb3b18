from schools import placing
from schools.management.importing import ImportCommand
from schools.models import SourceFile


class Command(ImportCommand):
    help = "Import LAUSD's location codes, or its list of sites with board districts, into the schools there are."
    kind = SourceFile.Kind.CROSSWALK
    counts = ("changed", "unchanged", "unmatched")

    def read(self, source, *, year, by):
        return placing.import_districts(source, year=year, by=by)
