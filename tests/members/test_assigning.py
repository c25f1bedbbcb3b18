"""Who looks after whom, and handing over so that nobody falls between two."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError

import accounts.working as working
from accounts.granting import remove
from accounts.models import AuditEntry
from members import assigning
from members.models import Assignment, Handover, NextStep, PersonList, Segment
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


def test_a_term_that_was_still_to_begin_gives_way_to_an_earlier_one(cast, lupita):
    assigning.assign(lupita, cast.tasha, by=cast.tasha, on=TODAY - 9 * DAY)
    assigning.assign(lupita, cast.luis, by=cast.tasha, on=TODAY + 90 * DAY)
    assigning.assign(lupita, cast.luis, by=cast.tasha, on=TODAY + 9 * DAY)
    assigning.assign(lupita, cast.rosa, by=cast.tasha, on=TODAY + 5 * DAY)

    assert terms(lupita) == [
        ("Rosa Méndez", TODAY + 5 * DAY, None),
        ("Tasha Greene", TODAY - 9 * DAY, TODAY + 4 * DAY),
    ]


def test_who_looks_after_somebody_now_goes_on_when_the_plan_changes(cast, lupita):
    assigning.assign(lupita, cast.tasha, by=cast.tasha, on=TODAY - 9 * DAY)
    assigning.assign(lupita, cast.luis, by=cast.tasha, on=TODAY + 9 * DAY)
    assigning.assign(lupita, cast.tasha, by=cast.tasha)

    assert terms(lupita) == [("Tasha Greene", TODAY - 9 * DAY, None)]


def test_when_nobody_is_to_look_after_somebody_a_term_to_come_is_dropped_too(cast, lupita):
    assigning.assign(lupita, cast.tasha, by=cast.tasha, on=TODAY - 9 * DAY)
    assigning.assign(lupita, cast.luis, by=cast.tasha, on=TODAY + 9 * DAY)

    assigning.let_go(lupita, by=cast.tasha)

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


# --- Handing over


def yours(cast, giver, count=3):
    people = make.PersonFactory.create_batch(count, steward=cast.coalition_org)
    for person in people:
        make.AssignmentFactory(person=person, organizer=giver)
        make.NextStepFactory(person=person, owner=giver)
    return people


def test_people_steps_and_context_go_over_in_one_go(cast):
    people = yours(cast, cast.rosa)
    make.NextStepFactory(person=None, steward=cast.coalition_org, owner=cast.rosa, what="Book the hall")

    given = assigning.hand_over(
        cast.rosa, cast.tasha, organization=cast.coalition_org, by=cast.tasha, context="Jorge prefers texts."
    )

    assert (given.people, given.steps, given.context) == (3, 4, "Jorge prefers texts.")
    running = Assignment.objects.current(TODAY)
    assert {(term.person, term.organizer) for term in running} == {(person, cast.tasha) for person in people}
    assert {term.ends_on for term in Assignment.objects.to(cast.rosa)} == {TODAY - DAY}
    assert not NextStep.objects.open().owned_by(cast.rosa).exists()


def test_only_some_people_go_over_with_their_own_steps(cast):
    first, *others = yours(cast, cast.rosa)

    given = assigning.hand_over(
        cast.rosa, cast.tasha, organization=cast.coalition_org, by=cast.tasha, people=[first.pk]
    )

    assert (given.people, given.steps) == (1, 1)
    assert {term.person for term in assigning.terms_of(cast.rosa, cast.coalition_org)} == set(others)


def test_what_went_over_by_mistake_goes_back_and_what_the_taker_had_stays(cast, lupita):
    people = yours(cast, cast.luis, count=2)
    own = yours(cast, cast.rosa, count=1)
    loose = make.NextStepFactory(steward=cast.coalition_org, person=None, owner=cast.luis)
    start_team(cast.coalition_org, name="Gate circle", coach=cast.luis, by=cast.tasha)
    given = assigning.hand_over(cast.luis, cast.rosa, organization=cast.coalition_org, by=cast.tasha)
    assigning.assign(people[1], cast.tasha, by=cast.tasha)

    back = assigning.hand_back(given, by=cast.tasha)

    assert organizers(*people, *own) == [cast.luis, cast.tasha, cast.rosa]
    assert owners(loose) == [cast.luis]
    assert (back.people, back.steps, [team.coach for team in back.teams.all()]) == (1, 2, [cast.luis])
    with pytest.raises(ValidationError, match="Nothing of it"):
        assigning.hand_back(given, by=cast.tasha)


def test_nothing_goes_back_to_somebody_who_left(cast):
    people = yours(cast, cast.luis)
    given = assigning.hand_over(cast.luis, cast.rosa, organization=cast.coalition_org, by=cast.tasha)
    remove(cast.luis.grants.get(), by=cast.ana)

    with pytest.raises(ValidationError, match="works with your organization"):
        assigning.hand_back(given, by=cast.tasha)

    assert organizers(*people) == [cast.rosa] * 3


def organizers(*people):
    terms = Assignment.objects.current(TODAY)
    return [terms.get(person=person).organizer for person in people]


def test_a_list_with_nobody_who_is_with_the_giver_is_refused(cast, lupita):
    yours(cast, cast.luis)

    with pytest.raises(ValidationError) as refused:
        assigning.hand_over(cast.luis, cast.tasha, organization=cast.coalition_org, by=cast.tasha, people=[lupita.pk])

    assert list(refused.value.error_dict) == ["people"]


def test_what_was_written_when_people_went_over_before_is_known_to_whoever_has_them_next(cast):
    first, *_others = yours(cast, cast.luis)
    yours(cast, cast.rosa)
    go = {"organization": cast.coalition_org, "by": cast.tasha}
    told = assigning.hand_over(cast.luis, cast.tasha, context="Call after six.", **go)
    assigning.hand_over(cast.rosa, cast.luis, context="About others.", **go)

    again = assigning.hand_over(cast.tasha, cast.rosa, people=[first.pk], **go)

    assert assigning.said_before(again) == [told]


def test_what_was_written_goes_along_when_people_go_on_the_same_day(cast):
    yours(cast, cast.luis)
    go = {"organization": cast.coalition_org, "by": cast.tasha}
    told = assigning.hand_over(cast.luis, cast.tasha, context="Call after six.", **go)

    assert assigning.said_before(assigning.hand_over(cast.tasha, cast.rosa, **go)) == [told]


def test_closed_steps_and_those_of_other_organizations_stay(cast):
    done = make.NextStepFactory(
        person=make.PersonFactory(steward=cast.coalition_org), owner=cast.rosa, outcome="done", closed_at=NOVEMBER_12
    )
    elsewhere = make.NextStepFactory(person=make.PersonFactory(steward=cast.partner_org), owner=cast.rosa)

    assigning.hand_over(cast.rosa, cast.tasha, organization=cast.coalition_org, by=cast.tasha)

    for step in (done, elsewhere):
        step.refresh_from_db()
        assert step.owner == cast.rosa


def test_a_term_that_began_today_goes_over_as_it_is(cast, lupita):
    assigning.assign(lupita, cast.rosa, by=cast.tasha)

    assigning.hand_over(cast.rosa, cast.tasha, organization=cast.coalition_org, by=cast.tasha)

    assert terms(lupita) == [("Tasha Greene", TODAY, None)]


def test_a_term_that_ends_because_another_is_to_follow_goes_over_until_then(cast, lupita):
    assigning.assign(lupita, cast.luis, by=cast.tasha, on=TODAY - 9 * DAY)
    assigning.assign(lupita, cast.rosa, by=cast.tasha, on=TODAY + 9 * DAY)

    given = assigning.hand_over(cast.luis, cast.tasha, organization=cast.coalition_org, by=cast.tasha)

    assert given.people == 1
    assert terms(lupita) == [
        ("Rosa Méndez", TODAY + 9 * DAY, None),
        ("Tasha Greene", TODAY, TODAY + 8 * DAY),
        ("Luis Ortega", TODAY - 9 * DAY, TODAY - DAY),
    ]


def test_people_come_over_once_though_a_term_ends_and_another_begins(cast, lupita):
    assigning.assign(lupita, cast.luis, by=cast.tasha, on=TODAY - 9 * DAY)
    assigning.assign(lupita, cast.rosa, by=cast.tasha, on=TODAY + 9 * DAY)

    first = assigning.hand_over(cast.luis, cast.rosa, organization=cast.coalition_org, by=cast.tasha)
    assert terms(lupita)[0] == ("Rosa Méndez", TODAY, None)
    assigning.assign(lupita, cast.tasha, by=cast.tasha, on=TODAY + 9 * DAY)
    Assignment.objects.filter(organizer=cast.tasha).update(organizer=cast.rosa)
    second = assigning.hand_over(cast.rosa, cast.luis, organization=cast.coalition_org, by=cast.tasha)

    assert (first.people, second.people) == (1, 1)
    assert terms(lupita) == [("Luis Ortega", TODAY, None), ("Luis Ortega", TODAY - 9 * DAY, TODAY - DAY)]


def test_somebody_who_leaves_before_the_next_organizer_begins_is_pointed_out_with_the_person(cast, lupita):
    assigning.assign(lupita, cast.luis, by=cast.tasha, on=TODAY - 9 * DAY)
    assigning.assign(lupita, cast.rosa, by=cast.tasha, on=TODAY + 9 * DAY)

    remove(cast.luis.grants.get(), by=cast.ana)

    assert assigning.left_behind(cast.coalition_org)
    assert list(assigning.orphans(cast.coalition_org).people) == [lupita]
    assert cast.luis in assigning.givers(cast.coalition_org)


def test_handing_over_to_oneself_or_to_a_stranger_is_refused(cast):
    for taker in (cast.rosa, cast.otto, cast.val):
        with pytest.raises(ValidationError) as refusal:
            assigning.hand_over(cast.rosa, taker, organization=cast.coalition_org, by=cast.tasha)
        assert list(refusal.value.message_dict) == ["taker"]
    assert not Handover.objects.exists()


def test_many_go_over_in_batches_and_a_second_run_does_no_harm(cast, monkeypatch):
    monkeypatch.setattr(assigning, "BATCH", 2)
    yours(cast, cast.rosa, count=5)
    given = assigning.begin(cast.rosa, cast.tasha, organization=cast.coalition_org, by=cast.tasha)
    row = working.ask(
        "members.hand_over", by=cast.tasha, organization=cast.coalition_org, payload={"handover": given.pk}
    )

    assert working.run(row.pk) == "done"
    assigning.carry_on(given)

    given.refresh_from_db()
    assert (given.people, given.steps) == (5, 5)
    assert Assignment.objects.count() == 10


def test_the_queries_of_handing_over_do_not_grow_with_the_people(cast, django_assert_num_queries):
    counts = []
    for count in (1, 3):
        yours(cast, cast.rosa, count=count)
        with django_assert_num_queries(1000, exact=False) as seen:
            assigning.hand_over(cast.rosa, cast.tasha, organization=cast.coalition_org, by=cast.tasha)
        counts.append(len(seen))

    assert counts[0] == counts[1]


def test_what_went_over_stays_known(cast):
    (person, *_others) = yours(cast, cast.luis)
    circle = start_team(cast.coalition_org, name="Gate circle", coach=cast.luis, by=cast.tasha)
    own, _shared, search = lists_of(cast, cast.luis)
    stays = make.NextStepFactory(person=person, owner=cast.rosa)
    remove(cast.luis.grants.get(), by=cast.ana)

    given = assigning.hand_over(cast.luis, cast.tasha, organization=cast.coalition_org, by=cast.rosa)

    along = assigning.along(given, cast.tasha)
    assert {step.pk for step in along.steps} == set(NextStep.objects.exclude(pk=stays.pk).values_list("pk", flat=True))
    assert (along.teams, along.lists, along.searches, along.kept_to_taker) == ([circle], [own], [search], 0)


def test_a_list_that_only_the_taker_opens_is_counted_for_others_and_not_named(cast):
    lists_of(cast, cast.luis)
    remove(cast.luis.grants.get(), by=cast.ana)

    given = assigning.hand_over(cast.luis, cast.tasha, organization=cast.coalition_org, by=cast.rosa)

    along = assigning.along(given, cast.rosa)
    assert (along.lists, along.searches, along.kept_to_taker) == ([], [], 2)


# --- Between two organizers


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


def test_what_somebody_who_left_had_can_still_be_handed_over(cast):
    yours(cast, cast.luis)
    remove(cast.luis.grants.get(), by=cast.ana)

    assert list(assigning.givers(cast.coalition_org)) == [cast.luis]
    assigning.hand_over(cast.luis, cast.tasha, organization=cast.coalition_org, by=cast.tasha)

    assert not assigning.orphans(cast.coalition_org)


def test_teams_one_coaches_go_over_with_the_people(cast):
    circle = start_team(cast.coalition_org, name="Gate circle", coach=cast.rosa, by=cast.tasha)

    assigning.hand_over(cast.rosa, cast.tasha, organization=cast.coalition_org, by=cast.tasha)

    circle.refresh_from_db()
    assert circle.coach == cast.tasha
    assert list(assigning.givers(cast.coalition_org)) == [cast.tasha]


def test_a_team_whose_coach_left_is_pointed_out(cast):
    circle = start_team(cast.coalition_org, name="Gate circle", coach=cast.luis, by=cast.tasha)
    assert not assigning.left_behind(cast.coalition_org)

    remove(cast.luis.grants.get(), by=cast.ana)

    assert assigning.left_behind(cast.coalition_org)
    assert list(assigning.left_teams(cast.coalition_org)) == [circle]


def lists_of(cast, owner):
    """A list of one's own, one that is shared, and a saved search of one's own."""
    home = cast.coalition_org
    return (
        PersonList.objects.create(steward=home, name="Hosts", owner=owner, is_shared=False),
        PersonList.objects.create(steward=home, name="Drivers", owner=owner, is_shared=True),
        Segment.objects.create(steward=home, name="Hosts", owner=owner, is_shared=False),
    )


def test_lists_that_only_somebody_who_left_could_open_are_not_lost(cast):
    own, shared, search = lists_of(cast, cast.luis)
    PersonList.objects.create(steward=cast.coalition_org, name="Hosts", owner=cast.tasha, is_shared=False)
    remove(cast.luis.grants.get(), by=cast.ana)

    assigning.hand_over(cast.luis, cast.tasha, organization=cast.coalition_org, by=cast.tasha)

    for row in (own, shared, search):
        row.refresh_from_db()
    assert (own.owner, own.name) == (cast.tasha, f"Hosts ({cast.luis})")
    assert (search.owner, search.name) == (cast.tasha, "Hosts")
    assert shared.owner == cast.luis


def test_lists_of_one_s_own_stay_with_somebody_who_still_works_here(cast):
    own, _shared, search = lists_of(cast, cast.rosa)

    assigning.hand_over(cast.rosa, cast.tasha, organization=cast.coalition_org, by=cast.tasha)

    for row in (own, search):
        row.refresh_from_db()
        assert row.owner == cast.rosa
