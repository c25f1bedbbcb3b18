import io
import re
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit import sheets
from kit.folding import TURNING

TABLE = "CDS Code,School Name\n01611190130229,Peña Elementary\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_a_table_reads_the_same_in_every_encoding(encoding):
    sheet = sheets.read(TABLE.encode(encoding))

    assert sheet.header == ["CDS Code", "School Name"]
    assert sheet.rows == [["01611190130229", "Peña Elementary"]]


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_the_delimiter_is_found(delimiter):
    text = 'name;note\n"Peña, Ana";"one, two; three"\n'.replace('";"', f'"{delimiter}"').replace(
        "name;", f"name{delimiter}"
    )

    assert sheets.read(text.encode()).rows == [["Peña, Ana", "one, two; three"]]


def test_a_title_above_the_header_is_passed_over_and_rows_keep_their_numbers():
    sheet = sheets.read(b"Plan of 2026\n\nline,amount\n\n1,500\n2\n")

    assert (sheet.header, sheet.rows, sheet.numbers) == (["line", "amount"], [["1", "500"], ["2", ""]], [5, 6])
    assert next(sheet.records()) == (5, {"line": "1", "amount": "500"})


def test_a_workbook_gives_codes_as_text_without_a_decimal_point():
    book = sheets.write_xlsx(
        ["code", "rate", "day", "name"], [[19647331932383.0, 34.05906486, date(2026, 3, 31), "Ana"]]
    )

    assert sheets.read(book).rows == [["19647331932383", "34.05906486", "2026-03-31", "Ana"]]


def test_a_file_is_read_from_a_path_and_from_an_open_file(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text(TABLE, encoding="utf-8")

    with path.open("rb") as file:
        assert sheets.read(file) == sheets.read(path)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "This file is empty."),
        (b" \n \n", "This file is empty."),
        (b"%PDF-1.7 a,b\n1,2", "This file is not a table"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\x01\x00\x01\x02\x03", "This file is not a table"),
        (b"\xd0\xcf\x11\xe0 old excel", "Save it as .xlsx"),
        (b"PK\x03\x04 but no zip", "damaged or too large"),
        (b"a,b\n" + b"x" * 200_000 + b",1\n", "Line 2 of this file cannot be read"),
    ],
)
def test_what_is_not_a_table_gets_one_clear_sentence(data, sentence):
    with pytest.raises(sheets.SheetError, match=sentence):
        sheets.read(data)


def test_too_many_rows_or_columns_are_refused():
    with pytest.raises(sheets.SheetError, match="more than 10 rows"):
        sheets.read(b"a,b\n" + b"1,2\n" * 40, max_rows=10)
    with pytest.raises(sheets.SheetError, match="more than 5 columns"):
        sheets.read(b"1,2,3,4,5,6\n", max_columns=5)


def zipped(parts):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize(
    "parts",
    [
        {"xl/workbook.xml": b"<a/>", "xl/bomb.xml": b"0" * 30_000_000},
        {f"part{number}": b"" for number in range(201)},
    ],
)
def test_a_zip_bomb_is_refused_before_it_is_opened(parts):
    with pytest.raises(sheets.SheetError, match="damaged or too large"):
        sheets.read(zipped(parts))


def test_another_zip_archive_is_not_a_table():
    with pytest.raises(sheets.SheetError, match="not a table"):
        sheets.read(zipped({"notes.txt": b"hello"}))


def test_a_cell_in_the_last_corner_is_refused_before_the_rectangle_is_laid_out():
    whole = zipfile.ZipFile(io.BytesIO(sheets.write_xlsx(["a", "b"], [])))
    parts = {name: whole.read(name) for name in whole.namelist()}
    corner = b'<row r="190000"><c r="XFD190000"><v>1</v></c></row></sheetData>'
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(b"</sheetData>", corner)

    with pytest.raises(sheets.SheetError, match="damaged or too large"):
        sheets.read(zipped(parts))


@pytest.mark.parametrize("text", ["=1+1", "+1 213", "-x", "@cmd", "\tx", "\rx", "\0=1"])
def test_text_that_looks_like_a_formula_is_written_as_text(text):
    assert sheets.safe_cell(text).startswith("'")


@pytest.mark.parametrize("text", ["Ana;=1+1", "Ana;@SUM(A1)", "Ana\n=1+1", "Ana\r\n+1", "Ana\r-1", "＝1+1", "\0=1+1"])
def test_a_formula_within_a_cell_stays_text_where_spreadsheets_cut_at_semicolons(text):
    """In Spain and Argentina a file with commas is cut at its semicolons and at every line break."""
    cells = re.split(r"[;\r\n]+", sheets.write_csv(["Name"], [["x", text]]).decode("utf-8-sig").split("\r\n", 1)[1])

    assert not [cell for cell in cells if cell.startswith(tuple("=+-@＝"))]


def test_no_cell_turns_the_cells_after_it_around():
    turned = "Ana \u202eaniR\u2066"

    assert sheets.safe_cell(turned) == "Ana aniR"
    assert sheets.read(sheets.write_xlsx(["Name", "Tag"], [[turned, "x"]])).rows == [["Ana aniR", "x"]]


def test_a_list_of_numbers_and_everyday_signs_stay_as_they_are():
    for text in ("(323) 555-0142; +52 55 1234", "a=b", "María-José", "me@example.org", "10-12; 13-15"):
        assert sheets.safe_cell(text) == text


def test_numbers_and_days_stay_what_they_are():
    assert [sheets.safe_cell(value) for value in (-5, Decimal("-1.5"), date(2026, 1, 2), None)] == [
        -5, Decimal("-1.5"), date(2026, 1, 2), "",
    ]  # fmt: skip


@given(
    st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1), min_size=2, max_size=4)
)
def test_what_is_exported_comes_back_as_it_was(cells):
    expected = [cell.translate(TURNING).strip() for cell in cells]
    expected = [sheets.MADE_SAFE.sub(r"\1", cell) for cell in expected]
    header = [f"column {number}" for number in range(len(cells))]

    for file in (sheets.write_csv(header, [cells]), sheets.write_xlsx(header, [cells])):
        rows = sheets.read(file).rows
        assert rows == ([expected] if any(expected) else [])
