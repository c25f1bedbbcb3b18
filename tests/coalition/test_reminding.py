import datetime as dt

import pytest
import time_machine
from django.core import mail

from accounts.models import AuditEntry
from coalition import committing, joining, reminding
from coalition.tasks import remind_of_promises
from config.celery import app
from tests.coalition.steering import holder, steering

pytestmark = pytest.mark.django_db
DUE = dt.date(2027, 1, 12)
WEEK_BEFORE = dt.datetime(2027, 1, 5, 17, 5, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.fixture
def room(cast):
    room = steering(cast)
    for place in room.places:
        person = holder(place)
        person.email = f"roster{person.pk}@example.org"
        person.save()
    return room


def promise(room, **facts):
    facts = {"kind": "turnout", "promised_people": 40, "what": "People at the board meeting", "due_on": DUE, **facts}
    facts = {"promised_on": dt.date(2026, 10, 1), "promised_by": holder(room.places[0]), **facts}
    return committing.promise(room.coalition, organization=room.places[0].organization, by=room.rory, **facts)


def send(when):
    with time_machine.travel(when, tick=False):
        return remind_of_promises()["reminded"]


def test_who_promised_gets_one_letter_a_week_before(room):
    item = promise(room)

    assert [send(WEEK_BEFORE - DAY), send(WEEK_BEFORE), send(WEEK_BEFORE), send(WEEK_BEFORE + DAY)] == [0, 1, 0, 0]

    letter = mail.outbox[0]
    assert (len(mail.outbox), letter.to) == (1, [holder(room.places[0]).email])
    assert letter.subject == "Promised for Jan 12, 2027: People at the board meeting"
    assert "Acacia Tenants promised this to Invented Schools Alliance:" in letter.body
    assert "People at the board meeting (40 people)\nDue Jan 12, 2027" in letter.body
    item.refresh_from_db()
    assert item.reminded_at == WEEK_BEFORE


def test_a_late_promise_is_reminded_of_once_more(room):
    promise(room)
    send(WEEK_BEFORE)

    assert [send(WEEK_BEFORE + days * DAY) for days in (7, 8, 9, 30)] == [0, 1, 0, 0]
    assert "Its day has passed:" in mail.outbox[1].body


def test_a_promise_that_was_spoken_of_this_week_already_needs_no_letter(room):
    item = promise(room)
    with time_machine.travel(WEEK_BEFORE - 2 * DAY, tick=False):
        committing.remind(item, by=room.rory)

    assert send(WEEK_BEFORE) == 0


def test_what_is_settled_or_has_no_day_is_not_reminded_of(room):
    committing.deliver(promise(room), on=dt.date(2026, 12, 1), by=room.rory)
    promise(room, due_on=None)

    assert send(WEEK_BEFORE) == 0


def test_without_a_name_it_goes_to_who_speaks_between_meetings_else_to_the_contacts(room):
    organization, alternate = room.places[0].organization, holder(room.places[0], "alternate")
    alternate.email = "alternate@example.org"
    alternate.is_contact = True
    alternate.save()
    promise(room, promised_by=None)
    with time_machine.travel(WEEK_BEFORE, tick=False):
        assert [person.pk for person in reminding.people_of(organization.commitments.get())] == [alternate.pk]
        partner = room.coalition.partners.get(organization=organization)
        joining.name_people(partner, leader=None, designee=holder(room.places[0]), by=room.rory)

    send(WEEK_BEFORE)

    assert [letter.to for letter in mail.outbox] == [[holder(room.places[0]).email]]


def test_a_promise_that_reaches_nobody_stays_unreminded(room):
    person = holder(room.places[0])
    person.email = ""
    person.save()
    item = promise(room)

    assert send(WEEK_BEFORE) == 0
    item.refresh_from_db()
    assert item.reminded_at is None


def test_a_letter_that_could_not_be_sent_is_tried_again(room, monkeypatch):
    promise(room)
    monkeypatch.setattr(reminding, "send_mail", lambda *_args: (_ for _ in ()).throw(OSError("down")))
    assert send(WEEK_BEFORE) == 0
    monkeypatch.undo()

    assert send(WEEK_BEFORE) == 1


def test_the_keepers_history_says_that_the_machine_reminded(room):
    promise(room)
    send(WEEK_BEFORE)

    entry = AuditEntry.objects.get(verb="commitment.reminded")
    assert (entry.by, entry.organization) == (None, room.coalition.keeper)


def test_the_timetable_reminds_closes_and_lays_out():
    tasks = {entry["task"] for entry in app.conf.beat_schedule.values()}

    assert {f"coalition.tasks.{name}" for name in
            ("remind_of_promises", "close_quick_decisions", "lay_out_meetings")} <= tasks  # fmt: skip
