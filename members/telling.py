"""Names of lists that would tell of a protected person what only named roles may know.

A list is often made from a search and named after it: "Parents of Figueroa". Who is on it tells what the search asked.
Higher storeys say which words tell; this module alone compares.
"""

import re
from collections.abc import Callable, Iterable

from django.db.models import Q

from accounts.access import Permission, may
from kit.folding import fold
from members.conditions import Asker, unless_protected

_tellers: list[Callable] = []


def register(teller: Callable) -> None:
    """Let a higher storey say what tells: `teller()` gives folded words. Called from `ready()`."""
    if teller not in _tellers:
        _tellers.append(teller)


def tells(name: str) -> bool:
    """Whether a word of the name says where somebody can be found."""
    said = set(re.findall(r"\w+", fold(name)))
    return any(not said.isdisjoint(teller()) for teller in _tellers)


def hides(named, user) -> bool:
    """Whether protected people stay unnamed to this user where something of this name is shown; `named` has a steward
    and is called by its name."""
    return not may(user, Permission.SEE_PROTECTED, named.steward) and tells(str(named))


def unless_it_tells(names: Iterable[str], asker: Asker) -> Q:
    """People who may be found by something of these names. They are read only where it matters: give a queryset."""
    if not asker.for_others and may(asker.user, Permission.SEE_PROTECTED, asker.organization):
        return Q()
    return unless_protected(asker) if any(tells(name) for name in names) else Q()
