"""Invented trails: who was heard, what was planned and spent, what was answered, and where it breaks."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from campaigns.models import Attendance, Event
from coalition.models import Coalition
from kit.folding import fold
from members.models import Person
from schools.demo.people import ATTENDEES, EASTSIDE, EQUITY_ALLIANCE, HOME
from schools.demo.wishes import REQUIRED, UNASKED, WISHES
from schools.models import (
    Actual,
    Answer,
    AnswerDelivery,
    Ask,
    AskInput,
    Coding,
    HeadCount,
    Input,
    Link,
    PlanLine,
    PlanVersion,
    Reading,
    SecondReading,
    Session,
)

# How one ask fared. The order of a school's asks picks from these, so that every kind of gap can be seen somewhere.
FATES = (
    "whole", "whole", "partly", "nothing_spent", "whole", "not_now", "whole", "left_out", "whole", "unconfirmed",
    "partly", "not_now", "whole", "not_sent",
)  # fmt: skip
SESSIONS = (
    ("Parent budget night", (10, 23), "meeting", 18, "provided"),
    ("Paper survey at the gate", (11, 18), "paper", 8, "not_needed"),
    ("School council", (12, 3), "meeting", 15, "missing"),
)
QUESTION = {
    "en": "What does your child need at school next year?",
    "es": "¿Qué necesita su hijo en la escuela el próximo año?",
}
ROLES = ("mother", "mother", "mother", "father", "student", "guardian", "mother", "staff")
BANDS = {"elementary": ("tk-2", "3-5"), "middle": ("6-8",), "high": ("9-12",), "span": ("6-8", "9-12")}
ANSWER_BY = ("text", "text", "call", "posted", "paper")
IN_THE_PLAN = {"whole", "nothing_spent", "partly", "unconfirmed", "not_sent", "not_reported"}
ANSWERED = {
    "whole": "yes",
    "unconfirmed": "yes",
    "not_reported": "yes",
    "partly": "partly",
    "not_now": "not_now",
    "not_sent": "yes",
}


@dataclass
class World:
    """Everything the builder needs, and the rows it has gathered so far."""

    today: dt.date
    chance: object
    organizations: dict
    staff: dict
    books: dict
    codes: dict
    rows: dict = field(default_factory=lambda: defaultdict(list))
    people: dict = field(default_factory=dict)
    coalition: Coalition | None = None

    def __post_init__(self):
        self.coalition = Coalition.objects.get(name=EQUITY_ALLIANCE)

    def steward(self, place):
        return EASTSIDE if place.steward == EASTSIDE else HOME


def moment(day, hour=17):
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour)))


def past_year(world, place, school, year):
    """A plan year that is over: heard two autumns ago, spent by June, answered for the most part."""
    if place.year == "silent" and world.chance.random() < 0.7:
        return
    wishes = world.chance.sample(WISHES, 4)
    fates = ["whole", "whole", "not_now", world.chance.choice(("whole", "partly", "partly", "left_out"))]
    _trail(world, place, school, year, list(zip(wishes, fates, strict=True)), spent_on=dt.date(year + 1, 6, 30))


def this_year(world, place, school, year):
    """The plan year in force: heard last autumn, filed in January, spent in part."""
    count = 7 if school.cds_code.endswith("01") else world.chance.randint(4, 6)
    wishes = [WISHES[3], WISHES[2], WISHES[0], WISHES[1], WISHES[4], WISHES[5], WISHES[6]]
    fates = ["nothing_spent", "left_out", "partly", "whole", "whole", "whole", "not_now"]
    if count != 7:
        wishes = world.chance.sample(WISHES, count)
        start = world.chance.randrange(len(FATES))
        fates = [FATES[(start + place_in) % len(FATES)] for place_in in range(count)]
    if place.year == "not_reported":
        fates = ["not_reported" if fate in ("whole", "nothing_spent") else fate for fate in fates]
    if place.year == "no_plan":
        fates = ["no_plan"] * count
    reported = min(world.today, dt.date(world.today.year, world.today.month, 1) - dt.timedelta(days=1))
    _trail(
        world, place, school, year, list(zip(wishes, fates, strict=True)), spent_on=max(reported, dt.date(year, 7, 1))
    )


def listening(world, pairs, year):
    """Sessions for the plan that comes next: some held and not coded yet, some still to come."""
    for number, (place, school) in enumerate(pairs[:10]):
        held = world.today - dt.timedelta(days=4 + 5 * number)
        session = _session(world, place, school, year, ("Cafecito", None, "meeting", 9, "provided"), held)
        for wish in world.chance.sample(WISHES, 3):
            quotes, people = world.chance.sample(wish.quotes, 3), world.chance.randint(4, 9)
            _inputs(world, place, school, session, quotes, wish.theme, people=people, read=number > 5)
        if number < 5:
            coming = world.today + dt.timedelta(days=3 + 4 * number)
            _session(world, place, school, year, ("Parent budget night", None, "meeting", 17, "provided"), coming)


def _trail(world, place, school, year, asked, spent_on):
    autumn = year - 1
    sessions = [_session(world, place, school, year, kind, dt.date(autumn, *kind[1])) for kind in SESSIONS]
    filed = dt.date(year, 1, 29)
    plan = None if any(fate == "no_plan" for _wish, fate in asked) else _plan(world, place, school, year, filed)
    number = 0
    for wish, fate in asked:
        people = world.chance.randint(14, 96)
        ask, inputs = _ask(world, place, school, year, sessions, wish, people)
        if plan is None:
            continue
        if fate in IN_THE_PLAN:
            number += 1
            _in_plan(world, place, plan, ask, inputs, wish, fate, number, spent_on)
        if fate in ANSWERED:
            _answer(world, place, ask, wish, ANSWERED[fate], people, sessions[-1], sent=fate != "not_sent")
    if plan is not None:
        _unasked(world, place, plan, number, spent_on, reported=place.year != "not_reported")


def _session(world, place, school, year, kind, held):
    name, _day, source, hour, interpretation = kind
    slug = world.steward(place)
    event = Event(
        steward=world.organizations[slug], name=name, kind=Event.Kind.SESSION, starts_at=moment(held, hour),
        ends_at=moment(held, hour) + dt.timedelta(hours=2), place="Auditorium", goal=60,
    )  # fmt: skip
    session = Session(
        event=event, school=school, year=year, question=QUESTION[world.staff[slug][0].language], promise="consult",
        interpretation=interpretation, interpretation_languages="Español" if interpretation == "provided" else "",
        has_childcare=hour > 12, has_food=hour > 12, paper_count=40 if source == "paper" else None,
        created_by=world.staff[slug][0],
    )  # fmt: skip
    session.demo_source = source
    world.rows[Event].append(event)
    world.rows[Session].append(session)
    if held <= world.today:
        for role, language, most in (
            ("mother", "es", 30),
            ("father", "es", 12),
            ("guardian", "en", 14),
            ("student", "en", 9),
        ):
            count = HeadCount(session=session, role=role, language=language, count=world.chance.randint(3, most))
            world.rows[HeadCount].append(count)
        for given, family in world.chance.sample(ATTENDEES, 3 if source == "meeting" and hour > 16 else 0):
            _came(world, slug, event, given, family)
    return session


def _came(world, slug, event, given, family):
    """Somebody who came and wished to be named: one record for each person and organization."""
    person = world.people.get((slug, given, family))
    if person is None:
        person = Person(
            steward=world.organizations[slug],
            given_name=given,
            family_name=family,
            name_folded=fold(f"{given} {family}"),
        )
        world.people[slug, given, family] = person
    world.rows[Attendance].append(Attendance(event=event, person=person))


def _inputs(world, place, school, session, quotes, theme, *, people, read):
    """Comments that add up to so many people, each written down on the evening it was said."""
    slug, left, made = world.steward(place), people, []
    held = timezone.localdate(session.event.starts_at)
    for language, words in quotes:
        if not left:
            break
        said_by = left if len(made) == len(quotes) - 1 else min(left, world.chance.randint(1, 9))
        left -= said_by
        session.demo_inputs = getattr(session, "demo_inputs", 0) + 1
        entry = Input(
            session=session, number=session.demo_inputs, words=words, language=language,
            role=world.chance.choice(ROLES), grade_band=world.chance.choice(BANDS[place.level]), school=school,
            year=session.year, source=session.demo_source, people=said_by, may_quote=world.chance.random() < 0.5,
            answer_by=world.chance.choice(ANSWER_BY), heard_on=held, recorded_at=moment(held, 21),
            recorded_by=world.staff[slug][0],
        )  # fmt: skip
        made.append(entry)
        world.rows[Input].append(entry)
        if read:
            _read(world, slug, entry, theme)
    return made


def _read(world, slug, entry, theme):
    """A first reading, and for every fifth comment a blind second one that mostly agrees."""
    code, first, second = world.codes[slug][theme], *world.staff[slug]
    read_at = entry.recorded_at + dt.timedelta(days=2)
    readings = [Reading(input=entry, round=1, reader=first, version=world.books[slug], read_at=read_at)]
    if first is not second and len(world.rows[Reading]) % 5 == 0:
        hides = world.chance.random() < 0.5
        world.rows[SecondReading].append(SecondReading(input=entry, hides_suggestions=hides))
        readings.append(
            Reading(
                input=entry,
                round=2,
                reader=second,
                version=world.books[slug],
                suggestions_shown=not hides,
                read_at=read_at + dt.timedelta(days=3),
            )
        )
    for reading in readings:
        agrees = reading.round == 1 or world.chance.random() < 0.85
        chosen = code if agrees else world.codes[slug]["other"]
        world.rows[Reading].append(reading)
        world.rows[Coding].append(Coding(reading=reading, code=chosen, polarity="for", was_suggested=agrees))


def _ask(world, place, school, year, sessions, wish, people):
    slug = world.steward(place)
    ask = Ask(
        steward=world.organizations[slug], school=school, year=year, wording_en=wish.english, wording_es=wish.spanish,
        code_key=wish.theme, prioritized_on=dt.date(year - 1, 12, 9), created_by=world.staff[slug][0],
        created_at=moment(dt.date(year - 1, 12, 9)),
        coalition=world.coalition if people > 30 else None, search_text=fold(f"{wish.english} {wish.spanish}"),
    )  # fmt: skip
    world.rows[Ask].append(ask)
    parts = [people // 2, people // 3, people - people // 2 - people // 3]
    quotes, inputs = world.chance.sample(wish.quotes, len(wish.quotes)), []
    for place_in, (session, part) in enumerate(zip(sessions, parts, strict=True)):
        said = quotes[place_in :: len(sessions)]
        inputs += _inputs(world, place, school, session, said, wish.theme, people=part, read=True)
    world.rows[AskInput] += [AskInput(ask=ask, input=entry, added_by=ask.created_by) for entry in inputs]
    return ask, inputs


def _plan(world, place, school, year, filed):
    slug = world.steward(place)
    plan = PlanVersion(
        school=school, year=year, number=1, status=PlanVersion.Status.FILED, submitted_on=filed,
        recorded_at=moment(filed),
        recorded_by=world.staff[slug][0], organization=world.organizations[slug],
        engagement_narrative="Families were heard on three evenings in the fall. Their asks are listed in the trail.",
    )  # fmt: skip
    world.rows[PlanVersion].append(plan)
    for number, (category, description, dollars, is_open) in enumerate(REQUIRED, start=30):
        world.rows[PlanLine].append(_line(plan, number, category, description, dollars, is_open))
    return plan


def _line(plan, number, category, description, dollars, is_open=True):
    return PlanLine(
        version=plan, number=number, category=category, description=description, amount_cents=dollars * 100,
        is_open=is_open, page=2 + number // 6, object_code=f"{1000 + 10 * number}",
    )  # fmt: skip


def _in_plan(world, place, plan, ask, inputs, wish, fate, number, spent_on):
    first, second = world.staff[world.steward(place)]
    line = _line(plan, number, wish.category, wish.line, wish.dollars)
    world.rows[PlanLine].append(line)
    filed = moment(plan.submitted_on, 9)
    link = Link(ask=ask, line=line, share_percent=100, claimed_by=first, claimed_as="Principal’s office")
    link.claimed_at = filed + dt.timedelta(days=4)
    if fate != "unconfirmed" and first is not second:
        link.confirmed_by, link.confirmed_as = second, "Parent of the school council"
        link.confirmed_at = filed + dt.timedelta(days=21)
    link.demo_inputs = inputs
    world.rows[Link].append(link)
    if fate != "not_reported":
        share = 0 if fate == "nothing_spent" else world.chance.uniform(0.25, 0.97)
        _actual(world, place, line, round(wish.dollars * share) * 100, spent_on)


def _actual(world, place, line, cents, spent_on):
    world.rows[Actual].append(
        Actual(
            line=line,
            amount_cents=cents,
            as_of=spent_on,
            source_note=f"Spending report, row {200 + line.number}",
            recorded_by=world.staff[world.steward(place)][0],
        )
    )


def _unasked(world, place, plan, number, spent_on, reported):
    for category, description, dollars, is_open in UNASKED:
        number += 1
        line = _line(plan, number, category, description, dollars, is_open)
        world.rows[PlanLine].append(line)
        if place.board_district != 7:
            line.no_request_at, line.no_request_by = moment(plan.submitted_on, 10), world.staff[world.steward(place)][0]
            line.no_request_reason = "Needed to run the school day."
        if reported:
            _actual(world, place, line, round(dollars * world.chance.uniform(0.3, 0.8)) * 100, spent_on)


def _answer(world, place, ask, wish, decision, people, session, sent):
    by, day = world.staff[world.steward(place)][0], dt.date(ask.year, 3, 4)
    reasons = wish.not_now if decision != "yes" else ("It is in the plan.", "Está en el plan.")
    answer = Answer(
        ask=ask, decision=decision, reason_en=reasons[0], reason_es=reasons[1], answered_as="Principal",
        answered_on=day, recorded_at=moment(day), recorded_by=by,
    )  # fmt: skip
    world.rows[Answer].append(answer)
    if sent:
        read_out = people * 2 // 3
        for channel, count in (("read_out", read_out), ("text", people - read_out)):
            world.rows[AnswerDelivery].append(
                AnswerDelivery(
                    answer=answer, channel=channel, people=count, sent_on=day, recorded_by=by, recorded_at=moment(day)
                )
            )


def write(world):
    """Save all rows, each kind in a few statements."""
    rows, size = world.rows, 400
    Event.objects.bulk_create(rows[Event], size)
    Session.objects.bulk_create(rows[Session], size)
    Person.objects.bulk_create(world.people.values(), size)
    Attendance.objects.bulk_create(rows[Attendance], size)
    HeadCount.objects.bulk_create(rows[HeadCount], size)
    Input.objects.bulk_create(rows[Input], size)
    Reading.objects.bulk_create(rows[Reading], size)
    Coding.objects.bulk_create(rows[Coding], size)
    SecondReading.objects.bulk_create(rows[SecondReading], size)
    bulk_create_with_history(rows[Ask], Ask, size)
    AskInput.objects.bulk_create(rows[AskInput], size)
    PlanVersion.objects.bulk_create(rows[PlanVersion], size)
    PlanLine.objects.bulk_create(rows[PlanLine], size)
    Link.objects.bulk_create(rows[Link], size)
    Actual.objects.bulk_create(rows[Actual], size)
    Answer.objects.bulk_create(rows[Answer], size)
    AnswerDelivery.objects.bulk_create(rows[AnswerDelivery], size)
    for link in rows[Link]:
        link.inputs.set(link.demo_inputs)
