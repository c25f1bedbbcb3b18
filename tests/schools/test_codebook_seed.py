import re

import pytest

from kit.folding import fold
from schools.codebook_seed import CODES
from schools.models import Code
from schools.taxonomy import BY_SLUG, CATEGORIES, GROUPS

KEYS = [code.key for code in CODES]
seeds = pytest.mark.parametrize("code", CODES, ids=KEYS)


def test_each_code_has_its_own_key_and_a_parent_that_exists():
    assert len(set(KEYS)) == len(KEYS)
    assert {code.parent_key for code in CODES} <= {"", *KEYS}
    assert not [code.key for code in CODES if code.parent_key == code.key]


@seeds
def test_a_code_fits_the_model_and_is_complete_in_both_languages(code):
    row = Code(**code.values())

    row.clean_fields(exclude=["version"])
    assert all(value for name, value in code.values().items() if name != "parent_key")
    assert (len(code.examples_en), len(code.examples_es)) == (2, 2)


@seeds
def test_a_codes_patterns_are_folded_and_find_words(code):
    for pattern in code.keywords:
        assert re.compile(rf"\b(?:{pattern})")
        assert fold(pattern.replace("\\", "")) == pattern.replace("\\", "")


@pytest.mark.parametrize(
    ("comment", "key"),
    [
        ("Los baños están sucios", "clean-bathrooms"),
        ("We want a nurse every day", "nurse-health"),
        ("No queremos policías en la escuela", "police-free-safety"),
        ("Que haya intérprete en las juntas", "language-access"),
        ("Necesita tutoría", "tutoring"),
    ],
)
def test_patterns_find_what_people_say_with_and_without_accents(comment, key):
    patterns = next(code.keywords for code in CODES if code.key == key)

    assert any(re.search(rf"\b(?:{pattern})", fold(comment)) for pattern in patterns)


def test_each_spending_category_has_its_own_slug_a_group_and_two_names():
    assert len(BY_SLUG) == len(CATEGORIES)
    assert all(category.group in GROUPS and category.english and category.spanish for category in CATEGORIES)
    assert all(re.fullmatch(r"[a-z0-9-]{1,60}", category.slug) for category in CATEGORIES)
