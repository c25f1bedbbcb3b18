"""Conditions by which people are found: one vocabulary for the list's filters, saved searches, rungs and bulk actions.

A tree is JSON: {"is": key, "value": …} · {"all": [tree, …]} · {"any": [tree, …]} · {"not": tree}. An empty tree finds everybody.
Higher storeys register conditions of their own (a school, an event) from their `ready()`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Asker:
    """For whom people are looked up, in which organization, on which day."""

    user: Any
    organization: Any
    on: date


@dataclass(frozen=True)
class Condition:
    """One thing that can be said about people.

    `q(value, asker)` is built on the person's own columns and on `pk__in` of subqueries, never on joins, and goes through
    `visible_to(asker.user)` where rows may be hidden. `sentence(value, asker)` reads "speaks Spanish". With `choices` a value
    must be one of them; else `clean(value)` gives the value to keep, or raises ValueError.
    """

    key: str
    label: str | Promise
    q: Callable[[Any, Asker], Q]
    sentence: Callable[[Any, Asker], str]
    choices: Callable[[Asker], list] | None = None
    clean: Callable[[Any], Any] | None = None
    widget: str = "select"  # select, number, day, text, none
    group: str | Promise = ""
    order: int = 50
    in_list: bool = False

    def cleaned(self, value, asker: Asker):
        """The value as kept in a tree. Raises ValueError for one that makes no sense."""
        if self.choices is not None:
            known = {str(code) for code, _name in flat(self.choices(asker))}
            if str(value) not in known:
                raise ValueError(value)
            return str(value)
        return self.clean(value) if self.clean else value


_known: dict[str, Condition] = {}


def register(condition: Condition) -> None:
    """Add a condition. Called from an app's `ready()`."""
    _known[condition.key] = condition


def find(key: str) -> Condition | None:
    return _known.get(key)


def known() -> list[Condition]:
    """All conditions, in their order."""
    return sorted(_known.values(), key=lambda condition: (condition.order, condition.key))


def flat(choices) -> list:
    """Choices without their groups."""
    found = []
    for code, name in choices:
        found += name if isinstance(name, list | tuple) else [(code, name)]
    return found


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
    if not tree:
        return ""
    for key, between in (("all", _("and")), ("any", _("or"))):
        if key in tree:
            parts = [_bracketed(branch, asker) for branch in tree[key] if branch]
            return f" {between} ".join(parts)
    if "not" in tree:
        return _("not (%(what)s)") % {"what": sentence_of(tree["not"], asker)}
    condition, value = read(tree, asker)
    return str(condition.sentence(value, asker))


def _bracketed(tree, asker):
    words = sentence_of(tree, asker)
    return f"({words})" if "all" in tree or "any" in tree else words


def read(leaf: dict, asker: Asker) -> tuple[Condition, Any]:
    """A leaf's condition and value. Raises ValidationError when one of them is not there any more."""
    condition = find(str(leaf.get("is", "")))
    try:
        if condition is None:
            raise ValueError(leaf)
        return condition, condition.cleaned(leaf.get("value"), asker)
    except (ValueError, TypeError):
        name = condition.label if condition else leaf.get("is")
        raise ValidationError(_("This condition is no longer there: %(name)s."), params={"name": name}) from None


def chosen(query, asker: Asker) -> list[tuple[Condition, Any]]:
    """Conditions named in a page's address, e.g. ?speaks=es&tag=3. What makes no sense counts as not chosen."""
    found = []
    for condition in known():
        for value in query.getlist(condition.key) if condition.in_list else []:
            try:
                found.append((condition, condition.cleaned(value, asker)))
            except (ValueError, TypeError):
                continue
    return found
