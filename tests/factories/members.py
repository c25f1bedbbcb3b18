"""Invented people, families and what we wrote down about them. Factories write rows as they would stand."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from kit.folding import fold
from members import models
from tests.factories.accounts import OrganizationFactory, UserFactory

MONDAY = dt.date(2026, 11, 9)


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = models.Person

    steward = factory.SubFactory(OrganizationFactory)
    given_name = "Lupita"
    family_name = factory.Sequence(lambda n: f"Serrano {n}")
    name_folded = factory.LazyAttribute(lambda o: fold(f"{o.preferred_name} {o.given_name} {o.family_name}"))
    sort_name = factory.LazyAttribute(lambda o: fold(f"{o.family_name} {o.preferred_name or o.given_name}"))
    search_text = factory.SelfAttribute("name_folded")
    preferred_name = ""


class AboutPersonFactory(DjangoModelFactory):
    """Rows about a person belong to the person's organization."""

    class Meta:
        abstract = True

    person = factory.SubFactory(PersonFactory)
    steward = factory.SelfAttribute("person.steward")


class PhoneFactory(AboutPersonFactory):
    class Meta:
        model = models.ContactPoint

    kind = models.ContactPoint.Kind.PHONE
    value = factory.Sequence(lambda n: f"+1323555{n % 10000:04d}")
    key = factory.SelfAttribute("value")


class EmailFactory(AboutPersonFactory):
    class Meta:
        model = models.ContactPoint

    kind = models.ContactPoint.Kind.EMAIL
    label = models.ContactPoint.Label.OTHER
    value = factory.Sequence(lambda n: f"neighbor{n}@example.org")
    key = factory.SelfAttribute("value")


class AddressFactory(AboutPersonFactory):
    class Meta:
        model = models.ContactPoint

    kind = models.ContactPoint.Kind.ADDRESS
    label = models.ContactPoint.Label.HOME
    value = "1412 W 83rd St"
    city = "Los Angeles"
    zip_code = "90047"
    key = factory.LazyAttribute(lambda o: fold(f"{o.value} {o.zip_code}"))
    street = "w 83rd st"
    house_number = 1412


class HouseholdFactory(DjangoModelFactory):
    class Meta:
        model = models.Household

    steward = factory.SubFactory(OrganizationFactory)
    name = "Serrano household"


class HouseholdMemberFactory(AboutPersonFactory):
    class Meta:
        model = models.HouseholdMember

    household = factory.SubFactory(HouseholdFactory, steward=factory.SelfAttribute("..person.steward"))
    starts_on = dt.date(2025, 9, 1)


class GuardianFactory(AboutPersonFactory):
    """`person` cares for `other`."""

    class Meta:
        model = models.Relationship

    other = factory.SubFactory(PersonFactory, steward=factory.SelfAttribute("..person.steward"))
    kind = models.Relationship.Kind.GUARDIAN
    kin = models.Relationship.Kin.MOTHER


class ConsentEventFactory(AboutPersonFactory):
    class Meta:
        model = models.ConsentEvent

    channel = models.Channel.TEXT
    purpose = models.Purpose.ORGANIZING
    state = models.ConsentEvent.State.GRANTED
    source = models.ConsentEvent.Source.PAPER
    recorded_by = factory.SubFactory(UserFactory)


class ConversationFactory(AboutPersonFactory):
    class Meta:
        model = models.Conversation

    talked_on = MONDAY
    talked_by = factory.SubFactory(UserFactory)
    recorded_by = factory.SelfAttribute("talked_by")
    heard = "Dos sustos desde septiembre."
    language = "es"


class NextStepFactory(AboutPersonFactory):
    class Meta:
        model = models.NextStep

    what = "Ask her to open budget night"
    owner = factory.SubFactory(UserFactory)
    created_by = factory.SelfAttribute("owner")
    due_on = MONDAY


class AssignmentFactory(AboutPersonFactory):
    class Meta:
        model = models.Assignment

    organizer = factory.SubFactory(UserFactory)
    assigned_by = factory.SelfAttribute("organizer")
    starts_on = dt.date(2025, 9, 1)


class RungFactory(DjangoModelFactory):
    class Meta:
        model = models.Rung

    steward = factory.SubFactory(OrganizationFactory)
    position = factory.Sequence(lambda n: n + 1)
    name_en = "Comes"
    name_es = "Viene"


class AssessmentFactory(AboutPersonFactory):
    class Meta:
        model = models.Assessment

    level = 2
    assessed_on = MONDAY
    assessed_by = factory.SubFactory(UserFactory)


class TeamFactory(DjangoModelFactory):
    class Meta:
        model = models.Team

    steward = factory.SubFactory(OrganizationFactory)
    name = factory.Sequence(lambda n: f"Gate circle {n}")


class TagFactory(DjangoModelFactory):
    class Meta:
        model = models.Tag

    steward = factory.SubFactory(OrganizationFactory)
    name = factory.Sequence(lambda n: f"Tag {n}")


class PersonTagFactory(AboutPersonFactory):
    class Meta:
        model = models.PersonTag

    tag = factory.SubFactory(TagFactory, steward=factory.SelfAttribute("..person.steward"))
    put_on_by = factory.SubFactory(UserFactory)


class CustomFieldFactory(DjangoModelFactory):
    class Meta:
        model = models.CustomField

    steward = factory.SubFactory(OrganizationFactory)
    name_en = factory.Sequence(lambda n: f"T-shirt size {n}")


class PersonListFactory(DjangoModelFactory):
    class Meta:
        model = models.PersonList

    steward = factory.SubFactory(OrganizationFactory)
    name = factory.Sequence(lambda n: f"House meeting {n}")
    owner = factory.SubFactory(UserFactory)


class ListEntryFactory(AboutPersonFactory):
    class Meta:
        model = models.ListEntry

    list = factory.SubFactory(PersonListFactory, steward=factory.SelfAttribute("..person.steward"))
    added_by = factory.SubFactory(UserFactory)


class CallListFactory(DjangoModelFactory):
    class Meta:
        model = models.CallList

    steward = factory.SubFactory(OrganizationFactory)
    name = "Calls for budget night"
    script_en = "Hello, I am calling about budget night."
    script_es = "Hola, llamo por la noche de presupuesto."
    made_by = factory.SubFactory(UserFactory)


class CallTaskFactory(AboutPersonFactory):
    class Meta:
        model = models.CallTask

    call_list = factory.SubFactory(CallListFactory, steward=factory.SelfAttribute("..person.steward"))
    language = "es"
