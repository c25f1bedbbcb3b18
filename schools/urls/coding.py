"""Reading comments, how far readers agree, and the codebook."""

from django.urls import path

from schools.views import agreement, codebook, coding

urlpatterns = [
    path("coding/", coding.desk, name="coding"),
    path("coding/agreement/", agreement.agreement, name="agreement"),
    path("coding/agreement/draw/", agreement.draw, name="draw_second_readings"),
    path("coding/disagreements/<int:pk>/", agreement.disagreement, name="disagreement"),
    path("coding/readings/<int:pk>/change/", coding.change_reading, name="change_reading"),
    path("coding/readings/<int:pk>/take-back/", coding.take_back, name="take_back_reading"),
    path("coding/<slug:queue>/next/", coding.next_reading, name="next_reading"),
    path("coding/<slug:queue>/<int:pk>/", coding.read, name="read"),
    path("coding/<slug:queue>/<int:pk>/later/", coding.leave_for_later, name="leave_for_later"),
    path("codebook/", codebook.codebook, name="codebook"),
    path("codebook/adopt/", codebook.adopt, name="adopt_codebook"),
    path("codebook/draft/", codebook.start_draft, name="start_codebook_draft"),
    path("codebook/<int:number>/", codebook.version, name="codebook_version"),
    path("codebook/<int:number>/edit/", codebook.edit, name="edit_codebook"),
    path("codebook/<int:number>/drop/", codebook.drop, name="drop_codebook_draft"),
    path("codebook/<int:number>/topics/new/", codebook.add_topic, name="add_code"),
    path("codebook/<int:number>/topics/<slug:key>/", codebook.change_topic, name="change_code"),
    path("codebook/<int:number>/topics/<slug:key>/remove/", codebook.remove_topic, name="remove_code"),
]
