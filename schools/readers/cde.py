"""The state's school directory, in both shapes in which the California Department of Education hands it out.

- "map": the "California Schools" map layer, 77 columns, with enrollment by group for one school year.
- "directory": pubschls.txt, 49 columns, with closed and merged schools and phone numbers, without enrollment.

Columns are found by name, so their order and any further columns do not matter. The administrators' names and
addresses (Adm…) are never read.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext_lazy as _

from kit import sheets
from schools.readers.cells import Refusal, Unreadable, WrongFile, day, decimal, first_year, missing, snake, value, whole

TITLE = _("a CDE school directory")

RACES = {
    "african_american": "african_american",
    "american_indian": "american_indian",
    "asian": "asian",
    "filipino": "filipino",
    "hispanic": "hispanic",
    "pacific_islander": "pacific_islander",
    "white": "white",
    "two_or_more_races": "two_or_more",
    "not_reported": "race_not_reported",
}
GROUPS = {
    "enroll_total": "total",
    **RACES,
    "english_learner": "english_learner",
    "foster": "foster",
    "homeless": "homeless",
    "migrant": "migrant",
    "socioeconomically_disadvantaged": "low_income",
    "students_with_disabilities": "disability",
    "free_reduced_meal_eligible": "free_meals",
}

# What we call a value: its column in the map layer, its column in the directory.
COLUMNS = {
    "cds_code": ("CDS Code", "CDSCode"),
    "name": ("School Name", "School"),
    "district_name": ("District Name", "District"),
    "status": ("Status", "StatusType"),
    "school_type": ("School Type", "SOCType"),
    "level": ("School Level", "EILName"),
    "opened_on": ("Open Date", "OpenDate"),
    "closed_on": ("Closed Date", "ClosedDate"),
    "is_charter": ("Charter", "Charter"),
    "charter_number": ("Charter Num", "CharterNum"),
    "funding_type": ("Funding Type", "FundingType"),
    "street": ("Street", "Street"),
    "city": ("City", "City"),
    "zip_code": ("Zip", "Zip"),
    "latitude": ("Latitude", "Latitude"),
    "longitude": ("Longitude", "Longitude"),
    "virtual": ("Virtual", "Virtual"),
    "locale": ("Locale", None),
    "grades_low": ("Grade Low", None),
    "grades_high": ("Grade High", None),
    "grades_served": (None, "GSserved"),
    "grades_offered": (None, "GSoffered"),
    "website": (None, "WebSite"),
    "phone": (None, "Phone"),
    "extension": (None, "Ext"),
}
LAYOUTS = ("map", "directory")

STATUSES = {"active": "active", "closed": "closed", "merged": "merged", "pending": "pending"}
LEVELS = {
    "elementary": "elementary",
    "middle": "middle",
    "intermediate_middle_junior_high": "middle",
    "high": "high",
    "high_school": "high",
    "secondary": "high",
    "elementary_high_combination": "span",
}
GRADES = {"K": "KG", "P": "PK", "PS": "PK", "ADULT": "AD"}
ADDRESS_OF_A_SITE = re.compile(r"(https?://)?[a-z0-9.-]+\.[a-z]{2,}(:\d+)?([/?#]\S*)?", re.IGNORECASE)


@dataclass(slots=True)
class SchoolRow:
    """One school as the file has it. Text is "" and other values are None where the file says nothing.

    `level` and `status` are the codes of the School model, `grades_*` two letters or digits (PK, KG, 01 to 12, AD),
    `virtual` the state's letter. `enrollment` counts students by the codes of Enrollment.Group; a group the file does
    not count is not in it. `warnings` are remarks on values that do not agree (translated); the row stands.
    """

    number: int
    cds_code: str
    name: str
    district_name: str = ""
    level: str = "other"
    school_type: str = ""
    grades_low: str = ""
    grades_high: str = ""
    status: str = "active"
    opened_on: date | None = None
    closed_on: date | None = None
    is_charter: bool = False
    charter_number: str = ""
    funding_type: str = ""
    street: str = ""
    city: str = ""
    zip_code: str = ""
    latitude: float | None = None
    longitude: float | None = None
    locale: str = ""
    virtual: str = ""
    website: str = ""
    phone: str = ""
    enrollment: dict[str, int] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


@dataclass(slots=True)
class SchoolFile:
    """What a directory file holds: its shape, the school year of its enrollment (2023 is 2023–24; None without any),
    the schools, the rows refused, and how many rows tell of districts and were passed over. `as_of` is the day of the
    directory's newest entry; None where the file says none."""

    layout: str
    year: int | None
    rows: list[SchoolRow]
    refused: list[Refusal]
    skipped: int
    as_of: date | None = None


def read(source, *, year: int | None = None) -> SchoolFile:
    """Read a directory file (bytes, path or open file). `year` is for a map layer without an "Academic Year" column.

    Raises WrongFile, or SheetError when it is no table, and then gives nothing.
    """
    sheet = sheets.read(source)
    layout = _layout(sheet.header)
    places = _places(sheet.header, layout)
    found = SchoolFile(layout, _year_of(sheet, year) if layout == "map" else None, [], [], 0, _newest_entry(sheet))
    seen: dict[str, int] = {}
    for number, cells in zip(sheet.numbers, sheet.rows, strict=True):
        try:
            row = _row(number, cells, places, width=len(sheet.header))
        except Unreadable as trouble:
            found.refused.append(Refusal(number, str(trouble)))
            continue
        if row is None:
            found.skipped += 1
        elif row.cds_code in seen:
            reason = _("This CDS code already stands in row %(row)d.") % {"row": seen[row.cds_code]}
            found.refused.append(Refusal(number, reason))
        else:
            seen[row.cds_code] = number
            found.rows.append(row)
    return found


def _layout(header: list[str]) -> str:
    """Which of the two shapes the file has; WrongFile names what the nearer one lacks."""
    lacking: dict[str, list[str]] = {}
    for place, layout in enumerate(LAYOUTS):
        wanted = [names[place] for names in COLUMNS.values() if names[place]]
        wanted += ["Enroll Total"] if layout == "map" else []
        present = {snake(name) for name in header}
        lacking[layout] = [name for name in wanted if snake(name) not in present]
        if not lacking[layout]:
            return layout
    nearer = min(LAYOUTS, key=lambda layout: len(lacking[layout]))
    raise missing(lacking[nearer], header, TITLE)


def _places(header: list[str], layout: str) -> dict[str, int]:
    """Where each of our values stands in a row; enrollment groups too."""
    # "White (%)" and "White Pct" are shares and must not be taken for "White".
    at = {snake(name.replace("%", "pct")): place for place, name in reversed(list(enumerate(header)))}
    column = LAYOUTS.index(layout)
    places = {ours: at[snake(names[column])] for ours, names in COLUMNS.items() if names[column]}
    if layout == "map":
        places |= {f"enrollment {group}": at[name] for name, group in GROUPS.items() if name in at}
    return places


def _year_of(sheet, year):
    """The school year of the enrollment: the file's own, which must be one and the one asked for."""
    names = [snake(name) for name in sheet.header]
    told = set()
    if "academic_year" in names:
        place = names.index("academic_year")
        told = {first_year(row[place]) for row in sheet.rows if value(row[place])}
    if len(told) > 1 or None in told:
        raise WrongFile(_("The column “Academic Year” must name one school year, such as 2023-24."), code="wrong_file")
    if told and year is not None and told != {year}:
        raise WrongFile(
            _("This file is for %(year)d–%(next)02d, not for the year you chose."),
            code="wrong_year",
            params={"year": min(told), "next": (min(told) + 1) % 100},
        )
    found = min(told, default=year)
    if found is None:
        raise missing(["Academic Year"], sheet.header, TITLE)
    return found


def _newest_entry(sheet) -> date | None:
    """The latest day under "LastUpDate"; cells that hold no day do not matter here."""
    names = [snake(name) for name in sheet.header]
    if "lastupdate" not in names:
        return None
    place, days = names.index("lastupdate"), []
    for row in sheet.rows:
        with suppress(Unreadable):
            days.append(day(row[place], "LastUpDate"))
    return max(filter(None, days), default=None)


def _row(number, cells, places, width) -> SchoolRow | None:
    """One school; None for a district's own row. Raises Unreadable with the reason for a row that cannot stand."""
    if len(cells) > width and any(cells[width:]):
        raise Unreadable(_("The row has more cells than the header."))
    text = {name: value(cells[place]) for name, place in places.items()}
    cds_code = _cds_code(text["cds_code"])
    if cds_code.endswith("0000000") or not text["name"]:
        return None
    if snake(text["status"]) not in STATUSES:
        raise Unreadable(_("“%(text)s” under “Status” is not a status we know.") % {"text": text["status"][:40]})
    row = SchoolRow(number, cds_code, text["name"])
    for name in ("district_name", "school_type", "charter_number", "funding_type", "street", "city", "zip_code"):
        setattr(row, name, text[name])
    row.status = STATUSES[snake(text["status"])]
    row.level = "span" if text["school_type"].startswith("K-12") else LEVELS.get(snake(text["level"]), "other")
    row.opened_on, row.closed_on = day(text["opened_on"], "Open Date"), day(text["closed_on"], "Closed Date")
    row.is_charter = text["is_charter"] == "Y"
    row.virtual, row.locale = text["virtual"], text.get("locale", "")
    row.grades_low, row.grades_high = _grades(text)
    row.website, row.phone = _website(text.get("website", "")), _phone(text)
    row.latitude, row.longitude = _coordinates(text)
    row.enrollment = {
        name.removeprefix("enrollment "): count
        for name in text
        if name.startswith("enrollment ") and (count := whole(text[name], name.removeprefix("enrollment "))) is not None
    }
    row.warnings = list(_warnings(row.enrollment))
    return row


def _cds_code(text: str) -> str:
    """Fourteen digits; a spreadsheet drops the zero before counties 01 to 09, so it is put back."""
    if re.fullmatch(r"\d{13,14}", text, re.ASCII):
        return text.zfill(14)
    if re.fullmatch(r"\d+(\.\d+)?E\+?\d+", text, re.IGNORECASE | re.ASCII):
        raise Unreadable(_("The spreadsheet shortened the CDS code to “%(text)s”.") % {"text": text[:40]})
    raise Unreadable(_("“%(text)s” is not a CDS code of 14 digits.") % {"text": text[:40]})


def _grades(text: dict[str, str]) -> tuple[str, str]:
    """Lowest and highest grade: of the map layer as they are, of the directory from "K-5", served before offered."""
    if "grades_low" in text:
        return _grade(text["grades_low"]), _grade(text["grades_high"])
    low, _dash, high = (text["grades_served"] or text["grades_offered"]).partition("-")
    return _grade(low), _grade(high or low)


def _grade(text: str) -> str:
    written = text.strip().upper()
    return GRADES.get(written, written.zfill(2) if written.isdigit() else written)[:4]


def _website(text: str) -> str:
    """The school's address on the web with its scheme; "" for anything that is none."""
    if len(text) > 190 or not ADDRESS_OF_A_SITE.fullmatch(text):
        return ""
    return text if text.lower().startswith(("http://", "https://")) else f"http://{text}"


def _phone(text: dict[str, str]) -> str:
    phone, extension = text.get("phone", ""), text.get("extension", "")
    return f"{phone} x{extension}" if phone and extension else phone


def _coordinates(text: dict[str, str]) -> tuple[float | None, float | None]:
    """Latitude and longitude in degrees; none at all for a place off the globe or at its zero point."""
    latitude, longitude = decimal(text["latitude"], "Latitude"), decimal(text["longitude"], "Longitude")
    if not latitude or not longitude or abs(latitude) > 90 or abs(longitude) > 180:
        return None, None
    return float(latitude), float(longitude)


def _warnings(enrollment: dict[str, int]) -> Iterator[str]:
    """The file's own check: the nine race columns sum to the total, and no group is larger than the school."""
    total = enrollment.get("total")
    if total is None:
        return
    races = [enrollment.get(group) for group in RACES.values()]
    if None not in races and sum(races) != total:
        yield _("The race columns sum to %(sum)d, the total is %(total)d.") % {"sum": sum(races), "total": total}
    if any(count > total for count in enrollment.values()):
        yield str(_("One group has more students than the school."))
