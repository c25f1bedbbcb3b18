"""Fictional schools. Every name ends in "(demo)"; no such school exists, so every figure on it may be invented."""

from typing import NamedTuple


class Place(NamedTuple):
    """One fictional school. `need`: 1 highest to 5 lowest. `year`: what is there to see in the newest plan year."""

    name: str
    level: str
    grades: tuple[str, str]
    need: int
    enrolled: int
    region: str
    board_district: int
    year: str = "trail"
    steward: str = "community-coalition"


PLACES = (
    Place("Figueroa Avenue Elementary", "elementary", ("TK", "05"), 1, 612, "South", 1),
    Place("Vermont Knolls Middle", "middle", ("06", "08"), 1, 834, "South", 1),
    Place("Slauson Heights High", "high", ("09", "12"), 2, 1412, "South", 1),
    Place("Jacaranda Street Elementary", "elementary", ("TK", "05"), 1, 548, "South", 7),
    Place("Central Corridor High", "high", ("09", "12"), 1, 1688, "South", 7),
    Place("Manchester Palms Middle", "middle", ("06", "08"), 1, 701, "South", 1),
    Place("Hoover Gardens Elementary", "elementary", ("TK", "06"), 2, 439, "South", 2),
    Place("Nadeau Crossing Elementary", "elementary", ("KG", "05"), 1, 587, "South", 7),
    Place("Expo Line STEM Academy", "span", ("06", "12"), 2, 923, "South", 1, "no_plan"),
    Place("Avalon Orchard Elementary", "elementary", ("TK", "05"), 1, 502, "South", 7),
    Place("Florence Commons Middle", "middle", ("06", "08"), 1, 766, "South", 7, "not_reported"),
    Place("Normandie Terrace Elementary", "elementary", ("TK", "05"), 2, 471, "South", 1),
    Place("Western Bluff High", "high", ("09", "12"), 2, 1204, "South", 1),
    Place("Compton Creek Elementary", "elementary", ("TK", "05"), 1, 630, "South", 7, "silent"),
    Place("Harbor Gate Span School", "span", ("KG", "08"), 2, 812, "South", 7),
    Place("Crenshaw Lantern Elementary", "elementary", ("TK", "05"), 3, 395, "West", 1),
    Place("Baldwin Overlook Middle", "middle", ("06", "08"), 3, 655, "West", 1),
    Place("Boyle Ridge Elementary", "elementary", ("TK", "06"), 1, 560, "East", 2, "trail", "innercity-struggle"),
    Place("Lorena Hills High", "high", ("09", "12"), 1, 1530, "East", 2, "trail", "innercity-struggle"),
    Place("Whittier Bridge Middle", "middle", ("06", "08"), 2, 720, "East", 2, "trail", "innercity-struggle"),
    Place("Valley Sycamore Elementary", "elementary", ("TK", "05"), 3, 488, "North", 6),
    Place("Pacoima Wash High", "high", ("09", "12"), 2, 1377, "North", 6, "silent"),
    Place("Canyon View Elementary", "elementary", ("TK", "05"), 4, 410, "West", 4, "silent"),
    Place("Palisade Bend Elementary", "elementary", ("KG", "05"), 5, 366, "West", 4, "silent"),
)
DEMO = "(demo)"
