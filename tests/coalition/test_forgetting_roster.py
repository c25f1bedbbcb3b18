"""Erasing a person who speaks in a coalition: the terms stay, the name and the contact go everywhere."""

import datetime as dt

import pytest
from django.db import connection
from django.urls import reverse

from accounts.models import AuditEntry, Role
from coalition import attending, casting, convening, deciding, printing, representing, rosters, seating
from coalition.models import MeetingInvitation, Representative, Vote
from kit import sheets
from members import erasing, exporting
from tests.factories import coalition as make
from tests.factories.accounts import member_of
from tests.factories.schools import PersonFactory

pytestmark = pytest.mark.django_db
BACK_THEN = dt.date(2021, 2, 16)
NAME = "Xochiquetzal Quintanilla"
CONTACT = {"email": "xochi@example.org", "phone": "323 555 0142", "position": "Deputy of Quintanilla House"}


@pytest.fixture
def person(cast):
    return PersonFactory(steward=cast.partner_org, given_name="Xochiquetzal", family_name="Quintanilla")


@pytest.fixture
def xochi(coalition, committee, cast, person):
    """Sits for the partner since 2020 and is tied to the record that the partner has of her."""
    who = representing.add(
        coalition, organization=cast.partner_org, name=NAME, by=cast.rory, is_contact=True, person=person, **CONTACT
    )
    seating.fill(committee, holder=who, starts_on=dt.date(2020, 3, 1), by=cast.rory)
    return who


@pytest.fixture
def partner_admin(cast):
    return member_of(cast.partner_org, Role.ORGANIZATION_ADMIN, name="Pat Underhill")


def forget(person, by):
    erasing.erase(person, by=by, reason=erasing.Reason.ASKED)


def everything_stored() -> str:
    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found += [str(row) for row in cursor.fetchall()]
    return "\n".join(found)


def busy(committee, xochi, cast):
    """A meeting with her there, a motion she moved and voted on, a notice, a letter to sign in."""
    other = make.RepresentativeFactory(coalition=committee.coalition, organization=cast.coalition_org)
    make.SeatFactory(committee=committee, organization=cast.coalition_org, holder=other)
    today = cast.coalition_org.today()
    meeting = convening.plan(committee, held_on=today, begins_at=dt.time(9), by=cast.rory)
    place = committee.places.get(organization=cast.partner_org)
    attending.mark(meeting, place, state="present", by=cast.rory)
    motion = deciding.propose(committee, title="Meet in the evening", moved_by=xochi, meeting=meeting, by=cast.rory)
    deciding.second(motion, representative=other, by=cast.rory)
    deciding.open(motion, by=cast.rory)
    casting.cast(motion, place, choice="conflict", conflict_note="Quintanilla House", cast_by=xochi, by=cast.rory)
    deciding.close(motion, by=cast.rory)
    coming = convening.plan(committee, held_on=today + dt.timedelta(days=9), begins_at=dt.time(9), by=cast.rory)
    convening.set_agenda(coming, items=[{"title": "Hours", "minutes_long": 5, "led_by": xochi}], by=cast.rory)
    convening.call(coming, by=cast.rory)
    representing.let_in(xochi, by=cast.rory, link=lambda token: f"https://example.org/{token}")
    return motion


def test_nothing_that_names_them_is_left_in_any_table(committee, xochi, cast, person, partner_admin):
    busy(committee, xochi, cast)
    assert "Xochiquetzal" in everything_stored()

    forget(person, partner_admin)

    left = everything_stored()
    assert [trace for trace in ("Xochiquetzal", "xochi", "Quintanilla", "quintanilla", "0142") if trace in left] == []


def test_who_sat_that_day_still_names_the_organization(committee, xochi, cast, person, partner_admin):
    forget(person, partner_admin)

    line = next(line for line in rosters.roster(committee, BACK_THEN).lines if line.organization == cast.partner_org)
    assert str(line.seat.holder) == "A person"
    assert not line.is_vacant


def test_the_seat_ends_that_day_and_is_vacant_from_the_next(committee, xochi, cast, person, partner_admin):
    today = cast.coalition_org.today()

    forget(person, partner_admin)

    seat = xochi.seats.get()
    tomorrow = rosters.roster(committee, today + dt.timedelta(days=1))
    assert seat.ends_on == today
    assert cast.partner_org in [line.organization for line in tomorrow.vacant]


def test_a_seat_that_had_not_begun_is_gone(committee, xochi, cast, person, partner_admin):
    working_group = make.CommitteeFactory(coalition=committee.coalition, name="Data")
    make.PlaceFactory(committee=working_group, organization=cast.partner_org)
    later = cast.coalition_org.today() + dt.timedelta(days=30)
    seating.fill(working_group, holder=xochi, starts_on=later, by=cast.rory)

    forget(person, partner_admin)

    assert not working_group.seats.exists()


def test_a_vote_stands_without_the_name_and_the_note(committee, xochi, cast, person, partner_admin):
    motion = busy(committee, xochi, cast)

    forget(person, partner_admin)

    vote = Vote.objects.get(motion=motion, place__organization=cast.partner_org)
    assert (vote.choice, vote.organization_name) == ("conflict", cast.partner_org.name)
    assert (vote.holder_name, vote.conflict_note) == ("—", "")


def test_notices_of_meetings_to_come_are_gone(committee, xochi, cast, person, partner_admin):
    busy(committee, xochi, cast)
    assert MeetingInvitation.objects.filter(representative=xochi).exists()

    forget(person, partner_admin)

    assert not MeetingInvitation.objects.filter(representative=xochi).exists()


def test_who_signed_in_for_the_partner_does_not_any_more(coalition, committee, xochi, person, cast, partner_admin):
    user = member_of(cast.partner_org, Role.PARTNER_REPRESENTATIVE)
    xochi.user = user
    xochi.save()

    forget(person, partner_admin)

    assert not user.grants.current().exists()
    assert Representative.objects.get(pk=xochi.pk).user is None


def test_the_keeper_learns_of_it_without_the_name(committee, xochi, cast, person, partner_admin):
    forget(person, partner_admin)

    entry = AuditEntry.objects.get(verb="representative.forgotten")
    assert (entry.organization, entry.thing_name) == (cast.coalition_org, "—")
    assert entry.sentence == "Somebody who spoke for Families of Figueroa was erased; the roster keeps no name."
    seated = AuditEntry.objects.get(verb="seat.filled")
    assert seated.thing_name == f"— · {cast.partner_org} · {committee}"


def test_pages_and_files_show_a_person_without_a_name(client, committee, xochi, cast, person, partner_admin):
    forget(person, partner_admin)
    client.force_login(cast.rory)
    on = {"on": BACK_THEN.isoformat()}

    page = client.get(reverse("coalition:committee", args=[committee.pk]), on).content.decode()
    history = client.get(reverse("coalition:history", args=[committee.pk])).content.decode()
    entry = client.get(reverse("coalition:representative", args=[xochi.pk])).content.decode()
    sheet = client.get(reverse("coalition:roster_xlsx", args=[committee.pk]), on).content
    cards = client.get(reverse("coalition:roster_vcard", args=[committee.pk]), on).content.decode()

    assert "A person" in page
    assert "A person" in history
    assert "This person was erased." in entry
    assert "A person" in [cell for row in sheets.read(sheet).rows for cell in row]
    assert cards == ""
    assert client.get(reverse("coalition:roster_pdf", args=[committee.pk]), on).content.startswith(b"%PDF")


def test_an_entry_that_was_forgotten_is_not_filled_again(client, xochi, cast, person, partner_admin):
    forget(person, partner_admin)
    client.force_login(cast.rory)

    assert client.get(reverse("coalition:change_representative", args=[xochi.pk])).status_code == 404
    assert client.post(reverse("coalition:let_in", args=[xochi.pk])).status_code == 404


def test_somebody_else_on_the_roster_stays(coalition, cast, xochi, person, partner_admin):
    other = make.RepresentativeFactory(coalition=coalition, organization=cast.partner_org, email="left@example.org")

    forget(person, partner_admin)

    other.refresh_from_db()
    assert other.email == "left@example.org"


def test_the_question_before_erasing_counts_the_rosters(xochi, person):
    assert ("entry on a roster of a coalition", 1) in erasing.what_goes(person)


def test_what_we_hold_tells_the_rosters_and_the_seats(committee, xochi, cast, person):
    busy(committee, xochi, cast)

    plain = exporting.as_plain(exporting.everything_about(person))["sections"]

    line, seat = plain["rosters"]["rows"]
    assert line["E-mail"] == "xochi@example.org"
    assert (seat["Seat"], seat["Since"]) == ("Steering committee", dt.date(2020, 3, 1))
    assert [row.get("Meeting") or row["Motion"] for row in plain["meetings"]["rows"]] == [
        "Steering committee",
        "Meet in the evening",
    ]


def test_the_roster_as_rows_has_no_blank_name(committee, xochi, person, partner_admin):
    forget(person, partner_admin)

    rows = printing.rows(rosters.roster(committee, BACK_THEN))

    assert "A person" in [row[2] for row in rows]
