"""Leaders and whom they lead: how many people somebody leads, and how many of us have a leader."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q

from kit.paging import MOST_COUNTED
from kit.planning import planned_anew
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
    """Of `people`, or of more when `is_more`, so many have a leader (`led`), and with so many of those we talked in the
    last 30 days."""

    people: int
    led: int
    talked: int
    is_more: bool = False

    @property
    def share(self) -> Fraction | None:
        return Fraction(self.led, self.people) if self.people and not self.is_more else None

    @property
    def talked_share(self) -> Fraction | None:
        return Fraction(self.talked, self.led) if self.led else None


class Leader(NamedTuple):
    """Somebody who leads, by number: whether they are with us, how many they lead, with how many of those we talked."""

    pk: int
    standing: str
    led: int
    talked: int

    @property
    def is_here(self) -> bool:
        return self.standing == Person.Standing.HERE


def leaders(people, on: date) -> list[Leader]:
    """Those of the people who lead somebody who is with us, most first, in one query that begins with the ties. Who
    died or moved away and still stands as a leader is among them: somebody must follow."""
    lately = Q(relationships__other__last_talk_on__gte=on - LATELY)
    leading = people.filter(_leads(on, "relationships__"), relationships__other__standing=Person.Standing.HERE)
    counted = leading.annotate(led=Count("relationships"), talked=Count("relationships", filter=lately))
    rows = counted.order_by("-led", "sort_name", "pk").values_list("pk", "standing", "led", "talked")
    return [Leader(*row) for row in rows]


def ties_of_leading(organization, on: date):
    """Who leads whom that day, of people who are with us and people who died or moved away."""
    return Relationship.objects.of(organization).filter(_leads(on)).order_by()


def leading_or_led(ties, column: str) -> Q:
    """People with us who are the `column` (person: leading, other: led) of one of these ties, the other being with us
    too."""
    other = {"person": "other", "other": "person"}[column]
    return Q(standing=Person.Standing.HERE) & conditions.having(_met(ties, other), column)


def leading_so_many(ties, least: int) -> Q:
    """People with us who lead at least so many who are with us too."""
    led = _met(ties, "other").values("person").annotate(led=Count("pk"))
    return Q(standing=Person.Standing.HERE) & conditions.among(led.filter(led__gte=least))


def _met(ties, other: str):
    """Those ties whose other one is with us. Asked by who is not: those are few, and an index holds just them."""
    gone = Person.objects.exclude(standing=Person.Standing.HERE)
    return ties.exclude(Exists(gone.filter(pk=OuterRef(other))))


def whom_they_lead(leaders, on: date) -> dict[int, list[Person]]:
    """For each of these leaders the people they lead that day who are with us, by name, in one query."""
    ties = Relationship.objects.filter(_leads(on), person__in=leaders, other__standing=Person.Standing.HERE)
    found = defaultdict(list)
    for tie in ties.select_related("other").order_by("other__sort_name", "other_id"):
        found[tie.person_id].append(tie.other)
    return found


def coverage(people, on: date) -> Coverage:
    """How much of these people leaders reach: those on a rung of the ladder, or led by somebody who is with us.

    Those led are counted from the ties. Who stands on the ladder is counted up to a number: of a million people that is
    most of the work.
    """
    here = people.filter(standing=Person.Standing.HERE)
    led = here.filter(_leads(on, "relationships_to__"), relationships_to__person__standing=Person.Standing.HERE)
    counted = led.aggregate(
        led=Count("pk", distinct=True),
        talked=Count("pk", distinct=True, filter=Q(last_talk_on__gte=on - LATELY)),
        off=Count("pk", distinct=True, filter=Q(rung=None)),
    )
    with planned_anew():
        on_ladder = here.filter(rung__isnull=False).order_by()[: MOST_COUNTED + 1].count()
    is_more = on_ladder > MOST_COUNTED
    everybody = max(MOST_COUNTED, counted["led"]) if is_more else on_ladder + counted["off"]
    return Coverage(everybody, counted["led"], counted["talked"], is_more)
