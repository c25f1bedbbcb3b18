"""Forgetting somebody for good, and knowing later that we did."""

from collections.abc import Callable

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.audit import record
from accounts.models import AuditEntry
from members import consenting, ledger
from members.forgotten import is_erased, leave_marks
from members.models import Household, Person, PersonView, Relationship

__all__ = ["Reason", "erase", "is_erased", "register", "what_goes"]

STAND_IN = "—"

_erasers: list[Callable] = []
_counters: list[Callable] = []


class Reason(models.TextChoices):
    """Why somebody is erased. A choice, not words: words would tell of the person again."""

    ASKED = "asked", _("They asked for it")
    GUARDIAN = "guardian", _("A guardian asked for it")
    UNNEEDED = "unneeded", _("We no longer need to know them")
    MISTAKE = "mistake", _("They should never have been written down")


def register(eraser: Callable, goes: Callable | None = None) -> None:
    """Let a higher storey forget too: `eraser(person)` runs before the person's rows go. Called from `ready()`.

    `goes(person)` says what that takes along, for the question before it: [(words, how many)].
    """
    if eraser not in _erasers:
        _erasers.append(eraser)
        _counters.extend([goes] if goes else [])


@transaction.atomic
def erase(person, *, by, reason) -> None:
    """Remove a person with everything recorded about them. Nothing brings it back.

    What stays: a keyed hash of each way to reach them and of the name, so that no file brings them back unseen;
    one row of the history without the name; counts elsewhere that never named them. The consent of their children is
    added up anew.
    """
    person = Person.objects.select_for_update().select_related("steward").get(pk=person.pk)
    organization, name = person.steward, str(person)
    cared_for = list(Person.objects.filter(relationships_to__in=person.relationships.guardianships()).distinct())
    homes = list(person.householdmembers.values_list("household", flat=True))
    leave_marks(person)
    for eraser in _erasers:
        eraser(person)
    AuditEntry.objects.filter(organization=organization).forget(name, things=_entries_about(person), instead=STAND_IN)
    # Without its guardian a yes is nobody's; a no stays a no.
    person.consents_given.exclude(state__in=ledger.DENIALS).delete()
    person.delete()
    Household.objects.filter(pk__in=homes, members=None).delete()
    consenting.refold(cared_for)
    record(by, "consent.erased", organization, organization=organization, reason=Reason(reason).value)


def _entries_about(person) -> Q:
    """History entries whose thing is the person or a row that goes with them."""
    about = Q(thing_type=Person._meta.label_lower, thing_id=str(person.pk))
    for link in Person._meta.related_objects:
        if link.on_delete is not models.CASCADE:
            continue
        ids = link.related_model._default_manager.filter(**{link.field.name: person}).values_list("pk", flat=True)
        about |= Q(thing_type=link.related_model._meta.label_lower, thing_id__in=[str(pk) for pk in ids])
    return about


def what_goes(person) -> list[tuple[str, int]]:
    """What erasing takes along, for the question before it: [(words, how many)]."""
    kept_quiet = {PersonView, Relationship}
    counted = {}
    for link in Person._meta.related_objects:
        model = link.related_model
        if link.on_delete is models.CASCADE and model not in kept_quiet:
            found = model._default_manager.filter(**{link.field.name: person}).count()
            counted[model] = counted.get(model, 0) + found
    told = [(model._meta.verbose_name_plural, count) for model, count in counted.items()]
    for counter in _counters:
        told += counter(person)
    return [(words, count) for words, count in told if count]
