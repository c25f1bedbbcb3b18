"""Rosters: who has a place and who sits in it on any day. What quorums and votes are counted from."""

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from coalition.models import Committee, CommitteeSeat, Partner, Place
from coalition.models.coalition import called

DAY = dt.timedelta(days=1)
Part = CommitteeSeat.Part
AROUND = ("organization", "starts_on", "ends_on", "holder__name")


class Following(NamedTuple):
    """Who sits next, and from when."""

    name: str
    starts_on: dt.date


@dataclass
class Line:
    """One place on one day. `kind`: as what its organization is a partner that day, "" when it is none."""

    place: Place
    on: dt.date
    warning_days: int
    kind: str = ""
    seat: CommitteeSeat | None = None
    alternates: list[CommitteeSeat] = field(default_factory=list)
    following: Following | None = None
    vacant_since: dt.date | None = None

    @property
    def organization(self):
        return self.place.organization

    @property
    def is_vacant(self) -> bool:
        return self.seat is None

    @property
    def days_vacant(self) -> int | None:
        return None if self.vacant_since is None else (self.on - self.vacant_since).days

    @property
    def days_left(self) -> int | None:
        """Days until the last day of the representative's term; 0 on the day itself."""
        return None if self.seat is None or self.seat.ends_on is None else (self.seat.ends_on - self.on).days

    @property
    def is_ending(self) -> bool:
        """The term ends soon, by the charter, and nobody is to follow yet."""
        return self.days_left is not None and self.days_left <= self.warning_days and self.following is None

    @property
    def votes(self) -> bool:
        """A place that counts for quorum and votes: a voting partner's, with somebody to speak for it."""
        spoken_for = self.seat is not None or bool(self.alternates)
        return spoken_for and not self.place.is_observer and self.kind not in ("", Partner.Kind.SUPPORTER)

    @property
    def seats(self) -> list[CommitteeSeat]:
        return [*([self.seat] if self.seat else []), *self.alternates]


@dataclass
class Roster:
    """A committee on one day, in the order of the organizations' names."""

    committee: Committee
    on: dt.date
    lines: list[Line]

    @cached_property
    def filled(self) -> int:
        return sum(not line.is_vacant for line in self.lines)

    @cached_property
    def vacant(self) -> list[Line]:
        return [line for line in self.lines if line.is_vacant]

    @cached_property
    def ending(self) -> list[Line]:
        return [line for line in self.lines if line.is_ending]

    @property
    def ending_by(self) -> dt.date:
        return self.on + dt.timedelta(days=self.committee.coalition.warning_days)

    @cached_property
    def electorate(self) -> list[Line]:
        return [line for line in self.lines if line.votes]

    @property
    def quorum(self) -> int:
        return self.committee.coalition.quorum_of(len(self.electorate))


def roster(committee: Committee, on: dt.date | None = None) -> Roster:
    """Who sits on this committee on that day, last days included. Four queries, however many sit."""
    on = on or timezone.localdate()
    warning_days = committee.coalition.warning_days
    places = list(Place.objects.current(on).filter(committee=committee).select_related("organization"))
    for place in places:
        place.committee = committee
    lines = {place.organization_id: Line(place, on, warning_days) for place in places}
    _add_partners(committee, on, lines)
    _add_seats(committee, on, lines)
    _add_before_and_after(committee, on, lines)
    return Roster(committee, on, list(lines.values()))


def electorate(committee: Committee, on: dt.date | None = None) -> list[Line]:
    """The places that count for quorum and votes on that day."""
    return roster(committee, on).electorate


def _add_partners(committee, on, lines):
    partners = Partner.objects.current(on).filter(coalition=committee.coalition_id).order_by()
    for organization, kind in partners.values_list("organization", "kind"):
        if line := lines.get(organization):
            line.kind = kind


def _add_seats(committee, on, lines):
    seats = CommitteeSeat.objects.filter(committee=committee).current(on).select_related("holder")
    for seat in seats.order_by("starts_on", "pk"):
        line = lines.get(seat.organization_id)
        if line is None:
            continue
        if seat.part == Part.REPRESENTATIVE:
            line.seat = seat
        else:
            line.alternates.append(seat)


def _add_before_and_after(committee, on, lines):
    """Since when a place is vacant, and who is to follow. Bare facts: of years ago, most seats are still to come."""
    vacant = [organization for organization, line in lines.items() if line.is_vacant]
    for organization in vacant:
        lines[organization].vacant_since = lines[organization].place.starts_on
    seats = CommitteeSeat.objects.filter(committee=committee).representatives().order_by("starts_on", "pk")
    seats = seats.filter(Q(starts_on__gt=on) | Q(ends_on__lt=on, organization__in=vacant))
    for organization, starts_on, ends_on, name in seats.values_list(*AROUND):
        line = lines.get(organization)
        if line is None:
            continue
        if starts_on > on:
            line.following = line.following or Following(called(name), starts_on)
        else:
            line.vacant_since = max(line.vacant_since, ends_on + DAY)


@dataclass
class Gaps:
    """What the keeper of a committee's roster sees to: places where nobody sits or follows, and terms that end soon."""

    committee: Committee
    vacant: list[Place] = field(default_factory=list)
    ending: list[CommitteeSeat] = field(default_factory=list)


def gaps(user, on: dt.date) -> list[Gaps]:
    """The committees in which this user has a seat to fill now or before a term ends. Two queries.

    How long before an end counts says each coalition's charter. A term needs nobody after it when its place ends too.
    """
    committees = Committee.objects.editable_by(user).standing(on)
    same = {"committee": OuterRef("committee"), "organization": OuterRef("organization")}
    seats = CommitteeSeat.objects.representatives()
    ends = OuterRef("ends_on")
    stays = Place.objects.filter(**same).filter(Q(ends_on=None) | Q(ends_on__gt=ends))
    vacant = Place.objects.current(on).exclude(Exists(seats.overlapping(on).filter(**same)))
    ending = seats.current(on).filter(Exists(stays), ends_on__isnull=False)
    ending = ending.exclude(Exists(seats.filter(starts_on__gt=ends, **same))).order_by("ends_on", "pk")
    found: dict[int, Gaps] = {}
    for name, rows in (("vacant", vacant.order_by("starts_on", "pk")), ("ending", ending)):
        for row in rows.filter(committee__in=committees).select_related("committee__coalition", "organization"):
            warned = on + dt.timedelta(days=row.committee.coalition.warning_days)
            if name == "vacant" or row.ends_on <= warned:
                getattr(found.setdefault(row.committee_id, Gaps(row.committee)), name).append(row)
    return sorted(found.values(), key=lambda each: (-len(each.vacant), each.ending[0].ends_on if each.ending else on))
