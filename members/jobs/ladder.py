"""Looking through the records for people who may stand higher, when somebody asks for it now."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission
from accounts.working import job
from members import climbing


@job(
    "members.suggest",
    permission=Permission.MANAGE_LISTS,
    title=_("Who may move up"),
    result_url=lambda job: reverse("members:suggestions"),
)
def look_who_may_move_up(job, progress) -> dict:
    return {"made": climbing.suggest(job.organization, asker_user=job.asked_by, progress=progress)}
