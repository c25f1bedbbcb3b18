"""Plans and spending reports from a sheet whose columns somebody named: what each row says, before it is saved."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kit import sheets
from kit.folding import fold
from schools.models import PlanLine, SourceFile
from schools.planning import LineDraft
from schools.readers import plan_sheet
from schools.readers.cells import Refusal


@dataclass
class Reading:
    """What a sheet says under a mapping. `trouble` is set instead of rows when the mapping cannot be used."""

    rows: list = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    not_reported: list[int] = field(default_factory=list)
    trouble: str = ""

    @property
    def total_cents(self) -> int:
        return sum(row.amount_cents for row in self.rows)


@dataclass(frozen=True)
class Figure:
    """What a row reports as spent on one line, by which day (None: the report's own day)."""

    line: PlanLine
    amount_cents: int
    as_of: date | None
    row: int


def sheet_of(source: SourceFile) -> sheets.Sheet:
    """The kept file as a table. Raises SheetError with one sentence when it is none, or has no rows."""
    with source.file.open("rb") as file:
        sheet = sheets.read(file, max_rows=5000)
    if not sheet.rows:
        raise sheets.SheetError(_("This file has a header but no rows."))
    return sheet


def read_plan(sheet: sheets.Sheet, mapping: Mapping[str, str]) -> Reading:
    """The plan's lines as the sheet says them."""
    return _read(plan_sheet.read_plan, sheet, mapping)


def words_to_sort(reading: Reading) -> list[str]:
    """The sheet's words for what is bought that are no category of ours: its category column's, else the line's own."""
    return list(dict.fromkeys(_words(row) for row in reading.rows if not row.category))


def drafts(reading: Reading, categories: Mapping[str, str]) -> list[LineDraft]:
    """Lines to save. Where the sheet does not say whether money was open to choice, it counts as open."""
    return [
        LineDraft(
            category=row.category or categories[_words(row)],
            description=row.description,
            amount_cents=row.amount_cents,
            object_code=row.code,
            fte=row.fte,
            is_open=row.is_open is not False,
            page=row.page,
        )
        for row in reading.rows
    ]


def read_figures(sheet: sheets.Sheet, mapping: Mapping[str, str], lines: Iterable[PlanLine]) -> Reading:
    """The figures of a report, each on its line of the plan. A row whose line is unknown or unclear is refused."""
    reading = _read(plan_sheet.read_actuals, sheet, mapping)
    places = _Places(lines)
    figures, first = [], {}
    for row in reading.rows:
        line, why = places.find(row)
        if line and (line.pk, row.as_of) in first:
            where = {"line": line.number, "row": first[line.pk, row.as_of]}
            line, why = None, _("Line %(line)d stands in row %(row)d already.") % where
        if line is None:
            reading.refused.append(Refusal(row.number, why))
            continue
        first[line.pk, row.as_of] = row.number
        figures.append(Figure(line, row.amount_cents, row.as_of, row.number))
    reading.rows = figures
    reading.refused.sort(key=lambda refusal: refusal.number)
    return reading


class _Places:
    """Finds the plan line a row means: by number, else by code, else by its words."""

    def __init__(self, lines):
        self.by_number, self.by_code, self.by_words = {}, defaultdict(list), defaultdict(list)
        for line in lines:
            self.by_number[line.number] = line
            self.by_words[fold(line.description)].append(line)
            if line.object_code:
                self.by_code[fold(line.object_code)].append(line)

    def find(self, row):
        if row.line is not None:
            line = self.by_number.get(row.line)
            return line, _("This plan has no line %(number)d.") % {"number": row.line}
        name = row.code or row.description
        found = self.by_code[fold(row.code)] if row.code else []
        if len(found) != 1 and row.description:
            found = [line for line in self.by_words[fold(row.description)] if not found or line in found] or found
        if len(found) == 1:
            return found[0], ""
        if not name:
            return None, _("The row does not say which line it belongs to.")
        if found:
            return None, _("“%(name)s” fits %(count)d lines of this plan.") % {"name": name[:60], "count": len(found)}
        return None, _("“%(name)s” is no line of this plan.") % {"name": name[:60]}


def _read(reader, sheet, mapping):
    try:
        found = reader(sheet, mapping)
    except ValidationError as trouble:
        return Reading(trouble=" ".join(trouble.messages))
    return Reading(list(found.rows), list(found.refused), list(found.totals), list(found.not_reported))


def _words(row):
    return (row.category_text or row.description)[:120]
