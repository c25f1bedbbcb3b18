"""Invented people: as the deeds would have written them, only faster; never among an organization's own."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Organization, User
from members import consenting, finding
from members.models import ContactPoint, Conversation, Person, StandingConsent
from tests.factories.schools import SchoolFactory

SEARCHED = ("name_folded", "sort_name", "search_text")
STANDING = ("person", "channel", "purpose", "state", "is_open", "since", "until", "source")


def make(count, **options):
    said = StringIO()
    call_command("make_people", count=count, stdout=said, **options)
    return said.getvalue()


@pytest.fixture
def people(db):
    SchoolFactory(name="Lantern Street Elementary")
    make(60)
    return list(Person.objects.order_by("pk"))


def test_as_many_people_as_asked_for_each_with_ten_talks(people):
    assert len(people) == 60
    assert Conversation.objects.count() == 600
    assert {person.conversations.count() for person in people} == {10}
    for person in people:
        person.full_clean()


def test_they_are_found_as_if_they_had_been_written_down_one_by_one(people):
    before = {person.pk: [getattr(person, name) for name in SEARCHED] for person in people}

    finding.refresh(people)

    assert {person.pk: [getattr(person, name) for name in SEARCHED] for person in people} == before
    someone = people[7]
    assert someone in finding.searching(Person.objects.all(), f"{someone.given_name} {someone.family_name}")
    assert finding.searching(Person.objects.all(), "lantern").exists()


def test_their_consents_add_up(people):
    before = set(StandingConsent.objects.values_list(*STANDING))

    consenting.refold(people)

    assert before
    assert set(StandingConsent.objects.values_list(*STANDING)) == before


def test_the_newest_talk_stands_with_the_person(people):
    newest = {person.pk: max(talk.talked_on for talk in person.conversations.all()) for person in people}

    assert {person.pk: person.last_talk_on for person in people} == newest


def test_nobody_can_be_reached_by_mistake(people):
    phones = ContactPoint.objects.filter(kind="phone").values_list("key", flat=True)
    mails = ContactPoint.objects.filter(kind="email").values_list("key", flat=True)

    # No area code has a 9 in the middle: those are kept free for the day when numbers get longer.
    assert {phone[3] for phone in phones} == {"9"}
    assert all(mail.endswith("@demo.example") for mail in mails)


def test_more_people_come_beside_the_first_and_ids_go_on(people):
    make(10, seed=2)
    person = Person.objects.create(steward=people[0].steward, given_name="Alba", name_folded="alba")

    assert Person.objects.count() == 71
    assert person.pk > max(each.pk for each in people)


def test_the_first_organizer_signs_in_with_the_password_that_was_said(db):
    said = make(3, organization="another-place")

    email, password = said.split("Sign in as ")[1].split("\n")[0].split(" with the password: ")
    assert User.objects.get(email=email).check_password(password)
    assert Organization.objects.get(slug="another-place").is_demo


def test_a_real_organization_is_left_alone(cast):
    with pytest.raises(CommandError, match="real organization"):
        make(1, organization=cast.coalition_org.slug)

    assert not Person.objects.exists()
