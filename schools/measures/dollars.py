"""M3: money that follows what families asked for. M4: promise kept."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from schools.measures.states import Completeness, State, settled

PEFA_BANDS = ((Fraction(5, 100), "A"), (Fraction(10, 100), "B"), (Fraction(15, 100), "C"))
TOP_PRIORITIES = 5


@dataclass(frozen=True, slots=True)
class MoneyLine:
    """One plan line. `links` holds the *confirmed* links to priorities and the share of the line each stands for.

    `actual_cents` is None when nothing is reported; reversed entries are netted. `is_decided`: somebody decided on a
    link or on "no link".
    """

    key: Hashable
    planned_cents: int
    actual_cents: int | None = None
    is_open: bool = True
    is_decided: bool = False
    links: tuple[tuple[Hashable, Fraction], ...] = ()

    @property
    def linked_share(self) -> Fraction:
        return sum((Fraction(share) for _priority, share in self.links), Fraction(0))


@dataclass(frozen=True, slots=True)
class Followed:
    """M3, in cents: `n` on what families asked for, of `denominator` open to choice; `unasked_cents` is the rest.

    `priorities` are the five that got most. `unreported` counts open lines without a report (spending only).
    """

    state: State
    as_of: date
    n: int | None
    denominator: int
    unasked_cents: int | None = None
    priorities: tuple[tuple[Hashable, int], ...] = ()
    unreported: int = 0

    @property
    def share(self) -> Fraction | None:
        return Fraction(self.n, self.denominator) if self.n is not None and self.denominator > 0 else None


def money_followed(lines: Iterable[MoneyLine], *, trail: Completeness, as_of: date) -> Followed:
    """M3 for the plan: dollars on lines with a confirmed link to a priority ÷ dollars open to choice.

    Not shown without open dollars or link decisions; preliminary while M0 is below 80 %. A line with two priorities
    splits by share; shares above the whole line are a ValueError.
    """
    open_lines = [line for line in lines if line.is_open]
    return _followed(open_lines, lambda line: line.planned_cents, trail, as_of)


def spending_followed(lines: Iterable[MoneyLine], *, trail: Completeness, as_of: date) -> Followed:
    """M3 again for what was spent; lines without a report are left out and counted, never taken for 0."""
    open_lines = [line for line in lines if line.is_open]
    reported = [line for line in open_lines if line.actual_cents is not None]
    if open_lines and not reported:
        return Followed(State.NOT_REPORTED, as_of, None, 0, unreported=len(open_lines))
    return _followed(reported, lambda line: line.actual_cents, trail, as_of, len(open_lines) - len(reported))


def _followed(lines, cents: Callable, trail, as_of, unreported=0) -> Followed:
    by_priority: dict[Hashable, Fraction] = defaultdict(Fraction)
    for line in lines:
        if not 0 <= line.linked_share <= 1:
            raise ValueError(f"the shares of line {line.key} are more than the line")
        for priority, share in line.links:
            by_priority[priority] += cents(line) * Fraction(share)
    total = sum(cents(line) for line in lines)
    if total <= 0 or not any(line.is_decided or line.links for line in lines):
        return Followed(State.NOT_ENOUGH, as_of, None, total, unreported=unreported)
    linked = round(sum(by_priority.values()))
    top = sorted(by_priority.items(), key=lambda item: (-item[1], str(item[0])))[:TOP_PRIORITIES]
    return Followed(
        state=settled(trail),
        as_of=as_of,
        n=linked,
        denominator=total,
        unasked_cents=total - linked,
        priorities=tuple((priority, round(amount)) for priority, amount in top),
        unreported=unreported,
    )


@dataclass(frozen=True, slots=True)
class Kept:
    """M4, in cents: `n` spent as planned of `denominator` planned, over lines tied to asks that have a report.

    `unreported` counts such lines without one, planned at `unreported_cents`. For the whole plan's reported lines,
    PEFA's `outturn` (PI-1, spent ÷ planned) and `variance` (PI-2) with its band A to D: figures for analysts.
    """

    state: State
    as_of: date
    n: int | None
    denominator: int
    unreported: int
    unreported_cents: int
    outturn: Fraction | None = None
    variance: Fraction | None = None

    @property
    def share(self) -> Fraction | None:
        return Fraction(self.n, self.denominator) if self.n is not None and self.denominator else None

    @property
    def pefa_band(self) -> str | None:
        if self.variance is None:
            return None
        return next((band for limit, band in PEFA_BANDS if self.variance < limit), "D")


def promise_kept(lines: Iterable[MoneyLine], *, trail: Completeness, as_of: date) -> Kept:
    """M4: K = Σ min(actual, planned) ÷ Σ planned over lines tied to asks, against the plan as filed.

    The minimum keeps overspending on one line from hiding underspending on another. No actuals: "not reported".
    Source: pefa.org, PI-1 and PI-2.
    """
    lines = list(lines)
    tied = [line for line in lines if line.links]
    reported = [line for line in tied if line.actual_cents is not None]
    missing = [line for line in tied if line.actual_cents is None]
    gap = (len(missing), sum(line.planned_cents for line in missing))
    outturn, variance = _pefa([line for line in lines if line.actual_cents is not None])
    planned = sum(line.planned_cents for line in reported)
    if not planned:
        state = State.NOT_REPORTED if missing else State.NOT_ENOUGH
        return Kept(state, as_of, None, planned, *gap, outturn, variance)
    kept = sum(min(line.actual_cents, line.planned_cents) for line in reported)
    return Kept(settled(trail), as_of, kept, planned, *gap, outturn, variance)


def _pefa(lines):
    """PI-1 and PI-2 over lines with a report: each line is compared with its plan scaled to the whole outturn."""
    planned, actual = sum(line.planned_cents for line in lines), sum(line.actual_cents for line in lines)
    if planned <= 0:
        return None, None
    outturn = Fraction(actual, planned)
    if actual <= 0:
        return outturn, None
    return outturn, sum(abs(line.actual_cents - line.planned_cents * outturn) for line in lines) / actual
