"""Zip archives from outside, opened with an eye on their size.

The sizes an archive declares may lie, and another program may believe other numbers in it than we checked. So the
parts are unpacked here under a limit, and whoever reads on gets an archive of our own making.
"""

import io
import zipfile
import zlib

MAX_ENTRIES = 200
MAX_UNPACKED = 100 * 1024 * 1024
MAX_RATIO = 100


DAMAGE = (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError, ValueError)


class Unsafe(Exception):
    """The archive is damaged, or it unpacks to more than we allow."""


def unpacked(data: bytes) -> dict[str, bytes]:
    """The archive's files by name. Raises Unsafe before unpacking more than the limits."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check(entries, len(data))
            return {entry.filename: archive.read(entry) for entry in entries if not entry.is_dir()}
    except (
        zipfile.BadZipFile,
        zlib.error,
        RuntimeError,
        NotImplementedError,
        EOFError,
        OSError,
        ValueError,
    ) as trouble:
        raise Unsafe(str(trouble)) from trouble


def packed(parts: dict[str, bytes]) -> bytes:
    """The files as a plain archive without compression."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def _check(entries, size):
    """Refuse by what the archive declares; reading never yields more than an entry declared."""
    declared = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES:
        raise Unsafe("too many entries")
    if declared > MAX_UNPACKED:
        raise Unsafe("too large")
    if declared > MAX_RATIO * max(size, 1):
        raise Unsafe("packed too tightly")
    if any(entry.file_size > MAX_RATIO * max(entry.compress_size, 1) + 100_000 for entry in entries):
        raise Unsafe("packed too tightly")
