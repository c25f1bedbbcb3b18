"""How somebody on a call list is reached: at their own number or door, or through who cares for them.

A minor is never called or visited for themselves: only at a number or door where a grown-up answers, and the grown-up
is asked for. A grown-up who does not want to be reached so is not asked for anybody else either. Nobody is sent to the
door of a child for whom a protected person cares.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q

from members import allowed
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
    found = allowed.reachable(people, CHANNELS[call_list.kind], call_list.purpose, on)
    found = found.exclude(standing=Person.Standing.MOVED)
    if call_list.kind == CallList.Kind.DOORS:
        found = found.filter(is_protected=False)
    return found.filter(_has_way(call_list, on))


def _has_way(call_list, on) -> Q:
    """Whether somebody of a queryset of people has such a number or door. `ways_of` looks closer."""
    points = _good(call_list.kind)
    own = points.filter(person=OuterRef("pk"))
    refused = allowed.said_no(CHANNELS[call_list.kind], call_list.purpose, on).filter(person=OuterRef("person"))
    ties = Relationship.objects.caring(on).filter(~Exists(refused), other=OuterRef("pk"))
    theirs = ties.filter(Exists(points.filter(person=OuterRef("person"))), person__is_protected=False)
    answered = Q(Exists(own.filter(whose__in=ANSWERED_FOR))) & Q(Exists(ties))
    if call_list.kind == CallList.Kind.DOORS:
        # The door of a child is likely the door of who cares for them.
        hidden = Relationship.objects.caring(on).filter(other=OuterRef("pk"), person__is_protected=True)
        answered &= ~Q(Exists(hidden))
    minor = Q(Exists(Person.objects.minors(on).filter(pk=OuterRef("pk"))))
    return (~minor & Q(Exists(own))) | (minor & (Q(Exists(theirs)) | answered))


def ways_of(people: Iterable[Person], call_list, on: date) -> dict[int, list[Way]]:
    """Every number or door of each of these people, the preferred one first. Few queries, however many people."""
    people = list(people)
    minors = {person.pk for person in people if person.is_minor(on)}
    willing, unwilling = _guardians_of(minors, call_list, on) if minors else ({}, {})
    asked = {person.pk for person in people} | {each.pk for found in (willing, unwilling) for each in _all(found)}
    points = defaultdict(list)
    for point in _good(call_list.kind).filter(person__in=asked).order_by("-is_preferred", "pk"):
        points[point.person_id].append(point)
    return {
        person.pk: _through(call_list, points, person.pk, willing.get(person.pk, []), unwilling.get(person.pk, []))
        if person.pk in minors
        else [Way(point) for point in points[person.pk]]
        for person in people
    }


def _guardians_of(minors, call_list, on) -> tuple[dict[int, list[Person]], dict[int, list[Person]]]:
    """Who can be asked for each of these minors, and who said that they do not want to be."""
    willing, unwilling = defaultdict(list), defaultdict(list)
    ties = list(Relationship.objects.caring(on).filter(other__in=minors).select_related("person").order_by("pk"))
    refused = _refusing(call_list, on).filter(pk__in={tie.person_id for tie in ties})
    closed = set(refused.values_list("pk", flat=True))
    for tie in ties:
        (unwilling if tie.person_id in closed else willing)[tie.other_id].append(tie.person)
    return willing, unwilling


def _all(found):
    return [guardian for guardians in found.values() for guardian in guardians]


def _refusing(call_list, on):
    return allowed.refusing(Person.objects.all(), CHANNELS[call_list.kind], call_list.purpose, on)


def _through(call_list, points, pk, willing, unwilling) -> list[Way]:
    """A minor's ways: a guardian's own ones, then those of the minor's at which a grown-up answers."""
    found = [Way(point, guardian) for guardian in willing if not guardian.is_protected for point in points[guardian.pk]]
    keys = {way.point.key for way in found}
    closed = {point.key for guardian in unwilling for point in points[guardian.pk]}
    mine = [point for point in points[pk] if point.whose in ANSWERED_FOR and point.key not in keys | closed]
    hides = call_list.kind == CallList.Kind.DOORS and any(each.is_protected for each in (*willing, *unwilling))
    return found + [Way(point, willing[0]) for point in mine if willing and not hides]


def _good(kind):
    return ContactPoint.objects.good().filter(kind=POINTS[kind])
