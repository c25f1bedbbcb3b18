"""A person's calendar address: what it holds, and that it is closed the moment it is taken back."""

import datetime as dt
from zoneinfo import ZoneInfo

import icalendar
import pytest
import time_machine
from django.urls import reverse

from accounts.models import Grant, Role
from coalition import convening, feeding
from coalition.models import CalendarFeed
from tests.factories.accounts import member_of
from tests.factories.coalition import (
    CoalitionFactory,
    CommitteeFactory,
    MeetingFactory,
    PartnerFactory,
    RepresentativeFactory,
    SeatFactory,
)

LA = ZoneInfo("America/Los_Angeles")
OCTOBER_20 = dt.datetime(2026, 10, 20, 20, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def october():
    with time_machine.travel(OCTOBER_20, tick=False):
        yield


@pytest.fixture
def committee(cast):
    return CommitteeFactory(coalition=CoalitionFactory(keeper=cast.coalition_org), name="Steering committee")


@pytest.fixture
def pia(cast, committee):
    """Represents the partner and nothing else."""
    PartnerFactory(coalition=committee.coalition, organization=cast.partner_org)
    user = member_of(cast.partner_org, Role.PARTNER_REPRESENTATIVE, name="Pia")
    person = RepresentativeFactory(coalition=committee.coalition, organization=cast.partner_org, user=user)
    SeatFactory(committee=committee, organization=cast.partner_org, holder=person)
    return user


def plan(committee, cast, day=dt.date(2026, 11, 4), clock=dt.time(17), **more):
    return convening.plan(committee, held_on=day, begins_at=clock, by=cast.rory, **more)


def events(user):
    return icalendar.Calendar.from_ical(feeding.calendar_of(user)).walk("VEVENT")


def address(token):
    return reverse("coalition:feed", args=[token])


def test_a_meeting_is_on_the_wall_at_its_time_with_its_zone(cast, committee, pia):
    plan(committee, cast, place="Community room")

    (event,) = events(pia)
    assert event["dtstart"].dt == dt.datetime(2026, 11, 4, 17, tzinfo=LA)
    assert event["dtstart"].params["TZID"] == "America/Los_Angeles"
    assert (event["summary"], event["location"], event["status"]) == (
        "Steering committee", "Community room", "TENTATIVE",
    )  # fmt: skip
    assert b"BEGIN:VTIMEZONE" in feeding.calendar_of(pia)


@pytest.mark.parametrize(
    ("day", "clock", "wall", "moment"),
    [
        (dt.date(2026, 3, 8), dt.time(1, 30), (2026, 3, 8, 1, 30), (2026, 3, 8, 9, 30)),
        (dt.date(2026, 3, 8), dt.time(2, 30), (2026, 3, 8, 3, 30), (2026, 3, 8, 10, 30)),
        (dt.date(2026, 11, 1), dt.time(1, 30), (2026, 11, 1, 1, 30), (2026, 11, 1, 8, 30)),
        (dt.date(2026, 11, 1), dt.time(2, 30), (2026, 11, 1, 2, 30), (2026, 11, 1, 10, 30)),
    ],
)
def test_calendars_read_the_same_moment_on_the_nights_when_clocks_change(
    cast, committee, pia, day, clock, wall, moment
):
    with time_machine.travel(dt.datetime.combine(day, dt.time(), tzinfo=dt.UTC), tick=False):
        meeting = plan(committee, cast, day=day, clock=clock)
        (event,) = events(pia)

    start = event["dtstart"].dt
    assert start.replace(tzinfo=None) == dt.datetime(*wall)
    assert start.astimezone(dt.UTC) == meeting.starts_at == dt.datetime(*moment, tzinfo=dt.UTC)
    assert event["duration"].dt == dt.timedelta(minutes=90)


def test_a_meeting_keeps_its_identity_and_counts_its_changes(cast, committee, pia):
    meeting = plan(committee, cast)
    before = events(pia)[0]
    convening.move(meeting, begins_at=dt.time(18), by=cast.rory)
    convening.call_off(meeting, by=cast.rory)

    (after,) = events(pia)
    assert after["uid"] == before["uid"]
    assert (before["sequence"], after["sequence"]) == (0, 2)
    assert (after["status"], after["summary"]) == ("CANCELLED", "Called off: Steering committee")


def test_who_sits_somewhere_reads_the_meetings_of_those_committees(cast, committee, pia):
    plan(committee, cast)
    plan(CommitteeFactory(coalition=committee.coalition), cast)
    MeetingFactory()

    assert len(events(pia)) == 1
    assert len(events(cast.rory)) == 2
    assert events(cast.otto) == []


def test_the_calendar_empties_when_the_role_ends(cast, committee, pia):
    plan(committee, cast)
    Grant.objects.filter(user=pia).update(ends_on=dt.date(2026, 10, 1))

    assert events(pia) == []


def test_the_calendar_is_in_its_owners_language(cast, committee):
    convening.call_off(plan(committee, cast), by=cast.rory)

    assert "X-WR-CALNAME" in feeding.calendar_of(cast.luis).decode()


def test_as_many_questions_for_three_meetings_as_for_one(cast, committee, pia, django_assert_num_queries):
    for count in (1, 2):
        for week in range(count):
            plan(committee, cast, day=dt.date(2026, 11, 4) + dt.timedelta(days=7 * week))
        with django_assert_num_queries(2):
            feeding.calendar_of(pia)


# --- The address


def test_the_address_opens_without_signing_in_and_is_kept_by_nobody_on_the_way(client, cast, committee, pia):
    plan(committee, cast)
    _feed, token = feeding.make(pia)

    answer = client.get(address(token))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "no-store" in answer["Cache-Control"]
    assert b"SUMMARY:Steering committee" in answer.content
    assert not answer.cookies


def test_only_a_fingerprint_of_the_secret_is_kept(cast):
    feed, token = feeding.make(cast.rory)

    assert len(token) >= 40
    assert token not in str(CalendarFeed.objects.filter(pk=feed.pk).values())


def test_an_address_taken_back_is_not_there_at_the_next_request(client, cast):
    feed, token = feeding.make(cast.rory)
    assert client.get(address(token)).status_code == 200
    feeding.revoke(feed, by=cast.rory)

    assert client.get(address(token)).status_code == 404


def test_a_new_address_closes_the_one_before(client, cast):
    _old, old = feeding.make(cast.rory)
    _new, new = feeding.make(cast.rory)

    assert [client.get(address(token)).status_code for token in (old, new)] == [404, 200]


def test_a_wrong_secret_and_a_closed_account_find_nothing(client, cast):
    _feed, token = feeding.make(cast.rory)
    assert client.get(address("x" * 43)).status_code == 404
    cast.rory.is_active = False
    cast.rory.save()

    assert client.get(address(token)).status_code == 404


def test_the_day_of_the_last_reading_is_shown_to_its_owner(client, cast):
    feed, token = feeding.make(cast.rory)
    client.get(address(token))

    feed.refresh_from_db()
    assert feed.read_on == OCTOBER_20.date()
