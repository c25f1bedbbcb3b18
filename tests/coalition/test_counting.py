from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.counting import Choice, needed_of, tally
from coalition.models.coalition import VoteBase, VoteRule

YES, NO, ABSTAIN, ASIDE, CONFLICT, AWAY = (
    Choice.YES, Choice.NO, Choice.ABSTAIN, Choice.STAND_ASIDE, Choice.CONFLICT, Choice.NOT_THERE,
)  # fmt: skip
MAJORITY, TWO_THIRDS, CONSENSUS = VoteRule.MAJORITY, VoteRule.TWO_THIRDS, VoteRule.CONSENSUS
PRESENT, CAST, ALL = VoteBase.PRESENT, VoteBase.CAST, VoteBase.ALL

ballots = st.lists(st.sampled_from(Choice.values), max_size=40)
rules, bases, quorums = st.sampled_from(VoteRule.values), st.sampled_from(VoteBase.values), st.integers(0, 40)


def outcome(choices, rule=TWO_THIRDS, base=PRESENT, quorum=0):
    return tally(choices, rule=rule, base=base, quorum=quorum).outcome


# --- The votes of the design, as they are shown there -------------------------------------------------------------


@pytest.mark.parametrize(
    ("yes", "no", "abstained", "away", "expected", "needed", "of"),
    [(10, 0, 0, 3, "passed", 7, 10), (11, 0, 1, 1, "passed", 8, 12), (4, 3, 1, 5, "failed", 6, 8)],
)
def test_two_thirds_of_the_seats_present(yes, no, abstained, away, expected, needed, of):
    result = tally(
        [YES] * yes + [NO] * no + [ABSTAIN] * abstained + [AWAY] * away, rule=TWO_THIRDS, base=PRESENT, quorum=7
    )

    assert (result.outcome, result.needed, result.counted_of, result.there) == (expected, needed, of, of)


# --- Thresholds, exactly ----------------------------------------------------------------------------------------------


def test_every_split_up_to_forty_each_meets_the_exact_share():
    """Compared with fractions, for a share is never rounded."""
    for yes, no in product(range(41), range(41)):
        choices, of = [YES] * yes + [NO] * no, yes + no

        assert (outcome(choices, MAJORITY) == "passed") == (of > 0 and Fraction(yes, of) > Fraction(1, 2))
        assert (outcome(choices, TWO_THIRDS) == "passed") == (of > 0 and Fraction(yes, of) >= Fraction(2, 3))
        assert (outcome(choices, CONSENSUS) == "passed") == (yes > 0 and no == 0)


def test_a_tie_is_not_more_than_half():
    assert outcome([YES] * 5 + [NO] * 5, MAJORITY) == "failed"
    assert outcome([YES] * 6 + [NO] * 5, MAJORITY) == "passed"


@pytest.mark.parametrize(("of", "needed"), [(0, 1), (1, 1), (2, 2), (3, 2), (4, 3), (6, 4), (9, 6), (10, 7), (13, 9)])
def test_two_thirds_are_rounded_up_and_exact_at_multiples_of_three(of, needed):
    assert needed_of(of, TWO_THIRDS) == needed


@given(st.integers(1, 10**30))
def test_the_least_that_is_needed_is_enough_and_one_less_is_not(of):
    two_thirds, majority = needed_of(of, TWO_THIRDS), needed_of(of, MAJORITY)

    assert 3 * two_thirds >= 2 * of > 3 * (two_thirds - 1)
    assert 2 * majority > of >= 2 * (majority - 1)


# --- Abstaining, standing aside, conflicts ---------------------------------------------------------------------------


def test_an_abstention_weighs_like_a_no_of_the_seats_present_and_nothing_of_the_votes_cast():
    choices = [YES] * 5 + [NO] * 1 + [ABSTAIN] * 3

    assert outcome(choices, TWO_THIRDS, PRESENT) == "failed"
    assert outcome(choices, TWO_THIRDS, CAST) == "passed"


def test_of_all_seats_those_who_are_away_count_too():
    choices = [YES] * 6 + [AWAY] * 4

    assert outcome(choices, TWO_THIRDS, PRESENT) == "passed"
    assert outcome(choices, TWO_THIRDS, ALL) == "failed"
    assert tally(choices, rule=TWO_THIRDS, base=ALL, quorum=0).counted_of == 10


@pytest.mark.parametrize("base", VoteBase.values)
def test_a_conflict_of_interest_is_left_out_of_the_share_and_stays_in_the_quorum(base):
    result = tally([YES] * 4 + [NO] * 2 + [CONFLICT] * 3, rule=TWO_THIRDS, base=base, quorum=9)

    assert (result.outcome, result.needed, result.counted_of, result.there) == ("passed", 4, 6, 9)


@pytest.mark.parametrize("base", VoteBase.values)
def test_standing_aside_and_abstaining_do_not_block_a_consensus_but_one_no_does(base):
    assert outcome([YES, ASIDE, ABSTAIN, AWAY, CONFLICT], CONSENSUS, base) == "passed"
    assert outcome([YES] * 12 + [NO], CONSENSUS, base) == "failed"


def test_a_consensus_needs_somebody_who_agrees():
    assert outcome([ASIDE] * 5, CONSENSUS) == "failed"


@pytest.mark.parametrize(("rule", "base"), list(product(VoteRule.values, VoteBase.values)))
def test_nothing_passes_without_a_yes(rule, base):
    for choices in ([], [ABSTAIN] * 4, [CONFLICT] * 4, [AWAY] * 4, [ASIDE, CONFLICT]):
        assert outcome(choices, rule, base) == "failed"


# --- Quorum -----------------------------------------------------------------------------------------------------------


def test_without_a_quorum_nothing_is_decided_however_clear_the_vote():
    assert outcome([YES] * 6 + [AWAY] * 7, quorum=7) == "no_quorum"
    assert outcome([YES] * 7 + [AWAY] * 6, quorum=7) == "passed"


@pytest.mark.parametrize("choice", [NO, ABSTAIN, ASIDE, CONFLICT])
def test_whoever_speaks_in_any_way_makes_up_the_quorum(choice):
    assert outcome([YES] * 6 + [choice], CONSENSUS, quorum=7) != "no_quorum"


# --- What holds for every vote ---------------------------------------------------------------------------------------


@given(ballots, rules, bases, quorums, st.randoms())
def test_the_order_of_the_votes_does_not_matter(choices, rule, base, quorum, random):
    shuffled = random.sample(choices, len(choices))

    assert tally(shuffled, rule=rule, base=base, quorum=quorum) == tally(choices, rule=rule, base=base, quorum=quorum)


@given(ballots, rules, bases, quorums)
def test_each_place_is_counted_once(choices, rule, base, quorum):
    result = tally(choices, rule=rule, base=base, quorum=quorum)

    assert result.there + result.not_there == len(choices)
    assert result.counted_of <= len(choices)
    assert result.has_quorum == (result.outcome != "no_quorum")


@given(ballots, rules, bases, quorums)
def test_one_more_yes_never_turns_a_passed_motion_down(choices, rule, base, quorum):
    if outcome(choices, rule, base, quorum) == "passed":
        assert outcome([*choices, YES], rule, base, quorum) == "passed"


@given(ballots, rules, bases, quorums)
def test_one_more_no_never_carries_a_motion_that_had_failed(choices, rule, base, quorum):
    if outcome(choices, rule, base, quorum) == "failed":
        assert outcome([*choices, NO], rule, base, quorum) == "failed"


@given(ballots, bases, quorums)
def test_what_passes_by_two_thirds_passes_by_more_than_half(choices, base, quorum):
    if outcome(choices, TWO_THIRDS, base, quorum) == "passed":
        assert outcome(choices, MAJORITY, base, quorum) == "passed"


@given(st.lists(st.sampled_from(Choice.values), max_size=20), rules, bases)
def test_staying_away_changes_nothing_but_the_quorum_and_the_share_of_all(choices, rule, base):
    before, after = (tally(said, rule=rule, base=base, quorum=0) for said in (choices, [*choices, AWAY]))

    if base != ALL or rule == CONSENSUS:
        assert (before.outcome, before.needed, before.counted_of) == (after.outcome, after.needed, after.counted_of)


def test_a_word_that_is_no_choice_is_not_counted_silently():
    with pytest.raises(ValueError, match="maybe"):
        outcome(["yes", "maybe"])
