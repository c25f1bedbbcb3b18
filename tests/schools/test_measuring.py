"""What counts as what, from the records to the measures M0 to M6."""

import datetime as dt
from fractions import Fraction

import pytest

from schools import answering, asking, linking
from schools.measures import State
from schools.measuring import everyone_got, measure
from schools.models import Reading, YearPromise
from schools.telling import told
from schools.yearly import school_year
from tests.factories import schools as make
from tests.schools.conftest import FILED, HEARD, MARCH_4, NOVEMBER_12

pytestmark = pytest.mark.django_db


def more_plan(trail, **line):
    """Another line of the same plan."""
    return make.PlanLineFactory(version=trail.plan, number=100 + trail.plan.lines.count(), **line)


def measured(trail, user, on=NOVEMBER_12):
    return measure(school_year(trail.school, 2026, user=user, on=on))


def sentences(trail, user, on=NOVEMBER_12):
    year = school_year(trail.school, 2026, user=user, on=on)
    return {entry.key: entry for entry in told(measure(year), year)}


def tie(trail, cast, ask=None, line=None, share=100, confirm=True):
    link = linking.claim(ask or trail.ask, line=line or trail.line, share_percent=share, by=cast.rosa)
    return linking.confirm(link, confirmed_as="Parent", by=cast.luis) if confirm else link


def answer(ask, cast, sent_on=MARCH_4, send=True):
    given = answering.answer(ask, decision="yes", answered_as="Principal", answered_on=sent_on, by=cast.rosa)
    if send:
        answering.send_back(given, channel="read_out", people=12, sent_on=sent_on, by=cast.rosa)


def another_ask(trail, cast, *comments):
    return asking.raise_ask(
        trail.school, 2026, by=cast.rosa, organization=cast.coalition_org, wording_en="Shade",
        inputs=comments or [trail.comment],
    )  # fmt: skip


def read_by(trail, cast, *readers):
    version = cast.coalition_org.codebook_versions.create(number=1, published_at=make.at(HEARD))
    for round, reader in zip(Reading.Round, readers, strict=False):
        Reading.objects.create(input=trail.comment, round=round, reader=reader, version=version)


# --- M0 --------------------------------------------------------------------------------------------------------------


def test_a_trail_is_complete_by_comments_read_read_twice_dollars_decided_and_links_confirmed(trail, cast):
    make.InputFactory(session=trail.session)
    more_plan(trail, amount_cents=6_000_00)
    more_plan(trail, amount_cents=99_000_00, is_open=False)
    tie(trail, cast, share=30, confirm=False)
    read_by(trail, cast, cast.rosa, cast.luis)

    found = measured(trail, cast.rosa).trail

    assert [
        (part.n, part.denominator) for part in (found.coded, found.double_coded, found.decided, found.confirmed)
    ] == [
        (1, 2),
        (1, 2),
        (24_000_00, 30_000_00),
        (0, 1),
    ]


def test_no_family_request_found_is_a_decision_about_a_line(trail, cast):
    linking.no_request_found(trail.line, by=cast.rosa, organization=cast.coalition_org)

    assert measured(trail, cast.rosa).trail.decided.share == 1


def test_without_comments_or_a_plan_there_is_nothing_to_complete(trail, cast):
    trail.plan.lines.all().delete()
    trail.plan.delete()

    assert measured(trail, cast.otto).trail.state == State.NOT_ENOUGH


# --- M1 --------------------------------------------------------------------------------------------------------------


def test_people_heard_stand_beside_the_newest_enrollment_up_to_the_year(trail, cast):
    for year, count in ((2024, 640), (2025, 612), (2027, 1)):
        make.EnrollmentFactory(school=trail.school, year=year, count=count)

    found = measured(trail, cast.rosa).heard

    assert (found.state, found.n, found.denominator) == (State.OK, 12, 612)
    assert sentences(trail, cast.rosa)["heard"].sentence == (
        "12 people were heard in 1 session. 612 students were enrolled in 2025–26."
    )


def test_fewer_than_eleven_people_are_not_enough_to_say_who_was_heard(trail, cast):
    make.EnrollmentFactory(school=trail.school)
    trail.comment.__class__.objects.update(people=10)

    assert measured(trail, cast.rosa).heard.state == State.NOT_ENOUGH


# --- M2 --------------------------------------------------------------------------------------------------------------


def test_every_ask_is_due_after_the_promised_days_and_counts_as_answered_once_sent_back(trail, cast):
    answer(trail.ask, cast)
    answer(another_ask(trail, cast), cast, send=False)
    another_ask(trail, cast)

    found = measured(trail, cast.rosa).answered

    assert (found.state, found.n, found.denominator, found.waiting) == (State.OK, 1, 3, 2)


def test_nothing_is_due_before_the_plan_is_filed_though_families_wait(trail, cast):
    trail.plan.lines.all().delete()
    trail.plan.delete()

    found = measured(trail, cast.rosa).answered

    assert (found.state, found.denominator, found.waiting) == (State.TOO_EARLY, 0, 1)
    assert found.oldest_waiting_days == (NOVEMBER_12 - HEARD).days


@pytest.mark.parametrize(("counted_from", "due_after"), [("filing", FILED), ("asking", HEARD)])
def test_an_ask_is_due_by_the_schools_own_clock(trail, cast, counted_from, due_after):
    YearPromise.objects.create(school=trail.school, year=2026, answer_days=30, counted_from=counted_from)
    last_day = due_after + dt.timedelta(days=30)

    assert measured(trail, cast.rosa, on=last_day).answered.state == State.TOO_EARLY
    assert measured(trail, cast.rosa, on=last_day + dt.timedelta(days=1)).answered.denominator == 1


def test_the_median_wait_holds_asks_that_still_wait(trail, cast):
    answer(trail.ask, cast)
    another_ask(trail, cast)
    assert measured(trail, cast.rosa).answered.median_days == (MARCH_4 - HEARD).days

    another_ask(trail, cast)

    assert measured(trail, cast.rosa).answered.median_days is None


# --- M3 and M4 -------------------------------------------------------------------------------------------------------


def test_confirmed_money_is_compared_with_the_dollars_open_to_choice(trail, cast):
    more_plan(trail, amount_cents=16_000_00)
    more_plan(trail, amount_cents=99_000_00, is_open=False)
    tie(trail, cast, share=75)

    found = measured(trail, cast.rosa).planned

    assert (found.n, found.denominator, found.state) == (18_000_00, 40_000_00, State.PRELIMINARY)
    assert sentences(trail, cast.rosa)["followed"].sentence == (
        "45¢ of every dollar the school was free to choose is planned for something families asked for: "
        "$18,000 of $40,000."
    )


def test_the_share_of_spending_counts_reported_lines_only_and_says_so(trail, cast):
    other = more_plan(trail, amount_cents=16_000_00)
    tie(trail, cast)
    assert measured(trail, cast.rosa).spent.state == State.NOT_REPORTED

    make.ActualFactory(line=trail.line, amount_cents=6_000_00)
    found = measured(trail, cast.rosa).spent

    assert (found.n, found.denominator, found.unreported) == (6_000_00, 6_000_00, 1)
    assert other.actuals.count() == 0


def test_a_plan_without_any_decision_gives_no_figure_and_says_why(trail, cast):
    entry = sentences(trail, cast.rosa)["followed"]

    assert (entry.label, entry.sentence) == (
        "Not enough yet",
        "Nobody has decided yet which plan lines answer an ask.",
    )


def test_the_promise_is_told_with_the_day_of_the_newest_report(trail, cast):
    tie(trail, cast)
    make.ActualFactory(line=trail.line, amount_cents=9_000_00, as_of=dt.date(2026, 10, 31))

    found = measured(trail, cast.rosa).kept

    assert (found.share, found.as_of) == (Fraction(3, 8), dt.date(2026, 10, 31))
    assert sentences(trail, cast.rosa)["kept"].sentence == (
        "The plan promised $24,000 on lines tied to asks; $9,000 of it had been spent by Oct 31, 2026 (38%)."
    )


def test_an_unreported_promise_is_words_and_not_zero(trail, cast):
    tie(trail, cast)

    entry = sentences(trail, cast.rosa)["kept"]

    assert (entry.label, "0%" in entry.sentence) == ("Not reported", False)


# --- M5 and M6 -------------------------------------------------------------------------------------------------------


def named(trail, cast, count):
    people = make.PersonFactory.create_batch(count, steward=cast.coalition_org)
    return [make.InputFactory(session=trail.session, person=person) for person in people]


def test_left_out_groups_cannot_be_computed_from_comments_without_names(trail, cast):
    assert measured(trail, cast.rosa).left_out is None
    assert sentences(trail, cast.rosa)["left_out"].sentence.startswith("Cannot be computed")


def test_left_out_groups_need_a_cost_for_every_ask_that_was_not_funded(trail, cast):
    trail.ask.ask_inputs.all().delete()
    asking.add_inputs(trail.ask, inputs=named(trail, cast, 12), by=cast.rosa)
    assert measured(trail, cast.rosa).left_out is None

    asking.reword(trail.ask, wording_en="Shade", wording_es="Sombra", cost_estimate_cents=20_000_00, by=cast.rosa)
    found = measured(trail, cast.rosa).left_out

    assert [(group.ask, group.people, group.cost_cents) for group in found.groups] == [(trail.ask.pk, 12, 20_000_00)]


def test_everyone_with_a_confirmed_ask_got_something(trail, cast):
    more = make.InputFactory(session=trail.session, people=8, language="en")
    another_ask(trail, cast, more)
    tie(trail, cast)

    found = measured(trail, cast.rosa).everyone

    assert (found.n, found.denominator) == (12, 20)
    assert sentences(trail, cast.rosa)["everyone"].sentence == (
        "12 of 20 people who asked can point to something they asked for in the plan (60%)."
    )


def test_a_claimed_link_funds_nothing(trail, cast):
    tie(trail, cast, confirm=False)

    assert measured(trail, cast.rosa).everyone.n == 0


def test_fewer_than_eleven_people_say_nothing_about_everyone(trail, cast):
    trail.comment.__class__.objects.update(people=10)

    assert measured(trail, cast.rosa).everyone.state == State.NOT_ENOUGH


def test_outside_the_organization_a_small_remainder_hides_the_count(trail, cast):
    another_ask(trail, cast, make.InputFactory(session=trail.session, people=3))
    tie(trail, cast)
    year = school_year(trail.school, 2026, user=cast.rosa, on=NOVEMBER_12)

    assert everyone_got(year, year.completeness).n == 12
    assert everyone_got(year, year.completeness, published=True).state == State.HIDDEN


def test_a_partner_measures_what_it_may_see_and_nothing_of_others_comments(trail, cast):
    coalition = make.CoalitionFactory(keeper=cast.coalition_org)
    for organization in (cast.coalition_org, cast.partner_org):
        make.PartnerFactory(coalition=coalition, organization=organization)
    asking.put_in_trail(trail.ask, coalition=coalition, by=cast.rosa)
    tie(trail, cast)

    found = measured(trail, cast.bea)

    assert (found.heard.n, found.planned.n, found.trail.coded.denominator) == (12, 24_000_00, 0)
    assert (found.everyone.state, found.left_out) == (State.NOT_ENOUGH, None)
