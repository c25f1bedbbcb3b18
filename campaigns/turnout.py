"""Turnout beside a partner's promise: from an event of its own that it ties to the promise, and only as a figure."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import Permission, organizations_with
from campaigns.models import Attendance, Event, Invitation
from coalition import committing
from coalition.models import Commitment
from kit.suppression import publishable


def register() -> None:
    committing.register_turnout(turnout, offer=offer)


def turnout(event_ids: Iterable[int]) -> committing.Turnout:
    """Who said yes and who came to each event, for the organization that called it. Fewer than 11 stay hidden: None."""
    wanted = list(event_ids)
    said = _counted(Invitation.objects.coming().filter(event__in=wanted))
    came = _counted(Attendance.objects.filter(event__in=wanted))
    stewards = Event.objects.filter(pk__in=wanted).values_list("pk", "steward")
    return {pk: {steward: (_shown(said.get(pk, 0)), _shown(came.get(pk, 0)))} for pk, steward in stewards}


def _counted(rows):
    return dict(rows.order_by().values_list("event").annotate(people=Count("person", distinct=True)))


def _shown(count):
    return count if publishable(count) else None


def tieable_by(user):
    """Open promises of people that the user may tie to an event: those of organizations whose events they keep."""
    mine = organizations_with(user, Permission.RECORD_SESSIONS)
    return Commitment.objects.visible_to(user).open().filter(kind=Commitment.Kind.TURNOUT, organization__in=mine)


def tie(commitment, event, *, by) -> Commitment:
    """Count a promise from this event of the promising partner; None: from no event. Only the partner says so."""
    if event is not None and event.steward_id != commitment.organization_id:
        raise ValidationError(_("Choose an event that your own organization called."))
    return committing.change(commitment, event_id=event.pk if event else None, by=by)


def offer(user):
    """commitment → the page on which this user ties it to an event; "" for promises that are not theirs to tie."""
    mine = set(tieable_by(user).values_list("pk", flat=True))
    return lambda commitment: reverse("campaigns:tie_turnout", args=[commitment.pk]) if commitment.pk in mine else ""
