"""The figures of the directory as pages show them: points on a map, tables of enrollment, one line of SENI.

Small numbers are public at the state's site and still not shown here: a count below 11, or one from which such a
count could be worked out, reads "not shown".
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.urls import reverse

from kit import suppression
from schools.models import Enrollment, School, SeniRecord

GROUP = Enrollment.Group
RACES = (
    GROUP.HISPANIC, GROUP.AFRICAN_AMERICAN, GROUP.WHITE, GROUP.ASIAN, GROUP.FILIPINO, GROUP.PACIFIC_ISLANDER,
    GROUP.AMERICAN_INDIAN, GROUP.TWO_OR_MORE, GROUP.RACE_NOT_REPORTED,
)  # fmt: skip
PROGRAMS = (
    GROUP.LOW_INCOME, GROUP.FREE_MEALS, GROUP.ENGLISH_LEARNER, GROUP.DISABILITY, GROUP.FOSTER, GROUP.HOMELESS,
    GROUP.MIGRANT,
)  # fmt: skip


@dataclass(frozen=True)
class Point:
    """A school on a map; `tier` in the steps of the design, 5 for the highest need."""

    name: str
    url: str
    latitude: float
    longitude: float
    tier: int | None


def points(schools: Iterable[School]) -> list[Point]:
    """Those of the schools that have coordinates."""
    return [
        Point(
            school.name,
            reverse("schools:school", args=[school.cds_code]),
            school.latitude,
            school.longitude,
            getattr(school, "need", None),
        )
        for school in schools
        if school.latitude is not None and school.longitude is not None
    ]


@dataclass(frozen=True)
class Cell:
    """One count as it may be shown. `is_known` without a count: the state published it, and it is too small to show."""

    count: int | None
    share: str | None
    is_known: bool


@dataclass(frozen=True)
class Row:
    """One group's counts, year by year."""

    label: str
    by_year: list[tuple[int, Cell]]


@dataclass(frozen=True)
class EnrollmentTable:
    """A school's enrollment: groups down, school years across, the newest first."""

    years: list[int]
    total: Row | None
    parts: list[tuple[str, list[Row]]]
    sources: list

    @property
    def hides(self) -> bool:
        rows = [row for _name, rows in self.parts for row in rows]
        return any(cell.is_known and cell.count is None for row in rows for _year, cell in row.by_year)


def enrollment_table(enrollments: Iterable[Enrollment], most_years: int = 4) -> EnrollmentTable:
    """The newest years of one school's enrollment with every small number, and what would give it away, hidden."""
    counts: dict[int, dict[str, int]] = {}
    sources = {}
    for enrollment in enrollments:
        counts.setdefault(enrollment.year, {})[enrollment.group] = enrollment.count
        sources[enrollment.source_id] = enrollment.source
    years = sorted(counts, reverse=True)[:most_years]
    shown = {year: _shown(counts[year]) for year in years}
    parts = [(name, _rows(groups, years, counts, shown)) for name, groups in (("races", RACES), ("programs", PROGRAMS))]
    total = _rows([GROUP.TOTAL], years, counts, shown)
    return EnrollmentTable(
        years, total[0] if total else None, [part for part in parts if part[1]], list(filter(None, sources.values()))
    )


def _shown(counts: dict[str, int]) -> dict[str, int | None]:
    """The counts of one year that may be shown. Races add up to the total; each program divides the school in two."""
    total = counts.get(GROUP.TOTAL)
    shown = suppression.suppress({race: counts[race] for race in RACES if race in counts})
    for program in PROGRAMS:
        if program in counts:
            count = counts[program]
            rest = 0 if total is None else total - count
            hidden = not suppression.publishable(count) or (rest and not suppression.publishable(rest))
            shown[program] = None if hidden else count
    shown[GROUP.TOTAL] = total if suppression.publishable(total) else None
    return shown


def _rows(groups, years, counts, shown) -> list[Row]:
    """A row for each group that was counted in any of the years."""
    rows = []
    for group in groups:
        if any(group in counts[year] for year in years):
            rows.append(
                Row(str(GROUP(group).label), [(year, _cell(counts[year], shown[year], group)) for year in years])
            )
    return rows


def _cell(counts, shown, group) -> Cell:
    count, total = shown.get(group), shown.get(GROUP.TOTAL)
    share = None if count is None or not total or group == GROUP.TOTAL else suppression.share(count, total)
    return Cell(count, share, group in counts)


class SeniLine:
    """One year's published SENI figures, as a page may show them."""

    def __init__(self, record: SeniRecord):
        self.record = record

    @cached_property
    def score(self) -> str | None:
        """The score as published, without the zeros the database adds."""
        return _plain(self.record.score)

    @cached_property
    def enrollment(self) -> int | None:
        return self.record.enrollment if suppression.publishable(self.record.enrollment) else None

    @cached_property
    def english_learners(self) -> str | None:
        """The English learner rate as published; None where it would tell of fewer than 11 students, or of all but."""
        rate, enrolled = self.record.english_learner_rate, self.record.enrollment
        if rate is None or enrolled is None:
            return _plain(rate)
        learners = round(rate * enrolled / 100)
        rest = enrolled - learners
        return None if not suppression.publishable(learners) or 0 < rest < suppression.FLOOR else _plain(rate)


def _plain(number: Decimal | None) -> str | None:
    """47.5000 as "47.5", 100.000 as "100"."""
    return None if number is None else format(number.normalize(), "f")
