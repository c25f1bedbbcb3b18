"""Drafting, filing and carrying spending plans."""

import datetime as dt
import uuid

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEntry
from schools import comparing, planning
from schools.models import Actual, Link, PlanLine, PlanVersion
from schools.planning import LineDraft
from tests.factories.accounts import UserFactory
from tests.factories.schools import (
    ActualFactory,
    AskFactory,
    InputFactory,
    LinkFactory,
    PlanLineFactory,
    PlanVersionFactory,
    SchoolFactory,
    at,
)

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 12)
TUTORS = LineDraft("tutoring", "Tutors after school", 96_000_00)
NURSE = LineDraft("nurse", "School nurse, half time", 58_000_00, is_open=False)


def draft_with(cast, *lines, school=None):
    school = school or SchoolFactory()
    version = planning.start_version(school, 2026, by=cast.rosa, organization=cast.coalition_org)
    return planning.save_lines(version, lines, by=cast.rosa)


def filed_with(cast, *lines, on=dt.date(2026, 1, 29), school=None):
    return planning.file_version(draft_with(cast, *lines, school=school), submitted_on=on, by=cast.rosa, on=TODAY)


def next_version(cast, version):
    where = {"by": cast.rosa, "organization": cast.coalition_org, "copy_from": version}
    return planning.start_version(version.school, version.year, **where)


def lines_of(version):
    return list(version.lines.order_by("number").values_list("number", "description", "amount_cents"))


def test_lines_are_numbered_in_the_order_they_are_given(cast):
    version = draft_with(cast, TUTORS, NURSE)

    assert lines_of(version) == [(1, "Tutors after school", 9600000), (2, "School nurse, half time", 5800000)]


def test_a_line_that_moves_and_changes_stays_the_same_row(cast):
    version = draft_with(cast, TUTORS, NURSE)
    tutors, nurse = version.lines.order_by("number")
    moved = [LineDraft("nurse", "A whole nurse", 1_00, thread=nurse.thread), *planning.drafts_of(version)[:1]]

    planning.save_lines(version, moved, by=cast.rosa)

    assert list(version.lines.order_by("number").values_list("pk", flat=True)) == [nurse.pk, tutors.pk]


def test_a_line_typed_again_takes_up_its_thread(cast):
    version = draft_with(cast, TUTORS)
    thread = version.lines.get().thread

    planning.save_lines(version, [LineDraft("tutoring", "tutors  After School", 5_00)], by=cast.rosa)

    assert version.lines.get().thread == thread


def test_a_thread_of_another_school_is_not_taken(cast):
    foreign = PlanLineFactory()
    version = draft_with(cast, LineDraft("nurse", "Nurse", 1_00, thread=foreign.thread))

    assert version.lines.get().thread != foreign.thread


def test_one_thread_is_not_given_to_two_lines(cast):
    version = draft_with(cast, TUTORS)
    thread = version.lines.get().thread

    twice = [LineDraft("nurse", "One", 1_00, thread=thread), LineDraft("nurse", "Two", 1_00, thread=thread)]
    planning.save_lines(version, twice, by=cast.rosa)

    assert version.lines.values("thread").distinct().count() == 2


def test_a_new_line_does_not_take_the_thread_of_one_that_stays(cast):
    version = draft_with(cast, TUTORS)
    old = planning.drafts_of(version)[0]

    planning.save_lines(version, [TUTORS, old], by=cast.rosa)

    assert version.lines.get(number=2).thread == old.thread


def test_the_history_names_the_amounts_before_and_after(cast):
    version = draft_with(cast, TUTORS, NURSE)
    changed = planning.drafts_of(version)[:1]

    planning.save_lines(
        version, [LineDraft("tutoring", TUTORS.description, 1_00, thread=changed[0].thread)], by=cast.rosa
    )

    details = AuditEntry.objects.filter(verb="plan.saved").latest("pk").details
    assert details == {
        "lines": 1,
        "added": 0,
        "removed": 1,
        "changed": 1,
        "total_before": "$154,000",
        "total": "$1",
        "line_1": "$96,000 → $1",
    }


def test_a_bad_line_is_named_and_nothing_is_saved(cast):
    version = draft_with(cast, TUTORS)

    with pytest.raises(ValidationError, match="Line 2: Choose a category"):
        planning.save_lines(version, [NURSE, LineDraft("yachts", "A yacht", 1_00)], by=cast.rosa)

    assert lines_of(version) == [(1, "Tutors after school", 9600000)]


def test_a_draft_changed_meanwhile_is_not_overwritten(cast):
    version = draft_with(cast, TUTORS)
    seen = planning.token_of(version)
    planning.save_lines(version, [NURSE], by=cast.luis, seen=seen)

    with pytest.raises(planning.ChangedMeanwhile):
        planning.save_lines(version, [TUTORS], by=cast.rosa, seen=seen)

    assert lines_of(version) == [(1, "School nurse, half time", 5800000)]


def test_a_school_has_one_draft_a_year(cast):
    version = draft_with(cast, TUTORS)

    with pytest.raises(ValidationError, match="already has a draft"):
        planning.start_version(version.school, 2026, by=cast.luis, organization=cast.coalition_org)


def test_a_copy_starts_with_the_same_lines_on_the_same_threads(cast):
    first = filed_with(cast, TUTORS, NURSE)

    second = next_version(cast, first)

    assert second.number == 2
    assert planning.drafts_of(second) == planning.drafts_of(first)


def test_a_filed_version_cannot_be_changed_or_dropped(cast):
    version = filed_with(cast, TUTORS)

    with pytest.raises(ValidationError, match="Start a new version"):
        planning.save_lines(version, [NURSE], by=cast.rosa)
    with pytest.raises(ValidationError, match="Start a new version"):
        planning.drop_draft(version, by=cast.rosa)


def test_a_plan_is_not_filed_on_a_day_to_come(cast):
    version = draft_with(cast, TUTORS)

    with pytest.raises(ValidationError, match="has not come yet"):
        planning.file_version(version, submitted_on=TODAY + dt.timedelta(1), by=cast.rosa, on=TODAY)


def test_a_later_version_is_not_older_than_the_one_before(cast):
    first = filed_with(cast, TUTORS)
    second = next_version(cast, first)

    with pytest.raises(ValidationError, match="A later version cannot be older"):
        planning.file_version(second, submitted_on=dt.date(2026, 1, 28), by=cast.rosa, on=TODAY)


def test_an_empty_plan_is_not_filed(cast):
    with pytest.raises(ValidationError, match="no lines yet"):
        planning.file_version(draft_with(cast), submitted_on=TODAY, by=cast.rosa, on=TODAY)


def test_a_dropped_draft_is_gone_and_its_number_is_free(cast):
    version = draft_with(cast, TUTORS)

    planning.drop_draft(version, by=cast.rosa)

    assert PlanVersion.objects.count() == 0
    assert draft_with(cast, school=version.school).number == 1


def test_only_the_newest_filed_version_can_be_approved(cast):
    first = filed_with(cast, TUTORS)
    second = planning.file_version(next_version(cast, first), submitted_on=TODAY, by=cast.rosa, on=TODAY)

    with pytest.raises(ValidationError, match="newer version"):
        planning.approve(first, by=cast.rosa)
    assert planning.approve(second, by=cast.rosa).status == "approved"


def refiled(cast, first, *lines):
    second = next_version(cast, first)
    if lines:
        planning.save_lines(second, lines, by=cast.rosa)
    return planning.file_version(second, submitted_on=TODAY, by=cast.rosa, on=TODAY)


def test_a_confirmed_tie_stays_confirmed_while_the_line_is_unchanged(cast):
    first = filed_with(cast, TUTORS)
    heard = InputFactory()
    old = LinkFactory(line=first.lines.get(), confirmed_by=UserFactory(), confirmed_at=at(TODAY), share_percent=60)
    Link.objects.filter(pk=old.pk).update(claimed_at=at(dt.date(2026, 2, 1)))
    old.inputs.add(heard)

    second = refiled(cast, first)

    link = Link.objects.get(line__version=second)
    assert (link.ask, link.share_percent, link.claimed_by) == (old.ask, 60, old.claimed_by)
    assert (link.confirmed_by, link.confirmed_at) == (old.confirmed_by, old.confirmed_at)
    assert link.claimed_at == at(dt.date(2026, 2, 1))
    assert list(link.inputs.all()) == [heard]


@pytest.mark.parametrize(
    "change", [{"amount_cents": 1_00}, {"description": "Tutors before school"}, {"category": "software"}]
)
def test_a_tie_to_a_changed_line_must_be_confirmed_again(cast, change):
    first = filed_with(cast, TUTORS)
    LinkFactory(line=first.lines.get(), confirmed_by=UserFactory(), confirmed_at=at(TODAY))
    values = {"category": TUTORS.category, "description": TUTORS.description, "amount_cents": TUTORS.amount_cents}

    second = refiled(cast, first, LineDraft(**values | change, thread=first.lines.get().thread))

    link = Link.objects.get(line__version=second)
    assert (link.confirmed_by, link.confirmed_at, link.is_confirmed) == (None, None, False)


def test_a_withdrawn_tie_and_a_removed_line_carry_nothing(cast):
    first = filed_with(cast, TUTORS, NURSE)
    tutors, nurse = first.lines.order_by("number")
    LinkFactory(line=tutors, withdrawn_by=UserFactory(), withdrawn_at=at(TODAY))
    LinkFactory(line=nurse)

    second = refiled(cast, first, planning.drafts_of(first)[0])

    assert Link.objects.filter(line__version=second).count() == 0
    assert Link.objects.count() == 2


def test_the_newest_figure_comes_along_and_the_old_ones_stay(cast):
    first = filed_with(cast, TUTORS, NURSE)
    tutors = first.lines.get(number=1)
    ActualFactory(line=tutors, amount_cents=5_00, as_of=dt.date(2026, 9, 30))
    newest = ActualFactory(line=tutors, amount_cents=0, as_of=dt.date(2026, 10, 31))

    second = refiled(cast, first)

    carried = Actual.objects.get(line__version=second)
    assert (carried.amount_cents, carried.as_of, carried.source_note) == (0, newest.as_of, newest.source_note)
    assert carried.recorded_at == newest.recorded_at
    assert Actual.objects.filter(line__version=first).count() == 2


def test_the_reason_for_a_line_nobody_asked_for_holds_while_it_is_unchanged(cast):
    first = filed_with(cast, TUTORS, NURSE)
    decided = {"no_request_at": at(TODAY), "no_request_by": cast.rosa, "no_request_reason": "State law asks for it."}
    for line in first.lines.all():
        PlanLine.objects.filter(pk=line.pk).update(**decided)
    tutors, nurse = planning.drafts_of(first)

    second = refiled(cast, first, tutors, LineDraft("nurse", nurse.description, 1_00, thread=nurse.thread))

    reasons = list(second.lines.order_by("number").values_list("no_request_reason", flat=True))
    assert reasons == ["State law asks for it.", ""]


def test_carrying_takes_the_same_number_of_queries_for_one_line_and_for_three(cast, django_assert_num_queries):
    counts = []
    for many in (1, 3):
        first = filed_with(cast, *[LineDraft("tutoring", f"Tutor {n}", 1_00) for n in range(many)])
        for line in first.lines.all():
            LinkFactory(line=line, ask=AskFactory(school=first.school))
            ActualFactory(line=line)
        second = next_version(cast, first)
        with django_assert_num_queries(1000, exact=False) as queries:
            planning.file_version(second, submitted_on=TODAY, by=cast.rosa, on=TODAY)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_latest_spending_is_none_when_nothing_is_reported_and_zero_when_zero_is():
    version = PlanVersionFactory()
    silent, zero = PlanLineFactory(version=version, number=1), PlanLineFactory(version=version, number=2)
    ActualFactory(line=zero, amount_cents=7_00, as_of=dt.date(2026, 9, 30))
    ActualFactory(line=zero, amount_cents=0, as_of=dt.date(2026, 10, 31))

    lines = PlanLine.objects.current().with_spent().order_by("number")

    assert [(line.spent_cents, line.spent_as_of) for line in lines] == [(None, None), (0, dt.date(2026, 10, 31))]
    assert silent.actuals.count() == 0


def test_only_lines_of_the_newest_filed_version_are_current(cast):
    first = filed_with(cast, TUTORS)
    second = refiled(cast, first)
    next_version(cast, second)

    assert list(PlanLine.objects.current()) == list(second.lines.all())


def test_totals_of_versions_count_open_dollars_apart(cast):
    draft_with(cast, TUTORS, NURSE)

    version = PlanVersion.objects.with_totals().get()

    assert (version.line_count, version.total_cents, version.open_cents) == (2, 154_000_00, 96_000_00)


def test_differences_between_versions_are_named():
    kept, gone, changed = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    old = [
        PlanLine(thread=kept, amount_cents=1),
        PlanLine(thread=gone, amount_cents=2),
        PlanLine(thread=changed, amount_cents=3),
    ]
    new = [PlanLine(thread=changed, amount_cents=5), PlanLine(thread=kept, amount_cents=1), PlanLine(amount_cents=7)]

    found = comparing.differences(old, new)

    assert [(change.kind, change.before_cents, change.after_cents) for change in found] == [
        ("amount", 3, 5),
        ("added", None, 7),
        ("removed", 2, None),
    ]
