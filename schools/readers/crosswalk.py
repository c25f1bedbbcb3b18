"""LAUSD's own keys: location codes with their CDS codes, and the list of sites with their board district.

The second list has no codes, so its sites are matched with schools by name and address; what does not match for
certain waits for a person. It never makes a school.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from kit import sheets
from kit.folding import fold
from schools.readers.cells import Refusal, Unreadable, missing, snake, value, whole

LOCATIONS_TITLE = _("the LAUSD list of location codes")
SITES_TITLE = _("the LAUSD list of sites with board districts")

LOCATION_COLUMNS = {
    "location_code": "ApplySchoolLocationCode",
    "name": "ApplySchool",
    "cds_code": "ApplyCDSCode",
    "board_district": "ApplyBoardDistrict",
    "local_district": "ApplyLocalDistrict",
    "community_of_schools": "ApplyCommunityOfSchools",
    "zip_code": "ApplyZipCode",
}
SITE_COLUMNS = {
    "name": "name",
    "street": "address",
    "city": "city",
    "zip_code": "zip",
    "board_district": "board_district",
}

SPELLINGS = {
    "avenue": "ave", "boulevard": "blvd", "street": "st", "drive": "dr", "road": "rd", "place": "pl", "lane": "ln",
    "court": "ct", "north": "n", "south": "s", "east": "e", "west": "w", "highway": "hwy", "parkway": "pkwy",
    "saint": "st", "senior": "sr", "junior": "jr", "martin luther king": "mlk",
}  # fmt: skip
UNITS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"]
TEENS = ["tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth"]
TEENS += ["eighteenth", "nineteenth", "twentieth"]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
ENDINGS = {1: "st", 2: "nd", 3: "rd"}
ORDINALS = {
    **{word: f"{number}{ENDINGS.get(number, 'th')}" for number, word in enumerate(UNITS, start=1)},
    **{word: f"{number}th" for number, word in enumerate(TEENS, start=10)},
    **{
        f"{ten} {unit}": f"{20 + 10 * tens + number}{ENDINGS.get(number, 'th')}"
        for tens, ten in enumerate(TENS)
        for number, unit in enumerate(UNITS, start=1)
    },
}
ORDINAL_WORDS = re.compile(r"\b(" + "|".join(sorted(ORDINALS, key=len, reverse=True)) + r")\b")

SITE_NOISE = re.compile(r"(#|\bsuite|\bste|\broom|\brm|\bunit|\bbldg|\bbuilding|\bbungalow|\bfloor|\bapt)\b.*$")
NAME_NOISE = re.compile(
    r"\b(school|elementary|middle|senior|high|sr|jr|junior|charter|the|of|for|and|at|el|ms|sh|hs)\b"
)


@dataclass(frozen=True, slots=True)
class LocationRow:
    """One school's keys. Districts are those of the file's year."""

    number: int
    location_code: str
    cds_code: str
    name: str
    board_district: int | None
    local_district: str
    community_of_schools: str
    zip_code: str


@dataclass(frozen=True, slots=True)
class SiteRow:
    """One site of the district, not always a school, with its board district (1 to 7)."""

    number: int
    name: str
    street: str
    city: str
    zip_code: str
    board_district: int


class Placed(Protocol):
    """What a school must tell to be matched; the School model and cde.SchoolRow both do."""

    cds_code: str
    name: str
    street: str
    zip_code: str


@dataclass(slots=True)
class SiteMatches:
    """Board district by CDS code, how each was found ("name", "address", "same name"), and the sites left over."""

    districts: dict[str, int] = field(default_factory=dict)
    found_by: dict[str, str] = field(default_factory=dict)
    review: list[SiteRow] = field(default_factory=list)


def read_locations(source) -> tuple[list[LocationRow], list[Refusal]]:
    """The location-code list; empty rows are passed over. Raises WrongFile."""
    return _read(source, LOCATION_COLUMNS, LOCATIONS_TITLE, _location)


def read_sites(source) -> tuple[list[SiteRow], list[Refusal]]:
    """The list of sites with board districts. Raises WrongFile."""
    return _read(source, SITE_COLUMNS, SITES_TITLE, _site)


def match_sites(sites: Iterable[SiteRow], schools: Iterable[Placed]) -> SiteMatches:
    """Find each school's board district: by its name within the same ZIP, by its address, or by its very name.

    A board district is a matter of place, so schools that share an address share it too. Where the sites found name
    different districts, or one name stands for several schools, nothing is matched.
    """
    sites, schools, found = list(sites), list(schools), SiteMatches()
    matched_keys = set()
    for way, key in WAYS.items():
        districts = defaultdict(set)
        for site in sites:
            districts[key(site)].add(site.board_district)
        namesakes = Counter(map(key, schools))
        for school in schools:
            told, is_alone = districts.get(key(school), ()), way == "address" or namesakes[key(school)] == 1
            if len(told) == 1 and is_alone:
                matched_keys.add((way, key(school)))
                found.districts.setdefault(school.cds_code, min(told))
                found.found_by.setdefault(school.cds_code, way)
    found.review = [site for site in sites if not any((way, key(site)) in matched_keys for way, key in WAYS.items())]
    return found


def plain_street(street: str) -> str:
    """A street as the lists agree on it: "379 South Loma Ave., Suite 4" and "379 S LOMA AVENUE" are the same."""
    words = re.sub(r"[^a-z0-9# ]+", " ", fold(street).replace(".", ""))
    return " ".join(_shortened(SITE_NOISE.sub("", words)).split())


def plain_name(name: str) -> str:
    """A school's name without the words that lists add or leave out, in alphabetical order."""
    words = re.sub(r"[^a-z0-9 ]+", " ", re.sub(r"[.'’]", "", fold(name)))
    return " ".join(sorted(NAME_NOISE.sub(" ", _shortened(words)).split()))


def _shortened(words):
    """Folded words in the short spelling of addresses: "fifty ninth street" becomes "59th st"."""
    words = ORDINAL_WORDS.sub(lambda found: ORDINALS[found[0]], words)
    for long, short in SPELLINGS.items():
        words = words.replace(long, short) if " " in long else words
    return " ".join(SPELLINGS.get(word, word) for word in words.split())


def _address(place):
    return plain_street(place.street), place.zip_code[:5]


def _named(place):
    return plain_name(place.name), place.zip_code[:5]


def _same_name(place):
    return fold(place.name)


WAYS = {"name": _named, "address": _address, "same name": _same_name}


def _read(source, columns, title, make):
    sheet = sheets.read(source)
    at = {snake(name): place for place, name in reversed(list(enumerate(sheet.header)))}
    if any(snake(name) not in at for name in columns.values()):
        raise missing(columns.values(), sheet.header, title)
    rows, refused = [], []
    for number, cells in zip(sheet.numbers, sheet.rows, strict=True):
        text = {ours: value(cells[at[snake(name)]]) for ours, name in columns.items()}
        try:
            rows.append(make(number, text))
        except Unreadable as trouble:
            refused.append(Refusal(number, str(trouble)))
    return rows, refused


def _location(number, text):
    if not re.fullmatch(r"\d{14}", text["cds_code"], re.ASCII):
        raise Unreadable(_("“%(text)s” is not a CDS code of 14 digits.") % {"text": text["cds_code"][:40]})
    if not re.fullmatch(r"\d{1,4}", text["location_code"], re.ASCII):
        raise Unreadable(_("“%(text)s” is not a location code of 4 digits.") % {"text": text["location_code"][:40]})
    district = _board_district(text["board_district"]) if text["board_district"] else None
    rest = {name: text[name] for name in ("cds_code", "name", "local_district", "community_of_schools", "zip_code")}
    return LocationRow(number, text["location_code"].zfill(4), board_district=district, **rest)


def _site(number, text):
    if not text["name"]:
        raise Unreadable(_("The row has no name."))
    rest = {name: text[name] for name in ("name", "street", "city", "zip_code")}
    return SiteRow(number, board_district=_board_district(text["board_district"]), **rest)


def _board_district(text):
    district = whole(text, "board_district")
    if district is None or not 1 <= district <= 7:
        raise Unreadable(_("“%(text)s” is not a board district from 1 to 7.") % {"text": text[:40]})
    return district
