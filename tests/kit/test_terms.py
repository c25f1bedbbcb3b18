from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import isolate_apps

from kit.terms import Term

JANUARY_1, JUNE_30, JULY_1 = date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1)

with isolate_apps("kit"):

    class Stay(Term):
        class Meta(Term.Meta):
            app_label = "kit"


@pytest.fixture
def stays(db):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kit_stay (id bigint PRIMARY KEY, starts_on date NOT NULL, ends_on date NULL)")
    return Stay.objects


def test_a_term_is_current_through_its_last_day(stays):
    stay = stays.create(pk=1, starts_on=JANUARY_1, ends_on=JUNE_30)

    assert list(stays.current(on=JUNE_30)) == [stay]
    assert list(stays.current(on=JULY_1)) == []


def test_a_term_without_an_end_goes_on(stays):
    stay = stays.create(pk=1, starts_on=JANUARY_1)

    assert list(stays.current(on=date(2099, 1, 1))) == [stay]
    assert list(stays.ended(on=date(2099, 1, 1))) == []


def test_a_term_has_ended_on_the_day_after_its_last(stays):
    stay = stays.create(pk=1, starts_on=JANUARY_1, ends_on=JUNE_30)

    assert list(stays.ended(on=JUNE_30)) == []
    assert list(stays.ended(on=JULY_1)) == [stay]


def test_terms_overlap_when_they_share_one_day(stays):
    stay = stays.create(pk=1, starts_on=JANUARY_1, ends_on=JUNE_30)

    assert list(stays.overlapping(JUNE_30)) == [stay]
    assert list(stays.overlapping(JULY_1)) == []
    assert list(stays.overlapping(date(2025, 1, 1), JANUARY_1)) == [stay]
    assert list(stays.overlapping(date(2025, 1, 1), date(2025, 12, 31))) == []


def test_a_term_that_ends_before_it_starts_is_refused_in_words(db):
    with pytest.raises(ValidationError, match="The last day must not be before the first day"):
        Stay(starts_on=JULY_1, ends_on=JUNE_30).full_clean()
