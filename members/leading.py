"""Leaders and whom they lead: how many people somebody leads, and how many of us have a leader."""

from collections import defaultdict
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
    """Those of the people who are with us and lead somebody who is, with `led` and `talked` on each; most first."""
    return _who_lead(people.filter(standing=Person.Standing.HERE), on)


def leaders_gone(people, on: date):
    """Those who died or moved away and still stand as leaders of people who are with us: somebody must follow."""
    return _who_lead(people.exclude(standing=Person.Standing.HERE), on)


def _who_lead(people, on):
    leads = _leads(on, "relationships__") & Q(relationships__other__standing=Person.Standing.HERE)
    lately = Q(relationships__other__last_talk_on__gte=on - LATELY)
    ties = Relationship.objects.filter(_leads(on), person=OuterRef("pk"), other__standing=Person.Standing.HERE)
    return (
        people.filter(Exists(ties))
        .annotate(led=Count("relationships", filter=leads), talked=Count("relationships", filter=leads & lately))
        .order_by("-led", "sort_name", "pk")
    )


def whom_they_lead(leaders, on: date) -> dict[int, list[Person]]:
    """For each of these leaders the people they lead that day who are with us, by name, in one query."""
    ties = Relationship.objects.filter(_leads(on), person__in=leaders, other__standing=Person.Standing.HERE)
    found = defaultdict(list)
    for tie in ties.select_related("other").order_by("other__sort_name", "other_id"):
        found[tie.person_id].append(tie.other)
    return found


def coverage(people, on: date) -> Coverage:
    """How much of these people leaders reach: those on a rung of the ladder, or led by somebody who is with us."""
    led = Exists(Relationship.objects.filter(_leads(on), other=OuterRef("pk"), person__standing=Person.Standing.HERE))
    base = people.filter(standing=Person.Standing.HERE).annotate(is_led=led)
    counted = base.filter(Q(rung__isnull=False) | Q(is_led=True)).aggregate(
        people=Count("pk"),
        led=Count("pk", filter=Q(is_led=True)),
        talked=Count("pk", filter=Q(is_led=True, last_talk_on__gte=on - LATELY)),
    )
    return Coverage(**counted)
