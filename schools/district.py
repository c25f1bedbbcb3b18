"""The district table: for every school what was heard, answered, followed, kept and left out. No composite score.

Only what the viewer may see is counted. Where nothing is recorded a figure is None, and the page says why in words.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from accounts.audit import record
from kit import sheets
from kit.suppression import publishable, suppress
from kit.years import school_year
from schools.measures import State
from schools.measuring import Measures, everyone_got, measure
from schools.models import Ask, Input, School, Session
from schools.models.seni import Need
from schools.telling import no_money_words
from schools.yearly import SchoolYear, school_years

DEFAULT_SORT = "-need"


@dataclass(frozen=True)
class Row:
    """One school. `year` and `measures` are None where no engagement is recorded that the viewer may see."""

    school: School
    year: SchoolYear | None = None
    measures: Measures | None = None

    @property
    def need(self):
        """5 for the highest need, 1 for the lowest; None without a published tier."""
        return self.school.need

    @property
    def heard(self):
        """People heard; None where nobody was, or where the count is not the viewer's to see."""
        return (self.year.heard_people or None) if self.year else None

    @property
    def answered_share(self):
        return self.measures.answered.share if self.measures else None

    @property
    def followed_share(self):
        return self.measures.planned.share if self.measures else None

    @property
    def kept_share(self):
        return self.measures.kept.share if self.measures else None

    @property
    def left_out(self):
        """Asks that the filed plan leaves out without a reason; None before a plan is filed or asks are made."""
        has_both = self.year and self.year.plan and self.year.trails
        return len(self.year.left_out) if has_both else None

    @property
    def late(self):
        return [trail for trail in self.year.waiting if trail.days_late] if self.year else []

    @property
    def longest_wait(self):
        return (self.measures.answered.oldest_waiting_days or 0) if self.measures else 0

    @property
    def no_money_words(self):
        return no_money_words(self.year)


SORTS = {
    "need": lambda row: row.need,
    "heard": lambda row: row.heard,
    "answered": lambda row: row.answered_share,
    "followed": lambda row: row.followed_share,
    "kept": lambda row: row.kept_share,
    "left": lambda row: row.left_out,
}


def engaged(schools, year, *, user):
    """Those schools at which the viewer can see a session, a comment or an ask for this plan year."""
    return schools.filter(engagement(year, user))


def engagement(year, user) -> Q:
    """What tells such schools from the others."""
    found = Q()
    for model in (Ask, Session, Input):
        found |= Q(pk__in=model.objects.visible_to(user).filter(year=year).values("school"))
    return found


def district_rows(schools, year, *, user, on, sort=DEFAULT_SORT) -> list[Row]:
    """A row for each of these schools (from `with_figures`), sorted, in a fixed number of queries."""
    schools = list(schools)
    active = set(engaged(School.objects.filter(pk__in=[school.pk for school in schools]), year, user=user).values_list(
        "pk", flat=True
    ))  # fmt: skip
    years = school_years([school for school in schools if school.pk in active], year, user=user, on=on)
    rows = [
        Row(school, years[school.pk], measure(years[school.pk])) if school.pk in years else Row(school)
        for school in schools
    ]
    return in_order(rows, sort)


def in_order(rows: Iterable[Row], sort: str) -> list[Row]:
    """Sorted by one column, "-" for the largest first; no data comes last either way; then the longest wait first."""
    rows = sorted(rows, key=lambda row: (-row.longest_wait, row.school.name))
    key, downwards = sort.lstrip("-"), sort.startswith("-")
    if key not in SORTS:
        return sorted(rows, key=lambda row: row.school.name, reverse=downwards)
    value = SORTS[key]
    known = sorted((row for row in rows if value(row) is not None), key=value, reverse=downwards)
    return known + [row for row in rows if value(row) is None]


@dataclass(frozen=True)
class Silence:
    """Of one need tier: how many schools there are, and at how many no engagement is recorded."""

    need: int | None
    schools: int
    silent: int

    @property
    def recorded(self):
        return self.schools - self.silent


def silence(schools, year, *, user) -> list[Silence]:
    """Where nothing is recorded, by tier, highest need first; schools without a tier last. One query."""
    rows = (
        schools.order_by()
        .values("tier")
        .annotate(schools=Count("pk", distinct=True), engaged=Count("pk", filter=engagement(year, user), distinct=True))
    )
    found = [
        Silence(None if row["tier"] is None else 6 - row["tier"], row["schools"], row["schools"] - row["engaged"])
        for row in rows
    ]
    return sorted(found, key=lambda tier: -(tier.need or 0))


# --- The file that leaves the organization -------------------------------------------------------------------------


@transaction.atomic
def download(rows, kind, *, year, on, address, by, organization) -> bytes:
    """The table as a file, "csv" or "xlsx". Counts of people under 11, and those that would give one away, are left
    out; each line carries its day and where it is explained (`address`). Writes one audit row."""
    header = [str(name) for name in _header()]
    lines = [_line(row, year, on, address) for row in rows]
    write = {"csv": sheets.write_csv, "xlsx": sheets.write_xlsx}[kind]
    record(by, "trail.downloaded", organization, year=school_year(year), schools=len(lines), kind=kind.upper())
    return write(header, lines)


def _header():
    return [
        _("CDS code"), _("School"), _("Level"), _("Region"), _("Board district"), _("Need"), _("Plan year"),
        _("Engagement"), _("People heard"), _("People with an ask in the plan"), _("Sessions"), _("Asks"),
        _("Asks due"), _("Asks due and answered"), _("Asks waiting"), _("Longest wait, days"),
        _("Median days to an answer"), _("Open dollars"), _("Open dollars planned for asks"), _("Note on the plan"),
        _("Open dollars spent"), _("Open dollars spent on asks"), _("Note on spending"),
        _("Planned on lines tied to asks"), _("Spent of it"), _("Note on the promise"), _("Spending as of"),
        _("Asks left out, no reason"), _("As of"), _("How we count"),
    ]  # fmt: skip


def _line(row, year, on, address):
    school = row.school
    facts = [
        school.cds_code, school.name, school.get_level_display(), school.region, school.board_district,
        Need(school.tier).label if school.tier else _("No tier published"), school_year(year),
    ]  # fmt: skip
    if row.year is None:
        return [*facts, _("No recorded engagement"), *[None] * (len(_header()) - len(facts) - 3), on, address]
    return [*facts, _("Recorded"), *_people(row), *_answers(row), *_money(row), row.left_out, on, address]


def _people(row):
    """People heard and people served, as they may leave the organization: with "hidden" in words, not as a gap."""
    total = row.year.heard_people
    everyone = everyone_got(row.year, row.measures.trail)
    if not total and not row.year.hides_people:
        return [_("Nobody yet"), None, len(row.year.sessions)]
    served = everyone.n or 0
    asking = everyone.denominator or 0
    cells = suppress([served, asking - served, total - asking]) if publishable(total) else [None]
    hidden = State.HIDDEN.label
    shown = total if publishable(total) else hidden
    if row.year.people_are_at_least:
        shown = _("%(people)s or more") % {"people": total}
    if everyone.n is None:
        return [shown, State.NOT_ENOUGH.label, len(row.year.sessions)]
    return [shown, hidden if cells[0] is None else cells[0], len(row.year.sessions)]


def _answers(row):
    answered = row.measures.answered
    return [
        answered.asks,
        answered.denominator,
        answered.n,
        answered.waiting,
        answered.oldest_waiting_days,
        answered.median_days,
    ]


def _money(row):
    planned, spent, kept = row.measures.planned, row.measures.spent, row.measures.kept
    plan_note = planned.state.label if planned.n is not None else row.no_money_words
    has_spending = spent.n is not None
    return [
        _dollars(planned.denominator if row.year.plan else None),
        _dollars(planned.n),
        plan_note,
        _dollars(spent.denominator if has_spending else None),
        _dollars(spent.n),
        spent.state.label,
        _dollars(kept.denominator if kept.n is not None else None),
        _dollars(kept.n),
        kept.state.label,
        row.year.spent_as_of,
    ]


def _dollars(cents):
    """A number a spreadsheet can add up."""
    return None if cents is None else Decimal(cents) / 100
