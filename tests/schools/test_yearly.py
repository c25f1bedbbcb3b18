"""One school's year in totals."""

import datetime as dt
from fractions import Fraction

import pytest

from schools import answering, asking, linking
from schools.models import Reading
from schools.yearly import school_year, school_years, years_of
from tests.factories import schools as make
from tests.schools.conftest import HEARD, MARCH_4, NOVEMBER_12

pytestmark = pytest.mark.django_db


def more_plan(trail, **line):
    """Another line of the same plan."""
    return make.PlanLineFactory(version=trail.plan, number=100 + trail.plan.lines.count(), **line)


def read(trail, user, on=NOVEMBER_12):
    return school_year(trail.school, 2026, user=user, on=on)


def another_ask(trail, cast, inputs=None, **wording):
    return asking.raise_ask(
        trail.school, 2026, by=cast.rosa, organization=cast.coalition_org, inputs=inputs or [trail.comment],
        **(wording or {"wording_en": "Shade"}),
    )  # fmt: skip


def tie(ask, line, cast, share=100, confirm=True):
    link = linking.claim(ask, line=line, share_percent=share, by=cast.rosa)
    return linking.confirm(link, confirmed_as="Parent", by=cast.luis) if confirm else link


def test_a_comment_behind_two_asks_is_counted_once(trail, cast):
    another_ask(trail, cast)

    year = read(trail, cast.rosa)

    assert (len(year.trails), year.people, year.session_count) == (2, 12, 1)


def test_comments_that_no_ask_holds_yet_were_heard_too(trail, cast):
    make.InputFactory(session=trail.session, people=3)

    year = read(trail, cast.rosa)

    assert (year.people, year.heard_people) == (12, 15)


def test_money_is_split_into_planned_unasked_and_required(trail, cast):
    more_plan(trail, amount_cents=16_000_00)
    more_plan(trail, amount_cents=298_000_00, is_open=False)
    tie(trail.ask, trail.line, cast, share=75)

    year = read(trail, cast.rosa)

    assert (year.open_cents, year.required_cents) == (40_000_00, 298_000_00)
    assert (year.planned_cents, year.unasked_cents) == (18_000_00, 22_000_00)
    assert year.planned_share == Fraction(45, 100)


def test_a_line_that_somebody_claimed_is_neither_planned_for_an_ask_nor_unasked(trail, cast):
    tie(trail.ask, trail.line, cast, confirm=False)

    year = read(trail, cast.rosa)

    assert (year.planned_cents, year.unasked_cents, year.unasked_lines) == (0, 0, [])


def test_the_unasked_remainder_is_not_reported_until_a_line_of_it_is(trail, cast):
    other = more_plan(trail, amount_cents=16_000_00)
    tie(trail.ask, trail.line, cast, share=50)
    assert read(trail, cast.rosa).unasked_spent_cents is None

    make.ActualFactory(line=other, amount_cents=1_000_00)
    make.ActualFactory(line=trail.line, amount_cents=8_000_00)

    assert read(trail, cast.rosa).unasked_spent_cents == 5_000_00


def test_spending_is_not_reported_rather_than_zero(trail, cast):
    tie(trail.ask, trail.line, cast)
    year = read(trail, cast.rosa)
    assert (year.spent_cents, year.spent_share, year.spent_as_of) == (None, None, None)
    assert [len(each) for each in (year.unreported, year.unspent, year.spent_trails)] == [1, 0, 0]

    make.ActualFactory(line=trail.line, amount_cents=0)

    year = read(trail, cast.rosa)
    assert (year.spent_cents, year.spent_share, year.spent_as_of) == (0, None, dt.date(2026, 10, 31))
    assert [len(each) for each in (year.unreported, year.unspent, year.spent_trails)] == [0, 1, 0]


def test_an_ask_is_left_out_only_while_nobody_says_why(trail, cast):
    assert len(read(trail, cast.rosa).left_out) == 1

    answering.answer(
        trail.ask, decision="partly", reason_en="Half", reason_es="La mitad", answered_as="Principal",
        answered_on=MARCH_4, by=cast.rosa,
    )  # fmt: skip

    assert read(trail, cast.rosa).left_out == []


def test_a_trail_is_preliminary_until_four_fifths_of_every_part_are_done(trail, cast):
    link = tie(trail.ask, trail.line, cast, confirm=False)
    assert read(trail, cast.rosa).is_preliminary

    linking.confirm(link, confirmed_as="Parent", by=cast.luis)
    version = make_codebook(cast)
    for round, reader in ((Reading.Round.FIRST, cast.rosa), (Reading.Round.SECOND, cast.luis)):
        Reading.objects.create(input=trail.comment, round=round, reader=reader, version=version)

    assert not read(trail, cast.rosa).is_preliminary


def make_codebook(cast):
    return cast.coalition_org.codebook_versions.create(number=1, published_at=make.at(HEARD))


def test_second_readings_are_counted_over_all_schools_because_they_are_drawn_from_all(trail, cast):
    version = make_codebook(cast)
    elsewhere = make.SessionFactory(event=make.EventFactory(steward=cast.coalition_org))
    for comment in make.InputFactory.create_batch(4, session=elsewhere):
        Reading.objects.create(input=comment, round=Reading.Round.SECOND, reader=cast.luis, version=version)

    found = read(trail, cast.rosa).completeness

    assert (found.coded.n, found.coded.denominator) == (0, 1)
    assert (found.double_coded.n, found.double_coded.denominator) == (4, 5)


@pytest.fixture
def coalition(cast):
    coalition = make.CoalitionFactory(keeper=cast.coalition_org)
    for organization in (cast.coalition_org, cast.partner_org):
        make.PartnerFactory(coalition=coalition, organization=organization)
    return coalition


def test_a_partner_counts_the_people_behind_shared_asks_once(trail, cast, coalition):
    second = another_ask(trail, cast)
    for ask in (trail.ask, second):
        asking.put_in_trail(ask, coalition=coalition, by=cast.rosa)

    year = read(trail, cast.bea)

    assert (year.people, year.people_are_at_least) == (12, False)


def test_a_partner_cannot_work_out_a_small_group_from_the_total(trail, cast, coalition):
    few = make.InputFactory(session=trail.session, people=4)
    second = another_ask(trail, cast, inputs=[trail.comment, few])
    for ask in (trail.ask, second):
        asking.put_in_trail(ask, coalition=coalition, by=cast.rosa)

    year = read(trail, cast.bea)

    assert [entry.people for entry in year.trails] == [16, 12]
    assert (year.people, year.people_are_at_least) == (16, True)
    assert (read(trail, cast.rosa).people_are_at_least) is False


def test_an_outsider_sees_the_public_plan_and_nothing_of_the_trail(trail, cast):
    year = read(trail, cast.otto)

    assert (year.trails, year.people, year.comments, year.sessions, year.plan) == ([], 0, [], set(), trail.plan)


def test_the_years_of_a_school_are_those_with_something_to_see(trail, cast):
    make.AskFactory(steward=cast.coalition_org, school=trail.school, year=2024)

    assert years_of(trail.school, user=cast.rosa, default=2027) == [2024, 2026, 2027]
    assert years_of(trail.school, user=cast.otto, default=2027) == [2026, 2027]


def test_many_schools_take_as_many_queries_as_one(trail, cast, django_assert_num_queries):
    tie(trail.ask, trail.line, cast)
    make.ActualFactory(line=trail.line)
    make.EnrollmentFactory(school=trail.school)
    others = [make.SchoolFactory(), make.SchoolFactory()]
    with django_assert_num_queries(21):
        school_years([trail.school], 2026, user=cast.rosa, on=NOVEMBER_12)

    with django_assert_num_queries(21):
        found = school_years([trail.school, *others], 2026, user=cast.rosa, on=NOVEMBER_12)

    assert [len(found[school.pk].trails) for school in (trail.school, *others)] == [1, 0, 0]
