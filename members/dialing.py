"""How somebody on a call list is reached: at their own number or door, or through who cares for them.

A minor is never called or visited for themselves: only at a number or door where a grown-up answers, and the grown-up
is asked for.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q

from members.consenting import reachable
from members.models import CallList, Channel, ContactPoint, Person, Relationship

POINTS: dict[str, str] = {CallList.Kind.CALLS: ContactPoint.Kind.PHONE, CallList.Kind.DOORS: ContactPoint.Kind.ADDRESS}
CHANNELS: dict[str, str] = {CallList.Kind.CALLS: Channel.CALL, CallList.Kind.DOORS: Channel.DOOR}
# Where a grown-up answers.
ANSWERED_FOR = (ContactPoint.Whose.GUARDIAN, ContactPoint.Whose.FAMILY)


@dataclass(frozen=True)
class Way:
    """One number or door, and the guardian to ask for there when the person is a minor."""

    point: ContactPoint
    guardian: Person | None = None


def allowing(call_list, people, on: date):
    """Those of the people who may be reached for this list today, at a number or door that is not known to be wrong."""
    allowed = reachable(people, CHANNELS[call_list.kind], call_list.purpose, on)
    allowed = allowed.exclude(standing=Person.Standing.MOVED)
    if call_list.kind == CallList.Kind.DOORS:
        allowed = allowed.filter(is_protected=False)
    return allowed.filter(has_way(call_list.kind, on))


def has_way(kind: str, on: date) -> Q:
    """Whether somebody of a queryset of people has such a number or door."""
    points = _good(kind)
    own = points.filter(person=OuterRef("pk"))
    guardians = Relationship.objects.guardianships().current(on).filter(other=OuterRef(OuterRef("pk")))
    theirs = points.filter(person__in=guardians.values("person"), person__is_protected=False)
    minor = Q(Exists(Person.objects.minors(on).filter(pk=OuterRef("pk"))))
    answered = Exists(own.filter(whose__in=ANSWERED_FOR)) | Exists(theirs)
    return (~minor & Q(Exists(own))) | (minor & Q(answered))


def ways_of(people: Iterable[Person], kind: str, on: date) -> dict[int, list[Way]]:
    """Every number or door of each of these people, the preferred one first. Two queries, however many people."""
    people = list(people)
    minors = {person.pk for person in people if person.is_minor(on)}
    ties = Relationship.objects.guardianships().current(on).filter(other__in=minors).select_related("person")
    guardians = defaultdict(list)
    for tie in ties.order_by("pk"):
        guardians[tie.other_id].append(tie.person)
    asked = {person.pk for person in people} | {each.pk for found in guardians.values() for each in found}
    points = defaultdict(list)
    for point in _good(kind).filter(person__in=asked).order_by("-is_preferred", "pk"):
        points[point.person_id].append(point)
    return {
        person.pk: _through(points, person.pk, guardians[person.pk])
        if person.pk in minors
        else [Way(point) for point in points[person.pk]]
        for person in people
    }


def _through(points, pk, guardians) -> list[Way]:
    """A minor's ways: a guardian's own ones, then those of the minor's at which a grown-up answers."""
    open_ones = [guardian for guardian in guardians if not guardian.is_protected]
    found = [Way(point, guardian) for guardian in open_ones for point in points[guardian.pk]]
    first = guardians[0] if guardians else None
    keys = {way.point.key for way in found}
    mine = [point for point in points[pk] if point.whose in ANSWERED_FOR and point.key not in keys]
    return found + [Way(point, first) for point in mine]


def _good(kind):
    return ContactPoint.objects.good().filter(kind=POINTS[kind])
