"""Calls and visits: taking the next person from a list so that nobody else gets them, and saving what came of it.

A claim is one row's two columns. On PostgreSQL callers step over each other's locked rows; everywhere the row is taken
by an update that says "if it is still free". A claim that ran out is as good as none.
"""

import datetime as dt
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, may
from accounts.audit import record
from members import conversing, dialing, phonebanking, reaching, recording, stopping, walking
from members.languages import SpokenLanguage, unpacked
from members.models import (
    CallAnswer,
    CallAttempt,
    Caller,
    CallList,
    CallQuestion,
    CallTask,
    ConsentEvent,
    ContactPoint,
    Conversation,
    Person,
)
from members.phonebanking import LeftOut
from members.screening import screen
from members.stopping import HowFar

Outcome = CallTask.Outcome
HOLD = dt.timedelta(minutes=30)
WALK = dt.timedelta(days=3)
STALE = dt.timedelta(hours=2)
ASIDE = dt.timedelta(minutes=10)
# A call-back is for the one who promised it; when they are not there, soon for anybody.
OWN_CALL_BACK = dt.timedelta(hours=1)
FARTHEST_CALL_BACK = dt.timedelta(days=60)
WAITS = {Outcome.NO_ANSWER: dt.timedelta(hours=4), Outcome.LEFT_MESSAGE: dt.timedelta(hours=20)}
TALKED = {
    Outcome.YES: Conversation.Commitment.YES,
    Outcome.MAYBE: Conversation.Commitment.LATER,
    Outcome.NO: Conversation.Commitment.NO,
}
STANDINGS = {Outcome.MOVED: Person.Standing.MOVED, Outcome.DIED: Person.Standing.DIED}
KINDS = {CallList.Kind.CALLS: Conversation.Kind.CALL, CallList.Kind.DOORS: Conversation.Kind.DOOR}
SOURCES = {CallList.Kind.CALLS: ConsentEvent.Source.CALL, CallList.Kind.DOORS: ConsentEvent.Source.IN_PERSON}
# What whoever had somebody is told when that one may not be reached any more. Without the name, and of somebody who is
# protected since not why.
GONE = {
    LeftOut.REFUSED: _("The person you had said no meanwhile, in another place. Please leave them in peace."),
    LeftOut.DIED: _("Somebody wrote down meanwhile that the person you had died."),
    LeftOut.MOVED: _("Somebody wrote down meanwhile that the person you had moved away."),
}
ROUNDS = 20
FEW = 50


# --- Taking ------------------------------------------------------------------------------------------------------


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
    task = _locked(task)
    holder = task.claimed_by
    CallTask.objects.filter(pk=task.pk).update(claimed_by=None, claimed_until=None)
    if holder and holder != by:
        record(by, "call.released", task, caller=holder.name)


@transaction.atomic
def skip(task, *, by, now=None) -> None:
    """Give a person back and let others come first. A call-back stays promised."""
    now = now or timezone.now()
    task = _locked(task)
    _refuse_outsiders(task, by, now)
    CallTask.objects.filter(pk=task.pk).update(claimed_by=None, claimed_until=None, not_before=now + ASIDE)


def sweep(now=None) -> int:
    """Take away claims that ran out a while ago. Others get such people anyhow; who called too long may still save."""
    stale = CallTask.objects.filter(claimed_until__lte=(now or timezone.now()) - STALE)
    return stale.update(claimed_by=None, claimed_until=None)


# --- Saving ------------------------------------------------------------------------------------------------------


@transaction.atomic
def save_call(
    task, *, outcome, by, answers: Mapping | None = None, said="", call_back_at=None, needs="", spoke="",
    contact_point=None, how_far=HowFar.WAY, save_as_said=False, entry_key="", now=None,
) -> CallAttempt:  # fmt: skip
    """Write down what came of one call or visit, and do what follows from it.

    `answers`: {question id: list of keys, or words}; `needs`: the language somebody turned out to need; `spoke`: the
    language of the talk; `contact_point`: the number that was called; `how_far`: what who asked us to stop meant. A
    talk becomes a conversation; a wrong number is marked; "stop" is written into the consent ledger. Sent twice with
    one `entry_key`, it is written down once. Raises ValidationError, by field; also when somebody else has this person
    meanwhile.
    """
    now = now or timezone.now()
    task = _locked(task)
    earlier = task.attempts.filter(entry_key=entry_key).first() if entry_key else None
    if earlier:
        return earlier
    _refuse_outsiders(task, by, now)
    said = said.strip().replace("\r\n", "\n")
    _check(task, outcome, said, call_back_at, needs, save_as_said, now)
    _refuse_talk_with_the_dead(task, outcome)
    chosen = _read_answers(task, answers or {}, save_as_said)
    ways = dialing.ways_of([task.person], task.call_list, task.steward.today())[task.person_id]
    way = next((way for way in ways if contact_point in (None, way.point.pk)), None)
    attempt = CallAttempt(
        steward=task.steward, person=task.person, task=task, contact_point=way and way.point, outcome=outcome,
        tried_by=by, entry_key=entry_key,
    )  # fmt: skip
    if outcome in TALKED:
        attempt.conversation = _log(task, outcome, said, spoke, by, entry_key, save_as_said)
    else:
        attempt.said = said
    attempt.save()
    CallAnswer.objects.bulk_create(CallAnswer(attempt=attempt, **facts) for facts in chosen)
    _follow(task, outcome, way, by, entry_key, how_far)
    _settle(task, outcome, by, now, call_back_at, needs, has_more=len(ways) > 1)
    record(by, "call.saved", task, outcome=outcome, list=task.call_list.name)
    return attempt


def _locked(task):
    rows = CallTask.objects.select_for_update(of=("self",))
    return rows.select_related("person__steward", "call_list__steward", "steward", "claimed_by").get(pk=task.pk)


def _refuse_outsiders(task, by, now):
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


def _check(task, outcome, said, call_back_at, needs, save_as_said, now):
    if outcome not in Outcome.values:
        raise ValidationError({"outcome": _("Say what happened.")})
    row, name = (Conversation, "heard") if outcome in TALKED else (CallAttempt, "said")
    most = row._meta.get_field(name).max_length
    if len(said) > most:
        raise ValidationError({"said": conversing.too_long(most)})
    try:
        screen(said, save_as_said=save_as_said)
    except ValidationError as refusal:
        raise ValidationError({"said": refusal.error_list}) from None
    if outcome == Outcome.CALL_BACK:
        _check_call_back(task, call_back_at, now)
    if outcome == Outcome.LANGUAGE and needs not in SpokenLanguage.values:
        raise ValidationError({"needs": _("Say which language they need.")})


def _refuse_talk_with_the_dead(task, outcome):
    """Whoever talked says what was written down wrong before a dead person's yes is kept, or chose the wrong one."""
    if outcome in TALKED and task.person.standing == Person.Standing.DIED:
        words = _("Somebody wrote down meanwhile that they died. Choose “Died”, or first have that corrected.")
        raise ValidationError({"outcome": words})


def _check_call_back(task, call_back_at, now):
    if call_back_at is None:
        raise ValidationError({"call_back_at": _("Say when to call back.")})
    if call_back_at <= now:
        raise ValidationError({"call_back_at": _("This time has passed. Choose a later one.")})
    if call_back_at > now + FARTHEST_CALL_BACK:
        raise ValidationError({"call_back_at": _("Call back within two months, or write down a next step.")})
    last = task.call_list.closes_on
    if last and timezone.localdate(call_back_at) > last:
        raise ValidationError({"call_back_at": _("The list closes before that day.")})


def _read_answers(task, answers, save_as_said) -> list[dict]:
    """What was answered, question by question; questions left open are left out."""
    found = []
    for question in CallQuestion.objects.filter(call_list=task.call_list_id):
        given = answers.get(question.pk)
        if not given:
            continue
        if question.answers:
            known = [each["key"] for each in question.answers]
            keys = [key for key in known if key in (given if isinstance(given, list) else [given])]
            if keys:
                found.append({"question": question, "chosen": keys if question.takes_several else keys[:1]})
            continue
        words = str(given).strip()
        most = CallAnswer._meta.get_field("words").max_length
        try:
            screen(words, save_as_said=save_as_said)
            if len(words) > most:
                raise conversing.too_long(most)
        except ValidationError as refusal:
            raise ValidationError({f"q{question.pk}": refusal.error_list}) from None
        if words:
            found.append({"question": question, "words": words})
    return found


def _log(task, outcome, said, spoke, by, entry_key, save_as_said):
    try:
        return conversing.log(
            task.person, by=by, kind=KINDS[task.call_list.kind], talked_on=task.steward.today(), heard=said,
            save_as_said=save_as_said, request=task.call_list.name, commitment=TALKED[outcome],
            commitment_what=task.call_list.name, language=spoke if spoke in SpokenLanguage.values else "",
            entry_key=f"call-{task.pk}-{entry_key}"[:64] if entry_key else "",
        )  # fmt: skip
    except ValidationError as refusal:
        if "heard" in getattr(refusal, "error_dict", {}):
            raise ValidationError({"said": refusal.error_dict["heard"]}) from None
        raise


def _follow(task, outcome, way, by, entry_key, how_far):
    """What a call tells beyond itself: a wrong number, a no, somebody who moved or died."""
    person = task.person
    if outcome == Outcome.WRONG_NUMBER and way:
        reaching.mark(way.point, ContactPoint.Status.WRONG, by=by)
    if outcome == Outcome.REFUSED:
        kind = task.call_list.kind
        stopping.stop(
            person, how_far=how_far, channel=dialing.CHANNELS[kind], source=SOURCES[kind], by=by,
            given_by=way.guardian if way else None, evidence=task.call_list.name,
            entry_key=f"call-{task.pk}-{entry_key}"[:64] if entry_key else "",
        )  # fmt: skip
    if standing := STANDINGS.get(outcome):
        recording.change(person, by=by, version=person.version, seen={"standing": person.standing}, standing=standing)


def _settle(task, outcome, by, now, call_back_at, needs, *, has_more):
    """Whether the task stays open, and for when."""
    task.claimed_by = task.claimed_until = task.not_before = task.call_back_by = None
    task.tried += 1  # the row is locked
    if outcome == Outcome.CALL_BACK:
        task.not_before, task.call_back_by = call_back_at, by
    elif outcome in CallTask.TRY_AGAIN and task.tried < task.call_list.tries:
        task.not_before = now + WAITS[outcome] if outcome in WAITS else None
        task.language = needs or task.language
    elif outcome != Outcome.WRONG_NUMBER or not has_more:
        task.outcome, task.closed_at = outcome, now
    task.save(update_fields=[
        "claimed_by", "claimed_until", "not_before", "call_back_by", "tried", "language", "outcome", "closed_at",
    ])  # fmt: skip
