"""The building's floors: imports go down, never up, and rooms on one floor do not know each other."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.paths import REPOSITORY

APP = REPOSITORY / "app"

FLOORS = {
    "domain": 0,
    "readers": 1,
    "live": 1,
    "catalog": 1,
    "similar": 1,
    "demo": 1,
    "ingest": 2,
    "routers": 3,
    "main": 4,
    "cli": 4,
    "settings": 4,
    "terminal": 4,
    "watching": 4,
    "searching": 4,
}
LONGEST_FILE = 500


def modules() -> list[Path]:
    return sorted(path for path in APP.rglob("*.py") if path.parent != APP or path.stem not in ("__init__", "__main__"))


def room_of(path: Path) -> str:
    return path.relative_to(APP).parts[0].removesuffix(".py")


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """(line, module) of everything a file imports, inside functions too."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: imports name the whole way, from app down"
            yield node.lineno, node.module or ""
            if node.module == "app":
                yield from ((node.lineno, f"app.{alias.name}") for alias in node.names)


def broken_rules(path: Path) -> Iterator[str]:
    room = room_of(path)
    for line, module in imported(path):
        parts = module.split(".")
        if parts[0] != "app" or len(parts) == 1 or parts[1] == room or parts[1] == "__version__":
            continue
        above, same = FLOORS[parts[1]] > FLOORS[room], FLOORS[parts[1]] == FLOORS[room]
        if above or (same and FLOORS[room] != 4):
            yield f"{path.relative_to(APP)}:{line}: {room} (floor {FLOORS[room]}) imports {module}"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(APP)))
def test_imports_go_down_and_never_sideways(path: Path) -> None:
    assert not list(broken_rules(path))


@pytest.mark.parametrize("path", sorted((APP / "domain").rglob("*.py")), ids=lambda path: path.name)
def test_the_ground_floor_knows_only_the_standard_library(path: Path) -> None:
    foreign = {
        module
        for _, module in imported(path)
        if module.split(".")[0] not in sys.stdlib_module_names and not module.startswith("app.domain")
    }
    assert not foreign


def test_every_room_has_a_floor() -> None:
    assert {room_of(path) for path in modules()} <= FLOORS.keys()


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(APP)))
def test_no_file_has_grown_past_one_noun(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LONGEST_FILE
