"""Routers do not know each other, and no folder of them is crowded."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.support.paths import REPOSITORY

ROUTERS = REPOSITORY / "app" / "routers"
MODULES = sorted(ROUTERS.rglob("*.py"))
RESOURCES = {path.stem for path in ROUTERS.glob("*.py") if path.stem != "__init__"}
MOST_FILES = 15


def imported_names(path: Path) -> set[str]:
    """Whole names of everything that a module imports, `from package import module` included."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROUTERS)))
def test_no_module_of_the_routers_imports_a_router(path: Path) -> None:
    assert not imported_names(path) & {f"app.routers.{name}" for name in RESOURCES}


@pytest.mark.parametrize("folder", ["documents", "shared"])
def test_what_routers_share_has_no_routes(folder: str) -> None:
    assert not [path.name for path in (ROUTERS / folder).glob("*.py") if "APIRouter" in path.read_text()]


def test_no_folder_of_the_routers_is_crowded() -> None:
    folders = {path.parent for path in MODULES}
    assert max(len(list(folder.glob("*.py"))) for folder in folders) <= MOST_FILES
