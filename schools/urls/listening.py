from django.urls import path

from schools.views import listening

urlpatterns = [
    path("sessions/", listening.sessions, name="sessions"),
    path("sessions/new/", listening.record_session, name="record_session"),
    path("sessions/<int:pk>/", listening.session, name="session"),
    path("sessions/<int:pk>/edit/", listening.edit_session, name="edit_session"),
    path("sessions/<int:pk>/counts/", listening.head_counts, name="head_counts"),
    path("sessions/<int:pk>/people/", listening.attendees, name="attendees"),
    path("sessions/<int:pk>/people/<int:person_id>/name/", listening.name_person, name="name_person"),
    path("sessions/<int:pk>/people/<int:person_id>/drop/", listening.drop_person, name="drop_person"),
    path("sessions/<int:pk>/comments/grid/", listening.inputs_grid, name="inputs_grid"),
    path("sessions/<int:pk>/comments/add/", listening.add_input, name="add_input"),
    path("comments/<int:pk>/withdraw/", listening.withdraw_input, name="withdraw_input"),
    path("comments/<int:pk>/translation/", listening.translate_input, name="translate_input"),
]
