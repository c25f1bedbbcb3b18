"""Small numbers: a count of people leaves the organization only if nobody can be singled out by it.

The rule (California's stricter convention): a count is shown only if it is at least 11 and what is left of its row is
0 or at least 11; when one count is hidden, a second is hidden too. None marks a hidden count.
"""

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

FLOOR = 11
HIGHEST_PERCENT, LOWEST_PERCENT = 95, 5


def publishable(count: int | None) -> bool:
    """Whether a count may stand alone in public: at least 11. Nobody at all (0) is a small number too."""
    return count is not None and count >= FLOOR


def suppress(cells, total_shown: bool = True):
    """The counts of one row as they may be shown: the same mapping or a list, None where hidden.

    With the row's total shown, the hidden counts sum to at least 11 and are at least two, so none can be worked out
    by subtraction. The one exception: where a single count is the whole row, it is shown, and the rest are nobody.
    The total itself is the caller's to show or not: `publishable(total)`.
    """
    if isinstance(cells, Mapping):
        return dict(zip(cells, suppress(list(cells.values()), total_shown), strict=True))
    counts = list(cells)
    hidden = {place for place, count in enumerate(counts) if count < FLOOR}
    is_one_whole = len(counts) - len(hidden) == 1 and not sum(counts[place] for place in hidden)
    if total_shown and hidden and not is_one_whole:
        by_size = sorted(set(range(len(counts))) - hidden, key=lambda place: (counts[place], place))
        while by_size and (len(hidden) < 2 or sum(counts[place] for place in hidden) < FLOOR):
            hidden.add(by_size.pop(0))
    return [None if place in hidden else count for place, count in enumerate(counts)]


def share(count: int, of: int) -> str | None:
    """A share as it may be shown: "62%", "95% or more", "5% or less"; None where the rule hides it."""
    if not publishable(count) or 0 < of - count < FLOOR:
        return None
    percent = int(Fraction(count * 100, of) + Fraction(1, 2))
    if percent >= HIGHEST_PERCENT:
        return _("95% or more")
    return _("5% or less") if percent <= LOWEST_PERCENT else f"{percent}%"


@dataclass(frozen=True, slots=True)
class Table:
    """A table of counts as it may be shown, its totals too; None where hidden."""

    cells: list[list[int | None]]
    row_totals: list[int | None]
    column_totals: list[int | None]
    total: int | None


def suppress_table(rows: Sequence[Sequence[int]]) -> Table:
    """A table of two traits, with all its totals, as it may be shown.

    Counts and totals below 11 are hidden. Then, for every small count, the largest value that still agrees with
    everything shown is worked out; while it is below 11, the cheapest further counts are hidden. In the end nobody
    can tell of any hidden small count that it is small. The grand total is shown if it is at least 11.
    """
    counts = _with_totals(rows)
    if counts[None, None] < FLOOR:
        return _table(rows, counts, set(counts))
    hidden = {place for place, count in counts.items() if count < FLOOR}
    for place in sorted(hidden, key=lambda place: (counts[place], str(place))):
        while _room(counts, hidden, place) < FLOOR - counts[place]:
            extra = _cheapest_cover(counts, hidden, place)
            if extra is None:  # no one way around: then only the total is shown, which gives room enough
                hidden = set(counts) - {(None, None)}
                break
            hidden |= extra
    return _table(rows, counts, hidden)


def _table(rows, counts, hidden):
    height, width = len(rows), len(rows[0]) if rows else 0
    shown = {place: None if place in hidden else count for place, count in counts.items()}
    return Table(
        cells=[[shown[row, column] for column in range(width)] for row in range(height)],
        row_totals=[shown[row, None] for row in range(height)],
        column_totals=[shown[None, column] for column in range(width)],
        total=shown[None, None],
    )


# A table with totals is a network in which what flows into a node flows out of it: counts lead from their row to their
# column, column totals from the column to the grand total, which leads on to the row totals. A hidden count can be
# larger by as much as can flow back from its end to its start along hidden counts: forwards without limit (another
# count grows), backwards up to its value (another count shrinks to 0). That is a maximum-flow question.


def _with_totals(rows):
    """Counts by place: (row, column), (row, None) for a row's total, (None, column), (None, None) for all."""
    width = len(rows[0]) if rows else 0
    counts = {(r, c): count for r, row in enumerate(rows) for c, count in enumerate(row)}
    counts |= {(r, None): sum(row) for r, row in enumerate(rows)}
    counts |= {(None, c): sum(row[c] for row in rows) for c in range(width)}
    counts[None, None] = sum(map(sum, rows))
    return counts


def _ends(place):
    """The two nodes between which a count leads."""
    row, column = place
    if row is None and column is None:
        return "columns", "rows"
    if row is None:
        return ("column", column), "columns"
    if column is None:
        return "rows", ("row", row)
    return ("row", row), ("column", column)


def _room(counts, hidden, place):
    """By how much a hidden count could be larger, at most 11, given everything that is shown."""
    capacity: dict = {}
    for other in hidden - {place}:
        start, end = _ends(other)
        capacity.setdefault(start, {})[end] = FLOOR
        capacity.setdefault(end, {})[start] = counts[other]
    target, source = _ends(place)
    room = 0
    while room < FLOOR:
        path = _open_path(capacity, source, target)
        if path is None:
            break
        for start, end in path:
            capacity[start][end] -= 1
            capacity.setdefault(end, {})[start] = capacity.get(end, {}).get(start, 0) + 1
        room += 1
    return room


def _open_path(capacity, source, target):
    """Some way from source to target with room for one more, as a list of steps."""
    came_from, waiting = {source: None}, [source]
    while waiting:
        node = waiting.pop()
        for following, room in capacity.get(node, {}).items():
            if room > 0 and following not in came_from:
                came_from[following] = node
                waiting.append(following)
    if target not in came_from:
        return None
    path, node = [], target
    while came_from[node] is not None:
        path.append((came_from[node], node))
        node = came_from[node]
    return path


def _cheapest_cover(counts, hidden, place):
    """The cheapest counts to hide so that this one could be 11: those along the lightest way back to its start."""
    needed = FLOOR - counts[place]
    steps: dict = {}
    for other, count in counts.items():
        if other in (place, (None, None)):
            continue
        start, end = _ends(other)
        cost = 0 if other in hidden else count + 1
        steps.setdefault(start, []).append((end, cost, other))
        if count >= needed:
            steps.setdefault(end, []).append((start, cost, other))
    target, source = _ends(place)
    best, queue, order = {}, [(0, 0, source, frozenset())], 0
    while queue:
        cost, _order, node, used = heapq.heappop(queue)
        if node == target:
            return used - hidden or None
        if best.get(node, cost + 1) <= cost:
            continue
        best[node] = cost
        for following, price, other in steps.get(node, []):
            order += 1
            heapq.heappush(queue, (cost + price, order, following, used | {other}))
    return None
