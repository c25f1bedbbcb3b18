"""One ask's trail: five stops, dated gaps, money by share, and what a partner may know."""

import datetime as dt

import pytest

from schools import answering, asking, linking
from schools.models import Answer, Ask, YearPromise
from schools.trails import trails_for, waiting_first
from tests.factories import schools as make
from tests.schools.conftest import FILED, HEARD, MARCH_4, NOVEMBER_12

pytestmark = pytest.mark.django_db

MARCH_30 = dt.date(2026, 3, 30)  # sixty days after filing
JANUARY = dt.date(2026, 1, 1)


def more_plan(trail, **line):
    """Another line of the same plan."""
    return make.PlanLineFactory(version=trail.plan, number=100 + trail.plan.lines.count(), **line)


def read(ask, user, on=NOVEMBER_12):
    (found,) = trails_for(Ask.objects.filter(pk=ask.pk).select_related("school", "steward"), user=user, on=on)
    return found


def tie(trail, cast, share=100, line=None, ask=None):
    return linking.claim(ask or trail.ask, line=line or trail.line, share_percent=share, by=cast.rosa)


def confirmed(trail, cast, **kwargs):
    return linking.confirm(tie(trail, cast, **kwargs), confirmed_as="Parent", by=cast.luis)


def answered(trail, cast, decision="yes", send=True):
    reasons = {} if decision == "yes" else {"reason_en": "No money left.", "reason_es": "No queda dinero."}
    given = answering.answer(
        trail.ask, decision=decision, answered_as="Principal", answered_on=MARCH_4, by=cast.rosa, **reasons
    )
    if send:
        answering.send_back(given, channel="read_out", people=12, sent_on=MARCH_4, by=cast.rosa)
    return given


def gaps(found):
    return [(gap.kind, gap.since, gap.days) for gap in found.gaps]


# --- The five stops --------------------------------------------------------------------------------------------------


def test_an_ask_that_nobody_dealt_with_is_a_gap_in_the_plan_and_in_the_answer(trail, cast):
    found = read(trail.ask, cast.rosa)

    assert found.stops == ["done", "wait", "gap", "wait", "gap"]
    assert gaps(found) == [("not_in_plan", FILED, 287), ("no_answer", MARCH_30, 227)]


def test_before_a_plan_is_filed_nothing_is_late(trail, cast):
    trail.plan.lines.all().delete()
    trail.plan.delete()

    found = read(trail.ask, cast.rosa)

    assert found.stops == ["done", "wait", "wait", "wait", "wait"]
    assert (found.answer_due_on, found.gaps) == (None, [])


def test_an_answer_is_due_but_not_late_until_the_promised_day_has_passed(trail, cast):
    assert read(trail.ask, cast.rosa, on=MARCH_30).stops[4] == "due"
    assert read(trail.ask, cast.rosa, on=MARCH_30 + dt.timedelta(days=1)).days_late == 1


def test_an_ask_becomes_a_priority_by_decision_or_once_all_its_comments_are_read(trail, cast):
    asking.prioritize(trail.ask, on=dt.date(2025, 12, 9), by=cast.rosa)

    found = read(trail.ask, cast.rosa)

    assert (found.stops[1], found.coded_on) == ("done", dt.date(2025, 12, 9))


def test_a_claimed_link_is_not_a_confirmed_one(trail, cast):
    tie(trail, cast)

    found = read(trail.ask, cast.rosa)

    assert (found.stops[2], found.is_claim_only, found.planned_cents) == ("due", True, 24_000_00)
    assert found.gaps[0].kind == "unconfirmed"


def test_a_confirmed_link_closes_the_gap_and_only_confirmed_money_is_drawn(trail, cast):
    confirmed(trail, cast, share=25)
    tie(trail, cast, line=more_plan(trail, amount_cents=90_000_00))

    found = read(trail.ask, cast.rosa)

    assert (found.stops[2], found.planned_cents) == ("done", 6_000_00)


def test_a_removed_link_does_not_count(trail, cast):
    linking.withdraw(confirmed(trail, cast), by=cast.rosa)

    assert read(trail.ask, cast.rosa).planned_cents is None


def test_unreported_spending_is_not_zero(trail, cast):
    confirmed(trail, cast)

    found = read(trail.ask, cast.rosa)

    assert (found.spent_cents, found.spent_as_of, found.stops[3]) == (None, None, "due")
    assert found.gaps[0].kind == "not_reported"


def test_a_report_of_zero_says_that_nothing_was_spent(trail, cast):
    confirmed(trail, cast)
    make.ActualFactory(line=trail.line, amount_cents=0)

    found = read(trail.ask, cast.rosa)

    assert (found.spent_cents, found.stops[3]) == (0, "gap")
    assert found.gaps[0].words == "Nothing spent · 134 days"


def test_spending_is_not_expected_before_the_year_of_the_plan_begins(trail, cast):
    confirmed(trail, cast)

    assert read(trail.ask, cast.rosa, on=dt.date(2026, 6, 30)).stops[3] == "wait"


def test_the_newest_report_up_to_the_day_counts_and_later_ones_do_not(trail, cast):
    confirmed(trail, cast)
    for month, amount in ((8, 1_000_00), (10, 9_000_00), (12, 20_000_00)):
        make.ActualFactory(line=trail.line, amount_cents=amount, as_of=dt.date(2026, month, 1))

    found = read(trail.ask, cast.rosa)

    assert (found.spent_cents, found.spent_as_of) == (9_000_00, dt.date(2026, 10, 1))


def test_not_now_with_a_reason_is_an_answer_and_leaves_no_gap(trail, cast):
    asking.prioritize(trail.ask, on=dt.date(2025, 12, 9), by=cast.rosa)
    answered(trail, cast, decision=Answer.Decision.NOT_NOW)

    found = read(trail.ask, cast.rosa)

    assert (found.stops, found.gaps) == (["done", "done", "na", "na", "done"], [])


def test_an_answer_counts_only_once_it_was_sent_back(trail, cast):
    answered(trail, cast, decision=Answer.Decision.NOT_NOW, send=False)

    found = read(trail.ask, cast.rosa)

    assert (found.is_answered, found.stops[4]) == (False, "gap")
    assert found.gaps[0].words == "Answer written, not sent back · 227 days late"


def test_a_yes_without_a_plan_line_is_a_gap_that_does_not_claim_silence(trail, cast):
    answered(trail, cast, decision=Answer.Decision.PARTLY)

    found = read(trail.ask, cast.rosa)

    assert found.stops[2] == "gap"
    assert gaps(found) == [("yes_not_in_plan", MARCH_4, 253)]
    assert found.gaps[0].words == "Answered yes, not in the plan · 253 days"


def test_a_disputed_answer_opens_the_ask_again(trail, cast):
    answering.reopen(answered(trail, cast), because="Nobody told us", by=cast.rosa)

    assert read(trail.ask, cast.rosa).is_answered is False


# --- When the answer is due ------------------------------------------------------------------------------------------


def test_a_promise_counted_from_asking_runs_from_the_first_day_it_was_said(trail, cast):
    YearPromise.objects.create(school=trail.school, year=2026, answer_days=30, counted_from="asking")
    later = make.SessionFactory(
        school=trail.school,
        event=make.EventFactory(steward=cast.coalition_org, starts_at=make.at(dt.date(2025, 12, 3))),
    )
    asking.add_inputs(trail.ask, inputs=[make.InputFactory(session=later)], by=cast.rosa)

    assert read(trail.ask, cast.rosa).answer_due_on == HEARD + dt.timedelta(days=30)


def test_a_new_version_of_the_plan_does_not_set_the_clock_back(trail, cast):
    make.PlanVersionFactory(
        school=trail.school, number=2, submitted_on=dt.date(2026, 5, 20), organization=cast.coalition_org
    )

    assert read(trail.ask, cast.rosa).answer_due_on == MARCH_30


# --- Merged asks, versions, shares -----------------------------------------------------------------------------------


def test_a_merged_ask_brings_its_people_links_and_answer_and_counts_nobody_twice(trail, cast):
    more = make.InputFactory(session=trail.session, people=20)
    other = asking.raise_ask(
        trail.school, 2026, by=cast.rosa, organization=cast.coalition_org, wording_en="A crossing guard",
        inputs=[trail.comment, more],
    )  # fmt: skip
    confirmed(trail, cast, share=50, ask=other)
    asking.merge(trail.ask, absorbed=other, by=cast.rosa)

    found = read(trail.ask, cast.rosa)

    assert (found.people, found.planned_cents) == (32, 12_000_00)


def test_a_person_who_gave_a_name_counts_once_and_others_by_their_comment(trail, cast):
    person = make.PersonFactory(steward=cast.coalition_org)
    named = make.InputFactory.create_batch(2, session=trail.session, person=person)
    asking.add_inputs(trail.ask, inputs=named, by=cast.rosa)

    assert read(trail.ask, cast.rosa).people == 12 + 1


def test_withdrawn_comments_count_no_longer(trail, cast):
    trail.comment.__class__.objects.update(withdrawn_at=make.at(MARCH_4), words="")

    found = read(trail.ask, cast.rosa)

    assert (found.people, found.stops[0]) == (0, "gap")


def test_only_lines_of_the_newest_filed_version_count(trail, cast):
    confirmed(trail, cast)
    new = make.PlanVersionFactory(
        school=trail.school, number=2, submitted_on=dt.date(2026, 5, 20), organization=cast.coalition_org
    )
    make.PlanVersionFactory(
        school=trail.school, number=3, status="draft", submitted_on=None, organization=cast.coalition_org
    )

    found = read(trail.ask, cast.rosa)

    assert (found.plan, found.links, found.stops[2]) == (new, [], "gap")


def test_a_line_with_two_asks_is_split_by_share_to_the_cent(trail, cast):
    line = more_plan(trail, amount_cents=100_01)
    make.ActualFactory(line=line, amount_cents=50_01)
    second = asking.raise_ask(
        trail.school, 2026, by=cast.rosa, organization=cast.coalition_org, wording_en="B", inputs=[trail.comment]
    )
    confirmed(trail, cast, share="33.33", line=line)
    confirmed(trail, cast, share="66.67", line=line, ask=second)

    one, two = read(trail.ask, cast.rosa), read(second, cast.rosa)

    assert (one.planned_cents, two.planned_cents) == (33_33, 66_68)
    assert (one.spent_cents, two.spent_cents) == (16_67, 33_34)


# --- What a partner may know -----------------------------------------------------------------------------------------


@pytest.fixture
def shared(trail, cast):
    coalition = make.CoalitionFactory(keeper=cast.coalition_org)
    for organization in (cast.coalition_org, cast.partner_org):
        make.PartnerFactory(coalition=coalition, organization=organization)
    asking.put_in_trail(trail.ask, coalition=coalition, by=cast.rosa)
    return trail


def said_to_partner(trail, cast, people):
    event = make.EventFactory(steward=cast.partner_org, starts_at=make.at(HEARD))
    comment = make.InputFactory(session=make.SessionFactory(event=event, school=trail.school), people=people)
    make.AskInputFactory(ask=trail.ask, input=comment)
    return comment


def test_a_partner_sees_a_count_from_eleven_people_on_and_no_sessions(shared, cast):
    found = read(shared.ask, cast.bea)

    assert (found.people, found.session_count, found.is_own) == (12, 0, False)


def test_a_partner_sees_no_count_under_eleven_not_even_by_subtraction(shared, cast):
    shared.comment.__class__.objects.update(people=10)
    assert read(shared.ask, cast.bea).people is None

    said_to_partner(shared, cast, people=5)

    assert read(shared.ask, cast.bea).people == 5
    assert read(shared.ask, cast.rosa).people == 10


def test_two_organizations_together_count_everybody_once_both_have_eleven(shared, cast):
    said_to_partner(shared, cast, people=30)

    assert read(shared.ask, cast.bea).people == read(shared.ask, cast.rosa).people == 42


# --- Many asks -------------------------------------------------------------------------------------------------------


def test_unanswered_asks_come_first_the_longest_wait_at_the_top(trail, cast):
    fresh, old, done = (make.AskFactory(steward=cast.coalition_org, school=trail.school, year=2026) for _each in "123")
    make.PlanVersionFactory(school=(late := make.SchoolFactory()), submitted_on=dt.date(2025, 12, 1))
    Ask.objects.filter(pk=old.pk).update(school=late)
    given = make.AnswerFactory(ask=done)
    make.AnswerDeliveryFactory(answer=given)
    asks = Ask.objects.filter(pk__in=[done.pk, fresh.pk, old.pk]).select_related("school", "steward")

    found = waiting_first(trails_for(asks, user=cast.rosa, on=NOVEMBER_12))

    assert [entry.ask.pk for entry in found] == [old.pk, fresh.pk, done.pk]


def test_any_number_of_asks_takes_the_same_number_of_queries(trail, cast, django_assert_num_queries):
    confirmed(trail, cast, share=30)
    make.ActualFactory(line=trail.line)
    answered(trail, cast)
    asks = Ask.objects.select_related("school", "steward")
    with django_assert_num_queries(11):
        trails_for(asks.all(), user=cast.rosa, on=NOVEMBER_12)

    for number in range(2):
        ask = asking.raise_ask(
            trail.school, 2026, by=cast.rosa, organization=cast.coalition_org, wording_en=f"Ask {number}",
            inputs=[trail.comment],
        )  # fmt: skip
        confirmed(trail, cast, share=30, ask=ask)

    with django_assert_num_queries(11):
        trails_for(asks.all(), user=cast.rosa, on=NOVEMBER_12)
