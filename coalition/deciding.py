"""Motions from the first word to the result: moved, seconded, opened, and closed with what everyone said.

What each place says while the vote is open is in coalition/casting.py.
"""

import datetime as dt
import logging

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.audit import record
from accounts.models.zones import today_in
from coalition.models import Committee, CommitteeSeat, Meeting, Motion, Vote
from coalition.voting import may_close, result_now, standing_choices, voting_day
from kit.entry_keys import alike
from kit.meanwhile import written

log = logging.getLogger("fairshare.coalition")
State = Motion.State
WRITTEN_DOWN = ("committee", "state", "title", "words", "moved_by", "meeting", "rule", "base", "is_quick")
DRAFT_FACTS = frozenset({"title", "words", "meeting", "rule", "base", "is_quick"})
OUTCOMES = {"passed": State.PASSED, "failed": State.FAILED, "no_quorum": State.NO_QUORUM}


# --- Before the vote --------------------------------------------------------------------------------------------------


@transaction.atomic
def propose(committee, *, title, moved_by, by, words="", meeting=None, rule=None, base=None, is_quick=False):
    """Write down a motion that somebody with a vote on the committee made. Rule and base: None takes the charter's.

    For a meeting (it can be chosen later), or as a quick decision that is voted on between meetings. The same motion,
    word for word, that still waits for its vote is the answer: a form that was sent twice writes down one.
    """
    committee = (
        Committee.objects.select_for_update(of=("self",)).select_related("coalition__keeper").get(pk=committee.pk)
    )
    motion = Motion(
        committee=committee,
        meeting=meeting,
        number=(committee.motions.aggregate(last=Max("number"))["last"] or 0) + 1,
        title=title.strip(),
        words=words.strip(),
        moved_by=moved_by,
        moved_for=moved_by.organization,
        rule=rule or committee.coalition.vote_rule,
        base=base or committee.coalition.vote_base,
        is_quick=is_quick,
        created_by=by,
    )
    if standing := alike(motion, WRITTEN_DOWN).first():
        return standing
    _refuse_wrong_meeting(motion)
    _refuse_without_vote(moved_by, motion)
    motion.full_clean()
    motion.save()
    record(by, "motion.proposed", motion, moved_by=moved_by.name[:200])
    return motion


@transaction.atomic
def change(motion, *, by, seen=None, **facts):
    """Change a motion (DRAFT_FACTS) while it is only proposed. Changing what is moved asks for a new second.

    `seen`: what the writer saw, {name: value}. Raises Changed when somebody else changed the same meanwhile.
    """
    if set(facts) - DRAFT_FACTS:
        raise TypeError(f"Not to be changed in a motion: {sorted(set(facts) - DRAFT_FACTS)}")
    motion = in_state(motion, State.DRAFT, _("Only a motion that is not voted on yet can be changed."))
    facts = written(motion, facts, seen)
    is_reworded = any(name in facts and facts[name] != getattr(motion, name) for name in ("title", "words"))
    for name, value in facts.items():
        setattr(motion, name, value)
    if is_reworded:
        motion.seconded_by = motion.seconded_for = None
    _refuse_wrong_meeting(motion)
    motion.full_clean()
    motion.save()
    record(by, "motion.changed", motion)
    return motion


@transaction.atomic
def second(motion, *, representative, by):
    """Write down who seconded: somebody with a vote on the committee, of another organization than the mover's."""
    motion = in_state(motion, State.DRAFT, _("This motion is past being seconded."))
    if representative.organization_id == motion.moved_for_id:
        raise ValidationError(_("Somebody of another organization seconds a motion."))
    _refuse_without_vote(representative, motion)
    motion.seconded_by, motion.seconded_for = representative, representative.organization
    motion.full_clean()
    motion.save()
    record(by, "motion.seconded", motion, seconded_by=representative.name[:200])
    return motion


@transaction.atomic
def open(motion, *, by, closes_at=None, now=None):
    """Open the vote. A quick decision stays open for at least the hours of the charter; None takes just those."""
    now = now or timezone.now()
    motion = in_state(motion, State.DRAFT, _("The vote on this motion was opened already."))
    if motion.seconded_by_id is None:
        raise ValidationError(_("A motion must be seconded before the vote."))
    if motion.is_quick:
        closes_at = _deadline(motion, closes_at, now)
    else:
        _refuse_before_the_meeting(motion)
        closes_at = None
    motion.state, motion.opened_at, motion.closes_at = State.OPEN, now, closes_at
    motion.full_clean()
    motion.save()
    record(by, "motion.opened", motion)
    return motion


def _deadline(motion, closes_at, now):
    hours = motion.committee.coalition.quick_decision_hours
    earliest = now + dt.timedelta(hours=hours)
    closes_at = closes_at or earliest
    if closes_at < earliest:
        raise ValidationError(
            _("Not before %(moment)s: the charter gives everyone %(hours)s hours to vote."),
            params={"hours": hours, "moment": date_format(timezone.localtime(earliest), "DATETIME_FORMAT")},
        )
    return closes_at


def _refuse_before_the_meeting(motion):
    meeting = motion.meeting
    if meeting is None:
        raise ValidationError(_("Choose the meeting that votes on this, or make it a quick decision."))
    if meeting.state == Meeting.State.CALLED_OFF:
        raise ValidationError(_("That meeting was called off. Choose another one."))
    if meeting.held_on > today_in(meeting.timezone):
        raise ValidationError(
            _("The vote opens at the meeting on %(day)s."), params={"day": date_format(meeting.held_on)}
        )


def _refuse_wrong_meeting(motion):
    if motion.meeting is None:
        return
    if motion.meeting.committee_id != motion.committee_id:
        raise ValidationError(_("Choose a meeting of this committee."))
    if motion.is_quick:
        raise ValidationError(_("A quick decision is voted on between meetings: leave the meeting out."))


def _refuse_without_vote(representative, motion):
    day = voting_day(motion)
    seats = CommitteeSeat.objects.current(day).voting()
    if not seats.filter(committee=motion.committee, holder=representative).exists():
        raise ValidationError(
            _("%(name)s has no seat with a vote on this committee on that day."), params={"name": representative}
        )


# --- Results ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def close(motion, *, by, now=None):
    """Count, and fix the result: the figures, and one vote row for each place with the names as they were.

    `by=None` is the machine at a deadline. The claim is one conditional UPDATE, so of two who close at once one does,
    and the other is refused. A quick decision is closed once its time is over or everyone has voted.
    """
    now = now or timezone.now()
    if not Motion.objects.open().filter(pk=motion.pk).update(decided_at=now):
        raise ValidationError(_("There is no open vote on this motion."))
    motion = Motion.objects.select_related("committee__coalition__keeper", "meeting").get(pk=motion.pk)
    if not may_close(motion, now):
        raise ValidationError(_("The time to vote is not over, and not everyone has voted yet."))
    said = standing_choices(motion)
    result = result_now(motion, said)
    _write_down(motion, said)
    motion.state, motion.decided_by = OUTCOMES[result.outcome], by
    zone = motion.committee.keeper.timezone
    motion.decided_on = motion.meeting.held_on if motion.meeting else today_in(zone, now)
    for name in ("yes", "no", "abstained", "stood_aside", "in_conflict", "not_there", "needed", "counted_of"):
        setattr(motion, name, getattr(result, name))
    motion.quorum_then = result.quorum
    motion.full_clean()
    motion.save()
    record(by, "motion.closed", motion, state=str(motion.state), yes=motion.yes, no=motion.no)
    return motion


def close_due(now=None) -> int:
    """Close the quick decisions whose time is over; answers with how many. Each in a transaction of its own."""
    now = now or timezone.now()
    closed = 0
    for motion in Motion.objects.due(now):
        try:
            close(motion, by=None, now=now)
        except ValidationError:
            log.info("Motion %s was closed or changed meanwhile.", motion.pk)
        else:
            closed += 1
    return closed


def _write_down(motion, said):
    """One row for each place, with the organization's name and that of who voted, or sat there, on that day."""
    for place_id, (line, choice, vote) in said.items():
        vote = vote or Vote(motion=motion, place_id=place_id, choice=choice)
        speaker = vote.cast_by or (line.seats[0].holder if line and line.seats else None)
        vote.organization_name = str(line.organization if line else vote.place.organization)
        vote.holder_name = speaker.name if speaker else ""
        vote.save()


@transaction.atomic
def put_off(motion, *, by):
    """Decide another time. Votes cast so far are dropped: the next vote begins anew."""
    motion = _undecided(motion)
    motion.votes.all().delete()
    motion.state, motion.opened_at, motion.closes_at = State.PUT_OFF, None, None
    motion.full_clean()
    motion.save()
    record(by, "motion.put_off", motion)
    return motion


@transaction.atomic
def take_up(motion, *, by, meeting=None):
    """Bring a motion that was put off back, for another meeting or one to be chosen. Mover and second stand."""
    motion = in_state(motion, State.PUT_OFF, _("Only a motion that was put off can be taken up again."))
    motion.state, motion.meeting = State.DRAFT, meeting
    _refuse_wrong_meeting(motion)
    motion.full_clean()
    motion.save()
    record(by, "motion.taken_up", motion)
    return motion


@transaction.atomic
def withdraw(motion, *, by):
    """The mover takes the motion back before it is decided. Its words stay in the register, the votes so far do not."""
    motion = _undecided(motion)
    motion.votes.all().delete()
    motion.state, motion.closes_at, motion.decided_on = State.WITHDRAWN, None, motion.committee.keeper.today()
    motion.full_clean()
    motion.save()
    record(by, "motion.withdrawn", motion)
    return motion


def locked(motion):
    """The motion as it is now, held so that nobody closes or changes it meanwhile."""
    rows = Motion.objects.select_for_update(of=("self",))
    return rows.select_related("committee__coalition__keeper", "meeting").get(pk=motion.pk)


def in_state(motion, state, refusal):
    """The same, where it is in that state; else the refusal."""
    motion = locked(motion)
    if motion.state != state:
        raise ValidationError(refusal)
    return motion


def _undecided(motion):
    motion = locked(motion)
    if motion.is_fixed:
        raise ValidationError(_("This was decided. A new motion can change it; the register keeps both."))
    if motion.state == State.WITHDRAWN:
        raise ValidationError(_("This motion was withdrawn."))
    return motion
