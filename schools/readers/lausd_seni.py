"""LAUSD's index file: SENI_<year>.csv from its Open Data Catalog, downloaded by a person.

The headers carry the years and change with them, so columns are found by pattern (DOMAIN: a public importer,
ssorkin/schoolfactors, gave the patterns). A missing figure is None, never 0.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kit import money, sheets
from schools.readers.cells import Refusal, Unreadable, WrongFile, decimal, first_year, missing, snake, value, whole

TITLE = _("an LAUSD SENI file")
DISTRICT_PREFIX = "1964733"

_SENI = r"seni(?:_?plus)?"
_YEAR = r"(?P<year>\d{4}(?:_\d{4}|_\d{2})?)"
PATTERNS = {
    "cds_code": re.compile(r"cds_?code"),
    "name": re.compile(r"(?:school_name|school)"),
    "score": re.compile(rf"{_SENI}_score(?:_{_YEAR})?|{_SENI}_{_YEAR.replace('year', 'early')}_score"),
    "rank": re.compile(rf"{_SENI}_rank(?:_for)?(?:_{_YEAR})?(?:_allocation)?"),
    "quintile": re.compile(rf"{_SENI}_(?:{_YEAR}_)?quintile(?:_{_YEAR.replace('year', 'late')})?"),
    "allocation": re.compile(rf"{_SENI}_total_allocation_dollars?(?:_{_YEAR})?"),
    "enrollment": re.compile(rf"total_enrollment(?:_{_YEAR})?"),
    "el_rate": re.compile(rf"el_rate(?:_{_YEAR})?"),
}
OF_THE_ALLOCATION = ("score", "rank", "quintile", "allocation")
OF_THE_DATA = ("enrollment", "el_rate")


@dataclass(slots=True)
class SeniRow:
    """One school's published figures; None where the file says nothing.

    `quintile` 1 is the highest need. `allocation_cents` is money for the year, `el_rate` English learners in percent
    (0 to 100). `name` is the file's, to recognize a row whose code no school has.
    """

    number: int
    cds_code: str
    name: str = ""
    score: Decimal | None = None
    rank: int | None = None
    quintile: int | None = None
    allocation_cents: int | None = None
    enrollment: int | None = None
    el_rate: Decimal | None = None


@dataclass(slots=True)
class SeniFile:
    """`year` is the allocation's school year (2026 is 2026–27), `data_year` that of enrollment and rates."""

    year: int
    data_year: int | None
    rows: list[SeniRow]
    refused: list[Refusal]


def read(source, *, year: int | None = None) -> SeniFile:
    """Read a SENI file (bytes, path or open file). `year` is the allocation year somebody says it is.

    Raises WrongFile when the columns are not there or when the headers name another year.
    """
    sheet = sheets.read(source)
    places, years = _columns(sheet.header)
    found = SeniFile(_allocation_year(years, year), _one_year(years, OF_THE_DATA), [], [])
    seen: dict[str, int] = {}
    for number, cells in zip(sheet.numbers, sheet.rows, strict=True):
        try:
            row = _row(number, cells, places, width=len(sheet.header))
            if row.cds_code in seen:
                raise Unreadable(_("This CDS code already stands in row %(row)d.") % {"row": seen[row.cds_code]})
        except Unreadable as trouble:
            found.refused.append(Refusal(number, str(trouble)))
        else:
            seen[row.cds_code] = number
            found.rows.append(row)
    _rates_in_percent(found.rows)
    return found


def _columns(header: list[str]):
    """Where each figure stands, and the school year its header names, if it names one."""
    places: dict[str, int] = {}
    years: dict[str, int | None] = {}
    for place, name in enumerate(header):
        for figure, pattern in PATTERNS.items():
            fits = pattern.fullmatch(snake(name))
            if fits and figure not in places:
                places[figure] = place
                years[figure] = next((first_year(text) for text in fits.groupdict().values() if text), None)
    wanted = {"cds_code": "CDS Code", "score": "SENI Score", "rank": "SENI Rank", "quintile": "SENI Quintile"}
    if any(figure not in places for figure in wanted):
        raise missing(wanted.values(), [wanted[figure] for figure in wanted if figure in places], TITLE)
    return places, years


def _one_year(years, figures):
    """The school year that these headers name together; None if they name none."""
    named = {years[figure] for figure in figures if years.get(figure)}
    if len(named) > 1:
        raise WrongFile(_("The headers of this file name different years for the same allocation."), code="wrong_file")
    return min(named, default=None)


def _allocation_year(years, said):
    named = _one_year(years, OF_THE_ALLOCATION)
    if named is None and said is None:
        raise WrongFile(_("The headers of this file name no year. Choose the year it is for."), code="wrong_year")
    if None not in (named, said) and named != said:
        raise WrongFile(
            _("The headers say %(named)s, you chose %(said)s. Nothing was imported."),
            code="wrong_year",
            params={"named": _span(named), "said": _span(said)},
        )
    return said if named is None else named


def _span(year):
    return f"{year}–{(year + 1) % 100:02}"


def _row(number, cells, places, width) -> SeniRow:
    if len(cells) > width and any(cells[width:]):
        raise Unreadable(_("The row has more cells than the header."))
    text = {figure: value(cells[place]) for figure, place in places.items()}
    return SeniRow(
        number=number,
        cds_code=cds_code_of(text["cds_code"]),
        name=text.get("name", ""),
        score=decimal(text["score"], "SENI Score"),
        rank=whole(text["rank"], "SENI Rank"),
        quintile=_quintile(text["quintile"]),
        allocation_cents=_cents(text.get("allocation", "")),
        enrollment=whole(text.get("enrollment", ""), "Total Enrollment"),
        el_rate=decimal(text.get("el_rate", ""), "EL Rate"),
    )


def cds_code_of(text: str) -> str:
    """The 14-digit code: the file has the school's last seven digits, often without leading zeros."""
    if not re.fullmatch(r"\d{1,7}|\d{14}", text, re.ASCII):
        raise Unreadable(_("“%(text)s” is not a school code of 7 or 14 digits.") % {"text": text[:40]})
    return text if len(text) == 14 else DISTRICT_PREFIX + text.zfill(7)


def _quintile(text: str) -> int | None:
    """The leading digit of "1 - HIGHEST"."""
    if not text:
        return None
    found = re.match(r"[1-5](?!\d)", text)
    if not found:
        raise Unreadable(_("“%(text)s” under “SENI Quintile” is not a quintile from 1 to 5.") % {"text": text[:40]})
    return int(found[0])


def _cents(text: str) -> int | None:
    if not text:
        return None
    try:
        amount = money.cents_from_sheet(text)
    except ValidationError as trouble:
        raise Unreadable(trouble.messages[0]) from trouble
    if amount < 0:
        raise Unreadable(_("An allocation cannot be less than 0."))
    return amount


def _rates_in_percent(rows: list[SeniRow]) -> None:
    """Give rates in percent. A file whose largest rate is at most 1 has them as shares."""
    rates = [row.el_rate for row in rows if row.el_rate is not None]
    if rates and max(rates) <= 1:
        for row in rows:
            row.el_rate = None if row.el_rate is None else row.el_rate * 100
