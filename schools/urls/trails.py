"""The trail pages."""

from django.urls import path

from schools.views import trails

urlpatterns = [
    path("schools/<cds:cds_code>/", trails.school, name="school"),
    path("district/", trails.district, name="district"),
    path("district/<slug:kind>/", trails.district_file, name="district_file"),
    path("how-we-count/", trails.how_we_count, name="how_we_count"),
]
