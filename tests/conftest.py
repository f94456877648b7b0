"""Shared fixtures: a demo library, servers, databases and a browser.

`tests/support/server.py` says when to use which server.
."""

from __future__ import annotations

import glob
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import structlog
from hypothesis import settings
from playwright.sync_api import Browser, BrowserContext, expect

from app.demo import Manifest, make_library
from tests.support.browser import shared_browser
from tests.support.libraries import write_empty_library
from tests.support.postgres import postgres
from tests.support.server import HeadraceProcess, NewDatabase, NewServer, new_database

__all__ = ["postgres"]

pytest_plugins = ["tests.support.gate"]

# No test fails because a machine is slow.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
expect.set_options(timeout=30_000)  # ms


@pytest.fixture(autouse=True, scope="session")
def quiet_log() -> None:
    """Discard log lines, without making them first. A test that reads them captures them itself."""
    structlog.configure(processors=[], logger_factory=structlog.ReturnLoggerFactory())


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Manifest]:
    """A demo library of 60 files, and its manifest. Tests only read it."""
    folder = tmp_path_factory.mktemp("media") / "demo"
    return folder, make_library(folder, 60, 7)


@pytest.fixture(scope="session")
def new_server(tmp_path_factory: pytest.TempPathFactory) -> NewServer:
    """Makes servers that a test starts itself, with `with`. In a folder that a test names, they make their database."""

    def make(*roots: Path, data: Path | None = None, environ: dict[str, str] | None = None) -> HeadraceProcess:
        if data is None:
            data = tmp_path_factory.mktemp("server") / "data"
            write_empty_library(data / "headrace.db")
        return HeadraceProcess(roots, data, environ or {})

    return make


@pytest.fixture(scope="module")
def roots(demo: tuple[Path, Manifest]) -> Sequence[Path]:
    """The media folders of `server` and `fresh_server`. A module overrides it to choose others."""
    return [demo[0]]


@pytest.fixture(scope="module")
def environ() -> dict[str, str]:
    """The settings of `server` and `fresh_server`. A module overrides it to choose others."""
    return {}


@pytest.fixture(scope="module")
def database(request: pytest.FixtureRequest) -> NewDatabase:
    """Makes an empty database for a server: SQLite, unless the module runs on both."""
    return new_database(request, getattr(request, "param", "sqlite"))


@pytest.fixture(scope="module")
def server(
    new_server: NewServer, roots: Sequence[Path], environ: dict[str, str], database: NewDatabase
) -> Iterator[HeadraceProcess]:
    """One server for all tests of the module."""
    with new_server(*roots, environ=environ | database()) as process:
        yield process


@pytest.fixture
def fresh_server(
    new_server: NewServer, roots: Sequence[Path], environ: dict[str, str], database: NewDatabase, tmp_path: Path
) -> Iterator[HeadraceProcess]:
    """A server with an empty library, for one test. Its data folder is `tmp_path / "data"`."""
    data = tmp_path / "data"
    write_empty_library(data / "headrace.db")
    with new_server(*roots, data=data, environ=environ | database()) as process:
        yield process


@pytest.fixture
def root(server: HeadraceProcess, request: pytest.FixtureRequest) -> Path:
    """An empty folder of the test's own, below the first media folder of the module's server."""
    media = Path(server.roots[0])
    earlier = len(list(media.glob(f"{glob.escape(request.node.name)}*")))  # a second try gets a new folder
    folder = media / (f"{request.node.name} {earlier}" if earlier else request.node.name)
    folder.mkdir()
    return folder


@pytest.fixture(scope="module")
def browser_of_all() -> Iterator[Browser]:
    """Chromium. Modules in a row use it one after the other, and leave no page behind."""
    browser = shared_browser.get()
    yield browser
    for context in browser.contexts:
        context.close()


@pytest.fixture(scope="module")
def browser(browser_of_all: Browser) -> Browser:
    """The browser of the module. A module overrides it to choose other flags."""
    return browser_of_all


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context() as context:
        yield context
