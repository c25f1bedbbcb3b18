"""The list of people: what the address asks for, as a queryset, in an order that an index serves."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import F, Q
from django.db.models.functions import Greatest

from members import conditions, finding, segmenting
from members.conditions import Asker
from members.models import Person, Segment

COLUMNS = {"name": "sort_name", "talk": "last_talk_on", "new": "created_at"}
SORTS = [f"{sign}{name}" for name in COLUMNS for sign in ("", "-")]
# How many people are looked at to see how rare those are who fit, how many of those say it, and how far it is worth
# walking on instead of gathering all who fit: a step of the walk takes some 3 µs, gathering 20 to 100 ms. To look for a
# word takes half as long as to ask a condition, and surnames come in heaps, so that more people are looked at for one.
FIRST_LOOK, ENOUGH_TO_TELL, LONGEST_WALK = 3_000, 5, 25_000


@dataclass
class Browse:
    """What one address of the list asks for."""

    asker: Asker
    words: str
    sort: str
    chosen: list
    segment: Segment | None = None

    @classmethod
    def read(cls, request, query=None):
        """The list's address as a question. What makes no sense in it counts as not asked."""
        query = request.GET if query is None else query
        asker = Asker(request.user, request.organization, request.organization.today())
        segment = _segment(query.get("search", ""), asker)
        sorts = (query.get("sort", ""), segment.sort if segment else "", "name")
        return cls(
            asker=asker,
            words=query.get("q", "").strip(),
            sort=next(sort for sort in sorts if sort in SORTS),
            chosen=conditions.chosen(query, asker),
            segment=segment,
        )

    def everybody(self):
        """All people of the acting organization whom the user may see."""
        return Person.objects.visible_to(self.asker.user).of(self.asker.organization)

    def found(self):
        """Those who fit, in order."""
        people = self.everybody()
        if self.segment:
            people = people.filter(_fitting(self.segment, self.asker))
        for condition, value in self.chosen:
            people = people.filter(condition.q(value, self.asker))
        if self.words:
            people = finding.searching(people, self.words)
        return people.order_by(*_order(self.sort))

    def keys(self, most: int) -> list[int]:
        """Ids of the first `most` who fit, in order.

        A database either walks through everybody in order until enough fit, or gathers all who fit and puts them in
        order. Which is quick hangs on how rare they are, which it can only guess, and the wrong way takes a hundred
        times as long. So the beginning of the list is looked at first, and what is found there says which way to go.
        """
        with conditions.one_by_one():
            found = self.found()
        keys, stretch = [], max(FIRST_LOOK * (2 if self.words else 1), 40 * most)
        while len(keys) < most and stretch <= LONGEST_WALK:
            beginning = self._beginning(stretch)
            if beginning is None:
                return _ids(found, most)
            keys = _ids(found.filter(beginning), most)
            if len(keys) < ENOUGH_TO_TELL:
                break
            stretch = max(2 * stretch, stretch * most * 5 // (4 * len(keys)))
        return keys if len(keys) == most else _ids(self.found().order_by(*_order(self.sort, is_walked=False)), most)

    def _beginning(self, stretch: int) -> Q | None:
        """The first so many of everybody, in order; None where there are not so many."""
        column, is_down = _column(self.sort)
        ends = self.everybody().order_by(*_order(self.sort)).values_list(column, flat=True)[stretch - 1 : stretch]
        end = next(iter(ends), None)
        return None if end is None else Q(**{f"{column}__{'gte' if is_down else 'lte'}": end})

    @property
    def tree(self) -> dict:
        """The chosen filters as a tree of conditions, to be saved. Words searched for are not part of it."""
        filters = [{"is": condition.key, "value": value} for condition, value in self.chosen]
        return {"all": [self.segment.tree, *filters] if self.segment else filters}

    @property
    def sentence(self) -> str:
        """How the saved search reads; empty without one, and when a condition of it is not there any more."""
        return segmenting.reading(self.segment, self.asker) if self.segment else ""

    def chips(self) -> list[tuple[str, str, str]]:
        """A sentence, a key and a value for each filter that is on."""
        return [(condition.chip_of(value, self.asker), condition.key, str(value)) for condition, value in self.chosen]

    def picks(self) -> list[tuple]:
        """The filters that can be chosen: condition, choices, the chosen value. One without choices is not offered."""
        on = {condition.key: str(value) for condition, value in self.chosen}
        picks = [
            (condition, conditions.offered(condition, self.asker), on.get(condition.key, ""))
            for condition in conditions.known()
            if condition.in_list and condition.choices
        ]
        return [pick for pick in picks if pick[1]]


def _column(sort: str) -> tuple[str, bool]:
    """By what people are put in order, and whether the largest comes first."""
    return COLUMNS[sort.removeprefix("-")], sort.startswith("-")


def _order(sort: str, *, is_walked: bool = True) -> tuple:
    """The order as the database takes it. Unless it `is_walked`, no index serves it: all are gathered, then ordered."""
    column, is_down = _column(sort)
    by = F(column) if is_walked else Greatest(column, column)
    # Those never talked with have waited longest.
    nulls = {("nulls_last" if is_down else "nulls_first"): True} if column == "last_talk_on" else {}
    return (by.desc(**nulls), "-pk") if is_down else (by.asc(**nulls), "pk")


def _ids(people, most: int) -> list[int]:
    return list(people.values_list("pk", flat=True)[:most])


def _segment(number: str, asker: Asker) -> Segment | None:
    if not number.isdecimal() or len(number) > 18:
        return None
    return Segment.objects.visible_to(asker.user).of(asker.organization).filter(pk=number).first()


def _fitting(segment: Segment, asker: Asker) -> Q:
    """A saved search that cannot be asked any more finds nobody, rather than everybody."""
    try:
        return conditions.q_of(segment.tree, asker)
    except ValidationError:
        return Q(pk__in=[])
