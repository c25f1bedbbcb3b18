"""Fields an organization adds for its own people, and what people answered."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.audit import record
from members.models import CustomField, CustomValue
from members.refusing import check_name
from members.screening import screen

MOST_FIELDS, MOST_CHOICES, LONGEST_CHOICE = 40, 100, 100
EMPTY = {"text": "", "number": None, "day": None, "is_true": None}
TYPES = {"text": str, "number": Decimal, "day": date, "is_true": bool}


@transaction.atomic
def add_field(
    organization, *, name_en, by, name_es="", kind=CustomField.Kind.TEXT, choices=(), help_text=""
) -> CustomField:
    """Add a field. Its type stays as it is. Names and choices of things we never keep are refused with the reason."""
    standing = CustomField.objects.filter(steward=organization, retired_at__isnull=True).count()
    if standing >= MOST_FIELDS:
        raise ValidationError(_("There are %(most)s fields already. Retire one first."), params={"most": MOST_FIELDS})
    field = CustomField(steward=organization, kind=kind, position=standing + 1)
    _put(field, name_en=name_en, name_es=name_es, choices=choices, help_text=help_text)
    field.save()
    record(by, "field.added", field, organization=organization)
    return field


@transaction.atomic
def change_field(field, *, by, **fields) -> CustomField:
    """Change a field's names, explanation or choices. A choice that somebody has stays in their answer."""
    _put(field, **fields)
    field.save()
    record(by, "field.changed", field)
    return field


@transaction.atomic
def retire_field(field, *, by) -> CustomField:
    """Ask it no longer. Answers stay and are shown no more."""
    field.retired_at = timezone.now()
    field.save(update_fields=["retired_at"])
    record(by, "field.retired", field)
    return field


@transaction.atomic
def bring_back_field(field, *, by) -> CustomField:
    field.retired_at = None
    field.save(update_fields=["retired_at"])
    record(by, "field.brought_back", field)
    return field


@transaction.atomic
def move_field(field, *, by, down: bool) -> CustomField:
    """Ask it one place earlier or later. At its end it stays where it is."""
    standing = list(CustomField.objects.select_for_update().filter(steward=field.steward_id, retired_at__isnull=True))
    at = standing.index(field)
    to = min(max(at + (1 if down else -1), 0), len(standing) - 1)
    if to == at:
        return field
    standing.insert(to, standing.pop(at))
    for position, each in enumerate(standing, start=1):
        if each.position != position:
            each.position = position
            each.save(update_fields=["position"])
    record(by, "field.moved", field)
    return next(each for each in standing if each == field)


@transaction.atomic
def answer(person, field, value, *, by) -> CustomValue | None:
    """Write down a person's answer: text, Decimal, date or bool by the field's type; None or "" takes it away."""
    stored = CustomValue.objects.filter(person=person, field=field).first()
    if value in (None, ""):
        if stored:
            stored.delete()
            record(by, "person.answered", person, question=field.name)
        return None
    value = _checked(field, value)
    if stored and stored.value == value:
        return stored
    stored = stored or CustomValue(steward=person.steward, person=person, field=field)
    setattr(stored, field.column, value)
    stored.full_clean()
    stored.save()
    record(by, "person.answered", person, question=field.name)
    return stored


def plain(value) -> str:
    """An answer as a form carries it, to be compared: 5 and 5.00 are the same, and so are nothing and no words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return "" if value is None else str(value).strip()


def answers_of(person) -> dict[int, str]:
    """What stands in each field now, as `plain` writes it: {field id: answer}."""
    return {row.field_id: plain(row.value) for row in CustomValue.objects.filter(person=person).select_related("field")}


def overwritten(person, answers, seen) -> dict:
    """Answers that somebody else gave meanwhile and that these would overwrite: {field: (mine, theirs)}."""
    stands = answers_of(person)
    both = {}
    for field, value in answers.items():
        mine, theirs, base = plain(value), stands.get(field.pk, ""), seen.get(field.pk, "")
        if base not in (mine, theirs) and theirs != mine:
            both[field] = (mine, theirs)
    return both


def _checked(field, value):
    if field.column == "text":
        value = str(value).strip()
        screen(value)
    elif not isinstance(value, TYPES[field.column]):
        raise ValidationError(
            _("“%(value)s” does not fit the field “%(field)s”."), params={"value": value, "field": field}
        )
    if field.kind == CustomField.Kind.CHOICE and value not in field.choices:
        raise ValidationError(_("“%(value)s” is not one of the choices."), params={"value": value})
    return value


def _put(field, *, name_en=None, name_es=None, choices=None, help_text=None):
    given = {"name_en": name_en, "name_es": name_es, "help_text": help_text}
    for name, value in given.items():
        if value is not None:
            check_name(value)
            setattr(field, name, value.strip())
    if choices is not None:
        kept = list(dict.fromkeys(choice.strip() for choice in choices if choice.strip()))
        if len(kept) > MOST_CHOICES or any(len(choice) > LONGEST_CHOICE for choice in kept):
            words = _("At most %(most)s choices, each of %(letters)s letters at most.")
            raise ValidationError({"choices": words % {"most": MOST_CHOICES, "letters": LONGEST_CHOICE}})
        for choice in kept:
            check_name(choice)
        field.choices = kept
    if field.kind == CustomField.Kind.CHOICE and len(field.choices) < 2:
        raise ValidationError({"choices": _("Write at least two choices.")})
    field.full_clean()
