"""Need-index arithmetic: percentile ranks, tiers, and a configurable index. Pure: values in, values out.

What the district publishes (score, rank, quintile) is the record. Whatever is computed here is an estimate and says
so: the district's own weights are not public. Exact arithmetic: numbers may be int, Decimal, Fraction or float (a
float counts as the binary number it is); results are Fractions. None is missing; text is refused, since it sorts
differently.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

Number = int | Decimal | Fraction | float

TIERS = ("lowest", "low", "moderate", "high", "highest")
TIER_NAMES = MappingProxyType(
    {
        "lowest": _("Lowest need"),
        "low": _("Low need"),
        "moderate": _("Moderate need"),
        "high": _("High need"),
        "highest": _("Highest need"),
    }
)
ESTIMATE = _("Estimate. The district's published score, rank and tier are the record.")


def p_rank_max(values: Sequence[Number | None]) -> list[Fraction | None]:
    """Percentiles in which the largest value ranks 100: average rank ÷ number of values present × 100.

    Missing values stay missing and are not counted. Source: the R package `percentile` by an analyst of Catalyst
    California (davidseg1997/percentile, commit 9171988). For a need index, use it where more is worse.
    """
    present = sorted(_exact(value) for value in values if value is not None)
    places: dict[Fraction, list[int]] = {}
    for place, value in enumerate(present, start=1):
        places.setdefault(value, []).append(place)
    share = {value: Fraction(100 * sum(tied), len(tied) * len(present)) for value, tied in places.items()}
    return [None if value is None else share[_exact(value)] for value in values]


def p_rank_min(values: Sequence[Number | None]) -> list[Fraction | None]:
    """Percentiles in which the smallest value ranks 100; else like `p_rank_max`. Use it where less is worse."""
    return p_rank_max([None if value is None else -_exact(value) for value in values])


def percent_rank(values: Sequence[Number | None]) -> list[Fraction | None]:
    """(smallest rank − 1) ÷ (n − 1), from 0 to 1; ties share the lowest rank. Source: dplyr's `percent_rank`.

    Of a single value the rank is not defined: None.
    """
    present = sorted(_exact(value) for value in values if value is not None)
    below: dict[Fraction, int] = {}
    for place, value in enumerate(present):
        below.setdefault(value, place)
    others = len(present) - 1
    return [None if value is None or not others else Fraction(below[_exact(value)], others) for value in values]


def tier(percentile: Number) -> str:
    """The tier of an index percentile (0 to 100): under 20 lowest, under 40 low … from 80 on highest."""
    return TIERS[min(max(int(_exact(percentile) // 20), 0), 4)]


def at_least_half(indicators: int) -> int:
    """How many of a domain's indicators must be known, as the sibling index has it: 3 of 5 or 6, 1 of 3."""
    return (indicators + 1) // 2 if indicators >= 5 else max(indicators // 2, 1)


@dataclass(frozen=True, slots=True)
class Indicator:
    """One measure of need. `is_asset`: more of it means less need. `levels`: the school levels it is for; empty is all.

    `vintage` says which year's data it is (text, for showing).
    """

    key: str
    domain: str
    is_asset: bool = False
    weight: Fraction = Fraction(1)
    levels: frozenset[str] = frozenset()
    vintage: str = ""

    def is_for(self, level: str | None) -> bool:
        return not self.levels or level in self.levels


@dataclass(frozen=True, slots=True)
class Method:
    """How an index is put together. The defaults are the documented sibling method, the LA City Equity Index.

    Source: catalystcalifornia/mlaw, commit 5053da0, as its code runs: equal weights; the percentile of an asset is
    multiplied by −1; a domain's score is the mean of the percentiles available; the index is the mean of the domain
    percentiles; a unit without every domain gets no index. It is not SENI.
    `minimum`: how many indicators a domain needs, where it is not `at_least_half`. `complements_assets` takes 1 − p
    for −p; the order is the same only when no indicator is missing. `ranks_within_level` compares a school only with
    those of its level.
    """

    indicators: tuple[Indicator, ...]
    minimum: Mapping[str, int] = field(default_factory=dict)
    complements_assets: bool = False
    ranks_within_level: bool = False

    @property
    def domains(self) -> list[str]:
        return list(dict.fromkeys(indicator.domain for indicator in self.indicators))


@dataclass(frozen=True, slots=True)
class Estimate:
    """One school's estimated index: `score` the mean of its domain percentiles, `percentile` 0 to 100, `tier`.

    Without enough data `score`, `percentile` and `tier` are None, and `lacking` names the domains that fell short.
    """

    domain_scores: Mapping[str, Fraction | None]
    domain_percentiles: Mapping[str, Fraction | None]
    lacking: tuple[str, ...]
    score: Fraction | None = None
    percentile: Fraction | None = None
    tier: str | None = None
    label = ESTIMATE


def estimate(
    method: Method,
    figures: Mapping[Hashable, Mapping[str, Number | None]],
    levels: Mapping[Hashable, str] = MappingProxyType({}),
) -> dict[Hashable, Estimate]:
    """The index of every school: `figures` holds each one's figure by indicator, `levels` its level where that counts.

    Figures for indicators that are not for a school's level are passed over.
    """
    units, groups = list(figures), (levels if method.ranks_within_level else {})
    percentiles = {
        one.key: _ranked(units, groups, lambda unit, one=one: _figure(one, figures[unit], levels.get(unit)))
        for one in method.indicators
    }
    scores = {
        domain: {unit: _domain_score(method, domain, unit, percentiles, levels.get(unit)) for unit in units}
        for domain in method.domains
    }
    ranks = {domain: _ranked(units, groups, scores[domain].get) for domain in method.domains}
    index = {unit: _mean([ranks[domain][unit] for domain in method.domains]) for unit in units}
    index_ranks = _ranked(units, groups, index.get)
    return {unit: _estimate(unit, method, scores, ranks, index, index_ranks) for unit in units}


def _figure(indicator, figures, level):
    return figures.get(indicator.key) if indicator.is_for(level) else None


def _ranked(units, groups, figure):
    """Percent ranks of a figure by unit, within each group."""
    ranks: dict = {}
    for group in dict.fromkeys(groups.get(unit) for unit in units):
        members = [unit for unit in units if groups.get(unit) == group]
        ranks |= zip(members, percent_rank([figure(unit) for unit in members]), strict=True)
    return ranks


def _domain_score(method, domain, unit, percentiles, level):
    """The weighted mean of the percentiles at hand; None with too few."""
    wanted = [one for one in method.indicators if one.domain == domain and one.is_for(level)]
    known = [(one, percentiles[one.key][unit]) for one in wanted if percentiles[one.key][unit] is not None]
    if not known or len(known) < method.minimum.get(domain, at_least_half(len(wanted))):
        return None
    weight = sum(Fraction(one.weight) for one, _percentile in known)
    return sum(one.weight * _directed(method, one, percentile) for one, percentile in known) / weight


def _directed(method, indicator, percentile):
    if not indicator.is_asset:
        return percentile
    return 1 - percentile if method.complements_assets else -percentile


def _mean(values):
    """The mean; None as soon as one is missing."""
    return None if not values or None in values else sum(values) / len(values)


def _estimate(unit, method, scores, ranks, index, index_ranks):
    percentile = None if index_ranks[unit] is None else index_ranks[unit] * 100
    return Estimate(
        domain_scores={domain: scores[domain][unit] for domain in method.domains},
        domain_percentiles={domain: ranks[domain][unit] for domain in method.domains},
        lacking=tuple(domain for domain in method.domains if ranks[domain][unit] is None),
        score=index[unit],
        percentile=percentile,
        tier=None if percentile is None else tier(percentile),
    )


def _exact(value: Number) -> Fraction:
    if isinstance(value, (str, bytes, bool)):
        raise TypeError(f"a number is needed, not {value!r}")
    return Fraction(value)
