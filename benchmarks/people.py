"""How long pages of people take. Run: .venv/bin/python benchmarks/people.py --people 100000 [--database postgresql]

Invents people (manage.py make_people) in a database of its own, or measures those that are in the one of DATABASE_URL,
then asks for each page `--visits` times, each time for another person, page or word. Prints a table of milliseconds.
"""

import argparse
import random
import uuid
from pathlib import Path

from measuring import HEAD, Visitor, get, post
from places import database, found_schools

SLUG = "many-people"
WORDS = (
    "Rosa", "Hernández", "maria guadalupe", "oscar quintanilla", "Denise Whitfield", "okafor", "xoch", "Tzoc", "555",
    "jacaranda park", "nohemi", "Johnson", "demo.example", "angel", "petrosyan", "García López", "zz", "co", "R",
)  # fmt: skip
MISSPELT = ("Quintanila", "Hernadez Rosa", "Whitfeild", "Guadlupe", "xochil", "Okafro", "Rosa", "Barientos", "555 0142")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--talks", type=int, default=10)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--visits", type=int, default=100)
    parser.add_argument("--folder", default="", help="where to keep a SQLite database for another run")
    options = parser.parse_args()
    with database(options.database, options.folder):
        fill(options.people, options.talks)
        measure(options.visits)


def fill(people: int, talks: int) -> None:
    from django.core.management import call_command
    from django.db import connection

    from members.models import Person

    found_schools(300)
    there = Person.objects.filter(steward__slug=SLUG).count()
    if there < people:
        call_command("make_people", count=people - there, talks=talks, seed=there + 1)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")  # as the server does by itself a while later


def measure(visits: int) -> list:
    from django.core.management import call_command
    from django.db import connection

    from config import settings
    from members.colleagues import colleagues
    from members.models import Conversation, Person

    if not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        call_command("collectstatic", interactive=False, verbosity=0)
    organization, user = place_and_user()
    chance = random.Random(5)
    first, last = (Person.objects.order_by(order).values_list("pk", flat=True)[0] for order in ("pk", "-pk"))
    ids = [chance.randint(first, last) for _visit in range(visits)]
    people = list(Person.objects.of(organization).filter(pk__in=ids))
    print(f"\n{connection.vendor}: {Person.objects.count():,} people, {Conversation.objects.count():,} conversations, ")
    print(f"{len(colleagues(organization))} organizers, {visits} visits to each page\n\n{HEAD}")
    visitor = Visitor(user)
    rows = [
        visitor.measure("List of people", [get("/people/", page=1 + each % 40) for each in range(visits)]),
        visitor.measure(
            "List, last talk first", [get("/people/", sort="-talk", page=1 + n % 20) for n in range(visits)]
        ),
        visitor.measure("List, newest first", [get("/people/", sort="-new", page=1 + n % 20) for n in range(visits)]),
        visitor.measure("List, page 200", [get("/people/", page=200) for _visit in range(visits // 4)]),
        visitor.measure("List with two filters", [get("/people/", **each) for each in filters(organization, visits)]),
        visitor.measure("List, search", [get("/people/", q=words(people, n)) for n in range(visits)]),
        visitor.measure("Find anyone (Ctrl K)", [get("/people/find/", q=words(people, n)) for n in range(visits)]),
        visitor.measure("Find, misspelt", [get("/people/find/", q=MISSPELT[n % len(MISSPELT)]) for n in range(visits)]),
        visitor.measure("A person", [get(f"/people/{person.pk}/") for person in people]),
        visitor.measure("A person, all of the timeline", [get(f"/people/{each.pk}/", all="1") for each in people]),
    ]
    rows += [
        measured
        for number, (name, tree) in enumerate(trees(organization).items())
        for measured in segment(visitor, user, organization, number, name, tree, visits)
    ]
    rows += [
        visitor.measure("Today", [get("/") for _visit in range(visits)]),
        visitor.measure("Log, the form", [get(f"/people/{each.pk}/log/") for each in people]),
        visitor.measure("Saving a conversation", [talk(each) for each in people], limit=50, expect=(302,)),
        visitor.measure("Add form, with names like it", [alike(each) for each in people]),
    ]
    return rows


def place_and_user():
    from accounts.models import Organization
    from members.colleagues import colleagues

    organization = Organization.objects.get(slug=SLUG)
    return organization, colleagues(organization).order_by("pk").first()


def words(people, number: int) -> str:
    """What somebody types: one of the usual words, a whole name, or the digits of a phone."""
    person = people[number % len(people)]
    if number % 3 == 0:
        return WORDS[number // 3 % len(WORDS)]
    if number % 3 == 1:
        return f"{person.given_name} {person.family_name}"
    point = person.contactpoints.filter(kind="phone").first()
    return point.shown if point else person.family_name


def filters(organization, visits: int) -> list[dict]:
    from members.models import Rung, Tag

    tags = list(Tag.objects.of(organization).values_list("pk", flat=True))
    rungs = list(Rung.objects.of(organization).values_list("pk", flat=True))
    mixes = (
        lambda n: {"speaks": "es", "tag": tags[n % len(tags)]},
        lambda n: {"rung": rungs[n % len(rungs)], "organizer": "me"},
        lambda n: {"school": f"9999999{n % 300:07d}", "speaks": ("es", "ko")[n % 2]},
        lambda n: {"organizer": "nobody", "age": "minor"},
        lambda n: {"tie": "parent", "speaks": "quc"},
    )
    return [mixes[n % len(mixes)](n) for n in range(visits)]


def trees(organization) -> dict:
    """Saved searches with three conditions: of many people, of few, of nobody, with words like not and or."""
    from members.models import Rung, Tag

    tag = str(Tag.objects.of(organization).first().pk)
    rungs = [str(pk) for pk in Rung.objects.of(organization).order_by("position").values_list("pk", flat=True)]
    calls = {"is": "consent", "value": {"channel": "call", "purpose": "organizing", "state": "yes"}}
    texts = {"is": "consent", "value": {"channel": "text", "purpose": "organizing", "state": "no"}}
    spanish, phone = {"is": "speaks", "value": "es"}, {"is": "reached_by", "value": "phone"}
    return {
        "speaks Spanish, good phone, talked in 90 days": [
            spanish, phone, {"is": "last_talk", "value": {"days": 90}}],
        "a tag, may be called, not talked in 60 days": [
            {"is": "tag", "value": tag}, calls, {"not": {"is": "last_talk", "value": {"days": 60}}}],
        "at one school, stands on rung 2 or higher, nobody’s": [
            {"is": "school", "value": "99999990000017"}, {"is": "rung_from", "value": rungs[1]},
            {"is": "organizer", "value": "nobody"}],
        "in a ZIP code, K’iche’, no next step": [
            {"is": "zip", "value": {"zip": "90044"}}, {"is": "speaks", "value": "quc"},
            {"not": {"is": "step", "value": "open"}}],
        "one-on-one in a year with me, committed, leads somebody": [
            {"is": "talk", "value": {"kind": "one_on_one", "days": 365}}, {"is": "committed", "value": "kept"},
            {"is": "related", "value": "leads"}],
        "said no to texts, or highest rung, and in a household": [
            {"any": [texts, {"is": "rung", "value": rungs[-1]}]}, {"is": "household", "value": True}],
        "nobody: Korean, K’iche’ at once, with a phone": [
            {"is": "speaks", "value": "ko"}, {"is": "speaks", "value": "quc"}, phone],
        "with e-mail, not talked in 5 years, minor": [
            {"is": "reached_by", "value": "email"}, {"is": "age", "value": "minor"},
            {"not": {"is": "last_talk", "value": {"days": 1800}}}],
    }  # fmt: skip


def segment(visitor, user, organization, number, name, tree, visits):
    from members import segmenting
    from members.models import Segment

    title = f"Measured {number + 1}"
    stored = Segment.objects.of(organization).filter(name=title, owner=user).first()
    kept = segmenting.save(organization, name=title, tree={"all": tree}, by=user, segment=stored)
    several = max(10, visits // 4)
    yield visitor.measure(
        f"Saved search {number + 1}: {name}", [get("/people/", search=kept.pk, page=1 + n % 3) for n in range(several)]
    )
    yield visitor.measure(
        f"… its live count {number + 1}", [get(f"/people/searches/{kept.pk}/count/") for _visit in range(several)]
    )


def talk(person):
    from django.utils import timezone

    today = timezone.localdate().isoformat()
    fields = {
        "kind": "call", "talked_on": today, "heard": "Would come if there were childcare.",
        "entry_key": uuid.uuid4().hex, "next_what": "Ask about childcare", "next_due_on": today,
    }  # fmt: skip
    return post(f"/people/{person.pk}/log/", fields)


def alike(person):
    return post(
        "/people/new/", {"given_name": person.given_name, "family_name": person.family_name, "standing": "here"}
    )


if __name__ == "__main__":
    main()
