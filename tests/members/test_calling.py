"""What a call leaves behind, and what belongs to a visit."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEntry
from members import allowed, calling, claiming, erasing, phonebanking
from members.models import (
    CallAnswer,
    CallAttempt,
    CallList,
    CallTask,
    Channel,
    ContactPoint,
    Conversation,
    StandingConsent,
)
from members.phonebanking import Question
from tests.factories import members as make
from tests.members.calls import calls, later, someone

pytestmark = pytest.mark.django_db
Outcome = CallTask.Outcome


# --- What a call leaves behind -----------------------------------------------------------------------------------


@pytest.fixture
def task(cast):
    someone(cast.coalition_org, given_name="Óscar")
    return claiming.claim_next(calls(cast), by=cast.tasha)


def test_a_talk_becomes_a_conversation_with_what_was_answered(cast, task):
    question = task.call_list.questions.get()

    attempt = calling.save_call(
        task, outcome=Outcome.YES, by=cast.tasha, answers={question.pk: ["a1", "a2", "zzz"]}, said="Viene con su hija.",
        spoke="es",
    )  # fmt: skip

    talk = attempt.conversation
    assert (talk.kind, talk.heard, talk.commitment, talk.language) == ("call", "Viene con su hija.", "yes", "es")
    assert talk.request == "Budget night, November 19"
    assert CallAnswer.objects.get().chosen == ["a1", "a2"]
    task.refresh_from_db()
    assert (task.outcome, task.tried, task.claimed_by) == ("yes", 1, None)
    task.person.refresh_from_db()
    assert task.person.last_talk_on == cast.coalition_org.today()
    with pytest.raises(ValidationError, match="saved already"):
        calling.save_call(task, outcome=Outcome.NO, by=cast.tasha)


def test_a_double_click_is_one_call(cast, task):
    ends = [calling.save_call(task, outcome=Outcome.YES, by=cast.tasha, entry_key="k1") for _click in range(2)]

    assert ends[0] == ends[1]
    assert Conversation.objects.count() == CallAttempt.objects.count() == 1


def test_nobody_answering_is_tried_again_until_it_was_often_enough(cast, task):
    for tried in (1, 2, 3):
        now = later(days=tried)
        assert claiming.claim_next(task.call_list, by=cast.tasha, now=now) == task
        calling.save_call(task, outcome=Outcome.NO_ANSWER, by=cast.tasha, said="Dog", now=now)
        assert claiming.claim_next(task.call_list, by=cast.tasha, now=now + dt.timedelta(hours=1)) is None

    task.refresh_from_db()
    assert (task.outcome, task.tried) == ("no_answer", 3)
    assert not Conversation.objects.exists()
    assert {attempt.said for attempt in task.attempts.all()} == {"Dog"}


def test_a_wrong_number_is_marked_and_the_next_one_is_tried(cast, task):
    wrong = task.person.contactpoints.get()
    other = make.PhoneFactory(person=task.person)

    calling.save_call(task, outcome=Outcome.WRONG_NUMBER, by=cast.tasha, contact_point=wrong.pk)

    wrong.refresh_from_db()
    assert wrong.status == ContactPoint.Status.WRONG
    assert claiming.claim_next(task.call_list, by=cast.tasha) == task
    calling.save_call(task, outcome=Outcome.WRONG_NUMBER, by=cast.tasha, contact_point=other.pk)
    task.refresh_from_db()
    assert task.outcome == "wrong"
    assert claiming.claim_next(task.call_list, by=cast.tasha) is None


def test_who_asks_us_to_stop_is_never_served_again_from_any_list(cast, task):
    other = calls(cast, name="Another list")

    calling.save_call(task, outcome=Outcome.REFUSED, by=cast.tasha, said="Please stop.", entry_key="k")

    event = task.person.consentevents.get()
    assert (event.channel, event.purpose, event.state, event.source) == ("call", "", "refused", "call")
    assert not allowed.may_reach(task.person, "call", "organizing")
    assert set(StandingConsent.objects.filter(channel="call").values_list("state", flat=True)) == {"no"}
    assert claiming.claim_next(other, by=cast.tasha) is None
    with pytest.raises(ValidationError):
        calls(cast, name="A third list")


def test_a_guardian_who_asks_us_to_stop_may_open_the_door_again(cast):
    child = someone(cast.coalition_org, birth_year=2014)
    mother = make.PersonFactory(steward=cast.coalition_org)
    make.PhoneFactory(person=mother)
    make.GuardianFactory(person=mother, other=child)
    task = claiming.claim_next(calls(cast), by=cast.tasha)

    calling.save_call(task, outcome=Outcome.REFUSED, by=cast.tasha)

    assert child.consentevents.get().given_by == mother


@pytest.mark.parametrize(("outcome", "standing"), [("moved", "moved"), ("died", "died")])
def test_who_moved_or_died_is_so_everywhere(cast, task, outcome, standing):
    calling.save_call(task, outcome=outcome, by=cast.tasha)

    task.person.refresh_from_db()
    assert task.person.standing == standing


def test_words_that_must_not_be_kept_stop_the_save(cast, task):
    for outcome in (Outcome.YES, Outcome.NO_ANSWER):
        with pytest.raises(ValidationError) as refusal:
            calling.save_call(task, outcome=outcome, by=cast.tasha, said="SSN 123-45-6789")
        assert "said" in refusal.value.error_dict
    for bad in ({"outcome": "sang"}, {"outcome": "no_answer", "said": "x" * 501}, {"outcome": "language"}):
        with pytest.raises(ValidationError):
            calling.save_call(task, by=cast.tasha, **bad)
    assert not CallAttempt.objects.exists()
    assert not Conversation.objects.exists()


def test_free_answers_are_screened_too(cast):
    someone(cast.coalition_org)
    task = claiming.claim_next(calls(cast, questions=[Question("Why?", "¿Por qué?")]), by=cast.tasha)
    question = task.call_list.questions.get()

    with pytest.raises(ValidationError) as refusal:
        calling.save_call(task, outcome="yes", by=cast.tasha, answers={question.pk: "SSN 123-45-6789"})
    assert f"q{question.pk}" in refusal.value.error_dict
    calling.save_call(task, outcome="yes", by=cast.tasha, answers={question.pk: "Por los nietos."})
    assert CallAnswer.objects.get().words == "Por los nietos."


def test_questions_change_until_the_first_answer(cast, task):
    question = task.call_list.questions.get()
    calling.save_call(task, outcome="yes", by=cast.tasha, answers={question.pk: ["a1"]})

    with pytest.raises(ValidationError) as refusal:
        phonebanking.change_list(task.call_list, by=cast.tasha, questions=[Question("Other?")])
    assert "questions" in refusal.value.error_dict
    phonebanking.change_list(task.call_list, by=cast.tasha, name="New name")
    task.call_list.refresh_from_db()
    assert task.call_list.name == "New name"


def test_erasing_somebody_takes_calls_and_answers_along(cast, task):
    question = task.call_list.questions.get()
    calling.save_call(task, outcome="yes", by=cast.tasha, answers={question.pk: ["a1"]})
    assert {"calls to make", "tries"} <= {str(words) for words, _count in erasing.what_goes(task.person)}

    erasing.erase(task.person, by=cast.ana, reason="asked")

    assert not CallTask.objects.exists()
    assert not CallAttempt.objects.exists()
    assert not CallAnswer.objects.exists()
    assert not any("Óscar" in entry.thing_name for entry in AuditEntry.objects.all())


def test_streets_are_taken_whole_and_doors_recorded(cast):
    home = cast.coalition_org
    doors = [someone(home, channel=Channel.DOOR, language="en") for _n in range(3)]
    far = someone(home, channel=Channel.DOOR, phone=False)
    make.AddressFactory(person=far, street="s main st", house_number=3, key="far")
    call_list = calls(cast, kind=CallList.Kind.DOORS)

    assert claiming.claim_street(call_list, "w 83rd st", by=cast.val) == 3
    assert claiming.claim_street(call_list, "w 83rd st", by=cast.tasha) == 0
    task = doors[0].call_tasks.get()
    attempt = calling.save_call(task, outcome=Outcome.YES, by=cast.val)
    assert attempt.conversation.kind == "door"


def test_a_minors_door_is_the_guardians_and_goes_with_the_street(cast):
    child = someone(cast.coalition_org, channel=Channel.DOOR, phone=False, birth_year=2014)
    mother = make.PersonFactory(steward=cast.coalition_org)
    make.AddressFactory(person=mother)
    make.AddressFactory(person=child, street="elsewhere", key="elsewhere")
    make.GuardianFactory(person=mother, other=child)
    call_list = calls(cast, kind=CallList.Kind.DOORS)

    assert claiming.claim_street(call_list, "elsewhere", by=cast.val) == 0
    assert claiming.claim_street(call_list, "w 83rd st", by=cast.val) == 1
