"""What a coalition did in a year, in figures: each human once across its partners, and nobody to be singled out.

Only people of partners that agreed to it are counted (`Partner.joins_counts`, no by default, said by the organization
itself). Two records are one human when they share the folded name and a phone, an e-mail or an address; that is worked
out inside the counting and kept nowhere.

A partner knows its own people, so hiding small numbers from strangers is not enough. A total is shown only if, for
every partner, the humans who are not among its own people are at least 11; parts only if the hidden ones stay at least
two and at least 11 together, also without the partner's own. A partner that adds fewer than 11 humans adds nobody: who
sees the same figures without it (in another coalition, or after it left) could take one from the other. And what was
written down since the first of this month does not count yet, so that nobody learns by adding a name whether others
know it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, may
from accounts.audit import record
from coalition.models import Partner
from kit.suppression import FLOOR, suppress
from members.models import ContactPoint, Conversation, Person

BATCH = 5_000
MAY_JOIN = (Permission.MANAGE_ORGANIZATION, Permission.SHARE_PEOPLE)


@dataclass(frozen=True)
class Span:
    """The year that is counted, and the moment up to which things must have been written down."""

    first: date
    last: date
    before: datetime

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """The year's first moment and the one after its last, in the time zone that is active."""
        zone = timezone.get_current_timezone()
        return (
            datetime.combine(self.first, time(), zone),
            datetime.combine(date(self.last.year + 1, 1, 1), time(), zone),
        )


@dataclass(frozen=True)
class Kind:
    """One thing that is counted. `people(stewards, span)` gives the ids of those organizations' people it holds for."""

    key: str
    label: str | Promise
    note: str | Promise
    people: Callable[[Sequence[int], Span], Iterable[int]]
    order: int = 50


@dataclass(frozen=True)
class Row:
    """One thing counted, as it may be shown; None where it may not."""

    kind: Kind
    total: int | None
    by_partner: list[int | None]
    by_several: int | None

    @property
    def is_hidden(self) -> bool:
        return self.total is None


@dataclass(frozen=True)
class Counts:
    """A coalition's year. `partners`: whose people are counted, in the order of each row's `by_partner`."""

    year: int
    as_of: date
    partners: list[Partner]
    rows: list[Row]


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Count one more thing. Called from an app's `ready()`, also of higher storeys."""
    _kinds[kind.key] = kind


def register_own() -> None:
    register(Kind("reached", _("People reached"), _("who had a conversation with a partner"), _reached, order=10))


def _reached(stewards, span):
    talks = Conversation.objects.filter(
        steward__in=stewards, talked_on__range=(span.first, span.last), recorded_at__lt=span.before
    )
    return talks.values_list("person", flat=True).distinct().order_by()


@transaction.atomic
def join(partner, *, by) -> Partner:
    """Let the organization's people count in the coalition's figures. Only the organization itself says so."""
    return _set(partner, True, "counts.joined", by)


@transaction.atomic
def leave(partner, *, by) -> Partner:
    """Take the organization's people out of the figures, of all years, from the next look on."""
    return _set(partner, False, "counts.left", by)


def may_say(partner, user) -> bool:
    """Whether the user says for the partner's organization if its people count."""
    return any(may(user, permission, partner.organization) for permission in MAY_JOIN)


def _set(partner, joins, verb, by):
    found = Partner.objects.select_for_update(of=("self",)).select_related("organization", "coalition")
    partner = found.get(pk=partner.pk)
    if not may_say(partner, by):
        raise PermissionDenied
    if partner.joins_counts != joins:
        partner.joins_counts = joins
        partner.save(update_fields=["joins_counts"])
        record(by, verb, partner.coalition, organization=partner.organization, partner=str(partner.organization))
    return partner


def counts(coalition, year: int, *, on: date) -> Counts:
    """The coalition's figures of a calendar year, as they may be shown to everybody who sees the coalition."""
    partners = list(coalition.partners.current(on).filter(joins_counts=True).select_related("organization"))
    as_of = on.replace(day=1)
    before = datetime.combine(as_of, time(), timezone.get_current_timezone())
    span = Span(date(year, 1, 1), date(year, 12, 31), before)
    kinds = sorted(_kinds.values(), key=lambda kind: (kind.order, kind.key))
    rows = [_row(kind, [partner.organization_id for partner in partners], span) for kind in kinds]
    return Counts(year, as_of, partners, rows)


def _row(kind, stewards, span) -> Row:
    if len(stewards) < 2:
        return Row(kind, None, [None] * len(stewards), None)
    known_by, counted = large_enough(humans(set(kind.people(stewards, span)), span.before), stewards)
    if len(counted) < 2:
        return Row(kind, None, [None] * len(stewards), None)
    only = [sum(1 for human in known_by if human == {steward}) for steward in counted]
    own = [sum(1 for human in known_by if steward in human) for steward in counted]
    total, by_partner, by_several = publish(only, len(known_by) - sum(only), own)
    shown = dict(zip(counted, by_partner, strict=True))
    return Row(kind, total, [shown.get(steward) for steward in stewards], by_several)


def large_enough(known_by: list[set[int]], stewards: Sequence[int]) -> tuple[list[set[int]], list[int]]:
    """Who counts once partners that add 1 to 10 humans are left out, smallest first, and the partners that stay.

    Their people count as far as another partner knows them. So with or without such a partner, in one coalition or in
    the next, the figures are the same.
    """
    counted = list(stewards)
    while True:
        adds = {steward: sum(1 for human in known_by if human == {steward}) for steward in counted}
        few = [steward for steward in counted if 0 < adds[steward] < FLOOR]
        if not few:
            return known_by, counted
        smallest = min(few, key=lambda steward: (adds[steward], steward))
        counted.remove(smallest)
        known_by = [human - {smallest} for human in known_by if human != {smallest}]


def humans(person_ids: set[int], before: datetime) -> list[set[int]]:
    """Each human behind these records once: the organizations that know them."""
    ids, steward_of, same = sorted(person_ids), {}, defaultdict(list)
    for start in range(0, len(ids), BATCH):
        some = Person.objects.filter(pk__in=ids[start : start + BATCH], created_at__lt=before)
        steward_of.update(some.values_list("pk", "steward"))
        points = ContactPoint.objects.filter(
            person__in=ids[start : start + BATCH], kind__in=("phone", "email", "address"), created_at__lt=before
        )
        for person, name, kind, key in points.values_list("person", "person__name_folded", "kind", "key"):
            same[name, kind, key].append(person)
    leader = {pk: pk for pk in steward_of}

    def first(pk):
        while leader[pk] != pk:
            leader[pk] = leader[leader[pk]]
            pk = leader[pk]
        return pk

    for records in same.values():
        known = [pk for pk in records if pk in leader]
        for pk in known[1:]:
            leader[first(pk)] = first(known[0])
    found = defaultdict(set)
    for pk, steward in steward_of.items():
        found[first(pk)].add(steward)
    return list(found.values())


def publish(only: list[int], several: int, own: list[int]) -> tuple[int | None, list[int | None], int | None]:
    """The total, each partner's part and the part known to several, as they may be shown; None where hidden.

    `only`: humans known to that partner alone; `several`: to two or more; `own`: all that a partner knows, which is
    what each partner can subtract.
    """
    nothing: tuple[None, list[int | None], None] = (None, [None for _part in only], None)
    parts = [*only, several]
    total = sum(parts)
    if any(total - known < FLOOR for known in (0, *own)):
        return nothing
    hidden = {place for place, count in enumerate(suppress(parts)) if count is None}
    while (place := _insider(parts, hidden)) is not None:
        further = [other for other in range(len(parts)) if other not in hidden and other != place]
        if not further:
            hidden = set(range(len(parts)))
            break
        hidden.add(min(further, key=lambda other: (parts[other], other)))
    shown = [None if place in hidden else count for place, count in enumerate(parts)]
    return total, shown[:-1], shown[-1]


def _insider(parts, hidden) -> int | None:
    """A partner who, taking its own part away, could work out a hidden one or knows that they are few."""
    return next((place for place in range(len(parts) - 1) if _gives_away(parts, hidden - {place})), None)


def _gives_away(parts, hidden) -> bool:
    return bool(hidden) and (len(hidden) < 2 or sum(parts[place] for place in hidden) < FLOOR)
