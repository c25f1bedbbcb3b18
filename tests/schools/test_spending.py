"""Reporting what was spent."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEntry
from schools import spending
from schools.models import Actual, PlanVersion
from tests.factories.schools import ActualFactory, PlanLineFactory, PlanVersionFactory

TODAY = dt.date(2026, 11, 12)
OCTOBER_31 = dt.date(2026, 10, 31)
SOURCE = {"as_of": OCTOBER_31, "source_note": "District report, row 212"}


@pytest.fixture
def line(cast):
    return PlanLineFactory(version=PlanVersionFactory(organization=cast.coalition_org), number=1)


def test_a_figure_keeps_its_day_its_source_and_who_wrote_it_down(cast, line):
    actual = spending.report(line, amount_cents=10_000_00, by=cast.rosa, **SOURCE)

    assert (actual.amount_cents, actual.as_of, actual.recorded_by) == (1000000, OCTOBER_31, cast.rosa)
    assert AuditEntry.objects.get(verb="spending.reported").details["line_1"] == "$10,000"


@pytest.mark.parametrize("cents", [0, -1_200_00])
def test_nothing_spent_and_money_that_came_back_are_figures_too(cast, line, cents):
    assert spending.report(line, amount_cents=cents, by=cast.rosa, **SOURCE).amount_cents == cents


def test_a_day_to_come_is_refused(cast, line):
    with pytest.raises(ValidationError, match="has not come yet"):
        spending.report_many(
            line.version, [(line, 1)], as_of=TODAY + dt.timedelta(1), source_note="x", by=cast.rosa, on=TODAY
        )


def test_a_figure_without_a_source_is_refused(cast, line):
    with pytest.raises(ValidationError, match="where these figures come from"):
        spending.report(line, amount_cents=1, as_of=OCTOBER_31, source_note="  ", by=cast.rosa)


def test_another_figure_for_the_same_day_is_refused(cast, line):
    spending.report(line, amount_cents=10_000_00, by=cast.rosa, **SOURCE)

    with pytest.raises(spending.AlreadyReported, match=r"Line 1 already has a figure .*\$10,000"):
        spending.report(line, amount_cents=12_000_00, by=cast.luis, **SOURCE)

    assert Actual.objects.get().amount_cents == 10_000_00


def test_a_correction_replaces_the_figure_and_the_history_keeps_both(cast, line):
    spending.report(line, amount_cents=10_000_00, by=cast.rosa, **SOURCE)

    spending.report(line, amount_cents=12_000_00, by=cast.luis, replace=True, **SOURCE)

    assert Actual.objects.get().amount_cents == 12_000_00
    assert AuditEntry.objects.get(verb="spending.corrected").details["line_1"] == "$10,000 → $12,000"


def test_a_draft_has_no_spending(cast, line):
    PlanVersion.objects.filter(pk=line.version_id).update(status="draft")
    line.refresh_from_db()

    with pytest.raises(ValidationError, match="plan that was filed"):
        spending.report(line, amount_cents=1, by=cast.rosa, **SOURCE)


def test_spending_goes_to_the_newest_version(cast, line):
    PlanVersionFactory(school=line.version.school, year=line.version.year, number=2)

    with pytest.raises(ValidationError, match="newer version"):
        spending.report(line, amount_cents=1, by=cast.rosa, **SOURCE)


def test_one_bad_line_keeps_the_whole_report_out(cast, line):
    other = PlanLineFactory(version=line.version, number=2)
    ActualFactory(line=other, amount_cents=5, as_of=OCTOBER_31)

    with pytest.raises(spending.AlreadyReported):
        spending.report_many(line.version, [(line, 1), (other, 2)], by=cast.rosa, **SOURCE)

    assert Actual.objects.filter(line=line).count() == 0


def test_a_line_of_another_plan_is_refused(cast, line):
    with pytest.raises(ValidationError, match="belongs to another plan"):
        spending.report_many(line.version, [(PlanLineFactory(), 1)], by=cast.rosa, **SOURCE)
