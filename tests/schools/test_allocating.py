import csv
import io
import json
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.management import call_command

from accounts.models import AuditEntry
from schools import allocating, keeping
from schools.models import SeniRecord, SourceFile, UnmatchedRow
from tests.factories import schools as make

pytestmark = pytest.mark.django_db

KNOWN, LOST = "19647330000011", "19647330000022"
ROW = {
    "CDS Code": "11", "School": "Invented Elementary (demo)", "SENI Score 2026-27": "47.5",
    "SENI Rank for 2026-27 Allocation": "12", "SENI Quintile": "1 - HIGHEST",
    "SENI Total Allocation Dollars": "736,400", "Total Enrollment 2025-26": "412", "EL Rate 2025-26": "38.2",
}  # fmt: skip
LOST_ROW = ROW | {"CDS Code": "22", "School": "Lost Elementary (demo)", "SENI Total Allocation Dollars": "NA"}


@pytest.fixture
def school():
    return make.SchoolFactory(cds_code=KNOWN, name="Invented Elementary (demo)")


def kept(*rows):
    target = io.StringIO()
    writer = csv.DictWriter(target, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return keeping.keep(ContentFile(target.getvalue().encode(), name="SENI_2026-2027.csv"), kind="seni", by=None)


def bring_in(*rows, year=2026):
    return allocating.import_seni(kept(*rows), year=year, by=None).as_dict()


def counts(said):
    kinds = ("added", "changed", "unchanged", "waiting", "set_aside")
    return {kind: said[kind] for kind in kinds if said[kind]}


def test_figures_are_stored_as_published(school):
    said = bring_in(ROW)

    record = SeniRecord.objects.get()
    assert counts(said) == {"added": 1}
    assert (record.school, record.year, record.data_year) == (school, 2026, 2025)
    assert (record.score, record.rank, record.tier) == (Decimal("47.5"), 12, 1)
    assert (record.allocation_cents, record.enrollment) == (736_400_00, 412)
    assert record.english_learner_rate == Decimal("38.2")
    assert record.source == SourceFile.objects.get()


def test_a_figure_the_file_does_not_tell_is_none_and_not_zero(school):
    bring_in(ROW | {"SENI Score 2026-27": "*", "SENI Total Allocation Dollars": "", "SENI Quintile": "NA"})

    record = SeniRecord.objects.get()
    assert (record.score, record.allocation_cents, record.tier) == (None, None, None)


def test_the_same_file_again_changes_nothing(school):
    bring_in(ROW, LOST_ROW)

    assert counts(bring_in(ROW, LOST_ROW)) == {"unchanged": 1, "waiting": 1}
    assert (SeniRecord.objects.count(), UnmatchedRow.objects.count(), SourceFile.objects.count()) == (1, 1, 1)


def test_another_file_of_the_same_year_replaces_the_figures(school):
    bring_in(ROW)

    said = bring_in(ROW | {"SENI Total Allocation Dollars": "NA"})

    record = SeniRecord.objects.get()
    assert counts(said) == {"changed": 1}
    assert record.allocation_cents is None
    assert record.source == SourceFile.objects.first()


def test_another_year_stands_beside_the_first(school):
    bring_in(ROW)

    next_year = {name.replace("2026-27", "2027-28"): value for name, value in ROW.items()}
    bring_in(next_year, year=2027)

    assert sorted(SeniRecord.objects.values_list("year", flat=True)) == [2026, 2027]


def test_a_year_that_the_headers_deny_is_refused_and_changes_nothing(school):
    with pytest.raises(ValidationError, match="2026–27"):
        bring_in(ROW, year=2025)

    assert SeniRecord.objects.count() == 0


def test_a_row_without_a_school_waits_with_all_its_figures(school):
    bring_in(ROW, LOST_ROW)

    row = UnmatchedRow.objects.get()
    assert (row.cds_code, row.name, row.row_number, row.year) == (LOST, "Lost Elementary (demo)", 3, 2026)
    assert row.values["score"] == "47.5"
    assert "allocation_cents" not in row.values


def test_a_newer_file_s_waiting_row_takes_the_place_of_the_older_one():
    bring_in(LOST_ROW)
    bring_in(LOST_ROW | {"SENI Score 2026-27": "48"})

    assert UnmatchedRow.objects.get().values["score"] == "48"


def test_a_code_whose_school_came_in_later_waits_no_longer():
    bring_in(LOST_ROW)
    make.SchoolFactory(cds_code=LOST)

    assert counts(bring_in(LOST_ROW)) == {"added": 1}
    assert UnmatchedRow.objects.count() == 0


def test_a_bad_row_is_refused_with_its_number_and_reason(school):
    said = bring_in(ROW, ROW | {"CDS Code": "x"})

    assert said["refused"] == [{"row": 3, "reason": "“x” is not a school code of 7 or 14 digits."}]


def test_a_score_we_cannot_hold_is_refused_with_the_name_of_the_field(school):
    said = bring_in(ROW | {"SENI Score 2026-27": "1234567.5"})

    assert counts(said) == {}
    assert said["refused"][0]["reason"].startswith("score: ")


# --- Settling -----------------------------------------------------------------------------------------------------


@pytest.fixture
def waiting():
    bring_in(LOST_ROW)
    return UnmatchedRow.objects.get()


def test_naming_the_school_gives_it_the_figures(cast, waiting):
    school = make.SchoolFactory(name="Found Elementary (demo)")

    allocating.settle_row(waiting, school=school, by=cast.rosa)

    waiting.refresh_from_db()
    record = school.seni_records.get()
    assert (record.score, record.tier, record.allocation_cents) == (Decimal("47.5"), 1, None)
    assert (record.data_year, record.source) == (2025, waiting.source)
    assert (waiting.school, waiting.settled_by) == (school, cast.rosa)
    assert AuditEntry.objects.latest("pk").sentence == (
        f"Rosa Méndez matched row 2 of a SENI file, “Lost Elementary (demo) · {LOST}”, to Found Elementary (demo)."
    )


def test_what_was_said_about_a_code_holds_for_later_files(cast, waiting):
    school = make.SchoolFactory()
    allocating.settle_row(waiting, school=school, by=cast.rosa)

    said = bring_in(LOST_ROW | {"SENI Score 2026-27": "50"})

    assert counts(said) == {"changed": 1}
    assert school.seni_records.get().score == 50


def test_a_row_set_aside_stays_aside(cast, waiting):
    allocating.settle_row(waiting, school=None, by=cast.rosa)

    assert counts(bring_in(LOST_ROW)) == {"set_aside": 1}
    assert not UnmatchedRow.objects.waiting().exists()
    assert AuditEntry.objects.filter(verb="seni.row_set_aside").count() == 1


def test_two_rows_cannot_be_the_same_school(cast, school):
    bring_in(ROW, LOST_ROW)

    with pytest.raises(ValidationError, match="2026–27"):
        allocating.settle_row(UnmatchedRow.objects.get(), school=school, by=cast.rosa)

    assert school.seni_records.get().allocation_cents == 736_400_00


def test_a_settled_row_cannot_be_settled_again(cast, waiting):
    allocating.settle_row(waiting, school=None, by=cast.rosa)

    with pytest.raises(ValidationError, match="already"):
        allocating.settle_row(waiting, school=make.SchoolFactory(), by=cast.luis)


def test_opening_a_row_again_takes_its_figures_back(cast, waiting):
    school = make.SchoolFactory()
    allocating.settle_row(waiting, school=school, by=cast.rosa)

    allocating.reopen_row(waiting, by=cast.rosa)

    assert not school.seni_records.exists()
    assert UnmatchedRow.objects.waiting().get() == waiting
    with pytest.raises(ValidationError, match="already"):
        allocating.reopen_row(waiting, by=cast.rosa)


def test_the_command_prints_one_line_of_json(school, tmp_path, capsys):
    path = tmp_path / "SENI_2026-2027.csv"
    path.write_bytes(kept(ROW, LOST_ROW).file.read())

    call_command("import_seni", str(path), "--year", "2026-27", "--json")

    said = json.loads(capsys.readouterr().out)
    assert (said["year"], counts(said)) == (2026, {"added": 1, "waiting": 1})
