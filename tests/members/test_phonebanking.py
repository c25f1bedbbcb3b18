"""Call lists: who comes on them, who gets whom, and what a call leaves behind."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEntry
from members import calling, claiming, consenting, phonebanking, tasks
from members.models import (
    CallList,
    CallTask,
    Channel,
    Person,
)
from members.phonebanking import Question
from tests.factories import members as make
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
    task = claiming.claim_next(call_list, by=cast.tasha)
    attempt = calling.save_call(task, outcome=Outcome.YES, by=cast.tasha)
    assert attempt.contact_point == phone


def test_protected_people_are_served_only_to_those_who_may_see_them_and_never_visited(cast):
    home = cast.coalition_org
    hidden = someone(home, given_name="Hidden", language="en", is_protected=True)
    allow(hidden, Channel.DOOR)
    make.AddressFactory(person=hidden)
    call_list = calls(cast)

    assert claiming.claim_next(call_list, by=cast.val) is None
    assert claiming.claim_next(call_list, by=cast.tasha).person == hidden
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

    first, second = (claiming.claim_next(call_list, by=user) for user in (cast.tasha, cast.val))

    assert first != second
    assert claiming.claim_next(call_list, by=cast.tasha) == first
    calling.save_call(first, outcome=Outcome.NO_ANSWER, by=cast.tasha)
    third = claiming.claim_next(call_list, by=cast.tasha)
    assert len({first, second, third}) == 3
    calling.save_call(third, outcome=Outcome.YES, by=cast.tasha)
    assert claiming.claim_next(call_list, by=cast.tasha) is None


def test_people_are_matched_by_the_callers_languages(cast):
    home = cast.coalition_org
    someone(home, given_name="Spanish", language="es", sort_name="1")
    someone(home, given_name="Both", language="es", other_languages=" en ", sort_name="2")
    someone(home, given_name="English", language="en", sort_name="3")
    someone(home, given_name="Zapotec", language="zap", sort_name="4")
    someone(home, given_name="Unknown", language="", sort_name="5")
    call_list = calls(cast)

    served = []
    while task := claiming.claim_next(call_list, by=cast.val):
        served.append(task.person.given_name)
        calling.save_call(task, outcome=Outcome.YES, by=cast.val)

    assert served == ["English", "Both", "Unknown"]
    assert claiming.claim_next(call_list, by=cast.tasha).person.given_name == "Spanish"


def test_who_needs_another_language_goes_to_a_caller_who_speaks_it(cast):
    person = someone(cast.coalition_org, language="es", other_languages=" en ")
    call_list = calls(cast, callers=[(cast.tasha, ["es"]), (cast.val, ["en"]), (cast.rosa, ["zap"])])

    task = claiming.claim_next(call_list, by=cast.val)
    calling.save_call(task, outcome=Outcome.LANGUAGE, by=cast.val, needs="zap")

    assert claiming.claim_next(call_list, by=cast.val) is None
    assert claiming.claim_next(call_list, by=cast.tasha) is None
    assert claiming.claim_next(call_list, by=cast.rosa).person == person


def test_a_no_between_list_and_call_is_heard(cast):
    person, other = (someone(cast.coalition_org, language="en", sort_name=name) for name in "ab")
    call_list = calls(cast)
    held = claiming.claim_next(call_list, by=cast.val)
    assert held.person == person

    consenting.say(person, channel="call", purpose="", state="refused", source="text", by=cast.tasha)

    assert claiming.claim_next(call_list, by=cast.val).person == other
    held.refresh_from_db()
    assert held.claimed_by is None
    assert claiming.claim_next(call_list, by=cast.tasha) is None


def test_a_stale_claim_returns(cast):
    someone(cast.coalition_org, language="en")
    call_list = calls(cast)
    task = claiming.claim_next(call_list, by=cast.val)
    assert claiming.claim_next(call_list, by=cast.tasha) is None

    assert claiming.claim_next(call_list, by=cast.tasha, now=later(minutes=31)) == task
    with pytest.raises(ValidationError, match="Tasha Greene has this person now"):
        calling.save_call(task, outcome=Outcome.YES, by=cast.val, now=later(minutes=32))
    CallTask.objects.update(claimed_until=later(hours=-3))
    assert tasks.give_back_stale_calls() == 1
    assert tasks.give_back_stale_calls() == 0


def test_who_called_too_long_may_still_save_when_nobody_else_has_them(cast):
    someone(cast.coalition_org, language="en")
    task = claiming.claim_next(calls(cast), by=cast.val)

    assert calling.save_call(task, outcome=Outcome.YES, by=cast.val, now=later(minutes=45)).outcome == "yes"


def test_a_call_back_comes_first_when_it_is_due_and_to_the_one_who_promised(cast):
    early, late = (someone(cast.coalition_org, language="en", sort_name=name) for name in "ab")
    call_list = calls(cast)
    task = claiming.claim_next(call_list, by=cast.val)
    calling.save_call(task, outcome=Outcome.CALL_BACK, by=cast.val, call_back_at=later(minutes=20))

    other = claiming.claim_next(call_list, by=cast.val)
    assert other.person == late
    claiming.release(other, by=cast.val)
    assert claiming.claim_next(call_list, by=cast.tasha, now=later(minutes=25)).person == late
    claiming.release(other, by=cast.tasha)
    assert claiming.claim_next(call_list, by=cast.val, now=later(minutes=25)).person == early
    claiming.release(task, by=cast.val)
    assert claiming.claim_next(call_list, by=cast.tasha, now=later(minutes=90)).person == early


@pytest.mark.parametrize("when", [None, {"minutes": -5}, {"days": 61}])
def test_a_call_back_needs_a_time_that_makes_sense(cast, when):
    someone(cast.coalition_org)
    task = claiming.claim_next(calls(cast), by=cast.tasha)

    with pytest.raises(ValidationError) as refusal:
        calling.save_call(task, outcome=Outcome.CALL_BACK, by=cast.tasha, call_back_at=when and later(**when))
    assert "call_back_at" in refusal.value.error_dict


def test_skipping_brings_somebody_else_first(cast):
    first, second = (someone(cast.coalition_org, sort_name=name) for name in "ab")
    call_list = calls(cast)
    task = claiming.claim_next(call_list, by=cast.tasha)
    claiming.skip(task, by=cast.tasha)

    assert claiming.claim_next(call_list, by=cast.tasha).person == second
    assert first.call_tasks.get().tried == 0


def test_a_closed_list_serves_nobody(cast):
    someone(cast.coalition_org)
    call_list = calls(cast)
    task = claiming.claim_next(call_list, by=cast.tasha)
    phonebanking.close(call_list, by=cast.tasha)

    for deed in (
        lambda: claiming.claim_next(call_list, by=cast.tasha),
        lambda: calling.save_call(task, outcome=Outcome.YES, by=cast.tasha),
        lambda: phonebanking.change_list(call_list, by=cast.tasha, name="Other"),
    ):
        with pytest.raises(ValidationError, match="closed"):
            deed()
    phonebanking.reopen(call_list, by=cast.tasha)
    assert claiming.claim_next(call_list, by=cast.tasha)


def test_who_is_not_named_gets_nobody_and_who_is_dropped_gives_back(cast):
    someone(cast.coalition_org, language="en")
    call_list = calls(cast)
    with pytest.raises(ValidationError, match="not among those"):
        claiming.claim_next(call_list, by=cast.rosa)
    task = claiming.claim_next(call_list, by=cast.val)

    phonebanking.change_list(call_list, by=cast.tasha, callers=[(cast.tasha, ["en"])])

    task.refresh_from_db()
    assert task.claimed_by is None
    with pytest.raises(ValidationError, match="not among those"):
        claiming.claim_next(call_list, by=cast.val)
    with pytest.raises(ValidationError, match="not among those"):
        calling.save_call(task, outcome=Outcome.YES, by=cast.val)
