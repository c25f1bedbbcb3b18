"""One school's trail for one plan year in totals: who asked, what was planned and spent, who was answered.

Everything is counted from what the viewer may see. Money is in cents; `None` is "not reported", never zero.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from django.db.models import Count, F, Q, Sum
from django.utils import timezone

from schools.models import Ask, CodebookVersion, HeadCount, Input, PlanVersion, School, SeniRecord, Session, YearPromise
from schools.trails import latest_actuals, people_in, planned, spent, trails_for, waiting_first

WHOLE = Fraction(1)


@dataclass
class SchoolYear:
    """A school's asks of one plan year and the plan they met, as one viewer may see them on one day."""

    school: School
    year: int
    on: dt.date
    trails: list
    plan: PlanVersion | None = None
    lines: list = field(default_factory=list)  # of the newest filed version
    actuals: dict = field(default_factory=dict)  # line id → latest report
    promise: YearPromise | None = None

    # --- asked ---
    @cached_property
    def own_inputs(self):
        return {pk: row for trail in self.trails for pk, row in trail.words.own.items()}

    @cached_property
    def people(self):
        """People who asked, each comment once however many asks it supports; what partners heard counts from eleven."""
        others = {
            pk: row for trail in self.trails for pk, row in trail.words.others.items() if not trail.words.hides_people
        }
        return people_in(self.own_inputs.values()) + people_in(others.values())

    @property
    def session_count(self):
        return len({row["input__session_id"] for row in self.own_inputs.values()})

    @property
    def heard_on(self):
        days = [day for trail in self.trails for day in trail.words.heard_on if day]
        return (min(days), max(days)) if days else (None, None)

    # --- coded, answered ---
    @property
    def coded(self):
        return [trail for trail in self.trails if trail.stops[1] == "done"]

    @property
    def coded_on(self):
        return max((trail.coded_on for trail in self.coded if trail.coded_on), default=None)

    @property
    def waiting(self):
        return [trail for trail in self.trails if trail.waits]

    @property
    def answered(self):
        return [trail for trail in self.trails if not trail.waits]

    @property
    def days_late(self):
        return max((trail.days_late for trail in self.waiting), default=0)

    # --- planned ---
    @cached_property
    def open_lines(self):
        return [line for line in self.lines if line.is_open]

    @property
    def open_cents(self):
        return sum(line.amount_cents for line in self.open_lines)

    @property
    def required_cents(self):
        """Set by the district or a contract: not open to choice."""
        return sum(line.amount_cents for line in self.lines if not line.is_open)

    @cached_property
    def confirmed_links(self):
        return [link for trail in self.trails for link in trail.confirmed_links]

    @property
    def open_links(self):
        return [link for link in self.confirmed_links if link.line.is_open]

    @property
    def planned_trails(self):
        return [trail for trail in self.trails if trail.confirmed_links]

    @property
    def planned_cents(self):
        """Choosable dollars on lines with a confirmed link, by share."""
        return planned(self.open_links)

    @property
    def left_out(self):
        """Asks that the filed plan leaves out without a reason."""
        return [trail for trail in self.trails if trail.stops[2] == "gap"]

    # --- spent ---
    @property
    def spent_trails(self):
        return [trail for trail in self.planned_trails if trail.stops[3] == "done"]

    @property
    def unspent(self):
        """Planned asks on which, by the school's own report, nothing was spent."""
        return [trail for trail in self.planned_trails if trail.stops[3] == "gap"]

    @property
    def unreported(self):
        return [trail for trail in self.planned_trails if trail.stops[3] == "due"]

    @property
    def spent_cents(self):
        return spent(self.open_links, self.actuals)

    @property
    def spent_as_of(self):
        return max((report.as_of for report in self.actuals.values()), default=None)

    @property
    def money_since(self):
        return dt.date(self.year, 7, 1)

    # --- what nobody asked for ---
    @cached_property
    def shares(self):
        """Line id → the share of it (0 to 1) that confirmed links claim."""
        shares = defaultdict(Fraction)
        for link in self.confirmed_links:
            shares[link.line_id] += Fraction(link.share_percent) / 100
        return shares

    @cached_property
    def unasked_lines(self):
        return sorted(
            (line for line in self.open_lines if self.shares[line.pk] < WHOLE), key=lambda line: -line.amount_cents
        )

    @property
    def unasked_cents(self):
        return round(sum((line.amount_cents * (WHOLE - self.shares[line.pk]) for line in self.open_lines), Fraction(0)))

    @property
    def unasked_spent_cents(self):
        reported = [line for line in self.unasked_lines if line.pk in self.actuals]
        if not reported:
            return None
        rest = (self.actuals[line.pk].amount_cents * (WHOLE - self.shares[line.pk]) for line in reported)
        return round(sum(rest, Fraction(0)))

    # --- of each dollar ---
    @property
    def planned_share(self):
        """Of each choosable dollar the part planned for confirmed asks (M3); None when none was open."""
        return Fraction(self.planned_cents, self.open_cents) if self.open_cents else None

    @property
    def spent_share(self):
        """The same of the dollars spent so far; None while nothing was reported or spent."""
        total = sum(self.actuals[line.pk].amount_cents for line in self.open_lines if line.pk in self.actuals)
        return Fraction(self.spent_cents, total) if total > 0 and self.spent_cents is not None else None

    @property
    def largest_cents(self):
        """The largest amount a bar of this page must hold."""
        amounts = [trail.planned_cents or 0 for trail in self.trails] + [self.unasked_cents]
        return max(amounts, default=0)

    @property
    def most_people(self):
        return max((trail.people or 0 for trail in self.trails), default=0)


def school_year(school, year, *, user, on):
    """The trail of one school and plan year for one viewer, in a fixed number of queries."""
    asks = Ask.objects.visible_to(user).standing().filter(school=school, year=year).select_related("school", "steward")
    trails = waiting_first(trails_for(asks, user=user, on=on))
    name_themes(trails, user=user)
    plan = PlanVersion.objects.visible_to(user).latest_filed().filter(school=school, year=year).first()
    lines = list(plan.lines.all()) if plan else []
    return SchoolYear(
        school=school,
        year=year,
        on=on,
        trails=trails,
        plan=plan,
        lines=lines,
        actuals=latest_actuals([line.pk for line in lines], on),
        promise=YearPromise.objects.filter(school=school, year=year).first(),
    )


def years_of(school, *, user, default):
    """Plan years for which the viewer can see anything of this school, oldest first, `default` among them."""
    years = {default}
    years.update(Ask.objects.visible_to(user).filter(school=school).order_by().values_list("year", flat=True))
    years.update(Session.objects.visible_to(user).filter(school=school).order_by().values_list("year", flat=True))
    years.update(PlanVersion.objects.visible_to(user).filter(school=school).order_by().values_list("year", flat=True))
    return sorted(years)


def seni_by_year(school, *, user):
    """The district's published figures, newest year first."""
    return list(SeniRecord.objects.visible_to(user).filter(school=school).select_related("source").order_by("-year"))


def sessions_of(school, year, *, user):
    """Sessions that listen for one plan year, newest first, with how many came and how much waits to be coded."""
    standing = Q(inputs__withdrawn_at__isnull=True)
    sessions = list(
        Session.objects.visible_to(user)
        .filter(school=school, year=year)
        .select_related("event")
        .annotate(
            comments=Count("inputs", filter=standing, distinct=True),
            read=Count("inputs", filter=standing & Q(inputs__readings__round=1), distinct=True),
        )
        .annotate(unread=F("comments") - F("read"))
    )
    heads = HeadCount.objects.filter(session__in=sessions).order_by().values("session").annotate(people=Sum("count"))
    counted = {row["session"]: row["people"] for row in heads}
    for session in sessions:
        session.people = counted.get(session.pk)
        session.is_past = session.event.ends_at < timezone.now()
    return sessions


def name_themes(trails, *, user):
    """Give each trail the name of its theme."""
    names = theme_names(user)
    for trail in trails:
        trail.theme = names.get(trail.ask.code_key, "")


def theme_names(user):
    """Theme key → its name in the reader's language, from the newest codebooks the viewer can see."""
    versions = CodebookVersion.objects.visible_to(user).published().order_by("published_at").prefetch_related("codes")
    return {code.key: code.name for version in versions for code in version.codes.all()}


def comments_in(school, year, *, user):
    """Standing comments of this school and year that the viewer may read."""
    return Input.objects.visible_to(user).standing().filter(school=school, year=year)
