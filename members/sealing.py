"""Sealed notes: words that only their author and the readers named by the author can open. Each reading is logged."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.audit import record
from accounts.roles import Permission
from kit.sealing import seal, unseal
from members.colleagues import refuse_strangers
from members.models import SealedNote, SealedReader, SealedReading
from members.screening import screen

LONGEST = 5000


@transaction.atomic
def seal_note(person, *, words, readers, by, conversation=None, save_as_said=False) -> SealedNote:
    """Seal words about a person. The author always reads them; `readers` are the others who may.

    Raises ValidationError for no words, too many, identity numbers, or a reader who does not see these people.
    """
    words = words.strip()
    if not words:
        raise ValidationError({"words": _("Write what is to be sealed.")})
    if len(words) > LONGEST:
        raise ValidationError({"words": _("A sealed note holds 5,000 letters at most.")})
    try:
        screen(words, save_as_said=save_as_said)
    except ValidationError as refusal:
        raise ValidationError({"words": refusal.error_list}) from None
    readers = [reader for reader in readers if reader != by]
    if readers:
        refuse_strangers(person.steward, *readers, permission=Permission.VIEW_PEOPLE)
    note = SealedNote.objects.create(
        steward=person.steward,
        person=person,
        conversation=conversation,
        author=by,
        sealed=seal(words, owner=person.steward_id),
    )
    SealedReader.objects.bulk_create([SealedReader(note=note, reader=reader) for reader in readers])
    record(by, "sealed_note.written", note, readers=len(readers))
    return note


@transaction.atomic
def read(note, *, by) -> str:
    """Open a note and write down who opened it. The words are empty once the author has cleared them.

    Raises PermissionDenied for anybody not named, whatever their role; kit.sealing.SealBroken when the keys are gone.
    """
    if not SealedNote.objects.visible_to(by).filter(pk=note.pk).exists():
        raise PermissionDenied
    words = "" if note.cleared_at else unseal(note.sealed, owner=note.steward_id)
    SealedReading.objects.create(note=note, reader=by)
    record(by, "sealed_note.read", note)
    return words


@transaction.atomic
def name_reader(note, reader, *, by) -> SealedReader:
    """Name one more person who may read. Only the author can."""
    _only_the_author(note, by)
    refuse_strangers(note.steward, reader, permission=Permission.VIEW_PEOPLE)
    named, is_new = SealedReader.objects.get_or_create(note=note, reader=reader)
    if is_new:
        record(by, "sealed_note.reader_named", note, reader=str(reader))
    return named


@transaction.atomic
def drop_reader(named, *, by) -> None:
    """Take somebody off the readers. What they read before stays in the log."""
    _only_the_author(named.note, by)
    note, reader = named.note, str(named.reader)
    named.delete()
    record(by, "sealed_note.reader_dropped", note, reader=reader)


@transaction.atomic
def clear(note, *, by) -> SealedNote:
    """Destroy the words. Who wrote and who read stays. Cannot be undone. Only the author can."""
    _only_the_author(note, by)
    if note.cleared_at is None:
        note.sealed, note.cleared_at = b"", timezone.now()
        note.save(update_fields=["sealed", "cleared_at"])
        record(by, "sealed_note.cleared", note)
    return note


def _only_the_author(note, by):
    if note.author_id != by.pk:
        raise PermissionDenied
