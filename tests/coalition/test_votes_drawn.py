from types import SimpleNamespace

import pytest
from django.utils.translation import override

from coalition.templatetags.coalitions import attendance_drawn, needed_words, vote_mark, votes, votes_key


def closed(yes=0, no=0, abstained=0, stood_aside=0, in_conflict=0, not_there=0, **facts):
    facts = {"is_fixed": True, "state": "passed", "rule": "two_thirds", "needed": 7, "counted_of": 10, **facts}
    counts = {"yes": yes, "no": no, "abstained": abstained, "stood_aside": stood_aside}
    return SimpleNamespace(**counts, in_conflict=in_conflict, not_there=not_there, quorum_then=7, **facts)


def test_one_square_for_each_place_and_the_counts_in_words():
    drawn = votes(closed(yes=10, not_there=3))

    assert (drawn.count("<rect"), drawn.count('class="v-y"'), drawn.count('class="v-x"')) == (13, 10, 3)
    assert 'width="208" height="14"' in drawn
    assert "10 yes · 0 no · 0 abstained · 3 not there" in drawn


def test_squares_break_into_rows_of_thirteen():
    drawn = votes(closed(yes=14))

    assert 'width="208" height="30"' in drawn
    assert "translate(0 17)" in drawn


def test_every_vote_has_a_shape_of_its_own():
    """Without color: no two drawings are the same."""
    marks = {vote_mark(choice) for choice in ("yes", "no", "abstain", "stand_aside", "conflict", "not_there")}

    assert len(marks) == 6
    assert vote_mark("") == ""


def test_what_did_not_happen_is_left_out_but_for_yes_no_and_abstained():
    assert "4 yes · 3 no · 1 abstained · 1 stood aside · 2 in conflict" in votes(
        closed(yes=4, no=3, abstained=1, stood_aside=1, in_conflict=2)
    )


def test_an_open_vote_shows_what_was_said_so_far_and_a_proposal_nothing():
    so_far = SimpleNamespace(is_fixed=False, so_far={"yes": 2})

    assert votes(so_far).count("<rect") == 2
    assert votes(SimpleNamespace(is_fixed=False)) == ""


def test_numbers_in_drawings_are_the_same_in_both_languages():
    with override("es"):
        assert 'viewBox="0 0 208 14"' in votes(closed(yes=13))
        assert ".75" in votes(closed(yes=13))


@pytest.mark.parametrize(
    ("facts", "words"),
    [({}, "7 of 10 needed"), ({"rule": "consensus"}, "Consensus: nobody may say no"),
     ({"state": "no_quorum", "yes": 5, "not_there": 8}, "5 there, 7 make a quorum")],
)  # fmt: skip
def test_what_was_needed_is_said_in_words(facts, words):
    assert needed_words(closed(**facts)) == words


def test_the_key_names_standing_aside_where_it_can_happen():
    assert "Stood aside" in votes_key(True)
    assert "Stood aside" not in votes_key(False)


def test_attendance_in_one_line_is_read_out_as_counts():
    drawn = attendance_drawn(["present", "absent", "present"])

    assert drawn.count('class="att ') == 3
    assert 'aria-label="Present: 2, Absent: 1"' in drawn
    assert attendance_drawn([]) == ""
