"""Invented coalitions, committees, meetings and decisions. Factories write rows as they would stand; deeds are tested
elsewhere."""

import datetime as dt

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from coalition import models
from kit.folding import fold
from tests.factories.accounts import OrganizationFactory, UserFactory
from tests.factories.schools import CoalitionFactory, PartnerFactory

__all__ = ["CoalitionFactory", "PartnerFactory"]

LONG_AGO = dt.date(2020, 1, 1)


class RepresentativeFactory(DjangoModelFactory):
    class Meta:
        model = models.Representative

    coalition = factory.SubFactory(CoalitionFactory)
    organization = factory.SubFactory(OrganizationFactory)
    name = factory.Sequence(lambda n: f"Invented Name {n}")
    name_folded = factory.LazyAttribute(lambda o: fold(o.name))


class CommitteeFactory(DjangoModelFactory):
    class Meta:
        model = models.Committee

    coalition = factory.SubFactory(CoalitionFactory)
    name = factory.Sequence(lambda n: f"Invented committee {n}")


class PlaceFactory(DjangoModelFactory):
    """A place; its organization is not made a partner here."""

    class Meta:
        model = models.Place

    committee = factory.SubFactory(CommitteeFactory)
    organization = factory.SubFactory(OrganizationFactory)
    starts_on = LONG_AGO


class SeatFactory(DjangoModelFactory):
    """A representative's seat; give `part` for an alternate's."""

    class Meta:
        model = models.CommitteeSeat

    committee = factory.SubFactory(CommitteeFactory)
    organization = factory.SubFactory(OrganizationFactory)
    holder = factory.SubFactory(
        RepresentativeFactory,
        coalition=factory.SelfAttribute("..committee.coalition"),
        organization=factory.SelfAttribute("..organization"),
    )
    starts_on = LONG_AGO


def partner_with_seat(committee, name, *, since=LONG_AGO, alternate=False, **partner):
    """An organization that is a partner, has a place on the committee and a person in it. Answers with the place."""
    organization = OrganizationFactory(name=name)
    PartnerFactory(coalition=committee.coalition, organization=organization, starts_on=since, **partner)
    place = PlaceFactory(committee=committee, organization=organization, starts_on=since)
    SeatFactory(committee=committee, organization=organization, starts_on=since)
    if alternate:
        part = models.CommitteeSeat.Part.ALTERNATE
        SeatFactory(committee=committee, organization=organization, starts_on=since, part=part)
    return place


class MeetingFactory(DjangoModelFactory):
    """A planned meeting; `held_on` and `begins_at` are Pacific wall time."""

    class Meta:
        model = models.Meeting

    committee = factory.SubFactory(CommitteeFactory)
    held_on = dt.date(2026, 12, 2)
    begins_at = dt.time(17)
    starts_at = factory.LazyAttribute(lambda o: timezone.make_aware(dt.datetime.combine(o.held_on, o.begins_at)))
    ends_at = factory.LazyAttribute(lambda o: o.starts_at + dt.timedelta(minutes=90))
    created_by = factory.SubFactory(UserFactory)


class MotionFactory(DjangoModelFactory):
    class Meta:
        model = models.Motion

    committee = factory.SubFactory(CommitteeFactory)
    number = factory.Sequence(lambda n: n + 1)
    title = "Publish the meeting calendar"
    search_text = factory.LazyAttribute(lambda o: fold(f"{o.number} {o.title}"))
    created_by = factory.SubFactory(UserFactory)


class CommitmentFactory(DjangoModelFactory):
    class Meta:
        model = models.Commitment

    coalition = factory.SubFactory(CoalitionFactory)
    organization = factory.SubFactory(OrganizationFactory)
    kind = models.Commitment.Kind.TURNOUT
    what = "People at the January board meeting"
    promised_people = 40
    promised_on = dt.date(2026, 10, 1)
    due_on = dt.date(2027, 1, 12)
    recorded_by = factory.SubFactory(UserFactory)


class ShareAgreementFactory(DjangoModelFactory):
    """A draft that nobody has signed."""

    class Meta:
        model = models.ShareAgreement

    giver = factory.SubFactory(OrganizationFactory)
    receiver = factory.SubFactory(OrganizationFactory)
    purpose = "Calls before the January board meeting"
    fields = ["name", "language"]
    starts_on = dt.date(2026, 11, 1)
    ends_on = dt.date(2027, 4, 30)
    created_by = factory.SubFactory(UserFactory)
