"""Wall time in Los Angeles, minute by minute through both nights on which the clocks change."""

import datetime as dt

import pytest

from kit.wall_time import comes_twice, every_month, every_weeks, is_skipped, moment, wall

LA = "America/Los_Angeles"
SPRING, AUTUMN = dt.date(2026, 3, 8), dt.date(2026, 11, 1)
DAY = dt.timedelta(days=1)


def clocks():
    return [dt.time(minute // 60, minute % 60) for minute in range(24 * 60)]


def utc(*parts):
    return dt.datetime(*parts, tzinfo=dt.UTC)


def test_half_past_two_in_the_skipped_hour_is_half_past_three():
    at = moment(SPRING, dt.time(2, 30), LA)

    assert at == utc(2026, 3, 8, 10, 30)
    assert wall(at, LA) == dt.datetime(2026, 3, 8, 3, 30)


def test_half_past_one_that_comes_twice_is_the_first_one():
    at = moment(AUTUMN, dt.time(1, 30), LA)

    assert at == utc(2026, 11, 1, 8, 30)
    assert wall(at, LA) == wall(at + dt.timedelta(hours=1), LA) == dt.datetime(2026, 11, 1, 1, 30)


@pytest.mark.parametrize("day", [SPRING, AUTUMN, SPRING - DAY, AUTUMN + DAY])
def test_every_minute_is_shown_as_it_was_written_unless_the_clocks_skip_it(day):
    changed = [clock for clock in clocks() if wall(moment(day, clock, LA), LA) != dt.datetime.combine(day, clock)]

    assert changed == ([clock for clock in clocks() if clock.hour == 2] if day == SPRING else [])
    assert changed == [clock for clock in clocks() if is_skipped(day, clock, LA)]


@pytest.mark.parametrize("day", [SPRING, AUTUMN])
def test_only_the_hour_after_one_on_the_autumn_night_comes_twice(day):
    twice = [clock for clock in clocks() if comes_twice(day, clock, LA)]

    assert twice == ([clock for clock in clocks() if clock.hour == 1] if day == AUTUMN else [])


@pytest.mark.parametrize("day", [SPRING, AUTUMN])
def test_no_two_minutes_of_a_night_change_places(day):
    """Skipped minutes fall on the hour after them; apart from those, later on the wall is later in time."""
    moments = [moment(day, clock, LA) for clock in clocks() if not is_skipped(day, clock, LA)]

    assert moments == sorted(set(moments))


def test_a_zone_without_daylight_saving_skips_and_doubles_nothing():
    assert not any(
        odd(day, clock, "America/Phoenix")
        for odd in (is_skipped, comes_twice)
        for day in (SPRING, AUTUMN)
        for clock in clocks()
    )


def test_weeks_are_counted_from_the_first_such_day():
    days = every_weeks(2, 2, dt.date(2026, 2, 27), dt.date(2026, 4, 2))

    assert list(days) == [dt.date(2026, 3, 4), dt.date(2026, 3, 18), dt.date(2026, 4, 1)]


def test_the_first_wednesday_of_a_month_that_has_gone_by_is_left_out():
    days = every_month(1, 2, dt.date(2026, 11, 5), dt.date(2027, 2, 3))

    assert list(days) == [dt.date(2026, 12, 2), dt.date(2027, 1, 6), dt.date(2027, 2, 3)]


def test_the_last_friday_of_each_month_over_a_new_year():
    days = every_month(-1, 4, dt.date(2026, 11, 1), dt.date(2027, 1, 31))

    assert list(days) == [dt.date(2026, 11, 27), dt.date(2026, 12, 25), dt.date(2027, 1, 29)]


def test_nothing_is_repeated_after_its_last_day():
    assert list(every_weeks(1, 0, dt.date(2026, 3, 2), dt.date(2026, 3, 1))) == []
    assert list(every_month(4, 0, dt.date(2026, 3, 31), dt.date(2026, 4, 1))) == []
