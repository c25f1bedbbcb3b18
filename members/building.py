"""A search while it is being built: a tree of groups and conditions, as a form shows it, values still missing.

The form's fields name their place in the tree: "n.mode" is the first group, "n.0.is" the condition of its first branch,
"n.0.v.days" a value of it. So the page needs no script, and nothing is kept between two requests.
"""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members import conditions, trees
from members.conditions import Asker, Condition, Misfit, flat, offered

ROOT = "n"
MODES = [
    ("all", gettext_lazy("all of these")),
    ("any", gettext_lazy("at least one of these")),
    ("none", gettext_lazy("none of these")),
    ("some_not", gettext_lazy("not all of these")),
]
MOST_NODES = 80


@dataclass
class Leaf:
    """One condition in the form."""

    path: str
    condition: Condition
    is_denied: bool = False
    values: dict = field(default_factory=dict)
    error: str = ""
    is_new: bool = False

    def fields(self, asker: Asker) -> list[dict]:
        """What the template draws: one for each value."""
        found = []
        for part in self.condition.inputs:
            groups = _grouped(offered(part, asker)) if part.choices else []
            found.append(
                {
                    "name": f"{self.path}.v.{part.name}",
                    "part": part,
                    "value": self.values.get(part.name, ""),
                    "groups": groups,
                    "is_select": part.choices is not None,
                    "is_empty": part.choices is not None and not groups,
                }
            )
        return found

    def tree(self, asker: Asker) -> dict | None:
        """The condition as part of a tree; None, with `error` set, while a value is missing or makes no sense."""
        self.error = ""
        value = self.values if self.condition.parts else self.values.get("value")
        try:
            leaf = {"is": self.condition.key, "value": self.condition.cleaned(value, asker)}
        except Misfit as misfit:
            self.error = str(misfit)
            return None
        except (ValueError, TypeError):
            is_missing = any(part.is_required and not self.values.get(part.name, "") for part in self.condition.inputs)
            self.error = _("Fill this in.") if is_missing else _("This value does not fit.")
            return None
        return {"not": leaf} if self.is_denied else leaf


@dataclass
class Group:
    """Several branches, and how many of them must hold."""

    path: str
    mode: str = "all"
    branches: list = field(default_factory=list)
    is_new: bool = False

    def tree(self, asker: Asker) -> dict:
        found = [tree for tree in (branch.tree(asker) for branch in self.branches) if tree]
        if not found:
            return {}
        inner = {"any" if self.mode in ("any", "none") else "all": found}
        return {"not": inner} if self.mode in ("none", "some_not") else inner

    @property
    def is_root(self):
        return self.path == ROOT

    def leaves(self):
        for branch in self.branches:
            yield from branch.leaves() if isinstance(branch, Group) else [branch]

    @property
    def depth(self):
        return self.path.count(".") + 1

    @property
    def may_nest(self):
        return self.depth < trees.DEEPEST - 2


def from_tree(tree: dict) -> Group:
    """A kept tree as a form."""
    made = _branch(tree, ROOT) if tree else Group(ROOT)
    return made if isinstance(made, Group) else Group(ROOT, branches=[_branch(tree, f"{ROOT}.0")])


def _branch(tree, path):
    inside, is_denied = (tree["not"], True) if "not" in tree else (tree, False)
    for key, denied_mode in (("all", "some_not"), ("any", "none")):
        if key in inside:
            branches = [_branch(branch, f"{path}.{number}") for number, branch in enumerate(inside[key])]
            return Group(path, denied_mode if is_denied else key, [branch for branch in branches if branch])
    condition = conditions.find(inside["is"])
    if condition is None:
        return None
    value = inside["value"]
    values = value if isinstance(value, dict) else {"value": value}
    return Leaf(path, condition, is_denied, {name: str(each) for name, each in values.items()})


def from_data(data) -> Group:
    """What the form sent. What is not a tree in it is left out; a form never holds more than 80 branches."""
    room = [MOST_NODES]
    return _group(data, ROOT, room, 1)


def _group(data, path, room, depth):
    mode = data.get(f"{path}.mode", "all")
    group = Group(path, mode if mode in dict(MODES) else "all")
    for number in range(MOST_NODES):
        place = f"{path}.{number}"
        if room[0] <= 0 or depth >= trees.DEEPEST:
            break
        if f"{place}.mode" in data:
            room[0] -= 1
            group.branches.append(_group(data, place, room, depth + 1))
        elif condition := conditions.find(data.get(f"{place}.is", "")):
            room[0] -= 1
            values = {part.name: data.get(f"{place}.v.{part.name}", "")[:200] for part in condition.inputs}
            group.branches.append(Leaf(place, condition, bool(data.get(f"{place}.not")), values))
    return group


def step(root: Group, do: str, data) -> Group:
    """Do what a button of the form says: "add:n.0" or "drop:n.0.1". Anything else leaves the form as it is."""
    verb, _colon, path = do.partition(":")
    if verb == "add":
        group = _find(root, path)
        wanted = data.get(f"{path}.add", "")
        if isinstance(group, Group) and wanted == "group" and group.may_nest:
            group.branches.append(Group("", "any", is_new=True))
        elif isinstance(group, Group) and (condition := conditions.find(wanted)):
            group.branches.append(Leaf("", condition, is_new=True))
    if verb == "drop" and (parent := _find(root, path.rpartition(".")[0])) and isinstance(parent, Group):
        parent.branches = [branch for branch in parent.branches if branch.path != path]
    _number(root, root.path)
    return root


def _find(node, path):
    if node.path == path:
        return node
    for branch in getattr(node, "branches", ()):
        if found := _find(branch, path):
            return found
    return None


def _number(node, path):
    node.path = path
    for number, branch in enumerate(getattr(node, "branches", ())):
        _number(branch, f"{path}.{number}")


def menu() -> list[tuple]:
    """Every condition that can be added, by group."""
    groups: dict[str, list] = {}
    for condition in conditions.known():
        groups.setdefault(str(condition.group or _("More")), []).append((condition.key, condition.label))
    return list(groups.items())


def _grouped(choices) -> list[tuple]:
    """Choices as groups for a drop-down; those without a group first."""
    plain = [(str(code), name) for code, name in choices if not isinstance(name, list | tuple)]
    named = [
        (heading, [(str(code), name) for code, name in flat([(heading, inside)])])
        for heading, inside in choices
        if isinstance(inside, list | tuple)
    ]
    return [("", plain), *named] if plain else named


def checked(root: Group, asker: Asker) -> dict:
    """The tree that the form stands for, ready to be kept. Raises ValidationError while something is missing."""
    tree = root.tree(asker)
    if any(leaf.error for leaf in root.leaves()):
        raise ValidationError(_("Some conditions are not filled in. Fill them in or take them out."))
    return trees.cleaned(tree, asker)
