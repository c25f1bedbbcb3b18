"""From what is recorded of a school's year to the measures M0 to M6, as far as one viewer may see it.

The arithmetic is in `schools.measures`; here stands what counts as what. Takes `SchoolYear` objects, which carry all
that is needed, so any number of them is measured without another query. The counts are for pages inside the
organization; what leaves it passes `kit.suppression` first.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, replace
from fractions import Fraction

from schools import measures
from schools.measures import AskDates, Completeness, GroupCount, MoneyLine

WHOLE = Fraction(1)


@dataclass(frozen=True)
class Measures:
    """M0 to M6 of one school and plan year. `left_out` None: it cannot be computed, and is never estimated."""

    trail: Completeness
    heard: measures.Heard
    answered: measures.Answered
    planned: measures.Followed
    spent: measures.Followed
    kept: measures.Kept
    left_out: measures.LeftOutGroups | None
    everyone: measures.EveryoneGot


def measure(year) -> Measures:
    """All measures of a `SchoolYear`."""
    trail = year.completeness
    lines = money_lines(year)
    return Measures(
        trail=trail,
        heard=heard(year),
        answered=answered(year),
        planned=measures.money_followed(lines, trail=trail, as_of=year.on),
        spent=measures.spending_followed(lines, trail=trail, as_of=_newest_report(year, year.open_lines)),
        kept=measures.promise_kept(lines, trail=trail, as_of=_newest_report(year, _tied_lines(year))),
        left_out=left_out(year, trail),
        everyone=everyone_got(year, trail),
    )


def completeness_of(year) -> Completeness:
    """M0: comments that a person read, second readings, open dollars with a decision, links confirmed.

    A claimed link is a decision too, and "no family request found" is one. Second readings are drawn by chance from
    all comments of the year, so that part is measured over all schools, the others at this one.
    """
    tied = {link.line_id for link in year.links}
    decided = [line for line in year.open_lines if line.pk in tied or line.no_request_at]
    comments = len(year.comments)
    here = measures.completeness(
        comments=comments,
        coded=sum(row["is_read"] for row in year.comments),
        double_coded=0,
        open_cents=year.open_cents,
        decided_cents=sum(line.amount_cents for line in decided),
        links=len(year.links),
        confirmed=len(year.confirmed_links),
        as_of=year.on,
    )
    all_comments, read_twice = year.of_all_comments if comments else (0, 0)
    everywhere = measures.completeness(
        comments=all_comments, coded=0, double_coded=read_twice,
        open_cents=0, decided_cents=0, links=0, confirmed=0, as_of=year.on,
    )  # fmt: skip
    return replace(here, double_coded=everywhere.double_coded)


def heard(year) -> measures.Heard:
    """M1 for everybody together: people heard, beside students enrolled. Groups are in `schools.coverage`."""
    enrolled = year.enrollment.count if year.enrollment else None
    return measures.who_was_heard([GroupCount("all", year.heard_people, enrolled)], as_of=year.on, published=False)


def answered(year) -> measures.Answered:
    """M2: answered of due by the school's own clock; waits are counted from the day families asked.

    Before the plan is filed, a clock that runs from filing has not started: such an ask waits, but is not due.
    """
    trails = [trail for trail in year.trails if trail.asked_on <= year.on]
    days = year.promise.answer_days if year.promise else year.trails[0].promise_days if year.trails else 0
    by_clock = [AskDates(trail.clock_from, trail.sent_on) for trail in trails if trail.clock_from]
    since_asking = [AskDates(trail.asked_on, trail.sent_on) for trail in trails]
    due = measures.asks_answered(by_clock, promised_days=days, as_of=year.on)
    waits = measures.asks_answered(since_asking, promised_days=days, as_of=year.on)
    return replace(waits, state=due.state, n=due.n, denominator=due.denominator)


def money_lines(year) -> list[MoneyLine]:
    """The lines of the newest filed plan with their confirmed links; asks are the priorities."""
    links = defaultdict(list)
    for trail in year.trails:
        for link in trail.confirmed_links:
            links[link.line_id].append((trail.ask.pk, Fraction(link.share_percent) / 100))
    tied = {link.line_id for link in year.links}
    return [
        MoneyLine(
            key=line.pk,
            planned_cents=line.amount_cents,
            actual_cents=year.actuals[line.pk].amount_cents if line.pk in year.actuals else None,
            is_open=line.is_open,
            is_decided=line.pk in tied or line.no_request_at is not None,
            links=tuple(links[line.pk]),
        )
        for line in year.lines
    ]


def _tied_lines(year):
    tied = {link.line_id for link in year.confirmed_links}
    return [line for line in year.lines if line.pk in tied]


def _newest_report(year, lines) -> dt.date:
    """The day up to which spending on these lines is known; the day of reading when nothing is reported."""
    return max((year.actuals[line.pk].as_of for line in lines if line.pk in year.actuals), default=year.on)


# --- Who supports what ---------------------------------------------------------------------------------------------


def support_of(year) -> tuple[dict, dict]:
    """Person → the asks their words support, and person → the language they spoke.

    Only what the viewer's own organizations heard. Somebody named is one person in all comments; an unnamed comment of
    twelve people is twelve persons of its own.
    """
    support, language = defaultdict(set), {}
    for trail in year.trails:
        for pk, row in trail.words.own.items():
            for person in _persons(pk, row):
                support[person].add(trail.ask.pk)
                language.setdefault(person, row["input__language"])
    return dict(support), language


def _persons(pk, row):
    whose = ("person", row["input__person_id"]) if row["input__person_id"] else ("comment", pk)
    return [(*whose, number) for number in range(row["input__people"])]


def everyone_got(year, trail, *, published=False) -> measures.EveryoneGot:
    """M6: people with at least one ask that a confirmed link ties to the plan, compared by language."""
    support, language = support_of(year)
    funded = {entry.ask.pk for entry in year.planned_trails}
    return measures.everyone_got(
        support, funded, group_of=language, trail=trail, as_of=year.on, published=published
    )  # fmt: skip


def left_out(year, trail) -> measures.LeftOutGroups | None:
    """M5, only where it is exact: everybody behind the asks is known once, and every ask not funded has a cost.

    Unnamed comments may be the same person twice, which would make every fair share wrong; then None.
    """
    if not year.trails or not _knows_everybody(year):
        return None
    funded = {entry.ask.pk: entry.planned_cents for entry in year.planned_trails}
    costs = {entry.ask.pk: funded.get(entry.ask.pk, entry.ask.cost_estimate_cents) for entry in year.trails}
    if None in costs.values():
        return None
    support, _language = support_of(year)
    return measures.left_out(
        support, costs, funded, money_cents=year.open_cents, trail=trail, as_of=year.on, published=False
    )


def _knows_everybody(year):
    rows = list(year.own_inputs.values())
    partners_heard = any(entry.words.others for entry in year.trails)
    return bool(rows) and not partners_heard and all(
        row["input__person_id"] and row["input__people"] == 1 for row in rows
    )  # fmt: skip
