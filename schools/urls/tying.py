from django.urls import path

from schools.views import tying

urlpatterns = [
    path("people/<int:person_id>/schools/add/", tying.tie_person, name="tie_person"),
    path("people/schools/<int:tie_id>/end/", tying.end_tie, name="end_tie"),
    path("people/schools/<int:tie_id>/reopen/", tying.reopen_tie, name="reopen_tie"),
]
