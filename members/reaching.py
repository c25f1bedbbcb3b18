"""Ways to reach somebody: phones, e-mail and street addresses, also those that several people share."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.audit import record
from kit.folding import fold
from kit.meanwhile import written
from kit.phones import plain
from members import finding
from members.models import ContactPoint
from members.screening import screen_fields

HOUSE = re.compile(r"(\d{1,6})[\w/½-]*\s+(.+)")
FIELDS = frozenset({"label", "value", "unit", "city", "zip_code", "whose", "note", "is_preferred"})


@transaction.atomic
def add_contact_point(person, *, kind, value, by, **more) -> ContactPoint:
    """Write down a phone, an e-mail or a street address of a person. Others may have the same one.

    `more`: label, unit, city, zip_code, whose, note, is_preferred. Raises ValidationError for a wrong number or
    address.
    """
    point = ContactPoint(steward=person.steward, person=person, kind=kind)
    if kind != ContactPoint.Kind.PHONE:
        point.label = ContactPoint.Label.HOME if kind == ContactPoint.Kind.ADDRESS else ContactPoint.Label.OTHER
    _put(point, {"value": value, **more})
    _save(point)
    record(by, "person.contact_added", person, kind=kind)
    return point


@transaction.atomic
def change_contact_point(point, *, by, seen=None, **fields) -> ContactPoint:
    """Change a way to reach somebody. A changed number or address is a good one until it turns out otherwise.

    `seen`: what the writer saw, {name: value}. What only one of two writers changed is all kept; raises Changed when
    both changed the same to different values.
    """
    point = ContactPoint.objects.select_for_update(of=("self",)).select_related("person", "steward").get(pk=point.pk)
    # A number is the same however it is written.
    fields = {name: _even(point.kind, name, value) for name, value in fields.items()}
    fields = written(point, fields, seen)
    before = point.key
    _put(point, fields)
    if point.key != before:
        point.status, point.status_on = ContactPoint.Status.GOOD, None
    _save(point)
    record(by, "person.contact_changed", point.person, kind=point.kind)
    return point


@transaction.atomic
def mark(point, status, *, by, on=None) -> ContactPoint:
    """Say that a way to reach somebody is wrong or good again. What bounced bounces for all who share it."""
    on = on or point.steward.today()
    points = [point]
    if status == ContactPoint.Status.BOUNCED:
        points += ContactPoint.objects.sharing(point).good()
    for each in points:
        each.status, each.status_on = status, on
        each.save(update_fields=["status", "status_on"])
        record(by, "person.contact_marked", each.person, kind=each.kind, status=str(status))
    return point


@transaction.atomic
def drop_contact_point(point, *, by) -> None:
    """Remove a way to reach somebody for good."""
    person, kind = point.person, point.kind
    point.delete()
    finding.refresh([person])
    record(by, "person.contact_dropped", person, kind=kind)


def key_of(kind, value: str, zip_code: str = "") -> str:
    """What makes two ways to reach somebody the same. Raises ValidationError for what is neither phone nor e-mail."""
    if kind == ContactPoint.Kind.PHONE:
        return plain(value)
    if kind == ContactPoint.Kind.EMAIL:
        validate_email(value.strip())
        return value.strip().lower()
    return fold(f"{value} {zip_code}".replace(".", " ").replace(",", " "))


def _even(kind, name, value):
    value = value.strip() if isinstance(value, str) else value
    if name != "value" or kind != ContactPoint.Kind.PHONE:
        return value
    try:
        return plain(value)
    except ValidationError:
        return value


def _put(point, fields):
    if fields.keys() - FIELDS:
        raise TypeError(f"A way to reach somebody has no field to write named {fields.keys() - FIELDS}")
    for name, value in fields.items():
        setattr(point, name, value.strip() if isinstance(value, str) else value)
    if not point.value:
        raise ValidationError({"value": _("Write the number or the address.")})
    try:
        point.key = key_of(point.kind, point.value, point.zip_code)
    except ValidationError as refusal:
        raise ValidationError({"value": refusal.messages}) from None
    if point.kind == ContactPoint.Kind.PHONE:
        point.value = point.key
    scanned = ["note"]
    if point.kind == ContactPoint.Kind.ADDRESS:
        _read_street(point)
        scanned += ["value", "unit", "city"]
    screen_fields({name: fields[name] for name in scanned if fields.get(name)})


def _read_street(point):
    """House number and street, for walking from door to door. An address without a number keeps its words."""
    found = HOUSE.fullmatch(point.value)
    point.house_number = int(found[1]) if found else None
    point.street = fold((found[2] if found else point.value).replace(".", " "))[:160]


def _save(point):
    point.full_clean()
    point.save()
    if point.is_preferred:
        others = ContactPoint.objects.filter(person=point.person_id, kind=point.kind, is_preferred=True)
        others.exclude(pk=point.pk).update(is_preferred=False)
    finding.refresh([point.person])
