"""Building the demo's schools and their trails, with honest gaps.

Rows are written in bulk, dated as if they had been recorded at the time; a deed would date them today. The same seed
gives the same place. Nothing here touches a school that is not marked "(demo)".
"""

import datetime as dt
import random

from simple_history.utils import bulk_create_with_history

from kit.looking_over import look_over
from kit.years import current_school_year
from schools import codebook
from schools.demo import calls, house_meetings, invitations, members, seats, sharing, sheets, trails
from schools.demo.people import EASTSIDE, HOME, populate
from schools.demo.places import DEMO, PLACES
from schools.models import Enrollment, School, SeniRecord, YearPromise

SEED = 20140408  # the day the index was first released
TIER_DOLLARS = {1: 1180, 2: 940, 3: 610, 4: 380, 5: 240}
LEVEL_FACTOR = {"elementary": 1.0, "middle": 1.06, "high": 1.12, "span": 1.04}
GROUP_SHARES = {
    "hispanic": 0.72, "african_american": 0.2, "asian": 0.02, "white": 0.03, "two_or_more": 0.03,
    "english_learner": 0.34, "low_income": 0.9, "foster": 0.02, "homeless": 0.04, "disability": 0.14,
}  # fmt: skip


def build(today: dt.date):
    """Fill an empty place. `today`: the day around which it is built."""
    chance = random.Random(SEED)  # noqa: S311 (the same invented place each time)
    organizations, users = populate(today)
    staff = {
        HOME: [users["luis@demo.example"], users["keisha@demo.example"]],
        EASTSIDE: [users["marisol@demo.example"]] * 2,
    }
    books = {slug: codebook.adopt_seed(organizations[slug], by=staff[slug][0]) for slug in (HOME, EASTSIDE)}
    year = current_school_year(today)
    schools = _schools(year)
    _figures(schools, year, chance)
    world = trails.World(
        today=today, chance=chance, organizations=organizations, staff=staff,
        codes={slug: {code.key: code for code in book.codes.all()} for slug, book in books.items()}, books=books,
    )  # fmt: skip
    for place, school in zip(PLACES, schools, strict=True):
        trails.past_year(world, place, school, year - 1)
        if place.year != "silent":
            trails.this_year(world, place, school, year)
    trails.listening(world, list(zip(PLACES, schools, strict=True)), year + 1)
    trails.write(world)
    members.populate(world, schools)
    sheets.populate(world)
    invitations.populate(world)
    calls.populate(world)
    house_meetings.populate(world)
    seats.populate(world)
    sharing.populate(world)
    look_over()


def _schools(year):
    """Fictional schools. Their codes begin with 99, which no county has."""
    rows = []
    for number, place in enumerate(PLACES, start=1):
        name, code = f"{place.name} {DEMO}", f"9999999{number:07d}"
        rows.append(
            School(
                cds_code=code,
                name=name,
                district_name="Demo district",
                level=place.level,
                grades_low=place.grades[0],
                grades_high=place.grades[1],
                city="Los Angeles",
                region=place.region,
                board_district=place.board_district,
                latitude=33.93 + (number * 37 % 60) / 400,
                longitude=-118.32 + (number * 53 % 60) / 400,
                is_demo=True,
                search_text=School.searchable(name, "Los Angeles", code),
            )
        )
    return bulk_create_with_history(rows, School)


def _figures(schools, year, chance):
    """Invented enrollment, index figures and promises for four years."""
    enrollments, records, promises = [], [], []
    for place, school in zip(PLACES, schools, strict=True):
        for past in range(4):
            enrolled = round(place.enrolled * (1 + 0.02 * past))
            tier = min(5, place.need + (1 if past == 3 and place.need < 5 and chance.random() < 0.3 else 0))
            cents = round(enrolled * TIER_DOLLARS[tier] * LEVEL_FACTOR[place.level]) // 100 * 100 * 100
            records.append(
                SeniRecord(
                    school=school,
                    year=year - past,
                    data_year=year - past - 1,
                    tier=tier,
                    enrollment=enrolled,
                    allocation_cents=cents,
                    rank=None,
                    score=None,
                )
            )
            groups = {"total": 1.0, **GROUP_SHARES}
            enrollments += [
                Enrollment(school=school, year=year - past - 1, group=group, count=round(enrolled * share))
                for group, share in groups.items()
            ]
        for plan_year in (year - 1, year, year + 1):
            promises.append(
                YearPromise(school=school, year=plan_year, answer_days=60, budget_on=dt.date(plan_year, 1, 21))
            )
    Enrollment.objects.bulk_create(enrollments)
    SeniRecord.objects.bulk_create(records)
    YearPromise.objects.bulk_create(promises)
