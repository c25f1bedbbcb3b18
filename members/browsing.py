"""The list of people: what the address asks for, as a queryset, in an order that an index serves."""

from dataclasses import dataclass
from functools import cached_property

from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.db.models import F, Q
from django.db.models.functions import Greatest

from kit.numbers import number_of
from kit.planning import planned_anew
from members import conditions, finding, segmenting
from members.conditions import Asker, Narrows, Way
from members.models import Person, Segment

# Two screens of a telephone, one of a desk. What is not shown need not be looked for.
PEOPLE_A_PAGE = 25
COLUMNS = {"name": "sort_name", "talk": "last_talk_on", "new": "created_at"}
SORTS = [f"{sign}{name}" for name in COLUMNS for sign in ("", "-")]
# How many people are looked at to see how rare those are who fit, how many of those say it, and how far it is worth
# walking on instead of gathering all who fit: a step of the walk takes some 3 µs, gathering 20 to 100 ms.
FIRST_LOOK, ENOUGH_TO_TELL, LONGEST_WALK = 3_000, 5, 25_000
# So many are looked at for each one up to the end of the page, where that is more, and so many walked past.
LOOKED_AT_FOR_EACH, WALKED_FOR_EACH = 30, 100
# So many seconds a process remembers where the first look ends.
REMEMBERED = 600


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

    def found(self, *, is_walked: bool = False):
        """Those who fit, in order. Where the list `is_walked`, one person after the other is asked."""
        people = self.everybody()
        for tree, narrows in self._branches:
            within = Way.WITHIN_A_SET if narrows == Narrows.TO_SOME else Way.ONE_BY_ONE
            with conditions.asked(within if is_walked else Way.GATHERED):
                people = people.filter(_fitting(tree, self.asker))
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
        found = self.found(is_walked=True).filter(part)
        far = self._far()
        # Where it is worth looking that far, one look is to find three pages: another one costs as much again.
        for_each = LOOKED_AT_FOR_EACH * (3 if far > 2 else 1)
        look = int(max(FIRST_LOOK, min(for_each * most, LONGEST_WALK)) * far)
        longest = max(int(LONGEST_WALK * far), WALKED_FOR_EACH * most)
        keys, begin, walked, stretch = [], None, 0, look
        while stretch <= longest:
            end = self._end(part, column, begin, stretch - walked)
            keys += _ids(found.filter(self._between(column, begin, end)), most - len(keys))
            if len(keys) == most or end is None:
                return keys
            if len(keys) < ENOUGH_TO_TELL:
                break
            begin, walked, stretch = end, stretch, max(2 * stretch, stretch * most * 5 // (4 * len(keys)))
        return _ids(self.found().filter(part).order_by(*_order(self.sort, is_walked=False)), most)

    def _end(self, part: Q, column: str, begin, ahead: int):
        """Whom the look ends with that begins after `begin` and goes so many people ahead, by the column that orders
        them; None at the end of the list.

        To count off fifty thousand people takes as long as to find somebody among them. So where the first look ends is
        kept in mind for some minutes, in this process alone. Who joins or leaves meanwhile makes the look longer or
        shorter; whom it finds does not hang on it.
        """
        place = f"look:{self.asker.organization.pk}:{self.sort}:{column}:{ahead}"
        mind = caches["process"]
        if begin is None and (kept := mind.get(place)) is not None:
            return kept
        ahead_of = self.everybody().filter(part, self._between(column, begin, None)).order_by(*_order(self.sort))
        end = ahead_of.values_list(column, flat=True)[ahead - 1 : ahead].first()
        if begin is None and end is not None:
            mind.set(place, end, REMEMBERED)
        return end

    def _far(self) -> float:
        """How much farther than usual it is worth looking. To look for a word takes half as long as to ask a condition,
        and surnames come in heaps. Where a condition leaves few, gathering is quick; where it leaves some, walking is:
        nobody but those is asked the rest."""
        narrow = {narrows for _tree, narrows in self._branches}
        if Narrows.TO_FEW in narrow:
            return 1 / 4
        if Narrows.TO_SOME in narrow:
            return 10
        return 2 if self.words else 1

    @cached_property
    def _branches(self) -> list[tuple[dict, Narrows | None]]:
        """The trees that must all hold, each with how many people it leaves, where that is known."""
        return [(tree, _narrows(tree, self.asker)) for tree in conditions.branches_of(self.tree)]

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
    def reading(self) -> tuple[str, str]:
        """How the saved search reads, or why it cannot be asked. Of use where there is one."""
        return segmenting.reading(self.segment, self.asker) if self.segment else ("", "")

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
    if (pk := number_of(number)) is None:
        return None
    return Segment.objects.visible_to(asker.user).of(asker.organization).filter(pk=pk).first()


def _narrows(tree: dict, asker: Asker) -> Narrows | None:
    """How many people one condition leaves; None for what is not one condition, or not there any more."""
    if "is" not in tree:
        return None
    try:
        condition, value = conditions.read(tree, asker)
    except ValidationError:
        return None
    return condition.narrows(value)


def _fitting(tree: dict, asker: Asker) -> Q:
    """What cannot be asked any more finds nobody, rather than everybody."""
    try:
        return conditions.q_of(tree, asker)
    except ValidationError:
        return Q(pk__in=[])
