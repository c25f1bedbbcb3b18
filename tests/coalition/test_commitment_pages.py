import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from coalition import committing, decision_panels
from coalition.models import Commitment, MeetingAttendance
from tests.coalition.steering import opened, sign_in_for, steering
from tests.factories import coalition as make

pytestmark = pytest.mark.django_db
NOVEMBER_4 = dt.datetime(2026, 11, 4, 18, tzinfo=dt.timezone(dt.timedelta(hours=-8)))


@pytest.fixture(autouse=True)
def evening():
    with time_machine.travel(NOVEMBER_4, tick=False):
        yield


@pytest.fixture
def room(cast):
    return steering(cast)


def promised(room, place=0, **facts):
    facts = {"promised_on": dt.date(2026, 10, 1), "due_on": dt.date(2026, 12, 1), **facts}
    return make.CommitmentFactory(
        coalition=room.coalition, organization=room.places[place].organization, recorded_by=room.rory, **facts
    )


def address(name, thing):
    return reverse(f"coalition:{name}", args=[thing.pk])


def page(client, user, name, thing, **query):
    client.force_login(user)
    return client.get(address(name, thing), query)


def test_a_representative_reads_commitments_and_changes_none(client, room):
    commitment, speaker = promised(room), sign_in_for(room.places[0])

    assert page(client, speaker, "commitments", room.coalition).status_code == 200
    for name, thing in [("promise", room.coalition), ("change_promise", commitment), ("settle", commitment)]:
        assert page(client, speaker, name, thing).status_code == 404
    for name in ("remind", "unsettle"):
        assert client.post(address(name, commitment)).status_code == 404


@pytest.mark.parametrize("name", ["commitments", "promise", "change_promise", "settle", "remind", "unsettle"])
def test_outsiders_find_nothing(client, room, name):
    thing = room.coalition if name in ("commitments", "promise") else promised(room)
    client.force_login(room.cast.otto)

    assert client.get(address(name, thing)).status_code in (404, 405)
    assert client.post(address(name, thing)).status_code in (404, 405)


def test_a_promise_goes_from_the_word_to_what_came_and_back(client, room):
    client.force_login(room.rory)
    facts = {"kind": "turnout", "what": "People at the January board meeting", "promised_people": 40}
    facts |= {"organization": room.places[0].organization.pk, "promised_on": "2026-10-01", "due_on": "2026-11-02"}
    client.post(address("promise", room.coalition), facts)
    commitment = Commitment.objects.get()
    assert "2 days late" in client.get(address("commitments", room.coalition)).content.decode()

    client.post(address("remind", commitment))
    client.post(address("settle", commitment), {"how": "delivered", "on": "2026-11-03", "people": 41, "note": ""})
    shown = client.get(address("commitments", room.coalition)).content.decode()
    assert "41 came" in shown
    assert "1 of 1 delivered" in shown

    client.post(address("unsettle", commitment))
    commitment.refresh_from_db()
    assert (commitment.state, commitment.reminded_at) == ("promised", NOVEMBER_4)


@pytest.mark.parametrize(
    ("language", "ended", "year", "money"),
    [
        ("en", "Partly kept: 22 of 40", "0 of 3 delivered", "Broken: $200 of $1,500"),
        ("es", "Cumplido en parte: 22 de 40", "0 de 3 cumplidas", "Incumplido: $200 de $1,500"),
    ],
)
def test_what_fell_short_is_read_with_its_figures(client, room, settings, language, ended, year, money):
    motion = opened(room)
    short, cash, _open = (
        promised(room, motion=motion, due_on=dt.date(2026, 11, 30)),
        promised(room, kind="money", promised_people=None, promised_cents=150_000, due_on=dt.date(2026, 11, 30)),
        promised(room),
    )
    committing.deliver(short, on=dt.date(2026, 11, 3), people=22, by=room.rory)
    committing.mark_broken(cash, on=dt.date(2026, 11, 3), cents=20_000, by=room.rory)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    shown = page(client, room.rory, "commitments", room.coalition).text

    assert [words in shown for words in (ended, year, money)] == [True, True, True]
    assert ended in page(client, room.rory, "motion", motion).text


def test_nothing_at_all_is_no_delivery_and_said_beside_the_figure(client, room):
    client.force_login(room.rory)
    commitment = promised(room)

    answer = client.post(address("settle", commitment), {"how": "delivered", "on": "2026-11-03", "people": 0})

    assert answer.context["form"].errors == {"people": ["Nothing came of it: choose “Broken” or “Released”."]}
    commitment.refresh_from_db()
    assert commitment.state == "promised"


def test_money_is_written_as_dollars(client, room):
    client.force_login(room.rory)
    facts = {"kind": "money", "what": "For the bus", "promised_cents": "$1,200", "promised_on": "2026-10-01"}
    client.post(address("promise", room.coalition), {**facts, "organization": room.places[0].organization.pk})

    assert Commitment.objects.get().promised_cents == 120_000


def test_a_promise_can_follow_from_a_decision_of_the_same_coalition(client, room):
    client.force_login(room.rory)
    motion, foreign = opened(room), make.MotionFactory()
    facts = {"kind": "speaker", "what": "A speaker", "promised_on": "2026-10-01"}
    facts["organization"] = room.places[0].organization.pk
    for number in (motion.pk, foreign.pk):
        client.post(f"{address('promise', room.coalition)}?motion={number}", facts)

    assert list(Commitment.objects.order_by("pk").values_list("motion", flat=True)) == [motion.pk, None]
    assert "What follows from it" in client.get(address("motion", motion)).content.decode()


def test_settling_before_it_was_promised_is_refused_beside_its_field(client, room):
    commitment = promised(room)
    client.force_login(room.rory)

    answer = client.post(address("settle", commitment), {"how": "broken", "on": "2026-09-01"})

    assert answer.context["form"].errors == {"on": ["That is before it was promised."]}


@pytest.mark.parametrize("year", ["x", "0000", "²⁰²⁶", "99999", ""])
def test_a_year_that_is_none_shows_this_one(client, room, year):
    assert page(client, room.rory, "commitments", room.coalition, year=year).context["year"] == 2026


def test_the_year_takes_the_same_queries_for_one_promise_and_for_three(client, room, django_assert_max_num_queries):
    client.force_login(room.rory)
    counts = []
    for number in range(3):
        promised(room, place=number)
        committing.deliver(promised(room, place=number), on=dt.date(2026, 11, 3), people=3, by=room.rory)
        meeting = make.MeetingFactory(
            committee=room.committee, held_on=dt.date(2026, 3, 4 + number), state="held", seats_then=6, quorum_then=4,
            present_then=1,
        )  # fmt: skip
        marked = {"meeting": meeting, "state": "present", "recorded_by": room.rory}
        MeetingAttendance.objects.create(place=room.places[number], **marked)
        client.get(address("commitments", room.coalition))
        with django_assert_max_num_queries(60) as seen:
            client.get(address("commitments", room.coalition))
        counts.append(len(seen))

    assert counts[0] == counts[1] == counts[2]


# --- On the pages of the coalition, the committee and the partner -----------------------------------------------------


def test_a_committees_page_shows_its_own_decisions_and_the_coalitions_page_all(room):
    opened(room)
    other = make.CommitteeFactory(coalition=room.coalition)
    make.MotionFactory(committee=other)
    make.MotionFactory()
    on = dt.date(2026, 11, 4)

    assert decision_panels.of_committee(room.committee, room.rory, on)["count"] == 1
    assert decision_panels.of_coalition(room.coalition, room.rory, on)["count"] == 2


def test_a_partners_page_shows_its_own_open_promises(room):
    mine = promised(room)
    promised(room, place=1)
    committing.deliver(promised(room), on=dt.date(2026, 11, 3), by=room.rory)
    partner = room.coalition.partners.get(organization=room.places[0].organization)

    shown = decision_panels.promised_by_partner(partner, room.rory, dt.date(2026, 11, 4))

    assert shown["commitments"] == [mine]


@pytest.mark.parametrize("name", ["committee", "coalition", "partner"])
def test_the_parts_are_drawn_on_the_pages_of_the_roster(client, room, name):
    opened(room)
    promised(room)
    partner = room.coalition.partners.get(organization=room.places[0].organization)
    thing = {"committee": room.committee, "coalition": room.coalition, "partner": partner}[name]

    shown = page(client, room.rory, name, thing).content.decode()

    assert "People at the January board meeting" in shown
    assert ("Publish the 2027 meeting calendar" in shown) == (name != "partner")


def test_a_promise_sent_twice_is_written_down_once(client, room):
    client.force_login(room.rory)
    said = {
        "organization": room.places[0].organization_id, "kind": "turnout", "what": "Students at the Board",
        "promised_people": 40, "promised_on": "2026-11-01",
    }  # fmt: skip

    for _time in range(2):
        client.post(reverse("coalition:promise", args=[room.coalition.pk]), said)

    assert Commitment.objects.count() == 1


@pytest.mark.parametrize(("kind", "words"), [("turnout", "Say how many people."), ("money", "Say how much money.")])
def test_a_promise_without_its_figure_is_refused_beside_the_figure(client, room, kind, words):
    client.force_login(room.rory)
    said = {
        "organization": room.places[0].organization_id, "kind": kind, "what": "Something", "promised_on": "2026-11-01",
    }  # fmt: skip

    answer = client.post(reverse("coalition:promise", args=[room.coalition.pk]), said)

    field = {"turnout": "promised_people", "money": "promised_cents"}[kind]
    assert answer.context["form"].errors == {field: [words]}
