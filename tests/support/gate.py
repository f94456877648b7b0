"""A pytest plugin: `--quick`, the order of the tests, and the names of the tests that needed a second try."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator

import pytest

from tests.support.browser import shared_browser
from tests.support.needs import MARKERS, check_process, is_quick, running, uses_shared_browser
from tests.support.processes.statements import share_statements

RERUN = "rerun"
"""The outcome of a failed try that pytest-rerunfailures repeats."""
REASON_LENGTH = 1500
"""Characters of a first try's failure that are printed, from its end."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--quick", action="store_true", help="run only tests without a server, a browser or PostgreSQL")


def pytest_configure(config: pytest.Config) -> None:
    for name, meaning in MARKERS.items():
        config.addinivalue_line("markers", f"{name}: {meaning}")
    sys.addaudithook(check_process)
    share_statements()
    if not config.getoption("numprocesses", default=0):  # else this process collects no tests
        gc.disable()  # until all tests are collected: what is made meanwhile stays


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is not quick, or else run files with browsers first, which share one, and quick files last.

    Several processes take one file after the other. Short files at the end let all finish at the same time.
    """
    quick = [item for item in items if is_quick(item)]
    if config.getoption("quick"):
        config.hook.pytest_deselected(items=[item for item in items if not is_quick(item)])
        items[:] = quick
    else:
        long_files = {item.path for item in items if not is_quick(item)}
        with_browser = {item.path for item in items if uses_shared_browser(item)}
        items.sort(key=lambda item: (item.path not in with_browser, item.path not in long_files))


def pytest_collection_finish() -> None:
    """Keep the garbage collector from looking through ten thousand tests and all imports, again and again."""
    gc.freeze()
    gc.enable()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    running.append(item)
    try:
        return (yield)
    finally:
        running.pop()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Keep the browser from one file to the next, as long as files need one."""
    try:
        return (yield)
    finally:
        if nextitem is None or (nextitem.path != item.path and not uses_shared_browser(nextitem)):
            shared_browser.close()


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the tests that failed first and passed then, and why. Nothing else comes before the result of a run."""
    if not config.getoption("reruns", default=None):
        return
    failed = {report.nodeid for report in terminalreporter.stats.get("failed", ())}
    repeated = [report for report in terminalreporter.stats.get(RERUN, ()) if report.nodeid not in failed]
    if not repeated:
        terminalreporter.write_line("0 tests needed a second try.", green=True)
        return
    terminalreporter.section("tests that needed a second try", sep="!", red=True, bold=True)
    for report in sorted(repeated, key=lambda report: report.nodeid):
        terminalreporter.write_line(report.nodeid, red=True)
        terminalreporter.write_line(f"{report.longreprtext[-REASON_LENGTH:]}\n")
    terminalreporter.write_line(
        f"{len(repeated)} in all. A test that passes only sometimes is a defect: repair it.", red=True
    )
