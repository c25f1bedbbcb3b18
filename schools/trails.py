"""Reading the trail: for each ask who asked, what was planned, what was spent, what was answered, and where it breaks.

Nothing is written here. A fixed number of queries serves any number of asks. Money is in cents; `None` is "not
reported", never zero. Words, sessions and counts under eleven stay with the organization that heard them.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction

from django.db.models import Min
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import Permission, organizations_with
from schools.models import Actual, Answer, Ask, AskInput, Link, PlanVersion, Reading, YearPromise
from schools.models.school import ANSWER_DAYS
from schools.voices import Words


@dataclass(frozen=True)
class Gap:
    """Where a trail breaks: what is missing, since which day, how many days that is."""

    kind: str
    since: dt.date
    days: int

    ICONS = {"no_answer": "clock", "not_sent": "clock"}

    @property
    def icon(self):
        return self.ICONS.get(self.kind, "unlink")

    @property
    def words(self):
        """For example "No answer · 227 days late", in the reader's language."""
        late = ngettext("%(days)s day late", "%(days)s days late", self.days) % {"days": self.days}
        lasting = ngettext("%(days)s day", "%(days)s days", self.days) % {"days": self.days}
        return {
            "no_answer": _("No answer · %(days)s") % {"days": late},
            "not_sent": _("Answer written, not sent back · %(days)s") % {"days": late},
            "not_in_plan": _("Not in the plan, no reason · %(days)s") % {"days": lasting},
            "yes_not_in_plan": _("Answered yes, not in the plan · %(days)s") % {"days": lasting},
            "unconfirmed": _("Link not confirmed · %(days)s") % {"days": lasting},
            "nothing_spent": _("Nothing spent · %(days)s") % {"days": lasting},
            "not_reported": _("Spending not reported · %(days)s") % {"days": lasting},
        }[self.kind]


@dataclass
class AskTrail:
    """One ask with everything that came of it by one day."""

    ask: Ask
    on: dt.date
    is_own: bool  # the viewer belongs to the organization that keeps the ask
    words: Words
    read_count: int = 0
    coded_on: dt.date | None = None
    plan_filed_on: dt.date | None = None
    plan: PlanVersion | None = None
    links: list = field(default_factory=list)
    actuals: dict = field(default_factory=dict)  # line id → latest Actual
    answer: Answer | None = None
    deliveries: list = field(default_factory=list)
    promise_days: int = ANSWER_DAYS
    counted_from: str = YearPromise.CountedFrom.FILING
    theme: str = ""  # name of the ask's theme in the reader's language

    # --- asked ---
    @property
    def people(self):
        """How many people asked; None when they are fewer than eleven and partners heard them."""
        return self.words.people

    @property
    def session_count(self):
        return len(self.words.sessions)

    @property
    def first_heard_on(self):
        return self.words.heard_on[0]

    # --- planned ---
    @property
    def confirmed_links(self):
        return [link for link in self.links if link.confirmed_at]

    @property
    def claimed_links(self):
        return [link for link in self.links if not link.confirmed_at]

    @property
    def counted_links(self):
        """What the money bars show: confirmed links, or while there is none the claimed ones."""
        return self.confirmed_links or self.claimed_links

    @property
    def is_claim_only(self):
        return bool(self.links) and not self.confirmed_links

    @property
    def planned_cents(self):
        return planned(self.counted_links) if self.links else None

    @property
    def spent_cents(self):
        """Share-weighted spending on the counted lines; None when not one of them was reported."""
        return spent(self.counted_links, self.actuals)

    @property
    def spent_as_of(self):
        days = [self.actuals[link.line_id].as_of for link in self.counted_links if link.line_id in self.actuals]
        return max(days, default=None)

    @property
    def money_since(self):
        """The first day of the plan's year: from then on its money can be spent."""
        return dt.date(self.ask.year, 7, 1)

    # --- answered ---
    @property
    def sent_on(self):
        return min((delivery.sent_on for delivery in self.deliveries), default=None)

    @property
    def is_answered(self):
        """Answered means decided, with a reason where one is due, and sent back to families."""
        return self.answer is not None and self.sent_on is not None

    @property
    def has_reason_against(self):
        return self.answer is not None and self.answer.decision == Answer.Decision.NOT_NOW

    @property
    def asked_on(self):
        """The day it was first said; for an ask whose comments were all withdrawn, the day it was written down."""
        return self.first_heard_on or local_day(self.ask.created_at)

    @property
    def clock_from(self):
        """The day from which the promised days run: the first filing, or the asking. None while it is still to come.

        More people who ask for the same later do not set the clock back.
        """
        return self.asked_on if self.counted_from == YearPromise.CountedFrom.ASKING else self.plan_filed_on

    @property
    def answer_due_on(self):
        """The promised day; None while it cannot be counted yet."""
        return self.clock_from + dt.timedelta(days=self.promise_days) if self.clock_from else None

    @property
    def days_late(self):
        """Days since the promised day while families wait; 0 when nothing is late."""
        if self.is_answered or self.answer_due_on is None:
            return 0
        return max(0, (self.on - self.answer_due_on).days)

    # --- the five stops ---
    @property
    def stops(self):
        """States of asked, coded, planned, spent, answered, as `{% trail_line %}` takes them."""
        return [self._asked(), self._coded(), self._planned(), self._spent(), self._answered()]

    def _asked(self):
        return "done" if self.words else "gap"

    def _coded(self):
        count = len(self.words.own) + len(self.words.others)
        if self.ask.prioritized_on or (count and self.read_count == count):
            return "done"
        return "due" if self.read_count else "wait"

    def _planned(self):
        if self.confirmed_links:
            return "done"
        if self.claimed_links:
            return "due"
        if self.has_reason_against:
            return "na"
        return "gap" if self.plan_filed_on else "wait"

    def _spent(self):
        if not self.links:
            return "na" if self.has_reason_against else "wait"
        if self.spent_cents is None:
            return "due" if self.on >= self.money_since else "wait"
        if self.spent_cents > 0:
            return "done"
        return "gap" if self.on >= self.money_since else "wait"

    def _answered(self):
        if self.is_answered:
            return "done"
        if self.days_late:
            return "gap"
        return "due" if self.answer_due_on else "wait"

    @property
    def gaps(self):
        """Every break in this trail, dated, in the order of the stops."""
        found = []
        if self._planned() == "gap" and self.answer:
            found.append(self._gap("yes_not_in_plan", max(self.plan_filed_on, self.answer.answered_on)))
        elif self._planned() == "gap":
            found.append(self._gap("not_in_plan", self.plan_filed_on))
        elif self.is_claim_only:
            found.append(self._gap("unconfirmed", local_day(min(link.claimed_at for link in self.links))))
        if self._spent() == "gap":
            found.append(self._gap("nothing_spent", self.money_since))
        elif self._spent() == "due":
            found.append(self._gap("not_reported", self.money_since))
        if self.days_late:
            found.append(self._gap("not_sent" if self.answer else "no_answer", self.answer_due_on))
        return found

    def _gap(self, kind, since):
        return Gap(kind, since, max(0, (self.on - since).days))

    @property
    def waits(self):
        """Families still wait for an answer to this ask."""
        return not self.is_answered

    @property
    def heard_words(self):
        """The days on which it was said, for example "Oct 23 to Dec 3, 2025"."""
        first, last = self.words.heard_on
        if first is None:
            return ""
        if first == last:
            return date_format(first)
        return _("%(first)s to %(last)s") % {"first": date_format(first), "last": date_format(last)}


def planned(links):
    """Cents of plan lines that these links cover, by share. Shares of a cent are kept until the end."""
    return round(sum((_part(link.line.amount_cents, link) for link in links), Fraction(0)))


def spent(links, actuals):
    """Cents spent on these links' lines, by share; None when no line among them has a report."""
    reported = [link for link in links if link.line_id in actuals]
    if not reported:
        return None
    return round(sum((_part(actuals[link.line_id].amount_cents, link) for link in reported), Fraction(0)))


def _part(amount_cents, link):
    return amount_cents * Fraction(link.share_percent) / 100


def trails_for(asks, *, user, on):
    """The trail of each ask, in the given order, in a fixed number of queries.

    `asks`: standing asks from `Ask.objects.visible_to(user)`, with `school` selected. `on`: the day to read it for.
    """
    asks = list(asks)
    if not asks:
        return []
    heads = _heads_of(asks)
    own = set(organizations_with(user, Permission.VIEW_TRAIL).values_list("pk", flat=True))
    trails = {ask.pk: AskTrail(ask=ask, on=on, is_own=ask.steward_id in own, words=Words()) for ask in asks}
    _add_words(trails, heads, own)
    _add_plans(trails)
    _add_money(trails, heads, on)
    _add_answers(trails, heads, on)
    return list(trails.values())


def _heads_of(asks):
    """Each ask and each ask merged into one of them → the ask that stands for it."""
    heads = {ask.pk: ask.pk for ask in asks}
    heads.update(Ask.objects.filter(head__in=list(heads)).values_list("pk", "head_id"))
    return heads


def _add_words(trails, heads, own):
    facts = ("people", "person_id", "heard_on", "session_id", "role", "language", "grade_band", "answer_by")
    rows = AskInput.objects.filter(ask__in=list(heads), input__withdrawn_at__isnull=True).values(
        "ask_id", "input_id", "input__session__event__steward_id", *(f"input__{fact}" for fact in facts)
    )
    for row in rows:
        words = trails[heads[row["ask_id"]]].words
        heard_by_us = row["input__session__event__steward_id"] in own
        (words.own if heard_by_us else words.others)[row["input_id"]] = row
    read = dict(
        Reading.objects.filter(input__ask_inputs__ask__in=list(heads))
        .order_by()
        .values("input_id")
        .annotate(first=Min("read_at"))
        .values_list("input_id", "first")
    )
    for trail in trails.values():
        days = [local_day(read[pk]) for pk in (*trail.words.own, *trail.words.others) if pk in read]
        trail.read_count = len(days)
        trail.coded_on = trail.ask.prioritized_on or (max(days) if days else None)


def local_day(moment):
    return timezone.localtime(moment).date()


def _add_plans(trails):
    schools = {trail.ask.school_id for trail in trails.values()}
    years = {trail.ask.year for trail in trails.values()}
    filed = defaultdict(list)
    for version in PlanVersion.objects.filed().filter(school__in=schools, year__in=years).order_by("number"):
        filed[version.school_id, version.year].append(version)
    promises = {
        (promise.school_id, promise.year): promise
        for promise in YearPromise.objects.filter(school__in=schools, year__in=years)
    }
    for trail in trails.values():
        place = (trail.ask.school_id, trail.ask.year)
        if versions := filed.get(place):
            trail.plan, trail.plan_filed_on = versions[-1], versions[0].submitted_on
        if promise := promises.get(place):
            trail.promise_days, trail.counted_from = promise.answer_days, promise.counted_from


def _add_money(trails, heads, on):
    links = (
        Link.objects.standing()
        .filter(ask__in=list(heads), line__version__in=PlanVersion.objects.latest_filed())
        .select_related("line__version", "claimed_by", "confirmed_by")
    )
    for link in links:
        trails[heads[link.ask_id]].links.append(link)
    lines = {link.line_id for trail in trails.values() for link in trail.links}
    actuals = latest_actuals(lines, on)
    for trail in trails.values():
        trail.actuals = actuals


def latest_actuals(lines, on):
    """Line id → the newest spending report up to that day."""
    reports = Actual.objects.filter(line__in=lines, as_of__lte=on).select_related("document").order_by("as_of", "pk")
    return {report.line_id: report for report in reports}


def _add_answers(trails, heads, on):
    """The standing answer of each ask; where merged asks each had one, the newest speaks for all."""
    answers = (
        Answer.objects.standing()
        .filter(ask__in=list(heads), answered_on__lte=on)
        .order_by("answered_on", "pk")
        .prefetch_related("deliveries__session__event")
    )
    for answer in answers:
        trail = trails[heads[answer.ask_id]]
        trail.answer = answer
        trail.deliveries = [delivery for delivery in answer.deliveries.all() if delivery.sent_on <= on]


def waiting_first(trails):
    """Unanswered asks first, the longest wait at the top; then the answered ones by how many people asked."""
    return sorted(trails, key=lambda trail: (not trail.waits, -trail.days_late, -(trail.people or 0), trail.ask.pk))
