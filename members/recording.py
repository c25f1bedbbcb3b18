"""Writing people down, and changing what was written."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.audit import record
from kit.years import current_school_year
from members import consenting, finding, forgotten
from members.models import Person
from members.screening import screen

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


class Changed(ValidationError):
    """Somebody else changed the same fields meanwhile. `fields`: {name: (mine, theirs)}; nothing was saved."""

    def __init__(self, person, fields):
        super().__init__(
            _(
                "Somebody else changed this person while you wrote. "
                "Nothing of yours is lost: look at both and save again."
            )
        )
        self.person = person
        self.fields = fields


@transaction.atomic
def add_person(organization, *, by, entry_key="", **fields) -> Person:
    """Record a person whom this organization met. One name is enough; no e-mail or phone is asked.

    With an `entry_key` that was used before, the person written down then is the answer: a double click makes one.
    Raises ValidationError when there is no name at all, or for an impossible year. The person's `was_forgotten` says
    whether somebody of this name was erased here: whoever asked for it should be told.
    """
    earlier = Person.objects.filter(steward=organization, entry_key=entry_key).first() if entry_key else None
    if earlier:
        return earlier
    person = Person(steward=organization, created_by=by, entry_key=entry_key)
    _put(person, fields)
    person.full_clean()
    person.save()
    finding.refresh([person])
    person.was_forgotten = forgotten.was_forgotten(organization, name=person.name_folded)
    record(by, "person.added", person, organization=organization)
    return person


@transaction.atomic
def change(person, *, by, version, seen, **fields) -> Person:
    """Change what is written about a person: the fields whose value differs from what the writer saw (`seen`).

    If somebody else saved meanwhile (`version` is older), fields that only one of the two changed are all kept. Raises
    Changed when both changed a field to different values, ValidationError for what cannot be.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    mine = {name: value for name, value in fields.items() if value != seen.get(name)}
    if person.version != version:
        theirs = {name: getattr(person, name) for name in mine}
        both = {
            name: (mine[name], theirs[name])
            for name in mine
            if theirs[name] != seen.get(name) and theirs[name] != mine[name]
        }
        if both:
            raise Changed(person, both)
    changed = [name for name, value in mine.items() if value != getattr(person, name)]
    if not changed:
        return person
    _put(person, {name: mine[name] for name in changed})
    person.version += 1
    person.full_clean()
    person.save()
    finding.refresh([person])
    if {"birth_year", "grade_band"} & set(changed):
        consenting.refold([person])
    names = ", ".join(str(_field(name).verbose_name) for name in changed)
    record(by, "person.changed", person, fields=names[:200])
    return person


def _field(name):
    return Person._meta.get_field(name)


def _put(person, fields):
    """Set the fields, words trimmed. A grade is remembered with its school year, for it does not last."""
    for name, value in fields.items():
        if name not in FIELDS:
            raise TypeError(f"A person has no field to write named {name}")
        setattr(person, name, value.strip() if isinstance(value, str) and name != "other_languages" else value)
    if "grade_band" in fields:
        person.grade_year = current_school_year(person.steward.today()) if person.grade_band else None
    if fields.get("origin"):
        try:
            screen(person.origin)
        except ValidationError as refusal:
            raise ValidationError({"origin": refusal.messages}) from None
