"""Shared fixtures: a demo library made once, and a server of its own for every test that asks.

A module whose tests shall run on both databases has `pytest_generate_tests = on_both_databases`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import settings
from playwright.sync_api import Browser, BrowserContext

from app.demo import Manifest, make_library
from tests.support.browser import chromium
from tests.support.postgres import postgres
from tests.support.server import HeadraceProcess, NewDatabase, new_database

__all__ = ["postgres"]

# No test fails because a machine is slow.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(autouse=True, scope="session")
def quiet_log() -> None:
    """Log lines go nowhere; a test that reads them captures them."""
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Manifest]:
    """A demo library of 60 files and what its maker says of them. Tests only read it."""
    folder = tmp_path_factory.mktemp("media") / "demo"
    return folder, make_library(folder, 60, 7)


@pytest.fixture
def database(request: pytest.FixtureRequest) -> NewDatabase:
    """Makes an empty database for a server, and gives the environment that names it: SQLite, unless a module asks."""
    return new_database(request, getattr(request, "param", "sqlite"))


@pytest.fixture
def server(demo: tuple[Path, Manifest], tmp_path: Path, database: NewDatabase) -> Iterator[HeadraceProcess]:
    """A server on the demo library with an empty database."""
    with HeadraceProcess(roots=[demo[0]], data=tmp_path / "data", environ=database()) as process:
        yield process


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, one for each module of tests."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context() as context:
        yield context
