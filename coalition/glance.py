"""A year of a coalition by partner: who came to meetings, what was promised and what came of it. Read only."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from coalition.committing import turnout
from coalition.models import Commitment, Meeting, MeetingAttendance, Partner

State = Commitment.State
THERE = {MeetingAttendance.State.PRESENT, MeetingAttendance.State.ALTERNATE}


@dataclass
class Row:
    """One partner's year. People and cents that nobody counted are None, never zero."""

    partner: Partner
    on: dt.date
    attendance: list[str] = field(default_factory=list)
    commitments: list[Commitment] = field(default_factory=list)
    states: Counter = field(default_factory=Counter)
    partly_kept: int = 0
    late: int = 0

    @property
    def organization(self):
        return self.partner.organization

    @property
    def meetings(self) -> int:
        return len(self.attendance)

    @property
    def came(self) -> int:
        return sum(state in THERE for state in self.attendance)

    @property
    def promised(self) -> int:
        return len(self.commitments)

    @property
    def delivered(self) -> int:
        """Kept whole; what was kept in part is counted apart."""
        return self.states[State.DELIVERED] - self.partly_kept

    @property
    def broken(self) -> int:
        return self.states[State.BROKEN]

    @property
    def released(self) -> int:
        return self.states[State.RELEASED]

    @property
    def open(self) -> int:
        return self.states[State.PROMISED]

    @property
    def people_promised(self) -> int:
        return sum(item.promised_people or 0 for item in self._standing)

    @property
    def people_came(self) -> int | None:
        """Counted at settling; for what is open, those who came to its events so far, each event once."""
        counted = [item.delivered_people for item in self._standing if item.delivered_people is not None]
        return _sum(counted + [came for _said, came in self._events.values() if came is not None])

    @property
    def people_said_yes(self) -> int | None:
        return _sum([said for said, _came in self._events.values() if said is not None])

    @property
    def cents_promised(self) -> int:
        return sum(item.promised_cents or 0 for item in self._standing)

    @property
    def cents_given(self) -> int | None:
        return _sum([item.delivered_cents for item in self._standing if item.delivered_cents is not None])

    @property
    def _standing(self):
        return [item for item in self.commitments if item.state != State.RELEASED]

    @property
    def _events(self):
        return {item.event_id: item.so_far for item in self._standing if item.state == State.PROMISED and item.so_far}


def _sum(figures):
    return sum(figures) if figures else None


def partners_of(coalition, year: int) -> list[Partner]:
    """Each organization that was a partner on some day of the calendar year, once, by name. One query.

    Two terms in one year are one row: the later one names the kind.
    """
    terms = Partner.objects.filter(coalition=coalition).overlapping(*_days_of(year)).select_related("organization")
    return list({term.organization_id: term for term in terms.order_by("organization__name", "starts_on")}.values())


def year_of(coalition, year: int, *, on: dt.date, partners: list[Partner] | None = None) -> list[Row]:
    """The year of these partners, of all when none are named, in their order. Two queries, and the events'.

    A commitment belongs to the year in which it is due, or was promised when it has no day.
    """
    partners = partners_of(coalition, year) if partners is None else partners
    rows = {partner.organization_id: Row(partner, on) for partner in partners}
    _add_attendance(coalition, year, rows)
    promised = commitments_of(coalition, *_days_of(year)).filter(organization__in=rows)
    for item in with_turnout(promised):
        row = rows[item.organization_id]
        row.commitments.append(item)
        row.states[item.state] += 1
        row.partly_kept += item.is_partly_kept
        row.late += is_late(item, on)
    return list(rows.values())


def _days_of(year):
    return dt.date(year, 1, 1), dt.date(year, 12, 31)


def _add_attendance(coalition, year, rows):
    marks = MeetingAttendance.objects.filter(
        meeting__committee__coalition=coalition,
        meeting__state=Meeting.State.HELD,
        meeting__held_on__range=_days_of(year),
        place__organization__in=rows,
    )
    ordered = marks.order_by("meeting__held_on", "meeting__begins_at", "meeting")
    for organization, state in ordered.values_list("place__organization", "state"):
        rows[organization].attendance.append(state)


def commitments_of(coalition, first: dt.date, last: dt.date):
    """Commitments due in that time; those without a day, promised in it."""
    everything = Commitment.objects.filter(coalition=coalition).select_related("organization", "promised_by")
    return everything.filter(due_on__range=(first, last)) | everything.filter(
        due_on__isnull=True, promised_on__range=(first, last)
    )


def with_turnout(commitments) -> list[Commitment]:
    """Commitments with `so_far`: (said yes, came) for the event of each one that has one, else None."""
    commitments = list(commitments)
    counted = turnout(item.event_id for item in commitments)
    for item in commitments:
        item.so_far = counted.get(item.event_id, {}).get(item.organization_id)
    return commitments


def is_late(commitment, on: dt.date) -> bool:
    """Still open after its day."""
    return commitment.state == State.PROMISED and commitment.due_on is not None and commitment.due_on < on
