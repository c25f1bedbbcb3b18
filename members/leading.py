"""Leaders and whom they lead: how many people somebody leads, and how many of us have a leader."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThanOrEqual, IsNull

from members import conditions
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


def ties_of_leading(organization, on: date):
    """Who leads whom that day, of people who are with us and people who died or moved away."""
    return Relationship.objects.of(organization).filter(_leads(on)).order_by()


def leading_or_led(ties, column: str) -> Q:
    """People with us who are the `column` (person: leading, other: led) of one of these ties, the other being with us
    too.

    Asked in two steps. An index alone tells who is tied to anybody, which leaves few of a million; of those is asked
    who the other is. By its value: of an EXISTS, PostgreSQL would gather the answers for everybody first.
    """
    other = {"person": "other", "other": "person"}[column]
    here = ties.filter(**{column: OuterRef("pk"), f"{other}__standing": Person.Standing.HERE}).values("pk")[:1]
    tied = conditions.having(ties, column) & Q(IsNull(Subquery(here), False))
    return Q(standing=Person.Standing.HERE) & tied


def leading_so_many(ties, least: int) -> Q:
    """People with us who lead at least so many who are with us too, asked in the same two steps."""
    led = ties.values("person").annotate(led=Count("pk"))
    here = led.filter(person=OuterRef("pk"), other__standing=Person.Standing.HERE).values("led")
    enough = Q(GreaterThanOrEqual(Coalesce(Subquery(here), 0), least))
    return Q(standing=Person.Standing.HERE) & conditions.among(led.filter(led__gte=least)) & enough


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
