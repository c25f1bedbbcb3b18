"""M5: groups that were left out. M6: did everyone get something."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from kit.suppression import FLOOR, publishable, suppress_table
from schools.measures.states import Completeness, State, settled


@dataclass(frozen=True, slots=True)
class LeftOut:
    """`people` supporters of one unfunded ask whose fair share of the money would have paid its cost.

    Where nearly all participants are meant, the number is hidden, and the share that tells it: None.
    """

    ask: Hashable
    cost_cents: int
    people: int | None
    fair_share_cents: int | None


@dataclass(frozen=True, slots=True)
class LeftOutGroups:
    """M5. `n` people with recorded support, `denominator` the open money in cents. No groups at all is a finding."""

    state: State
    as_of: date
    n: int | None
    denominator: int
    groups: tuple[LeftOut, ...] = ()


def left_out(
    support: Mapping[Hashable, Iterable[Hashable]], costs: Mapping[Hashable, int], funded: Mapping[Hashable, int],
    *, money_cents: int, trail: Completeness, as_of: date, published: bool = True,
) -> LeftOutGroups:  # fmt: skip
    """M5: for each ask not funded, the largest group (of at least 11) that had a claim to it.

    `support`: the asks of each participant, `costs` in cents by ask as fixed when the ballot opened, `funded` the
    cents spent on each funded ask. With u the dollars spent on what a person asked for, sorted, a group of size k is
    wronged if u_k + cost ≤ k × money ÷ participants. Basis: EJR+ (Brill & Peters 2023) carried over to costs.
    """
    wishes = {person: set(asks) for person, asks in support.items()}
    people = len(wishes)
    if people < FLOOR or money_cents <= 0 or not costs:
        return LeftOutGroups(State.NOT_ENOUGH, as_of, people if publishable(people) else None, money_cents)
    gained = {person: sum(funded.get(ask, 0) for ask in asks) for person, asks in wishes.items()}
    supporters: dict[Hashable, list[int]] = defaultdict(list)
    for person, asks in wishes.items():
        for ask in asks:
            supporters[ask].append(gained[person])
    groups = []
    for ask, cost in costs.items():
        if ask in funded or cost > money_cents:
            continue
        size = largest_wronged(sorted(supporters[ask]), cost, money_cents, people)
        if size >= FLOOR:
            is_hidden = published and 0 < people - size < FLOOR
            told = (None, None) if is_hidden else (size, size * money_cents // people)
            groups.append((-size, str(ask), LeftOut(ask, cost, *told)))
    in_order = tuple(group for _size, _name, group in sorted(groups, key=lambda found: found[:2]))
    return LeftOutGroups(settled(trail), as_of, people, money_cents, in_order)


def largest_wronged(gains, cost, money, people):
    """The largest k with u_k + cost ≤ k × money ÷ people; 0 if there is none. In whole numbers."""
    return max((k for k, gain in enumerate(gains, start=1) if (gain + cost) * people <= k * money), default=0)


@dataclass(frozen=True, slots=True)
class GroupServed:
    """One group: `n` people with something funded, of `denominator`; None where hidden."""

    key: Hashable
    state: State
    n: int | None
    denominator: int | None

    @property
    def share(self) -> Fraction | None:
        return None if self.n is None or not self.denominator else Fraction(self.n, self.denominator)


@dataclass(frozen=True, slots=True)
class EveryoneGot:
    """M6. `n` people with at least one confirmed-funded ask of `denominator` with recorded support.

    `gap` is the largest difference of shares between groups of at least 11 that may be shown.
    """

    state: State
    as_of: date
    n: int | None
    denominator: int | None
    groups: tuple[GroupServed, ...] = ()
    gap: Fraction | None = None

    @property
    def share(self) -> Fraction | None:
        return None if self.n is None or not self.denominator else Fraction(self.n, self.denominator)


def everyone_got(
    support: Mapping[Hashable, Iterable[Hashable]], funded: Iterable[Hashable],
    *, group_of: Mapping[Hashable, Hashable], trail: Completeness, as_of: date, published: bool = True,
) -> EveryoneGot:  # fmt: skip
    """M6: the share of participants with something funded, overall and by group.

    People whose group is unknown are the group None, which is not compared with the others.
    """
    people, funded = len(support), set(funded)
    if people < FLOOR:
        return EveryoneGot(State.NOT_ENOUGH, as_of, None, None if published else people)
    counts: dict = defaultdict(lambda: [0, 0])
    for person, asks in support.items():
        counts[group_of.get(person)][funded.isdisjoint(asks)] += 1
    rows, totals = list(counts.values()), [sum(row) for row in counts.values()]
    if published:
        table = suppress_table(rows)
        rows, totals, served = table.cells, table.row_totals, table.column_totals[0]
    else:
        served = sum(row[0] for row in rows)
    groups = tuple(
        GroupServed(key, State.HIDDEN if None in (row[0], size) else State.OK, row[0], size)
        for key, row, size in zip(counts, rows, totals, strict=True)
    )
    shares = [group.share for group in groups if group.key is not None and (group.denominator or 0) >= FLOOR]
    shares = [share for share in shares if share is not None]
    return EveryoneGot(
        state=State.HIDDEN if served is None else settled(trail),
        as_of=as_of,
        n=served,
        denominator=people,
        groups=groups,
        gap=max(shares) - min(shares) if len(shares) > 1 else None,
    )
