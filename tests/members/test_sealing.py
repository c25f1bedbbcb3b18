"""Sealed notes: who opens them, who does not, and that every opening is written down."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import AuditEntry, Role
from kit.sealing import SealBroken
from members import sealing
from members.models import SealedNote, SealedReading
from tests.factories import members as make
from tests.factories.accounts import GrantFactory

SECRET = "Her brother-in-law sits on the council."


@pytest.fixture
def lupita(cast):
    return make.PersonFactory(steward=cast.coalition_org)


@pytest.fixture
def note(cast, lupita):
    return sealing.seal_note(lupita, words=SECRET, readers=[cast.rosa], by=cast.tasha)


def test_the_words_lie_encrypted_in_the_database(note):
    assert SECRET.encode() not in bytes(SealedNote.objects.get().sealed)


def test_the_author_and_the_named_read_and_each_reading_is_written_down(cast, note):
    assert sealing.read(note, by=cast.tasha) == SECRET
    assert sealing.read(note, by=cast.rosa) == SECRET

    assert sorted(reading.reader.name for reading in SealedReading.objects.all()) == ["Rosa Méndez", "Tasha Greene"]
    assert AuditEntry.objects.filter(verb="sealed_note.read").count() == 2


@pytest.mark.parametrize("who", ["ana", "luis", "vic", "val", "bea", "otto"])
def test_nobody_else_opens_it_not_even_the_organization_admin(cast, note, who):
    outsider = getattr(cast, who)

    assert not SealedNote.objects.visible_to(outsider).exists()
    with pytest.raises(PermissionDenied):
        sealing.read(note, by=outsider)
    assert not SealedReading.objects.exists()


def test_an_admin_reads_when_named_and_a_reader_who_left_no_longer_does(cast, note):
    sealing.name_reader(note, cast.ana, by=cast.tasha)
    assert sealing.read(note, by=cast.ana) == SECRET

    cast.rosa.grants.all().delete()

    with pytest.raises(PermissionDenied):
        sealing.read(note, by=cast.rosa)


def test_a_reader_must_see_these_people(cast, note, lupita):
    for stranger in (cast.otto, cast.val):
        with pytest.raises(ValidationError):
            sealing.name_reader(note, stranger, by=cast.tasha)
        with pytest.raises(ValidationError):
            sealing.seal_note(lupita, words="…", readers=[stranger], by=cast.tasha)


def test_only_the_author_names_takes_off_and_clears(cast, note):
    named = note.readers.get()
    for deed in (
        lambda: sealing.name_reader(note, cast.ana, by=cast.rosa),
        lambda: sealing.drop_reader(named, by=cast.rosa),
        lambda: sealing.clear(note, by=cast.rosa),
    ):
        with pytest.raises(PermissionDenied):
            deed()

    sealing.drop_reader(named, by=cast.tasha)
    with pytest.raises(PermissionDenied):
        sealing.read(note, by=cast.rosa)


def test_cleared_words_are_gone_and_the_log_of_readings_stays(cast, note):
    sealing.read(note, by=cast.rosa)

    sealing.clear(note, by=cast.tasha)

    assert sealing.read(SealedNote.objects.get(), by=cast.tasha) == ""
    assert SealedReading.objects.filter(reader=cast.rosa).count() == 1


def test_identity_numbers_are_not_kept_even_sealed(cast, lupita):
    with pytest.raises(ValidationError):
        sealing.seal_note(lupita, words="SSN 123-45-6789", readers=[], by=cast.tasha, save_as_said=True)


def test_a_note_of_lost_keys_cannot_be_opened_and_no_reading_is_claimed(cast, note, settings):
    settings.SEAL_KEYS = ["another-key"]

    with pytest.raises(SealBroken):
        sealing.read(note, by=cast.tasha)
    assert not SealedReading.objects.exists()


def test_the_same_person_in_another_organization_is_another_wall(cast, note):
    GrantFactory(user=cast.otto, organization=cast.partner_org, role=Role.ORGANIZER)

    assert not SealedNote.objects.visible_to(cast.otto).exists()
