"""Who looks after whom, and whom nobody looks after any more."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.granting import remove
from accounts.models import AuditEntry
from members import assigning, handing_over
from members.models import NextStep
from members.teaming import start_team
from tests.factories import members as make

NOVEMBER_12 = dt.datetime(2026, 11, 12, 20, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 12)
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel(NOVEMBER_12, tick=False):
        yield


@pytest.fixture
def lupita(cast):
    return make.PersonFactory(steward=cast.coalition_org)


def terms(person):
    return [(term.organizer.name, term.starts_on, term.ends_on) for term in person.assignments.all()]


def test_the_term_of_the_one_before_ends_the_day_before(cast, lupita):
    assigning.assign(lupita, cast.tasha, by=cast.tasha, on=TODAY - 9 * DAY)
    assigning.assign(lupita, cast.rosa, by=cast.tasha)

    assert terms(lupita) == [
        ("Rosa Méndez", TODAY, None),
        ("Tasha Greene", TODAY - 9 * DAY, TODAY - DAY),
    ]


def test_choosing_again_on_the_same_day_is_a_correction(cast, lupita):
    assigning.assign(lupita, cast.tasha, by=cast.tasha)
    assigning.assign(lupita, cast.rosa, by=cast.tasha)
    assigning.assign(lupita, cast.rosa, by=cast.tasha)

    assert terms(lupita) == [("Rosa Méndez", TODAY, None)]


def test_a_term_that_ended_today_makes_room_for_the_next(cast, lupita):
    assigning.end(assigning.assign(lupita, cast.tasha, by=cast.tasha, on=TODAY - DAY), by=cast.tasha)
    assigning.assign(lupita, cast.rosa, by=cast.tasha)

    assert terms(lupita) == [("Rosa Méndez", TODAY, None), ("Tasha Greene", TODAY - DAY, TODAY - DAY)]


@pytest.mark.parametrize("who", ["val", "vic", "bea", "otto"])
def test_an_organizer_works_with_these_people(cast, lupita, who):
    with pytest.raises(ValidationError):
        assigning.assign(lupita, getattr(cast, who), by=cast.tasha)


def test_nobody_is_assigned_before_the_present_term_began(cast, lupita):
    assigning.assign(lupita, cast.tasha, by=cast.tasha)

    with pytest.raises(ValidationError):
        assigning.assign(lupita, cast.rosa, by=cast.tasha, on=TODAY - DAY)


@pytest.mark.parametrize("day", [dt.date(1, 1, 1), dt.date(1989, 12, 31), dt.date(2031, 1, 1), dt.date(9999, 12, 31)])
def test_nobody_is_assigned_on_a_day_that_cannot_be_meant(cast, lupita, day):
    with pytest.raises(ValidationError) as refused:
        assigning.assign(lupita, cast.rosa, by=cast.tasha, on=day)

    assert list(refused.value.error_dict) == ["on"]


def planned(cast, person, organizer, days=9):
    """Tasha looks after the person now, and somebody is to follow."""
    assigning.assign(person, cast.tasha, by=cast.tasha, on=TODAY - 9 * DAY)
    return assigning.assign(person, organizer, by=cast.tasha, on=TODAY + days * DAY)


def test_a_term_that_is_still_to_begin_begins_earlier_when_its_day_is_changed(cast, lupita):
    planned(cast, lupita, cast.luis, days=90)
    assigning.assign(lupita, cast.luis, by=cast.tasha, on=TODAY + 9 * DAY)

    assert terms(lupita) == [
        ("Luis Ortega", TODAY + 9 * DAY, None),
        ("Tasha Greene", TODAY - 9 * DAY, TODAY + 8 * DAY),
    ]


def test_who_is_planned_to_follow_still_does_after_a_new_organizer(cast, lupita):
    later = planned(cast, lupita, cast.luis)
    term = assigning.assign(lupita, cast.rosa, by=cast.tasha, on=TODAY + 5 * DAY)

    assert (term.planned, term.dropped) == ((later,), ())
    assert terms(lupita) == [
        ("Luis Ortega", TODAY + 9 * DAY, None),
        ("Rosa Méndez", TODAY + 5 * DAY, TODAY + 8 * DAY),
        ("Tasha Greene", TODAY - 9 * DAY, TODAY + 4 * DAY),
    ]


def test_who_was_to_begin_that_very_day_does_not_and_it_is_said(cast, lupita):
    planned(cast, lupita, cast.luis)
    term = assigning.assign(lupita, cast.rosa, by=cast.tasha, on=TODAY + 9 * DAY)

    assert ([each.organizer for each in term.dropped], term.planned) == ([cast.luis], ())
    assert terms(lupita)[0] == ("Rosa Méndez", TODAY + 9 * DAY, None)
    assert AuditEntry.objects.get(verb="assignment.ended").details["organizer"] == str(cast.luis)


def test_a_plan_with_somebody_who_left_holds_up_nobody(cast, lupita):
    planned(cast, lupita, cast.luis)
    remove(cast.luis.grants.get(), by=cast.ana)

    term = assigning.assign(lupita, cast.rosa, by=cast.tasha)

    assert [each.organizer for each in term.dropped] == [cast.luis]
    assert terms(lupita)[0] == ("Rosa Méndez", TODAY, None)


def test_who_looks_after_somebody_now_goes_on_when_the_plan_is_dropped(cast, lupita):
    planned(cast, lupita, cast.luis)
    assigning.assign(lupita, cast.tasha, by=cast.tasha)
    assert len(terms(lupita)) == 2

    assigning.assign(lupita, cast.tasha, by=cast.tasha, keep_planned=False)

    assert terms(lupita) == [("Tasha Greene", TODAY - 9 * DAY, None)]


def test_when_nobody_is_to_look_after_somebody_a_plan_is_dropped_only_when_asked(cast, lupita):
    later = planned(cast, lupita, cast.luis)

    assert assigning.let_go(lupita, by=cast.tasha) == later
    assert terms(lupita)[1] == ("Tasha Greene", TODAY - 9 * DAY, TODAY)
    assert not assigning.orphans(cast.coalition_org).people
    assert assigning.let_go(lupita, by=cast.tasha, keep_planned=False) is None

    assert terms(lupita) == [("Tasha Greene", TODAY - 9 * DAY, TODAY)]
    assert list(assigning.orphans(cast.coalition_org).people) == [lupita]


# --- What was promised goes along


def promise(person, owner, **facts):
    return make.NextStepFactory(person=person, owner=owner, **facts)


def owners(*steps):
    return [NextStep.objects.get(pk=step.pk).owner for step in steps]


def test_open_steps_go_to_the_next_organizer_and_each_is_written_down(cast, lupita):
    assigning.assign(lupita, cast.luis, by=cast.tasha, on=TODAY - 9 * DAY)
    mine, late = promise(lupita, cast.luis), promise(lupita, cast.luis, due_on=TODAY - 30 * DAY)

    term = assigning.assign(lupita, cast.rosa, by=cast.tasha)

    assert owners(mine, late) == [cast.rosa, cast.rosa]
    assert {step.pk for step in term.came_along} == {mine.pk, late.pk}
    moved = AuditEntry.objects.filter(verb="step.moved", by=cast.tasha)
    assert {entry.thing_id for entry in moved} == {str(mine.pk), str(late.pk)}


def test_steps_of_colleagues_closed_steps_and_those_about_others_stay(cast, lupita):
    assigning.assign(lupita, cast.luis, by=cast.tasha, on=TODAY - 9 * DAY)
    of_a_colleague = promise(lupita, cast.tasha)
    closed = promise(lupita, cast.luis, outcome="done", closed_at=NOVEMBER_12)
    about_another = promise(make.PersonFactory(steward=cast.coalition_org), cast.luis)

    assigning.assign(lupita, cast.rosa, by=cast.tasha)

    assert owners(of_a_colleague, closed, about_another) == [cast.tasha, cast.luis, cast.luis]


def test_a_first_organizer_takes_no_step_from_who_promised_it(cast, lupita):
    step = promise(lupita, cast.luis)

    assigning.assign(lupita, cast.rosa, by=cast.tasha)

    assert owners(step) == [cast.luis]


def test_while_nobody_is_the_organizer_steps_stay_and_go_along_with_the_next(cast, lupita):
    term = assigning.assign(lupita, cast.luis, by=cast.tasha, on=TODAY - 9 * DAY)
    step = promise(lupita, cast.luis)
    assigning.end(term, by=cast.tasha)
    assert owners(step) == [cast.luis]
    assert lupita in assigning.orphans(cast.coalition_org).people

    assigning.assign(lupita, cast.rosa, by=cast.tasha)

    assert owners(step) == [cast.rosa]


def test_a_step_of_somebody_who_left_goes_to_whoever_looks_after_the_person_next(cast, lupita):
    assigning.assign(lupita, cast.tasha, by=cast.tasha, on=TODAY - 9 * DAY)
    step = promise(lupita, cast.luis)
    remove(cast.luis.grants.get(), by=cast.ana)
    assert list(assigning.left_steps(cast.coalition_org)) == [step]

    assigning.assign(lupita, cast.rosa, by=cast.tasha)

    assert owners(step) == [cast.rosa]


def test_what_is_due_before_the_next_organizer_begins_stays_until_then(cast, lupita):
    assigning.assign(lupita, cast.luis, by=cast.tasha, on=TODAY - 9 * DAY)
    before, after = (
        promise(lupita, cast.luis, due_on=TODAY + 2 * DAY),
        promise(lupita, cast.luis, due_on=TODAY + 7 * DAY),
    )

    assigning.assign(lupita, cast.rosa, by=cast.tasha, on=TODAY + 7 * DAY)

    assert owners(before, after) == [cast.luis, cast.rosa]


def test_steps_of_who_looks_after_somebody_until_the_next_one_begins_go_along_when_another_takes_over(cast, lupita):
    assigning.assign(lupita, cast.luis, by=cast.tasha, on=TODAY - 9 * DAY)
    step = promise(lupita, cast.luis, due_on=TODAY + DAY)
    assigning.assign(lupita, cast.rosa, by=cast.tasha, on=TODAY + 7 * DAY)

    assigning.assign(lupita, cast.tasha, by=cast.tasha)

    assert owners(step) == [cast.tasha]


def test_choosing_the_same_organizer_again_moves_nothing(cast, lupita):
    assigning.assign(lupita, cast.luis, by=cast.tasha, on=TODAY - 9 * DAY)
    step = promise(lupita, cast.luis)

    assigning.assign(lupita, cast.luis, by=cast.tasha)

    assert owners(step) == [cast.luis]
    assert not AuditEntry.objects.filter(verb="step.moved").exists()


# --- Between two organizers


def test_somebody_who_leaves_before_the_next_organizer_begins_is_pointed_out_with_the_person(cast, lupita):
    assigning.assign(lupita, cast.luis, by=cast.tasha, on=TODAY - 9 * DAY)
    assigning.assign(lupita, cast.rosa, by=cast.tasha, on=TODAY + 9 * DAY)

    remove(cast.luis.grants.get(), by=cast.ana)

    assert assigning.left_behind(cast.coalition_org)
    assert list(assigning.orphans(cast.coalition_org).people) == [lupita]
    assert cast.luis in handing_over.givers(cast.coalition_org)


def test_people_whose_term_ended_or_whose_organizer_left_are_found(cast):
    ended, left, kept, never = make.PersonFactory.create_batch(4, steward=cast.coalition_org)
    make.AssignmentFactory(person=ended, organizer=cast.tasha, ends_on=TODAY - DAY)
    make.AssignmentFactory(person=left, organizer=cast.luis)
    make.AssignmentFactory(person=kept, organizer=cast.tasha)
    step = make.NextStepFactory(person=kept, owner=cast.luis)
    assert not assigning.left_behind(cast.coalition_org)

    remove(cast.luis.grants.get(), by=cast.ana)
    lost = assigning.orphans(cast.coalition_org)

    assert (set(lost.people), list(lost.steps)) == ({ended, left}, [step])
    assert assigning.left_behind(cast.coalition_org)
    assert not assigning.orphans(cast.partner_org)
    assert never not in lost.people


def test_a_team_whose_coach_left_is_pointed_out(cast):
    circle = start_team(cast.coalition_org, name="Gate circle", coach=cast.luis, by=cast.tasha)
    assert not assigning.left_behind(cast.coalition_org)

    remove(cast.luis.grants.get(), by=cast.ana)

    assert assigning.left_behind(cast.coalition_org)
    assert list(assigning.left_teams(cast.coalition_org)) == [circle]


# --- The page


def ask_on_the_page(client, cast, person, **answers):
    client.force_login(cast.tasha)
    address = reverse("members:assign", args=[person.pk])
    return client.post(address, {"organizer": cast.rosa.pk, "on": TODAY, **answers}, follow=True).text


def test_the_page_says_who_still_follows_as_planned(client, cast, lupita):
    planned(cast, lupita, cast.luis)

    said = ask_on_the_page(client, cast, lupita)

    assert "Luis Ortega follows on Nov 21, 2026, as planned." in said
    assert len(terms(lupita)) == 3


def test_a_plan_is_dropped_by_its_box_and_the_page_says_so(client, cast, lupita):
    planned(cast, lupita, cast.luis)

    said = ask_on_the_page(client, cast, lupita, drop_planned="on")

    assert "Luis Ortega, planned from Nov 21, 2026, does not follow any more." in said
    assert terms(lupita)[0] == ("Rosa Méndez", TODAY, None)


def test_nobody_looks_after_somebody_until_the_one_planned_begins(client, cast, lupita):
    planned(cast, lupita, cast.luis)

    said = ask_on_the_page(client, cast, lupita, organizer="")

    assert "until Luis Ortega begins on Nov 21, 2026, as planned." in said


def test_the_box_names_whom_it_drops_and_is_not_there_without_a_plan(client, cast, lupita):
    client.force_login(cast.tasha)
    address = reverse("members:assign", args=[lupita.pk])
    assert "drop_planned" not in client.get(address).text
    cast.luis.name = "Luis <Ortega>"
    cast.luis.save()

    planned(cast, lupita, cast.luis)

    assert "Planned: Luis &lt;Ortega&gt;, Nov 21, 2026." in client.get(address).text
