from decimal import Decimal

import pytest

from schools.readers import lausd_seni
from schools.readers.cells import WrongFile

HEADER = [
    "CDS Code", "School Name", "SENI Score 2026-27", "SENI Rank for 2026-27 Allocation", "SENI Quintile",
    "SENI Total Allocation Dollars", "Total Enrollment 2025-26", "EL Rate 2025-26",
]  # fmt: skip
ROW = ["1", "Cedar Elementary (demo)", "71.25", "12", "1 - HIGHEST", "1,234,567.50", "1,020", "23.5"]


def as_csv(*rows):
    return "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows).encode("utf-8-sig")


def test_the_figures_of_one_school_are_read_by_their_headers_patterns():
    found = lausd_seni.read(as_csv(HEADER, ROW))

    assert (found.year, found.data_year, found.refused) == (2026, 2025, [])
    assert found.rows == [
        lausd_seni.SeniRow(
            2, "19647330000001", "Cedar Elementary (demo)", Decimal("71.25"), 12, 1, 123_456_750, 1020, Decimal("23.5")
        )
    ]


@pytest.mark.parametrize(
    "header",
    [
        ["CDS_Code", "SENI Score 2023-2024", "SENI Rank for 2023-2024 Allocation", "SENI 2023-2024 Quintile"],
        ["CDS Code", "SENI Score 2023-24", "SENI Rank for 2023-24 Allocation", "SENI 2023-24 Quintile"],
        ["CDSCode", "SENIplus Score 2023-24", "SENIplus Rank 2023-24", "SENIplus Quintile"],
    ],
)
def test_the_headers_of_other_years_fit_the_same_patterns(header):
    found = lausd_seni.read(as_csv(header, ["7654321", "5", "3", "5 - LOWEST"]))

    assert (found.year, found.data_year) == (2023, None)
    assert (found.rows[0].cds_code, found.rows[0].quintile) == ("19647337654321", 5)
    assert (found.rows[0].allocation_cents, found.rows[0].enrollment, found.rows[0].el_rate) == (None, None, None)


def test_a_layout_of_seventeen_columns_is_read_past_what_it_does_not_know():
    extra = [f"COVID Metric {number}" for number in range(17 - len(HEADER))]

    found = lausd_seni.read(as_csv([*extra, *HEADER], [*["0.1"] * len(extra), *ROW]))

    assert found.rows[0].score == Decimal("71.25")


@pytest.mark.parametrize("nothing", ["", "NA", "N/A", "*", "--"])
def test_a_missing_figure_is_none_and_never_zero(nothing):
    found = lausd_seni.read(as_csv(HEADER, ["1234567", "A (demo)", *[nothing] * 6]))

    row = found.rows[0]
    assert [row.score, row.rank, row.quintile, row.allocation_cents, row.enrollment, row.el_rate] == [None] * 6


def test_rates_given_as_shares_become_percent():
    found = lausd_seni.read(as_csv(HEADER, [*ROW[:7], "0.235"]))

    assert found.rows[0].el_rate == Decimal("23.5")


def test_another_year_than_the_headers_name_is_refused():
    with pytest.raises(WrongFile) as refusal:
        lausd_seni.read(as_csv(HEADER, ROW), year=2025)

    assert refusal.value.messages == ["The headers say 2026–27, you chose 2025–26. Nothing was imported."]


def test_headers_without_a_year_need_one_to_be_chosen():
    header = ["CDS Code", "SENI Score", "SENI Rank", "SENI Quintile"]
    file = as_csv(header, ["1234567", "5", "3", "2"])

    assert lausd_seni.read(file, year=2026).year == 2026
    with pytest.raises(WrongFile, match="name no year"):
        lausd_seni.read(file)


def test_headers_that_name_two_allocation_years_are_refused():
    header = ["CDS Code", "SENI Score 2026-27", "SENI Rank for 2025-26 Allocation", "SENI Quintile"]

    with pytest.raises(WrongFile, match="different years"):
        lausd_seni.read(as_csv(header, ["1234567", "5", "3", "2"]))


def test_a_wrong_file_is_told_what_it_lacks():
    with pytest.raises(WrongFile, match="no column “SENI Score”, “SENI Rank”, “SENI Quintile”"):
        lausd_seni.read(b"CDS Code,School Name\n1,2\n")


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (["12345678", *ROW[1:]], "“12345678” is not a school code of 7 or 14 digits."),
        (["", *ROW[1:]], "“” is not a school code of 7 or 14 digits."),
        ([*ROW[:2], "high", *ROW[3:]], "“high” under “SENI Score” is not a number."),
        ([*ROW[:4], "9", *ROW[5:]], "“9” under “SENI Quintile” is not a quintile from 1 to 5."),
        ([*ROW[:5], "(5)", *ROW[6:]], "An allocation cannot be less than 0."),
        ([*ROW, "left over"], "The row has more cells than the header."),
    ],
)
def test_a_row_that_cannot_stand_is_refused_with_its_reason(cells, reason):
    found = lausd_seni.read(as_csv(HEADER, cells))

    assert (found.rows, [refusal.reason for refusal in found.refused]) == ([], [reason])


def test_a_school_listed_twice_is_taken_once():
    found = lausd_seni.read(as_csv(HEADER, ROW, ROW))

    assert len(found.rows) == 1
    assert [refusal.number for refusal in found.refused] == [3]
