from datetime import date

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEntry
from schools import promising
from schools.models import YearPromise
from tests.factories import schools as make

JANUARY_20 = date(2027, 1, 20)


def promise(cast, school, **changes):
    told = {"answer_days": 60, "counted_from": "filing", "budget_on": JANUARY_20} | changes
    return promising.promise(school, 2027, **told, by=cast.rosa, organization=cast.coalition_org)


def test_a_promise_stands_for_one_school_and_year(cast):
    school = make.SchoolFactory()

    promise(cast, school)

    given = YearPromise.objects.get()
    assert (given.school, given.year, given.answer_days, given.budget_on) == (school, 2027, 60, JANUARY_20)


def test_a_new_promise_takes_the_place_of_the_old_one_and_both_are_in_the_history(cast):
    school = make.SchoolFactory()
    promise(cast, school)

    promise(cast, school, answer_days=30, counted_from="asking", budget_on=None)

    given = YearPromise.objects.get()
    assert (given.answer_days, given.counted_from, given.budget_on) == (30, "asking", None)
    entries = AuditEntry.objects.filter(verb="schools.promised").order_by("pk")
    assert [entry.details["days"] for entry in entries] == [60, 30]
    assert "an answer within 30 days" in entries[1].sentence


@pytest.mark.parametrize("days", [0, 366])
def test_a_promise_is_between_a_day_and_a_year(cast, days):
    with pytest.raises(ValidationError):
        promise(cast, make.SchoolFactory(), answer_days=days)

    assert YearPromise.objects.count() == 0
    assert AuditEntry.objects.count() == 0
