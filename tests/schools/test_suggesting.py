"""Suggestions only order the list of topics, by keyword rules and, where installed, by nearness in meaning."""

from time import perf_counter
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError

from kit.folding import fold
from schools import keywords, suggesting


def code(pk, patterns, **said):
    texts = {
        "name_en": "",
        "name_es": "",
        "definition_en": "",
        "definition_es": "",
        "examples_en": "",
        "examples_es": "",
    }
    return SimpleNamespace(pk=pk, position=pk, parent_key="", keywords=patterns, **(texts | said))


@pytest.fixture
def rules_only(monkeypatch):
    monkeypatch.setattr(suggesting, "can_compare_meaning", lambda: False)


class Named:
    """A code that can be a key of a dict."""

    def __init__(self, pk, patterns):
        self.__dict__.update(vars(code(pk, patterns)))


def test_the_topic_with_most_hits_comes_first(rules_only):
    food, baths, gates = Named(1, "comida"), Named(2, "baños?|limpi\\w*"), Named(3, "puerta")

    assert suggesting.suggest("Los BAÑOS no están limpios y la comida llega fría", [food, baths, gates]) == [
        baths,
        food,
    ]


def test_with_equal_hits_the_codebooks_order_decides_and_three_are_enough(rules_only):
    codes = [Named(4, "a"), Named(2, "a"), Named(3, "a"), Named(1, "a")]

    assert [found.pk for found in suggesting.suggest("a", codes)] == [1, 2, 3]


def test_with_equal_hits_a_part_comes_before_its_whole(rules_only):
    whole, part = Named(1, "safe"), Named(2, "safe")
    part.parent_key = "safety"

    assert suggesting.suggest("A safe crossing", [whole, part]) == [part, whole]


def test_nothing_is_suggested_without_a_reason(rules_only):
    assert suggesting.suggest("Gracias", [Named(1, "comida")]) == []


def test_suggestions_do_not_know_for_from_against(rules_only):
    police = Named(1, "police")

    assert suggesting.suggest("More police", [police]) == suggesting.suggest("No police", [police]) == [police]


def test_a_pattern_starts_at_the_beginning_of_a_word():
    assert keywords.hits("gate", fold("The gate, the gates, we investigate")) == 2


def test_patterns_are_kept_folded_and_once():
    assert keywords.clean("Baños?\n\n baños? \nréading") == "banos?\nreading"


@pytest.mark.parametrize(
    "pattern",
    ["(a|b)+", "(a+)+", "a?" * 12, "(a|a)" * 9, "(?=x)", "a\\1", "x{3}", "(foo", "foo)", "*a", ".*x", "^a", "a" * 301],
)
def test_a_pattern_that_is_broken_or_could_be_slow_is_refused_by_name(pattern):
    with pytest.raises(ValidationError, match="“"):
        keywords.clean(pattern)


@pytest.mark.parametrize("pattern", ["\\w*", "a?", "()", "a|"])
def test_a_pattern_that_would_match_every_comment_is_refused(pattern):
    with pytest.raises(ValidationError):
        keywords.clean(pattern)


@pytest.mark.parametrize("pattern", ["\\w*\\w*x", "(a|aa)?(a|aa)?(a|aa)?b", "[a-z]*[a-z]*1"])
def test_an_allowed_pattern_is_fast_on_the_longest_comment(pattern):
    words = "a" * 2000 + " " + "a " * 999
    start = perf_counter()
    try:
        keywords.hits(keywords.clean(pattern), words)
    except ValidationError:
        return
    assert perf_counter() - start < 1


@pytest.mark.skipif(not suggesting.can_compare_meaning(), reason="the optional extra “suggestions” is not installed")
def test_the_encoder_finds_a_topic_without_a_keyword():
    bathrooms = code(1, "", name_en="Clean bathrooms", name_es="Baños limpios", definition_en="Toilets that work.")
    music = code(2, "", name_en="Music", name_es="Música", definition_en="Instruments and choir.")

    near = suggesting.nearness("The restroom smells and there is never any soap", [bathrooms, music])

    assert near[1] > near[2]
