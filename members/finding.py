"""Finding people: by any part of a name, by digits of a phone, by e-mail; with accents left out and with typing errors.

What is searched is one folded column of the person. This module alone writes it, and alone knows how each database
searches it.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable

from django.db import connection, transaction
from django.db.models import Q
from django.db.models.expressions import RawSQL
from rapidfuzz import fuzz

from kit.folding import fold
from kit.planning import planned_anew
from members.models import ContactPoint, Person

SHORTEST = 3  # letters of a trigram
LONGEST = 100
CANDIDATES, LOOKED_AT = 200, 2_000
LIKE_ENOUGH = 60
LIKE_OF_SEVERAL = "0.45"  # how alike each of several words is at least; of one word, settings say it
PHONE = re.compile(r"\+?[\d(][\d().\- ]{5,}\d")
COLUMNS = ("name_folded", "sort_name", "search_text")
AFTER_ALL_LETTERS = "\U0010ffff"

_providers: list[Callable] = []
_watchers: list[Callable] = []


def add_words(provider: Callable) -> None:
    """Let a higher storey add words to search by. `provider(ids)` gives {person id: words}; called from `ready()`."""
    if provider not in _providers:
        _providers.append(provider)


def watch(watcher: Callable) -> None:
    """Let a higher storey know of changed names and ways to reach people: `watcher(people)`; called from `ready()`."""
    if watcher not in _watchers:
        _watchers.append(watcher)


def refresh(people: Iterable[Person]) -> None:
    """Write the searched columns anew, after any change of names, ways to reach somebody, or ties that add words."""
    given = list(people)
    ids = [person.pk for person in given]
    reach = defaultdict(list)
    points = ContactPoint.objects.filter(person__in=ids).exclude(kind=ContactPoint.Kind.ADDRESS)
    for person_id, kind, key in points.values_list("person", "kind", "key").order_by("pk"):
        reach[person_id].append((kind, key))
    more = [provider(ids) for provider in _providers]
    # As stored: the objects at hand may be older than what somebody saved meanwhile.
    stored = Person.objects.in_bulk(ids)
    changed = []
    for person in stored.values():
        before = [getattr(person, name) for name in COLUMNS]
        person.fold_names()
        extra = [words.get(person.pk, "") for words in more]
        person.search_text = text_of(person.name_folded, reach[person.pk], extra)
        if before != [getattr(person, name) for name in COLUMNS]:
            changed.append(person)
    Person.objects.bulk_update(changed, COLUMNS, batch_size=200)
    for person in given:
        for name in COLUMNS:
            setattr(person, name, getattr(stored[person.pk], name))
    for watcher in _watchers:
        watcher(given)


def text_of(name_folded: str, points: Iterable[tuple[str, str]], more: Iterable[str]) -> str:
    """The searched text of one person: the name, (kind, key) of each way to reach them, words of higher storeys."""
    keys = [key.lstrip("+") if kind == ContactPoint.Kind.PHONE else fold(key) for kind, key in points]
    return " ".join(part for part in (name_folded, *keys, *map(fold, more)) if part)


def terms(words: str) -> list[str]:
    """What must be found: folded words, and each phone number as its digits."""
    digits = []

    def keep(match):
        number = re.sub(r"\D", "", match.group())
        if len(number) < 7:
            return match.group()
        digits.append(number)
        return " "

    rest = PHONE.sub(keep, words[:LONGEST].replace("\0", " "))
    return [*digits, *fold(rest).split()]


def searching(people, words: str):
    """People in whom every word is found. One or two letters find those whose family name begins with them."""
    found = terms(words)
    long = [term for term in found if len(term) >= SHORTEST]
    if long:
        people = people.filter(_holds_all(long))
    for term in found:
        if len(term) < SHORTEST:
            begins = Q(sort_name__gte=term, sort_name__lt=term + AFTER_ALL_LETTERS)
            people = people.filter(begins | Q(search_text__contains=f" {term}") if long else begins)
    return people


def some(people, words: str, most: int) -> list[Person]:
    """A few people in whom every word is found; of many, any: to walk to the J of a million people takes half a second.

    By one or two letters, the first by name.
    """
    found = searching(people, words)
    if any(len(term) >= SHORTEST for term in terms(words)):
        found = found.order_by()
    with planned_anew():
        return list(found[:most])


def closest(people, words: str, *, stewards: Iterable[int], most: int = 20) -> list[Person]:
    """The people who fit best, best first. When few fit to the letter, those who nearly fit follow.

    `stewards`: ids of the organizations to look in; a nearly fitting name of another one must not push ours aside.
    """
    if not terms(words):
        return []
    exact = _ranked(some(people, words, most * 3), words)[:most]
    if len(exact) >= most or not any(character.isalpha() for character in words):
        return exact
    seen = {person.pk for person in exact}
    near = _ranked(people.filter(pk__in=_nearly(words, stewards)).exclude(pk__in=seen), words, at_least=LIKE_ENOUGH)
    return [*exact, *near][:most]


def _ranked(people, words, at_least=0):
    asked = " ".join(terms(words))
    scored = [(fuzz.WRatio(asked, person.name_folded), person) for person in people]
    kept = [(score, person) for score, person in scored if score >= at_least]
    return [person for _score, person in sorted(kept, key=lambda pair: (-pair[0], pair[1].sort_name, pair[1].pk))]


# --- What differs between the databases ------------------------------------------------------------------------


def _holds_all(found: list[str]) -> Q:
    if connection.vendor == "sqlite":
        return Q(pk__in=_matches(" AND ".join(_quoted(term) for term in found)))
    held = Q()
    for term in found:
        held &= Q(search_text__contains=term)
    return held


def _nearly(words: str, stewards) -> list[int]:
    """Ids of people in whose names each of the words is nearly found, nearest first; where that finds nobody, any of
    them: a slip in a short name may leave nothing of it.

    Where very many fit nearly, the nearest of the first `LOOKED_AT`: whoever bears the same name is as near.
    """
    asked = [term for term in terms(words) if len(term) >= SHORTEST]
    stewards = list(stewards)
    if not asked or not stewards:
        return []
    near = _near_by_pieces if connection.vendor == "sqlite" else _near_by_likeness
    return near(asked, stewards, "AND") or (near(asked, stewards, "OR") if len(asked) > 1 else [])


def _near_by_pieces(asked, stewards, joined) -> list[int]:
    pieces = [" OR ".join(_quoted(word[at : at + 3]) for at in range(len(word) - 2)) for word in asked]
    marks = ", ".join(["%s"] * len(stewards))
    query = (
        "SELECT found.rowid FROM members_person_search found JOIN members_person person ON person.id = found.rowid "  # noqa: S608
        f"WHERE members_person_search MATCH %s AND person.steward_id IN ({marks}) ORDER BY found.rank LIMIT %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [f" {joined} ".join(f"({each})" for each in pieces), *stewards, CANDIDATES])
        return [row[0] for row in cursor.fetchall()]


def _near_by_likeness(asked, stewards, joined) -> list[int]:
    near = f" {joined} ".join(["search_text %%> %s"] * len(asked))
    query = (
        "SELECT id FROM (SELECT id, search_text FROM members_person "  # noqa: S608
        f"WHERE steward_id = ANY(%s) AND ({near}) LIMIT %s) nearly "
        "ORDER BY word_similarity(%s, search_text) DESC LIMIT %s"
    )
    with transaction.atomic(), planned_anew(), connection.cursor() as cursor:
        if len(asked) > 1 and joined == "AND":
            # Of several words each may be farther off: all of them have to be there.
            cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [LIKE_OF_SEVERAL])
        cursor.execute(query, [stewards, *asked, LOOKED_AT, " ".join(asked), CANDIDATES])
        return [row[0] for row in cursor.fetchall()]


def _matches(expression: str) -> RawSQL:
    # The words are a parameter; only the table's name is written out.
    return RawSQL("SELECT rowid FROM members_person_search WHERE members_person_search MATCH %s", [expression])


def _quoted(term: str) -> str:
    escaped = term.replace('"', '""')
    return f'"{escaped}"'
