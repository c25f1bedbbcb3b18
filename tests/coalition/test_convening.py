"""Planning meetings, calling them with notice, series with exceptions, and the nights on which clocks change."""

import datetime as dt
from itertools import pairwise

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError

import accounts.working as working
from accounts.models import AuditEntry, Job
from coalition import convening, tasks
from coalition.models import Meeting, MeetingInvitation
from tests.factories.coalition import (
    CoalitionFactory,
    CommitteeFactory,
    RepresentativeFactory,
    SeatFactory,
    partner_with_seat,
)

NOVEMBER_23 = dt.datetime(2026, 11, 23, 20, tzinfo=dt.UTC)
DECEMBER_2 = dt.date(2026, 12, 2)
FIVE = dt.time(17)
State = Meeting.State


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel(NOVEMBER_23, tick=False):
        yield


@pytest.fixture
def committee(cast):
    return CommitteeFactory(coalition=CoalitionFactory(keeper=cast.coalition_org))


@pytest.fixture
def seated(committee):
    """Three organizations, one with an alternate; everybody has an e-mail but one."""
    places = [partner_with_seat(committee, name, alternate=name == "B") for name in "ABC"]
    for seat in committee.seats.exclude(organization=places[2].organization).select_related("holder"):
        seat.holder.email = f"{seat.pk}@example.org"
        seat.holder.save()
    return places


@pytest.fixture
def meeting(committee, cast):
    return convening.plan(committee, held_on=DECEMBER_2, begins_at=FIVE, by=cast.rory, place="Community room")


def deliver():
    """Do what the bells would ring for."""
    for job in Job.objects.filter(kind=convening.NOTICES, state=Job.State.QUEUED):
        working.run(job.pk)


def days(series):
    return list(series.meetings.order_by("held_on").values_list("held_on", flat=True))


# --- Wall time


def test_a_meeting_keeps_the_time_on_the_wall_across_daylight_saving(committee, cast):
    summer, winter = (
        convening.plan(committee, held_on=day, begins_at=FIVE, by=cast.rory)
        for day in (dt.date(2026, 10, 31), dt.date(2026, 11, 2))
    )

    assert (summer.starts_at.hour, winter.starts_at.hour) == (0, 1)
    assert summer.begins.time() == winter.begins.time() == FIVE


def test_a_meeting_in_the_skipped_hour_begins_an_hour_later_on_the_wall(committee, cast):
    meeting = convening.plan(committee, held_on=dt.date(2026, 3, 8), begins_at=dt.time(2, 30), by=cast.rory)

    assert meeting.starts_at == dt.datetime(2026, 3, 8, 10, 30, tzinfo=dt.UTC)
    assert meeting.begins == dt.datetime(2026, 3, 8, 3, 30)


def test_a_meeting_in_the_hour_that_comes_twice_is_in_the_first_and_lasts_as_long_as_said(committee, cast):
    meeting = convening.plan(
        committee, held_on=dt.date(2026, 11, 1), begins_at=dt.time(1, 30), minutes_long=90, by=cast.rory
    )

    assert meeting.starts_at == dt.datetime(2026, 11, 1, 8, 30, tzinfo=dt.UTC)
    assert meeting.ends_at - meeting.starts_at == dt.timedelta(minutes=90)
    assert meeting.finishes == dt.datetime(2026, 11, 1, 2, 0)


def test_a_meeting_of_no_length_is_refused(committee, cast):
    with pytest.raises(ValidationError, match="from 5 minutes"):
        convening.plan(committee, held_on=DECEMBER_2, begins_at=FIVE, minutes_long=0, by=cast.rory)


# --- Notice


def test_the_notice_goes_once_to_everybody_seated_who_can_be_reached(
    meeting, seated, cast, django_capture_on_commit_callbacks
):
    invitations = convening.call(meeting, by=cast.rory, address="https://fair.example/meetings/1/")
    deliver()
    deliver()

    meeting.refresh_from_db()
    assert (len(invitations), meeting.state, meeting.called_at) == (3, State.CALLED, NOVEMBER_23)
    assert len(mail.outbox) == 3
    assert "https://fair.example/meetings/1/" in mail.outbox[0].body
    assert "Dec 2, 2026, 5 p.m. (Pacific time)" in mail.outbox[0].body
    assert not meeting.invitations.filter(sent_at=None).exists()


def test_notice_in_time_is_not_late(meeting, seated, cast):
    convening.call(meeting, by=cast.rory)

    meeting.refresh_from_db()
    assert (meeting.notice_days_asked, meeting.days_of_notice(), meeting.late_by()) == (7, 9, 0)


def test_late_notice_is_sent_and_shown_as_late(meeting, seated, cast):
    with time_machine.travel(dt.datetime(2026, 11, 28, 20, tzinfo=dt.UTC), tick=False):
        convening.call(meeting, by=cast.rory)
        deliver()

    meeting.refresh_from_db()
    assert (meeting.state, meeting.late_by()) == (State.CALLED, 3)
    assert "3 days late" in mail.outbox[0].body


def test_the_days_of_notice_are_those_the_charter_asked_when_it_went_out(meeting, seated, cast):
    convening.call(meeting, by=cast.rory)
    coalition = meeting.committee.coalition
    coalition.notice_days = 30
    coalition.save()

    assert Meeting.objects.get().late_by() == 0


def test_the_notice_is_in_the_language_of_who_gets_it(meeting, seated, cast):
    holder = meeting.committee.seats.exclude(holder__email="").first().holder
    holder.user = cast.luis
    holder.save()
    convening.call(meeting, by=cast.rory)
    deliver()

    letter = next(letter for letter in mail.outbox if letter.to == [holder.email])
    assert "2 dic 2026" in letter.subject


def test_a_letter_that_could_not_be_sent_can_be_sent_again(meeting, seated, cast, monkeypatch):
    def broken(*_letter):
        raise ConnectionRefusedError

    convening.call(meeting, by=cast.rory)
    monkeypatch.setattr("coalition.notifying.send_mail", broken)
    deliver()

    assert meeting.invitations.filter(sent_at=None).count() == 3
    assert Job.objects.get(kind=convening.NOTICES).result == {"sent": 0, "failed": 3}


def test_who_is_seated_after_the_notice_gets_it_when_it_is_sent_again(meeting, seated, cast):
    convening.call(meeting, by=cast.rory)
    newcomer = RepresentativeFactory(coalition=meeting.committee.coalition, email="new@example.org")
    partner_with_seat(meeting.committee, "D")
    SeatFactory(committee=meeting.committee, organization=seated[0].organization, holder=newcomer, part="alternate")
    with time_machine.travel(dt.datetime(2026, 11, 30, 20, tzinfo=dt.UTC), tick=False):
        added = convening.call(meeting, by=cast.rory)

    assert [invitation.representative for invitation in added] == [newcomer]
    assert Meeting.objects.get().called_at == NOVEMBER_23


def test_a_meeting_that_is_over_is_not_called(committee, seated, cast):
    meeting = convening.plan(committee, held_on=dt.date(2026, 11, 20), begins_at=FIVE, by=cast.rory)

    with pytest.raises(ValidationError, match="is over"):
        convening.call(meeting, by=cast.rory)


def test_moving_a_called_meeting_sends_the_notice_again_and_asks_anew(meeting, seated, cast):
    invitation = convening.call(meeting, by=cast.rory)[0]
    deliver()
    convening.answer(invitation, reply="yes", by=cast.rory)
    mail.outbox.clear()
    with time_machine.travel(dt.datetime(2026, 11, 30, 20, tzinfo=dt.UTC), tick=False):
        convening.move(meeting, held_on=dt.date(2026, 12, 3), by=cast.rory)
        deliver()

    moved = Meeting.objects.get()
    assert (moved.held_on, moved.sequence, moved.late_by()) == (dt.date(2026, 12, 3), 2, 4)
    assert [letter.subject[:8] for letter in mail.outbox] == ["Changed:"] * 3
    assert MeetingInvitation.objects.exclude(reply="").count() == 0


def test_renaming_a_called_meeting_sends_nothing(meeting, seated, cast):
    convening.call(meeting, by=cast.rory)
    deliver()
    mail.outbox.clear()
    convening.move(meeting, name="Winter meeting", by=cast.rory)
    deliver()

    assert mail.outbox == []


def test_calling_off_tells_whoever_had_notice(meeting, seated, cast):
    convening.call(meeting, by=cast.rory)
    deliver()
    mail.outbox.clear()
    convening.call_off(meeting, by=cast.rory)
    deliver()

    assert Meeting.objects.get().state == State.CALLED_OFF
    assert len(mail.outbox) == 3
    assert "is called off" in mail.outbox[0].body


def test_a_meeting_called_off_before_its_notice_left_sends_only_the_last_word(meeting, seated, cast):
    convening.call(meeting, by=cast.rory)
    convening.call_off(meeting, by=cast.rory)
    deliver()

    assert [letter.subject.split(":")[0] for letter in mail.outbox] == ["Called off"] * 3


def test_a_meeting_put_back_is_planned_and_called_anew(meeting, seated, cast):
    convening.call(meeting, by=cast.rory)
    convening.call_off(meeting, by=cast.rory)
    convening.put_back(meeting, by=cast.rory)
    convening.call(meeting, by=cast.rory)
    deliver()

    assert Meeting.objects.get().state == State.CALLED
    assert len(mail.outbox) == 3


def test_an_answer_before_the_notice_is_refused(meeting, seated, cast):
    invitation = MeetingInvitation.objects.create(
        meeting=meeting, representative=meeting.committee.seats.first().holder
    )

    with pytest.raises(ValidationError, match="No notice"):
        convening.answer(invitation, reply="yes", by=cast.rory)


def test_every_deed_on_a_meeting_is_in_the_keepers_history(meeting, seated, cast):
    convening.call(meeting, by=cast.rory)
    convening.set_agenda(meeting, items=[{"title": "Welcome"}], by=cast.rory)
    convening.call_off(meeting, by=cast.rory)

    entries = AuditEntry.objects.filter(organization=cast.coalition_org, verb__startswith="meeting.").order_by("pk")
    verbs = [entry.verb.split(".")[1] for entry in entries]
    assert verbs == ["planned", "called", "agenda_written", "called_off"]


# --- Agenda


def test_the_agenda_is_written_as_a_whole_in_its_order(meeting, seated, cast):
    leader = meeting.committee.seats.first().holder
    convening.set_agenda(meeting, items=[{"title": "Welcome"}, {"title": "Budget"}], by=cast.rory)
    convening.set_agenda(meeting, items=[{"title": "Budget", "led_by": leader}, {"title": "Vote"}], by=cast.rory)

    assert list(meeting.agenda.values_list("position", "title", "led_by")) == [
        (1, "Budget", leader.pk), (2, "Vote", None),
    ]  # fmt: skip


def test_somebody_from_another_coalition_leads_no_point(meeting, cast):
    with pytest.raises(ValidationError, match="not on this coalition"):
        convening.set_agenda(meeting, items=[{"title": "x", "led_by": RepresentativeFactory()}], by=cast.rory)


# --- Series


def first_wednesdays(committee, cast, **facts):
    return convening.repeat(
        committee, **{"every": "month", "week_of_month": 1, "weekday": 2, "first_on": dt.date(2026, 11, 1),
        "begins_at": FIVE, "by": cast.rory, **facts},
    )  # fmt: skip


def test_a_series_is_laid_out_twelve_months_ahead_and_not_backwards(committee, cast):
    series = first_wednesdays(committee, cast)

    laid_out = days(series)
    assert (laid_out[0], laid_out[-1], len(laid_out)) == (DECEMBER_2, dt.date(2027, 11, 3), 12)


def test_a_weekly_series_at_half_past_two_at_night_has_one_meeting_each_week_across_both_changes(committee, cast):
    with time_machine.travel(dt.datetime(2026, 2, 20, tzinfo=dt.UTC), tick=False):
        series = convening.repeat(
            committee, every="week", weekday=6, first_on=dt.date(2026, 3, 1), last_on=dt.date(2026, 11, 8),
            begins_at=dt.time(2, 30), by=cast.rory,
        )  # fmt: skip

    starts = list(series.meetings.order_by("starts_at").values_list("starts_at", flat=True))
    gaps = {(later - earlier) for earlier, later in pairwise(starts)}
    week, hour = dt.timedelta(days=7), dt.timedelta(hours=1)
    assert len(starts) == 37
    # On March 8 the clocks skip 2:30, so that one begins as at 3:30; from the next week on it is 2:30 again.
    assert gaps == {week, week - hour, week + hour}
    assert [meeting.begins.time() for meeting in series.meetings.all() if meeting.begins.time() != dt.time(2, 30)] == [
        dt.time(3, 30)
    ]


def test_a_weekly_series_at_half_past_one_meets_once_on_the_night_it_comes_twice(committee, cast):
    with time_machine.travel(dt.datetime(2026, 10, 20, tzinfo=dt.UTC), tick=False):
        series = convening.repeat(
            committee, every="week", weekday=6, first_on=dt.date(2026, 10, 25), last_on=dt.date(2026, 11, 8),
            begins_at=dt.time(1, 30), by=cast.rory,
        )  # fmt: skip

    assert list(series.meetings.order_by("starts_at").values_list("starts_at", flat=True)) == [
        dt.datetime(2026, 10, 25, 8, 30, tzinfo=dt.UTC),
        dt.datetime(2026, 11, 1, 8, 30, tzinfo=dt.UTC),
        dt.datetime(2026, 11, 8, 9, 30, tzinfo=dt.UTC),
    ]


def test_laying_out_again_adds_only_what_is_missing(committee, cast):
    series = first_wednesdays(committee, cast)
    with time_machine.travel(dt.datetime(2026, 12, 20, tzinfo=dt.UTC), tick=False):
        counts = [tasks.lay_out_meetings(), tasks.lay_out_meetings()]

    assert counts == [{"series": 1, "meetings": 1}, {"series": 1, "meetings": 0}]
    assert len(days(series)) == len(set(days(series))) == 13


def test_a_meeting_moved_or_called_off_is_not_laid_out_again(committee, cast):
    series = first_wednesdays(committee, cast, last_on=dt.date(2027, 1, 31))
    moved, off = series.meetings.order_by("held_on")
    convening.move(moved, held_on=dt.date(2026, 12, 9), by=cast.rory)
    convening.call_off(off, by=cast.rory)

    assert convening.lay_out(series) == 0
    assert days(series) == [dt.date(2026, 12, 9), dt.date(2027, 1, 6)]


def test_changing_a_series_moves_what_nobody_touched_and_leaves_exceptions(committee, cast):
    series = first_wednesdays(committee, cast, last_on=dt.date(2027, 2, 28))
    with_agenda = series.meetings.get(held_on=dt.date(2027, 1, 6))
    convening.set_agenda(with_agenda, items=[{"title": "Welcome"}], by=cast.rory)

    kept = convening.change_series(series, begins_at=dt.time(18), by=cast.rory)

    hours = list(series.meetings.order_by("held_on").values_list("begins_at__hour", "is_exception", "sequence"))
    assert kept == 1
    assert hours == [(18, False, 1), (17, True, 0), (18, False, 1)]


def test_another_day_of_the_week_takes_the_place_of_the_meetings_nobody_touched(committee, cast):
    series = first_wednesdays(committee, cast, last_on=dt.date(2027, 2, 28))

    convening.change_series(series, weekday=3, by=cast.rory)

    assert days(series) == [dt.date(2026, 12, 3), dt.date(2027, 1, 7), dt.date(2027, 2, 4)]


def test_ending_a_series_takes_its_untouched_meetings_off_the_calendar(committee, cast):
    series = first_wednesdays(committee, cast)

    convening.change_series(series, last_on=dt.date(2026, 12, 31), by=cast.rory)

    assert days(series) == [DECEMBER_2]


def test_a_monthly_series_names_its_week(committee, cast):
    with pytest.raises(ValidationError, match="which week"):
        first_wednesdays(committee, cast, week_of_month=None)
