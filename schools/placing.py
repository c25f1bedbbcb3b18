"""Placing schools in the district's own order: location code, board district, local district, Community of Schools.

Two lists are known: location codes with CDS codes, and sites with board districts, which have no codes and are
matched by name and address. Neither ever makes a school; what matches none is reported for a person to look at.
"""

import re

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from simple_history.utils import bulk_update_with_history

from accounts.audit import record
from kit.years import parse_school_year, school_year
from schools.directory import BATCH, OPEN, Outcome
from schools.models import School, SourceFile
from schools.readers import crosswalk
from schools.readers.cells import WrongFile
from schools.readers.lausd_seni import DISTRICT_PREFIX

# The letters of the local districts that LAUSD had until 2023.
LOCAL_DISTRICTS = {
    "W": "West", "C": "Central", "S": "South", "E": "East", "NW": "Northwest", "NE": "Northeast",
}  # fmt: skip
FIELDS = ["location_code", "board_district", "region", "community_of_schools"]


@transaction.atomic
def import_districts(source: SourceFile, *, by, year: int | None = None) -> Outcome:
    """Bring a kept list of LAUSD's codes into the schools we have. `by=None` is the machine.

    `year` is the school year of the list, else taken from the file's name. Rows without a school stand in the
    outcome's `refused`. Raises ValidationError with one sentence for a wrong file, and then nothing has changed.
    """
    with source.file.open("rb") as file:
        data = file.read()
    outcome = Outcome(source.name, year if year is not None else _year_in(source.name))
    try:
        rows, refused = crosswalk.read_locations(data)
        wanted = _from_locations(rows, outcome)
    except WrongFile:
        rows, refused = _sites(data)
        wanted = _from_sites(rows, outcome)
    outcome.rows = len(rows) + len(refused)
    for refusal in refused:
        outcome.refuse(refusal.number, refusal.reason)
    _write(wanted, outcome, by)
    counts = {"changed": outcome.counts["changed"], "unmatched": outcome.counts["unmatched"]}
    record(by, "schools.districts_imported", source, organization=source.organization, **counts)
    return outcome


def _year_in(name: str) -> int | None:
    found = re.search(r"\d{4}-\d{2}(?!\d)", name)
    return parse_school_year(found[0]) if found else None


def _sites(data):
    try:
        return crosswalk.read_sites(data)
    except WrongFile as trouble:
        raise WrongFile(
            _("This is neither a list of location codes with “%(codes)s” nor a list of sites with “%(sites)s”."),
            code="wrong_file",
            params={"codes": "ApplyCDSCode", "sites": "board_district"},
        ) from trouble


def _from_locations(rows, outcome) -> list[tuple[School, dict]]:
    """What each school is to have, by its CDS code. An older list's board district only fills an empty one."""
    if outcome.year is None:
        raise ValidationError(_("Say which school year these local districts are of, such as 2018-19."))
    schools = School.objects.in_bulk([row.cds_code for row in rows], field_name="cds_code")
    wanted = []
    for row in rows:
        school = schools.get(row.cds_code)
        if school is None:
            _unmatched(outcome, row, row.cds_code)
            continue
        local = LOCAL_DISTRICTS.get(row.local_district.upper(), row.local_district)
        values = {
            "location_code": row.location_code,
            "board_district": school.board_district or row.board_district,
            "region": f"Local District {local} ({school_year(outcome.year)})" if local else school.region,
            "community_of_schools": row.community_of_schools or school.community_of_schools,
        }
        wanted.append((school, values))
    return wanted


def _from_sites(rows, outcome) -> list[tuple[School, dict]]:
    """The board district of each school that a site stands for, by name and ZIP or by address."""
    schools = School.objects.filter(cds_code__startswith=DISTRICT_PREFIX, status__in=OPEN, is_demo=False)
    by_code = {school.cds_code: school for school in schools}
    matches = crosswalk.match_sites(rows, by_code.values())
    for site in matches.review:
        _unmatched(outcome, site, site.street)
    return [(by_code[code], {"board_district": district}) for code, district in matches.districts.items()]


def _unmatched(outcome, row, hint) -> None:
    outcome.counts["unmatched"] += 1
    outcome.refuse(row.number, _("No school matches “%(name)s”, %(hint)s.") % {"name": row.name, "hint": hint or "–"})


def _write(wanted, outcome, by) -> None:
    """Write what differs, with history, and count it."""
    altered = []
    for school, values in wanted:
        if all(getattr(school, name) == value for name, value in values.items()):
            outcome.counts["unchanged"] += 1
            continue
        for name, value in values.items():
            setattr(school, name, value)
        school.clean_fields(exclude=["source"])
        altered.append(school)
    bulk_update_with_history(altered, School, FIELDS, batch_size=BATCH, default_user=by)
    outcome.counts["changed"] = len(altered)
