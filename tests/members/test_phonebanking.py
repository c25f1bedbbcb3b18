"""Call lists: who comes on them, who gets whom, and what a call leaves behind."""

import datetime as dt
from threading import Barrier, Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from accounts.models import AuditEntry
from members import calling, consenting, erasing, phonebanking, tasks
from members.models import (
    CallAnswer,
    CallAttempt,
    CallList,
    CallTask,
    Channel,
    ContactPoint,
    Conversation,
    Person,
    StandingConsent,
)
from members.phonebanking import Question
from tests.factories import members as make
from tests.factories.accounts import member_of
from tests.members.calls import allow, calls, later, someone

pytestmark = pytest.mark.django_db
Outcome = CallTask.Outcome


def names(call_list):
    return {task.person.given_name for task in call_list.tasks.select_related("person")}


# --- Who comes on a list -----------------------------------------------------------------------------------------


def test_only_people_who_may_be_called_come_on_a_list_and_the_others_are_counted(cast):
    home = cast.coalition_org
    someone(home, given_name="Lupita")
    allow(make.PersonFactory(steward=home), state="no")
    make.PersonFactory(steward=home)
    someone(home, phone=False)
    someone(home, standing=Person.Standing.DIED)
    someone(home, standing=Person.Standing.MOVED)
    someone(cast.outsider_org, given_name="Elsewhere")

    call_list = calls(cast)

    assert names(call_list) == {"Lupita"}
    assert call_list.left_out == {"died": 1, "moved": 1, "refused": 1, "not_asked": 1, "no_way": 1}
    assert call_list.tasks.get().language == "es"
    assert AuditEntry.objects.filter(verb="call_list.made").count() == 1


def test_a_yes_for_something_else_is_no_yes_to_a_call_about_organizing(cast):
    person = make.PersonFactory(steward=cast.coalition_org)
    make.PhoneFactory(person=person)
    allow(person, purpose="school")

    with pytest.raises(ValidationError) as refusal:
        calls(cast)
    assert "people" in refusal.value.error_dict


def test_a_minor_is_called_only_where_a_grown_up_answers(cast):
    mother = make.PersonFactory(steward=cast.coalition_org, given_name="Rosa")
    child = someone(cast.coalition_org, given_name="Ana", birth_year=2014)
    alone = someone(cast.coalition_org, given_name="Beto", birth_year=2014)
    make.GuardianFactory(person=mother, other=child)

    with pytest.raises(ValidationError):
        calls(cast)
    phone = make.PhoneFactory(person=mother)
    call_list = calls(cast)

    assert names(call_list) == {"Ana"}
    assert call_list.left_out["minor"] == 1
    assert alone.pk
    task = calling.claim_next(call_list, by=cast.tasha)
    attempt = calling.save_call(task, outcome=Outcome.YES, by=cast.tasha)
    assert attempt.contact_point == phone


def test_protected_people_are_served_only_to_those_who_may_see_them_and_never_visited(cast):
    home = cast.coalition_org
    hidden = someone(home, given_name="Hidden", language="en", is_protected=True)
    allow(hidden, Channel.DOOR)
    make.AddressFactory(person=hidden)
    call_list = calls(cast)

    assert calling.claim_next(call_list, by=cast.val) is None
    assert calling.claim_next(call_list, by=cast.tasha).person == hidden
    with pytest.raises(ValidationError):
        calls(cast, kind=CallList.Kind.DOORS)
    reach = phonebanking.reach(home, kind="doors", people=Person.objects.all(), by=cast.tasha)
    assert (reach.people, reach.left_out) == (0, {"protected": 1})


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": "A" * 121}, "name"),
        ({"name": ""}, "name"),
        ({"tries": 0}, "tries"),
        ({"opens_on": dt.date(2026, 11, 9), "closes_on": dt.date(2026, 11, 8)}, "closes_on"),
        ({"script_en": "Ask whether she is undocumented."}, "script_en"),
        ({"questions": [Question("Do they have papers?" * 20)]}, "questions"),
        ({"questions": [Question(f"Question {n}?") for n in range(6)]}, "questions"),
        ({"kind": "letters"}, "kind"),
    ],
)
def test_a_list_that_cannot_be_is_refused_beside_the_field(cast, fields, field):
    someone(cast.coalition_org)

    with pytest.raises(ValidationError) as refusal:
        calls(cast, **fields)
    assert field in refusal.value.error_dict
    assert not CallList.objects.exists()


def test_callers_work_here_and_speak_something(cast):
    someone(cast.coalition_org)

    for callers in ([(cast.otto, ["en"])], [(cast.val, [])], [(cast.vic, ["en"])]):
        with pytest.raises(ValidationError) as refusal:
            calls(cast, callers=callers)
        assert "callers" in refusal.value.error_dict


# --- Who gets whom -----------------------------------------------------------------------------------------------


def test_two_callers_get_two_people_and_each_keeps_theirs(cast):
    for name in ("A", "B", "C"):
        someone(cast.coalition_org, language="en", sort_name=name)
    call_list = calls(cast)

    first, second = (calling.claim_next(call_list, by=user) for user in (cast.tasha, cast.val))

    assert first != second
    assert calling.claim_next(call_list, by=cast.tasha) == first
    calling.save_call(first, outcome=Outcome.NO_ANSWER, by=cast.tasha)
    third = calling.claim_next(call_list, by=cast.tasha)
    assert len({first, second, third}) == 3
    calling.save_call(third, outcome=Outcome.YES, by=cast.tasha)
    assert calling.claim_next(call_list, by=cast.tasha) is None


def test_people_are_matched_by_the_callers_languages(cast):
    home = cast.coalition_org
    someone(home, given_name="Spanish", language="es", sort_name="1")
    someone(home, given_name="Both", language="es", other_languages=" en ", sort_name="2")
    someone(home, given_name="English", language="en", sort_name="3")
    someone(home, given_name="Zapotec", language="zap", sort_name="4")
    someone(home, given_name="Unknown", language="", sort_name="5")
    call_list = calls(cast)

    served = []
    while task := calling.claim_next(call_list, by=cast.val):
        served.append(task.person.given_name)
        calling.save_call(task, outcome=Outcome.YES, by=cast.val)

    assert served == ["English", "Both", "Unknown"]
    assert calling.claim_next(call_list, by=cast.tasha).person.given_name == "Spanish"


def test_who_needs_another_language_goes_to_a_caller_who_speaks_it(cast):
    person = someone(cast.coalition_org, language="es", other_languages=" en ")
    call_list = calls(cast, callers=[(cast.tasha, ["es"]), (cast.val, ["en"]), (cast.rosa, ["zap"])])

    task = calling.claim_next(call_list, by=cast.val)
    calling.save_call(task, outcome=Outcome.LANGUAGE, by=cast.val, needs="zap")

    assert calling.claim_next(call_list, by=cast.val) is None
    assert calling.claim_next(call_list, by=cast.tasha) is None
    assert calling.claim_next(call_list, by=cast.rosa).person == person


def test_a_no_between_list_and_call_is_heard(cast):
    person, other = (someone(cast.coalition_org, language="en", sort_name=name) for name in "ab")
    call_list = calls(cast)
    held = calling.claim_next(call_list, by=cast.val)
    assert held.person == person

    consenting.say(person, channel="call", purpose="", state="refused", source="text", by=cast.tasha)

    assert calling.claim_next(call_list, by=cast.val).person == other
    held.refresh_from_db()
    assert held.claimed_by is None
    assert calling.claim_next(call_list, by=cast.tasha) is None


def test_a_stale_claim_returns(cast):
    someone(cast.coalition_org, language="en")
    call_list = calls(cast)
    task = calling.claim_next(call_list, by=cast.val)
    assert calling.claim_next(call_list, by=cast.tasha) is None

    assert calling.claim_next(call_list, by=cast.tasha, now=later(minutes=31)) == task
    with pytest.raises(ValidationError, match="Tasha Greene has this person now"):
        calling.save_call(task, outcome=Outcome.YES, by=cast.val, now=later(minutes=32))
    CallTask.objects.update(claimed_until=later(hours=-3))
    assert tasks.give_back_stale_calls() == 1
    assert tasks.give_back_stale_calls() == 0


def test_who_called_too_long_may_still_save_when_nobody_else_has_them(cast):
    someone(cast.coalition_org, language="en")
    task = calling.claim_next(calls(cast), by=cast.val)

    assert calling.save_call(task, outcome=Outcome.YES, by=cast.val, now=later(minutes=45)).outcome == "yes"


def test_a_call_back_comes_first_when_it_is_due_and_to_the_one_who_promised(cast):
    early, late = (someone(cast.coalition_org, language="en", sort_name=name) for name in "ab")
    call_list = calls(cast)
    task = calling.claim_next(call_list, by=cast.val)
    calling.save_call(task, outcome=Outcome.CALL_BACK, by=cast.val, call_back_at=later(minutes=20))

    other = calling.claim_next(call_list, by=cast.val)
    assert other.person == late
    calling.release(other, by=cast.val)
    assert calling.claim_next(call_list, by=cast.tasha, now=later(minutes=25)).person == late
    calling.release(other, by=cast.tasha)
    assert calling.claim_next(call_list, by=cast.val, now=later(minutes=25)).person == early
    calling.release(task, by=cast.val)
    assert calling.claim_next(call_list, by=cast.tasha, now=later(minutes=90)).person == early


@pytest.mark.parametrize("when", [None, {"minutes": -5}, {"days": 61}])
def test_a_call_back_needs_a_time_that_makes_sense(cast, when):
    someone(cast.coalition_org)
    task = calling.claim_next(calls(cast), by=cast.tasha)

    with pytest.raises(ValidationError) as refusal:
        calling.save_call(task, outcome=Outcome.CALL_BACK, by=cast.tasha, call_back_at=when and later(**when))
    assert "call_back_at" in refusal.value.error_dict


def test_skipping_brings_somebody_else_first(cast):
    first, second = (someone(cast.coalition_org, sort_name=name) for name in "ab")
    call_list = calls(cast)
    task = calling.claim_next(call_list, by=cast.tasha)
    calling.skip(task, by=cast.tasha)

    assert calling.claim_next(call_list, by=cast.tasha).person == second
    assert first.call_tasks.get().tried == 0


def test_a_closed_list_serves_nobody(cast):
    someone(cast.coalition_org)
    call_list = calls(cast)
    task = calling.claim_next(call_list, by=cast.tasha)
    phonebanking.close(call_list, by=cast.tasha)

    for deed in (
        lambda: calling.claim_next(call_list, by=cast.tasha),
        lambda: calling.save_call(task, outcome=Outcome.YES, by=cast.tasha),
        lambda: phonebanking.change_list(call_list, by=cast.tasha, name="Other"),
    ):
        with pytest.raises(ValidationError, match="closed"):
            deed()
    phonebanking.reopen(call_list, by=cast.tasha)
    assert calling.claim_next(call_list, by=cast.tasha)


def test_who_is_not_named_gets_nobody_and_who_is_dropped_gives_back(cast):
    someone(cast.coalition_org, language="en")
    call_list = calls(cast)
    with pytest.raises(ValidationError, match="not among those"):
        calling.claim_next(call_list, by=cast.rosa)
    task = calling.claim_next(call_list, by=cast.val)

    phonebanking.change_list(call_list, by=cast.tasha, callers=[(cast.tasha, ["en"])])

    task.refresh_from_db()
    assert task.claimed_by is None
    with pytest.raises(ValidationError, match="not among those"):
        calling.claim_next(call_list, by=cast.val)
    with pytest.raises(ValidationError, match="not among those"):
        calling.save_call(task, outcome=Outcome.YES, by=cast.val)


# --- What a call leaves behind -----------------------------------------------------------------------------------


@pytest.fixture
def task(cast):
    someone(cast.coalition_org, given_name="Óscar")
    return calling.claim_next(calls(cast), by=cast.tasha)


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
        assert calling.claim_next(task.call_list, by=cast.tasha, now=now) == task
        calling.save_call(task, outcome=Outcome.NO_ANSWER, by=cast.tasha, said="Dog", now=now)
        assert calling.claim_next(task.call_list, by=cast.tasha, now=now + dt.timedelta(hours=1)) is None

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
    assert calling.claim_next(task.call_list, by=cast.tasha) == task
    calling.save_call(task, outcome=Outcome.WRONG_NUMBER, by=cast.tasha, contact_point=other.pk)
    task.refresh_from_db()
    assert task.outcome == "wrong"
    assert calling.claim_next(task.call_list, by=cast.tasha) is None


def test_who_asks_us_to_stop_is_never_served_again_from_any_list(cast, task):
    other = calls(cast, name="Another list")

    calling.save_call(task, outcome=Outcome.REFUSED, by=cast.tasha, said="Please stop.", entry_key="k")

    event = task.person.consentevents.get()
    assert (event.channel, event.purpose, event.state, event.source) == ("call", "", "refused", "call")
    assert not consenting.may_reach(task.person, "call", "organizing")
    assert set(StandingConsent.objects.filter(channel="call").values_list("state", flat=True)) == {"no"}
    assert calling.claim_next(other, by=cast.tasha) is None
    with pytest.raises(ValidationError):
        calls(cast, name="A third list")


def test_a_guardian_who_asks_us_to_stop_may_open_the_door_again(cast):
    child = someone(cast.coalition_org, birth_year=2014)
    mother = make.PersonFactory(steward=cast.coalition_org)
    make.PhoneFactory(person=mother)
    make.GuardianFactory(person=mother, other=child)
    task = calling.claim_next(calls(cast), by=cast.tasha)

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
    task = calling.claim_next(calls(cast, questions=[Question("Why?", "¿Por qué?")]), by=cast.tasha)
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

    assert calling.claim_street(call_list, "w 83rd st", by=cast.val) == 3
    assert calling.claim_street(call_list, "w 83rd st", by=cast.tasha) == 0
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

    assert calling.claim_street(call_list, "elsewhere", by=cast.val) == 0
    assert calling.claim_street(call_list, "w 83rd st", by=cast.val) == 1


# --- At the same time --------------------------------------------------------------------------------------------


def at_once(deeds):
    """Let all begin together; answers with what each gave back, in no order."""
    start, ends = Barrier(len(deeds)), []

    def run(deed):
        try:
            start.wait(timeout=10)
            ends.append(deed())
        finally:
            connection.close()

    threads = [Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return ends


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("again", range(3))
def test_many_callers_at_once_never_get_the_same_person(cast, again):
    for _n in range(8):
        someone(cast.coalition_org, language="en")
    callers = [cast.tasha, cast.val, cast.rosa, cast.luis, member_of(cast.coalition_org, "volunteer")]
    call_list = calls(cast, callers=[(user, ["en"]) for user in callers])

    def take(user):
        return lambda: calling.claim_next(call_list, by=user).pk

    taken = at_once([take(user) for user in callers])

    assert len(taken) == len(set(taken)) == len(callers)


@pytest.mark.django_db(transaction=True)
def test_the_last_person_goes_to_one_of_two(cast):
    someone(cast.coalition_org, language="en")
    call_list = calls(cast)

    def take(user):
        return lambda: calling.claim_next(call_list, by=user)

    taken = at_once([take(cast.tasha), take(cast.val)])

    assert sorted(task is None for task in taken) == [False, True]


@pytest.mark.django_db(transaction=True)
def test_one_caller_in_two_windows_takes_one_person(cast):
    for _n in range(4):
        someone(cast.coalition_org, language="en")
    call_list = calls(cast)

    taken = at_once([lambda: calling.claim_next(call_list, by=cast.val).pk] * 3)

    assert len(taken) == 3
    assert len(set(taken)) == 1


@pytest.mark.django_db(transaction=True)
def test_a_call_sent_twice_at_once_is_one_call(cast):
    someone(cast.coalition_org, language="en")
    task = calling.claim_next(calls(cast), by=cast.val)

    def save():
        return calling.save_call(task, outcome=Outcome.YES, by=cast.val, entry_key="k").pk

    ends = at_once([save, save])

    assert len(ends) == 2
    assert len(set(ends)) == 1
    assert Conversation.objects.count() == 1
