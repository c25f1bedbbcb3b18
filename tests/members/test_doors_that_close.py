"""Who may not be reached any more is not reached on any way: calls, visits, files, invitations, the printed sheet."""

import csv
import datetime as dt
import io

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from campaigns import inviting
from members import allowed, claiming, consenting, dialing, erasing, recording, relating, taking_along
from members.models import BulkAction, CallList, Channel, ConsentEvent, ContactPoint, Person, StandingConsent
from members.walking import streets
from tests.factories import members as make
from tests.factories.schools import EventFactory
from tests.members.calls import calls
from tests.members.test_bulk import do, fates

pytestmark = pytest.mark.django_db
WAYS = (Channel.CALL, Channel.DOOR)
PURPOSES = ("organizing", "events")


def says(person, state, *, by, channel="", given_by=None, **facts):
    purposes = PURPOSES if state == "granted" else ("",)
    for purpose in purposes:
        consenting.say(
            person, channel=channel, purpose=purpose, state=state, source="paper", by=by, given_by=given_by,
            evidence="Sign-in sheet", **facts,
        )  # fmt: skip


def known(cast, given, **fields):
    """Somebody with a phone and an address."""
    person = make.PersonFactory(steward=cast.coalition_org, given_name=given, family_name="Serrano", **fields)
    make.PhoneFactory(person=person, label="mobile")
    make.AddressFactory(person=person, key=f"{given} 1412")
    return person


@pytest.fixture
def rosa(cast):
    """A mother who said yes to calls and visits for herself."""
    rosa = known(cast, "Rosa")
    for channel in WAYS:
        says(rosa, "granted", channel=channel, by=cast.tasha)
    return rosa


@pytest.fixture
def child(cast, rosa):
    """Rosa's child, for whom she said yes too. The only number is the mother's."""
    child = make.PersonFactory(steward=cast.coalition_org, given_name="Beto", family_name="Serrano", birth_year=2014)
    relating.relate(rosa, child, kind="guardian", kin="mother", by=cast.tasha)
    for channel in WAYS:
        says(child, "granted", channel=channel, given_by=rosa, by=cast.tasha)
    return child


@pytest.fixture
def lists(cast, child):
    """A call list and a walk list of everybody, made while all was well."""
    return [calls(cast, name=kind.label, kind=kind) for kind in (CallList.Kind.CALLS, CallList.Kind.DOORS)]


def served(call_list, cast):
    """Whom this list would still give to a caller, one after the other."""
    found = []
    while task := claiming.claim_next(call_list, by=cast.tasha):
        found.append(task.person.given_name)
        task.call_list.tasks.filter(pk=task.pk).delete()
    return sorted(found)


def walked(call_list):
    return sorted(
        door.task.person.given_name for each in streets(call_list, call_list.tasks.open()) for door in each.doors
    )


def reached(lists, cast):
    phones, doors = lists
    return {"calls": served(phones, cast), "doors": walked(doors)}


def test_while_all_is_well_both_are_called_and_visited(lists, cast):
    assert reached(lists, cast) == {"calls": ["Beto", "Rosa"], "doors": ["Beto", "Rosa"]}


def test_a_guardian_who_takes_her_yes_for_the_child_back_closes_the_childs_doors_alone(lists, cast, child, rosa):
    says(child, "withdrawn", given_by=rosa, by=cast.tasha)

    assert reached(lists, cast) == {"calls": ["Rosa"], "doors": ["Rosa"]}


def test_a_guardian_who_wants_to_be_left_alone_is_not_asked_for_her_child_either(lists, cast, rosa):
    says(rosa, "refused", by=cast.tasha)

    assert reached(lists, cast) == {"calls": [], "doors": []}


def test_a_copy_of_her_number_with_the_child_is_no_way_around(lists, cast, rosa, child):
    number = rosa.contactpoints.get(kind="phone")
    make.PhoneFactory(person=child, value=number.value, whose=ContactPoint.Whose.GUARDIAN)
    father = make.PersonFactory(steward=cast.coalition_org, given_name="Raúl", family_name="Serrano")
    relating.relate(father, child, kind="guardian", kin="father", by=cast.tasha)

    says(rosa, "refused", by=cast.tasha)

    assert served(lists[0], cast) == []
    make.PhoneFactory(person=father)
    again = calls(cast, name="Again")
    assert [way.guardian for way in dialing.ways_of([child], again, again.steward.today())[child.pk]] == [father]


def test_who_is_known_to_have_died_speaks_for_nobody(lists, cast, rosa, child):
    recording.change(rosa, by=cast.tasha, version=rosa.version, seen={"standing": "here"}, standing="died")

    assert reached(lists, cast) == {"calls": [], "doors": []}
    assert not StandingConsent.objects.filter(person=child, is_open=True).exists()


def test_the_other_guardian_says_yes_and_is_asked_for(lists, cast, rosa, child):
    father = known(cast, "Raúl")
    relating.relate(father, child, kind="guardian", kin="father", by=cast.tasha)
    recording.change(rosa, by=cast.tasha, version=rosa.version, seen={"standing": "here"}, standing="died")
    says(child, "granted", channel=Channel.CALL, given_by=father, by=cast.tasha)

    assert served(lists[0], cast) == ["Beto"]
    assert {way.guardian for way in dialing.ways_of([child], lists[0], timezone.localdate())[child.pk]} == {father}


def test_a_death_written_down_by_mistake_is_taken_back_with_all_that_hangs_on_it(lists, cast, rosa, child):
    for was, now in (("here", "died"), ("died", "here")):
        rosa = recording.change(
            rosa, by=cast.tasha, version=Person.objects.get(pk=rosa.pk).version, seen={"standing": was}, standing=now
        )

    assert reached(lists, cast) == {"calls": ["Beto", "Rosa"], "doors": ["Beto", "Rosa"]}


def test_a_child_who_comes_of_age_is_asked_anew_though_the_list_was_made_before(lists, cast, child):
    recording.change(child, by=cast.tasha, version=child.version, seen={"birth_year": 2014}, birth_year=2000)

    assert reached(lists, cast) == {"calls": ["Rosa"], "doors": ["Rosa"]}


def test_who_is_erased_is_on_no_list(lists, cast, rosa):
    erasing.erase(rosa, by=cast.ana, reason=erasing.Reason.ASKED)

    assert reached(lists, cast) == {"calls": [], "doors": []}


# --- Chips, files, invitations, paper


def test_chips_of_the_dead_show_no_yes(cast, rosa):
    rosa.standing = Person.Standing.DIED

    assert {chip.state for chip in allowed.chips_for([rosa], on=timezone.localdate())[rosa.pk]} == {"no"}


@pytest.fixture
def rows(cast):
    """rows() → the file of everybody, by given name: phone and what they allow."""

    def read():
        action = BulkAction.objects.create(
            steward=cast.coalition_org, kind="export", asked={"purpose": "calls", "format": "csv"}, done_by=cast.ana
        )
        ids = list(Person.objects.of(cast.coalition_org).order_by("pk").values_list("pk", flat=True))
        taking_along.write(action, ids, by=cast.ana, progress=lambda *_: None)
        action.refresh_from_db()
        text = taking_along.fetch(action, by=cast.ana).read_text(encoding="utf-8-sig")
        return {row["Given names"]: row for row in csv.DictReader(io.StringIO(text))}

    return read


def test_a_file_has_no_number_of_minors_and_of_the_dead_and_a_no_beside_each_number(cast, rosa, child, rows):
    died, refusing = known(cast, "Don Chuy", standing=Person.Standing.DIED), known(cast, "Elvia")
    says(refusing, "refused", by=cast.tasha)

    found = rows()

    for name in (child.given_name, died.given_name):
        assert (found[name]["Phone"], found[name]["Address"]) == ("", "")
    assert "Call: yes" in found["Rosa"]["May we…"]
    assert set(found["Elvia"]["May we…"].split(", ")) == {
        f"{channel.label}: no" for channel in Channel if channel != Channel.PHOTO
    }


@pytest.fixture
def night(cast):
    return EventFactory(
        steward=cast.coalition_org, name="Budget night", kind="meeting", starts_at=timezone.now() + dt.timedelta(days=7)
    )


def test_nobody_who_died_is_invited(cast, night):
    died = known(cast, "Don Chuy", standing=Person.Standing.DIED)

    with pytest.raises(ValidationError, match="has died"):
        inviting.invite(night, died, by=cast.tasha)


def test_who_asked_us_to_stop_stays_out_when_many_are_invited_and_off_the_paper(client, cast, rosa, child, night):
    stopped, no_calls = known(cast, "Elvia"), known(cast, "Irma")
    says(no_calls, "refused", channel=Channel.CALL, by=cast.tasha)
    for person in (rosa, stopped, no_calls):
        inviting.invite(night, person, by=cast.tasha)
    says(stopped, "refused", by=cast.tasha)
    other = EventFactory(steward=cast.coalition_org, starts_at=night.starts_at)
    action = do("invite", cast, [rosa, stopped, no_calls], event=other.pk)
    assert fates(action) == {rosa.pk: "stands", stopped.pk: "skipped", no_calls.pk: "stands"}
    client.force_login(cast.tasha)

    paper = client.get(reverse("campaigns:print_sheet", args=[night.pk]), {"who": "invited"})

    assert [person.given_name for person in paper.context["people"]] == ["Irma", "Rosa"]
    assert allowed.left_alone([rosa, child, stopped, no_calls], on=timezone.localdate()) == {stopped.pk}


def test_one_new_yes_in_their_own_words_brings_them_back(cast):
    stopped = known(cast, "Elvia")
    says(stopped, "refused", by=cast.tasha, happened_at=timezone.now() - dt.timedelta(days=2))

    says(stopped, "granted", channel=Channel.TEXT, by=cast.tasha)

    assert allowed.left_alone([stopped], on=timezone.localdate()) == set()
    assert ConsentEvent.objects.filter(person=stopped).count() == 3
