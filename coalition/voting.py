"""Who votes on a motion, what each place said so far, and what it would come to. The deeds are in `deciding`."""

from collections import Counter

from django.db.models import Count, Exists, F, OuterRef
from django.utils import timezone

from accounts.models.zones import today_in
from coalition import counting, rosters, seating
from coalition.models import MeetingAttendance, Motion, Place, Vote

Choice = Vote.Choice
SOONEST = (F("closes_at").asc(nulls_last=True), "pk")
THERE = (MeetingAttendance.State.PRESENT, MeetingAttendance.State.ALTERNATE)


def voting_day(motion):
    """The day whose roster votes: the meeting's; for a quick decision the day it was opened, where the keeper is."""
    if motion.meeting:
        return motion.meeting.held_on
    return today_in(motion.committee.keeper.timezone, motion.opened_at)


def standing_choices(motion, lines=None):
    """What each place said so far, for all who could vote that day: {place id: (roster line or None, choice, vote)}.

    A place that was marked as there at the meeting and said nothing abstains. One that voted counts, even if the roster
    of that day was changed since.
    """
    lines = rosters.electorate(motion.committee, voting_day(motion)) if lines is None else lines
    votes = {vote.place_id: vote for vote in motion.votes.select_related("cast_by").order_by()}
    silent = dict.fromkeys(_places_there(motion), Choice.ABSTAIN)
    said = {}
    for line in lines:
        vote = votes.pop(line.place.pk, None)
        said[line.place.pk] = (line, vote.choice if vote else silent.get(line.place.pk, Choice.NOT_THERE), vote)
    for place in Place.objects.filter(pk__in=votes).select_related("organization"):
        votes[place.pk].place = place
        said[place.pk] = (None, votes[place.pk].choice, votes[place.pk])
    return said


def _places_there(motion):
    if motion.meeting_id is None:
        return []
    there = MeetingAttendance.objects.filter(meeting=motion.meeting_id, state__in=THERE)
    return there.values_list("place", flat=True)


def result_now(motion, said=None):
    """What it would come to if the vote closed now."""
    said = standing_choices(motion) if said is None else said
    choices = [choice for _line, choice, _vote in said.values()]
    quorum = motion.committee.coalition.quorum_of(len(choices))
    return counting.tally(choices, rule=motion.rule, base=motion.base, quorum=quorum)


def all_have_voted(motion, said=None):
    """Whether nobody is left to wait for."""
    said = standing_choices(motion) if said is None else said
    votes = [vote for line, _choice, vote in said.values() if line]
    return bool(votes) and None not in votes


def may_close(motion, now=None, said=None):
    """Whether an open vote may be closed: a quick decision not before its time is over or everyone has voted."""
    return not motion.is_quick or motion.closes_at <= (now or timezone.now()) or all_have_voted(motion, said)


def own_lines(user, motion, lines=None):
    """Places with a vote on this motion for which this user speaks today: [(roster line, the user's seat)].

    The place must have had its vote on the day of the vote, and the user must sit in it now: whoever took over a seat
    while a quick decision is open votes for it.
    """
    seats = seating.own_seats(user, motion.committee, motion.committee.keeper.today()).voting()
    mine = {seat.organization_id: seat for seat in seats}
    if not mine:
        return []
    lines = rosters.electorate(motion.committee, voting_day(motion)) if lines is None else lines
    return [(line, mine[line.place.organization_id]) for line in lines if line.place.organization_id in mine]


def waiting_for(user):
    """Open motions on which an organization this user speaks for today has not voted, soonest deadline first."""
    said = Vote.objects.filter(motion=OuterRef(OuterRef("pk")), place__organization=OuterRef("organization"))
    silent = seating.own_seats(user, OuterRef("committee")).voting().exclude(Exists(said))
    return Motion.objects.open().visible_to(user).filter(Exists(silent)).order_by(*SOONEST)


def count_so_far(motions):
    """Tell each open motion of a list how its votes stand, in one query: `motion.so_far`, choices to numbers."""
    open_ones = {motion.pk: motion for motion in motions if motion.state == motion.State.OPEN}
    for motion in open_ones.values():
        motion.so_far = Counter()
    said = Vote.objects.filter(motion__in=open_ones).order_by().values_list("motion", "choice")
    for pk, choice, count in said.annotate(Count("pk")):
        open_ones[pk].so_far[choice] = count
