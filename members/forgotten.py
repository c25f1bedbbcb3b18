"""Marks of those who were erased: enough to know them again by a phone or a name, not enough to know who they were."""

import hmac
from collections.abc import Iterable
from hashlib import sha256

from django.conf import settings
from django.db.models import Q

from members.models import Tombstone

NAME = "name"


def leave_marks(person) -> None:
    """Keep a keyed hash of each way to reach somebody and of their name."""
    marks = {(point.kind, point.key) for point in person.contactpoints.all()} | {(NAME, person.name_folded)}
    rows = [
        Tombstone(
            steward=person.steward,
            kind=kind,
            hash=_hash(person.steward_id, kind, key, settings.SEAL_KEYS[0]),
            erased_on=person.steward.today(),
        )
        for kind, key in marks
        if key
    ]
    Tombstone.objects.bulk_create(rows, ignore_conflicts=True)


def is_erased(organization, kind: str, value: str) -> bool:
    """Whether somebody with this "phone", "email", "address" (its `key`) or folded "name" was erased here."""
    hashes = [_hash(organization.pk, kind, value, key) for key in settings.SEAL_KEYS]
    return Tombstone.objects.filter(steward=organization, kind=kind, hash__in=hashes).exists()


def erased_among(organization, marks: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those of the (kind, key) pairs by which somebody erased here would be known again, in one query."""
    left = set(Tombstone.objects.filter(steward=organization).values_list("hash", flat=True))
    if not left:
        return set()
    return {
        (kind, value)
        for kind, value in marks
        if any(_hash(organization.pk, kind, value, key) in left for key in settings.SEAL_KEYS)
    }


def was_forgotten(organization, *, name: str = "", points=()) -> bool:
    """Whether somebody with this folded name, or one of these (kind, key) ways to reach them, was erased here."""
    marks = Q(pk__in=[])
    for kind, value in ((NAME, name), *points):
        if value:
            hashes = [_hash(organization.pk, kind, value, key) for key in settings.SEAL_KEYS]
            marks |= Q(kind=kind, hash__in=hashes)
    return Tombstone.objects.filter(marks, steward=organization).exists()


def _hash(steward_id: int, kind: str, value: str, key: str) -> str:
    said = f"forgotten {steward_id} {kind} {value}"
    return hmac.new(key.encode(), said.encode(), sha256).hexdigest()
