"""Handing over many people, and handing them back, in the background."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import Permission
from accounts.working import job
from members import handing_over
from members.models import PersonList


@job(
    handing_over.WORK,
    permission=Permission.MANAGE_LISTS,
    title=_("Handing over"),
    result_url=lambda row: reverse("members:handover", args=[row.payload["handover"]]),
)
def hand_over(row, progress):
    """Move what is left to move. The handing over itself was written down when it was asked for."""
    handover = handing_over.handovers_for(row.asked_by).get(pk=row.payload["handover"], steward=row.organization)
    people = None
    if row.payload.get("list"):
        people = PersonList.objects.visible_to(row.asked_by).of(row.organization).get(pk=row.payload["list"]).people()
    done = handing_over.carry_on(handover, people=people, progress=progress)
    return {"people": done.people, "steps": done.steps}


@job(
    handing_over.WORK_BACK,
    permission=Permission.MANAGE_LISTS,
    title=_("Handing back"),
    result_url=lambda row: reverse("members:handover", args=[row.payload["back"]]),
)
def hand_back(row, progress):
    """Move what is left to move back to the one who gave it."""
    mine = handing_over.handovers_for(row.asked_by).filter(steward=row.organization)
    handover, back = mine.get(pk=row.payload["handover"]), mine.get(pk=row.payload["back"])
    done = handing_over.carry_back(back, handover, progress=progress)
    return {"people": done.people, "steps": done.steps}
