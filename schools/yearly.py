"""One school's trail for one plan year in totals: who asked, what was planned and spent, who was answered.

Everything is counted from what the viewer may see. Money is in cents; `None` is "not reported", never zero.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from django.db.models import Count, Exists, F, OuterRef, Q, Sum
from django.utils import timezone

from kit.suppression import publishable
from schools.measuring import completeness_of
from schools.models import (
    Ask,
    CodebookVersion,
    Enrollment,
    HeadCount,
    Input,
    PlanVersion,
    Reading,
    School,
    SeniRecord,
    Session,
    YearPromise,
)
from schools.trails import latest_actuals, planned, spent, trails_for, waiting_first
from schools.voices import people_in

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
    comments: list = field(default_factory=list)  # facts of what the viewer's organizations heard
    sessions: set = field(default_factory=set)  # ids of the sessions the viewer may see
    enrollment: Enrollment | None = None
    of_all_comments: tuple[int, int] = (0, 0)  # at every school this year: comments, and those read twice

    # --- asked ---
    @cached_property
    def own_inputs(self):
        return {pk: row for trail in self.trails for pk, row in trail.words.own.items()}

    @cached_property
    def people(self):
        """People who asked, each comment once however many asks it supports; what partners heard counts from eleven."""
        return people_in(self.own_inputs.values()) + self.partner_people

    @cached_property
    def heard_people(self):
        """People heard for this plan, whether their comments were grouped into asks already or not."""
        return people_in(self.comments) + self.partner_people

    @cached_property
    def _told_by_partners(self):
        """Ask by ask the comments that partners heard, where the ask's own page shows how many people they were."""
        return [trail.words.others for trail in self.trails if trail.words.others and not trail.words.hides_people]

    @cached_property
    def people_are_at_least(self):
        """The exact total stays hidden: with the asks' own counts, a part under eleven could be worked out from it.

        The comments fall into parts by the asks they support; every sum and difference of shown counts is made of
        such parts.
        """
        supports = defaultdict(set)
        rows = {}
        for place, others in enumerate(self._told_by_partners):
            for pk, row in others.items():
                rows[pk] = row
                supports[pk].add(place)
        parts = defaultdict(list)
        for pk, places in supports.items():
            parts[frozenset(places)].append(rows[pk])
        return not all(publishable(people_in(part)) for part in parts.values())

    @cached_property
    def partner_people(self):
        """People heard by partners: all of them, or as many as the largest of their asks shows anyway."""
        counts = [people_in(others.values()) for others in self._told_by_partners]
        if self.people_are_at_least:
            return max(counts)
        return people_in({pk: row for others in self._told_by_partners for pk, row in others.items()}.values())

    @property
    def hides_people(self):
        """Partners heard somebody for some ask, but fewer than eleven people."""
        return any(trail.words.hides_people for trail in self.trails)

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
    def links(self):
        return [link for trail in self.trails for link in trail.links]

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
        return min(planned(self.open_links), self.open_cents)

    @property
    def left_out(self):
        """Asks that the filed plan leaves out, without an answer that says why."""
        return [trail for trail in self.trails if trail.stops[2] == "gap" and not trail.answer]

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
        """Line id → the share of it (0 to 1) that asks hold, confirmed or claimed: of the rest, nobody asked."""
        shares = defaultdict(Fraction)
        for link in self.links:
            # Somebody who works for two organizations sees two trails at once: together they hold the whole at most.
            shares[link.line_id] = min(WHOLE, shares[link.line_id] + Fraction(link.share_percent) / 100)
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

    # --- how complete ---
    @cached_property
    def completeness(self):
        """M0 of this school and year."""
        return completeness_of(self)

    @property
    def is_preliminary(self):
        """A part of the trail is less than 80 % complete: figures about money and fairness may still change."""
        return self.completeness.is_preliminary

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
    found = school_years([school], year, user=user, on=on)[school.pk]
    name_themes(found.trails, user=user)
    return found


def school_years(schools, year, *, user, on):
    """School id → its trail for a plan year, for one viewer and any number of schools, in a fixed number of queries."""
    years = {school.pk: SchoolYear(school=school, year=year, on=on, trails=[]) for school in schools}
    asks = Ask.objects.visible_to(user).standing().filter(school__in=list(years), year=year)
    for trail in waiting_first(trails_for(asks.select_related("school", "steward"), user=user, on=on)):
        years[trail.ask.school_id].trails.append(trail)
    _add_plans(years, year, user, on)
    _add_listening(years, year, user)
    for promise in YearPromise.objects.visible_to(user).filter(school__in=list(years), year=year):
        years[promise.school_id].promise = promise
    enrolled = Enrollment.objects.visible_to(user).filter(group=Enrollment.Group.TOTAL, year__lte=year)
    for enrollment in enrolled.filter(school__in=list(years)).order_by("year"):
        years[enrollment.school_id].enrollment = enrollment
    return years


def _add_plans(years, year, user, on):
    plans = PlanVersion.objects.visible_to(user).latest_filed().filter(school__in=list(years), year=year)
    for plan in plans.prefetch_related("lines"):
        years[plan.school_id].plan = plan
        years[plan.school_id].lines = list(plan.lines.all())
    reports = latest_actuals([line.pk for found in years.values() for line in found.lines], on)
    for found in years.values():
        found.actuals = {line.pk: reports[line.pk] for line in found.lines if line.pk in reports}


COMMENT_FACTS = ("people", "person_id", "session_id", "language", "role")


def _add_listening(years, year, user):
    """Comments and sessions. Second readings are drawn from all comments of a year, so they are counted over all."""
    of_year = Input.objects.visible_to(user).standing().filter(year=year)
    second = Reading.objects.filter(input=OuterRef("pk"), round=Reading.Round.SECOND)
    totals = of_year.aggregate(comments=Count("pk"), twice=Count("pk", filter=Exists(second)))
    comments = of_year.filter(school__in=list(years)).annotate(
        is_read=Exists(Reading.objects.filter(input=OuterRef("pk")))
    )
    for row in comments.values("school_id", "is_read", *COMMENT_FACTS):
        facts = {f"input__{name}": row[name] for name in COMMENT_FACTS}
        years[row["school_id"]].comments.append({**facts, "is_read": row["is_read"]})
    sessions = Session.objects.visible_to(user).filter(school__in=list(years), year=year).order_by()
    for pk, school_id in sessions.values_list("pk", "school_id"):
        years[school_id].sessions.add(pk)
    for found in years.values():
        found.of_all_comments = (totals["comments"], totals["twice"])


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
