"""Taking the next person, or the doors of a street, from a list so that nobody else gets them, and giving them back.

A claim is one row's two columns. On PostgreSQL callers step over each other's locked rows; everywhere the row is taken
by an update that says "if it is still free". A claim that ran out is as good as none.
"""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, may
from accounts.audit import record
from members import dialing, phonebanking, walking
from members.languages import unpacked
from members.models import Caller, CallList, CallTask, Person
from members.phonebanking import LeftOut

HOLD = dt.timedelta(minutes=30)
WALK = dt.timedelta(days=3)
STALE = dt.timedelta(hours=2)
ASIDE = dt.timedelta(minutes=10)
# A call-back is for the one who promised it; when they are not there, soon for anybody.
OWN_CALL_BACK = dt.timedelta(hours=1)
# What whoever had somebody is told when that one may not be reached any more. Without the name, and of somebody who is
# protected since not why.
GONE = {
    LeftOut.REFUSED: _("The person you had said no meanwhile, in another place. Please leave them in peace."),
    LeftOut.DIED: _("Somebody wrote down meanwhile that the person you had died."),
    LeftOut.MOVED: _("Somebody wrote down meanwhile that the person you had moved away."),
}
# The same for whoever had saved what came of a call or visit by then.
GONE_WHEN_SAVED = {
    LeftOut.REFUSED: _(
        "%(name)s said no meanwhile, in another place. What you wrote is kept. "
        "Please do not contact them this way again."
    ),
    LeftOut.DIED: _("Somebody wrote down meanwhile that %(name)s died. What you wrote is kept."),
    LeftOut.MOVED: _("Somebody wrote down meanwhile that %(name)s moved away. What you wrote is kept."),
}
ROUNDS = 20
FEW = 50


@transaction.atomic
def claim_next(call_list, *, by, now=None) -> CallTask | None:
    """The next person for this caller, theirs for half an hour; None when nobody is waiting.

    Who holds a person already gets the same one again. Due call-backs come first, then people whose best language the
    caller speaks, those tried least before others. Consent is asked anew: a no may have come since the list was made.
    Raises ValidationError when the list is not open or the user does not call on it.
    """
    now = now or timezone.now()
    caller = caller_of(call_list, by)
    # One caller in two windows takes one person.
    caller = Caller.objects.select_for_update(of=("self",)).get(pk=caller.pk)
    mine = call_list.tasks.open().filter(claimed_by=by, claimed_until__gt=now)
    kept = mine.filter(servable(call_list, by)).first()
    mine.exclude(pk=kept.pk if kept else None).update(claimed_by=None, claimed_until=None)
    if kept:
        mine.filter(pk=kept.pk).update(claimed_until=now + HOLD)
        return kept
    for _round in range(ROUNDS):
        task = _first(call_list, caller, now)
        if task is None or _take(call_list.tasks.filter(pk=task.pk), by, now, HOLD):
            return task and call_list.tasks.get(pk=task.pk)
    return None


def _first(call_list, caller, now) -> CallTask | None:
    """The first one waiting whom nobody else is taking right now. Consent is asked of a few at a time, not of all."""
    waiting = _in_order(call_list, caller, now)
    locked = waiting.filter(servable(call_list, caller.user))
    if connection.features.has_select_for_update_skip_locked:
        locked = locked.select_for_update(skip_locked=True, of=("self",))
    start = 0
    while few := list(waiting.values_list("pk", flat=True)[start : start + FEW]):
        while task := locked.filter(pk__in=few).select_related("person").first():
            if not _is_shut(task, call_list):
                return task
            few.remove(task.pk)
        start += FEW
    return None


def _is_shut(task, call_list) -> bool:
    """Whether every number or door of a minor belongs to a grown-up who does not want to be asked."""
    on = call_list.steward.today()
    return task.person.is_minor(on) and not dialing.ways_of([task.person], call_list, on)[task.person_id]


@transaction.atomic
def claim_street(call_list, street: str, *, by, now=None) -> int:
    """Take all free doors of one street for three days: time to walk and to write it down. Answers with how many."""
    now = now or timezone.now()
    caller_of(call_list, by)
    walk = walking.streets(call_list, call_list.tasks.open(), now)
    doors = [door.task.pk for each in walk if each.key == street for door in each.doors]
    taken = _take(call_list.tasks.filter(pk__in=doors), by, now, WALK)
    if taken:
        record(by, "call_list.street_taken", call_list, doors=taken)
    return taken


def caller_of(call_list, user) -> Caller:
    """The user as a caller of this list. Raises ValidationError when there is nothing for them to call today."""
    today = call_list.steward.today()
    if call_list.closed_at or (call_list.closes_on and call_list.closes_on < today):
        raise ValidationError(_("The list “%(list)s” is closed."), params={"list": call_list})
    if call_list.opens_on and call_list.opens_on > today:
        raise ValidationError(_("The list “%(list)s” is not open yet."), params={"list": call_list})
    caller = call_list.callers.filter(user=user, left_at__isnull=True).first()
    if caller is None:
        raise ValidationError(_("You are not among those who call from this list."))
    return caller


def _take(tasks, by, now, length) -> int:
    """Take rows if they are still free: the one statement in which two cannot both win."""
    return tasks.filter(_free(now), outcome="").update(claimed_by=by, claimed_until=now + length)


def _free(now) -> Q:
    return Q(claimed_until__isnull=True) | Q(claimed_until__lte=now)


def servable(call_list, user) -> Q:
    """Tasks whose person may be reached today, and shown to this user."""
    people = dialing.allowing(call_list, Person.objects.filter(pk=OuterRef("person")), call_list.steward.today())
    if not may(user, Permission.SEE_PROTECTED, call_list.steward):
        people = people.filter(is_protected=False)
    return Q(Exists(people))


def why_gone(task, *, by) -> str:
    """Why somebody whom the user had may not be reached any more, where that may be told; else empty."""
    reason = phonebanking.why_left_out(task.call_list, task.person_id, by)
    return str(GONE.get(LeftOut(reason), "")) if reason else ""


def gone_when_saved(attempt, *, by) -> str:
    """What whoever saved a call or visit did not know: a no, a death or a move that was written down meanwhile. Empty
    where it is their own news, or may not be told."""
    task = attempt.task
    if attempt.outcome in (CallTask.Outcome.REFUSED, CallTask.Outcome.DIED, CallTask.Outcome.MOVED):
        return ""
    reason = phonebanking.why_left_out(task.call_list, task.person_id, by)
    words = GONE_WHEN_SAVED.get(LeftOut(reason)) if reason else None
    return str(words) % {"name": attempt.person} if words else ""


def waiting_for(call_list, caller, now):
    """Free tasks that this caller could be served, in the order in which they come."""
    return _in_order(call_list, caller, now).filter(servable(call_list, caller.user))


def waiting_for_others(call_list, caller, now):
    """Free tasks of people who need somebody that speaks another language."""
    due = Q(not_before__isnull=True) | Q(not_before__lte=now)
    return call_list.tasks.open().filter(_free(now), due, ~_fits(caller)).filter(servable(call_list, caller.user))


def coming_to(call_list, caller, now):
    """Tasks that this caller could be served later: call-backs, and people who were not at home."""
    later = call_list.tasks.open().filter(_fits(caller), not_before__gt=now)
    return later.filter(servable(call_list, caller.user))


def _fits(caller) -> Q:
    """Tasks in a language the caller speaks."""
    speaks = unpacked(caller.languages)
    other = Q()
    for code in speaks:
        other |= Q(other_languages__contains=f" {code} ")
    # What they speak besides counts as long as nobody found out that another language is needed.
    besides = Person.objects.filter(other, pk=OuterRef("person"), language=OuterRef("language")) if speaks else None
    fits = Q(language="") | Q(language__in=speaks)
    return fits if besides is None else fits | Q(Exists(besides))


def _in_order(call_list, caller, now):
    """Free tasks in a language the caller speaks, whether or not the person may still be called."""
    promised = Q(call_back_by__isnull=True) | Q(call_back_by=caller.user_id) | Q(not_before__lte=now - OWN_CALL_BACK)
    due = Q(not_before__isnull=True) | Q(not_before__lte=now)
    tasks = call_list.tasks.open().filter(_free(now), due, promised, _fits(caller))
    return tasks.order_by(
        Case(When(call_back_by__isnull=False, then=Value(0)), default=Value(1)),
        Case(When(language__in=unpacked(caller.languages), then=Value(0)), default=Value(1)),
        "tried",
        "position",
        "pk",
    )


@transaction.atomic
def release(task, *, by) -> None:
    """Give a person back to the list: one's own, or one that somebody else has held for too long."""
    task = locked(task)
    holder = task.claimed_by
    CallTask.objects.filter(pk=task.pk).update(claimed_by=None, claimed_until=None)
    if holder and holder != by:
        record(by, "call.released", task, caller=holder.name)


@transaction.atomic
def skip(task, *, by, now=None) -> None:
    """Give a person back and let others come first. A call-back stays promised."""
    now = now or timezone.now()
    task = locked(task)
    refuse_outsiders(task, by, now)
    CallTask.objects.filter(pk=task.pk).update(claimed_by=None, claimed_until=None, not_before=now + ASIDE)


def sweep(now=None) -> int:
    """Take away claims that ran out a while ago. Others get such people anyhow; who called too long may still save."""
    stale = CallTask.objects.filter(claimed_until__lte=(now or timezone.now()) - STALE)
    return stale.update(claimed_by=None, claimed_until=None)


def locked(task) -> CallTask:
    """The task as it stands now, and nobody else's to change until the deed is done."""
    rows = CallTask.objects.select_for_update(of=("self",))
    return rows.select_related("person__steward", "call_list__steward", "steward", "claimed_by").get(pk=task.pk)


def refuse_outsiders(task, by, now) -> None:
    """Raises ValidationError when it is not for this user to write down what came of a task, or not any more."""
    if task.outcome:
        done = _("This was saved already: %(outcome)s.")
        raise ValidationError(done, params={"outcome": task.get_outcome_display()}, code="taken")
    runs_it = may(by, Permission.MANAGE_LISTS, task.steward)
    # Who runs the walk types what others bring back on paper.
    types_for_others = runs_it and task.call_list.kind == CallList.Kind.DOORS
    if task.claimed_by_id not in (None, by.pk) and task.claimed_until > now and not types_for_others:
        raise ValidationError(_("%(name)s has this person now."), params={"name": task.claimed_by}, code="taken")
    if task.call_list.closed_at:
        raise ValidationError(_("The list “%(list)s” is closed."), params={"list": task.call_list})
    is_caller = task.call_list.callers.filter(user=by, left_at__isnull=True).exists()
    if not is_caller and not runs_it:
        raise ValidationError(_("You are not among those who call from this list."))
