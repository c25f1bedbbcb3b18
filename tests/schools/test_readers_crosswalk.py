from pathlib import Path

import pytest

from schools.readers import cde, crosswalk
from schools.readers.cells import WrongFile

SHARED = Path(__file__).parents[3] / "shared" / "data"
LOCATIONS = SHARED / "lausd_location_cds_crosswalk_2018-19.csv"
SITES = SHARED / "lausd_schools_board_district_2026.csv"
MAP_LAYER = SHARED / "cde_california_schools_2023-24_LAUSD.csv"

real_files = pytest.mark.skipif(
    not (LOCATIONS.exists() and SITES.exists() and MAP_LAYER.exists()), reason="the district's files are not here"
)


def school(cds_code, name, street, zip_code="90001"):
    return cde.SchoolRow(0, cds_code, name, street=street, zip_code=zip_code)


def site(name, street, district, zip_code="90001"):
    return crosswalk.SiteRow(0, name, street, "LOS ANGELES", zip_code, district)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("379 South Loma Ave., Suite 4", "379 S LOMA AVENUE"),
        ("4301 West Martin Luther King Jr. Blvd.", "4301 W MLK JR BLVD"),
        ("120 Fifty-Ninth Street", "120 59TH ST"),
        ("5 Peña Drive", "5 PENA DR"),
    ],
)
def test_one_address_in_two_spellings_is_one_address(one, other):
    assert crosswalk.plain_street(one) == crosswalk.plain_street(other)


def test_a_school_is_found_by_its_name_without_the_words_lists_add():
    matches = crosswalk.match_sites(
        [site("Cedar El", "1 A ST", 3)], [school("1", "Cedar Elementary School", "9 Z St.")]
    )

    assert (matches.districts, matches.found_by, matches.review) == ({"1": 3}, {"1": "name"}, [])


def test_schools_at_one_address_share_its_board_district():
    schools = [school("1", "Cedar High", "1 South A Street"), school("2", "Birch Charter", "1 S. A St.")]

    matches = crosswalk.match_sites([site("Campus", "1 S A ST", 5)], schools)

    assert matches.districts == {"1": 5, "2": 5}


def test_sites_that_disagree_match_nothing_and_wait_for_a_person():
    sites = [site("Oak", "1 A ST", 5), site("Elm", "1 A ST", 6)]

    matches = crosswalk.match_sites(sites, [school("1", "Cedar", "1 A St.")])

    assert (matches.districts, matches.review) == ({}, sites)


def test_namesakes_are_not_told_apart_by_name():
    schools = [school("1", "Cedar Elementary", "1 A St."), school("2", "Cedar High", "2 B St.")]

    assert crosswalk.match_sites([site("Cedar School", "3 C ST", 5)], schools).districts == {}


def test_another_list_is_told_what_it_lacks():
    with pytest.raises(WrongFile, match="ApplyCDSCode"):
        crosswalk.read_locations(b"a,b\n1,2\n")


def test_a_site_outside_the_seven_districts_is_refused():
    rows, refused = crosswalk.read_sites(b"name,address,city,zip,board_district\nCedar,1 A ST,LA,90001,8\n")

    assert (rows, [refusal.number for refusal in refused]) == ([], [2])


@real_files
def test_the_real_location_list_gives_417_schools():
    rows, refused = crosswalk.read_locations(LOCATIONS)

    codes = {school.cds_code for school in cde.read(MAP_LAYER).rows}
    assert (len(rows), refused) == (417, [])
    assert {row.cds_code for row in rows} <= codes
    assert {len(row.location_code) for row in rows} == {4}


@real_files
def test_nine_of_ten_real_schools_find_their_board_district():
    sites, refused = crosswalk.read_sites(SITES)

    matches = crosswalk.match_sites(sites, cde.read(MAP_LAYER).rows)

    assert (len(sites), refused) == (1147, [])
    assert len(matches.districts) == 932
    assert set(matches.districts.values()) == set(range(1, 8))
    assert len(matches.review) == 132
