"""Keeping files as they were received: the bytes, their fingerprint, where they came from and when."""

import datetime as dt
import hashlib
from contextlib import contextmanager
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schools.models import SourceFile

MOST_BYTES = 50 * 1024 * 1024


def keep(file: File, *, kind, by, organization=None, source_address: str = "", obtained_on: dt.date | None = None):
    """Keep a file unchanged. The same bytes of the same kind for the same organization are kept once.

    Answers with the SourceFile that stands. Refuses empty files and files over 50 MB. `obtained_on=None` is today.
    """
    sha256, size = _fingerprint(file)
    with transaction.atomic():
        standing = SourceFile.objects.filter(kind=kind, sha256=sha256, organization=organization).first()
        if standing:
            return standing
        source = SourceFile(
            kind=kind,
            name=PurePath(file.name or "file").name[:200],
            size=size,
            sha256=sha256,
            source_address=source_address,
            obtained_on=obtained_on or timezone.localdate(),
            organization=organization,
            uploaded_by=by,
        )
        source.full_clean(exclude=["file", "organization"])
        file.seek(0)
        # The name on disk is the fingerprint: a name from outside never reaches the file system.
        source.file.save(f"{sha256[:32]}{PurePath(source.name).suffix.lower()[:6]}", file, save=False)
        source.save()
    return source


def discard(source: SourceFile) -> bool:
    """Let go of a file that turned out to be the wrong one. A file on which a record rests stays: False."""
    if source.unmatched_rows.exists():
        return False
    try:
        with transaction.atomic():
            source.delete()
    except ProtectedError:
        return False
    source.file.storage.delete(source.file.name)
    return True


@contextmanager
def unless_refused(source: SourceFile):
    """Around the reading of a kept file: when it is refused as a whole, nothing of it stays behind."""
    try:
        yield source
    except ValidationError:
        discard(source)
        raise


def _fingerprint(file) -> tuple[str, int]:
    """SHA-256 and size of a file's bytes, read piece by piece."""
    if file.size is not None and file.size > MOST_BYTES:
        raise ValidationError(_("This file is larger than %(most)s MB."), params={"most": MOST_BYTES // 1024**2})
    digest, size = hashlib.sha256(), 0
    file.seek(0)
    for piece in file.chunks():
        digest.update(piece)
        size += len(piece)
    if not size:
        raise ValidationError(_("This file is empty."))
    return digest.hexdigest(), size
