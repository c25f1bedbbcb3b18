"""Bulk actions as background work."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import Permission
from accounts.working import job
from members import bulk
from members.models import BulkAction


def result_url(row) -> str:
    return reverse("members:bulk_result", args=[row.payload["action"]])


@job(bulk.WORK, permission=Permission.VIEW_PEOPLE, title=_("Change for many people"), result_url=result_url)
def work(row, progress):
    """Do one thing to many people, with the rights the asker has now."""
    return bulk.carry_out(_action(row), by=row.asked_by, progress=progress)


@job(
    bulk.UNDOING, permission=Permission.VIEW_PEOPLE, title=_("Undo of a change for many people"), result_url=result_url
)
def undoing(row, progress):
    """Take back what one bulk action did."""
    return bulk.take_back(_action(row), by=row.asked_by, progress=progress)


def _action(row) -> BulkAction:
    actions = BulkAction.objects.visible_to(row.asked_by).of(row.organization)
    return actions.select_related("steward", "done_by").get(pk=row.payload["action"])
