from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schools.agreement import Agreement, agreement, disagreements, per_code


def test_the_textbook_example_gives_its_kappa():
    found = Agreement(both=20, first_only=5, second_only=10, neither=15)

    assert (found.n, found.percent, found.kappa) == (50, Fraction(7, 10), Fraction(2, 5))
    assert found.positive == Fraction(40, 55)
    assert found.negative == Fraction(30, 45)


def test_a_rare_code_leaves_ac1_steady_where_kappa_falls():
    found = Agreement(both=1, first_only=1, second_only=1, neither=97)

    assert round(float(found.kappa), 2) == 0.49
    assert round(float(found.ac1), 2) == 0.98


@pytest.mark.parametrize("same", [Agreement(0, 0, 0, 9), Agreement(9, 0, 0, 0)])
def test_kappa_is_undefined_when_all_codings_are_the_same(same):
    assert (same.kappa, same.percent, same.ac1) == (None, 1, 1)


def test_without_comments_nothing_is_claimed():
    nothing = agreement([])

    assert (nothing.n, nothing.percent, nothing.kappa, nothing.ac1, nothing.positive) == (0, None, None, None, None)


FIRST = {1: {"food"}, 2: {"food", "nurse"}, 3: set(), 4: {"library"}}
SECOND = {1: {"food"}, 2: {"food", "library"}, 3: set(), 5: {"nurse"}}


def test_only_comments_that_both_have_read_count():
    found = per_code(FIRST, SECOND, codes=["tutoring"])

    assert found["food"] == Agreement(2, 0, 0, 1)
    assert found["nurse"] == Agreement(0, 1, 0, 2)
    assert found["tutoring"] == Agreement(0, 0, 0, 3)


def test_each_disagreement_is_listed_with_what_only_one_of_them_saw():
    [found] = disagreements(FIRST, SECOND)

    assert (found.comment, found.first_only, found.second_only) == (2, ("nurse",), ("library",))


@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=30))
def test_agreement_does_not_depend_on_who_is_first(pairs):
    one, other = agreement(pairs), agreement((second, first) for first, second in pairs)

    assert (one.kappa, one.ac1, one.percent) == (other.kappa, other.ac1, other.percent)
    assert one.kappa is None or -1 <= one.kappa <= 1
