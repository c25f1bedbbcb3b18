import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection

from accounts.models import AuditEntry
from coalition import joining, rosters, seating
from coalition.models import CommitteeSeat, Partner, Place
from tests.factories.accounts import OrganizationFactory
from tests.factories.coalition import CommitteeFactory, PartnerFactory, PlaceFactory, RepresentativeFactory, SeatFactory

ALTERNATE, OBSERVER = CommitteeSeat.Part.ALTERNATE, CommitteeSeat.Role.OBSERVER
JANUARY_1, FEBRUARY_16, JUNE_30, JULY_1 = (
    dt.date(2021, 1, 1),
    dt.date(2021, 2, 16),
    dt.date(2021, 6, 30),
    dt.date(2021, 7, 1),
)


@pytest.fixture
def people(coalition, cast):
    """Four who speak for the partner organization."""
    scope = {"coalition": coalition, "organization": cast.partner_org}
    return [RepresentativeFactory(name=name, **scope) for name in ("Ada Luna", "Ben Ortiz", "Cora Reyes", "Dev Shah")]


@pytest.fixture
def fill(committee, cast):
    return lambda holder, starts_on=JANUARY_1, **more: seating.fill(
        committee, holder=holder, starts_on=starts_on, by=cast.rory, **more
    )


def test_a_vacated_seat_is_current_through_its_last_day(fill, people, cast):
    seat = fill(people[0])

    seating.vacate(seat, on=JUNE_30, by=cast.rory)

    assert list(CommitteeSeat.objects.current(JUNE_30)) == [seat]
    assert list(CommitteeSeat.objects.current(JULY_1)) == []


def test_filling_a_seat_is_written_down_for_the_keeper(fill, people, cast):
    fill(people[0])

    entry = AuditEntry.objects.get(verb="seat.filled")
    assert (entry.organization, entry.by) == (cast.coalition_org, cast.rory)
    assert entry.sentence == (
        "Rory Nakamura seated Ada Luna · Families of Figueroa · Steering committee as Representative (Member)"
        " from 2021-01-01 on."
    )


def test_one_organization_has_one_representative_at_a_time(fill, people):
    fill(people[0], ends_on=JUNE_30)

    with pytest.raises(
        ValidationError, match="Ada Luna sits for Families of Figueroa in that time: from Jan 1, 2021 to Jun 30, 2021"
    ):
        fill(people[1], JUNE_30)
    fill(people[1], JULY_1)

    assert CommitteeSeat.objects.count() == 2


def test_an_organization_may_have_several_alternates(fill, people):
    fill(people[0])
    fill(people[1], part=ALTERNATE)
    fill(people[2], part=ALTERNATE)

    assert CommitteeSeat.objects.current(FEBRUARY_16).alternates().count() == 2


def test_a_person_has_one_seat_on_a_committee_at_a_time(fill, people):
    fill(people[0])

    with pytest.raises(ValidationError, match="This person has a seat"):
        fill(people[0], part=ALTERNATE)


def test_the_same_person_may_sit_on_two_committees(fill, people, coalition, cast):
    fill(people[0])
    other = CommitteeFactory(coalition=coalition)
    PlaceFactory(committee=other, organization=cast.partner_org)

    seating.fill(other, holder=people[0], starts_on=JANUARY_1, by=cast.rory)

    assert CommitteeSeat.objects.current(FEBRUARY_16).count() == 2


def test_only_partners_of_that_day_are_seated(fill, people, coalition, cast):
    Partner.objects.filter(organization=cast.partner_org).delete()
    PartnerFactory(coalition=coalition, organization=cast.partner_org, starts_on=JULY_1)

    with pytest.raises(seating.NotAPartner, match="is not in this coalition on that day"):
        fill(people[0], JUNE_30)
    fill(people[0], JULY_1)


def test_only_organizations_with_a_place_are_seated(fill, people, cast):
    Place.objects.filter(organization=cast.partner_org).delete()

    with pytest.raises(ValidationError, match="has no place on this committee"):
        fill(people[0])


def test_a_seat_ends_no_later_than_its_place(fill, people, cast):
    Place.objects.filter(organization=cast.partner_org).update(ends_on=JUNE_30)

    with pytest.raises(ValidationError, match="the last day of what it rests on"):
        fill(people[0], ends_on=JULY_1)
    assert fill(people[0]).ends_on == JUNE_30


def test_someone_of_another_coalition_is_not_seated(fill, cast):
    stranger = RepresentativeFactory(organization=cast.partner_org)

    with pytest.raises(ValidationError, match="does not stand on this coalition"):
        fill(stranger)


def test_an_observing_place_has_observers_only(fill, people, cast):
    Place.objects.filter(organization=cast.partner_org).update(is_observer=True)

    assert fill(people[0], role=CommitteeSeat.Role.CHAIR).role == OBSERVER


def test_a_supporter_gets_a_place_without_a_vote(committee, coalition, cast):
    supporter = PartnerFactory(coalition=coalition, kind=Partner.Kind.SUPPORTER).organization

    assert seating.give_place(committee, organization=supporter, starts_on=JANUARY_1, by=cast.rory).is_observer


def test_a_swap_leaves_no_day_empty_and_none_double(fill, people, committee, cast):
    seat = fill(people[0], role=CommitteeSeat.Role.CHAIR)

    new = seating.swap(seat, holder=people[1], on=JULY_1, by=cast.rory)

    assert (seat.ends_on, new.starts_on, new.role) == (JUNE_30, JULY_1, CommitteeSeat.Role.CHAIR)
    assert [sitting(committee, day, cast.partner_org) for day in (JUNE_30, JULY_1)] == ["Ada Luna", "Ben Ortiz"]


def sitting(committee, day, organization):
    return next(
        str(line.seat.holder) for line in rosters.roster(committee, day).lines if line.organization == organization
    )


def test_a_refused_swap_changes_nothing(fill, people, cast):
    seat = fill(people[0])
    fill(people[1], part=ALTERNATE)

    with pytest.raises(ValidationError):
        seating.swap(seat, holder=people[1], on=JULY_1, by=cast.rory)

    seat.refresh_from_db()
    assert seat.ends_on is None


def test_a_seat_is_not_vacated_before_it_begins_or_after_it_ended(fill, people, cast):
    seat = fill(people[0], ends_on=JUNE_30)

    for day in (dt.date(2020, 12, 31), JULY_1):
        with pytest.raises(ValidationError):
            seating.vacate(seat, on=day, by=cast.rory)


def test_a_partner_that_leaves_takes_its_places_and_seats_along(fill, people, committee, cast):
    fill(people[0])
    fill(people[1], part=ALTERNATE)
    partner = Partner.objects.get(organization=cast.partner_org)

    joining.leave(partner, on=JUNE_30, by=cast.rory)

    assert [line.organization for line in rosters.roster(committee, JUNE_30).lines] == [
        cast.partner_org,
        cast.coalition_org,
    ]
    assert [line.organization for line in rosters.roster(committee, JULY_1).lines] == [cast.coalition_org]
    assert CommitteeSeat.objects.current(JULY_1).count() == 0


def test_a_partner_does_not_leave_while_someone_is_to_take_a_seat_later(fill, people, cast):
    fill(people[0], JULY_1)

    with pytest.raises(ValidationError, match="Take that back first"):
        joining.leave(Partner.objects.get(organization=cast.partner_org), on=JUNE_30, by=cast.rory)


def test_an_ended_place_ends_its_seats(fill, people, cast):
    seat = fill(people[0])

    seating.end_place(Place.objects.get(organization=cast.partner_org), on=JUNE_30, by=cast.rory)

    seat.refresh_from_db()
    assert seat.ends_on == JUNE_30


@pytest.mark.postgresql
def test_the_database_refuses_an_overlap_that_went_around_the_deed(committee, people, cast):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no exclusion constraints")
    SeatFactory(committee=committee, organization=cast.partner_org, holder=people[0])

    with pytest.raises(IntegrityError, match="one_representative_at_a_time"):
        SeatFactory(committee=committee, organization=cast.partner_org, holder=people[1])


def test_a_place_given_twice_is_refused(committee, cast):
    with pytest.raises(ValidationError, match="already has a place"):
        seating.give_place(committee, organization=cast.partner_org, starts_on=JULY_1, by=cast.rory)


def test_a_place_goes_to_partners_only(committee, cast):
    with pytest.raises(seating.NotAPartner):
        seating.give_place(committee, organization=OrganizationFactory(), starts_on=JULY_1, by=cast.rory)


def test_names_of_committees_are_unique_within_a_coalition(committee, coalition, cast):
    with pytest.raises(ValidationError, match="has a committee with this name"):
        seating.found_committee(coalition, name=committee.name, by=cast.rory)
    assert seating.found_committee(CommitteeFactory().coalition, name=committee.name, by=cast.rory).pk
