"""What events show on a person's page, and what higher storeys hang on an event and its sign-in sheets."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import Permission
from campaigns import inviting
from campaigns.models import Attendance, Invitation
from members import timeline
from members.panels import Panel, register_panel


def register() -> None:
    """Called once, by this app's `ready()`."""
    timeline.register(timeline.Source("events", gettext_lazy("Events"), _came, _attendances, order=40))
    invited = timeline.Source("invitations", gettext_lazy("Invitations"), _invited, _invitations, order=41)
    timeline.register(invited)
    invite = Panel(
        "more", "campaigns/_more_invite.html", _to_invite, order=30, permission=Permission.RECORD_CONVERSATIONS
    )
    register_panel(invite)


def _to_invite(person, request, on):
    """The way to an invitation, as long as there is an event to come to."""
    return {} if inviting.to_come(request.user, person.steward).exists() else None


def _invited(person, user, on, most):
    found = _invitations(person, user).select_related("event")
    for invitation in found.order_by("-invited_at")[:most]:
        said = invitation.get_reply_display() if invitation.reply else _("No word yet")
        title = _("Invited to %(event)s") % {"event": invitation.event.name}
        yield timeline.Entry(on=timezone.localtime(invitation.invited_at).date(), title=title, under=said)


def _invitations(person, user):
    return Invitation.objects.named_to(user).filter(person=person)


def _came(person, user, on, most):
    found = _attendances(person, user).select_related("event")
    for attendance in found.order_by("-event__starts_at")[:most]:
        event = attendance.event
        title = _("Came to %(event)s") % {"event": event.name}
        yield timeline.Entry(on=timezone.localtime(event.starts_at).date(), title=title, under=event.place)


def _attendances(person, user):
    """Without a protected person's sessions where they would tell the school: the day alone says which one it was."""
    return Attendance.objects.named_to(user).filter(person=person)


# --- What higher storeys add ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Expected:
    """People who may well come to an event, for the printed sheet: `words` say who they are."""

    words: str
    people: object  # a queryset of Person


@dataclass(frozen=True)
class Link:
    """Another page about the same event."""

    url: str
    words: str
    icon: str


_asked: list[Callable] = []
_signed_in: list[Callable] = []
_expected: list[Callable] = []
_links: list[Callable] = []
_places: list[Callable] = []


def asked_on_sheet(function) -> None:
    """Let a higher storey hear what a line of a finished sheet asks for: `function(line, grades, *, by)`."""
    if function not in _asked:
        _asked.append(function)


def signed_in(function) -> None:
    """Tell a higher storey that somebody signed in on a sheet: `function(line, grades, *, by)`; line.person stands."""
    if function not in _signed_in:
        _signed_in.append(function)


def expected(function) -> None:
    """Let a higher storey say who may come: `function(event, user, on)` gives Expected or None."""
    if function not in _expected:
        _expected.append(function)


def linked(function) -> None:
    """Let a higher storey link its page about an event: `function(event, user)` gives Link or None."""
    if function not in _links:
        _links.append(function)


def placed(function) -> None:
    """Let a higher storey say where events are, beside their place: `function(events)` gives {event id: words}."""
    if function not in _places:
        _places.append(function)


def name_places(events) -> None:
    """Give each event `where`, the words of higher storeys; empty when they know nothing of it."""
    known: dict[int, str] = {}
    for ask in _places:
        known |= ask(events)
    for event in events:
        event.where = known.get(event.pk, "")


def tell_asked(line, grades, *, by) -> None:
    for hear in _asked:
        hear(line, grades, by=by)


def tell_signed_in(line, grades, *, by) -> None:
    for tell in _signed_in:
        tell(line, grades, by=by)


def expected_at(event, user, on) -> list[Expected]:
    return [found for ask in _expected if (found := ask(event, user, on))]


def links_of(event, user) -> list[Link]:
    return [found for ask in _links if (found := ask(event, user))]
