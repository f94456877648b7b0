"""The structure of app/: imports go down only, nothing runs in circles, folders stay small.

`docs/ARCHITECTURE.md` draws the floors. Each rule is a function over the sources of a package, so that the tests can
also try it on a package that breaks it.
"""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.paths import REPOSITORY

APP = REPOSITORY / "app"

FLOORS = {
    "domain": 0,
    "system": 0,
    "http": 1,
    "delivery": 1,
    "readers": 1,
    "live": 1,
    "catalog": 1,
    "similar": 1,
    "demo": 1,
    "ingest": 2,
    "access": 2,
    "export": 2,
    "importing": 2,
    "rollout": 2,
    "routers": 3,
    "main": 4,
    "server": 4,
    "logs": 4,
    "metrics": 4,
    "cli": 4,
    "settings": 4,
    "machine": 4,
}
TOP_FLOOR = 4
"""Its modules put everything together and may know each other."""

LONGEST_FILE = 500
FILES_IN_A_FOLDER = 15
FILES_ON_TOP = {"app/catalog": 6, "app/ingest": 6, "tests": 8}
SOURCE_SUFFIXES = {".py", ".js", ".css", ".html"}

ONE_JOB_CLASSES = {"Session": "ingest", "Supervisor": "ingest", "Catalog": "catalog"}
"""Classes that once had two jobs, and the package each is in."""
PUBLIC_METHODS = 15
LONGEST_ONE_JOB_FILE = 300


# What the sources say


def sources(app: Path) -> list[Path]:
    return sorted(path for path in app.rglob("*.py") if "migrations" not in path.parts)


def module_of(app: Path, path: Path) -> str:
    parts = path.relative_to(app.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def package_of(app: Path, path: Path) -> str:
    return path.relative_to(app).parts[0].removesuffix(".py")


def imports_of(path: Path) -> Iterator[tuple[int, str]]:
    """Yield (line, module or module.name) of every import, inside functions and under TYPE_CHECKING too."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: write imports in full, starting with app"
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def import_graph(app: Path) -> dict[str, set[str]]:
    """Module → the modules of app that it imports. Importing a name from a package imports the package."""
    modules = {module_of(app, path): path for path in sources(app)}
    graph: dict[str, set[str]] = {}
    for module, path in modules.items():
        names = {name for _, name in imports_of(path)}
        found = {name if name in modules else name.rpartition(".")[0] for name in names}
        graph[module] = (found & modules.keys()) - {module}
    return graph


# The rules: each returns what breaks it


def find_imports_upwards_or_sideways(app: Path) -> list[str]:
    broken = []
    for path in sources(app):
        package = package_of(app, path)
        if package in ("__init__", "__main__"):
            continue
        for line, name in imports_of(path):
            parts = name.split(".")
            if parts[0] != "app" or parts[1] in (package, "__version__"):
                continue
            floor, other = FLOORS[package], FLOORS[parts[1]]
            if other > floor or (other == floor != TOP_FLOOR):
                broken.append(f"{path.relative_to(app)}:{line}: {package} imports {name}")
    return broken


def find_circles(app: Path) -> list[list[str]]:
    """Return the strongly connected components of more than one module (Tarjan)."""
    graph = import_graph(app)
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    circles: list[list[str]] = []

    def visit(module: str) -> None:
        index[module] = low[module] = len(index)
        stack.append(module)
        for other in sorted(graph[module]):
            if other not in index:
                visit(other)
                low[module] = min(low[module], low[other])
            elif other in stack:
                low[module] = min(low[module], index[other])
        if low[module] == index[module]:
            place = stack.index(module)
            if len(circle := stack[place:]) > 1:
                circles.append(sorted(circle))
            del stack[place:]

    for module in graph:
        if module not in index:
            visit(module)
    return circles


def find_routers_that_import_routers(app: Path) -> list[str]:
    """A router assigns `router` at the top level. The modules that routers share may not import one either."""
    routers = {
        module_of(app, path)
        for path in sources(app)
        if path.is_relative_to(app / "routers")
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "router" for t in node.targets)
    }
    graph = import_graph(app)
    members = sorted(module for module in graph if module.startswith("app.routers"))
    return [f"{module} imports {other}" for module in members for other in sorted(graph[module] & routers)]


def find_classes_of_one_name(app: Path) -> dict[str, list[str]]:
    places: dict[str, list[str]] = defaultdict(list)
    for path in sources(app):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(f"{path.relative_to(app)}:{node.lineno}")
    return {name: found for name, found in places.items() if len(found) > 1}


def count_files(root: Path) -> dict[Path, int]:
    """Folder → how many source files lie directly in it. Shipped migrations and vendored files only ever grow."""
    counts: dict[Path, int] = defaultdict(int)
    for path in root.rglob("*"):
        if path.suffix in SOURCE_SUFFIXES and not {"versions", "vendor", "__pycache__"} & set(path.parts):
            counts[path.parent] += 1
    return counts


# The tests


def test_imports_go_down_and_never_sideways() -> None:
    assert not find_imports_upwards_or_sideways(APP)


def test_no_two_modules_import_each_other() -> None:
    assert not find_circles(APP)


def test_no_router_imports_another() -> None:
    assert not find_routers_that_import_routers(APP)


def test_no_two_classes_share_a_name() -> None:
    assert not find_classes_of_one_name(APP)


@pytest.mark.parametrize("path", sorted((APP / "domain").rglob("*.py")), ids=lambda path: path.name)
def test_the_domain_knows_only_the_standard_library(path: Path) -> None:
    foreign = {
        module
        for _, module in imports_of(path)
        if module.split(".")[0] not in sys.stdlib_module_names and not module.startswith("app.domain")
    }
    assert not foreign


def test_every_package_has_a_floor() -> None:
    assert {package_of(APP, path) for path in sources(APP)} <= FLOORS.keys() | {"__init__", "__main__"}


@pytest.mark.parametrize("folder", [APP, REPOSITORY / "tests", REPOSITORY / "benchmarks"], ids=lambda path: path.name)
def test_no_folder_is_crowded(folder: Path) -> None:
    crowded = {
        str(path.relative_to(REPOSITORY)): count
        for path, count in count_files(folder).items()
        if count > FILES_IN_A_FOLDER
    }
    assert not crowded


@pytest.mark.parametrize(("folder", "most"), FILES_ON_TOP.items())
def test_only_few_files_lie_on_top(folder: str, most: int) -> None:
    assert count_files(REPOSITORY / folder)[REPOSITORY / folder] <= most


@pytest.mark.parametrize("path", sources(APP), ids=lambda path: str(path.relative_to(APP)))
def test_no_file_has_grown_past_one_subject(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize(("name", "package"), ONE_JOB_CLASSES.items())
def test_the_central_classes_have_one_job_each(name: str, package: str) -> None:
    ((path, node),) = [
        (path, node)
        for path in sources(APP / package)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef) and node.name == name
    ]
    functions = [item for item in node.body if isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef)]
    public = [function.name for function in functions if not function.name.startswith("_")]
    assert len(public) <= PUBLIC_METHODS, public
    assert len(path.read_text().splitlines()) <= LONGEST_ONE_JOB_FILE


# Each rule refuses a package that breaks it


def make_package(folder: Path, files: dict[str, str]) -> Path:
    app = folder / "app"
    for name, text in files.items():
        path = app / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return app


BROKEN: dict[str, tuple[Callable[[Path], object], dict[str, str]]] = {
    "an import upwards": (
        find_imports_upwards_or_sideways,
        {"live/hub.py": "from app.routers.library import router\n", "routers/library.py": "router = 1\n"},
    ),
    "an import sideways": (
        find_imports_upwards_or_sideways,
        {"live/hub.py": "def late():\n    import app.catalog.rows\n", "catalog/rows.py": ""},
    ),
    "a circle": (
        find_circles,
        {
            "live/a.py": "from app.live.b import x\n",
            "live/b.py": "from app.live.c import x\n",
            "live/c.py": "import app.live.a\n",
        },
    ),
    "a circle of types": (
        find_circles,
        {
            "live/a.py": "from app.live.b import B\n",
            "live/b.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from app.live.a import A\n",
        },
    ),
    "a circle through a package": (
        find_circles,
        {"live/__init__.py": "from app.live.a import x\n", "live/a.py": "from app.live import y\n"},
    ),
    "a router that imports a router": (
        find_routers_that_import_routers,
        {"routers/a.py": "from app.routers.b import router as other\nrouter = other\n", "routers/b.py": "router = 1\n"},
    ),
    "a shared module that imports a router": (
        find_routers_that_import_routers,
        {"routers/shared/a.py": "import app.routers.b\n", "routers/b.py": "router = 1\n"},
    ),
    "two classes of one name": (
        find_classes_of_one_name,
        {"live/a.py": "class _Found:\n    pass\n", "catalog/b.py": "class _Found:\n    pass\n"},
    ),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_each_rule_refuses_what_breaks_it(broken: str, tmp_path: Path) -> None:
    find, files = BROKEN[broken]
    assert find(make_package(tmp_path, files))


def test_a_package_that_keeps_the_rules_is_accepted(tmp_path: Path) -> None:
    files = {"live/hub.py": "from app.domain.rate import Rate\n", "domain/rate.py": "class Rate:\n    pass\n"}
    app = make_package(tmp_path, files)
    rules = (find_imports_upwards_or_sideways, find_circles, find_routers_that_import_routers, find_classes_of_one_name)
    assert [bool(find(app)) for find in rules] == [False] * len(rules)
