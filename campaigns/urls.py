from django.urls import path

from campaigns import event_urls
from campaigns.views import invitations, turnout

app_name = "campaigns"

urlpatterns = [
    *event_urls.urlpatterns,
    path("events/<int:pk>/invited/", invitations.invited, name="invited"),
    path("invitations/<int:pk>/reply/", invitations.reply, name="reply"),
    path("invitations/<int:pk>/take-back/", invitations.take_back, name="take_back_invitation"),
    path("people/<int:person_id>/invite/", invitations.invite_person, name="invite_person"),
    path("coalitions/commitments/<int:pk>/event/", turnout.tie_turnout, name="tie_turnout"),
]
