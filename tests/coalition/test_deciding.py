import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import AuditEntry
from coalition import casting, deciding, seating, voting
from coalition.models import CommitteeSeat, Motion, Vote
from coalition.tasks import close_quick_decisions
from tests.coalition.steering import MEETING_DAY, attend, holder, opened, say, seconded, standing, steering
from tests.factories import coalition as make

pytestmark = pytest.mark.django_db
EVENING = dt.datetime(2026, 11, 4, 18, tzinfo=dt.timezone(dt.timedelta(hours=-8)))
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def evening_of_the_meeting():
    with time_machine.travel(EVENING, tick=False):
        yield


@pytest.fixture
def room(cast):
    return steering(cast)


# --- Moved and seconded ----------------------------------------------------------------------------------------------


def test_a_motion_takes_its_number_and_the_charters_rule(room):
    first, other = seconded(room), seconded(room, title="Ask for a quarterly report", rule="majority", base="cast")

    assert [(motion.number, motion.rule, motion.base) for motion in (first, other)] == [
        (1, "two_thirds", "present"), (2, "majority", "cast"),
    ]  # fmt: skip
    assert (str(first.moved_for), str(first.seconded_for)) == ("Acacia Tenants", "Bellflower Parents")


def test_only_somebody_with_a_vote_moves(room):
    observer = make.partner_with_seat(room.committee, "Watching Network")
    CommitteeSeat.objects.filter(organization=observer.organization).update(role="observer")
    stranger = make.RepresentativeFactory(coalition=room.coalition)

    for person in (holder(observer), stranger):
        with pytest.raises(ValidationError, match="no seat with a vote"):
            deciding.propose(room.committee, title="Something", moved_by=person, meeting=room.meeting, by=room.rory)


def test_an_alternate_may_move_and_second(room):
    motion = deciding.propose(
        room.committee, title="x", moved_by=holder(room.places[0], "alternate"), meeting=room.meeting, by=room.rory
    )

    assert deciding.second(motion, representative=holder(room.places[1], "alternate"), by=room.rory).seconded_by


def test_the_movers_own_organization_does_not_second(room):
    motion = deciding.propose(room.committee, title="x", moved_by=holder(room.places[0]), by=room.rory)

    with pytest.raises(ValidationError, match="another organization"):
        deciding.second(motion, representative=holder(room.places[0], "alternate"), by=room.rory)


def test_nothing_is_voted_on_before_it_is_seconded(room):
    motion = deciding.propose(
        room.committee, title="x", moved_by=holder(room.places[0]), meeting=room.meeting, by=room.rory
    )

    with pytest.raises(ValidationError, match="must be seconded"):
        deciding.open(motion, by=room.rory)


def test_new_words_need_a_new_second_and_a_new_meeting_does_not(room):
    motion = seconded(room)
    later = make.MeetingFactory(committee=room.committee, held_on=MEETING_DAY + 28 * DAY)

    assert deciding.change(motion, meeting=later, by=room.rory).seconded_by
    assert deciding.change(motion, title="Publish it twice", by=room.rory).seconded_by is None


def test_an_open_vote_keeps_its_words(room):
    with pytest.raises(ValidationError, match="not voted on yet"):
        deciding.change(opened(room), title="Something else", by=room.rory)


def test_the_vote_opens_on_the_day_of_the_meeting(room):
    later = make.MeetingFactory(committee=room.committee, held_on=MEETING_DAY + DAY)

    with pytest.raises(ValidationError, match="opens at the meeting"):
        deciding.open(seconded(room, meeting=later), by=room.rory)


def test_a_meeting_that_was_called_off_votes_on_nothing(room):
    room.meeting.state = "called_off"
    room.meeting.save()

    with pytest.raises(ValidationError, match="called off"):
        deciding.open(seconded(room), by=room.rory)


def test_a_meeting_of_another_committee_is_refused(room):
    with pytest.raises(ValidationError, match="meeting of this committee"):
        seconded(room, meeting=make.MeetingFactory())


# --- The result, fixed -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("votes", "state", "needed", "of"),
    [("yyyy--", "passed", 3, 4), ("yyyynn", "passed", 4, 6), ("yyynnn", "failed", 4, 6), ("yyyaan", "failed", 4, 6),
     ("yyyncc", "passed", 3, 4), ("yyy---", "no_quorum", 2, 3)],
)  # fmt: skip
def test_two_thirds_of_seats_present_with_a_quorum_of_more_than_half(room, votes, state, needed, of):
    motion = opened(room)
    words = {"y": "yes", "n": "no", "a": "abstain", "c": "conflict", "-": ""}
    say(room, motion, [words[letter] for letter in votes])

    closed = deciding.close(motion, by=room.rory)

    assert (closed.state, closed.needed, closed.counted_of, closed.quorum_then) == (state, needed, of, 4)
    assert (closed.yes, closed.not_there) == (votes.count("y"), votes.count("-"))


def test_a_consensus_passes_with_those_who_stand_aside(room):
    motion = opened(room, rule="consensus")
    say(room, motion, ["yes", "yes", "stand_aside", "abstain", "", "conflict"])

    closed = deciding.close(motion, by=room.rory)

    assert (closed.state, closed.yes, closed.stood_aside, closed.in_conflict) == ("passed", 2, 1, 1)


def test_a_seat_that_was_there_and_said_nothing_abstains(room):
    motion = opened(room)
    say(room, motion, ["yes", "yes", "yes", "yes"])
    attend(room, room.places[4])
    attend(room, room.places[5], "excused")

    closed = deciding.close(motion, by=room.rory)

    assert (closed.state, closed.abstained, closed.not_there, closed.counted_of) == ("passed", 1, 1, 5)
    assert standing(closed)["Elm Street Elders"] == "abstain"


def test_closing_writes_one_row_for_each_place_with_the_names_as_they_were(room):
    motion, place = opened(room), room.places[0]
    voter = holder(place, "alternate")
    say(room, motion, ["", "yes", "yes", "yes"])
    casting.cast(motion, place, choice="yes", cast_by=voter, by=room.rory)
    deciding.close(motion, by=room.rory)

    voter.name = "Renamed Later"
    voter.save()
    place.organization.name = "Acacia Renters"
    place.organization.save()

    votes = Vote.objects.filter(motion=motion)
    assert votes.count() == 6
    assert votes.get(place=place).organization_name == "Acacia Tenants"
    assert votes.get(place=place).holder_name not in ("", "Renamed Later")
    assert votes.get(place=room.places[5]).holder_name == holder(room.places[5]).name


def test_later_changes_of_the_roster_leave_the_result_alone(room):
    motion = opened(room)
    say(room, motion, ["yes"] * 4)
    before = deciding.close(motion, by=room.rory)

    make.partner_with_seat(room.committee, "Joined And Backdated")
    CommitteeSeat.objects.filter(organization=room.places[0].organization).delete()

    after = Motion.objects.get(pk=motion.pk)
    assert (after.state, after.yes, after.counted_of) == (before.state, 4, 4)
    assert after.votes.count() == 6


def test_the_roster_of_the_meetings_day_votes_also_when_it_is_written_down_later(room):
    seat = room.committee.seats.get(organization=room.places[0].organization, part="representative")
    seating.vacate(seat, on=MEETING_DAY, by=room.rory)

    with time_machine.travel(EVENING + 3 * DAY, tick=False):
        make.partner_with_seat(room.committee, "Came After", since=MEETING_DAY + DAY)
        motion = opened(room)
        casting.cast(motion, room.places[0], choice="yes", cast_by=seat.holder, by=room.rory)
        closed = deciding.close(motion, by=room.rory)

    assert (closed.decided_on, closed.votes.count()) == (MEETING_DAY, 6)


@pytest.mark.parametrize("deed", [deciding.put_off, deciding.withdraw, deciding.close, deciding.open])
def test_what_is_decided_stays_decided(room, deed):
    motion = opened(room)
    say(room, motion, ["yes"] * 6)
    deciding.close(motion, by=room.rory)

    with pytest.raises(ValidationError):
        deed(motion, by=room.rory)
    with pytest.raises(ValidationError, match="not open"):
        casting.cast(motion, room.places[0], choice="no", seen="yes", by=room.rory)
    assert Motion.objects.get(pk=motion.pk).state == "passed"


def test_a_motion_put_off_begins_anew_with_its_mover_and_second(room):
    motion = opened(room)
    say(room, motion, ["no"] * 6)
    deciding.put_off(motion, by=room.rory)
    again = deciding.take_up(motion, meeting=room.meeting, by=room.rory)

    assert (again.state, again.votes.count(), again.seconded_by is None) == ("draft", 0, False)
    assert deciding.open(again, by=room.rory).state == "open"


def test_a_withdrawn_motion_stays_in_the_register_and_is_not_taken_up(room):
    motion = deciding.withdraw(seconded(room, is_quick=True), by=room.rory)

    assert list(Motion.objects.matching("calendar")) == [motion]
    with pytest.raises(ValidationError):
        deciding.take_up(motion, by=room.rory)


# --- Quick decisions -------------------------------------------------------------------------------------------------


def test_a_quick_decision_stays_open_for_the_hours_of_the_charter(room):
    assert opened(room, is_quick=True).closes_at == EVENING + dt.timedelta(hours=24)

    with pytest.raises(ValidationError, match="24 hours to vote"):
        deciding.open(seconded(room, is_quick=True), closes_at=EVENING + dt.timedelta(hours=23), by=room.rory)


def test_a_quick_decision_has_no_meeting(room):
    with pytest.raises(ValidationError, match="between meetings"):
        seconded(room, is_quick=True, meeting=room.meeting)


def test_a_quick_decision_closes_once_everyone_has_voted(room):
    motion = opened(room, is_quick=True)
    say(room, motion, ["yes"] * 5)
    with pytest.raises(ValidationError, match="not everyone has voted"):
        deciding.close(motion, by=room.rory)
    assert Motion.objects.get(pk=motion.pk).decided_at is None

    casting.cast(motion, room.places[5], choice="no", by=room.rory)

    motion.refresh_from_db()
    assert (motion.state, motion.decided_by, motion.yes, motion.no) == ("passed", None, 5, 1)


def test_the_machine_closes_what_is_due_and_nothing_else_and_only_once(room):
    due, later = opened(room, is_quick=True), opened(room, is_quick=True, title="Later")
    at_a_meeting = opened(room)
    Motion.objects.filter(pk=later.pk).update(closes_at=EVENING + dt.timedelta(hours=30))
    say(room, due, ["yes"] * 4)

    with time_machine.travel(EVENING + dt.timedelta(hours=24), tick=False):
        assert [close_quick_decisions(), close_quick_decisions()] == [{"closed": 1}, {"closed": 0}]

    states = [Motion.objects.get(pk=motion.pk).state for motion in (due, later, at_a_meeting)]
    assert states == ["passed", "open", "open"]
    assert AuditEntry.objects.filter(verb="motion.closed").count() == 1


def test_a_vote_at_the_deadline_comes_too_late(room):
    motion = opened(room, is_quick=True)

    with pytest.raises(ValidationError, match="time to vote on this is over"):
        casting.cast(motion, room.places[0], choice="yes", by=room.rory, now=motion.closes_at)


def test_without_enough_voices_a_quick_decision_is_not_decided(room):
    motion = opened(room, is_quick=True)
    say(room, motion, ["yes"] * 3)

    assert deciding.close(motion, by=None, now=motion.closes_at).state == "no_quorum"


def test_whoever_takes_over_a_seat_while_the_vote_is_open_votes_for_it(room):
    motion, place = opened(room, is_quick=True), room.places[0]
    with time_machine.travel(EVENING + dt.timedelta(hours=12), tick=False):
        newcomer = make.RepresentativeFactory(coalition=room.coalition, organization=place.organization)
        seat = room.committee.seats.get(organization=place.organization, part="representative")
        seating.swap(seat, holder=newcomer, on=MEETING_DAY + DAY, by=room.rory)

        assert casting.cast(motion, place, choice="yes", cast_by=newcomer, by=room.rory).pk


def test_a_quick_decision_is_voted_on_by_the_roster_of_the_day_it_was_opened(room):
    """In the evening in Los Angeles it is the next day in UTC already."""
    motion = opened(room, is_quick=True)

    assert voting.voting_day(motion) == MEETING_DAY
    assert timezone.now().date() == MEETING_DAY + DAY


# --- Finding --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["reunion", "REUNIÓN", "mananas", "1 Pasar", "calendario mañanas"])
def test_the_register_is_searched_without_accents(room, words):
    motion = seconded(room, title="Pasar la reunión a las mañanas", words="El calendario cambia.")
    seconded(room)

    assert list(Motion.objects.matching(words)) == [motion]


def test_the_register_begins_with_what_is_voted_on_and_sinks_what_was_withdrawn(room):
    decided = opened(room, title="Decided")
    deciding.close(decided, by=room.rory)
    deciding.withdraw(seconded(room, title="Withdrawn"), by=room.rory)
    opened(room, title="Voted on", is_quick=True)
    deciding.put_off(seconded(room, title="Put off"), by=room.rory)
    seconded(room, title="Proposed")

    order = [motion.title for motion in Motion.objects.in_register_order()]
    assert order == ["Voted on", "Proposed", "Put off", "Withdrawn", "Decided"]


def test_a_withdrawn_motion_keeps_the_day_on_which_it_was_withdrawn(room):
    assert deciding.withdraw(seconded(room), by=room.rory).decided_on == MEETING_DAY


def test_the_same_form_sent_twice_writes_down_one_motion(room):
    first = seconded(room, title="Meet at ten")

    again = deciding.propose(
        room.committee, title="Meet at ten ", moved_by=holder(room.places[0]), meeting=room.meeting, by=room.rory
    )

    assert (again, Motion.objects.count()) == (first, 1)
    deciding.open(first, by=room.rory)
    assert seconded(room, title="Meet at ten").number == 2
