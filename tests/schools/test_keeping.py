import hashlib
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from accounts.models import AuditEntry
from schools import keeping
from schools.models import School, SourceFile, UnmatchedRow
from tests.factories import schools as make

BYTES = b"CDS Code,Name\n1,One\n"


def received(name="Schools.csv", content=BYTES):
    return ContentFile(content, name=name)


def keep(cast, file=None, **options):
    return keeping.keep(file or received(), kind="schools", by=cast.rosa, organization=cast.coalition_org, **options)


def test_a_kept_file_has_its_bytes_fingerprint_origin_and_day(cast):
    source = keep(cast, source_address="https://example.org/schools.csv", obtained_on=date(2026, 3, 31))

    assert source.file.read() == BYTES
    assert (source.sha256, source.size) == (hashlib.sha256(BYTES).hexdigest(), len(BYTES))
    assert (source.name, source.source_address) == ("Schools.csv", "https://example.org/schools.csv")
    assert (source.obtained_on, source.uploaded_by) == (date(2026, 3, 31), cast.rosa)


def test_the_same_bytes_of_the_same_kind_are_kept_once(cast):
    first = keep(cast)
    again = keep(cast, received(name="another name.csv"))

    assert again == first
    assert SourceFile.objects.count() == 1


def test_another_organization_keeps_its_own_copy(cast):
    first = keep(cast)
    theirs = keeping.keep(received(), kind="schools", by=cast.bea, organization=cast.partner_org)

    assert theirs != first


def test_a_name_from_outside_never_reaches_the_file_system(cast):
    source = keep(cast, received(name="../../etc/passwd.CSV"))

    assert source.name == "passwd.CSV"
    folder, year, name = source.file.name.split("/")
    assert (folder, year.isdecimal(), name[:32], name[-4:]) == ("sources", True, source.sha256[:32], ".csv")


def test_an_empty_file_is_refused(cast):
    with pytest.raises(ValidationError, match="empty"):
        keep(cast, received(content=b""))

    assert SourceFile.objects.count() == 0


def test_a_file_over_the_limit_is_refused(cast, monkeypatch):
    monkeypatch.setattr(keeping, "MOST_BYTES", 5)

    with pytest.raises(ValidationError, match="larger than"):
        keep(cast)


def test_a_refused_file_leaves_nothing_behind(cast):
    source = keep(cast)
    storage, name = source.file.storage, source.file.name

    with pytest.raises(ValidationError), keeping.unless_refused(source):
        raise ValidationError("not a schools file")

    assert not storage.exists(name)
    assert SourceFile.objects.count() == 0


def test_a_file_on_which_records_rest_stays(cast):
    on_a_school, on_a_row = keep(cast), keep(cast, received(content=b"other"))
    make.SchoolFactory(source=on_a_school)
    UnmatchedRow.objects.create(source=on_a_row, row_number=2, year=2026)

    assert (keeping.discard(on_a_school), keeping.discard(on_a_row)) == (False, False)
    assert SourceFile.objects.count() == 2
    assert School.objects.get().source.file.read() == BYTES


def test_keeping_alone_writes_no_audit(cast):
    keep(cast)

    assert AuditEntry.objects.count() == 0
