"""A school's spending plan, or what was spent on it, from somebody's spreadsheet.

Every school's sheet looks different, so a person says which column is which; `guess_mapping` fills in what the
headers give away in English or Spanish. Amounts become cents. An amount that is not there is never 0.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kit import money
from kit.folding import fold
from kit.sheets import Sheet
from schools.readers.cells import Refusal, Unreadable, WrongFile, day, decimal, value
from schools.taxonomy import CATEGORIES

PLAN_FIELDS = {
    "category": _("Category"),
    "description": _("Description"),
    "fte": _("Positions (FTE)"),
    "amount": _("Amount"),
    "choice": _("Open to choice"),
    "page": _("Page"),
    "code": _("Code"),
}
ACTUAL_FIELDS = {
    "line": _("Plan line"),
    "code": _("Code"),
    "description": _("Description"),
    "amount": _("Spent"),
    "as_of": _("As of"),
    "source": _("Source"),
}
REQUIRED_OF_PLANS = ("description", "amount")

# Folded words that headers use, most telling first.
HEADERS = {
    "category": ("category", "budget item", "expenditure type", "type", "categoria", "tipo de gasto", "rubro", "tipo"),
    "description": (
        "description", "item", "position", "strategy", "activity", "title", "name",
        "descripcion", "puesto", "estrategia", "actividad", "renglon", "concepto", "nombre",
    ),
    "fte": ("fte", "full time equivalent", "positions", "number of positions", "puestos", "plazas", "jornadas"),
    "amount": (
        "amount", "budget", "cost", "total cost", "planned", "total", "dollars", "allocation",
        "monto", "cantidad", "presupuesto", "costo", "planeado", "importe", "dolares",
    ),
    "choice": (
        "open to choice", "open or required", "required", "choice", "discretionary", "mandatory",
        "abierto", "de libre eleccion", "obligatorio", "requerido", "libre",
    ),
    "page": ("page", "pg", "page number", "pagina", "pag"),
    "code": (
        "code", "object code", "program code", "object", "budget code", "commitment item", "program",
        "codigo", "codigo de programa", "objeto", "programa",
    ),
    "line": ("line", "line number", "plan line", "line no", "no", "renglon", "numero de renglon", "linea"),
    "as_of": ("as of", "as of date", "date", "through", "al dia", "hasta", "fecha", "a la fecha"),
    "source": ("source", "document", "report", "fuente", "documento", "informe"),
}  # fmt: skip
SPENT_HEADERS = (
    "spent", "actual", "actuals", "expended", "expenditures", "spent to date", "amount spent",
    "gastado", "monto gastado", "gasto", "gastos", "ejercido",
)  # fmt: skip
YES_WORDS, NO_WORDS = frozenset({"yes", "y", "x", "1", "true", "si"}), frozenset({"no", "n", "0", "false"})
OPEN_WORDS = frozenset({"open", "choice", "open to choice", "discretionary", "abierto", "libre"})
REQUIRED_WORDS = frozenset({"required", "mandatory", "fixed", "obligatorio", "requerido", "fijo"})
ASKS_IF_REQUIRED = re.compile(r"^(?!.*\b(open|choice|abierto|libre)\b).*\b(required|mandatory|obligatorio|requerido)\b")
TOTALS = re.compile(r"(sub ?total|grand total|total general|gran total|totals?|totales|suma)\b.*")
CATEGORY_WORDS = {
    name: category.slug
    for category in CATEGORIES
    for name in (category.slug, fold(category.slug.replace("-", " ")), fold(category.english), fold(category.spanish))
}


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One plan line of a sheet. `category` is a taxonomy slug, "" where the sheet's own words (`category_text`) are
    none of them; `is_open` is None where the sheet does not say whether the money was free to choose."""

    number: int
    description: str
    amount_cents: int
    category: str = ""
    category_text: str = ""
    fte: Decimal | None = None
    is_open: bool | None = None
    page: int | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class ActualRow:
    """What a sheet reports as spent on one line, named by number, code or description. Reversals may be negative."""

    number: int
    amount_cents: int
    line: int | None = None
    code: str = ""
    description: str = ""
    as_of: date | None = None
    source: str = ""


@dataclass(slots=True)
class PlanSheet:
    """A sheet's lines, the rows refused, the numbers of total rows passed over, and of rows that report no amount."""

    rows: list = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    not_reported: list[int] = field(default_factory=list)

    @property
    def amount_cents(self) -> int:
        return sum(row.amount_cents for row in self.rows)


def guess_mapping(header: list[str], fields: Mapping = PLAN_FIELDS) -> dict[str, str]:
    """Which column is likely which: {field: header}. A header is used once; fields without a likely one are left out.

    For the actuals' fields a "spent" column is the amount, even beside the planned one.
    """
    plain = {name: re.sub(r"[^a-z0-9 ]+", " ", fold(name)).strip() for name in header if name}
    mapping: dict[str, str] = {}
    for exact in (True, False):
        for name in fields:
            words = SPENT_HEADERS + HEADERS["amount"] if name == "amount" and "as_of" in fields else HEADERS[name]
            free = [column for column in plain if column not in mapping.values()]
            column = None if name in mapping else _likely(words, free, plain, exact)
            if column:
                mapping[name] = column
    return mapping


def read_plan(sheet: Sheet, mapping: Mapping[str, str]) -> PlanSheet:
    """The plan's lines, with a reason for each row that cannot stand. Raises WrongFile if the mapping does not fit."""
    asks_if_required = bool(ASKS_IF_REQUIRED.search(fold(mapping.get("choice", ""))))
    make = partial(_plan_row, asks_if_required=asks_if_required)
    return _read(sheet, mapping, PLAN_FIELDS, REQUIRED_OF_PLANS, make)


def read_actuals(sheet: Sheet, mapping: Mapping[str, str]) -> PlanSheet:
    """What the sheet reports as spent. A row without an amount is "not reported". Raises WrongFile like `read_plan`."""
    if not {"line", "code", "description"} & set(mapping):
        raise WrongFile(_("Choose the column that says which plan line each row belongs to."), code="wrong_file")
    return _read(sheet, mapping, ACTUAL_FIELDS, ("amount",), _actual_row)


def _likely(words, columns, plain, exact):
    """The column whose header is one of the words, or else holds one as whole words."""
    for word in words:
        for column in columns:
            if plain[column] == word or (not exact and f" {word} " in f" {plain[column]} "):
                return column
    return None


def _read(sheet, mapping, fields, required, make) -> PlanSheet:
    for name in required:
        if name not in mapping:
            raise WrongFile(_("Choose the column for “%(field)s”."), code="wrong_file", params={"field": fields[name]})
    for column in mapping.values():
        if column not in sheet.header:
            message = _("This file has no column “%(column)s”.")
            raise WrongFile(message, code="wrong_file", params={"column": column})
    found = PlanSheet()
    for number, record in sheet.records():
        text = {name: value(record[column]) for name, column in mapping.items() if name in fields}
        if not any(text.values()):
            continue
        if any(TOTALS.fullmatch(fold(text.get(name, ""))) for name in ("category", "description", "line", "code")):
            found.totals.append(number)
        elif "as_of" in fields and not text["amount"]:
            found.not_reported.append(number)
        else:
            try:
                found.rows.append(make(number, text))
            except Unreadable as trouble:
                found.refused.append(Refusal(number, str(trouble)))
    return found


def _plan_row(number, text, asks_if_required=False) -> PlanRow:
    description = text["description"] or text.get("category", "")
    if not description:
        raise Unreadable(_("The row does not say what the money is for."))
    if not text["amount"]:
        raise Unreadable(_("The row has no amount."))
    amount = _cents(text["amount"])
    if amount < 0:
        raise Unreadable(_("A planned amount cannot be less than 0."))
    return PlanRow(
        number=number,
        description=description[:300],
        amount_cents=amount,
        category=CATEGORY_WORDS.get(fold(text.get("category", "")), ""),
        category_text=text.get("category", ""),
        fte=_fte(text.get("fte", "")),
        is_open=_choice(text.get("choice", ""), asks_if_required),
        page=_number(text.get("page", ""), "Page"),
        code=text.get("code", "")[:20],
    )


def _actual_row(number, text) -> ActualRow:
    return ActualRow(
        number=number,
        amount_cents=_cents(text["amount"]),
        line=_number(text.get("line", ""), "Line"),
        code=text.get("code", "")[:20],
        description=text.get("description", "")[:300],
        as_of=day(text.get("as_of", ""), "As of"),
        source=text.get("source", "")[:300],
    )


def _cents(text):
    try:
        return money.cents_from_sheet(text)
    except ValidationError as trouble:
        raise Unreadable(trouble.messages[0]) from trouble


def _fte(text):
    positions = decimal(text, "FTE")
    if positions is not None and not 0 <= positions < 1000:
        raise Unreadable(_("“%(text)s” is not a number of positions.") % {"text": text[:40]})
    return None if positions is None else positions.quantize(Decimal("0.01"))


def _number(text, column):
    """The one number in "12", "p. 12" or "Line 12"."""
    found = re.fullmatch(r"\D{0,12}(\d{1,4})", text, re.ASCII)
    if text and not found:
        raise Unreadable(
            _("“%(text)s” under %(column)s is not a whole number.") % {"text": text[:40], "column": f"“{column}”"}
        )
    return int(found[1]) if found else None


def _choice(text, asks_if_required):
    """Whether the money was open to choice; None where nothing is said. Under "Required?" a yes says it was not."""
    word = fold(text)
    if not word:
        return None
    if word in OPEN_WORDS | REQUIRED_WORDS:
        return word in OPEN_WORDS
    if word in YES_WORDS | NO_WORDS:
        return (word in YES_WORDS) != asks_if_required
    raise Unreadable(_("“%(text)s” says neither open nor required.") % {"text": text[:40]})
