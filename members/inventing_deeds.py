"""What invented people said and did: talks, rungs, tags, organizers, next steps, and what they allow.

Each function adds rows to the sheets of a World (members/inventing.py).
"""

import datetime as dt
from collections.abc import Iterable
from functools import cache
from hashlib import sha256

from django.utils import timezone

from members import consenting, inventing_names
from members.models import ConsentEvent, Person

# Channel or all, purpose or all, answer and source of each thing that somebody said; and how often they did.
FATES: dict[str, tuple[int, tuple[tuple[str, str, str, str], ...]]] = {
    "ask": (42, ()),
    "yes": (38, tuple((c, p, "granted", "paper") for c in ("call", "text") for p in ("organizing", "events"))),
    "all": (6, (("call", "", "granted", "paper"), ("text", "", "granted", "paper"))),
    "no_texts": (9, (("call", "organizing", "granted", "call"), ("text", "", "refused", "call"))),
    "claimed": (4, (("text", "organizing", "claimed", "import"),)),
    "leave": (1, (("", "", "refused", "call"),)),
}
PHOTO = (("photo", "", "granted", "paper"),)
CLIMBED = ((5, 0.002), (4, 0.012), (3, 0.05), (2, 0.13), (1, 0.33))


def body(chance) -> tuple:
    """Everything of a talk but with whom, when and by whom, made ready beforehand."""
    kind = chance.choice(("one_on_one", "call", "call", "call", "gate", "door", "text"))
    language = chance.choice(("es", "es", "en"))
    heard = chance.choice(inventing_names.HEARD[language])
    if kind != "one_on_one":
        return kind, "", None, language, heard, "", "", "", "", "", "", None
    *told, commitment, what = chance.choice(inventing_names.ONE_ON_ONES)
    kept = chance.random() < 0.75 if commitment == "yes" else None
    return kind, "Café by the school", 45, language, heard, *told, commitment, what, kept


def talks(world, person, language) -> dt.date | None:
    """Writes down the talks with somebody; the day of the newest."""
    if not world.talks:
        return None
    random, days, bodies, add = world.chance.random, world.days, world.bodies, world.sheets["talks"].add
    by, pk, many, newest = world.pick(world.users).pk, person.id, len(world.bodies), len(days)
    for _talk in range(world.talks):
        ago = int(random() * len(days))
        if ago < newest:
            newest = ago
        add(pk, days[ago], by, by, *bodies[int(random() * many)])
    return days[newest]


def climb(world, person):
    """The rung on which somebody stands and how they are assessed, with the rows that show it."""
    roll, user = world.chance.random(), world.pick(world.users).pk
    height = next((height for height, often in CLIMBED if roll < often), 0)
    height = min(height, len(world.rungs))
    for step in range(height):
        deed = inventing_names.DEEDS[min(step, len(inventing_names.DEEDS) - 1)]
        world.sheets["climbs"].add(person.id, world.rungs[step].pk, world.days[1200 - 200 * step], deed, user)
    level = None
    if world.chance.random() < 0.15:
        level = world.pick((1, 2, 2, 3, 4))
        world.sheets["levels"].add(person.id, level, world.day(1, 900), user)
    return (world.rungs[height - 1].pk if height else None), level


def about(world, person):
    """Tags, the organizer, the next step."""
    chance, by = world.chance.random, world.pick(world.users).pk
    for tag in {world.pick(world.tags).pk for _tag in range(int(chance() * 2.4))} if world.tags else ():
        world.sheets["tagged"].add(person.id, tag, by)
    if chance() < 0.4:
        world.sheets["assigned"].add(person.id, world.day(10, 1000), by, by)
    if chance() < 0.2:
        is_open = chance() < 0.15
        due = world.today + dt.timedelta(days=int(chance() * 40) - 12) if is_open else world.day(20, 1200)
        closed_at = None if is_open else _moment(due)
        world.sheets["steps"].add(
            person.id, world.pick(inventing_names.STEPS), by, due, by, "" if is_open else "done", closed_at,
            None if is_open else by,
        )  # fmt: skip


def _moment(day) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, 20, tzinfo=dt.UTC)


def consents(world, person, language):
    fate = world.chance.choices(list(FATES), [often for often, _said in FATES.values()])[0]
    _say(world, person, language, fate, FATES[fate][1], None)


def photo(world, child, guardian, language):
    _say(world, child, language, f"photo {child.band}", PHOTO, guardian.id)


def _say(world, person, language, fate, said, given_by):
    """What somebody said on one day, and where that stands: the same for all who said the same."""
    if not said:
        return
    moment, by = _moment(world.day(2, 900)), world.pick(world.users).pk
    wording = inventing_names.WORDING["en" if language == "en" else "es"]
    for channel, purpose, state, source in said:
        evidence = "Sign-in sheet, parent budget night" if source == "paper" else ""
        world.sheets["consents"].add(
            person.id,
            channel,
            purpose,
            state,
            source,
            evidence,
            wording,
            _hash(wording),
            language,
            given_by,
            moment,
            by,
        )
    if fate not in world.folds:
        world.folds[fate] = list(_standing(world, person, said, given_by))
    for channel, purpose, state, is_open, until, source in world.folds[fate]:
        world.sheets["standing"].add(person.id, channel, purpose, state, is_open, moment, until, source)


def _standing(world, person, said, given_by) -> Iterable[tuple]:
    known = Person(pk=person.id, grade_band=person.band, grade_year=world.year if person.band else None)
    events = [
        ConsentEvent(channel=c, purpose=p, state=s, source=how, given_by_id=given_by, happened_at=timezone.now())
        for c, p, s, how in said
    ]
    for (channel, purpose), cell in consenting.folded(known, events, {given_by}, world.today).items():
        yield channel, purpose, cell.state, cell.is_open, cell.until, cell.source


@cache
def _hash(wording: str) -> str:
    return sha256(wording.encode()).hexdigest()
