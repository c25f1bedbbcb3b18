from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schools import measures
from schools.measures import AskDates, GroupCount, MoneyLine, State
from schools.measures.fairness import largest_wronged

TODAY = date(2026, 3, 31)
WHOLE_TRAIL = {
    "comments": 100, "coded": 92, "double_coded": 50, "open_cents": 1000, "decided_cents": 1000,
    "links": 10, "confirmed": 9, "as_of": TODAY,
}  # fmt: skip
TRAIL = measures.completeness(**WHOLE_TRAIL)
THIN_TRAIL = measures.completeness(**WHOLE_TRAIL | {"coded": 79})


# M0


def test_a_trail_is_preliminary_as_soon_as_one_part_is_below_eighty_percent():
    assert (TRAIL.state, TRAIL.is_preliminary, THIN_TRAIL.is_preliminary) == (State.OK, False, True)
    assert TRAIL.coded.share == Fraction(92, 100)


def test_double_coding_is_measured_against_the_fifth_that_is_asked_for():
    assert measures.completeness(**WHOLE_TRAIL | {"comments": 1000, "coded": 1000}).double_coded.denominator == 200
    assert measures.completeness(**WHOLE_TRAIL | {"comments": 30, "coded": 30}).double_coded.share == 1


def test_without_links_nothing_is_claimed_about_their_confirmation():
    trail = measures.completeness(**WHOLE_TRAIL | {"links": 0, "confirmed": 0})

    assert (trail.confirmed.share, trail.is_preliminary) == (None, False)


def test_an_empty_trail_is_not_enough_and_preliminary():
    trail = measures.completeness(**dict.fromkeys(WHOLE_TRAIL, 0) | {"as_of": TODAY})

    assert (trail.state, trail.is_preliminary) == (State.NOT_ENOUGH, True)


# M1


def heard(*groups, **options):
    counts = [GroupCount(key, count, enrolled) for key, count, enrolled in groups]
    return measures.who_was_heard(counts, as_of=TODAY, **options)


def test_the_distance_says_how_many_would_have_to_be_other_people():
    found = heard(("en", 60, 500), ("es", 40, 500))

    assert (found.state, found.n, found.denominator, found.distance) == (State.OK, 100, 1000, Fraction(1, 10))
    assert [group.ratio for group in found.groups] == [Fraction(6, 5), Fraction(4, 5)]
    assert [group.coverage for group in found.groups] == [Fraction(12, 100), Fraction(8, 100)]


@pytest.mark.parametrize(("count", "is_gap"), [(7, True), (8, False), (16, False), (18, True)])
def test_a_gap_is_flagged_only_beyond_what_chance_explains_in_forty_people(count, is_gap):
    found = heard(("g", count, 300), ("other", 40 - count, 700), published=False)

    assert found.groups[0].is_gap is is_gap


def test_wilsons_interval_is_the_published_one():
    low, high = measures.wilson(10, 40, z=1.96)

    assert (round(low, 4), round(high, 4)) == (0.1419, 0.4019)
    assert measures.wilson(0, 20)[0] == 0.0
    assert measures.wilson(20, 20)[1] == 1.0


def test_people_of_an_unknown_group_are_a_bar_of_their_own():
    found = heard(("en", 30, 50), ("es", 30, 50), unknown=20)

    assert (found.n, found.known, found.unknown, found.distance) == (80, 60, 20, 0)


def test_a_small_group_is_hidden_with_a_second_and_the_distance_gives_neither_away():
    found = heard(("en", 60, 500), ("es", 30, 300), ("ko", 10, 200))

    assert [group.heard for group in found.groups] == [60, None, None]
    assert [group.state for group in found.groups] == [State.OK, State.HIDDEN, State.HIDDEN]
    assert found.distance == Fraction(1, 10)


def test_an_unknown_group_that_is_hidden_cannot_be_worked_out_from_the_others():
    one, other = (heard(("en", 60, 500), ("es", 33 - few, 500), unknown=few) for few in (3, 5))

    assert one == other
    assert (one.known, one.unknown, one.groups[0].heard) == (None, None, 60)


@pytest.mark.parametrize("groups", [[("en", 6, 50), ("es", 4, 50)], [("en", 60, None), ("es", 40, 50)]])
def test_few_people_or_no_enrollment_is_not_enough(groups):
    assert heard(*groups).state == State.NOT_ENOUGH


def test_inside_the_organization_small_groups_may_be_seen():
    assert [group.heard for group in heard(("en", 60, 50), ("ko", 3, 50), published=False).groups] == [60, 3]


# M2


def asked(days_ago, answered_after=None):
    day = TODAY - timedelta(days=days_ago)
    return AskDates(day, None if answered_after is None else day + timedelta(days=answered_after))


def test_answers_are_counted_among_the_asks_that_are_due():
    asks = [asked(94), asked(90, 30), asked(70, 10), asked(60), asked(10, 5)]

    found = measures.asks_answered(asks, promised_days=60, as_of=TODAY)

    assert (found.n, found.denominator, found.share) == (2, 3, Fraction(2, 3))
    assert (found.asks, found.answered, found.waiting, found.oldest_waiting_days) == (5, 3, 2, 94)


def test_before_any_ask_is_due_it_is_too_early():
    found = measures.asks_answered([asked(60, 2)], promised_days=60, as_of=TODAY)

    assert (found.state, found.share) == (State.TOO_EARLY, None)


def test_an_answer_sent_later_does_not_count_yet():
    found = measures.asks_answered([asked(90, 100)], promised_days=60, as_of=TODAY)

    assert (found.answered, found.waiting) == (0, 1)


def test_waiting_asks_lengthen_the_median_and_are_not_dropped():
    ended = [(6, True), (6, True), (6, True), (7, True), (10, True), (13, True), (16, True), (22, True), (23, True)]
    waiting = [(days, False) for days in (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)]

    assert measures.median_wait(ended + waiting) == 23  # Freireich's 6-MP patients, the textbook case
    assert measures.median_wait(ended) == 10


def test_a_median_that_is_not_reached_is_not_shown():
    assert measures.median_wait([(5, True), (9, False), (9, False)]) is None


# M3 and M4


def line(key, planned, actual=None, links=(), **options):
    return MoneyLine(key, planned, actual, links=tuple(links), **{"is_decided": True} | options)


LINES = [
    line("tutors", 6_000, 3_000, [("tutoring", Fraction(1))]),
    line("nurse", 2_000, 2_500, [("health", Fraction(1, 4))]),
    line("posters", 2_000, 0),
    line("principal", 90_000, 90_000, is_open=False),
]


def test_money_follows_asks_over_what_was_open_to_choice():
    found = measures.money_followed(LINES, trail=TRAIL, as_of=TODAY)

    assert (found.state, found.n, found.denominator, found.share) == (State.OK, 6_500, 10_000, Fraction(65, 100))
    assert found.unasked_cents == 3_500
    assert found.priorities == (("tutoring", 6_000), ("health", 500))


def test_a_thin_trail_makes_the_figure_preliminary():
    assert measures.money_followed(LINES, trail=THIN_TRAIL, as_of=TODAY).state == State.PRELIMINARY


@pytest.mark.parametrize("lines", [[], [line("x", 500, is_decided=False)], [line("x", 500, is_open=False)]])
def test_without_open_dollars_or_decisions_it_is_not_enough(lines):
    found = measures.money_followed(lines, trail=TRAIL, as_of=TODAY)

    assert (found.state, found.n, found.share) == (State.NOT_ENOUGH, None, None)


def test_shares_of_more_than_a_line_are_an_error():
    links = [("a", Fraction(2, 3)), ("b", Fraction(1, 2))]

    with pytest.raises(ValueError, match="more than the line"):
        measures.money_followed([line("x", 500, links=links)], trail=TRAIL, as_of=TODAY)


def test_spending_leaves_out_lines_without_a_report_and_counts_them():
    lines = [*LINES, line("garden", 5_000, None)]

    found = measures.spending_followed(lines, trail=TRAIL, as_of=TODAY)

    assert (found.n, found.denominator, found.unreported) == (3_625, 5_500, 1)


def test_without_any_report_spending_is_not_reported_and_not_zero():
    found = measures.spending_followed([line("x", 500)], trail=TRAIL, as_of=TODAY)

    assert (found.state, found.n, found.share) == (State.NOT_REPORTED, None, None)


def test_overspending_one_line_does_not_hide_underspending_another():
    found = measures.promise_kept(LINES, trail=TRAIL, as_of=TODAY)

    assert (found.n, found.denominator, found.share) == (5_000, 8_000, Fraction(5, 8))


def test_a_promise_without_reports_is_not_reported():
    found = measures.promise_kept([line("x", 500, links=[("a", 1)])], trail=TRAIL, as_of=TODAY)

    assert (found.state, found.n, found.unreported, found.unreported_cents) == (State.NOT_REPORTED, None, 1, 500)


def test_a_plan_without_ties_to_asks_promised_nothing():
    assert measures.promise_kept([line("x", 500, 400)], trail=TRAIL, as_of=TODAY).state == State.NOT_ENOUGH


@pytest.mark.parametrize(
    ("actuals", "outturn", "variance", "band"),
    [((50, 50), 1, 0, "A"), ((54, 46), 1, Fraction(8, 100), "B"), ((30, 20), Fraction(1, 2), Fraction(1, 5), "D")],
)
def test_pefa_compares_each_line_with_the_plan_scaled_to_the_outturn(actuals, outturn, variance, band):
    lines = [line(place, 50, actual) for place, actual in enumerate(actuals)]

    found = measures.promise_kept(lines, trail=TRAIL, as_of=TODAY)

    assert (found.outturn, found.variance, found.pefa_band) == (outturn, variance, band)


# M5 and M6


def ballots(**groups):
    """People named by number, so many for each list of asks: ballots(tutors=30, nurse_library=5)."""
    return {f"{asks} {n}": set(asks.split("_")) for asks, count in groups.items() for n in range(count)}


def left_out(support, costs, funded, money, **options):
    return measures.left_out(support, costs, funded, money_cents=money, trail=TRAIL, as_of=TODAY, **options)


def test_people_whose_fair_share_would_have_paid_are_named_as_a_group():
    costs = {"lights": 5_000, "murals": 5_000, "tutors": 4_000}

    found = left_out(ballots(lights=55, tutors=45), costs, {"lights": 5_000, "murals": 5_000}, 10_000)

    [group] = found.groups
    assert (found.state, found.n) == (State.OK, 100)
    assert (group.ask, group.people, group.fair_share_cents) == ("tutors", 45, 4_500)


def test_people_who_got_enough_else_are_not_left_out():
    found = left_out(
        ballots(lights_tutors=45, lights=55), {"lights": 6_000, "tutors": 4_000}, {"lights": 6_000}, 10_000
    )

    assert found.groups == ()


@pytest.mark.parametrize("cost", [10_001, 4_000])
def test_an_ask_dearer_than_the_money_or_of_few_people_is_passed_over(cost):
    assert left_out(ballots(tutors=10, lights=90), {"tutors": cost}, {}, 10_000).groups == ()


def test_a_group_that_is_nearly_everybody_is_named_without_its_number():
    [group] = left_out(ballots(tutors=95, lights=5), {"tutors": 4_000}, {}, 10_000).groups

    assert (group.ask, group.people, group.fair_share_cents) == ("tutors", None, None)


@pytest.mark.parametrize(("support", "costs"), [({}, {"a": 1}), (ballots(a=10), {"a": 1}), (ballots(a=20), {})])
def test_without_support_or_costs_nothing_is_computed(support, costs):
    assert left_out(support, costs, {}, 1_000).state == State.NOT_ENOUGH


@settings(max_examples=150)
@given(st.lists(st.integers(0, 6), max_size=6), st.integers(1, 8), st.integers(1, 20), st.integers(0, 4))
def test_thelargest_wronged_group_is_the_one_found_by_trying_all(gains, cost, money, others):
    people = len(gains) + others
    wronged = [
        size
        for size in range(1, len(gains) + 1)
        if any((max(group) + cost) * people <= size * money for group in combinations(gains, size))
    ]

    assert largest_wronged(sorted(gains), cost, money, people) == max(wronged, default=0)


def got(support, funded, groups, **options):
    group_of = {person: group for person in support for asks, group in groups.items() if person.startswith(asks)}
    return measures.everyone_got(support, funded, group_of=group_of, trail=TRAIL, as_of=TODAY, **options)


def test_the_largest_gap_between_groups_is_told():
    support = ballots(a=40, b=10, c=20, d=20)

    found = got(support, {"a", "c"}, {"a": "old", "b": "old", "c": "new", "d": "new"}, published=False)

    assert (found.n, found.denominator, found.share) == (60, 90, Fraction(2, 3))
    assert {group.key: group.share for group in found.groups} == {"old": Fraction(4, 5), "new": Fraction(1, 2)}
    assert found.gap == Fraction(3, 10)


def test_in_public_no_small_number_of_people_with_nothing_is_told():
    support = ballots(a=40, b=10, c=20, d=20)

    found = got(support, {"a", "c"}, {"a": "old", "b": "old", "c": "new", "d": "new"})

    assert (found.n, found.denominator) == (60, 90)
    assert [group.n for group in found.groups] == [None, None]
    assert (found.gap, found.groups[0].state) == (None, State.HIDDEN)


def test_people_whose_group_is_unknown_are_not_compared():
    found = got(ballots(a=40, b=30), {"a"}, {"a": "old"}, published=False)

    assert (len(found.groups), found.gap) == (2, None)


def test_ten_people_are_not_enough():
    found = got(ballots(a=10), {"a"}, {})

    assert (found.state, found.n, found.denominator) == (State.NOT_ENOUGH, None, None)


@pytest.mark.parametrize("state", [state for state in State if state is not State.OK])
def test_each_state_has_words(state):
    assert str(state.label)
