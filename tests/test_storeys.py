"""The storeys of the house: a package imports only from the packages below it, also inside functions."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# From the ground up. Packages on one storey do not import each other. `config` may import anyone and nobody imports it.
STOREYS = [["kit"], ["accounts"], ["members"], ["coalition"], ["campaigns"], ["schools"], ["home", "api"], ["config"]]
HEIGHT = {package: height for height, storey in enumerate(STOREYS) for package in storey}
# The pure modules of the house stay free of the database: arithmetic and rules that can be read and tested alone.
PURE = ["schools/seni.py", "schools/voting.py", "schools/measures.py", "kit/money.py", "kit/folding.py"]


def upward_imports(root: Path) -> list[str]:
    """Every import that climbs, as "file:line: package imports package"."""
    found = []
    for package, height in HEIGHT.items():
        for file in sorted((root / package).rglob("*.py")):
            for line, imported in imports_of(file, root):
                if imported != package and HEIGHT.get(imported, -1) >= height:
                    found.append(f"{file.relative_to(root)}:{line}: {package} imports {imported}")
    return found


def imports_of(file: Path, root: Path):
    """(line, first name) of every import in the file, wherever it stands; relative ones and import_module() too."""
    inside = file.relative_to(root).parts
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name.split(".")[0]) for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level:
            above = inside[: len(inside) - node.level]
            yield node.lineno, above[0] if above else (node.module or node.names[0].name).split(".")[0]
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, node.module.split(".")[0]
        elif isinstance(node, ast.Call) and called(node) in ("import_module", "__import__") and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant):
                yield node.lineno, str(first.value).split(".")[0]


def called(node: ast.Call) -> str:
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def test_no_package_imports_from_above():
    assert upward_imports(ROOT) == []


def test_every_package_has_a_storey():
    packages = {file.parent.name for file in ROOT.glob("*/__init__.py")} - {"tests", "benchmarks"}

    assert packages - set(HEIGHT) == set()


def test_pure_modules_know_no_database():
    found = [
        f"{module}: {imported}"
        for module in PURE
        if (ROOT / module).exists()
        for node in ast.walk(ast.parse((ROOT / module).read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
        for imported in [node.module or ""]
        if imported.startswith("django.db") or ".models" in imported
    ]

    assert found == []


def plant(root: Path, file: str, text: str) -> list[str]:
    (root / file).parent.mkdir(parents=True, exist_ok=True)
    (root / file).write_text(text)
    return upward_imports(root)


def test_the_guard_sees_an_import_from_above(tmp_path):
    assert plant(tmp_path, "members/a.py", "from schools.models import Ask\n") == [
        "members/a.py:1: members imports schools"
    ]


def test_the_guard_sees_an_import_inside_a_function(tmp_path):
    assert plant(tmp_path, "kit/a.py", "def f():\n    import accounts.models\n") == ["kit/a.py:2: kit imports accounts"]


def test_the_guard_sees_a_relative_and_a_dynamic_import(tmp_path):
    assert plant(tmp_path, "kit/a.py", "from ..schools import x\n") == ["kit/a.py:1: kit imports schools"]
    assert plant(tmp_path, "kit/a.py", "import_module('home.today')\n") == ["kit/a.py:1: kit imports home"]


def test_the_guard_lets_neighbors_on_one_storey_not_import_each_other(tmp_path):
    assert plant(tmp_path, "home/a.py", "import api\n") == ["home/a.py:1: home imports api"]


def test_the_guard_lets_imports_from_below_pass(tmp_path):
    assert plant(tmp_path, "schools/a.py", "from kit import terms\nfrom members.models import Person\n") == []
