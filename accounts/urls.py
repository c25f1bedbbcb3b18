from django.urls import path

from accounts.views import jobs, joining, me, people, setup

app_name = "accounts"

urlpatterns = [
    path("me/", me.account, name="account"),
    path("me/sign-out-elsewhere/", me.sign_out_elsewhere, name="sign_out_elsewhere"),
    path("me/organization/", me.act_for, name="act_for"),
    path("jobs/", jobs.jobs, name="jobs"),
    path("jobs/<int:job_id>/", jobs.job, name="job"),
    path("invitation/<str:token>/", joining.invitation, name="invitation"),
    path("set-up/", setup.setup, name="setup"),
    path("set-up/organization/", setup.organization, name="organization"),
    path("set-up/history/", setup.history, name="history"),
    path("set-up/people/", people.people, name="people"),
    path("set-up/people/invite/", people.invite, name="invite"),
    path("set-up/people/<int:grant_id>/role/", people.change_role, name="change_role"),
    path("set-up/people/<int:grant_id>/remove/", people.remove, name="remove"),
    path("set-up/invitations/<int:invitation_id>/revoke/", people.revoke, name="revoke"),
]
