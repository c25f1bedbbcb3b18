"""The trail pages."""

from django.urls import path

from schools.views import trails

urlpatterns = [
    path("schools/<cds:cds_code>/", trails.school, name="school"),
    path("how-we-count/", trails.how_we_count, name="how_we_count"),
]
