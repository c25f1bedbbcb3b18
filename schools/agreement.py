"""How far two people who read the same comments alike agree, code by code. Pure: codings in, figures out.

The unit is one comment; per code each reader says yes or no. Rare codes make Cohen's kappa jump, so positive and
negative agreement and Gwet's AC1 stand beside it. The useful product is the list of disagreements.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext_lazy as _

ALL_THE_SAME = _("All the same")


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two readers and one code: `both`, `first_only`, `second_only`, `neither` count comments."""

    both: int
    first_only: int
    second_only: int
    neither: int

    @property
    def n(self) -> int:
        return self.both + self.first_only + self.second_only + self.neither

    @property
    def percent(self) -> Fraction | None:
        """The share of comments on which they agree, 0 to 1; None without comments."""
        return _share(self.both + self.neither, self.n)

    @property
    def kappa(self) -> Fraction | None:
        """Cohen's kappa, (p_o − p_e) ÷ (1 − p_e), −1 to 1. None when p_e is 1, or nothing was read: "all the same"."""
        if not self.n:
            return None
        first, second = self.both + self.first_only, self.both + self.second_only
        expected = Fraction(first * second + (self.n - first) * (self.n - second), self.n**2)
        return _beyond(self.percent, expected)

    @property
    def positive(self) -> Fraction | None:
        """2a ÷ (2a + b + c): of the times a reader said yes, how often both did."""
        return _share(2 * self.both, 2 * self.both + self.first_only + self.second_only)

    @property
    def negative(self) -> Fraction | None:
        """2d ÷ (2d + b + c): the same for no."""
        return _share(2 * self.neither, 2 * self.neither + self.first_only + self.second_only)

    @property
    def ac1(self) -> Fraction | None:
        """Gwet's AC1: chance agreement is 2q(1 − q), where q is the mean share of yes (Gwet 2008)."""
        if not self.n:
            return None
        said_yes = Fraction(2 * self.both + self.first_only + self.second_only, 2 * self.n)
        return _beyond(self.percent, 2 * said_yes * (1 - said_yes))


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One comment that the two coded differently, with the codes only one of them gave."""

    comment: Hashable
    first_only: tuple
    second_only: tuple


Codings = Mapping[Hashable, Iterable[Hashable]]


def agreement(pairs: Iterable[tuple[bool, bool]]) -> Agreement:
    """Count pairs of yes and no."""
    counts = {(True, True): 0, (True, False): 0, (False, True): 0, (False, False): 0}
    for first, second in pairs:
        counts[bool(first), bool(second)] += 1
    return Agreement(*counts.values())


def per_code(first: Codings, second: Codings, codes: Iterable[Hashable] = ()) -> dict[Hashable, Agreement]:
    """Agreement for each code that either reader gave, and for further `codes`; only comments both have read count."""
    pairs = _read_by_both(first, second)
    given = dict.fromkeys([*codes, *sorted({code for one, other in pairs.values() for code in one | other}, key=str)])
    return {code: agreement((code in one, code in other) for one, other in pairs.values()) for code in given}


def disagreements(first: Codings, second: Codings) -> list[Disagreement]:
    """The comments that both read and coded differently, in the first reader's order."""
    return [
        Disagreement(comment, tuple(sorted(one - other, key=str)), tuple(sorted(other - one, key=str)))
        for comment, (one, other) in _read_by_both(first, second).items()
        if one != other
    ]


def _read_by_both(first, second):
    return {comment: (set(first[comment]), set(second[comment])) for comment in first if comment in second}


def _share(part, whole):
    return Fraction(part, whole) if whole else None


def _beyond(observed, expected):
    """Agreement beyond chance; None where chance alone would agree always."""
    return None if expected == 1 else (observed - expected) / (1 - expected)
