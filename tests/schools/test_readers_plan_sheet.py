from datetime import date
from decimal import Decimal

import pytest

from kit import sheets
from schools.readers import plan_sheet
from schools.readers.cells import WrongFile

HEADER = ["Category", "Description", "FTE", "Amount", "Open or required", "Page", "Object Code"]
LINE = ["School nurse", "Nurse, five days", "0.5", "$61,000", "open", "p. 3", "1210"]


def sheet_of(header, *rows):
    return sheets.read(sheets.write_xlsx(header, rows))


def test_english_headers_give_the_mapping_away():
    assert plan_sheet.guess_mapping(HEADER) == {
        "category": "Category",
        "description": "Description",
        "fte": "FTE",
        "amount": "Amount",
        "choice": "Open or required",
        "page": "Page",
        "code": "Object Code",
    }


def test_spanish_headers_give_the_mapping_away():
    header = ["Categoría", "Descripción", "Plazas", "Monto", "Obligatorio", "Página", "Código"]

    fields = ["category", "description", "fte", "amount", "choice", "page", "code"]
    assert plan_sheet.guess_mapping(header) == dict(zip(fields, header, strict=True))


def test_in_a_sheet_of_actuals_the_amount_is_what_was_spent():
    header = ["Line", "Description", "Planned", "Spent to date", "As of"]

    mapping = plan_sheet.guess_mapping(header, plan_sheet.ACTUAL_FIELDS)

    assert mapping == {"line": "Line", "description": "Description", "amount": "Spent to date", "as_of": "As of"}


def test_a_plan_line_is_read_into_cents_and_a_category():
    found = plan_sheet.read_plan(sheet_of(HEADER, LINE), plan_sheet.guess_mapping(HEADER))

    assert found.refused == []
    assert found.rows == [
        plan_sheet.PlanRow(
            2,
            "Nurse, five days",
            6_100_000,
            "nurse",
            "School nurse",
            Decimal("0.50"),
            is_open=True,
            page=3,
            code="1210",
        )
    ]


def test_a_category_we_do_not_know_waits_for_a_person():
    found = plan_sheet.read_plan(sheet_of(HEADER, ["Moon trip", *LINE[1:]]), plan_sheet.guess_mapping(HEADER))

    assert (found.rows[0].category, found.rows[0].category_text) == ("", "Moon trip")


@pytest.mark.parametrize(("answer", "is_open"), [("yes", False), ("no", True), ("obligatorio", False), ("", None)])
def test_a_yes_under_required_says_the_money_was_not_open(answer, is_open):
    header = ["Description", "Amount", "Required?"]
    found = plan_sheet.read_plan(sheet_of(header, ["Tutors", 500, answer]), plan_sheet.guess_mapping(header))

    assert found.rows[0].is_open is is_open


def test_total_rows_are_passed_over_and_named():
    rows = [LINE, ["", "Total", "", "$61,000", "", "", ""]]

    found = plan_sheet.read_plan(sheet_of(HEADER, *rows), plan_sheet.guess_mapping(HEADER))

    assert (found.amount_cents, found.totals) == (6_100_000, [3])


@pytest.mark.parametrize(
    ("place", "text", "reason"),
    [
        (3, "", "The row has no amount."),
        (3, "a lot", "“a lot” is not an amount in dollars. Write it like 24,000 or 24,000.50."),
        (3, "(500)", "A planned amount cannot be less than 0."),
        (2, "-1", "“-1” is not a number of positions."),
        (4, "perhaps", "“perhaps” says neither open nor required."),
        (5, "three", "“three” under “Page” is not a whole number."),
    ],
)
def test_a_row_that_cannot_stand_is_refused_with_its_reason(place, text, reason):
    line = [*LINE[:place], text, *LINE[place + 1 :]]

    found = plan_sheet.read_plan(sheet_of(HEADER, line), plan_sheet.guess_mapping(HEADER))

    assert (found.rows, [(refusal.number, refusal.reason) for refusal in found.refused]) == ([], [(2, reason)])


def test_a_plan_needs_a_column_for_its_amounts():
    with pytest.raises(WrongFile, match="Choose the column for “Amount”"):
        plan_sheet.read_plan(sheet_of(HEADER, LINE), {"description": "Description"})


def test_a_mapping_to_a_column_that_is_not_there_is_refused():
    with pytest.raises(WrongFile, match="no column “Cost”"):
        plan_sheet.read_plan(sheet_of(HEADER, LINE), {"description": "Description", "amount": "Cost"})


def test_spending_without_an_amount_is_not_reported_and_not_zero():
    header = ["Line", "Spent", "As of"]
    rows = [["1", 74000.10, date(2026, 3, 31)], ["2", "", ""], ["3", "N/A", ""], ["4", "0", "03/31/2026"]]

    found = plan_sheet.read_actuals(sheet_of(header, *rows), {"line": "Line", "amount": "Spent", "as_of": "As of"})

    assert found.not_reported == [3, 4]
    assert [(row.line, row.amount_cents, row.as_of) for row in found.rows] == [
        (1, 7_400_010, date(2026, 3, 31)),
        (4, 0, date(2026, 3, 31)),
    ]


def test_spending_may_be_less_than_nothing_when_an_entry_was_reversed():
    found = plan_sheet.read_actuals(
        sheet_of(["Code", "Spent"], ["7S046", "(250)"]), {"code": "Code", "amount": "Spent"}
    )

    assert found.rows[0].amount_cents == -25_000


def test_spending_must_say_which_line_it_belongs_to():
    with pytest.raises(WrongFile, match="which plan line"):
        plan_sheet.read_actuals(sheet_of(["Spent", "x"], ["5", "y"]), {"amount": "Spent"})
