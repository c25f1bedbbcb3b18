"""The list of people: what the address asks for, as a queryset, in an order that an index serves."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import F, Q
from django.db.models.functions import Greatest

from kit.planning import planned_anew
from members import conditions, finding, segmenting
from members.conditions import Asker, Narrows
from members.models import Person, Segment

# Two screens of a telephone, one of a desk. What is not shown need not be looked for.
PEOPLE_A_PAGE = 25
COLUMNS = {"name": "sort_name", "talk": "last_talk_on", "new": "created_at"}
SORTS = [f"{sign}{name}" for name in COLUMNS for sign in ("", "-")]
# How many people are looked at to see how rare those are who fit, how many of those say it, and how far it is worth
# walking on instead of gathering all who fit: a step of the walk takes some 3 µs, gathering 20 to 100 ms. To look for a
# word takes half as long as to ask a condition, and surnames come in heaps, so that more people are looked at for one.
# Where one condition narrows the search, gathering is quick: a quarter as many are looked at.
FIRST_LOOK, ENOUGH_TO_TELL, LONGEST_WALK = 3_000, 5, 25_000
FOR_EACH = 30  # So many are looked at for each one of a page, where that is more.
ASKED_FOR_EACH = 10  # So many whom one condition leaves are asked the others for each one of a page.


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
        keys: list[int] = []
        for part, column in _parts(self.sort):
            if len(keys) < most:
                keys += self._keys_among(part, column, most - len(keys))
        return keys

    def _keys_among(self, part: Q, column: str, most: int) -> list[int]:
        """The same for a part of everybody that is in the order of one column. A further look begins where the one
        before ended."""
        with conditions.one_by_one():
            found = self.found().filter(part)
        everybody = self.everybody().filter(part).order_by(*_order(self.sort))
        narrow, is_few = self._narrow()
        look = max(FIRST_LOOK * (2 if self.words else 1), FOR_EACH * most) // (4 if narrow else 1)
        keys, begin, stretch = [], None, look
        while stretch <= LONGEST_WALK // (4 if narrow else 1):
            end = everybody.values_list(column, flat=True)[stretch - 1 : stretch].first()
            keys += _ids(found.filter(self._between(column, begin, end)), most - len(keys))
            if len(keys) == most or end is None:
                return keys
            if len(keys) < ENOUGH_TO_TELL:
                break
            begin, stretch = end, max(2 * stretch, stretch * most * 5 // (4 * len(keys)))
        begun = self._begun_with(narrow, part, found, most) if narrow and not is_few else None
        return self._gathered(part, most) if begun is None else begun

    def _gathered(self, part: Q, most: int) -> list[int]:
        """The first `most` of all who fit, put in order."""
        return _ids(self.found().filter(part).order_by(*_order(self.sort, is_walked=False)), most)

    def _begun_with(self, narrow: Q, part: Q, found, most: int) -> list[int] | None:
        """The same where one condition leaves some: they alone are put in order, and the first of them asked the rest,
        of eight thousand who lead somebody 260. None if too few of those fit to tell."""
        asked = ASKED_FOR_EACH * most
        few = self.everybody().filter(part, narrow).order_by(*_order(self.sort, is_walked=False))
        among = found.filter(pk__in=(first := _ids(few, asked))).order_by(*_order(self.sort, is_walked=False))
        keys = _ids(among, most)
        return keys if len(keys) == most or len(first) < asked else None

    def _narrow(self) -> tuple[Q, bool]:
        """What leaves some of everybody, of all that is asked, and whether it leaves few: then there is nothing to gain
        from asking them first. Empty where nothing does, or nothing else is asked."""
        narrow, is_few, rest = Q(), False, bool(self.words)
        for tree in conditions.branches_of(self.tree):
            condition, value = _leaf(tree, self.asker)
            if condition and (narrows := condition.narrows(value)):
                narrow &= condition.q(value, self.asker)
                is_few |= narrows == Narrows.TO_FEW
            else:
                rest = True
        return (narrow, is_few) if rest else (Q(), False)

    def _between(self, column: str, begin, end) -> Q:
        """Who comes after `begin` and not after `end` in the list; None where it begins and where it ends."""
        after, until = ("lt", "gte") if self.sort.startswith("-") else ("gt", "lte")
        bounds = {f"{column}__{after}": begin, f"{column}__{until}": end}
        return Q(**{bound: value for bound, value in bounds.items() if value is not None})

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


def _parts(sort: str) -> list[tuple[Q, str]]:
    """The parts of the list in their order, each with the column that orders it. Those never talked with are a part of
    their own: they have waited longest."""
    column = COLUMNS[sort.removeprefix("-")]
    if column != "last_talk_on":
        return [(Q(), column)]
    parts = [(Q(last_talk_on__isnull=True), "pk"), (Q(last_talk_on__isnull=False), column)]
    return parts[::-1] if sort.startswith("-") else parts


def _order(sort: str, *, is_walked: bool = True) -> tuple:
    """The order as the database takes it. Unless it `is_walked`, no index serves it: all are gathered, then ordered."""
    column, is_down = COLUMNS[sort.removeprefix("-")], sort.startswith("-")
    by = F(column) if is_walked else Greatest(column, column)
    nulls = {("nulls_last" if is_down else "nulls_first"): True} if column == "last_talk_on" else {}
    return (by.desc(**nulls), "-pk") if is_down else (by.asc(**nulls), "pk")


def _ids(people, most: int) -> list[int]:
    with planned_anew():
        return list(people.values_list("pk", flat=True)[:most])


def _segment(number: str, asker: Asker) -> Segment | None:
    if not number.isdecimal() or len(number) > 18:
        return None
    return Segment.objects.visible_to(asker.user).of(asker.organization).filter(pk=number).first()


def _leaf(tree: dict, asker: Asker) -> tuple:
    """A condition and its value; nothing for what is not one condition, or not there any more."""
    try:
        return conditions.read(tree, asker) if "is" in tree else (None, None)
    except ValidationError:
        return None, None


def _fitting(segment: Segment, asker: Asker) -> Q:
    """A saved search that cannot be asked any more finds nobody, rather than everybody."""
    try:
        return conditions.q_of(segment.tree, asker)
    except ValidationError:
        return Q(pk__in=[])
