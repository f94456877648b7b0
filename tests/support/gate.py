"""A pytest plugin: `--quick`, the order of the tests, and the names of the tests that needed a second try."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from tests.support.needs import MARKERS, check_process, is_quick, running

RERUN = "rerun"
"""The outcome of a failed try that pytest-rerunfailures repeats."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--quick", action="store_true", help="run only tests without a server, a browser or PostgreSQL")


def pytest_configure(config: pytest.Config) -> None:
    for name, meaning in MARKERS.items():
        config.addinivalue_line("markers", f"{name}: {meaning}")
    sys.addaudithook(check_process)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is not quick, or else run files of quick tests last.

    Two processes take one file after the other. Short files at the end let both finish at the same time.
    """
    quick = [item for item in items if is_quick(item)]
    if config.getoption("quick"):
        config.hook.pytest_deselected(items=[item for item in items if not is_quick(item)])
        items[:] = quick
    else:
        long_files = {item.path for item in items if not is_quick(item)}
        items.sort(key=lambda item: item.path not in long_files)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    running.append(item)
    try:
        return (yield)
    finally:
        running.pop()


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Name the tests that failed first and passed then. It is the last thing that a run prints before its result."""
    if not config.getoption("reruns", default=None):
        return
    repeated, failed = (
        {report.nodeid for report in terminalreporter.stats.get(outcome, ())} for outcome in (RERUN, "failed")
    )
    names = sorted(repeated - failed)
    if not names:
        terminalreporter.write_line("0 tests needed a second try.", green=True)
        return
    terminalreporter.section("tests that needed a second try", sep="!", red=True, bold=True)
    for name in names:
        terminalreporter.write_line(name, red=True)
    terminalreporter.write_line(
        f"{len(names)} in all. A test that passes only sometimes is a defect: repair it.", red=True
    )
