"""No bare `.update()` on a model whose history is kept: it leaves no trace. Use save() or bulk_update_with_history."""

import ast
from pathlib import Path

from django.apps import apps

from accounts.retaining import OWN_APPS

ROOT = Path(__file__).resolve().parent.parent
# Blanking what is over its time must leave no copy behind; the history table has its own rule there.
MAY_UPDATE_ANYTHING = {"accounts/retaining.py"}
UNTRACED = {"update", "bulk_create", "bulk_update"}


def tracked_models() -> set[str]:
    return {model.__name__ for model in apps.get_models() if hasattr(model._meta, "simple_history_manager_attribute")}


def known_models() -> dict[str, str]:
    """Words that say whose rows are meant: a model's own name, and the names by which others reach its rows."""
    models = apps.get_models()
    links = [link for model in models for link in model._meta.related_objects]
    # Two models may be reached by one name: then the one with a history is meant, to be on the safe side.
    links.sort(key=lambda link: link.related_model.__name__ in tracked_models())
    reached = {link.get_accessor_name(): link.related_model for link in links}
    names = {name: model.__name__ for name, model in reached.items() if name}
    return names | {model.__name__: model.__name__ for model in models}


def untraced_updates(root: Path, tracked: set[str], known: dict[str, str]) -> list[str]:
    """Every call that changes rows behind the history's back, or may do so: nobody can see whose rows they are."""
    found = []
    for app in (*OWN_APPS, "home", "api"):
        for file in sorted((root / app).rglob("*.py")):
            name = str(file.relative_to(root))
            if "migrations" not in file.parts and name not in MAY_UPDATE_ANYTHING:
                tree = ast.parse(file.read_text(encoding="utf-8"))
                found += [f"{name}:{line}: {what}" for line, what in Untraced(tracked, known).read(tree)]
    return found


class Untraced(ast.NodeVisitor):
    """Walks one file and finds out on whose rows each update works."""

    def __init__(self, tracked, known):
        self.tracked, self.known = tracked, known
        self.found, self.classes, self.assigned = [], [], [{}]

    def read(self, tree):
        self.visit(tree)
        return self.found

    def visit_ClassDef(self, node):
        self.classes.append(node.name)
        self.generic_visit(node)
        self.classes.pop()

    def visit_FunctionDef(self, node):
        self.assigned.append(
            {
                target.id: step.value
                for step in ast.walk(node)
                if isinstance(step, ast.Assign)
                for target in step.targets
                if isinstance(target, ast.Name)
            }
        )
        self.generic_visit(node)
        self.assigned.pop()

    def visit_Call(self, node):
        method = getattr(node.func, "attr", "")
        changes_rows = method in UNTRACED and (node.keywords or method != "update")
        if changes_rows:
            model = self.model_of(node.func.value)
            if model in self.tracked:
                self.found.append((node.lineno, f"{model}.{method}() leaves no history"))
            elif model is None:
                self.found.append((node.lineno, f"whose rows does {method}() change? Begin at Model.objects"))
        self.generic_visit(node)

    def model_of(self, expression, depth=0) -> str | None:
        """The model whose rows these are: Model.objects…, a variable that began so, or `self` in a ModelQuerySet."""
        while isinstance(expression, ast.Attribute | ast.Call | ast.Subscript):
            if getattr(expression, "attr", None) in self.known:
                return self.known[expression.attr]
            expression = expression.func if isinstance(expression, ast.Call) else expression.value
        name = getattr(expression, "id", None)
        if name == "self" and self.classes:
            name = self.classes[-1].removesuffix("QuerySet").removesuffix("Manager")
        if name == "super" and self.classes:
            name = self.classes[-1].removesuffix("QuerySet")
        if name in self.known:
            return self.known[name]
        assigned = self.assigned[-1].get(name)
        return self.model_of(assigned, depth + 1) if assigned is not None and depth < 5 else None


def test_no_update_goes_behind_the_histories_back():
    assert untraced_updates(ROOT, tracked_models(), known_models()) == []


def planted(root: Path, text: str) -> list[str]:
    (root / "schools").mkdir(exist_ok=True)
    (root / "schools" / "asking.py").write_text(text)
    found = untraced_updates(root, tracked={"Ask"}, known={"Ask": "Ask", "Job": "Job", "asks": "Ask"})
    return [line.removeprefix("schools/asking.py:") for line in found]


def test_the_guard_sees_a_bare_update_on_a_tracked_model(tmp_path):
    assert planted(tmp_path, "Ask.objects.filter(pk=1).update(year=2)\n") == ["1: Ask.update() leaves no history"]
    assert planted(tmp_path, "Ask.objects.bulk_create([])\n") == ["1: Ask.bulk_create() leaves no history"]


def test_the_guard_sees_it_through_a_variable(tmp_path):
    text = "def f():\n    some = Ask.objects.all()\n    some.filter(x=1).update(year=2)\n"

    assert planted(tmp_path, text) == ["3: Ask.update() leaves no history"]


def test_the_guard_sees_it_through_another_row(tmp_path):
    assert planted(tmp_path, "def f(school):\n    school.asks.filter(x=1).update(year=2)\n") == [
        "2: Ask.update() leaves no history"
    ]


def test_the_guard_sees_it_inside_a_queryset(tmp_path):
    text = "class AskQuerySet:\n    def f(self):\n        return self.filter(x=1).update(year=2)\n"

    assert planted(tmp_path, text) == ["3: Ask.update() leaves no history"]


def test_the_guard_asks_when_nobody_can_see_whose_rows_they_are(tmp_path):
    assert planted(tmp_path, "def f(rows):\n    rows.update(year=2)\n") == [
        "2: whose rows does update() change? Begin at Model.objects"
    ]


def test_the_guard_lets_untracked_models_and_plain_dicts_pass(tmp_path):
    text = "Job.objects.update(state=1)\nx = {}\nx.update({'a': 1})\nsame = {1}\nsame.update([2])\n"

    assert planted(tmp_path, text) == []
