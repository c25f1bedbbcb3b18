"""The school directory, files to import, and SENI rows that wait for a school."""

from django.urls import path

from schools.views import directory

urlpatterns = [
    path("schools/", directory.school_list, name="list"),
    path("schools/import/", directory.import_schools, name="import_schools"),
    path("schools/import/<int:pk>/", directory.import_result, name="import_result"),
    path("schools/seni/import/", directory.import_seni, name="import_seni"),
    path("schools/seni/unmatched/", directory.unmatched, name="unmatched"),
    path("schools/seni/unmatched/<int:pk>/settle/", directory.settle, name="settle_row"),
    path("schools/seni/unmatched/<int:pk>/reopen/", directory.reopen_row, name="reopen_row"),
    path("schools/files/<int:pk>/", directory.kept_file, name="kept_file"),
    path("schools/<cds:cds_code>/about/", directory.about, name="about"),
    path("schools/<cds:cds_code>/<year:year>/promise/", directory.promise, name="promise"),
]
