from schools.urls import converters

converters.register()

from schools.urls import asking, coding, directory, listening, planning, trails, tying  # noqa: E402

app_name = "schools"

urlpatterns = [
    *listening.urlpatterns,
    *coding.urlpatterns,
    *planning.urlpatterns,
    *asking.urlpatterns,
    *trails.urlpatterns,
    *directory.urlpatterns,
    *tying.urlpatterns,
]
