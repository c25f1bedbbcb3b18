"""Wall time: what the clock on the wall says in a place, across daylight saving; and the days of a repeated meeting.

The wall time is the fact, the moment follows from it. The two odd cases are settled as calendars settle them
(RFC 5545, 3.3.5), so that our pages and a phone's calendar never differ:
- a time that the clocks skip counts with the offset before the jump: 2:30 on 2026-03-08 in Los Angeles is 3:30;
- a time that comes twice is its first coming: 1:30 on 2026-11-01 there is 1:30 daylight time.
"""

import datetime as dt
from collections.abc import Iterator
from itertools import takewhile
from zoneinfo import ZoneInfo

WEEK = dt.timedelta(days=7)


def moment(day: dt.date, clock: dt.time, zone: str) -> dt.datetime:
    """The moment, in UTC, at which the clock shows this time on this day in this zone."""
    return _first_coming(day, clock, zone).astimezone(dt.UTC)


def wall(at: dt.datetime, zone: str) -> dt.datetime:
    """What the clock shows at a moment, without a zone of its own, so that no page shifts it again."""
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def is_skipped(day: dt.date, clock: dt.time, zone: str) -> bool:
    """Whether the clocks jump over this time that day."""
    return wall(moment(day, clock, zone), zone) != dt.datetime.combine(day, clock)


def comes_twice(day: dt.date, clock: dt.time, zone: str) -> bool:
    """Whether the clocks show this time twice that day."""
    first = _first_coming(day, clock, zone)
    # In a skipped hour the offsets of the two folds differ too, but the other way round.
    return first.utcoffset() > first.replace(fold=1).utcoffset()


def _first_coming(day, clock, zone):
    return dt.datetime.combine(day, clock.replace(fold=0), tzinfo=ZoneInfo(zone))


def every_weeks(weeks: int, weekday: int, first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """That day of the week, each so many weeks, counted from the first one on or after `first`."""
    day = first + dt.timedelta(days=(weekday - first.weekday()) % 7)
    while day <= last:
        yield day
        day += weeks * WEEK


def every_month(week: int, weekday: int, first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """The first to fourth (1–4) or the last (-1) such day of the week in each month."""
    days = (_in_month(year, month, week, weekday) for year, month in _months_from(first))
    return (day for day in takewhile(lambda day: day <= last, days) if day >= first)


def _months_from(day):
    year, month = day.year, day.month
    while True:
        yield year, month
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def _in_month(year, month, week, weekday):
    if week > 0:
        first = dt.date(year, month, 1)
        return first + dt.timedelta(days=(weekday - first.weekday()) % 7) + (week - 1) * WEEK
    year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    last = dt.date(year, month, 1) - dt.timedelta(days=1)
    return last - dt.timedelta(days=(last.weekday() - weekday) % 7)
