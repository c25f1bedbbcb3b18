from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.suppression import FLOOR, publishable, share, suppress, suppress_table

COUNTS = st.one_of(st.integers(0, 30), st.integers(0, 400))


def test_eleven_people_may_be_counted_and_ten_may_not():
    assert [publishable(count) for count in (None, 0, 10, 11)] == [False, False, False, True]


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([20, 30, 40], [20, 30, 40]),
        ([5, 30, 40], [None, None, 40]),
        ([5, 7, 40], [None, None, 40]),
        ([2, 3, 40, 50], [None, None, None, 50]),
        ([35, 0, 0], [35, None, None]),
        ([3, 4], [None, None]),
        ([], []),
    ],
)
def test_a_hidden_count_takes_a_second_with_it(counts, shown):
    assert suppress(counts) == shown


def test_groups_keep_their_names():
    assert suppress({"en": 40, "es": 30, "ko": 5}) == {"en": 40, "es": None, "ko": None}


def test_without_a_total_only_the_small_counts_are_hidden():
    assert suppress([5, 30, 40], total_shown=False) == [None, 30, 40]


@given(st.lists(COUNTS, max_size=8))
def test_no_hidden_count_can_be_worked_out_from_a_row(counts):
    shown = suppress(counts)
    hidden = [count for count, seen in zip(counts, shown, strict=True) if seen is None]

    assert all(seen is None or seen == count >= FLOOR for count, seen in zip(counts, shown, strict=True))
    assert all(seen is None or sum(counts) - seen == 0 or sum(counts) - seen >= FLOOR for seen in shown)
    if hidden and len(hidden) < len(counts) and sum(hidden):
        assert len(hidden) >= 2
        assert sum(hidden) >= FLOOR


def largest_values(table):
    """By trying every way to fill the hidden cells of a 2 by 2 table: the largest value each could have."""
    (a, b), (c, d) = table.cells
    choices = [range(table.total + 1) if cell is None else [cell] for cell in (a, b, c)]
    best = [0] * 4
    for a, b, c in product(*choices):
        last = table.total - a - b - c if d is None else d
        told = [*table.row_totals, *table.column_totals, table.total]
        sums = [a + b, c + last, a + c, b + last, a + b + c + last]
        if last >= 0 and all(known in (None, value) for known, value in zip(told, sums, strict=True)):
            best = [max(pair) for pair in zip(best, (a, b, c, last), strict=True)]
    return best


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 14), min_size=4, max_size=4))
def test_nobody_can_tell_of_a_hidden_cell_that_it_is_small(flat):
    counts = [flat[:2], flat[2:]]
    table = suppress_table(counts)
    if table.total is None:
        return

    cells = [cell for row in table.cells for cell in row]
    for value, shown, largest in zip(flat, cells, largest_values(table), strict=True):
        assert shown in (None, value)
        assert shown is None or value >= FLOOR
        assert shown is not None or value >= FLOOR or largest >= FLOOR


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 5).flatmap(
        lambda width: st.lists(st.lists(COUNTS, min_size=width, max_size=width), min_size=1, max_size=6)
    )
)
def test_a_table_never_shows_a_small_count_or_a_lone_gap(rows):
    table = suppress_table(rows)

    for cells, total, counts in zip(table.cells, table.row_totals, rows, strict=True):
        assert all(cell is None or cell == count >= FLOOR for cell, count in zip(cells, counts, strict=True))
        hidden = [count for cell, count in zip(cells, counts, strict=True) if cell is None]
        small = [count for count in hidden if count < FLOOR]
        assert not small or total is None or (len(hidden) >= 2 and sum(hidden) >= FLOOR)


def test_a_large_table_is_shown_whole():
    assert suppress_table([[20, 30], [40, 50]]).cells == [[20, 30], [40, 50]]


@pytest.mark.parametrize(
    ("count", "of", "shown"),
    [(62, 100, "62%"), (400, 400, "95% or more"), (11, 400, "5% or less"), (10, 400, None), (95, 100, None)],
)
def test_a_share_is_rounded_and_capped(count, of, shown):
    assert share(count, of) == shown
