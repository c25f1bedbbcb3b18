"""The people of the two organizations whose part visitors play, for the demo. Everyone is invented.

Families live together, share a phone and are tied to the demo's schools. A child is reached through who cares for it.
"""

import datetime as dt
import itertools
import random
from collections import defaultdict
from dataclasses import dataclass, field

from django.utils import timezone

from accounts.models import Organization, User
from kit.folding import fold
from kit.years import current_school_year
from members import belonging, climbing, consenting, finding, listing, questioning, segmenting, tagging, teaming
from members.languages import packed
from members.models import (
    Assessment,
    Assignment,
    Channel,
    ConsentEvent,
    ContactPoint,
    Conversation,
    CustomField,
    CustomValue,
    Household,
    HouseholdMember,
    NextStep,
    Person,
    PersonTag,
    Purpose,
    Relationship,
    RungReached,
)
from schools.demo import names
from schools.demo.people import EASTSIDE, HOME
from schools.demo.places import PLACES
from schools.models import School, SchoolTie

SEED = 1999
MANY = {HOME: 160, EASTSIDE: 25}
AREA_CODES = ("323", "213", "310", "562", "424")
BANDS = {"elementary": ("tk-2", "3-5"), "middle": ("6-8",), "high": ("9-12",), "span": ("6-8", "9-12")}
WORDING = {
    "en": "May we call and text you about meetings and about your school?",
    "es": "¿Podemos llamarle y mandarle mensajes sobre reuniones y sobre su escuela?",
}
TAGS = (
    ("Ways to help", ("Interprets", "Cooks", "Drives", "Takes flyers")),
    ("Wants to learn", ("Budgets", "Speaking")),
)
SIZES = ["S", "M", "L", "XL"]
# How consent stands among grown people, and how often.
FATES = {"yes": 50, "yes_school": 9, "no_texts": 9, "leave": 4, "claimed": 8, "ask": 20}


@dataclass
class Family:
    """Who lives together, what is spoken there, and where the children go to school."""

    name: str
    language: str
    grown: list[Person]
    children: list[tuple[Person, str, School]]
    school: School


@dataclass
class Roll:
    """One organization's people, and the rows about them gathered so far."""

    organization: Organization
    organizer: User
    today: dt.date
    chance: random.Random
    numbers: itertools.count
    schools: list[tuple[School, str]]
    families: list[Family] = field(default_factory=list)
    rows: dict = field(default_factory=lambda: defaultdict(list))

    @property
    def grown(self) -> list[Person]:
        return [person for family in self.families for person in family.grown]

    @property
    def everyone(self) -> list[Person]:
        return [*self.grown, *(child for family in self.families for child, _band, _school in family.children)]

    def new(self, given, family, **facts) -> Person:
        person = Person(steward=self.organization, given_name=given, family_name=family, created_by=self.organizer)
        for name, value in facts.items():
            setattr(person, name, value)
        person.clean()
        return person

    def add(self, model, person, **facts):
        row = model(steward=self.organization, person=person, **facts)
        self.rows[model].append(row)
        return row


def populate(world, schools) -> None:
    """Fill both organizations. `world.people` holds the parents who came to sessions; they are among these."""
    numbers = itertools.count()
    for slug, organizer in ((HOME, "tasha@demo.example"), (EASTSIDE, "marisol@demo.example")):
        pairs = zip(PLACES, schools, strict=True)
        ours = [(school, place.level) for place, school in pairs if place.steward == slug and place.region != "North"]
        roll = Roll(
            world.organizations[slug], User.objects.get(email=organizer), world.today,
            random.Random(SEED), numbers, ours,  # noqa: S311 (the same invented people each time)
        )  # fmt: skip
        came = [person for (steward, *_names), person in world.people.items() if steward == slug]
        _gather(roll, came, MANY[slug])
        _save_people(roll, came)
        for family in roll.families:
            _household(roll, family)
        _consents(roll)
        _talks(roll)
        if slug == HOME:
            _words(roll)
            _ladder(roll)
        _write(roll)
        if slug == HOME:
            _together(roll)


# --- Who they are ------------------------------------------------------------------------------------------------


def _gather(roll, came, count):
    for person in came:
        person.language = "en" if person.family_name in names.SPEAK_ENGLISH else "es"
        roll.families.append(_family(roll, person))
        if person.family_name in names.SPEAK_KICHE:
            person.language, person.other_languages, person.needs_interpretation = "quc", packed(["es"]), True
    while len(roll.everyone) < count:
        roll.families.append(_family(roll))


def _family(roll, parent=None):
    """A parent or two with the children at one school; or somebody without children who stands by a school."""
    chance = roll.chance
    language = parent.language if parent else chance.choices(("es", "en"), (68, 32))[0]
    surname = parent.family_name if parent else chance.choice(names.FAMILIES[language])
    school, level = chance.choice(roll.schools)
    if parent is None:
        given = chance.choice((names.MOTHERS if chance.random() < 0.75 else names.FATHERS)[language])
        parent = roll.new(given, surname, language=language, origin=chance.choice(("At the gate", "Through a friend")))
    grown, children = [parent], []
    if chance.random() < 0.22 and parent.pk is None:
        return Family(surname, language, grown, children, school)
    if chance.random() < 0.35:
        among = names.MOTHERS if parent.given_name in {*names.MEN, *names.FATHERS[language]} else names.FATHERS
        grown.append(roll.new(chance.choice(among[language]), surname, language=language))
    year = current_school_year(roll.today)
    for given in chance.sample(names.YOUNG[language], chance.choice((1, 1, 2))):
        band = chance.choice(BANDS[level])
        children.append((roll.new(given, surname, language=language, grade_band=band, grade_year=year), band, school))
    return Family(surname, language, grown, children, school)


def _save_people(roll, came):
    everyone = roll.everyone
    new = [person for person in roll.grown if person.pk is None]
    new[0].is_protected = True
    new[1].pronouns, new[1].preferred_name = "she / ella", "Chelo"
    new[-1].standing = Person.Standing.MOVED
    Person.objects.bulk_create([person for person in everyone if person.pk is None], 400)
    Person.objects.bulk_update(came, ["language", "other_languages", "needs_interpretation"])


def _household(roll, family):
    """Ties among a family and to its school, and how to reach them."""
    since, lead = roll.today - dt.timedelta(days=roll.chance.randint(40, 800)), family.grown[0]
    number = f"+1{AREA_CODES[(taken := next(roll.numbers)) // 100]}555{100 + taken % 100:04d}"
    shared = len(family.grown) > 1
    _tied(roll, family, since)
    for person in family.grown:
        own = ContactPoint.Whose.FAMILY if shared else ContactPoint.Whose.OWN
        _point(roll, person, "phone", number, whose=own, is_preferred=True)
    if roll.chance.random() < 0.4:
        mail = f"{fold(lead.given_name)}.{fold(lead.family_name)}{taken}@example.org".replace(" ", "").replace("’", "")
        point = _point(roll, lead, "email", mail, label="other")
        if roll.chance.random() < 0.1:
            point.status, point.status_on = ContactPoint.Status.BOUNCED, since
    if roll.chance.random() < 0.5:
        street, house = roll.chance.choice(names.STREETS), roll.chance.randrange(1100, 9900)
        zip_code = roll.chance.choice(names.ZIP_CODES)
        for person in family.grown:
            _point(
                roll, person, "address", f"{house} {street}", label="home", city="Los Angeles", zip_code=zip_code,
                street=fold(street), house_number=house,
            )  # fmt: skip
    for child, band, _school in family.children:
        if band == "9-12":
            _point(roll, child, "phone", number, whose=ContactPoint.Whose.GUARDIAN)


def _tied(roll, family, since):
    facts = {"starts_on": since, "recorded_by": roll.organizer}
    if not family.children:
        kind = roll.chance.choice(("neighbor", "alum", "staff", "neighbor"))
        roll.add(SchoolTie, family.grown[0], school=family.school, kind=kind, **facts)
        return
    household = Household(steward=roll.organization, name=f"{family.name}, {family.grown[0].given_name}")
    roll.rows[Household].append(household)
    for person in (*family.grown, *(child for child, _band, _school in family.children)):
        roll.add(HouseholdMember, person, household=household, starts_on=since)
    for child, band, school in family.children:
        roll.add(SchoolTie, child, school=school, kind="student", grade_band=band, year=child.grade_year, **facts)
        for person in family.grown:
            kin = "father" if person.given_name in {*names.MEN, *names.FATHERS[family.language]} else "mother"
            roll.add(Relationship, person, other=child, kind="guardian", kin=kin, recorded_by=roll.organizer)
    child = family.children[0][0]
    for person in family.grown:
        tie = {"kind": "parent", "grade_band": child.grade_band, "year": child.grade_year}
        roll.add(SchoolTie, person, school=family.school, **tie, **facts)
    if len(family.grown) > 1:
        roll.add(Relationship, family.grown[0], other=family.grown[1], kind="partner", recorded_by=roll.organizer)


def _point(roll, person, kind, value, **facts):
    key = fold(f"{value} {facts.get('zip_code', '')}") if kind == "address" else value
    return roll.add(ContactPoint, person, kind=kind, value=value, key=key, **facts)


# --- What they said ----------------------------------------------------------------------------------------------


def _consents(roll):
    """Most said yes on a sheet, some to one thing only, some no; for a child, who cares for it."""
    for family in roll.families:
        for person in family.grown:
            _said(roll, person, family.language, roll.chance.choices(list(FATES), FATES.values())[0])
        for child, _band, _school in family.children:
            if roll.chance.random() < 0.5:
                _says(roll, child, family.language, "photo", "granted", source="paper", given_by=family.grown[0])


def _said(roll, person, language, fate):
    if fate == "leave":
        _says(roll, person, language, "", "refused", source="call")
    elif fate == "claimed":
        _says(roll, person, language, Channel.TEXT, "claimed", source="import", evidence="List of the school council")
    elif fate == "yes_school":
        _says(roll, person, language, Channel.CALL, "granted", purpose=Purpose.SCHOOL)
    elif fate in ("yes", "no_texts"):
        _says(roll, person, language, Channel.CALL, "granted")
        _says(roll, person, language, Channel.TEXT, "granted" if fate == "yes" else "refused")


def _says(roll, person, language, channel, state, **facts):
    day = roll.today - dt.timedelta(days=roll.chance.randint(5, 700))
    stated = {"source": "paper", "evidence": "Sign-in sheet, parent budget night", "purpose": ""} | facts
    roll.add(
        ConsentEvent, person, channel=channel, state=state, language=language, recorded_by=roll.organizer,
        happened_at=_moment(day, 18), wording=WORDING[language] if channel in ("call", "text") else "", **stated,
    )  # fmt: skip


def _moment(day, hour):
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour)))


def _talks(roll):
    """A year of conversations with those whom the organizer looks after, and what is to come of them."""
    cared_for = roll.grown[:: 2 if len(roll.grown) < 40 else 1][:70]
    for place, person in enumerate(cared_for):
        since = roll.today - dt.timedelta(days=370)
        roll.add(Assignment, person, organizer=roll.organizer, assigned_by=roll.organizer, starts_on=since)
        days = sorted(roll.chance.choices(range(2, 360), k=roll.chance.choice((0, 1, 2, 3, 5))), reverse=True)
        for ago in days:
            _talk(roll, person, roll.today - dt.timedelta(days=ago))
        person.last_talk_on = roll.today - dt.timedelta(days=days[-1]) if days else None
        if place < 24:
            due = roll.today + dt.timedelta(days=(-9, -3, -1, 0, 0, 0, 3, 7)[place % 8])
            _step(roll, person, names.STEPS[place % len(names.STEPS)], due, is_done=place >= 12)


def _talk(roll, person, day):
    language = person.language if person.language in names.HEARD else "es"
    kind = roll.chance.choice(("one_on_one", "call", "call", "gate", "door", "text"))
    facts = {}
    if kind == "one_on_one":
        facts = dict(roll.chance.choice(names.ONE_ON_ONES), minutes=45, place="Café by the school")
        if facts["commitment"] == "yes":
            facts["commitment_by"] = day + dt.timedelta(days=21)
            if facts["commitment_by"] < roll.today:
                facts["commitment_kept"] = roll.chance.random() < 0.75
    roll.add(
        Conversation, person, kind=kind, talked_on=day, talked_by=roll.organizer, recorded_by=roll.organizer,
        language=language, heard=roll.chance.choice(names.HEARD[language]), **facts,
    )  # fmt: skip


def _step(roll, person, what, due, *, is_done):
    step = roll.add(NextStep, person, what=what, owner=roll.organizer, due_on=due, created_by=roll.organizer)
    if is_done:
        step.due_on = min(due, roll.today - dt.timedelta(days=4))
        step.outcome, step.closed_by = NextStep.Outcome.DONE, roll.organizer
        step.closed_at = _moment(step.due_on, 16)


# --- What the organization says of them --------------------------------------------------------------------------


def _words(roll):
    by, organization = roll.organizer, roll.organization
    for group, wanted in TAGS:
        for name in wanted:
            tag = tagging.add_tag(organization, name=name, group_name=group, by=by)
            for person in roll.chance.sample(roll.grown, 9):
                roll.add(PersonTag, person, tag=tag, put_on_by=by)
    size = questioning.add_field(
        organization, name_en="T-shirt", name_es="Camiseta", kind=CustomField.Kind.CHOICE, choices=SIZES, by=by
    )
    for person in roll.grown[::3]:
        roll.add(CustomValue, person, field=size, text=roll.chance.choice(SIZES))


def _ladder(roll):
    """Who stands where by what deed, who leads whom, and how near they are."""
    rungs = climbing.adopt_ladder(roll.organization, by=roll.organizer)
    climbers = roll.grown[:60]
    for place, person in enumerate(climbers):
        height = 5 if place < 1 else 4 if place < 5 else 3 if place < 14 else 2 if place < 32 else 1
        for step, rung in enumerate(rungs[:height]):
            day = roll.today - dt.timedelta(days=330 - 60 * step - place)
            roll.add(RungReached, person, rung=rung, reached_on=day, deed=names.DEEDS[step], moved_by=roll.organizer)
        person.rung = rungs[height - 1]
        if place < 40:
            person.assessment = 1 if height > 3 else roll.chance.choice((1, 2, 2, 3, 4))
            day = roll.today - dt.timedelta(days=20 + place)
            because = names.BECAUSE[min(2, person.assessment - 1)]
            roll.add(
                Assessment, person, level=person.assessment, assessed_on=day, because=because,
                assessed_by=roll.organizer,
            )  # fmt: skip
    for place, leader in enumerate(climbers[:5]):
        for led in climbers[14 + place * 3 : 17 + place * 3]:
            roll.add(Relationship, leader, other=led, kind="leads", recorded_by=roll.organizer)


def _write(roll):
    """Save the rows, each kind in one statement, and what follows from them."""
    rows = roll.rows
    Household.objects.bulk_create(rows[Household], 400)
    HouseholdMember.objects.bulk_create(rows[HouseholdMember], 400)
    ContactPoint.objects.bulk_create(rows[ContactPoint], 400)
    Relationship.objects.bulk_create(rows[Relationship], 400)
    SchoolTie.objects.bulk_create(rows[SchoolTie], 400)
    ConsentEvent.objects.bulk_create(rows[ConsentEvent], 400)
    Conversation.objects.bulk_create(rows[Conversation], 400)
    NextStep.objects.bulk_create(rows[NextStep], 400)
    Assignment.objects.bulk_create(rows[Assignment], 400)
    PersonTag.objects.bulk_create(rows[PersonTag], 400)
    CustomValue.objects.bulk_create(rows[CustomValue], 400)
    RungReached.objects.bulk_create(rows[RungReached], 400)
    Assessment.objects.bulk_create(rows[Assessment], 400)
    everyone = roll.everyone
    for person in everyone:
        person.created_at = _moment(roll.today - dt.timedelta(days=roll.chance.randint(3, 900)), 12)
    Person.objects.bulk_update(everyone, ["created_at", "last_talk_on", "rung", "assessment"], 200)
    finding.refresh(everyone)
    consenting.refold(everyone, on=roll.today)


def _together(roll):
    """Teams with empty roles, a saved search, a list, and what the records suggest."""
    by, organization, grown = roll.organizer, roll.organization, roll.grown
    for name, at, roles in (
        ("Gate circle, Figueroa Avenue", 0, (("Leads the circle", 1, True), ("Brings the flyers", 2, False))),
        ("Calls team", 6, (("Leads the calls", 1, True), ("Makes calls", 6, False), ("Writes it down", 1, False))),
    ):
        team = teaming.start_team(
            organization, name=name, by=by, coach=by, started_on=roll.today - dt.timedelta(days=200),
            purpose="Talks with families every week", meets="Tuesdays, 8:15 a.m.",
        )  # fmt: skip
        made = [teaming.add_role(team, name=role, wanted=wanted, leads=leads, by=by) for role, wanted, leads in roles]
        for place, person in enumerate(grown[at : at + 4]):
            role = made[min(place, 1)] if place < 2 else None
            teaming.join(team, person, role=role, by=by, on=roll.today - dt.timedelta(days=150 - place))
    for place, (name, kind) in enumerate(names.BELONGINGS):
        belonging.belong(grown[place * 2], name, kind=kind, by=by, starts_on=roll.today - dt.timedelta(days=800))
    tree = {"all": [{"is": "speaks", "value": "es"}, {"is": "reached_by", "value": "phone"}]}
    segmenting.save(organization, name="Spanish speakers with a phone", tree=tree, by=by, is_shared=True)
    budget = listing.make_list(organization, name="Budget night, invited", by=by)
    listing.put_on_list(budget, grown[5:30], by=by)
    climbing.suggest(organization, roll.today, asker_user=by)
