"""Calls and visits on a person's page and among the conditions: tries without a talk, and what came of a list."""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members import conditions, telling, timeline
from members.conditions import Condition, Part, having
from members.conditions_deeds import TALKS
from members.conditions_people import days_ago, in_days
from members.models import CallAttempt, CallList, CallTask


def register() -> None:
    conditions.register(CALLED)
    timeline.register(timeline.Source("calls", gettext_lazy("Calls"), _entries, _tries, order=15))


# --- The timeline: a talk stands there as a conversation already ---------------------------------------------------


def _tries(person, user):
    return CallAttempt.objects.visible_to(user).filter(person=person, conversation__isnull=True)


def _entries(person, user, on, most):
    for attempt in _tries(person, user).select_related("task__call_list__steward", "tried_by")[:most]:
        call_list = attempt.task.call_list
        place = "" if person.is_protected and telling.hides(call_list, user) else f" · {call_list}"
        kind = _("Call: %(outcome)s") if call_list.kind == CallList.Kind.CALLS else _("Visit: %(outcome)s")
        yield timeline.Entry(
            on=timezone.localdate(attempt.tried_at),
            title=kind % {"outcome": attempt.get_outcome_display()},
            text=attempt.said,
            under=f"{attempt.tried_by}{place}",
            order=attempt.pk,
        )


# --- The condition -------------------------------------------------------------------------------------------------


def _lists(asker):
    lists = CallList.objects.visible_to(asker.user).of(asker.organization)
    return [(each.pk, each.name) for each in lists[:200]]


def _outcomes(asker):
    return CallTask.Outcome.choices


def _called(value, asker):
    rows = CallAttempt.objects.of(asker.organization)
    told = Q()
    if "list" in value:
        rows = rows.filter(task__call_list=value["list"])
        names = CallList.objects.of(asker.organization).filter(pk=value["list"]).values_list("name", flat=True)
        told = telling.unless_it_tells(names, asker)
    if "outcome" in value:
        rows = rows.filter(outcome=value["outcome"])
    if "days" in value:
        rows = rows.filter(tried_at__date__gte=days_ago(value["days"], asker))
    return having(rows) & told


def _words(value, asker, so):
    found = _("was called or visited") if so else _("was not called or visited")
    if "list" in value:
        found = _("%(called)s for “%(list)s”") % {"called": found, "list": CALLED.name_of(value["list"], asker, "list")}
    if "outcome" in value:
        outcome = CALLED.name_of(value["outcome"], asker, "outcome")
        found = _("%(called)s (%(outcome)s)") % {"called": found, "outcome": outcome}
    return f"{found} {in_days(value['days'])}" if "days" in value else found


CALLED = Condition(
    key="called",
    label=gettext_lazy("Called or visited from a list"),
    q=_called,
    sentence=lambda value, asker: _words(value, asker, True),
    denied=lambda value, asker: _words(value, asker, False),
    parts=(
        Part("list", gettext_lazy("Which list"), choices=_lists, is_required=False),
        Part("outcome", gettext_lazy("What came of it"), choices=_outcomes, is_required=False),
        Part("days", gettext_lazy("in the last … days"), "number", is_required=False, most=3660),
    ),
    group=TALKS,
    order=25,
)
