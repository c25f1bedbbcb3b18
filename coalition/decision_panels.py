"""What decisions and commitments show on the pages of a coalition, a committee and a partner."""

from django.urls import reverse

from coalition import glance, panels, voting
from coalition.models import Commitment, Motion

SHOWN = 5


def register():
    decisions, promised = "coalition/_decisions.html", "coalition/_commitments.html"
    panels.register("committee", place="main", template=decisions, context=of_committee)
    panels.register("coalition", place="main", template=decisions, context=of_coalition)
    panels.register("meeting", place="main", template="coalition/_decisions_of_meeting.html", context=of_meeting)
    panels.register("committee", place="side", template=promised, context=promised_beside_committee)
    panels.register("coalition", place="side", template=promised, context=promised_in_coalition)
    panels.register("partner", place="main", template=promised, context=promised_by_partner)


def of_committee(committee, user, on):
    return _latest(Motion.objects.filter(committee=committee), committee.coalition, committee=committee)


def of_coalition(coalition, user, on):
    return _latest(Motion.objects.filter(committee__coalition=coalition), coalition)


def of_meeting(meeting, user, on):
    """The motions that this meeting votes on; no empty card where none can come any more."""
    is_past = meeting.is_off or meeting.is_held
    motions = list(meeting.motions.select_related("committee", "moved_for", "seconded_for").order_by("number"))
    if not motions and is_past:
        return None
    voting.count_so_far(motions)
    may_add = not is_past and meeting.committee.coalition.is_kept_by(user)
    address = f"{reverse('coalition:propose', args=[meeting.committee_id])}?meeting={meeting.pk}"
    return {"motions": motions, "propose_url": address if may_add else ""}


def _latest(motions, coalition, committee=None):
    shown = Motion.objects.filter(pk__in=motions.in_register_order().values("pk")[:SHOWN]).in_register_order()
    found = list(shown.defer("words", "search_text").select_related("committee", "moved_for", "seconded_for"))
    voting.count_so_far(found)
    return {"motions": found, "count": motions.count(), "coalition": coalition, "committee": committee}


def promised_in_coalition(coalition, user, on):
    return _promised(Commitment.objects.filter(coalition=coalition).open(), coalition)


def promised_beside_committee(committee, user, on):
    """The coalition's open promises; no empty card where there are none."""
    shown = promised_in_coalition(committee.coalition, user, on)
    return shown if shown["commitments"] else None


def promised_by_partner(partner, user, on):
    mine = Commitment.objects.filter(coalition=partner.coalition, organization=partner.organization)
    return _promised(mine.open(), partner.coalition)


def _promised(commitments, coalition):
    found = commitments.select_related("organization")
    return {"commitments": glance.with_turnout(found[:SHOWN]), "coalition": coalition}
