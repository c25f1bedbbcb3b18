"""Casting votes: what each place says while the vote on a motion is open, one vote for each, whoever says it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.audit import record
from coalition import rosters
from coalition.deciding import close, in_state
from coalition.models import CommitteeSeat, Motion, Vote
from coalition.models.coalition import VoteRule
from coalition.voting import all_have_voted, voting_day

State, Choice = Motion.State, Vote.Choice
SAYABLE = frozenset(Choice) - {Choice.NOT_THERE}


@transaction.atomic
def cast(motion, place, *, choice, by, cast_by=None, conflict_note="", seen="", now=None):
    """Say what one place votes. `by` wrote it down; `cast_by` is the representative or alternate who said it.

    One vote for each place, whoever casts it: `seen` is the choice that stood for the place when they decided ("" for
    none). If somebody was faster, the second one is refused and told; while the vote is open, seeing that, they can
    change it. Saying the same thing twice changes nothing. A quick decision closes once everyone has voted.
    """
    now = now or timezone.now()
    motion = _open_for_votes(motion, now)
    line = _line_of(motion, place)
    if cast_by is not None:
        _refuse_wrong_voice(motion, place, cast_by)
    standing = motion.votes.select_related("cast_by", "recorded_by").filter(place=place).first()
    note = conflict_note.strip() if choice == Choice.CONFLICT else ""
    if standing and (standing.choice, standing.cast_by, standing.conflict_note) == (choice, cast_by, note):
        return standing
    if (standing.choice if standing else "") != seen:
        raise _too_late(line, standing)
    vote = _write_vote(motion, place, standing, choice, note, cast_by, by, now)
    _record_vote(motion, line, vote, standing, seen, by)
    if motion.is_quick and all_have_voted(motion):
        close(motion, by=None, now=now)
    return vote


def _open_for_votes(motion, now):
    motion = in_state(motion, State.OPEN, _("The vote on this motion is not open."))
    if motion.is_quick and motion.closes_at <= now:
        raise ValidationError(_("The time to vote on this is over."))
    return motion


def _line_of(motion, place):
    for line in rosters.electorate(motion.committee, voting_day(motion)):
        if line.place.pk == place.pk:
            return line
    raise ValidationError(
        _("%(organization)s has no vote on this: it had no filled seat with a vote that day."),
        params={"organization": place.organization},
    )


def _refuse_wrong_voice(motion, place, cast_by):
    """Somebody who sits in the place on the day of the vote, or now, when a seat changed hands meanwhile."""
    seats = CommitteeSeat.objects.voting().filter(
        committee=motion.committee, organization=place.organization_id, holder=cast_by
    )
    days = {voting_day(motion), motion.committee.keeper.today()}
    if not any(seats.current(day).exists() for day in days):
        raise ValidationError(
            _("%(name)s does not sit on this committee for %(organization)s."),
            params={"name": cast_by, "organization": place.organization},
        )


def _too_late(line, standing):
    if standing is None:
        words = _("The vote of %(organization)s was taken back meanwhile. Look again.")
        return ValidationError(words, params={"organization": line.organization})
    words = (
        _("%(organization)s has voted already: %(choice)s, said by %(name)s.")
        if standing.is_own_word
        else _("%(organization)s has voted already: %(choice)s, written down by %(name)s.")
    )
    name = standing.cast_by if standing.is_own_word else standing.recorded_by
    params = {"organization": line.organization, "choice": standing.get_choice_display(), "name": name}
    return ValidationError(words, code="voted_already", params=params)


def _write_vote(motion, place, standing, choice, note, cast_by, by, now):
    if choice not in SAYABLE:
        raise ValidationError(_("Choose one of the votes offered."))
    if choice == Choice.STAND_ASIDE and motion.rule != VoteRule.CONSENSUS:
        raise ValidationError(_("Standing aside is for decisions by consensus. Abstain instead."))
    vote = standing or Vote(motion=motion, place=place)
    vote.choice, vote.conflict_note = choice, note
    vote.cast_by, vote.recorded_by, vote.cast_at = cast_by, by, now
    vote.full_clean()
    vote.save()
    return vote


def _record_vote(motion, line, vote, standing, former, by):
    is_own = vote.cast_by is not None and vote.cast_by.user_id == by.pk
    verb = "vote.changed" if standing else "vote.cast" if is_own else "vote.recorded"
    details = {"organization_voting": str(line.organization)[:200], "choice": str(vote.choice)}
    if standing:
        details["former"] = str(former)
    record(by, verb, motion, **details)


@transaction.atomic
def cast_many(motion, said, *, by):
    """Write down a whole round at a meeting: (place, choice, cast_by, seen) for each place. All of it or nothing.

    Places whose choice is the one already seen are left alone. Raises ValidationError with a line for each refusal.
    """
    refusals = []
    # Changed votes first: the last new one closes a quick decision.
    for place, choice, cast_by, seen in sorted(said, key=lambda entry: not entry[3]):
        if choice == seen:
            continue
        try:
            _say(motion, place, choice, cast_by, seen, by)
        except ValidationError as refusal:
            refusals.extend(refusal.messages)
    if refusals:
        raise ValidationError(refusals)


def _say(motion, place, choice, cast_by, seen, by):
    if choice:
        cast(motion, place, choice=choice, cast_by=cast_by, seen=seen, by=by)
    else:
        take_back_vote(motion, place, seen=seen, by=by)


@transaction.atomic
def take_back_vote(motion, place, *, seen, by):
    """Take back a vote that was written down by mistake, while the vote is open."""
    motion = _open_for_votes(motion, timezone.now())
    vote = motion.votes.select_related("place__organization", "cast_by", "recorded_by").filter(place=place).first()
    if vote is None:
        return
    if vote.choice != seen:
        raise _too_late(_line_of(motion, place), vote)
    record(by, "vote.taken_back", motion, organization_voting=str(place.organization)[:200], choice=str(vote.choice))
    vote.delete()
