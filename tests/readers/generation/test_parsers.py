"""Every parser is a pure function in a module of its own, with a test file of its name."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.support.paths import REPOSITORY

READERS = REPOSITORY / "app" / "readers"
TESTS = REPOSITORY / "tests" / "readers"
FOLDERS = ("containers", "metadata", "generation")
NAMED_OTHERWISE = {"reading": "every_container"}
"""Tests of what holds for all containers cover the table of container readers."""
PARTS = {
    *("generation_builder", "fields", "registry"),
    *("raw", "raw_builder", "block_collector", "parsed", "keywords"),
}
"""Parts that all parsers share; every parser's tests cover them."""
IMPURE = {"os", "io", "pathlib", "subprocess", "socket", "time", "random", "threading", "tempfile", "shutil"}

SOURCES = sorted(path for folder in FOLDERS for path in (READERS / folder).rglob("*.py"))
MODULES = [path for path in SOURCES if path.stem not in PARTS | {"__init__"} and path.parent.name != "comfyui"]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_parser_has_its_own_test_file(path: Path) -> None:
    name = NAMED_OTHERWISE.get(path.stem, path.stem)
    assert (TESTS / path.parent.relative_to(READERS) / f"test_{name}.py").is_file()


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_no_parser_opens_a_file_or_looks_at_the_clock(path: Path) -> None:
    """They work on bytes and dicts alone; what is read from disk is passed to them."""
    nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
    imported = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in imported} & IMPURE == set()
    called = {node.func.id for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    assert called & {"open", "eval", "exec", "__import__"} == set()


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_no_parser_keeps_state_between_calls(path: Path) -> None:
    """No `global`, and no cache: with a reused id it would return another file's prompt."""
    nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
    assert not [node for node in nodes if isinstance(node, ast.Global)]
    names = {node.id for node in nodes if isinstance(node, ast.Name)} | {
        node.attr for node in nodes if isinstance(node, ast.Attribute)
    }
    assert names & {"cache", "lru_cache", "cached_property"} == set()
