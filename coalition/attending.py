"""Who came to a meeting, seat by seat, and whether that makes a quorum."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.audit import record
from coalition import rosters
from coalition.models import CommitteeSeat, Meeting, MeetingAttendance, Place
from coalition.models.coalition import called

State = MeetingAttendance.State
SHOWN = 8


# --- Writing down -----------------------------------------------------------------------------------------------


@transaction.atomic
def mark(meeting, place, *, state, by, came=None) -> MeetingAttendance:
    """Write down how one place is filled; again, in place of what was written before.

    Present is the representative seated that day; an alternate is one seated that day, named by `came` when there
    are several. Refuses who is not seated, and a meeting that is closed or called off.
    """
    meeting = _open(meeting)
    if place.committee_id != meeting.committee_id or not _holds(place, meeting.held_on):
        raise ValidationError(_("This organization has no place on the committee that day."))
    came = _who(meeting, place, state, came)
    row = meeting.attendance.filter(place=place).first() or MeetingAttendance(meeting=meeting, place=place)
    row.state, row.came, row.recorded_by = state, came, by
    row.full_clean()
    row.save()
    if meeting.opened_at is None and row.is_there:
        meeting.opened_at = timezone.now()
        meeting.save(update_fields=["opened_at"])
    record(by, "attendance.marked", meeting, seat=place.organization.name, state=state)
    return row


@transaction.atomic
def unmark(meeting, place, *, by) -> None:
    """Take back what was written for one place."""
    meeting = _open(meeting)
    if meeting.attendance.filter(place=place).delete()[0]:
        record(by, "attendance.unmarked", meeting, seat=place.organization.name)


def _holds(place, day):
    return Place.objects.current(day).filter(pk=place.pk).exists()


def _who(meeting, place, state, came):
    """The person who fills the place; nobody for an excused or absent one."""
    if state not in (State.PRESENT, State.ALTERNATE):
        return None
    seats = CommitteeSeat.objects.current(meeting.held_on).filter(
        committee=meeting.committee_id, organization=place.organization_id
    )
    seats = seats.representatives() if state == State.PRESENT else seats.alternates()
    if came is not None:
        seats = seats.filter(holder=came)
    holders = [seat.holder for seat in seats.select_related("holder")[:2]]
    if not holders:
        raise ValidationError(_("Nobody is seated so for %(name)s that day."), params={"name": place.organization.name})
    if len(holders) > 1:
        raise ValidationError(_("Say which alternate came for %(name)s."), params={"name": place.organization.name})
    return holders[0]


def _open(meeting):
    """The meeting, held until the deed is done: its figures are made of rows that several phones write at once."""
    meeting = (
        Meeting.objects.select_for_update(of=("self",))
        .select_related("committee__coalition__keeper")
        .get(pk=meeting.pk)
    )
    if meeting.is_held:
        raise ValidationError(_("This meeting is closed: who was there stays as it is."))
    if meeting.is_off:
        raise ValidationError(_("This meeting was called off."))
    return meeting


# --- Quorum -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Quorum:
    """Seats that count, how many of them must be there, and how many are."""

    seats: int
    quorum: int
    present: int

    @property
    def is_there(self) -> bool:
        return self.present >= self.quorum

    @property
    def missing(self) -> int:
        return max(0, self.quorum - self.present)


def quorum_now(meeting, roster=None) -> Quorum:
    """The quorum by the roster of the meeting's day and who is marked; of a closed meeting, as it was fixed."""
    if meeting.is_held:
        return Quorum(meeting.seats_then, meeting.quorum_then, meeting.present_then)
    roster = roster or rosters.roster(meeting.committee, meeting.held_on)
    counted = {line.place.pk for line in roster.electorate}
    there = meeting.attendance.filter(state__in=[State.PRESENT, State.ALTERNATE]).order_by()
    return Quorum(len(counted), roster.quorum, len(counted & set(there.values_list("place", flat=True))))


@transaction.atomic
def close(meeting, *, by) -> Quorum:
    """Close the meeting: whoever is not marked was absent; seats, quorum and presence are fixed as they are now."""
    meeting = _open(meeting)
    if meeting.held_on > meeting.today():
        raise ValidationError(_("This meeting has not begun."))
    roster = rosters.roster(meeting.committee, meeting.held_on)
    marked = set(meeting.attendance.values_list("place", flat=True))
    for line in roster.lines:
        if line.seats and line.place.pk not in marked:
            MeetingAttendance.objects.create(
                meeting=meeting, place=line.place, state=State.ABSENT, recorded_by=by
            )  # fmt: skip
    quorum = quorum_now(meeting, roster)
    meeting.state, meeting.closed_at = Meeting.State.HELD, timezone.now()
    meeting.opened_at = meeting.opened_at or meeting.closed_at
    meeting.seats_then, meeting.quorum_then, meeting.present_then = quorum.seats, quorum.quorum, quorum.present
    meeting.full_clean()
    meeting.save()
    record(by, "meeting.closed", meeting, present=quorum.present, quorum=quorum.quorum, seats=quorum.seats)
    return quorum


# --- Reading ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Mark:
    """One place at one meeting: its line of the roster, and how it was filled ("" when nobody wrote it down)."""

    line: rosters.Line
    state: str
    came: str

    @property
    def label(self) -> str | Promise:
        return State(self.state).label if self.state else ""


def marks(meeting, roster) -> list[Mark]:
    """All places of the meeting's day, with what was written down for them."""
    rows = meeting.attendance.order_by().values_list("place", "state", "came", "came__name")
    written = {place: (state, called(name) if came else "") for place, state, came, name in rows}
    return [Mark(line, *written.get(line.place.pk, ("", ""))) for line in roster.lines]


@dataclass
class Grid:
    """The last meetings as columns, and for each organization how its place was filled at each of them."""

    meetings: list[Meeting]
    _states: dict = field(default_factory=dict)
    _vacant: set = field(default_factory=set)

    def cells(self, organization_id) -> list[tuple[Meeting, str]]:
        """(meeting, state) in the order of the columns; "vacant" without a representative, "" for no place then."""
        return [(meeting, self._state(meeting, organization_id)) for meeting in self.meetings]

    def _state(self, meeting, organization_id):
        key = (meeting.pk, organization_id)
        return self._states.get(key) or ("vacant" if key in self._vacant else "")

    @property
    def without_quorum(self) -> list[Meeting]:
        return [meeting for meeting in self.meetings if not meeting.had_quorum]


TERM = ("organization_id", "committee_id", "starts_on", "ends_on")  # what a mark depends on


def grid(committee, on: dt.date | None = None, *, organizations: list[int], meetings: int = SHOWN) -> Grid:
    """Attendance of these organizations at the last meetings held up to a day, oldest first. Four queries."""
    on = on or timezone.localdate()
    held = committee.meetings.held().filter(held_on__lte=on)
    last = list(reversed(held.defer("minutes").order_by("-starts_at")[:meetings]))
    if not last:
        return Grid([])
    theirs = {"organization__in": organizations}
    marked = MeetingAttendance.objects.filter(meeting__in=last, place__organization__in=organizations).order_by()
    rows = marked.values_list("meeting", "place__organization", "state", "came")
    days = (last[0].held_on, last[-1].held_on)
    places = list(committee.places.filter(**theirs).overlapping(*days).order_by().only(*TERM))
    seats = defaultdict(list)
    for seat in committee.seats.filter(**theirs).representatives().overlapping(*days).order_by().only(*TERM):
        seats[seat.organization_id].append(seat)
    vacant = {
        (meeting.pk, place.organization_id)
        for meeting in last
        for place in places
        if _covers(place, meeting.held_on)
        and not any(_covers(seat, meeting.held_on) for seat in seats[place.organization_id])
    }
    # An alternate who was there is shown; an absence of nobody is a vacancy.
    states = {
        (meeting, organization): state
        for meeting, organization, state, came in rows
        if came or (meeting, organization) not in vacant
    }
    return Grid(last, states, vacant)


def _covers(term, day):
    return term.starts_on <= day and (term.ends_on is None or day <= term.ends_on)
