"""The page's sources keep their rules: folders without circles, short files, and state in stores only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from os.path import normpath
from pathlib import Path

import pytest

from tests.page.support import STATIC
from tests.support.paths import REPOSITORY

ROOT = REPOSITORY
JS, CSS = STATIC / "js", STATIC / "css"
SCRIPTS = sorted(JS.rglob("*.js"))
STYLES = sorted(CSS.rglob("*.css"))

LEVELS = {
    "texts": 0,
    "shared": 1,
    "rollout": 2,
    "live": 3,
    "access": 3,
    "controls": 3,
    "copying": 3,
    "doctor": 3,
    "keys": 3,
    "media": 3,
    "zoom": 3,
    "account": 4,
    "activity": 4,
    "configure": 4,
    "export": 4,
    "history": 4,
    "process": 4,
    "upload": 4,
    "commit": 5,
    "file": 6,
    "compare": 7,
    "grid": 7,
    "panel": 7,
    "selection": 7,
    "viewer": 8,
    "edit-library": 9,
    "guest": 9,
    "library": 9,
    "preview": 9,
    "collections": 10,
    "overviews": 10,
    "shell": 11,
}
"""A folder imports from lower levels only, so there is no circle between folders."""
FILES_PER_FOLDER = 15
LONGEST_LINE = 120
LONGEST_SCRIPT = 200

IMPORT = re.compile(r'(?:^(?:import|export)\b[^;]*?\bfrom |\bimport\()"(\.[^"]+)"', re.MULTILINE)
COMMENT_OR_TEXT = re.compile(r"""/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'""", re.DOTALL)
MODULE_VARIABLE = re.compile(r"^(?:export )?(?:let|var) (\w+)", re.MULTILINE)
MODULE_CONSTANT = re.compile(r"^(?:export )?const (\w+) = (.*)$", re.MULTILINE)
"""The formatter puts only statements of the module itself at the start of a line."""
STATEFUL_VALUE = re.compile(r"new (?!(?:Set|Map|Intl\.\w+)\b)|debounced\(")
CHANGING_METHODS = "set|add|delete|clear|push|pop|shift|unshift|splice|sort|reverse|fill|copyWithin"


def name_of(path: Path) -> str:
    return path.relative_to(STATIC).as_posix()


def state_of_the_module(source: str) -> Iterator[str]:
    """Return the names of what a module keeps and changes outside of functions and classes."""
    code = COMMENT_OR_TEXT.sub('""', source)
    yield from MODULE_VARIABLE.findall(code)
    for name, value in MODULE_CONSTANT.findall(code):
        changed = rf"\b{name}(?:\.(?:{CHANGING_METHODS})\(|(?:\.\w+|\[[^\]]*\]) *(?:[-+*/|&?]{{0,2}}=(?!=)|\+\+|--))"
        if STATEFUL_VALUE.match(value) or re.search(changed, code) or re.search(rf"\bdelete {name}\b", code):
            yield name


@pytest.mark.parametrize("path", SCRIPTS, ids=name_of)
def test_only_a_store_keeps_state_in_its_module(path: Path) -> None:
    if not path.stem.endswith("-store"):
        assert list(state_of_the_module(path.read_text())) == []


@pytest.mark.parametrize(
    ("source", "state"),
    [
        ("let shown = null;", ["shown"]),
        ("export let shown;", ["shown"]),
        ("const nodes = new Map();\nfunction add(node) {\n  nodes.set(node.id, node);\n}", ["nodes"]),
        ("const shown = [];\nfunction add(file) {\n  shown[0] = file;\n}", ["shown"]),
        ("const known = { id: null };\nfunction take(id) {\n  known.id = id;\n}", ["known"]),
        ("const known = {};\nfunction drop(id) {\n  delete known[id];\n}", ["known"]),
        ("const painter = new Painter();", ["painter"]),
        ("const ask = debounced(200, () => {});", ["ask"]),
        ('const WORDS = { ok: "let it = be" };\nconst SET = new Set([1]);\nif (WORDS.ok === 1) SET.has(1);', []),
        ("function count() {\n  let sum = 0;\n  sum += 1;\n}", []),
    ],
)
def test_state_is_recognized(source: str, state: list[str]) -> None:
    assert list(state_of_the_module(source)) == state


@pytest.mark.parametrize("path", SCRIPTS, ids=name_of)
def test_a_folder_imports_only_from_the_levels_below_it(path: Path) -> None:
    folder = path.parent.name
    imported = {normpath(path.parent / other) for other in IMPORT.findall(path.read_text())}
    folders = {Path(other).parent.name for other in imported if JS in Path(other).parents} - {folder}
    assert {other for other in folders if LEVELS[other] >= LEVELS[folder]} == set()


def test_folders_are_small_and_styles_lie_in_folders_of_the_same_names() -> None:
    for top in (JS, CSS):
        folders = [path for path in top.iterdir() if path.is_dir()]
        assert {path.name for path in folders} <= LEVELS.keys()
        assert [path for path in top.iterdir() if path.is_file()] == []
        assert all(len(list(folder.iterdir())) <= FILES_PER_FOLDER for folder in folders)


@pytest.mark.parametrize("path", [*SCRIPTS, *STYLES], ids=name_of)
def test_lines_and_files_are_short(path: Path) -> None:
    lines = path.read_text().splitlines()
    assert [line for line in lines if len(line) > LONGEST_LINE] == []
    assert path.suffix != ".js" or len(lines) <= LONGEST_SCRIPT


@pytest.mark.parametrize("path", SCRIPTS, ids=name_of)
def test_document_always_means_the_browsers_own(path: Path) -> None:
    """The status document is called `state`."""
    code = COMMENT_OR_TEXT.sub('""', path.read_text())
    assert re.findall(r"[^\n]*(?<![.\w])document\b(?!\.|;)[^\n]*", code) == []


def test_the_lock_file_of_the_tools_names_no_host() -> None:
    lock = (ROOT / "package-lock.json").read_text()
    assert "resolved" not in lock
    assert "://" not in lock
