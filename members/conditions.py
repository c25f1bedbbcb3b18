"""Conditions by which people are found: one vocabulary for the list's filters, saved searches, rungs and bulk actions.

A tree is JSON: {"is": key, "value": …} · {"all": [tree, …]} · {"any": [tree, …]} · {"not": tree}. An empty tree finds
everybody. What comes from outside goes through members/trees.py first. Higher storeys register conditions of their
own (a school, an event) from their `ready()`.
"""

import enum
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q
from django.db.models.lookups import In
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.access import Permission, places_with

# A search that has more takes a database too long, and nobody could read it.
MOST_CONDITIONS = 30


@dataclass(frozen=True)
class Asker:
    """For whom people are looked up, in which organization, on which day."""

    user: Any
    organization: Any
    on: date
    # Choices that were read once: a page asks for them to check a value, to offer it and to read it back.
    memo: dict = field(default_factory=dict, compare=False, repr=False)
    # Whether others read what comes of it: then nobody is found by where protected people are, whoever asks.
    for_others: bool = False


class Misfit(ValueError):
    """A value that does not fit what else was chosen. Says in words what would."""


@dataclass(frozen=True)
class Part:
    """One value of a condition that needs several: the school, the tie and the grade of "is a parent at Figueroa"."""

    name: str
    label: str | Promise
    widget: str = "select"  # select, number, day, text
    choices: Callable[[Asker], list] | None = None
    named: Callable[[str, Asker], str | None] | None = None
    is_required: bool = True
    least: int = 1
    most: int = 10_000

    def cleaned(self, value, asker: Asker):
        """The value as kept, None where nothing is asked. Raises ValueError for one that makes no sense."""
        if value in (None, ""):
            if self.is_required:
                raise ValueError(self.name)
            return None
        if self.choices is not None:
            if name_among(self, value, asker) is None:
                raise ValueError(value)
            return str(value)
        if self.widget == "number":
            number = int(str(value))
            if not self.least <= number <= self.most:
                raise ValueError(value)
            return number
        if self.widget == "day":
            return date.fromisoformat(str(value)).isoformat()
        text = " ".join(str(value).replace("\0", "").split())
        if not 0 < len(text) <= LONGEST_TEXT:
            raise ValueError(value)
        return text


class Narrows(enum.Enum):
    """How many people fit a condition, where it is known and an index leads to them."""

    TO_FEW = "few"  # some thousands of a million: to ask them all the rest is quick
    TO_SOME = "some"  # some ten thousands


@dataclass(frozen=True)
class Condition:
    """One thing that can be said about people.

    `q(value, asker)` is built on the person's own columns and on `having(rows)`, never on joins, and goes through
    `visible_to(asker.user)` where rows may be hidden. `sentence(value, asker)` reads "speaks Spanish",
    `denied(value, asker)` the opposite. With `choices` a value must be one of them; where they are too many to be read
    for one, `named(value, asker)` is its name, or None. With `parts` it is a dict with one value for each, which
    `fitted(values, asker)` may look at together, and raise Misfit; else `clean(value)` gives the value to keep, or
    raises ValueError. `missing(value, asker)` says why a kept value is no choice (any more), where more is known.
    `narrows(value)`: whether few people fit, so that a search may begin with them.
    """

    key: str
    label: str | Promise
    q: Callable[[Any, Asker], Q]
    sentence: Callable[[Any, Asker], str]
    choices: Callable[[Asker], list] | None = None
    named: Callable[[str, Asker], str | None] | None = None
    missing: Callable[[str, Asker], str] | None = None
    clean: Callable[[Any], Any] | None = None
    widget: str = "select"  # select, number, day, text, none
    group: str | Promise = ""
    order: int = 50
    in_list: bool = False
    denied: Callable[[Any, Asker], str] | None = None
    chip: Callable[[Any, Asker], str] | None = None
    parts: tuple[Part, ...] = ()
    fitted: Callable[[dict, Asker], dict] | None = None
    narrows: Callable[[Any], Narrows | None] = lambda value: None

    @property
    def inputs(self) -> tuple[Part, ...]:
        """What is asked for when somebody builds a search."""
        if self.parts or self.widget == "none":
            return self.parts
        return (Part("value", self.label, self.widget, self.choices),)

    def cleaned(self, value, asker: Asker):
        """The value as kept in a tree. Raises ValueError for one that makes no sense."""
        if self.parts:
            given = value if isinstance(value, dict) else {}
            found = {part.name: part.cleaned(given.get(part.name), asker) for part in self.parts}
            found = {name: each for name, each in found.items() if each is not None}
            return self.fitted(found, asker) if self.fitted else found
        if self.widget == "none":
            return True
        if self.choices is not None:
            if name_among(self, value, asker) is None:
                raise ValueError(value)
            return str(value)
        return self.clean(value) if self.clean else value

    def chip_of(self, value, asker: Asker) -> str:
        """A few words for a filter that is on."""
        return self.chip(value, asker) if self.chip else capfirst(self.sentence(value, asker))

    def name_of(self, value, asker: Asker, part: str = "") -> str:
        """What a chosen value is called, for the sentence."""
        asked = next((each for each in self.parts if each.name == part), None) or self
        found = name_among(asked, value, asker)
        return "?" if found is None else found


LONGEST_TEXT = 100
_known: dict[str, Condition] = {}


def register(condition: Condition) -> None:
    """Add a condition. Called from an app's `ready()`."""
    _known[condition.key] = condition


def find(key: str) -> Condition | None:
    return _known.get(key)


def find_name(key: str, value, asker: Asker, part: str = "") -> str:
    """What a chosen value of a condition is called."""
    return _known[key].name_of(value, asker, part)


def known() -> list[Condition]:
    """All conditions, in their order."""
    return sorted(_known.values(), key=lambda condition: (condition.order, condition.key))


def offered(asked: Condition | Part, asker: Asker) -> list:
    """The choices of a condition or a part of one, read once for each asker."""
    if asked.choices not in asker.memo:
        asker.memo[asked.choices] = list(asked.choices(asker))
    return asker.memo[asked.choices]


def names_of(asked: Condition | Part, asker: Asker) -> dict[str, str]:
    """Each choice that can be kept, with its name, written out once for each asker in a language."""
    kept = asked.choices, get_language()
    if kept not in asker.memo:
        asker.memo[kept] = {str(code): str(name) for code, name in flat(offered(asked, asker))}
    return asker.memo[kept]


def name_among(asked: Condition | Part, value, asker: Asker) -> str | None:
    """What one of the choices is called; None for what is none of them."""
    if asked.named is None or asked.choices in asker.memo:
        return names_of(asked, asker).get(str(value))
    if "\0" in str(value):  # No database can look for it.
        return None
    if (asked.named, str(value)) not in asker.memo:
        asker.memo[asked.named, str(value)] = asked.named(str(value), asker)
    return asker.memo[asked.named, str(value)]


class Way(enum.Enum):
    """How a question about rows elsewhere is put. Each finds the same people; which is quick hangs on how many there
    are."""

    GATHERED = "gathered"  # all who fit, then put in order
    ONE_BY_ONE = "one by one"  # asked of one person after the other, as a walk through the list needs it
    WITHIN_A_SET = "within a set"  # the same, where those who fit are few enough to be kept in mind meanwhile


_way: ContextVar[Way] = ContextVar("way", default=Way.GATHERED)


@contextmanager
def asked(way: Way) -> Iterator[None]:
    """Questions built in here are put in this way."""
    token = _way.set(way)
    try:
        yield
    finally:
        _way.reset(token)


def having(rows, person: str = "person") -> Q:
    """People about whom there is one of these rows. `person` leads from the row to the person and is never empty there.

    PostgreSQL makes a join of EXISTS, also of NOT EXISTS, where a long NOT IN would be read anew for each person; of
    IN it makes one too, unless the answer is asked about. SQLite asks EXISTS of each person, which is right for a few
    of them; to gather all who fit, it walks a list of ids.
    """
    rows = rows.order_by()
    if _way.get() == Way.WITHIN_A_SET and connection.vendor == "postgresql":
        return Q(_Indeed(In(F("pk"), rows.values(person))))
    if _way.get() != Way.ONE_BY_ONE and connection.vendor == "sqlite":
        return Q(pk__in=rows.values(person))
    return Q(Exists(rows.filter(**{person: OuterRef("pk")})))


class _Indeed(Func):
    """A question whose answer is asked about: PostgreSQL makes no join of it."""

    template = "(%(expressions)s) IS TRUE"
    output_field = BooleanField()


def among(counted) -> Q:
    """People who are in a grouped query: its rows were counted, so they cannot be looked up one by one."""
    return Q(pk__in=counted.values("person"))


def unless_protected(asker: Asker) -> Q:
    """People whose address and school the asker may see: what hangs on those must not find anybody else."""
    if asker.for_others:
        return Q(is_protected=False)
    named = places_with(asker.user, Permission.SEE_PROTECTED)
    return Q(is_protected=False) | Q(steward__in=named)


def flat(choices) -> list:
    """Choices without their groups."""
    found = []
    for code, name in choices:
        found += name if isinstance(name, list | tuple) else [(code, name)]
    return found


def branches_of(tree: dict) -> list[dict]:
    """The trees that must all hold for this one to hold."""
    if "all" in tree:
        return [leaf for branch in tree["all"] for leaf in branches_of(branch)]
    return [tree] if tree else []


def q_of(tree: dict, asker: Asker) -> Q:
    """The tree as a filter. Raises ValidationError for a condition that is not there any more."""
    if not tree:
        return Q()
    if "all" in tree:
        found = Q()
        for branch in tree["all"]:
            found &= q_of(branch, asker)
        return found
    if "any" in tree:
        found = Q()
        for branch in tree["any"]:
            found |= q_of(branch, asker)
        return found
    if "not" in tree:
        inner = q_of(tree["not"], asker)
        return ~inner if inner else Q()
    condition, value = read(tree, asker)
    return condition.q(value, asker)


def sentence_of(tree: dict, asker: Asker) -> str:
    """The tree as words, in the reader's language. Empty for an empty tree."""
    return _words(tree, asker, so=True)[0]


def reading(tree: dict, asker: Asker) -> str:
    """The tree as one whole sentence."""
    words = sentence_of(tree, asker)
    return _("Everybody who %(what)s.") % {"what": words} if words else _("Everybody.")


def _words(tree, asker, *, so: bool) -> tuple[str, bool]:
    """The words, and whether they need brackets beside others. With `so` false, the words for the opposite.

    "Not (a or b)" is read out as "not a and not b": nobody has to take brackets apart in their head.
    """
    if not tree:
        return "", False
    if "not" in tree:
        return _words(tree["not"], asker, so=not so)
    for key in ("all", "any"):
        if key in tree:
            parts = [words for words in (_words(branch, asker, so=so) for branch in tree[key]) if words[0]]
            if len(parts) < 2:
                return parts[0] if parts else ("", False)
            between = _("and") if (key == "all") == so else _("or")
            return _joined([f"({words})" if joined else words for words, joined in parts], between), True
    condition, value = read(tree, asker)
    if so:
        return str(condition.sentence(value, asker)), False
    if condition.denied:
        return str(condition.denied(value, asker)), False
    return _("not (%(what)s)") % {"what": condition.sentence(value, asker)}, False


def _joined(parts: list[str], between: str) -> str:
    """Parts with commas, and "and" or "or" before the last: "a, b and c".

    Spanish says "e" before the sound of an i, and "u" before that of an o.
    """
    *before, last = parts
    if (get_language() or "").startswith("es"):
        sound = last.lstrip("(“").lower().removeprefix("h")
        if not sound.startswith("ie"):
            between = {("y", "i"): "e", ("o", "o"): "u"}.get((between, sound[:1]), between)
    return f"{', '.join(before)} {between} {last}"


def read(leaf: dict, asker: Asker) -> tuple[Condition, Any]:
    """A leaf's condition and value. Raises ValidationError when one of them is not there any more."""
    condition = find(str(leaf.get("is", "")))
    try:
        if condition is None:
            raise ValueError(leaf)
        return condition, condition.cleaned(leaf.get("value"), asker)
    except Misfit as misfit:
        raise ValidationError(str(misfit)) from None
    except (ValueError, TypeError):
        raise ValidationError(_why_not(condition, leaf, asker)) from None


def _why_not(condition: Condition | None, leaf: dict, asker: Asker) -> str:
    if condition and condition.missing and (words := condition.missing(str(leaf.get("value")), asker)):
        return words
    name = condition.label if condition else leaf.get("is")
    return _("This condition is no longer there: %(name)s.") % {"name": name}


def chosen(query, asker: Asker) -> list[tuple[Condition, Any]]:
    """Conditions named in a page's address, e.g. ?speaks=es&tag=3. What makes no sense counts as not chosen.

    One that is named twice counts once, and there are no more than fit into a search that is kept: a database takes a
    minute for three thousand, or gives up.
    """
    found = []
    for condition in known():
        for value in dict.fromkeys(query.getlist(condition.key)) if condition.in_list else []:
            try:
                found.append((condition, condition.cleaned(value, asker)))
            except (ValueError, TypeError):
                continue
            if len(found) == MOST_CONDITIONS:
                return found
    return found
