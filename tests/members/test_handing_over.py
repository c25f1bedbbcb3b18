"""Handing over so that nobody falls between two."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

import accounts.working as working
from accounts.granting import remove
from accounts.models import Job
from members import assigning, handing_over
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


def owners(*steps):
    return [NextStep.objects.get(pk=step.pk).owner for step in steps]


def yours(cast, giver, count=3):
    people = make.PersonFactory.create_batch(count, steward=cast.coalition_org)
    for person in people:
        make.AssignmentFactory(person=person, organizer=giver)
        make.NextStepFactory(person=person, owner=giver)
    return people


def test_people_steps_and_context_go_over_in_one_go(cast):
    people = yours(cast, cast.rosa)
    make.NextStepFactory(person=None, steward=cast.coalition_org, owner=cast.rosa, what="Book the hall")

    given = handing_over.hand_over(
        cast.rosa, cast.tasha, organization=cast.coalition_org, by=cast.tasha, context="Jorge prefers texts."
    )

    assert (given.people, given.steps, given.context) == (3, 4, "Jorge prefers texts.")
    running = Assignment.objects.current(TODAY)
    assert {(term.person, term.organizer) for term in running} == {(person, cast.tasha) for person in people}
    assert {term.ends_on for term in Assignment.objects.to(cast.rosa)} == {TODAY - DAY}
    assert not NextStep.objects.open().owned_by(cast.rosa).exists()


def test_only_some_people_go_over_with_their_own_steps(cast):
    first, *others = yours(cast, cast.rosa)

    given = handing_over.hand_over(
        cast.rosa, cast.tasha, organization=cast.coalition_org, by=cast.tasha, people=[first.pk]
    )

    assert (given.people, given.steps) == (1, 1)
    assert {term.person for term in handing_over.terms_of(cast.rosa, cast.coalition_org)} == set(others)


def test_what_went_over_by_mistake_goes_back_and_what_the_taker_had_stays(cast, lupita):
    people = yours(cast, cast.luis, count=2)
    own = yours(cast, cast.rosa, count=1)
    loose = make.NextStepFactory(steward=cast.coalition_org, person=None, owner=cast.luis)
    start_team(cast.coalition_org, name="Gate circle", coach=cast.luis, by=cast.tasha)
    given = handing_over.hand_over(cast.luis, cast.rosa, organization=cast.coalition_org, by=cast.tasha)
    assigning.assign(people[1], cast.tasha, by=cast.tasha)

    back = handing_over.hand_back(given, by=cast.tasha)

    assert organizers(*people, *own) == [cast.luis, cast.tasha, cast.rosa]
    assert owners(loose) == [cast.luis]
    assert (back.people, back.steps, [team.coach for team in back.teams.all()]) == (1, 2, [cast.luis])
    with pytest.raises(ValidationError, match="Nothing of it"):
        handing_over.hand_back(given, by=cast.tasha)


def test_nothing_goes_back_to_somebody_who_left(cast):
    people = yours(cast, cast.luis)
    given = handing_over.hand_over(cast.luis, cast.rosa, organization=cast.coalition_org, by=cast.tasha)
    remove(cast.luis.grants.get(), by=cast.ana)

    with pytest.raises(ValidationError, match="works with your organization"):
        handing_over.hand_back(given, by=cast.tasha)

    assert organizers(*people) == [cast.rosa] * 3


def back_in_the_background(cast, given):
    """Two thousand people are not moved within one click: it is written down, then a worker moves them."""
    back = handing_over.begin_back(given, by=cast.tasha)
    payload = {"handover": given.pk, "back": back.pk}
    return back, working.ask(handing_over.WORK_BACK, by=cast.tasha, organization=cast.coalition_org, payload=payload)


def test_many_go_back_in_batches_and_a_second_run_does_no_harm(cast, monkeypatch):
    monkeypatch.setattr(handing_over, "BATCH", 2)
    people = yours(cast, cast.luis, count=5)
    make.NextStepFactory.create_batch(3, steward=cast.coalition_org, person=None, owner=cast.luis)
    given = handing_over.hand_over(cast.luis, cast.rosa, organization=cast.coalition_org, by=cast.tasha)
    back, row = back_in_the_background(cast, given)

    assert working.run(row.pk) == "done"
    handing_over.carry_back(back, given)

    back.refresh_from_db()
    assert (back.people, back.steps) == (5, 8)
    assert organizers(*people) == [cast.luis] * 5
    assert not NextStep.objects.open().owned_by(cast.rosa).exists()


def test_nothing_goes_back_twice_at_once_nor_while_it_still_goes_over(cast):
    yours(cast, cast.luis)
    given = handing_over.hand_over(cast.luis, cast.rosa, organization=cast.coalition_org, by=cast.tasha)
    _back, row = back_in_the_background(cast, given)

    with pytest.raises(ValidationError, match="under way"):
        handing_over.begin_back(given, by=cast.luis)

    working.run(row.pk)
    with pytest.raises(ValidationError, match="Nothing of it"):
        handing_over.begin_back(given, by=cast.luis)


def test_the_queries_of_handing_back_do_not_grow_with_the_people(cast, django_assert_num_queries):
    counts = []
    for count in (1, 3):
        yours(cast, cast.luis, count=count)
        make.NextStepFactory.create_batch(count, steward=cast.coalition_org, person=None, owner=cast.luis)
        given = handing_over.hand_over(cast.luis, cast.rosa, organization=cast.coalition_org, by=cast.tasha)
        with django_assert_num_queries(1000, exact=False) as seen:
            handing_over.hand_back(given, by=cast.tasha)
        counts.append(len(seen))

    assert counts[0] == counts[1]


def test_many_go_back_after_the_click_and_the_page_says_what_came_of_it(client, cast, monkeypatch):
    monkeypatch.setattr("members.views.handing_over.AT_ONCE", 2)
    yours(cast, cast.luis)
    given = handing_over.hand_over(cast.luis, cast.rosa, organization=cast.coalition_org, by=cast.tasha)
    client.force_login(cast.tasha)
    answer = client.post(reverse("members:hand_back", args=[given.pk]))
    row = Job.objects.get(kind=handing_over.WORK_BACK)
    assert answer.url == reverse("accounts:job", args=[row.pk])
    page = reverse("members:handover", args=[row.payload["back"]])
    assert "still being moved" in client.get(page).text

    working.run(row.pk)

    row.refresh_from_db()
    assert working.result_url_of(row) == page
    assert "3 people are with Luis Ortega again. 3 next steps went along." in client.get(page).text


def organizers(*people):
    terms = Assignment.objects.current(TODAY)
    return [terms.get(person=person).organizer for person in people]


def test_a_list_with_nobody_who_is_with_the_giver_is_refused(cast, lupita):
    yours(cast, cast.luis)

    with pytest.raises(ValidationError) as refused:
        handing_over.hand_over(
            cast.luis, cast.tasha, organization=cast.coalition_org, by=cast.tasha, people=[lupita.pk]
        )

    assert list(refused.value.error_dict) == ["people"]


def test_what_was_written_when_people_went_over_before_is_known_to_whoever_has_them_next(cast):
    first, *_others = yours(cast, cast.luis)
    yours(cast, cast.rosa)
    go = {"organization": cast.coalition_org, "by": cast.tasha}
    told = handing_over.hand_over(cast.luis, cast.tasha, context="Call after six.", **go)
    handing_over.hand_over(cast.rosa, cast.luis, context="About others.", **go)

    again = handing_over.hand_over(cast.tasha, cast.rosa, people=[first.pk], **go)

    assert handing_over.said_before(again) == [told]


def test_what_was_written_goes_along_when_people_go_on_the_same_day(cast):
    yours(cast, cast.luis)
    go = {"organization": cast.coalition_org, "by": cast.tasha}
    told = handing_over.hand_over(cast.luis, cast.tasha, context="Call after six.", **go)

    assert handing_over.said_before(handing_over.hand_over(cast.tasha, cast.rosa, **go)) == [told]


def test_closed_steps_and_those_of_other_organizations_stay(cast):
    done = make.NextStepFactory(
        person=make.PersonFactory(steward=cast.coalition_org), owner=cast.rosa, outcome="done", closed_at=NOVEMBER_12
    )
    elsewhere = make.NextStepFactory(person=make.PersonFactory(steward=cast.partner_org), owner=cast.rosa)

    handing_over.hand_over(cast.rosa, cast.tasha, organization=cast.coalition_org, by=cast.tasha)

    for step in (done, elsewhere):
        step.refresh_from_db()
        assert step.owner == cast.rosa


def test_a_term_that_began_today_goes_over_as_it_is(cast, lupita):
    assigning.assign(lupita, cast.rosa, by=cast.tasha)

    handing_over.hand_over(cast.rosa, cast.tasha, organization=cast.coalition_org, by=cast.tasha)

    assert terms(lupita) == [("Tasha Greene", TODAY, None)]


def test_a_term_that_ends_because_another_is_to_follow_goes_over_until_then(cast, lupita):
    assigning.assign(lupita, cast.luis, by=cast.tasha, on=TODAY - 9 * DAY)
    assigning.assign(lupita, cast.rosa, by=cast.tasha, on=TODAY + 9 * DAY)

    given = handing_over.hand_over(cast.luis, cast.tasha, organization=cast.coalition_org, by=cast.tasha)

    assert given.people == 1
    assert terms(lupita) == [
        ("Rosa Méndez", TODAY + 9 * DAY, None),
        ("Tasha Greene", TODAY, TODAY + 8 * DAY),
        ("Luis Ortega", TODAY - 9 * DAY, TODAY - DAY),
    ]


def followed_by(cast, person, organizer):
    """Luis looks after the person now, and somebody is to follow."""
    assigning.assign(person, cast.luis, by=cast.tasha, on=TODAY - 9 * DAY)
    assigning.assign(person, organizer, by=cast.tasha, on=TODAY + 9 * DAY)


def test_people_come_over_once_though_a_term_ends_and_another_begins(cast, lupita):
    followed_by(cast, lupita, cast.rosa)
    Assignment.objects.filter(organizer=cast.rosa).update(organizer=cast.luis)

    given = handing_over.hand_over(cast.luis, cast.tasha, organization=cast.coalition_org, by=cast.tasha)

    assert given.people == 1
    assert terms(lupita) == [("Tasha Greene", TODAY, None), ("Luis Ortega", TODAY - 9 * DAY, TODAY - DAY)]


def test_what_was_planned_for_the_taker_is_still_there_when_the_person_goes_back(cast, lupita):
    followed_by(cast, lupita, cast.rosa)
    given = handing_over.hand_over(cast.luis, cast.rosa, organization=cast.coalition_org, by=cast.tasha)
    assert terms(lupita)[:2] == [("Rosa Méndez", TODAY + 9 * DAY, None), ("Rosa Méndez", TODAY, TODAY + 8 * DAY)]

    handing_over.hand_back(given, by=cast.tasha)

    assert terms(lupita)[:2] == [("Rosa Méndez", TODAY + 9 * DAY, None), ("Luis Ortega", TODAY, TODAY + 8 * DAY)]


def test_handing_over_to_oneself_or_to_a_stranger_is_refused(cast):
    for taker in (cast.rosa, cast.otto, cast.val):
        with pytest.raises(ValidationError) as refusal:
            handing_over.hand_over(cast.rosa, taker, organization=cast.coalition_org, by=cast.tasha)
        assert list(refusal.value.message_dict) == ["taker"]
    assert not Handover.objects.exists()


def test_many_go_over_in_batches_and_a_second_run_does_no_harm(cast, monkeypatch):
    monkeypatch.setattr(handing_over, "BATCH", 2)
    yours(cast, cast.rosa, count=5)
    given = handing_over.begin(cast.rosa, cast.tasha, organization=cast.coalition_org, by=cast.tasha)
    row = working.ask(
        "members.hand_over", by=cast.tasha, organization=cast.coalition_org, payload={"handover": given.pk}
    )

    assert working.run(row.pk) == "done"
    handing_over.carry_on(given)

    given.refresh_from_db()
    assert (given.people, given.steps) == (5, 5)
    assert Assignment.objects.count() == 10


def test_the_queries_of_handing_over_do_not_grow_with_the_people(cast, django_assert_num_queries):
    counts = []
    for count in (1, 3):
        yours(cast, cast.rosa, count=count)
        with django_assert_num_queries(1000, exact=False) as seen:
            handing_over.hand_over(cast.rosa, cast.tasha, organization=cast.coalition_org, by=cast.tasha)
        counts.append(len(seen))

    assert counts[0] == counts[1]


def test_what_went_over_stays_known(cast):
    (person, *_others) = yours(cast, cast.luis)
    circle = start_team(cast.coalition_org, name="Gate circle", coach=cast.luis, by=cast.tasha)
    own, _shared, search = lists_of(cast, cast.luis)
    stays = make.NextStepFactory(person=person, owner=cast.rosa)
    remove(cast.luis.grants.get(), by=cast.ana)

    given = handing_over.hand_over(cast.luis, cast.tasha, organization=cast.coalition_org, by=cast.rosa)

    along = handing_over.along(given, cast.tasha)
    assert {step.pk for step in along.steps} == set(NextStep.objects.exclude(pk=stays.pk).values_list("pk", flat=True))
    assert (along.teams, along.lists, along.searches, along.kept_to_taker) == ([circle], [own], [search], 0)


def test_a_list_that_only_the_taker_opens_is_counted_for_others_and_not_named(cast):
    lists_of(cast, cast.luis)
    remove(cast.luis.grants.get(), by=cast.ana)

    given = handing_over.hand_over(cast.luis, cast.tasha, organization=cast.coalition_org, by=cast.rosa)

    along = handing_over.along(given, cast.rosa)
    assert (along.lists, along.searches, along.kept_to_taker) == ([], [], 2)


def test_what_somebody_who_left_had_can_still_be_handed_over(cast):
    yours(cast, cast.luis)
    remove(cast.luis.grants.get(), by=cast.ana)

    assert list(handing_over.givers(cast.coalition_org)) == [cast.luis]
    handing_over.hand_over(cast.luis, cast.tasha, organization=cast.coalition_org, by=cast.tasha)

    assert not assigning.orphans(cast.coalition_org)


def test_teams_one_coaches_go_over_with_the_people(cast):
    circle = start_team(cast.coalition_org, name="Gate circle", coach=cast.rosa, by=cast.tasha)

    handing_over.hand_over(cast.rosa, cast.tasha, organization=cast.coalition_org, by=cast.tasha)

    circle.refresh_from_db()
    assert circle.coach == cast.tasha
    assert list(handing_over.givers(cast.coalition_org)) == [cast.tasha]


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

    handing_over.hand_over(cast.luis, cast.tasha, organization=cast.coalition_org, by=cast.tasha)

    for row in (own, shared, search):
        row.refresh_from_db()
    assert (own.owner, own.name) == (cast.tasha, f"Hosts ({cast.luis})")
    assert (search.owner, search.name) == (cast.tasha, "Hosts")
    assert shared.owner == cast.luis


def test_lists_of_one_s_own_stay_with_somebody_who_still_works_here(cast):
    own, _shared, search = lists_of(cast, cast.rosa)

    handing_over.hand_over(cast.rosa, cast.tasha, organization=cast.coalition_org, by=cast.tasha)

    for row in (own, search):
        row.refresh_from_db()
        assert row.owner == cast.rosa
