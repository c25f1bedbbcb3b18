import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import AuditEntry
from coalition import committing, glance
from coalition.models import Commitment, MeetingAttendance, Partner
from tests.coalition.steering import holder, steering
from tests.factories import coalition as make

pytestmark = pytest.mark.django_db
OCTOBER, JANUARY = dt.date(2026, 10, 1), dt.date(2027, 1, 12)


@pytest.fixture
def room(cast):
    return steering(cast)


def promise(room, place=0, **facts):
    facts = {"kind": "turnout", "promised_people": 40, "what": "People at the board meeting", **facts}
    facts = {"promised_on": OCTOBER, "due_on": JANUARY, **facts}
    return committing.promise(room.coalition, organization=room.places[place].organization, by=room.rory, **facts)


def test_a_promise_is_reminded_of_and_delivered_with_what_really_came(room):
    commitment = promise(room, promised_by=holder(room.places[0]))
    committing.remind(commitment, by=room.rory)

    kept = committing.deliver(commitment, on=JANUARY, people=40, note="Two vans", by=room.rory)

    assert (kept.state, kept.delivered_people, kept.settled_on, kept.note) == ("delivered", 40, JANUARY, "Two vans")
    verbs = (
        AuditEntry.objects.filter(verb__startswith="commitment.").order_by("at", "pk").values_list("verb", flat=True)
    )
    assert list(verbs) == ["commitment.promised", "commitment.reminded", "commitment.delivered"]


@pytest.mark.parametrize(("people", "partly"), [(1, True), (39, True), (40, False), (46, False), (None, False)])
def test_fewer_than_promised_is_kept_in_part(room, people, partly):
    kept = committing.deliver(promise(room), on=JANUARY, people=people, by=room.rory)

    assert (kept.state, kept.is_partly_kept) == ("delivered", partly)
    row = rows_of(room, 2027)["Acacia Tenants"]
    assert (row.delivered, row.partly_kept) == ((0, 1) if partly else (1, 0))
    verb = AuditEntry.objects.filter(verb__endswith="delivered").get().verb
    assert verb == ("commitment.partly_delivered" if partly else "commitment.delivered")


def test_less_money_than_promised_is_kept_in_part_and_a_broken_promise_stays_broken(room):
    money = {"kind": "money", "promised_people": None, "promised_cents": 50_000}

    assert committing.deliver(promise(room, **money), on=JANUARY, cents=20_000, by=room.rory).is_partly_kept
    broken = committing.mark_broken(promise(room, **money), on=JANUARY, cents=20_000, by=room.rory)
    assert (broken.is_partly_kept, broken.falls_short) == (False, True)


def test_not_counted_is_not_zero(room):
    assert committing.deliver(promise(room), on=JANUARY, by=room.rory).delivered_people is None


@pytest.mark.parametrize(("deed", "state"), [(committing.mark_broken, "broken"), (committing.release, "released")])
def test_a_promise_ends_broken_or_released(room, deed, state):
    assert deed(promise(room), on=JANUARY, by=room.rory).state == state


@pytest.mark.parametrize("deed", [committing.deliver, committing.mark_broken, committing.release])
def test_what_is_settled_is_settled_once_and_can_be_taken_back(room, deed):
    settled = committing.mark_broken(promise(room), on=JANUARY, people=3, by=room.rory)
    with pytest.raises(ValidationError, match="settled already"):
        deed(settled, on=JANUARY, by=room.rory)

    again = committing.take_back(settled, by=room.rory)

    assert (again.state, again.settled_on, again.delivered_people) == ("promised", None, None)


def test_people_are_promised_for_a_turnout_and_money_for_money(room):
    speaker = promise(room, kind="speaker", promised_people=40, promised_cents=500)
    assert (speaker.promised_people, speaker.promised_cents) == (None, None)

    with pytest.raises(ValidationError, match="how many people"):
        promise(room, promised_people=None)
    with pytest.raises(ValidationError, match="how much money"):
        promise(room, kind="money", promised_cents=None)


def test_the_database_itself_refuses_a_turnout_without_a_number(room):
    with pytest.raises(IntegrityError), transaction.atomic():
        make.CommitmentFactory(promised_people=None)


def test_only_a_partner_of_that_day_promises(room):
    Partner.objects.filter(organization=room.places[0].organization).update(ends_on=OCTOBER)

    assert promise(room).pk
    with pytest.raises(ValidationError, match="not in this coalition"):
        promise(room, promised_on=OCTOBER + dt.timedelta(days=1))


def test_nobody_promises_for_another_organization(room):
    with pytest.raises(ValidationError, match="roster for this organization"):
        promise(room, promised_by=holder(room.places[1]))


@pytest.mark.parametrize("facts", [{"due_on": OCTOBER - dt.timedelta(days=1)}, {"what": ""}, {"kind": "hope"}])
def test_a_promise_must_make_sense(room, facts):
    with pytest.raises(ValidationError):
        promise(room, **facts)
    assert not Commitment.objects.exists()


# --- A year at a glance -------------------------------------------------------------------------------------------


def held(room, day, *states):
    meeting = make.MeetingFactory(
        committee=room.committee, held_on=day, state="held", seats_then=6, quorum_then=4, present_then=4
    )
    for place, state in zip(room.places, states, strict=False):
        MeetingAttendance.objects.create(meeting=meeting, place=place, state=state, recorded_by=room.rory)


def rows_of(room, year=2026, on=OCTOBER):
    return {str(row.organization): row for row in glance.year_of(room.coalition, year, on=on)}


def test_attendance_counts_held_meetings_of_the_year_in_their_order(room):
    held(room, dt.date(2026, 3, 4), "present", "absent")
    held(room, dt.date(2026, 2, 4), "alternate", "excused")
    held(room, dt.date(2025, 12, 3), "present", "present")
    planned = make.MeetingFactory(committee=room.committee, held_on=dt.date(2026, 4, 1))
    MeetingAttendance.objects.create(meeting=planned, place=room.places[0], state="present", recorded_by=room.rory)

    rows = rows_of(room)

    assert rows["Acacia Tenants"].attendance == ["alternate", "present"]
    assert (rows["Acacia Tenants"].came, rows["Acacia Tenants"].meetings) == (2, 2)
    assert (rows["Bellflower Parents"].came, rows["Bellflower Parents"].meetings) == (0, 2)
    assert rows["Ceiba Youth"].attendance == []


def test_commitments_are_counted_by_how_they_ended(room):
    kinds = {"kind": "sign_on", "due_on": None}
    committing.deliver(promise(room, **kinds), on=OCTOBER, by=room.rory)
    committing.mark_broken(promise(room, **kinds), on=OCTOBER, by=room.rory)
    committing.release(promise(room, **kinds), on=OCTOBER, by=room.rory)
    promise(room, **kinds)
    promise(room, kind="sign_on", promised_on=dt.date(2026, 1, 5), due_on=dt.date(2026, 9, 1))

    row = rows_of(room)["Acacia Tenants"]

    assert (row.promised, row.delivered, row.broken, row.released, row.open, row.late) == (5, 1, 1, 1, 2, 1)


def test_a_commitment_belongs_to_the_year_in_which_it_is_due(room):
    promise(room)

    assert rows_of(room, 2026)["Acacia Tenants"].promised == 0
    assert rows_of(room, 2027)["Acacia Tenants"].people_promised == 40


def test_turnout_is_what_was_counted_at_settling_else_what_the_events_say(room, monkeypatch):
    organization = room.places[0].organization
    monkeypatch.setattr(committing, "_turnout", [lambda ids: {7: {organization.pk: (22, 9)}} if 7 in ids else {}])
    due = {"due_on": dt.date(2026, 11, 1)}
    promise(room, event_id=7, **due)
    committing.deliver(promise(room, promised_people=10, **due), on=dt.date(2026, 11, 2), people=12, by=room.rory)

    row = rows_of(room)["Acacia Tenants"]

    assert (row.people_promised, row.people_came, row.people_said_yes) == (50, 21, 22)
    assert [str(item.so_far) for item in row.commitments if item.state == "promised"] == ["(22, 9)"]


def test_two_promises_for_one_event_do_not_count_the_same_people_twice(room, monkeypatch):
    organization = room.places[0].organization
    monkeypatch.setattr(committing, "_turnout", [lambda ids: {7: {organization.pk: (22, 9)}}])
    for what in ("Parents", "Students"):
        promise(room, what=what, event_id=7, due_on=dt.date(2026, 11, 1))

    row = rows_of(room)["Acacia Tenants"]

    assert (row.people_promised, row.people_came, row.people_said_yes) == (80, 9, 22)


def test_nothing_counted_is_not_nobody_came(room):
    promise(room, due_on=dt.date(2026, 11, 1))

    assert rows_of(room)["Acacia Tenants"].people_came is None


def test_partners_of_any_day_of_the_year_are_shown(room):
    Partner.objects.filter(organization=room.places[0].organization).update(ends_on=dt.date(2026, 1, 1))
    Partner.objects.filter(organization=room.places[1].organization).update(ends_on=dt.date(2025, 12, 31))

    assert "Acacia Tenants" in rows_of(room)
    assert "Bellflower Parents" not in rows_of(room)


@pytest.mark.parametrize("commitments", [1, 3])
def test_a_year_takes_the_same_queries_however_much_there_is(room, commitments, django_assert_num_queries):
    for number in range(commitments):
        promise(room, place=number, due_on=dt.date(2026, 11, 1))
        held(room, dt.date(2026, 1, 7 + number), "present", "present", "present")

    with django_assert_num_queries(3):
        glance.year_of(room.coalition, 2026, on=OCTOBER)
