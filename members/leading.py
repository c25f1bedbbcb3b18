"""Leaders and whom they lead: how many people somebody leads, and how many of us have a leader."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from django.db.models import Count, Exists, OuterRef, Q

from members.models import Person, Relationship

LATELY = timedelta(days=30)


def _leads(on: date, through: str = "") -> Q:
    """Ties of leading that hold that day, as a filter on the tie or through it."""
    return (
        Q(**{f"{through}kind": Relationship.Kind.LEADS})
        & (Q(**{f"{through}starts_on": None}) | Q(**{f"{through}starts_on__lte": on}))
        & (Q(**{f"{through}ends_on": None}) | Q(**{f"{through}ends_on__gte": on}))
    )


@dataclass(frozen=True)
class Coverage:
    """Of `people` so many have a leader (`led`), and with so many of those we talked in the last 30 days."""

    people: int
    led: int
    talked: int

    @property
    def share(self) -> Fraction | None:
        return Fraction(self.led, self.people) if self.people else None

    @property
    def talked_share(self) -> Fraction | None:
        return Fraction(self.talked, self.led) if self.led else None


def leaders(people, on: date):
    """Those of the people who lead somebody, with `led` and `talked` on each; most first."""
    leads = _leads(on, "relationships__")
    lately = Q(relationships__other__last_talk_on__gte=on - LATELY)
    ties = Relationship.objects.filter(_leads(on), person=OuterRef("pk"))
    return (
        people.filter(Exists(ties))
        .annotate(led=Count("relationships", filter=leads), talked=Count("relationships", filter=leads & lately))
        .order_by("-led", "sort_name", "pk")
    )


def led_by(leader, on: date):
    """The people whom somebody leads that day."""
    ties = Relationship.objects.filter(_leads(on), person=leader, other=OuterRef("pk"))
    return Person.objects.filter(Exists(ties)).order_by("sort_name", "pk")


def coverage(people, on: date) -> Coverage:
    """How much of these people leaders reach: those on a rung of the ladder, or led by somebody."""
    led = Exists(Relationship.objects.filter(_leads(on), other=OuterRef("pk")))
    base = people.filter(standing=Person.Standing.HERE).annotate(is_led=led)
    counted = base.filter(Q(rung__isnull=False) | Q(is_led=True)).aggregate(
        people=Count("pk"),
        led=Count("pk", filter=Q(is_led=True)),
        talked=Count("pk", filter=Q(is_led=True, last_talk_on__gte=on - LATELY)),
    )
    return Coverage(**counted)
