"""Calls and visits: saving what came of them. How somebody is taken from a list: members/claiming.py."""

import datetime as dt
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.audit import record
from members import claiming, conversing, dialing, reaching, recording, stopping
from members.languages import SpokenLanguage
from members.models import (
    CallAnswer,
    CallAttempt,
    CallList,
    CallQuestion,
    CallTask,
    ConsentEvent,
    ContactPoint,
    Conversation,
    Person,
)
from members.screening import screen
from members.stopping import HowFar

Outcome = CallTask.Outcome
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
    task = claiming.locked(task)
    earlier = task.attempts.filter(entry_key=entry_key).first() if entry_key else None
    if earlier:
        return earlier
    claiming.refuse_outsiders(task, by, now)
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
