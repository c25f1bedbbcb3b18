from schools import directory
from schools.management.importing import ImportCommand
from schools.models import SourceFile


class Command(ImportCommand):
    help = "Import the state's school directory: the CDE map layer (77 columns) or pubschls (49 columns)."
    kind = SourceFile.Kind.SCHOOLS

    def read(self, source, *, year, by):
        return directory.import_schools(source, year=year, by=by)
