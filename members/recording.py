"""Writing people down, and changing what was written."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, may
from accounts.audit import record
from kit.entry_keys import entered
from kit.folding import one_line
from kit.meanwhile import Changed, apart
from kit.years import current_school_year
from members import consenting, finding, forgotten, questioning
from members.models import Person
from members.screening import screen_fields

FIELDS = (
    "given_name",
    "family_name",
    "preferred_name",
    "pronouns",
    "language",
    "other_languages",
    "needs_interpretation",
    "birth_year",
    "grade_band",
    "standing",
    "is_protected",
    "origin",
)
# What is written by hand: scanned for what we never keep.
WORDS = ("given_name", "family_name", "preferred_name", "pronouns", "origin")


@transaction.atomic
def add_person(organization, *, by, entry_key="", save_as_said=None, **fields) -> Person:
    """Record a person whom this organization met. One name is enough; no e-mail or phone is asked.

    With an `entry_key` that was used before, the person written down then is the answer: a double click makes one.
    Raises ValidationError when there is no name at all, for an impossible year, and for words that should not be kept
    (`save_as_said`: see members/screening.py). The person's `was_forgotten` says
    whether somebody of this name was erased here: whoever asked for it should be told.
    """
    earlier = entered(Person.objects.of(organization), entry_key).first()
    if earlier:
        return earlier
    person = Person(steward=organization, created_by=by, entry_key=entry_key)
    kept = _put(person, fields, save_as_said)
    person.full_clean()
    person.save()
    finding.refresh([person])
    person.was_forgotten = forgotten.was_forgotten(organization, name=person.name_folded)
    record(by, "person.added", person, organization=organization)
    _record_kept(person, kept, by)
    return person


@transaction.atomic
def change(person, *, by, version, seen, answers=None, save_as_said=None, **fields) -> Person:
    """Change what is written about a person: the fields whose value differs from what the writer saw (`seen`).

    `answers`: {field of the organization's own: value}, with what the writer saw under `seen["answers"]`. What only one
    of two writers changed is all kept. Raises Changed when both changed the same to different values, ValidationError
    for what cannot be, and when somebody who may not see protected people would open one.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    seen_answers = {int(pk): value for pk, value in seen.get("answers", {}).items()}
    answers = {
        field: value
        for field, value in (answers or {}).items()
        if questioning.plain(value) != seen_answers.get(field.pk, "")
    }
    mine, both = apart(person, fields, seen)
    if person.version == version:
        both = {}
    both |= questioning.overwritten(person, answers, seen_answers)
    if both:
        raise Changed(person, both, [*mine, *answers])
    changed = [name for name, value in mine.items() if value != getattr(person, name)]
    if changed:
        _write(person, {name: mine[name] for name in changed}, by, save_as_said)
    for field, value in answers.items():
        questioning.answer(person, field, value, by=by)
    return person


def _write(person, fields, by, save_as_said):
    _refuse_opening(person, fields, by)
    kept = _put(person, fields, save_as_said)
    person.version += 1
    person.full_clean()
    person.save()
    finding.refresh([person])
    if {"birth_year", "grade_band"} & fields.keys():
        consenting.refold([person])
    if fields.get("is_protected"):
        # Their evidence may name where somebody was; the next look makes them anew without it.
        person.rung_suggestions.open().delete()
    if "standing" in fields:
        consenting.refold(Person.objects.filter(relationships_to__in=person.relationships.guardianships()).distinct())
    names = ", ".join(str(_field(name).verbose_name) for name in fields)
    record(by, "person.changed", person, fields=names[:200])
    _record_kept(person, kept, by)


def _refuse_opening(person, fields, by) -> None:
    """Else whoever may not see an address would only have to take the protection off first."""
    opens = person.is_protected and fields.get("is_protected") is False
    if opens and not may(by, Permission.SEE_PROTECTED, person.steward):
        raise ValidationError(
            {"is_protected": _("Only somebody who may see protected people takes the protection off.")}
        )


def _record_kept(person, kept, by) -> None:
    if kept:
        record(by, "person.kept_as_said", person, found=", ".join(sorted(kept)))


def _field(name):
    return Person._meta.get_field(name)


def _put(person, fields, save_as_said=None) -> set[str]:
    """Set the fields, words in one line. A grade is remembered with its school year, for it does not last.

    Answers with the kinds of doubtful words that stay as said.
    """
    for name, value in fields.items():
        if name not in FIELDS:
            raise TypeError(f"A person has no field to write named {name}")
        setattr(person, name, one_line(value) if isinstance(value, str) and name != "other_languages" else value)
    if "grade_band" in fields:
        person.grade_year = current_school_year(person.steward.today()) if person.grade_band else None
    return screen_fields({name: getattr(person, name) for name in WORDS if fields.get(name)}, save_as_said=save_as_said)
