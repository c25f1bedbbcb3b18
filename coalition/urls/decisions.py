from django.urls import path

from coalition.views import decisions, votes

urlpatterns = [
    path("coalitions/<int:pk>/decisions/", decisions.decisions, name="decisions"),
    path("coalitions/committees/<int:pk>/motions/new/", decisions.propose, name="propose"),
    path("coalitions/motions/<int:pk>/", decisions.motion, name="motion"),
    path("coalitions/motions/<int:pk>/edit/", decisions.edit_motion, name="edit_motion"),
    path("coalitions/motions/<int:pk>/second/", decisions.second_motion, name="second_motion"),
    path("coalitions/motions/<int:pk>/open/", decisions.open_motion, name="open_motion"),
    path("coalitions/motions/<int:pk>/vote/", votes.vote, name="vote"),
    path("coalitions/motions/<int:pk>/votes/", votes.record_votes, name="record_votes"),
    path("coalitions/motions/<int:pk>/close/", votes.close_motion, name="close_motion"),
    path("coalitions/motions/<int:pk>/put-off/", decisions.put_off_motion, name="put_off_motion"),
    path("coalitions/motions/<int:pk>/take-up/", decisions.take_up_motion, name="take_up_motion"),
    path("coalitions/motions/<int:pk>/withdraw/", decisions.withdraw_motion, name="withdraw_motion"),
]
