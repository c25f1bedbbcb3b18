from dataclasses import fields
from datetime import date
from pathlib import Path
from time import perf_counter

import pytest

from kit import sheets
from schools.readers import cde
from schools.readers.cells import WrongFile

SHARED = Path(__file__).parents[3] / "shared" / "data"
MAP_LAYER = SHARED / "cde_california_schools_2023-24_LAUSD.csv"
DIRECTORY = SHARED / "pubschls_2018-06_LAUSD.csv"

real_map_layer = pytest.mark.skipif(not MAP_LAYER.exists(), reason="the state's 2023-24 file is not here")
real_directory = pytest.mark.skipif(not DIRECTORY.exists(), reason="the state's 2018 directory is not here")

PLACES = {"map": 0, "directory": 1}
ONE_SCHOOL = {
    "cds_code": "19999990000001",
    "name": "Peña Elementary (demo)",
    "status": "Active",
    "school_type": "Elementary",
    "level": "Elementary",
    "is_charter": "N",
    "latitude": "34.05",
    "longitude": "-118.25",
    "opened_on": "",
    "grades_low": "KG",
    "grades_high": "05",
    "grades_served": "K-5",
}
COUNTS = {"Enroll Total": "1,100", "Hispanic": "1,089", "White": "11"}
RACE_HEADERS = ["African American", "American Indian", "Asian", "Filipino", "Hispanic", "Pacific Islander", "White"]
RACE_HEADERS += ["Two or More Races", "Not Reported"]


def table(layout="map", counts=COUNTS, without=(), **changes):
    """An invented file of one school as a list of rows, header first."""
    row = {}
    for ours, names in cde.COLUMNS.items():
        if name := names[PLACES[layout]]:
            row[name] = (ONE_SCHOOL | changes).get(ours, "")
    if layout == "map":
        row |= {"Academic Year": "2023-24"} | {name: counts.get(name, "0") for name in ["Enroll Total", *RACE_HEADERS]}
    row = {name: text for name, text in row.items() if name not in without}
    return [list(row), list(row.values())]


def as_csv(rows, delimiter=","):
    return "\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows).encode()


@pytest.mark.parametrize("delimiter", [",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("layout", ["map", "directory"])
def test_a_school_reads_the_same_from_every_kind_of_file(layout, encoding, delimiter):
    found = cde.read(as_csv(table(layout), delimiter).decode().encode(encoding))

    assert found.layout == layout
    [school] = found.rows
    assert (school.cds_code, school.name, school.level) == ("19999990000001", "Peña Elementary (demo)", "elementary")
    assert (school.grades_low, school.grades_high, school.status) == ("KG", "05", "active")
    assert (school.latitude, school.longitude) == (34.05, -118.25)


def test_a_workbook_reads_like_the_text_file():
    header, row = table()
    book = sheets.write_xlsx(header, [row])

    assert cde.read(book).rows == cde.read(as_csv([header, row])).rows


def test_enrollment_is_counted_by_group_for_the_year_in_the_file():
    found = cde.read(as_csv(table()))

    assert found.year == 2023
    assert found.rows[0].enrollment["total"] == 1100
    assert found.rows[0].enrollment["hispanic"] == 1089
    assert "english_learner" not in found.rows[0].enrollment
    assert found.rows[0].warnings == []


def test_a_count_the_state_hides_is_missing_and_not_zero():
    found = cde.read(as_csv(table(counts=COUNTS | {"White": "*"})))

    assert "white" not in found.rows[0].enrollment


def test_race_columns_that_do_not_sum_to_the_total_are_remarked():
    found = cde.read(as_csv(table(counts=COUNTS | {"White": "12"})))

    assert found.rows[0].warnings == ["The race columns sum to 1101, the total is 1100."]


@pytest.mark.parametrize("spelling", ["White Pct", "White (%)"])
def test_percent_columns_are_told_from_counts_in_both_spellings(spelling):
    header, row = table()

    found = cde.read(as_csv([[spelling, *header], ["99.9", *row]]))

    assert found.rows[0].enrollment["white"] == 11


def test_the_year_may_be_told_when_the_file_has_none():
    rows = table(without=["Academic Year"])

    assert cde.read(as_csv(rows), year=2024).year == 2024
    with pytest.raises(WrongFile, match="Academic Year"):
        cde.read(as_csv(rows))


def test_another_year_than_the_file_names_is_refused():
    with pytest.raises(WrongFile, match="This file is for 2023–24"):
        cde.read(as_csv(table()), year=2024)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"cds_code": "123"}, "“123” is not a CDS code of 14 digits."),
        ({"cds_code": "1.96473E+13"}, "The spreadsheet shortened the CDS code to “1.96473E+13”."),
        ({"status": "Sleeping"}, "“Sleeping” under “Status” is not a status we know."),
        ({"opened_on": "soon"}, "“soon” under “Open Date” is not a day. Write it like 03/31/2026."),
        ({"latitude": "north"}, "“north” under “Latitude” is not a number."),
    ],
)
def test_a_row_that_cannot_stand_is_refused_with_its_number_and_reason(changes, reason):
    found = cde.read(as_csv(table(**changes)))

    assert found.rows == []
    assert [(refusal.number, refusal.reason) for refusal in found.refused] == [(2, reason)]


def test_a_school_listed_twice_is_taken_once():
    header, row = table()

    found = cde.read(as_csv([header, row, row]))

    assert len(found.rows) == 1
    assert [refusal.reason for refusal in found.refused] == ["This CDS code already stands in row 2."]


def test_a_row_with_too_many_cells_is_refused():
    header, row = table()

    found = cde.read(as_csv([header, [*row, "left over"]]))

    assert [refusal.reason for refusal in found.refused] == ["The row has more cells than the header."]


def test_the_zero_a_spreadsheet_dropped_is_put_back():
    assert cde.read(as_csv(table(cds_code="1611190130229"))).rows[0].cds_code == "01611190130229"


@pytest.mark.parametrize(("name", "cds_code"), [("", "19999990000001"), ("A district", "19999990000000")])
def test_a_districts_own_row_is_passed_over(name, cds_code):
    found = cde.read(as_csv(table("directory", name=name, cds_code=cds_code)))

    assert (found.rows, found.refused, found.skipped) == ([], [], 1)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("www.example.org", "http://www.example.org"),
        ("https://example.org/a", "https://example.org/a"),
        ("javascript:alert(1)", ""),
        ("No Data", ""),
    ],
)
def test_only_an_address_on_the_web_is_kept_as_the_website(written, kept):
    assert cde.read(as_csv(table("directory", website=written))).rows[0].website == kept


def test_a_wrong_file_is_told_what_it_lacks():
    with pytest.raises(WrongFile) as refusal:
        cde.read(as_csv(table(without=["School Name", "Enroll Total"])))

    assert refusal.value.messages == [
        "This is not a CDE school directory: it has no column “School Name”, “Enroll Total”."
    ]


def test_nothing_about_administrators_has_a_place_in_a_row():
    names = {field.name for field in fields(cde.SchoolRow)}

    assert not [name for name in names if name.startswith("adm") or "email" in name]
    assert not [name for pair in cde.COLUMNS.values() for name in pair if name and name.startswith("Adm")]


@real_map_layer
def test_the_real_map_layer_is_read_whole():
    found = cde.read(MAP_LAYER)

    assert (len(found.rows), found.refused, found.skipped, found.year) == (1005, [], 0, 2023)
    assert sum(school.enrollment["total"] for school in found.rows) == 528_476
    assert sum(school.is_charter for school in found.rows) == 272
    assert [school.warnings for school in found.rows if school.warnings] == []
    assert {len(school.enrollment) for school in found.rows} == {17}
    dorsey = next(school for school in found.rows if school.cds_code == "19647331932383")
    assert dorsey.enrollment["total"] == 792


@real_directory
def test_the_real_directory_keeps_closed_and_merged_schools():
    found = cde.read(DIRECTORY)

    statuses = [school.status for school in found.rows]
    assert (len(found.rows), found.refused, found.skipped) == (1363, [], 1)
    assert [statuses.count(status) for status in ("active", "closed", "merged", "pending")] == [1021, 250, 81, 11]
    assert found.rows[0].opened_on == date(2003, 9, 29)
    assert found.rows[0].phone == "(213) 413-9183"


@real_map_layer
def test_a_thousand_schools_are_read_in_half_a_second():
    started = perf_counter()

    cde.read(MAP_LAYER)

    assert perf_counter() - started < 1.5  # half a second on an idle machine; the tests may share theirs
