"""The rules of the tests themselves: what a quick test may start, one way to wait, and folders that stay small."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import Any

import pytest

from benchmarks.ingest.server import HeadraceServe
from benchmarks.support.checkout import THIS
from tests.faults.places import PostgresPlace
from tests.live.support import LiveServer
from tests.support.browser import chromium
from tests.support.engines import firefox, webkit
from tests.support.paths import REPOSITORY
from tests.support.postgres import running_postgres
from tests.support.server import DATABASES, HeadraceProcess, NewDatabase
from tests.support.waiting import wait_until

TESTS = REPOSITORY / "tests"

STARTERS: dict[str, Callable[[Path], AbstractContextManager[Any]]] = {
    "a server": lambda folder: HeadraceProcess([folder], folder / "data"),
    "a live server": lambda _: LiveServer(),
    "chromium": lambda _: chromium(),
    "firefox": lambda _: firefox(),
    "webkit": lambda _: webkit(),
    "postgresql": lambda _: running_postgres(),
    "a cluster for faults": lambda folder: closing(PostgresPlace(folder)),
    "the server of a benchmark": lambda folder: HeadraceServe(folder, folder / "data", THIS),
}


@pytest.mark.parametrize("starter", STARTERS)
def test_a_test_that_does_not_say_so_cannot_start_a_server_a_browser_or_postgresql(
    starter: str, tmp_path: Path
) -> None:
    with pytest.raises(pytest.fail.Exception, match="does not say so"):
        STARTERS[starter](tmp_path).__enter__()


@pytest.mark.parametrize("database", DATABASES, indirect=True)
def test_an_empty_database_can_be_had(database: NewDatabase) -> None:
    assert set(database()) <= {"HEADRACE_DATABASE_URL"}


@pytest.mark.slow
def test_an_example_that_is_slow() -> None:
    """Left out by --quick: see the next test."""


@pytest.mark.slow
def test_quick_leaves_out_what_is_slow_or_needs_more_than_python() -> None:
    command = [sys.executable, "-m", "pytest", "-q", "--collect-only", "-n", "0", "-p", "no:cacheprovider", __file__]
    everything, quick = (
        subprocess.run([*command, *options], cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout
        for options in ((), ("--quick",))
    )
    for name in ("can_be_had[postgresql]", "example_that_is_slow"):
        assert name in everything
        assert name not in quick
    assert "can_be_had[sqlite]" in quick


def test_a_wait_says_what_was_awaited_and_what_was_seen_last() -> None:
    values = iter((1, 2, 3))
    assert wait_until(lambda: next(values), "the value is 2", holds=lambda value: value == 2, pause=0) == 2
    with pytest.raises(AssertionError, match=r"^Waited 0 s until the value is 2. The last value was 3."):
        wait_until(lambda: 3, "the value is 2", holds=lambda value: value == 2, seconds=0)


def test_only_wait_until_polls() -> None:
    """Other loops wait without a limit, or do not say what they waited for. The fuzzer works for a given time."""
    polling = [
        f"{file.relative_to(REPOSITORY)}:{loop.lineno}"
        for file in TESTS.rglob("*.py")
        if file not in (TESTS / "support" / "waiting.py", TESTS / "readers" / "fuzz.py")
        for loop in ast.walk(ast.parse(file.read_text()))
        if isinstance(loop, ast.While) and any(map(_is_of_the_clock, ast.walk(loop)))
    ]
    assert polling == [], "use tests.support.waiting.wait_until"


def _is_of_the_clock(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and ast.unparse(node) in ("time.sleep", "time.monotonic")
