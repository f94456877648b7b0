"""What a test needs besides Python: a server, a browser or PostgreSQL.

`./test --quick` leaves out every test that needs one of them, and every test marked `slow`. A test says what it needs
by the fixtures it uses (`BY_FIXTURE`), or by a marker of the same name where no fixture shows it:

    pytestmark = pytest.mark.server

A test that starts one of them without saying so fails, in the whole gate too: `check_process` looks at the command of
every process that a test starts, however it starts it. A quick test therefore cannot start any of them.
"""

from __future__ import annotations

import os
import re
from typing import Any

import pytest

NEEDS = {
    "server": "the test starts a server",
    "browser": "the test starts a browser",
    "postgresql": "the test starts PostgreSQL",
}
SLOW = "slow"
MARKERS = {**NEEDS, SLOW: "the test takes long; ./test --quick leaves it out"}
BY_FIXTURE = {"new_server": "server", "browser": "browser", "engine_name": "browser", "postgres": "postgresql"}

COMMANDS = {
    "server": re.compile(r" -m app serve .*--port "),
    "browser": re.compile(r"run-driver|--remote-debugging-port|WebKitWebDriver"),
    "postgresql": re.compile(r"pg_ctl .*start|initdb"),
}
"""How the commands look that start them."""

running: list[pytest.Item] = []
"""The test that runs now; empty outside of a test."""


def needs_of(item: pytest.Item) -> set[str]:
    """Return what the test needs, as keys of `NEEDS`."""
    fixtures = getattr(item, "fixturenames", ())
    by_fixture = {need for fixture, need in BY_FIXTURE.items() if fixture in fixtures}
    return by_fixture | {mark.name for mark in item.iter_markers() if mark.name in NEEDS}


def is_quick(item: pytest.Item) -> bool:
    return not needs_of(item) and item.get_closest_marker(SLOW) is None


def uses_shared_browser(item: pytest.Item) -> bool:
    return "browser_of_all" in getattr(item, "fixturenames", ())


def check_process(event: str, arguments: tuple[Any, ...]) -> None:
    """Fail the running test if it starts what it does not say it needs. An audit hook, see `sys.addaudithook`."""
    if event == "subprocess.Popen" and running:
        command = " ".join(map(os.fsdecode, arguments[1]))
        for need, pattern in COMMANDS.items():
            if pattern.search(command):
                check_declared(need)


def check_declared(need: str) -> None:
    """Fail the running test unless it says that it needs `need`. Does nothing outside of a test."""
    if running and need not in needs_of(running[-1]):
        fixture = next(name for name, need_of_it in BY_FIXTURE.items() if need_of_it == need)
        pytest.fail(
            f"{NEEDS[need]}, but does not say so, and ./test --quick would run it. "
            f"Use the fixture `{fixture}`, or mark the test with `pytest.mark.{need}`."
        )
