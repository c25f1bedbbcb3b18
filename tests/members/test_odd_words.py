"""Whatever somebody types or pastes where people are looked for, a page answers."""

import pytest
from django.urls import reverse

from tests.factories.members import PersonFactory

pytestmark = pytest.mark.django_db

ODD = ["\0", "Lup\0ita", '""" OR', "near(", "%_%", "\\", "'; --", "🙂🙂🙂", "\u202eabc", "x" * 10_000, "\t\n"]
FILTERS = ("search", "sort", "page", "tag", "school", "answer", "organizer", "rung", "speaks", "belongs", "list")
LEAVES = (
    {"n.0.is": "zip", "n.0.v.zip": "?"},
    {"n.0.is": "answer_words", "n.0.v.text": "?"},
    {"n.0.is": "school_tie", "n.0.v.school": "?"},
    {"n.0.is": "talk", "n.0.v.days": "?", "n.0.v.by": "?"},
    {"n.0.is": "?", "n.mode": "?"},
)


@pytest.fixture
def tasha(client, cast):
    PersonFactory(steward=cast.coalition_org)
    client.force_login(cast.tasha)
    return client


@pytest.mark.parametrize("words", ODD)
def test_odd_words_are_searched_for_like_any_others(tasha, words):
    for name in ("members:list", "members:find", "search"):
        assert tasha.get(reverse(name), {"q": words}).status_code == 200
    assert tasha.get(reverse("members:list"), dict.fromkeys(FILTERS, words)).status_code == 200


@pytest.mark.parametrize("words", ODD)
def test_odd_words_in_a_saved_search_or_for_many_people_are_refused_or_find_nobody(tasha, words):
    for leaf in LEAVES:
        typed = {name: words if value == "?" else value for name, value in leaf.items()}
        page = tasha.post(reverse("members:segment_new"), {"n.mode": "all", **typed, "name": "Odd", "do": "count"})
        assert page.status_code == 200
    everybody = {"kind": "tag", "everyone": "1", "query": f"q={words}"}
    assert tasha.post(reverse("members:bulk"), everybody).status_code == 200
