"""What can be said of people by the events they came to."""

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.access import Permission, may
from campaigns.models import Attendance, Event, Invitation
from campaigns.models.event import unless_it_tells
from members import conditions
from members.conditions import Condition, Narrows, Part, having
from members.conditions_people import in_days, start_of_days

EVENTS = gettext_lazy("Events")


def register() -> None:
    for condition in CONDITIONS:
        conditions.register(condition)


def _attended(asker):
    return Attendance.objects.visible_to(asker.user).filter(event__steward=asker.organization)


def _came(value, asker):
    """At least so many times. Once needs no counting."""
    rows = _attended(asker)
    if "days" in value:
        rows = rows.filter(event__starts_at__gte=start_of_days(value["days"], asker))
    if value["times"] == 1:
        return having(rows)
    often = rows.order_by().values("person").annotate(times=Count("pk")).filter(times__gte=value["times"])
    return conditions.among(often)


def _came_words(value, asker, so):
    times = value["times"]
    if times == 1:
        found = _("came to an event") if so else _("came to no event")
    else:
        words = (
            ngettext("came to %(times)s event or more", "came to %(times)s events or more", times)
            if so
            else ngettext("came to fewer than %(times)s event", "came to fewer than %(times)s events", times)
        )
        found = words % {"times": times}
    return f"{found} {in_days(value['days'])}" if "days" in value else found


def _was_there(value, asker):
    """A session was held at a school. Where it may be told anyway, the rows are not asked for more."""
    return having(_attended(asker).filter(_told(asker), event=value))


def _told(asker):
    if asker.for_others:
        return unless_it_tells(None)
    tells_all = may(asker.user, Permission.SEE_PROTECTED, asker.organization)
    return Q() if tells_all else unless_it_tells(asker.user)


def _events(asker):
    events = Event.objects.visible_to(asker.user).filter(steward=asker.organization)
    return [(event.pk, f"{event.name} · {date_format(timezone.localtime(event.starts_at))}") for event in events]


def _event_name(value, asker):
    return conditions.find("event").name_of(value, asker)


def _invited(value, asker):
    rows = Invitation.objects.visible_to(asker.user).filter(_told(asker), event__steward=asker.organization)
    rows = rows.filter(event=value["event"])
    said = value.get("said")
    if said:
        rows = rows.filter(reply="" if said == "none" else said)
    return having(rows)


def _said(asker):
    return [*Invitation.Reply.choices, ("none", _("No word yet"))]


def _invited_words(value, asker, so):
    name = {str(pk): name for pk, name in _events(asker)}.get(value["event"], "")
    said = value.get("said")
    if not said:
        words = _("was invited to “%(event)s”") if so else _("was not invited to “%(event)s”")
        return words % {"event": name}
    if said == "none":
        owes = _("has not answered the invitation to “%(event)s”")
        words = owes if so else _("owes no answer to the invitation to “%(event)s”")
        return words % {"event": name}
    reply = dict(_said(asker)).get(said, "")
    words = _("said “%(reply)s” to “%(event)s”") if so else _("did not say “%(reply)s” to “%(event)s”")
    return words % {"event": name, "reply": reply}


CONDITIONS = (
    Condition(
        key="came",
        label=gettext_lazy("Came to events"),
        q=_came,
        sentence=lambda value, asker: _came_words(value, asker, True),
        denied=lambda value, asker: _came_words(value, asker, False),
        parts=(
            Part("times", gettext_lazy("at least … times"), "number", most=1000),
            Part("days", gettext_lazy("in the last … days"), "number", is_required=False, most=3660),
        ),
        group=EVENTS,
        order=25,
    ),
    Condition(
        key="event",
        label=gettext_lazy("Came to one event"),
        q=_was_there,
        sentence=lambda value, asker: _("came to “%(event)s”") % {"event": _event_name(value, asker)},
        denied=lambda value, asker: _("did not come to “%(event)s”") % {"event": _event_name(value, asker)},
        choices=_events,
        group=EVENTS,
        order=26,
        narrows=lambda value: Narrows.TO_FEW,
    ),
    Condition(
        key="invited",
        label=gettext_lazy("Invited to one event"),
        q=_invited,
        sentence=lambda value, asker: _invited_words(value, asker, True),
        denied=lambda value, asker: _invited_words(value, asker, False),
        parts=(
            Part("event", gettext_lazy("to"), choices=_events),
            Part("said", gettext_lazy("who said"), choices=_said, is_required=False),
        ),
        group=EVENTS,
        order=27,
    ),
)
