"""What every reader needs: refusals, columns by name, and cells as values."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext_lazy as _

from kit.sheets import SheetError

NULL_TOKENS = frozenset({"", "*", "--", "n/a", "na", "no data", "null"})
DAY_FORMATS = ("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%Y-%m-%d %H:%M:%S", "%Y/%m/%d")


class WrongFile(SheetError):
    """This is not the file the reader knows. One sentence names what is missing; nothing was read."""


class Unreadable(ValueError):
    """One cell cannot be what its column says. The first argument is the reason, translated."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that was not taken, by the number a spreadsheet shows, and why (translated)."""

    number: int
    reason: str


def snake(header: str) -> str:
    """A column's name in lower case with one underscore for each run of other characters: "EL Rate 2025-26"."""
    return re.sub(r"[^a-z0-9]+", "_", header.lower()).strip("_")


def value(text: str) -> str:
    """The cell's text; empty for each of the ways in which public files say "nothing here"."""
    return "" if text.lower() in NULL_TOKENS else text


def whole(text: str, column) -> int | None:
    """A count such as 528,476; None when the file says nothing. Raises Unreadable."""
    bare = value(text).replace(",", "")
    if not bare:
        return None
    bare = bare.removesuffix(".0")
    if not re.fullmatch(r"\d{1,9}", bare, re.ASCII):
        raise Unreadable(_unreadable(_("“%(text)s” under %(column)s is not a whole number."), text, column))
    return int(bare)


def decimal(text: str, column) -> Decimal | None:
    """A number such as 1,234.5 or 23.5%; None when the file says nothing. Raises Unreadable."""
    bare = value(text).replace(",", "").removesuffix("%").strip()
    if not bare:
        return None
    try:
        number = Decimal(bare)
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite() or number.adjusted() > 12:
        raise Unreadable(_unreadable(_("“%(text)s” under %(column)s is not a number."), text, column))
    return number


def day(text: str, column) -> date | None:
    """A day as 2026-03-31 or 03/31/2026; None when the file says nothing. Raises Unreadable."""
    bare = value(text)
    if not bare:
        return None
    for form in DAY_FORMATS:
        try:
            return datetime.strptime(bare, form).date()
        except ValueError:
            continue
    raise Unreadable(
        _unreadable(_("“%(text)s” under %(column)s is not a day. Write it like 03/31/2026."), text, column)
    )


def missing(wanted: Iterable[str], present: Iterable[str], title) -> WrongFile:
    """The refusal of a whole file, naming the columns it lacks."""
    present = set(present)
    lacking = ", ".join(f"“{name}”" for name in wanted if name not in present)
    return WrongFile(
        _("This is not %(title)s: it has no column %(columns)s."),
        code="wrong_file",
        params={"title": title, "columns": lacking},
    )


def first_year(text: str) -> int | None:
    """The year in which a school year starts: "2023-24", "2023-2024" and "2023_24" are 2023. None if it is no year."""
    found = re.fullmatch(r"(\d{4})(?:[-_–/](\d{2}|\d{4}))?", text.strip())
    if not found:
        return None
    start, end = int(found[1]), found[2]
    return start if end is None or int(end) % 100 == (start + 1) % 100 else None


def _unreadable(sentence, text, column):
    return str(sentence) % {"text": text[:40], "column": f"“{column}”"}
