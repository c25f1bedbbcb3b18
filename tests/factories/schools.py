"""Invented schools, words and money. Factories write rows as they would stand; deeds are tested elsewhere."""

import datetime as dt

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from campaigns.models import Event
from coalition.models import Coalition, Partner
from kit.folding import fold
from schools import models
from tests.factories.accounts import OrganizationFactory, UserFactory
from tests.factories.members import PersonFactory


def at(day: dt.date, hour: int = 17) -> dt.datetime:
    """A moment on a day, local time."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour)))


class SchoolFactory(DjangoModelFactory):
    class Meta:
        model = models.School

    cds_code = factory.Sequence(lambda n: f"99999990{n:06d}")
    name = factory.Sequence(lambda n: f"Invented School {n}")
    level = models.School.Level.ELEMENTARY
    grades_low = "TK"
    grades_high = "05"
    city = "Los Angeles"
    search_text = factory.LazyAttribute(lambda o: models.School.searchable(o.name, o.city, o.cds_code))


class EnrollmentFactory(DjangoModelFactory):
    class Meta:
        model = models.Enrollment

    school = factory.SubFactory(SchoolFactory)
    year = 2025
    group = models.Enrollment.Group.TOTAL
    count = 500


class SeniRecordFactory(DjangoModelFactory):
    class Meta:
        model = models.SeniRecord

    school = factory.SubFactory(SchoolFactory)
    year = 2026
    tier = 1
    allocation_cents = 736_400_00


class PlanVersionFactory(DjangoModelFactory):
    class Meta:
        model = models.PlanVersion

    school = factory.SubFactory(SchoolFactory)
    year = 2026
    number = 1
    status = models.PlanVersion.Status.FILED
    submitted_on = dt.date(2026, 1, 29)
    recorded_by = factory.SubFactory(UserFactory)
    organization = factory.SubFactory(OrganizationFactory)


class PlanLineFactory(DjangoModelFactory):
    class Meta:
        model = models.PlanLine

    version = factory.SubFactory(PlanVersionFactory)
    number = factory.Sequence(lambda n: n + 1)
    category = "tutoring"
    description = "Safe passage, contract"
    amount_cents = 24_000_00


class ActualFactory(DjangoModelFactory):
    class Meta:
        model = models.Actual

    line = factory.SubFactory(PlanLineFactory)
    amount_cents = 10_000_00
    as_of = dt.date(2026, 10, 31)
    source_note = "Spending report, row 212"
    recorded_by = factory.SubFactory(UserFactory)


class EventFactory(DjangoModelFactory):
    class Meta:
        model = Event

    steward = factory.SubFactory(OrganizationFactory)
    name = "Parent budget night"
    kind = Event.Kind.SESSION
    starts_at = factory.LazyFunction(lambda: at(dt.date(2025, 10, 23)))
    ends_at = factory.LazyAttribute(lambda o: o.starts_at + dt.timedelta(hours=2))


class SessionFactory(DjangoModelFactory):
    class Meta:
        model = models.Session

    event = factory.SubFactory(EventFactory)
    school = factory.SubFactory(SchoolFactory)
    year = 2026
    question = "What does your child need at school?"
    created_by = factory.SubFactory(UserFactory)


class InputFactory(DjangoModelFactory):
    class Meta:
        model = models.Input

    session = factory.SubFactory(SessionFactory)
    number = factory.Sequence(lambda n: n + 1)
    words = "Que haya alguien en la puerta cuando cruzamos."
    language = "es"
    role = models.SpeakerRole.MOTHER
    grade_band = models.GradeBand.THREE_5
    school = factory.SelfAttribute("session.school")
    year = factory.SelfAttribute("session.year")
    heard_on = factory.LazyAttribute(lambda o: o.session.held_on)
    recorded_at = factory.LazyAttribute(lambda o: at(o.heard_on, 20))
    recorded_by = factory.SubFactory(UserFactory)


class AskFactory(DjangoModelFactory):
    class Meta:
        model = models.Ask

    steward = factory.SubFactory(OrganizationFactory)
    school = factory.SubFactory(SchoolFactory)
    year = 2026
    wording_en = "Someone at the gate when we cross"
    wording_es = "Alguien en la puerta cuando cruzamos"
    search_text = factory.LazyAttribute(lambda o: fold(f"{o.wording_en} {o.wording_es}"))
    created_by = factory.SubFactory(UserFactory)


class AskInputFactory(DjangoModelFactory):
    class Meta:
        model = models.AskInput

    ask = factory.SubFactory(AskFactory)
    input = factory.SubFactory(InputFactory)
    added_by = factory.SubFactory(UserFactory)


class LinkFactory(DjangoModelFactory):
    """A claimed link; give `confirmed_by` and `confirmed_at` for a confirmed one."""

    class Meta:
        model = models.Link

    ask = factory.SubFactory(AskFactory)
    line = factory.SubFactory(PlanLineFactory)
    share_percent = 100
    claimed_by = factory.SubFactory(UserFactory)


class AnswerFactory(DjangoModelFactory):
    class Meta:
        model = models.Answer

    ask = factory.SubFactory(AskFactory)
    decision = models.Answer.Decision.NOT_NOW
    reason_en = "The money goes to the gate first."
    reason_es = "El dinero va primero a la puerta."
    answered_as = "Principal"
    answered_on = dt.date(2026, 3, 4)
    recorded_by = factory.SubFactory(UserFactory)


class AnswerDeliveryFactory(DjangoModelFactory):
    class Meta:
        model = models.AnswerDelivery

    answer = factory.SubFactory(AnswerFactory)
    channel = models.AnswerDelivery.Channel.READ_OUT
    people = 20
    sent_on = dt.date(2026, 3, 4)
    recorded_by = factory.SubFactory(UserFactory)


class SchoolTieFactory(DjangoModelFactory):
    class Meta:
        model = models.SchoolTie

    person = factory.SubFactory(PersonFactory)
    steward = factory.SelfAttribute("person.steward")
    school = factory.SubFactory(SchoolFactory)
    kind = models.SchoolTie.Kind.PARENT


class CoalitionFactory(DjangoModelFactory):
    class Meta:
        model = Coalition

    name = factory.Sequence(lambda n: f"Invented Coalition {n}")
    keeper = factory.SubFactory(OrganizationFactory)


class PartnerFactory(DjangoModelFactory):
    class Meta:
        model = Partner

    coalition = factory.SubFactory(CoalitionFactory)
    organization = factory.SubFactory(OrganizationFactory)
    starts_on = dt.date(2020, 1, 1)
