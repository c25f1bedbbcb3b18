from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schools import seni
from schools.seni import Indicator, Method

VALUES = st.lists(st.one_of(st.none(), st.integers(-5, 5)), min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("values", "highest_first", "lowest_first"),
    [
        (["235.70", "440.03", "248.99", "182.93", "192.55"], [60, 100, 80, 20, 40], [60, 20, 40, 100, 80]),
        (["35.70", "40.03", "48.99", "82.93", "92.55"], [20, 40, 60, 80, 100], [100, 80, 60, 40, 20]),
        (["5", "5", "1", None], [83.33, 83.33, 33.33, None], [50, 50, 100, None]),
    ],
)
def test_percentiles_are_those_of_the_published_vectors(values, highest_first, lowest_first):
    numbers = [None if value is None else Decimal(value) for value in values]

    assert rounded(seni.p_rank_max(numbers)) == highest_first
    assert rounded(seni.p_rank_min(numbers)) == lowest_first


def rounded(percentiles):
    return [None if percentile is None else round(float(percentile), 2) for percentile in percentiles]


def test_text_is_not_ranked():
    with pytest.raises(TypeError):
        seni.p_rank_max(["10", "9"])


@given(VALUES)
def test_what_is_missing_stays_missing_and_the_rest_lies_between_the_ends(values):
    present = [value for value in values if value is not None]

    for percentile, value in zip(seni.p_rank_max(values), values, strict=True):
        assert (percentile is None) == (value is None)
        assert percentile is None or Fraction(100, len(present)) <= percentile <= 100


def test_percent_ranks_run_from_zero_to_one_and_ties_share_the_lowest():
    assert seni.percent_rank([3, 1, 1, None, 5]) == [Fraction(2, 3), 0, 0, None, 1]
    assert seni.percent_rank([7]) == [None]


@pytest.mark.parametrize(
    ("percentile", "tier"),
    [(0, "lowest"), (19.9, "lowest"), (20, "low"), (40, "moderate"), (60, "high"), (80, "highest"), (100, "highest")],
)
def test_tiers_begin_at_each_fifth(percentile, tier):
    assert seni.tier(percentile) == tier


@pytest.mark.parametrize(("indicators", "needed"), [(1, 1), (2, 1), (3, 1), (5, 3), (6, 3)])
def test_a_domain_needs_about_half_of_its_indicators(indicators, needed):
    assert seni.at_least_half(indicators) == needed


ABSENCE, GRADUATION = Indicator("absence", "climate"), Indicator("graduation", "academic", is_asset=True)


def test_more_absence_and_less_graduation_mean_more_need():
    figures = {
        "Cedar": {"absence": 10, "graduation": 90},
        "Birch": {"absence": 20, "graduation": 80},
        "Maple": {"absence": 30, "graduation": 70},
    }

    found = seni.estimate(Method((ABSENCE, GRADUATION)), figures)

    assert [found[name].percentile for name in figures] == [0, 50, 100]
    assert [found[name].tier for name in figures] == ["lowest", "moderate", "highest"]
    assert found["Cedar"].domain_scores == {"climate": 0, "academic": -1}
    assert "Estimate" in str(found["Cedar"].label)


def test_a_school_without_one_domain_gets_no_index_and_a_reason():
    figures = {
        "Cedar": {"absence": 10, "graduation": 90},
        "Birch": {"absence": 20},
        "Elm": {"absence": 5, "graduation": 1},
    }

    found = seni.estimate(Method((ABSENCE, GRADUATION)), figures)

    assert (found["Birch"].score, found["Birch"].tier, found["Birch"].lacking) == (None, None, ("academic",))
    assert found["Cedar"].score == Fraction(1, 4)


def test_the_minimum_of_a_domain_can_be_raised():
    method = Method((ABSENCE, Indicator("fights", "climate")), minimum={"climate": 2})

    found = seni.estimate(method, {"Cedar": {"absence": 1}, "Birch": {"absence": 2, "fights": 3}})

    assert found["Cedar"].lacking == ("climate",)


def test_weights_shift_a_domain():
    method = Method((Indicator("absence", "climate", weight=Fraction(3)), Indicator("fights", "climate")))

    found = seni.estimate(method, {"Cedar": {"absence": 1, "fights": 9}, "Birch": {"absence": 2, "fights": 3}})

    assert found["Cedar"].domain_scores["climate"] == Fraction(1, 4)


def test_an_indicator_counts_only_for_its_levels_and_ranks_can_stay_within_one():
    method = Method((ABSENCE, Indicator("graduation", "climate", levels=frozenset({"high"}))), ranks_within_level=True)
    figures = {name: {"absence": place, "graduation": 5} for place, name in enumerate(["Cedar", "Birch", "Elm", "Oak"])}
    levels = {"Cedar": "high", "Birch": "high", "Elm": "middle", "Oak": "middle"}

    found = seni.estimate(method, figures, levels)

    assert [found[name].percentile for name in figures] == [0, 100, 0, 100]
    assert found["Oak"].domain_scores == {"climate": 1}
