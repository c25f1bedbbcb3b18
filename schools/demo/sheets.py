"""Paper sheets of the demo: a meeting whose first sheet is taken in and whose second is half typed, and one to come."""

import datetime as dt
from zoneinfo import ZoneInfo

from campaigns import running, sheets
from members.models import ContactPoint, Person
from schools.demo.people import HOME

# Beside the people we know, as they sign: (name, phone, speaks, grade, may text, what they asked for). Invented.
NEW_ON_THE_FIRST = (
    ("Tamika Rowe", "323 555 0164", "English", "1", True, "More tutoring after school"),
    ("Efraín Salgado", "", "Spanish, Q’anjob’al", "3", False, ""),
)
NEW_ON_THE_SECOND = (
    ("Ignacio Cerda", "323 555 0684", "Spanish", "TK", False, "Alguien en la puerta"),
    ("Sandra Mobley", "323 555 069", "English", "5", True, "Art every week"),
)
ASKED = ("Alguien en la puerta", "Intérprete", "More tutoring", "", "Baños limpios", "", "Consejera")


def populate(world):
    """Held by the coalition's own organization: rows as a typist would have sent them."""
    organization, luis = world.organizations[HOME], world.staff[HOME][0]
    held = world.today - dt.timedelta(days=6)
    event = _hold(organization, "Parent house meeting", held, 17, by=luis, goal=30, place="Library, Figueroa Avenue")
    first = sheets.start_sheet(event, by=luis)
    known = _known(organization)
    sheets.save_lines(first, _lines(known[:7], NEW_ON_THE_FIRST), by=luis)
    for line in first.lines.filter(match="unsure"):
        sheets.settle(line, None, by=luis)
    sheets.finish(first, by=luis)
    second = sheets.start_sheet(event, by=luis)
    lines = _lines(known[7:12], NEW_ON_THE_SECOND)
    lines.append({**lines[1], "number": len(lines) + 1, "name": f"Sra. {known[8][0].family_name.split()[0]}"})
    sheets.save_lines(second, lines, by=luis)
    coming = world.today + dt.timedelta(days=9)
    _hold(organization, "Budget night rehearsal", coming, 18, by=luis, goal=25, place="Community room")


def _hold(organization, name, day, hour, *, by, **facts):
    starts_at = dt.datetime.combine(day, dt.time(hour), tzinfo=ZoneInfo(organization.timezone))
    ends_at = starts_at + dt.timedelta(hours=2)
    return running.hold_event(organization, name=name, starts_at=starts_at, ends_at=ends_at, by=by, **facts)


def _known(organization):
    """Grown people with a phone and both names, with that phone."""
    points = (
        ContactPoint.objects.good()
        .filter(steward=organization, kind=ContactPoint.Kind.PHONE, person__grade_band="", person__is_protected=False)
        .exclude(person__family_name="")
        .exclude(person__given_name="")
        .filter(person__standing=Person.Standing.HERE)
    )
    found = {}
    for point in points.select_related("person").order_by("person"):
        found.setdefault(point.person_id, (point.person, point.shown))
    return list(found.values())[:12]


def _lines(known, new):
    lines = [
        {
            "name": f"{person.given_name} {person.family_name.split()[0]}",
            "phone": phone,
            "speaks": "Spanish" if person.language == "es" else "English",
            "grade": ("4, K", "2", "5", "1, 3")[place % 4],
            "may_text": place % 3 != 2,
            "asked": ASKED[place % len(ASKED)],
        }
        for place, (person, phone) in enumerate(known)
    ]
    keys = ("name", "phone", "speaks", "grade", "may_text", "asked")
    lines += [dict(zip(keys, cells, strict=True)) for cells in new]
    return [{"number": place, **line} for place, line in enumerate(lines, start=1)]
