"""M1: who we heard from, beside who is enrolled."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import sqrt

from kit.suppression import FLOOR, publishable, suppress
from schools.measures.states import State

Z_90 = 1.6448536269514722  # two-sided 90 % of the normal distribution


@dataclass(frozen=True, slots=True)
class GroupCount:
    """Distinct people heard in one group, however many sessions, and the group's October enrollment (or None)."""

    key: Hashable
    heard: int
    enrolled: int | None


@dataclass(frozen=True, slots=True)
class GroupCoverage:
    """One bar. `coverage` is heard ÷ enrolled; `ratio` the group's share of people heard ÷ of enrollment.

    `is_gap`: the enrollment share lies outside the 90 % Wilson interval of the share heard, so chance hardly explains
    the difference. A hidden group has no figures but its enrollment.
    """

    key: Hashable
    state: State
    heard: int | None
    enrolled: int | None
    coverage: Fraction | None = None
    ratio: Fraction | None = None
    is_gap: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """M1. `n` people heard, `known` of them with a known group, `denominator` enrolled, `unknown` its own bar.

    `distance` is D = ½ Σ |p_g − e_g|: the share of people who would have to be others for the room to look like the
    school. It is over those with a known group. What is hidden enters as one part, so that D gives none of it away;
    where `unknown` is hidden, that part holds it, and shares are of all people heard.
    """

    state: State
    as_of: date
    n: int | None
    known: int | None
    denominator: int | None
    groups: tuple[GroupCoverage, ...] = ()
    unknown: int | None = None
    distance: Fraction | None = None


def who_was_heard(groups: Sequence[GroupCount], *, unknown: int = 0, as_of: date, published: bool = True) -> Heard:
    """M1 for one trait, such as grade band or home language. Source: Public Agenda, "15 Key Metrics", 1 to 5.

    Not enough: no enrollment for some group, or fewer than 11 people with a known group. People whose group is unknown
    are a bar of their own and are not spread over the groups.
    """
    known = sum(group.heard for group in groups)
    total = known + unknown
    enrolled = None if any(group.enrolled is None for group in groups) else sum(group.enrolled for group in groups)
    if not enrolled or known < FLOOR:
        seen = not published or publishable(total)
        return Heard(State.NOT_ENOUGH, as_of, total if seen else None, None, enrolled)
    counts = [group.heard for group in groups] + ([unknown] if unknown else [])
    shown = suppress(counts) if published else counts
    unknown_shown = shown[-1] if unknown else 0
    base = total if unknown_shown is None else known  # a share of `known` would give a hidden `unknown` away
    return Heard(
        state=State.OK,
        as_of=as_of,
        n=total,
        known=None if unknown_shown is None else known,
        denominator=enrolled,
        groups=tuple(_bar(*pair, base, enrolled) for pair in zip(groups, shown, strict=False)),
        unknown=unknown_shown,
        distance=_distance(groups, shown, base, enrolled),
    )


def _bar(group, shown, base, enrolled):
    """One group's bar, hidden where the count is."""
    if shown is None:
        return GroupCoverage(group.key, State.HIDDEN, None, group.enrolled)
    expected = Fraction(group.enrolled, enrolled)
    low, high = wilson(shown, base)
    return GroupCoverage(
        key=group.key,
        state=State.OK,
        heard=shown,
        enrolled=group.enrolled,
        coverage=Fraction(shown, group.enrolled) if group.enrolled else None,
        ratio=Fraction(shown, base) / expected if expected else None,
        is_gap=not low <= expected <= high,
    )


def _distance(groups, shown, base, enrolled):
    """½ Σ |p − e| over the bars; what is hidden, an unknown group too, enters as one."""
    bars = [(count, group.enrolled) for group, count in zip(groups, shown, strict=False) if count is not None]
    rest = base - sum(heard for heard, _enrolled in bars), enrolled - sum(of for _heard, of in bars)
    return sum(abs(Fraction(heard, base) - Fraction(of, enrolled)) for heard, of in [*bars, rest]) / 2


def wilson(count: int, of: int, z: float = Z_90) -> tuple[float, float]:
    """Wilson's interval for a share, 90 % unless told otherwise (Wilson 1927)."""
    share, z2 = count / of, z * z
    middle = share + z2 / (2 * of)
    spread = z * sqrt(share * (1 - share) / of + z2 / (4 * of * of))
    low, high = (middle - spread) / (1 + z2 / of), (middle + spread) / (1 + z2 / of)
    return (0.0 if count == 0 else low), (1.0 if count == of else high)
