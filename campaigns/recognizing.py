"""Who a line of a paper sheet is: somebody known, somebody new, or to be checked by a person.

A phone alone never makes two people one: families share phones. A name alone is enough only when it stands there
exactly, once, and nothing speaks against it. Whatever is between is a question, with those it could be.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from enum import IntEnum

from rapidfuzz import fuzz

from campaigns.models import SheetLine
from campaigns.reading_lines import LONGEST, phone_key
from kit.folding import fold
from members import finding
from members.models import ContactPoint, Person

TITLES = frozenset(
    ["sra", "sr", "srta", "senora", "senor", "senorita", "don", "dona", "dr", "dra", "mr", "mrs", "ms", "miss", "mx",
     "prof", "profesor", "profesora", "maestra", "maestro"]
)  # fmt: skip
LINKS = frozenset(["de", "la", "del", "las", "los", "y", "van", "von", "e", "da", "dos", "san"])
LIKE_ENOUGH, SHORTEST_LIKE = 80, 4
MOST_CANDIDATES, MOST_LOOKED_AT = 6, 12
# Names by which the same person is called; each line is one name.
CALLED = [
    set(names.split())
    for names in (
        "guadalupe lupita lupe", "jose pepe chepe", "francisco paco pancho", "jesus chuy", "ignacio nacho",
        "dolores lola", "rosario chayo", "concepcion concha", "mercedes meche", "manuel manny meme", "enrique kike",
        "eduardo lalo", "roberto beto", "alberto beto", "alejandra ale", "alejandro alex", "isabel chabela",
        "graciela chela", "teresa tere", "refugio cuca", "socorro coco", "luis lucho", "antonio tono tony",
        "elizabeth liz betty beth", "william bill will", "robert bob rob", "james jim", "michael mike",
        "katherine kathy kate", "christopher chris", "deborah debbie", "patricia pat patty paty", "joseph joe",
        "margaret peggy maggie", "jennifer jenny", "anthony tony", "daniel dan danny",
    )
]  # fmt: skip


class Fit(IntEnum):
    """How far a typed name is the name of a person, from not at all to the letter."""

    NONE = 0
    OTHER = 1  # the same family name, clearly another given name
    PART = 2  # only a given or only a family name; or second names that differ
    NEAR = 3  # an initial, a short form, a typing error, a name more
    SAME = 4


@dataclass
class Recognition:
    """What a line is taken for, and who it could be: `candidates` as they are kept in the line."""

    match: str
    person: Person | None = None
    candidates: list[dict] = field(default_factory=list)


def fit(typed: str, person) -> Fit:
    """Compare a typed name with a person's names, accents, capitals, titles and order aside."""
    words = _parts(typed)
    given, family = _names_of(person)
    if not words or not given | family:
        return Fit.NONE
    hits = {word: (_hit(word, given), _hit(word, family)) for word in words}
    has_given = any(both[0] for both in hits.values())
    has_family = any(both[1] for both in hits.values())
    loose = [word for word, both in hits.items() if not any(both)]
    if has_given and has_family:
        left = [name for name in given if not any(_like(word, name) for word in words)]
        if loose and left:
            return Fit.PART
        is_exact = not loose and len(words) > 1 and all(word in given | family for word in words)
        return Fit.SAME if is_exact else Fit.NEAR
    if has_family and loose:
        return Fit.OTHER
    return Fit.PART if has_family or (has_given and not loose) else Fit.NONE


def _parts(text):
    kept = "".join(letter if letter.isalnum() or letter in "'’-" else " " for letter in fold(text[: LONGEST["name"]]))
    words = [word.strip("'’-") for word in kept.replace("-", " ").split()]
    return [word for word in words if word and word not in TITLES and word not in LINKS]


def _names_of(person):
    given, family = _parts(f"{person.preferred_name} {person.given_name}"), _parts(person.family_name)
    if not family and not person.preferred_name:  # written down whole, from a sheet: the first word is a given name
        given, family = given[:1], given[1:]
    return set(given), set(family)


def _hit(word, names):
    return any(_like(word, name) for name in names)


def _like(word, name):
    if word == name or (len(word) == 1 and name.startswith(word)):
        return True
    if any(word in called and name in called for called in CALLED):
        return True
    return min(len(word), len(name)) >= SHORTEST_LIKE and fuzz.ratio(word, name) >= LIKE_ENOUGH


# --- Lines ------------------------------------------------------------------------------------------------------


def recognize(lines, *, steward, by) -> dict[int, Recognition]:
    """Who each of these lines is, among the people of the organization whom the typist may see: {line number: …}."""
    people = Person.objects.visible_to(by).filter(steward=steward)
    sharers = _by_phone(people, {phone_key(line.phone) for line in lines} - {""})
    found = {}
    for line in lines:
        if line.name.strip():
            found[line.number] = _recognize(line, people, sharers[phone_key(line.phone)], steward)
        else:
            found[line.number] = Recognition("")
    return found


def _by_phone(people, keys):
    points = ContactPoint.objects.filter(kind=ContactPoint.Kind.PHONE, key__in=keys, person__in=people)
    shared = defaultdict(list)
    for point in points.select_related("person").order_by("person__sort_name", "person"):
        if point.person not in shared[point.key]:
            shared[point.key].append(point.person)
    return shared


def _recognize(line, people, sharers, steward) -> Recognition:
    fits = {person: fit(line.name, person) for person in sharers}
    for wanted in (Fit.SAME, Fit.NEAR):
        strong = [person for person in sharers if fits[person] == wanted]
        if len(strong) == 1:
            return _known(strong[0], "phone", _among(sharers, "phone", but=strong[0]))
        if strong:
            return _unsure(_among(strong, "phone"))
    if part := [person for person in sharers if fits[person] == Fit.PART]:
        return _unsure(_among(part, "phone"))
    return _by_name(line, people.exclude(pk__in=[person.pk for person in sharers]), steward) or Recognition(
        SheetLine.Match.NEW, candidates=_among(sharers, "shares")
    )


def _by_name(line, people, steward):
    """Those with this name whom the phone does not know. With a phone of their own it takes the very same name."""
    fits = _named_so(line, people, steward)
    same = [person for found, person in fits if found == Fit.SAME]
    alike = same + [person for found, person in fits if found == Fit.NEAR]
    if not line.phone.strip():
        if len(alike) == 1 and same:
            return _known(same[0], "name", [])
        return _unsure(_among(alike, "name")) if alike else None
    phoned = set(
        ContactPoint.objects.good()
        .filter(person__in=alike, kind=ContactPoint.Kind.PHONE)
        .values_list("person", flat=True)
    )
    likely = [person for person in alike if person in same or person.pk not in phoned]
    if not likely:
        return None
    return _unsure(
        [{"person": person.pk, "why": "other_phone" if person.pk in phoned else "name"} for person in likely]
    )


def _named_so(line, people, steward):
    """[(fit, person)] of those whose names come near, with the typing errors that a search forgives.

    When the search finds none, one word is taken to be right and of the others only how they begin.
    """
    words = _parts(line.name)
    near = finding.closest(people, " ".join(words), stewards=[steward.pk], most=MOST_LOOKED_AT)
    fits = [(fit(line.name, person), person) for person in near]
    if len(words) > 1 and all(found < Fit.NEAR for found, _person in fits):
        for right in words[:1] + words[1:][-2:]:
            begun = " ".join(word if word == right else word[: finding.SHORTEST] for word in words)
            fits += [(fit(line.name, person), person) for person in finding.some(people, begun, MOST_LOOKED_AT)]
    return list({person.pk: (found, person) for found, person in fits}.values())


def _among(people, why, but=None):
    return [{"person": person.pk, "why": why} for person in people if person != but]


def _known(person, why, others):
    return Recognition(SheetLine.Match.KNOWN, person, [{"person": person.pk, "why": why}, *others][:MOST_CANDIDATES])


def _unsure(candidates):
    return Recognition(SheetLine.Match.UNSURE, candidates=candidates[:MOST_CANDIDATES])


def see_twins(lines) -> list[SheetLine]:
    """Ask about lines that say the same as an earlier one of the sheet. Answers with the lines it changed."""
    seen, changed = {}, []
    for line in sorted(lines, key=lambda line: line.number):
        key = _twin_key(line)
        if key and key in seen and not line.settled_by_hand:
            own = [entry for entry in line.candidates if "person" in entry]
            line.match, line.person = SheetLine.Match.UNSURE, None
            line.candidates = [{"line": seen[key], "why": "twin"}, *own]
            changed.append(line)
        elif key:
            seen.setdefault(key, line.number)
    return changed


def _twin_key(line):
    if line.match == SheetLine.Match.KNOWN and line.person_id:
        return ("person", line.person_id)
    if line.match == SheetLine.Match.NEW:
        return ("new", " ".join(sorted(_parts(line.name))), phone_key(line.phone))
    return None
