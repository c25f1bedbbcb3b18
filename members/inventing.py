"""Inventing people by the thousand or the million, with families, consents and talks, for trying out and measuring.

Everyone is invented. Their e-mail addresses end in demo.example and their numbers have area codes that no telephone
has. What deeds keep up to date (searched text, standing consents, the newest talk) is written along.
"""

import datetime as dt
import itertools
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from accounts.models import Organization, User
from kit.filling import Sheet, next_ids
from kit.folding import fold
from kit.years import current_school_year
from members import finding, inventing_deeds, inventing_names
from members import models as m
from members.languages import packed
from members.models.person import GradeBand

BATCH = 2000  # families
YEARS = 5
ZIP_CODES = [f"900{number:02d}" for number in range(1, 90)]
NEVER_GIVEN = [f"{first}9{last}" for first in range(2, 10) for last in range(10)]  # area codes kept free for later
SPOKEN = (("es", 66), ("en", 27), ("ko", 3), ("hy", 2), ("quc", 2))

_ties: list[Callable] = []


def register_ties(provider: Callable) -> None:
    """Let a higher storey tie the invented people to something of its own. `provider(organization, chance)`: a Tier or
    None when there is nothing to tie them to; called from `ready()`."""
    if provider not in _ties:
        _ties.append(provider)


@dataclass
class Tier:
    """What a higher storey adds: `tie(family)` adds rows to its sheet and gives the words to find the family by."""

    sheet: Sheet
    tie: Callable[["Family"], str]


@dataclass
class Invented:
    """One person before they are written down."""

    id: int
    given: str
    is_woman: bool
    band: str = ""
    is_protected: bool = False


@dataclass
class Family:
    """Who lives together."""

    name: str
    language: str
    grown: list[Invented]
    children: list[Invented]

    @property
    def everyone(self) -> list[Invented]:
        return self.grown + self.children


@dataclass
class World:
    """What the people are invented for, and the sheets on which they are written."""

    organization: Organization
    users: list[User]
    today: dt.date
    count: int
    talks: int
    chance: random.Random
    rungs: list[m.Rung]
    tags: list[m.Tag]
    tiers: list[Tier] = field(default_factory=list)
    sheets: dict[str, Sheet] = field(default_factory=dict)
    folds: dict[str, list] = field(default_factory=dict)
    elders: list[int] = field(default_factory=list)
    made: int = 0

    def __post_init__(self):
        self.started = timezone.now() - dt.timedelta(days=365 * YEARS)
        self.tick = dt.timedelta(days=365 * YEARS - 1) / max(1, self.count)
        self.days = [self.today - dt.timedelta(days=ago) for ago in range(365 * YEARS)]
        self.numbers = itertools.count()
        self.bodies = [inventing_deeds.body(self.chance) for _each in range(3000)]
        self.year = current_school_year(self.today)
        self.sheets = _sheets(self.organization)
        self.tiers = [tier for tier in (provider(self.organization, self.chance) for provider in _ties) if tier]

    def pick(self, among):
        return among[int(self.chance.random() * len(among))]

    def day(self, least=0, most=365 * YEARS - 1) -> dt.date:
        return self.days[least + int(self.chance.random() * (most - least))]


def invent(
    organization, *, count: int, users: list[User], rungs, tags, talks: int = 10, seed: int = 1
) -> Iterator[int]:
    """Write `count` invented people into an organization, batch by batch; yields how many there are so far.

    `users` look after them and talked with them, `talks` times with each.
    """
    world = World(
        organization, users, organization.today(), count, talks,
        random.Random(seed), list(rungs), list(tags),  # noqa: S311 (the same invented people each time)
    )  # fmt: skip
    while world.made < count:
        with transaction.atomic():
            _batch(world)
        yield world.made


def _sheets(organization) -> dict[str, Sheet]:
    ours = {"steward": organization}
    return {
        "people": Sheet(
            m.Person, "id", "given_name", "family_name", "language", "other_languages", "needs_interpretation",
            "birth_year", "grade_band", "grade_year", "standing", "is_protected", "origin", "last_talk_on", "rung",
            "assessment", "name_folded", "sort_name", "search_text", "created_at", "created_by", **ours,
        ),
        "homes": Sheet(m.Household, "id", "name", **ours),
        "living": Sheet(m.HouseholdMember, "person", "household", "starts_on", **ours),
        "points": Sheet(
            m.ContactPoint, "person", "kind", "key", "value", "label", "whose", "city", "zip_code", "street",
            "house_number", "status", "is_preferred", **ours,
        ),
        "ties": Sheet(m.Relationship, "person", "other", "kind", "kin", "starts_on", "recorded_by", **ours),
        "talks": Sheet(
            m.Conversation, "person", "talked_on", "talked_by", "recorded_by", "kind", "place", "minutes", "language",
            "heard", "interests", "networks", "story", "request", "commitment", "commitment_what", "commitment_kept",
            **ours,
        ),
        "climbs": Sheet(m.RungReached, "person", "rung", "reached_on", "deed", "moved_by", **ours),
        "levels": Sheet(m.Assessment, "person", "level", "assessed_on", "assessed_by", **ours),
        "tagged": Sheet(m.PersonTag, "person", "tag", "put_on_by", **ours),
        "assigned": Sheet(m.Assignment, "person", "starts_on", "organizer", "assigned_by", **ours),
        "steps": Sheet(
            m.NextStep, "person", "what", "owner", "due_on", "created_by", "outcome", "closed_at", "closed_by", **ours
        ),
        "consents": Sheet(
            m.ConsentEvent, "person", "channel", "purpose", "state", "source", "evidence", "wording", "wording_hash",
            "language", "given_by", "happened_at", "recorded_by", **ours,
        ),
        "standing": Sheet(
            m.StandingConsent, "person", "channel", "purpose", "state", "is_open", "since", "until", "source", **ours
        ),
    }  # fmt: skip


def _batch(world):
    plans = [_plan(world) for _family in range(BATCH)]
    ids = iter(next_ids(m.Person, sum(adults + children for adults, children in plans)))
    homes = iter(next_ids(m.Household, len(plans)))
    for adults, children in plans:
        if world.made >= world.count:
            break
        room = world.count - world.made
        family = _family(world, min(adults, room), min(children, max(0, room - adults)), ids)
        _write_down(world, family, next(homes))
    # People and homes first: the others point at them.
    for sheet in (*world.sheets.values(), *(tier.sheet for tier in world.tiers)):
        sheet.write()


def _plan(world) -> tuple[int, int]:
    """How many adults and how many children."""
    roll = world.chance.random()
    if roll < 0.34:
        return 1, 0
    return (2 if roll > 0.7 else 1), world.pick((1, 1, 2, 2, 3))


# --- Who they are ------------------------------------------------------------------------------------------------


def _family(world, adults, children, ids) -> Family:
    language = world.chance.choices([code for code, _ in SPOKEN], [often for _, often in SPOKEN])[0]
    kind = "es" if language in ("es", "quc") else "en"
    names = inventing_names.FAMILIES[kind]
    # Few names are very common and most are rare.
    name = names[int(world.chance.random() ** 1.8 * len(names))]
    if kind == "es" and world.chance.random() < 0.7:
        name = f"{name} {world.pick(names)}"
    grown = [_adult(world, kind, next(ids)) for _adult_ in range(adults)]
    young = [
        Invented(next(ids), world.pick(inventing_names.YOUNG[kind]), False, world.pick(GradeBand.values))
        for _child in range(children)
    ]
    return Family(name, language, grown, young)


def _adult(world, kind, pk) -> Invented:
    is_woman = world.chance.random() < 0.68
    among = (inventing_names.WOMEN if is_woman else inventing_names.MEN)[kind]
    given = world.pick(among)
    if world.chance.random() < (0.3 if kind == "es" else 0.05):
        second = world.pick(among)
        given = given if second == given else f"{given} {second}"
    return Invented(pk, given, is_woman, is_protected=world.chance.random() < 0.01)


def _write_down(world, family, home):
    words = [tier.tie(family) for tier in world.tiers]
    since = world.day(30, 1500)
    number = next(world.numbers)
    phone = f"+1{NEVER_GIVEN[number // 10_000 % len(NEVER_GIVEN)]}555{number % 10_000:04d}"
    reach = {person.id: [] for person in family.everyone}
    _reach(world, family, phone, number, reach)
    lead = family.grown[0]
    if len(family.everyone) > 1:
        world.sheets["homes"].add(home, f"{family.name}, {lead.given}")
        for person in family.everyone:
            world.sheets["living"].add(person.id, home, since)
    _relate(world, family)
    for at, person in enumerate(family.everyone):
        is_grown = at < len(family.grown)
        newest = inventing_deeds.talks(world, person, family.language)
        rung, level = inventing_deeds.climb(world, person) if is_grown else (None, None)
        _person(world, family, person, newest, rung, level, reach[person.id], words)
        if is_grown:
            inventing_deeds.about(world, person)
            inventing_deeds.consents(world, person, family.language)
        elif world.chance.random() < 0.3:
            inventing_deeds.photo(world, person, lead, family.language)


def _person(world, family, person, newest, rung, level, reach, words):
    chance = world.chance.random
    name_folded, sort_name = fold(f"{person.given} {family.name}"), fold(f"{family.name} {person.given}")
    text = finding.text_of(name_folded, reach, [] if person.is_protected else words)
    speaks = packed(["es" if family.language != "es" else "en"]) if chance() < 0.3 else ""
    # They come evenly over the years, one after the other, as their ids do.
    created_at = world.started + world.tick * world.made
    world.made += 1
    world.sheets["people"].add(
        person.id, person.given, family.name, family.language, speaks, family.language != "en" and chance() < 0.2,
        None if person.band or chance() > 0.3 else 1940 + int(chance() * 62), person.band,
        world.year if person.band else None, "moved" if chance() < 0.02 else "here", person.is_protected,
        world.pick(inventing_names.ORIGINS), newest, rung, level, name_folded, sort_name, text, created_at,
        world.pick(world.users).pk,
    )  # fmt: skip


# --- How to reach them, and ties ---------------------------------------------------------------------------------


def _reach(world, family, phone, number, reach):
    chance, points = world.chance.random, world.sheets["points"]

    def point(person, kind, key, *facts):
        points.add(person.id, kind, key, *facts)
        if kind != "address":
            reach[person.id].append((kind, key))

    has_phone, whose = chance() < 0.88, "family" if len(family.grown) > 1 else "own"
    address = None
    if chance() < 0.6:
        street, house, zip_code = (
            world.pick(inventing_names.STREETS),
            1100 + int(chance() * 8800),
            world.pick(ZIP_CODES),
        )
        value = f"{house} {street}"
        address = (fold(f"{value} {zip_code}"), value, "home", "own", "Los Angeles", zip_code, fold(street), house)
    for person in family.grown:
        if has_phone:
            status = "wrong" if chance() < 0.04 else "good"
            point(person, "phone", phone, phone, "mobile", whose, "", "", "", None, status, True)
        if chance() < 0.4:
            mail = f"{fold(person.given).replace(' ', '.')}.{number}.{person.id}@demo.example"
            point(person, "email", mail, mail, "other", "own", "", "", "", None, "good", False)
        if address:
            point(person, "address", *address, "good", False)
    for person in family.children:
        if person.band == "9-12" and has_phone:
            point(person, "phone", phone, phone, "mobile", "guardian", "", "", "", None, "good", False)


def _relate(world, family):
    ties, by = world.sheets["ties"], world.pick(world.users).pk
    for person in family.grown:
        kin = "mother" if person.is_woman else "father"
        for child in family.children:
            ties.add(person.id, child.id, "guardian", kin, None, by)
    if len(family.grown) > 1:
        ties.add(family.grown[0].id, family.grown[1].id, "partner", "", None, by)
    if world.elders and world.chance.random() < 0.08:
        kind = "leads" if world.chance.random() < 0.25 else "recruited"
        ties.add(world.pick(world.elders), family.grown[0].id, kind, "", world.day(10, 900), by)
    world.elders.append(family.grown[0].id)
