"""Attendance seat by seat, the quorum as it fills, closing, and the grid of the last meetings."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError

from coalition import attending, convening
from coalition.models import Meeting, Representative
from tests.factories.coalition import (
    CoalitionFactory,
    CommitteeFactory,
    MeetingFactory,
    PlaceFactory,
    SeatFactory,
    partner_with_seat,
)

NOON_DECEMBER_3 = dt.datetime(2026, 12, 3, 20, tzinfo=dt.UTC)
DECEMBER_2 = dt.date(2026, 12, 2)


@pytest.fixture(autouse=True)
def december():
    with time_machine.travel(NOON_DECEMBER_3, tick=False):
        yield


@pytest.fixture
def committee(cast):
    return CommitteeFactory(coalition=CoalitionFactory(keeper=cast.coalition_org))


@pytest.fixture
def places(committee):
    return [partner_with_seat(committee, f"Partner {letter}", alternate=letter == "B") for letter in "ABCD"]


@pytest.fixture
def meeting(committee, cast):
    return convening.plan(committee, held_on=DECEMBER_2, begins_at=dt.time(17), by=cast.rory)


@pytest.fixture
def come(meeting, cast):
    def come(place, state="present", **more):
        return attending.mark(meeting, place, state=state, by=cast.rory, **more)

    return come


def test_the_quorum_fills_as_seats_arrive(meeting, places, come):
    seen = [attending.quorum_now(meeting)]
    for place in places[:3]:
        come(place)
        seen.append(attending.quorum_now(meeting))

    assert [(now.seats, now.quorum, now.present, now.is_there) for now in seen] == [
        (4, 3, 0, False), (4, 3, 1, False), (4, 3, 2, False), (4, 3, 3, True),
    ]  # fmt: skip


def test_an_alternate_counts_and_is_named(places, come):
    row = come(places[1], "alternate")

    alternate = Representative.objects.get(seats__part="alternate")
    assert (row.came, row.is_there) == (alternate, True)


def test_excused_and_absent_do_not_count(meeting, places, come):
    come(places[0], "excused")
    come(places[1], "absent")

    assert attending.quorum_now(meeting).present == 0


def test_marking_again_takes_the_place_of_what_stood(meeting, places, come):
    come(places[0], "absent")
    come(places[0])

    assert list(meeting.attendance.values_list("state", flat=True)) == ["present"]


def test_an_observer_may_be_there_and_counts_for_nothing(meeting, places, come, committee):
    observer = PlaceFactory(committee=committee, is_observer=True)
    SeatFactory(committee=committee, organization=observer.organization)
    come(observer)

    assert attending.quorum_now(meeting) == attending.Quorum(seats=4, quorum=3, present=0)


def test_a_vacant_place_lowers_the_quorum_and_cannot_be_present(meeting, places, come, committee):
    committee.seats.filter(organization=places[3].organization).update(ends_on=DECEMBER_2 - dt.timedelta(days=1))

    with pytest.raises(ValidationError, match="Nobody is seated so for Partner D"):
        come(places[3])
    assert attending.quorum_now(meeting) == attending.Quorum(seats=3, quorum=2, present=0)


def test_the_roster_is_that_of_the_meetings_day(meeting, places, come, committee):
    """A seat vacated on the day itself still counts; one filled the day after does not."""
    committee.seats.filter(organization=places[0].organization).update(ends_on=DECEMBER_2)
    committee.seats.filter(organization=places[1].organization).update(starts_on=DECEMBER_2 + dt.timedelta(days=1))

    come(places[0])
    with pytest.raises(ValidationError):
        come(places[1])
    assert attending.quorum_now(meeting) == attending.Quorum(seats=3, quorum=2, present=1)


def test_one_of_several_alternates_has_to_be_named(places, come, committee):
    second = SeatFactory(committee=committee, organization=places[1].organization, part="alternate")

    with pytest.raises(ValidationError, match="which alternate"):
        come(places[1], "alternate")
    assert come(places[1], "alternate", came=second.holder).came == second.holder


def test_nobody_comes_for_another_organization(places, come, committee):
    stranger = committee.seats.filter(organization=places[0].organization).get().holder

    with pytest.raises(ValidationError):
        come(places[1], "alternate", came=stranger)


def test_a_place_on_another_committee_is_not_marked(come):
    with pytest.raises(ValidationError, match="no place"):
        come(PlaceFactory())


def test_taking_a_mark_back_leaves_nothing_written(meeting, places, come, cast):
    come(places[0])
    attending.unmark(meeting, places[0], by=cast.rory)

    assert attending.quorum_now(meeting).present == 0


def test_closing_fixes_the_figures_whatever_the_roster_does_later(meeting, places, come, committee, cast):
    for place in places[:3]:
        come(place)
    attending.close(meeting, by=cast.rory)
    committee.seats.all().update(ends_on=dt.date(2026, 1, 1))
    committee.coalition.quorum_rule = "two_thirds"
    committee.coalition.save()

    held = Meeting.objects.get()
    assert attending.quorum_now(held) == attending.Quorum(seats=4, quorum=3, present=3)
    assert held.had_quorum is True
    assert held.attendance.get(place=places[3]).state == "absent"


def test_a_closed_meeting_is_not_marked_any_more(meeting, places, come, cast):
    attending.close(meeting, by=cast.rory)

    with pytest.raises(ValidationError, match="closed"):
        come(places[0])
    with pytest.raises(ValidationError, match="closed"):
        convening.move(meeting, place="Elsewhere", by=cast.rory)


def test_a_meeting_is_not_closed_before_its_day(committee, places, cast):
    meeting = convening.plan(committee, held_on=dt.date(2026, 12, 9), begins_at=dt.time(17), by=cast.rory)

    with pytest.raises(ValidationError, match="not begun"):
        attending.close(meeting, by=cast.rory)


def grid_of(committee):
    everyone = committee.places.values_list("organization", flat=True)
    return attending.grid(committee, DECEMBER_2, organizations=list(everyone))


def test_the_grid_shows_the_last_eight_meetings_oldest_first(committee, places, cast):
    for month in range(1, 11):
        MeetingFactory(
            committee=committee, held_on=dt.date(2026, month, 4), state="held", seats_then=4, quorum_then=3,
            present_then=2 if month == 8 else 4, created_by=cast.rory,
        )  # fmt: skip

    grid = grid_of(committee)

    assert [meeting.held_on.month for meeting in grid.meetings] == [3, 4, 5, 6, 7, 8, 9, 10]
    assert [meeting.held_on.month for meeting in grid.without_quorum] == [8]


def test_the_grid_tells_vacant_from_absent_and_from_no_place(meeting, places, come, committee, cast):
    committee.seats.filter(organization=places[2].organization).update(ends_on=dt.date(2026, 11, 1))
    new = partner_with_seat(committee, "Partner E", since=dt.date(2026, 12, 3))
    come(places[0])
    come(places[1], "alternate")
    attending.close(meeting, by=cast.rory)

    grid = grid_of(committee)

    states = [grid.cells(place.organization_id)[0][1] for place in [*places, new]]
    assert states == ["present", "alternate", "vacant", "absent", ""]


def test_the_grid_asks_as_many_questions_for_three_as_for_one(committee, cast, django_assert_num_queries):
    for count in (1, 2):
        for _ in range(count):
            place = partner_with_seat(committee, f"Partner {committee.places.count()}")
            meeting = convening.plan(
                committee, held_on=DECEMBER_2, begins_at=dt.time(8 + committee.places.count()), by=cast.rory
            )
            attending.mark(meeting, place, state="present", by=cast.rory)
            attending.close(meeting, by=cast.rory)
        everyone = [seat.organization_id for seat in committee.seats.all()]
        with django_assert_num_queries(4):
            grid = attending.grid(committee, DECEMBER_2, organizations=everyone)
            [grid.cells(place) for place in (1, 2, 3)]
