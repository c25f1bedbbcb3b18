"""Tables from outside and to outside: CSV, TSV and XLSX in as rows of text, CSV and XLSX out without live formulas.

Everything is text on the way in: codes keep their leading zeros, and what a number means is for the reader to say.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import xlsxwriter
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from python_calamine import CalamineError, CalamineWorkbook

from kit import archives
from kit.folding import TURNING

MAX_BYTES = 100 * 1024 * 1024
MAX_ROWS = 200_000
MAX_COLUMNS = 300
MAX_GRID = 5_000_000  # cells of the rectangle a workbook claims: one cell in its last corner would claim 17 billion

DELIMITERS = "\t,;"
NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f]")
# What a spreadsheet runs as a formula at the beginning of a cell, in East Asia also when it is written wide; and after
# a semicolon or a line break within one: where a comma is the decimal point, spreadsheets cut there.
LIVE = re.compile(r"(^|[;\n\r])(?=[=+\-@＝＋－＠])|^(?=[\t\r])")
MADE_SAFE = re.compile(r"(^|[;\n\r])'(?=[=+\-@＝＋－＠])")


class SheetError(ValidationError):
    """The file cannot be read as a table. Carries one sentence for the person who sent it."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as text: `rows` are at least as wide as `header`; `numbers` are the row numbers a spreadsheet shows."""

    header: list[str]
    rows: list[list[str]]
    numbers: list[int]

    def records(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Each row's number and its cells by column name. Of two columns with one name the first counts."""
        places = {name: place for place, name in reversed(list(enumerate(self.header))) if name}
        for number, row in zip(self.numbers, self.rows, strict=True):
            yield number, {name: row[place] for name, place in places.items()}


def read(source, *, max_rows: int = MAX_ROWS, max_columns: int = MAX_COLUMNS) -> Sheet:
    """The first table of a CSV, TSV or XLSX file, given as bytes, a path or an open binary file.

    The header is the first row with two filled cells (a title above it is passed over), or else the first filled row.
    Empty rows are passed over. Raises SheetError with one sentence that says what is wrong.
    """
    data = _bytes_of(source)
    if data[:4] == b"\xd0\xcf\x11\xe0":
        raise SheetError(_("This is an old or locked Excel file. Save it as .xlsx without a password, or as CSV."))
    rows = _workbook_rows(data, max_rows) if data[:2] == b"PK" else _text_rows(data)
    return _sheet(rows, max_rows, max_columns)


def safe_cell(value):
    """A value for a CSV cell: text that a spreadsheet would run as a formula gets an apostrophe in front.

    Numbers and dates stay as they are; None is empty.
    """
    if value is None:
        return ""
    if isinstance(value, (int, float, Decimal, date)):
        return value
    return LIVE.sub(r"\1'", _text(value))


def _text(value) -> str:
    """A value as words that cannot turn the cells after it around."""
    return "" if value is None else str(value).replace("\0", "").translate(TURNING)


def write_csv(header: Iterable, rows: Iterable[Iterable]) -> bytes:
    """A CSV file in UTF-8 with the mark that makes spreadsheets show accents, every cell made safe."""
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    for row in (header, *rows):
        writer.writerow([safe_cell(value) for value in row])
    return target.getvalue().encode("utf-8-sig")


def write_xlsx(header: Iterable, rows: Iterable[Iterable], *, title: str = "Sheet1") -> bytes:
    """An XLSX file: text is typed as text, so nothing is run; numbers and dates keep their kind."""
    target = io.BytesIO()
    name = re.sub(r"[\[\]:*?/\\']", " ", str(title)).strip()[:31] or "Sheet1"
    with xlsxwriter.Workbook(target, {"in_memory": True, "constant_memory": True}) as book:
        page = book.add_worksheet(name)
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        page.freeze_panes(1, 0)
        for column, value in enumerate(header):
            page.write_string(0, column, str(value), bold)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                _write_cell(page, number, column, value, day)
    return target.getvalue()


def _write_cell(page, number, column, value, day):
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal, date)):
        page.write_string(number, column, _text(value))
    elif isinstance(value, datetime):
        page.write_string(number, column, value.isoformat(" ", "minutes"))
    elif isinstance(value, date):
        page.write_datetime(number, column, value, day)
    else:
        page.write_number(number, column, value)


def _bytes_of(source) -> bytes:
    """All bytes of the source; refused when there are too many or none."""
    if isinstance(source, (str, Path)):
        with Path(source).open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    else:
        data = source if isinstance(source, bytes) else source.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise SheetError(_("This file is larger than %(megabytes)d MB."), params={"megabytes": MAX_BYTES // 1024**2})
    if not data.strip():
        raise SheetError(_("This file is empty."))
    return data


def _sheet(rows: Iterable[list[str]], max_rows: int, max_columns: int) -> Sheet:
    """Find the header and number what stands below it."""
    filled = []
    for number, row in enumerate(rows, start=1):
        if number > max_rows + 20:
            raise SheetError(_("This file has more than %(most)d rows."), params={"most": max_rows})
        cells = [_as_written(cell.strip()) for cell in row]
        if any(cells):
            filled.append((number, cells))
    if not filled:
        raise SheetError(_("This file is empty."))
    start = next((place for place, (_number, cells) in enumerate(filled[:20]) if sum(map(bool, cells)) > 1), 0)
    header = _without_tail(filled[start][1])
    if max(len(_without_tail(cells)) for _number, cells in filled[: start + 20]) > max_columns:
        raise SheetError(_("This file has more than %(most)d columns."), params={"most": max_columns})
    body = filled[start + 1 :]
    width = len(header)
    padded = [cells + [""] * (width - len(cells)) if len(cells) < width else cells for _number, cells in body]
    return Sheet(header, padded, [number for number, _cells in body])


def _as_written(cell):
    """A cell without the apostrophes that our own export puts before what looks like a formula."""
    return MADE_SAFE.sub(r"\1", cell)


def _without_tail(cells):
    """The cells up to the last filled one."""
    end = len(cells)
    while end and not cells[end - 1]:
        end -= 1
    return cells[:end]


def _text_rows(data: bytes) -> Iterator[list[str]]:
    """Rows of a delimited text file; tab, comma or semicolon, whichever cuts the first lines into even rows."""
    text = _decoded(data)
    if NOT_TEXT.search(text[:100_000]) or text.startswith(("%PDF", "{\\rtf", "<!DOCTYPE", "<html")):
        raise SheetError(_("This file is not a table. Send a CSV, TSV or XLSX file."))
    told = re.match(r"sep=(.)\r?\n", text, re.IGNORECASE)
    if told:
        text = text[told.end() :]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=told[1] if told else _delimiter(text))
    try:
        yield from reader
    except csv.Error as trouble:
        raise SheetError(_("Line %(line)d of this file cannot be read."), params={"line": reader.line_num}) from trouble


def _decoded(data: bytes) -> str:
    """The letters of a text file: UTF-8, UTF-16 in either order with or without its mark, or else Windows-1252."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif data[1:200:2].count(0) > len(data[1:200:2]) // 2:
        encoding = "utf-16-le"
    elif data[0:200:2].count(0) > len(data[0:200:2]) // 2:
        encoding = "utf-16-be"
    else:
        encoding = "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _delimiter(text: str) -> str:
    """The delimiter under which most of the first lines have the same number of cells; a comma when none cuts."""
    sample = text[:20_000].splitlines(keepends=True)[:20]

    def evenness(delimiter):
        try:
            widths = [len(row) for row in csv.reader(sample, delimiter=delimiter) if len(row) > 1]
        except csv.Error:
            return (0, 0)
        if not widths:
            return (0, 0)
        usual = max(set(widths), key=widths.count)
        return (widths.count(usual), usual)

    best = max(DELIMITERS, key=evenness)
    return best if evenness(best) > (0, 0) else ","


def _workbook_rows(data: bytes, max_rows: int) -> Iterator[list[str]]:
    """Rows of the first worksheet that has any."""
    try:
        parts = archives.unpacked(data)
    except archives.Unsafe as trouble:
        raise SheetError(_("This workbook is damaged or too large when opened.")) from trouble
    if "xl/workbook.xml" not in parts:
        raise SheetError(_("This file is not a table. Send a CSV, TSV or XLSX file."))
    _check_grid(parts, max_rows)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(archives.packed(parts)))
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            if rows:
                return ([_cell_text(cell) for cell in row] for row in rows)
    except (CalamineError, ValueError, KeyError) as trouble:
        raise SheetError(_("This workbook is damaged or too large when opened.")) from trouble
    raise SheetError(_("This file is empty."))


def _check_grid(parts: dict[str, bytes], max_rows: int) -> None:
    """Refuse a worksheet whose cells lie too far apart, before anyone lays out the rectangle between them."""
    for name, content in parts.items():
        if not re.fullmatch(r"xl/worksheets/[^/]+\.xml", name):
            continue
        places = set(re.findall(rb"\br\s*=\s*[\"']([A-Za-z]{0,7})(\d{1,10})[\"']", content))
        rows = max((int(row) for _column, row in places), default=0)
        columns = max((_column_number(column) for column, _row in places), default=0)
        if rows > max_rows + 20:
            raise SheetError(_("This file has more than %(most)d rows."), params={"most": max_rows})
        if rows * columns > MAX_GRID:
            raise SheetError(_("This workbook is damaged or too large when opened."))


def _column_number(letters: bytes) -> int:
    """A is 1, Z 26, AA 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _cell_text(cell) -> str:
    """A workbook's cell as text: whole numbers without ".0", days as 2026-03-31."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else format(Decimal(repr(round(cell, 10))), "f")
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, (date, time, timedelta, int)):
        return str(cell)
    return ""
