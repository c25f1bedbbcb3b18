"""Promising: what a school told its families about when they will have an answer."""

import datetime as dt

from django.db import transaction

from accounts.audit import record
from kit.years import school_year
from schools.models import School, YearPromise


@transaction.atomic
def promise(
    school: School, year: int, *, answer_days: int, counted_from: str, budget_on: dt.date | None, by, organization=None
) -> YearPromise:
    """Write down a school's promise for the plan of one year, in place of an earlier one. 1 to 365 days.

    The history keeps what stood before: each change names the days and where they are counted from.
    """
    standing = YearPromise.objects.select_for_update().filter(school=school, year=year).first()
    given = standing or YearPromise(school=school, year=year)
    given.answer_days, given.counted_from, given.budget_on = answer_days, counted_from, budget_on
    given.full_clean()
    given.save()
    record(
        by,
        "schools.promised",
        school,
        organization=organization,
        year=school_year(year),
        days=answer_days,
        counted_from=given.counted_from,
        budget_on=budget_on and budget_on.isoformat(),
    )
    return given
