"""The first page of the day for somebody who looks after people."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from accounts import founding
from accounts.granting import remove
from campaigns.models import Event, Invitation
from home import my_people
from members import handing_over
from tests.factories import members as make

NOVEMBER_12 = dt.datetime(2026, 11, 12, 20, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 12)
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel(NOVEMBER_12, tick=False):
        yield


def person_of(cast, organizer=None, since=TODAY - 90 * DAY, **facts):
    person = make.PersonFactory(steward=cast.coalition_org, **facts)
    make.AssignmentFactory(person=person, organizer=organizer or cast.tasha, starts_on=since)
    return person


def test_own_steps_stand_late_first_and_those_of_others_not_at_all(cast):
    lupita = person_of(cast)
    for what, owner, day in (
        ("Today", cast.tasha, TODAY),
        ("Late", cast.tasha, TODAY - 2 * DAY),
        ("Later", cast.tasha, TODAY + DAY),
        ("Not mine", cast.rosa, TODAY),
    ):
        make.NextStepFactory(person=lupita, owner=owner, what=what, due_on=day)

    own = my_people.my_steps(cast.tasha, on=TODAY)

    assert [[step.what for step in steps] for _heading, steps in own.groups] == [["Late"], ["Today"]]
    assert (own.due, own.late, own.all) == (2, 1, 3)


def test_people_wait_too_long_after_a_month_without_a_talk_or_a_plan(cast):
    month_ago = person_of(cast, last_talk_on=TODAY - 31 * DAY)
    never = person_of(cast)
    person_of(cast, last_talk_on=TODAY - 30 * DAY)
    person_of(cast, since=TODAY - 13 * DAY)
    person_of(cast, organizer=cast.rosa, last_talk_on=TODAY - 90 * DAY)
    person_of(cast, last_talk_on=TODAY - 90 * DAY, standing="moved")
    planned = person_of(cast, last_talk_on=TODAY - 90 * DAY)
    make.NextStepFactory(person=planned, owner=cast.rosa)

    waiting = my_people.people_waiting(cast.tasha, cast.coalition_org, on=TODAY)

    assert {person.pk: person.days_since for person in waiting.people} == {month_ago.pk: 31, never.pk: None}


def test_how_long_is_too_long_is_the_organizations_own_choice(client, cast):
    week_ago = person_of(cast, last_talk_on=TODAY - 8 * DAY, given_name="Denise")
    founding.change(cast.coalition_org, wait_after_talk=7, wait_after_given=3, by=cast.ana)
    new = person_of(cast, since=TODAY - 3 * DAY, given_name="Jorge")
    client.force_login(cast.tasha)

    waiting = my_people.people_waiting(cast.tasha, cast.coalition_org, on=TODAY)
    page = client.get("/").content.decode()

    assert {person.pk for person in waiting.people} == {week_ago.pk, new.pk}
    assert "no talk for 7 days" in page
    assert "given to you 3 days ago" in page


def test_a_bar_shows_who_said_yes_and_maybe_against_the_goal(cast):
    night = Event.objects.create(
        steward=cast.coalition_org, name="Budget night", goal=86, starts_at=NOVEMBER_12 + DAY, ends_at=NOVEMBER_12 + DAY
    )
    for reply, count in (("yes", 3), ("maybe", 2), ("no", 1), ("", 1)):
        for _each in range(count):
            inviting = {"event": night, "person": person_of(cast), "reply": reply, "invited_by": cast.tasha}
            Invitation.objects.create(**inviting)

    (shown,) = my_people.events_coming(cast.tasha)

    assert (shown.confirmed, shown.maybe) == (3, 2)
    assert shown.bar == {"confirmed": "3.0%", "said": "5.0%", "goal": "86.0%"}


def test_the_page_shows_steps_with_a_way_to_tick_them_off_and_the_short_form(client, cast):
    step = make.NextStepFactory(person=person_of(cast, given_name="Denise"), owner=cast.tasha, due_on=TODAY - 2 * DAY)
    Event.objects.create(
        steward=cast.coalition_org, name="House meeting", starts_at=NOVEMBER_12 + DAY,
        ends_at=NOVEMBER_12 + 2 * DAY, goal=12,
    )  # fmt: skip
    client.force_login(cast.tasha)

    page = client.get("/").content.decode()

    assert reverse("members:finish_step", args=[step.pk]) in page
    for words in ("2 days late", "Denise", "Who did you talk with?", "1 next step due", "House meeting", "goal 12"):
        assert words in page, words


def test_what_was_handed_over_shows_until_it_was_read(client, cast):
    given = handing_over.hand_over(cast.rosa, cast.tasha, organization=cast.coalition_org, by=cast.tasha)
    client.force_login(cast.tasha)
    assert "Rosa Méndez handed people over to you" in client.get("/").content.decode()

    handing_over.seen(given, by=cast.tasha)

    assert "handed people over to you" not in client.get("/").content.decode()


def test_people_of_somebody_who_left_are_pointed_out_to_those_who_hand_out(client, cast):
    person_of(cast, organizer=cast.luis)
    remove(cast.luis.grants.get(), by=cast.ana)

    for who, is_told in (("tasha", True), ("rosa", False)):
        client.force_login(getattr(cast, who))
        assert ("Somebody left" in client.get("/").content.decode()) is is_told


@pytest.mark.parametrize("who", ["vic", "val", "bea"])
def test_others_find_no_form_and_nobody_elses_people(client, cast, who):
    make.NextStepFactory(person=person_of(cast, given_name="Denise"), owner=cast.tasha, due_on=TODAY)
    client.force_login(getattr(cast, who))

    page = client.get("/").content.decode()

    assert "Denise" not in page
    assert who == "bea" or "Who did you talk with?" not in page
