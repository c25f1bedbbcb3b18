"""Trees of conditions as they come from outside: checked, and brought into one shape before they are kept."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from members.conditions import MOST_CONDITIONS, Asker, read

DEEPEST = 6
GROUPS = ("all", "any")


def cleaned(tree, asker: Asker) -> dict:
    """The tree as it is kept: empty branches and groups of one are gone, every value is one that makes sense.

    Raises ValidationError for what is not a tree, for conditions or values that are not there (any more), and for trees
    that are too large to be read or to be answered in time. Cleaning twice changes nothing.
    """
    found = _cleaned(tree, asker, 1)
    if len(list(leaves(found))) > MOST_CONDITIONS:
        raise ValidationError(_("A search has %(most)s conditions at most."), params={"most": MOST_CONDITIONS})
    return found


def leaves(tree: dict):
    """Every condition in a clean tree."""
    if "is" in tree:
        yield tree
    for branch in (*tree.get("all", ()), *tree.get("any", ())):
        yield from leaves(branch)
    if "not" in tree:
        yield from leaves(tree["not"])


def _cleaned(tree, asker, depth):
    if depth > DEEPEST:
        raise ValidationError(_("Groups lie in each other %(most)s deep at most."), params={"most": DEEPEST})
    if not isinstance(tree, dict):
        raise _unreadable()
    if not tree:
        return {}
    if "is" in tree:
        return _leaf(tree, asker)
    if len(tree) != 1:
        raise _unreadable()
    ((key, inside),) = tree.items()
    if key == "not":
        return _denied(_cleaned(inside, asker, depth + 1))
    if key not in GROUPS or not isinstance(inside, list) or len(inside) > MOST_CONDITIONS:
        raise _unreadable()
    branches = [found for found in (_cleaned(branch, asker, depth + 1) for branch in inside) if found]
    if len(branches) < 2:
        return branches[0] if branches else {}
    return {key: branches}


def _leaf(tree, asker):
    if not set(tree) <= {"is", "value"}:
        raise _unreadable()
    condition, value = read(tree, asker)
    return {"is": condition.key, "value": value}


def _denied(inner):
    """The opposite; of an opposite, the thing itself."""
    if not inner:
        return {}
    return inner.get("not", {"not": inner})


def _unreadable():
    return ValidationError(_("This search cannot be read. Build it again."))
