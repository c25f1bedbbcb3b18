import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command

from accounts.models import AuditEntry
from schools import directory, keeping, placing
from schools.models import Enrollment, School, SourceFile
from tests.factories import schools as make

pytestmark = pytest.mark.django_db

SHARED = Path(__file__).parents[3] / "shared" / "data"
MAP_LAYER = SHARED / "cde_california_schools_2023-24_LAUSD.csv"
DIRECTORY = SHARED / "pubschls_2018-06_LAUSD.csv"
CROSSWALK = SHARED / "lausd_location_cds_crosswalk_2018-19.csv"
SITES = SHARED / "lausd_schools_board_district_2026.csv"

CODE = "19999990000001"
MAP_ROW = {
    "Academic Year": "2023-24", "CDS Code": CODE, "District Name": "Invented Unified",
    "School Name": "Peña Elementary (demo)", "School Type": "Elementary", "Status": "Active", "Open Date": "2003-09-29",
    "Closed Date": "", "School Level": "Elementary", "Grade Low": "KG", "Grade High": "05", "Charter": "N",
    "Charter Num": "", "Funding Type": "", "Virtual": "N", "Street": "1 Invented Ave.", "City": "Inventado",
    "Zip": "90000", "Locale": "11 - City, Large", "Latitude": "34.05", "Longitude": "-118.25", "Enroll Total": "1,100",
    "Hispanic": "1,089", "White": "11", "Foster": "3",
}  # fmt: skip
DIRECTORY_ROW = {
    "CDSCode": CODE, "District": "Invented Unified", "School": "Old Name (demo)", "StatusType": "Active",
    "SOCType": "Elementary Schools (Public)", "EILName": "Elementary", "OpenDate": "", "ClosedDate": "", "Charter": "N",
    "CharterNum": "", "FundingType": "", "Street": "9 Old Ave.", "City": "Inventado", "Zip": "90000-1234",
    "Latitude": "34.05", "Longitude": "-118.25", "Virtual": "N", "GSserved": "K-5", "GSoffered": "K-5",
    "WebSite": "www.example.org", "Phone": "(213) 555-0100", "Ext": "", "LastUpDate": "06/26/2018",
}  # fmt: skip


def as_csv(*rows):
    target = io.StringIO()
    writer = csv.DictWriter(target, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return target.getvalue().encode()


def kept(*rows, content=None):
    return keeping.keep(ContentFile(content or as_csv(*rows), name="schools.csv"), kind="schools", by=None)


def bring_in(*rows, **options):
    return directory.import_schools(kept(*rows), by=None, **options).as_dict()


def counts(said):
    return {kind: said[kind] for kind in ("added", "changed", "unchanged", "closed") if said[kind]}


def test_a_new_school_comes_with_its_enrollment_source_and_day():
    said = bring_in(MAP_ROW)

    school = School.objects.get()
    assert counts(said) == {"added": 1}
    assert (school.cds_code, school.name, school.level, school.zip_code) == (
        CODE,
        MAP_ROW["School Name"],
        "elementary",
        "90000",
    )
    assert (school.source, school.as_of) == (SourceFile.objects.get(), date(2023, 10, 4))
    assert school.search_text == f"pena elementary (demo) inventado {CODE}"
    totals = school.enrollments.values_list("year", "group", "count")
    assert sorted(totals) == [(2023, "foster", 3), (2023, "hispanic", 1089), (2023, "total", 1100), (2023, "white", 11)]


def test_the_same_file_again_changes_nothing():
    bring_in(MAP_ROW)

    said = bring_in(MAP_ROW)

    assert counts(said) == {"unchanged": 1}
    assert (School.objects.count(), School.history.count(), SourceFile.objects.count()) == (1, 1, 1)


def test_a_changed_fact_is_changed_once_and_stands_in_the_history():
    bring_in(MAP_ROW)

    said = bring_in(MAP_ROW | {"School Name": "Peña Academy (demo)"})

    school = School.objects.get()
    assert counts(said) == {"changed": 1}
    assert school.search_text.startswith("pena academy")
    assert [past.name for past in school.history.all()] == ["Peña Academy (demo)", "Peña Elementary (demo)"]


def test_a_changed_count_is_a_change_and_a_group_no_longer_counted_goes():
    bring_in(MAP_ROW)

    said = bring_in(MAP_ROW | {"White": "12", "Enroll Total": "1,101", "Foster": "*"})

    assert counts(said) == {"changed": 1}
    shown = dict(Enrollment.objects.values_list("group", "count"))
    assert shown == {"total": 1101, "hispanic": 1089, "white": 12}


def test_counts_of_another_year_stand_beside_the_earlier_ones():
    bring_in(MAP_ROW)

    bring_in(MAP_ROW | {"Academic Year": "2024-25", "Enroll Total": "900", "Hispanic": "889"})

    totals = Enrollment.objects.filter(group="total").order_by("year").values_list("year", "count")
    assert list(totals) == [(2023, 1100), (2024, 900)]


def test_a_school_that_is_closed_now_counts_as_closed_and_stays():
    bring_in(MAP_ROW)

    said = bring_in(MAP_ROW | {"Academic Year": "2024-25", "Status": "Closed", "Closed Date": "2024-06-30"})

    school = School.objects.get()
    assert counts(said) == {"closed": 1}
    assert (school.status, school.closed_on) == ("closed", date(2024, 6, 30))


def test_an_older_file_fills_only_what_is_empty():
    bring_in(MAP_ROW)

    said = bring_in(DIRECTORY_ROW)

    school = School.objects.get()
    assert counts(said) == {"changed": 1}
    assert (school.name, school.street) == (MAP_ROW["School Name"], "1 Invented Ave.")
    assert (school.phone, school.website) == ("(213) 555-0100", "http://www.example.org")
    assert counts(bring_in(DIRECTORY_ROW)) == {"unchanged": 1}


def test_a_newer_file_without_a_value_takes_nothing_away():
    bring_in(DIRECTORY_ROW)

    bring_in(MAP_ROW | {"Latitude": "", "Longitude": ""})

    school = School.objects.get()
    assert (school.name, school.phone, school.latitude) == (MAP_ROW["School Name"], "(213) 555-0100", 34.05)


def test_a_row_that_cannot_stand_is_refused_with_its_number_and_reason_and_the_others_come_in():
    said = bring_in(MAP_ROW, MAP_ROW | {"CDS Code": "12", "School Name": "Short"})

    assert counts(said) == {"added": 1}
    assert said["refused"] == [{"row": 3, "reason": "“12” is not a CDS code of 14 digits."}]


def test_a_value_too_long_for_us_is_refused_with_the_name_of_the_field():
    said = bring_in(MAP_ROW | {"City": "x" * 81})

    assert counts(said) == {}
    assert [row["row"] for row in said["refused"]] == [2]
    assert said["refused"][0]["reason"].startswith("city: ")


def test_schools_the_file_does_not_name_stay_and_are_counted():
    bring_in(MAP_ROW, MAP_ROW | {"CDS Code": "19999990000002"})

    said = bring_in(MAP_ROW | {"Academic Year": "2024-25"})

    assert said["absent"] == 1
    assert School.objects.active().count() == 2


def test_a_wrong_file_is_refused_with_one_sentence_and_changes_nothing():
    bring_in(MAP_ROW)

    with pytest.raises(ValidationError) as refusal:
        directory.import_schools(kept(content=b"Name,Color\nOne,Red\n"), by=None)

    assert len(refusal.value.messages) == 1
    assert "CDS Code" in refusal.value.messages[0]
    assert School.history.count() == 1


def test_progress_is_told_between_batches(monkeypatch):
    monkeypatch.setattr(directory, "BATCH", 2)
    steps = []

    rows = [MAP_ROW | {"CDS Code": f"1999999000000{number}"} for number in range(1, 6)]
    bring_in(*rows, progress=lambda done, total: steps.append((done, total)))

    assert steps == [(0, 5), (2, 5), (4, 5), (5, 5)]


def test_an_import_writes_one_audit_row(cast):
    source = keeping.keep(
        ContentFile(as_csv(MAP_ROW), name="s.csv"), kind="schools", by=cast.rosa, organization=cast.coalition_org
    )

    directory.import_schools(source, by=cast.rosa)

    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.by, entry.organization) == ("schools.imported", cast.rosa, cast.coalition_org)
    assert entry.sentence == "Rosa Méndez imported schools from “s.csv”: 1 added, 0 changed, 0 closed."
    assert School.history.get().history_user == cast.rosa


# --- The command ------------------------------------------------------------------------------------------------


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "schools.csv"
    path.write_bytes(as_csv(MAP_ROW, MAP_ROW | {"CDS Code": "12"}))
    return path


def test_the_command_prints_exactly_one_line_of_json(file, capsys):
    call_command("import_schools", str(file), "--json")

    lines = capsys.readouterr().out.splitlines()
    said = json.loads(lines[0])
    assert len(lines) == 1
    assert (said["added"], [row["row"] for row in said["refused"]], said["year"]) == (1, [3], 2023)


def test_the_command_prints_a_summary(file, capsys):
    call_command("import_schools", str(file))

    out = capsys.readouterr().out
    assert out.startswith("schools.csv: 1 added, 0 changed, 0 unchanged, 0 closed, 1 refused (")
    assert "row 3: “12” is not a CDS code of 14 digits." in out


def test_the_command_ends_with_the_sentence_on_a_wrong_file_and_keeps_nothing(tmp_path, capsys):
    path = tmp_path / "wrong.csv"
    path.write_text("Name,Color\nOne,Red\n")

    with pytest.raises(CommandError, match="CDS Code") as trouble:
        call_command("import_schools", str(path), "--json")

    assert trouble.value.returncode == 1
    assert json.loads(capsys.readouterr().out) == {"error": str(trouble.value)}
    assert (School.objects.count(), SourceFile.objects.count()) == (0, 0)


def test_the_command_answers_for_a_user_who_may_import_and_for_no_other(file, cast):
    with pytest.raises(CommandError, match="may not import"):
        call_command("import_schools", str(file), "--by", cast.vic.email)

    call_command("import_schools", str(file), "--by", cast.rosa.email)

    assert AuditEntry.objects.get().by == cast.rosa
    assert SourceFile.objects.get().organization == cast.coalition_org


# --- The district's own codes -------------------------------------------------------------------------------------

LOCATIONS = (
    "ApplySchoolLocationCode,ApplySchool,ApplyCDSCode,ApplyBoardDistrict,ApplyLocalDistrict,ApplyCommunityOfSchools,"
    "ApplyZipCode\n2027,Invented,{code},5,C,INVENTED COS,90042\n2028,Nowhere,19647330000009,2,NW,OTHER COS,90001\n"
)
SITE_LIST = (
    "name,address,city,zip,board_district\n{name},{street},INVENTADO,90000,3\nRadio Tower,1 HILL RD,INVENTADO,90009,1\n"
)


def district_file(text, name="codes_2018-19.csv"):
    return keeping.keep(ContentFile(text.encode(), name=name), kind="crosswalk", by=None)


def test_location_codes_come_to_their_schools_and_make_none():
    school = make.SchoolFactory(cds_code="19647336015713")

    said = placing.import_districts(district_file(LOCATIONS.format(code=school.cds_code)), by=None).as_dict()

    school.refresh_from_db()
    assert (school.location_code, school.board_district) == ("2027", 5)
    assert (school.region, school.community_of_schools) == ("Local District Central (2018–19)", "INVENTED COS")
    assert (said["changed"], said["unmatched"], said["refused"][0]["row"]) == (1, 1, 3)
    assert School.objects.count() == 1


def test_an_older_list_does_not_move_a_school_to_another_board_district():
    school = make.SchoolFactory(cds_code="19647336015713", board_district=1)

    placing.import_districts(district_file(LOCATIONS.format(code=school.cds_code)), by=None)

    school.refresh_from_db()
    assert school.board_district == 1


def test_local_districts_need_their_year():
    source = district_file(LOCATIONS.format(code="19647336015713"), name="codes.csv")

    with pytest.raises(ValidationError, match="which school year"):
        placing.import_districts(source, by=None)


def test_sites_give_their_board_district_by_address_and_the_rest_is_reported():
    school = make.SchoolFactory(cds_code="19647336015713", street="379 South Loma Ave.", zip_code="90000")
    text = SITE_LIST.format(name="Another Name", street="379 S LOMA AVE")

    said = placing.import_districts(district_file(text), by=None).as_dict()

    school.refresh_from_db()
    assert school.board_district == 3
    assert (said["changed"], [row["row"] for row in said["refused"]]) == (1, [3])
    assert placing.import_districts(district_file(text), by=None).as_dict()["unchanged"] == 1


def test_a_file_that_is_neither_list_is_refused():
    with pytest.raises(ValidationError, match="neither"):
        placing.import_districts(district_file("a,b\n1,2\n"), by=None)


# --- The real files -----------------------------------------------------------------------------------------------


def run(capsys, command, path):
    call_command(command, str(path), "--json")
    return json.loads(capsys.readouterr().out)


@pytest.mark.skipif(not MAP_LAYER.exists(), reason="the state's 2023-24 file is not here")
def test_the_state_s_map_layer_of_2023_comes_in_whole(capsys):
    said = run(capsys, "import_schools", MAP_LAYER)

    assert (counts(said), said["refused"], said["year"]) == ({"added": 1005}, [], 2023)
    assert School.objects.filter(is_charter=True).count() == 272
    assert sum(Enrollment.objects.filter(group="total").values_list("count", flat=True)) == 528_476
    assert counts(run(capsys, "import_schools", MAP_LAYER)) == {"unchanged": 1005}


@pytest.mark.skipif(not DIRECTORY.exists(), reason="the state's 2018 directory is not here")
def test_the_state_s_directory_of_2018_comes_in_with_closed_schools(capsys):
    said = run(capsys, "import_schools", DIRECTORY)

    # 1,022 active rows, one of which is the district itself.
    assert (counts(said), said["skipped"]) == ({"added": 1363}, 1)
    by_status = {status: School.objects.filter(status=status).count() for status in School.Status.values}
    assert by_status == {"active": 1021, "closed": 250, "merged": 81, "pending": 11}


@pytest.mark.skipif(not (MAP_LAYER.exists() and SITES.exists()), reason="the district's lists are not here")
def test_the_district_s_real_lists_find_their_schools(capsys):
    run(capsys, "import_schools", MAP_LAYER)

    assert run(capsys, "import_districts", CROSSWALK)["changed"] == 417
    said = run(capsys, "import_districts", SITES)

    assert said["changed"] + said["unchanged"] > 900
    assert School.objects.count() == 1005
