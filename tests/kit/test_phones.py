"""Phone numbers: one plain form to keep, the usual form to read, and refusals that say what is wrong."""

import pytest
from django.core.exceptions import ValidationError

from kit.phones import plain, shown


@pytest.mark.parametrize("typed", ["3235550142", "(323) 555-0142", "323.555.0142", "1-323-555-0142", "+1 323 555 0142"])
def test_however_it_is_typed_a_number_is_kept_one_way(typed):
    assert plain(typed) == "+13235550142"


def test_a_number_from_abroad_keeps_its_country():
    assert plain("+52 55 1234 5678") == "+525512345678"
    assert shown("+525512345678").startswith("+52 ")


@pytest.mark.parametrize("typed", ["323 555 014", "12", "323 555 0142 77 88"])
def test_too_few_or_too_many_digits_are_counted(typed):
    digits = sum(character.isdigit() for character in typed)

    with pytest.raises(ValidationError, match=f"has {digits} digits"):
        plain(typed)


@pytest.mark.parametrize("typed", ["", "call me", "lupita@example.org"])
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(ValidationError, match="is not a phone number"):
        plain(typed)


def test_a_number_is_shown_as_people_write_it():
    assert shown("+13235550142") == "(323) 555-0142"
