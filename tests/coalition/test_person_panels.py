"""Committees on a person's page: for who sees the coalition, and for nobody else."""

import datetime as dt

import pytest
from django.urls import reverse

from coalition.models import CommitteeSeat
from members.panels import lines_for
from members.timeline import timeline_of
from tests.factories.coalition import CommitteeFactory, RepresentativeFactory, SeatFactory
from tests.factories.members import PersonFactory

MARCH = dt.date(2026, 3, 2)
A_DAY = dt.timedelta(days=1)


@pytest.fixture
def nayeli(cast):
    return PersonFactory(steward=cast.coalition_org, given_name="Nayeli", family_name="Quiroz")


@pytest.fixture
def on(cast):
    return cast.coalition_org.today()


@pytest.fixture
def seat_of(committee, cast, nayeli):
    """Seat Nayeli's line of the roster on a committee of the coalition."""
    who = {"coalition": committee.coalition, "organization": cast.partner_org, "name": "Nayeli Quiroz"}
    holder = RepresentativeFactory(person=nayeli, **who)

    def seat(**facts):
        facts = {"committee": committee, "starts_on": MARCH} | facts
        return SeatFactory(organization=cast.partner_org, holder=holder, **facts)

    return seat


@pytest.fixture
def story(nayeli, on):
    """The titles of the entries about committees, and how many the timeline counts."""

    def tell(user):
        shown = timeline_of(nayeli, user, on, shown="seats")
        return [str(entry.title) for entry in shown.entries], shown.counts["seats"]

    return tell


def test_the_timeline_says_on_which_committee_somebody_sits_and_since_when(seat_of, nayeli, cast, on):
    seat_of(role=CommitteeSeat.Role.CHAIR)

    (entry,) = timeline_of(nayeli, cast.tasha, on, shown="seats").entries

    assert entry.title == f"Sits on “Steering committee” for {cast.partner_org}"
    assert (entry.on, entry.under) == (MARCH, "Chair · since Mar 2, 2026")


def test_a_term_that_ended_stays_in_the_timeline_and_leaves_the_ties(seat_of, story, nayeli, cast, on):
    seat_of(starts_on=MARCH, ends_on=on - A_DAY)

    assert story(cast.tasha) == ([f"Sat on “Steering committee” for {cast.partner_org}"], 1)
    assert [line.before for line in lines_for(nayeli, cast.tasha, on)] == []


def test_a_term_counts_through_its_last_day(seat_of, story, cast, on):
    seat_of(ends_on=on)

    assert story(cast.tasha) == ([f"Sits on “Steering committee” for {cast.partner_org}"], 1)


def test_a_term_to_come_is_not_told_before_it_begins(seat_of, story, nayeli, cast, on):
    seat_of(starts_on=on + A_DAY)

    assert story(cast.tasha) == ([], 0)
    assert lines_for(nayeli, cast.tasha, on) == []


def test_an_alternate_is_called_one(seat_of, story, nayeli, cast, on):
    seat_of(part=CommitteeSeat.Part.ALTERNATE)

    assert story(cast.tasha) == ([f"Alternate on “Steering committee” for {cast.partner_org}"], 1)
    assert [line.before for line in lines_for(nayeli, cast.tasha, on)] == ["Alternate on"]


def test_the_ties_name_the_committee_and_lead_to_it(seat_of, nayeli, committee, cast, on):
    seat_of()

    (line,) = lines_for(nayeli, cast.tasha, on)

    assert (line.before, line.title) == ("Sits on", "Steering committee")
    assert line.url == reverse("coalition:committee", args=[committee.pk])
    assert line.under == f"for {cast.partner_org} · since Mar 2, 2026"


def test_who_may_not_see_the_coalition_sees_no_seat_and_the_count_is_as_without(seat_of, story, nayeli, cast, on):
    """The person's own organization is no part of that coalition: its staff see the person, not the committee."""
    seat_of(committee=CommitteeFactory(name="Closed circle"))
    hidden = story(cast.tasha), timeline_of(nayeli, cast.tasha, on).all_count, lines_for(nayeli, cast.tasha, on)
    CommitteeSeat.objects.all().delete()

    assert hidden == (([], 0), timeline_of(nayeli, cast.tasha, on).all_count, [])


def test_a_seat_outside_the_visitors_coalitions_is_on_no_page(seat_of, nayeli, client, cast):
    seat_of(committee=CommitteeFactory(name="Closed circle"))
    seat_of()
    client.force_login(cast.tasha)

    page = client.get(reverse("members:person", args=[nayeli.pk])).content.decode()

    assert "Closed circle" not in page
    assert "Sits on “Steering committee”" in page


def test_three_seats_take_no_more_queries_than_one(seat_of, nayeli, client, cast, committee, counted_queries):
    address = reverse("members:person", args=[nayeli.pk])
    seat_of()
    client.force_login(cast.tasha)
    client.get(address)
    one = counted_queries(address)
    for number in (2, 3):
        seat_of(committee=CommitteeFactory(coalition=committee.coalition, name=f"Working group {number}"))

    assert counted_queries(address) == one


@pytest.fixture
def counted_queries(client):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count(address):
        with CaptureQueriesContext(connection) as caught:
            client.get(address)
        return len(caught)

    return count
