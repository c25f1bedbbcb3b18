"""What decisions and commitments show on the pages of a coalition, a committee and a partner."""

from coalition import glance, panels, voting
from coalition.models import Commitment, Motion

SHOWN = 5


def register():
    decisions, promised = "coalition/_decisions.html", "coalition/_commitments.html"
    panels.register("committee", place="main", template=decisions, context=of_committee)
    panels.register("coalition", place="main", template=decisions, context=of_coalition)
    panels.register("committee", place="side", template=promised, context=promised_beside_committee)
    panels.register("coalition", place="side", template=promised, context=promised_in_coalition)
    panels.register("partner", place="main", template=promised, context=promised_by_partner)


def of_committee(committee, user, on):
    return _latest(Motion.objects.filter(committee=committee), committee.coalition, committee=committee)


def of_coalition(coalition, user, on):
    return _latest(Motion.objects.filter(committee__coalition=coalition), coalition)


def _latest(motions, coalition, committee=None):
    found = list(motions.select_related("committee", "moved_for", "seconded_for")[:SHOWN])
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
