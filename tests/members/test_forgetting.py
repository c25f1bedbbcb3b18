import datetime as dt

import pytest
from django.db import connection

from accounts.models import AuditEntry
from campaigns.models import Attendance, SheetLine, SignInSheet
from members import consenting, erasing, exporting, finding, looking, recording
from members.models import ConsentEvent, Household, Person, PersonView, StandingConsent, Tombstone
from tests.factories import members as make
from tests.factories import schools

pytestmark = pytest.mark.django_db
CANARY = "Xochiquetzal"


@pytest.fixture
def person(cast):
    person = make.PersonFactory(steward=cast.coalition_org, given_name=CANARY, family_name="Quintanilla")
    make.PhoneFactory(person=person, value="+13235550142")
    make.EmailFactory(person=person, value="xochi@example.org")
    make.HouseholdMemberFactory(person=person)
    make.ConversationFactory(person=person, talked_by=cast.tasha)
    make.NextStepFactory(person=person, owner=cast.tasha)
    make.AssessmentFactory(person=person, assessed_by=cast.tasha)
    make.PersonTagFactory(person=person, put_on_by=cast.tasha)
    consenting.say(
        person, channel="text", purpose="", state="granted", source="paper", evidence="Form 14", by=cast.tasha
    )
    event = schools.EventFactory(steward=cast.coalition_org)
    Attendance.objects.create(event=event, person=person)
    sheet = SignInSheet.objects.create(event=event, number=1, typed_by=cast.tasha)
    sheet.lines.create(number=1, name=f"{CANARY} Q.", phone="323 555 0142", asked="A crossing guard", person=person)
    finding.refresh([person])
    return person


def everything_stored() -> str:
    """Every text in every table, as an opponent with the database would read it."""
    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found += [str(row) for row in cursor.fetchall()]
    return "\n".join(found)


def test_nothing_of_an_erased_person_is_left_in_any_table(person, cast):
    assert CANARY in everything_stored()

    erasing.erase(person, by=cast.ana, reason=erasing.Reason.ASKED)

    left = everything_stored()
    for trace in (
        CANARY,
        CANARY.lower(),
        "Quintanilla",
        "quintanilla",
        "3235550142",
        "323 555 0142",
        "xochi@example.org",
    ):
        assert trace not in left
    assert SheetLine.objects.get().asked == "A crossing guard"


def test_who_erased_and_why_stays_without_the_name(person, cast):
    erasing.erase(person, by=cast.ana, reason=erasing.Reason.ASKED)

    entry = AuditEntry.objects.get(verb="consent.erased")
    assert (entry.by, entry.organization, entry.details) == (cast.ana, cast.coalition_org, {"reason": "asked"})
    assert entry.sentence == "Ana Villalobos erased a person for good. Reason: They asked for it."


def test_the_history_keeps_what_was_done_and_loses_the_name(person, cast):
    other = make.PersonFactory(steward=cast.coalition_org)
    entry = AuditEntry.objects.create(
        by=cast.tasha, organization=cast.coalition_org, verb="person.tied", thing_type="members.person",
        thing_id=str(other.pk), thing_name=str(other), details={"tie": "leads", "other": str(person)},
    )  # fmt: skip

    erasing.erase(person, by=cast.ana, reason=erasing.Reason.ASKED)

    entry.refresh_from_db()
    assert (entry.thing_name, entry.details) == (str(other), {"tie": "leads", "other": "—"})


def test_a_mark_knows_them_again_by_any_way_to_reach_them_and_by_name(person, cast):
    erasing.erase(person, by=cast.ana, reason=erasing.Reason.ASKED)

    known = {"phone": "+13235550142", "email": "xochi@example.org", "name": person.name_folded}
    assert [erasing.is_erased(cast.coalition_org, kind, value) for kind, value in known.items()] == [True] * 3
    assert not erasing.is_erased(cast.coalition_org, "phone", "+13235550143")
    assert not erasing.is_erased(cast.partner_org, "phone", "+13235550142")
    assert Tombstone.objects.count() == 3


def test_a_household_goes_with_its_last_person(person, cast):
    shared = make.HouseholdMemberFactory(person=person).household
    make.HouseholdMemberFactory(household=shared, person__steward=cast.coalition_org)

    erasing.erase(person, by=cast.ana, reason=erasing.Reason.ASKED)

    assert list(Household.objects.all()) == [shared]


def test_with_the_guardian_the_guardians_yes_goes_and_the_guardians_no_stays(cast):
    child = make.PersonFactory(steward=cast.coalition_org, birth_year=2018)
    mother = make.GuardianFactory(other=child, person__steward=cast.coalition_org, person__birth_year=1988).person
    said = {"purpose": "", "source": "paper", "given_by": mother, "by": cast.tasha}
    consenting.say(child, channel="text", state="granted", **said)
    consenting.say(child, channel="photo", state="refused", **said)

    erasing.erase(mother, by=cast.ana, reason=erasing.Reason.ASKED)

    assert [event.channel for event in ConsentEvent.objects.filter(person=child)] == ["photo"]
    assert {row.channel for row in StandingConsent.objects.filter(person=child)} == {"photo"}


def test_everything_we_hold_reads_in_the_persons_words_and_opens_no_sealed_note(person, cast):
    looking.looked(cast.vic, person)

    everything = exporting.everything_about(person)

    keys = [section.key for section in everything["sections"]]
    assert keys[:3] == ["person", "reach", "family"]
    assert {"consent", "talks", "steps", "ladder", "answers", "events", "looks"} <= set(keys)
    plain = exporting.as_plain(everything)
    assert plain["sections"]["reach"]["rows"][0]["Where"] == "xochi@example.org"
    assert plain["sections"]["talks"]["rows"][0]["What did you hear?"] == "Dos sustos desde septiembre."
    assert plain["sections"]["looks"]["rows"][0]["Who"] == "Vic Hollis"


def test_looks_at_pages_and_lists_are_found_for_one_person(person, cast):
    other = make.PersonFactory(steward=cast.coalition_org)
    looking.looked(cast.vic, person)
    looking.looked(cast.rosa, [person, other], PersonView.Kind.LIST)
    looking.looked(cast.rosa, [other], PersonView.Kind.LIST)

    assert [(look.user, look.kind) for look in looking.looks_at(person)] == [(cast.rosa, "list"), (cast.vic, "page")]


def test_a_look_at_people_of_two_organizations_is_told_to_each(person, cast):
    theirs = make.PersonFactory(steward=cast.partner_org)

    looking.looked(cast.rosa, [person, theirs], PersonView.Kind.LIST)

    assert [look.people for look in looking.looks_at(theirs)] == [[theirs.pk]]
    assert Person.objects.count() == 2


def test_the_day_of_erasing_is_the_organizations_day(person, cast):
    erasing.erase(person, by=cast.ana, reason=erasing.Reason.UNNEEDED)

    assert {mark.erased_on for mark in Tombstone.objects.all()} == {cast.coalition_org.today()}
    assert isinstance(cast.coalition_org.today(), dt.date)


def test_somebody_forgotten_is_not_written_down_again_unawares(client, cast, person):
    erasing.erase(person, by=cast.tasha, reason="asked")
    client.force_login(cast.tasha)
    address = "/people/new/"

    by_name = {"given_name": CANARY, "family_name": "Quintanilla", "standing": "here"}
    by_phone = {"given_name": "Somebody", "family_name": "Else", "phone": "(323) 555-0142", "standing": "here"}
    asked = [client.post(address, fields) for fields in (by_name, by_phone)]

    assert all("asked to be forgotten" in response.content.decode() for response in asked)
    assert not Person.objects.filter(given_name__in=[CANARY, "Somebody"]).exists()
    assert client.post(address, by_name | {"anyway": "1"}).status_code == 302
    assert Person.objects.filter(given_name=CANARY).exists()


def test_whoever_writes_down_a_forgotten_name_is_told(cast, person):
    erasing.erase(person, by=cast.tasha, reason="asked")

    again = recording.add_person(cast.coalition_org, by=cast.tasha, given_name=CANARY, family_name="Quintanilla")
    other = recording.add_person(cast.coalition_org, by=cast.tasha, given_name="Alba", family_name="Mora")
    elsewhere = recording.add_person(cast.outsider_org, by=cast.otto, given_name=CANARY, family_name="Quintanilla")

    assert [each.was_forgotten for each in (again, other, elsewhere)] == [True, False, False]
