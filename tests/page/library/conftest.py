"""The server whose library has the files of a test file's `roots`, and its page."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Page

from tests.page.library.library_page import open_library
from tests.support.browser import uncomplaining_page
from tests.support.server import HeadraceProcess, committed_library


@pytest.fixture(scope="module")
def library(server: HeadraceProcess) -> HeadraceProcess:
    """The server, once its library holds all files."""
    committed_library(server, server.roots[0])
    return server


@pytest.fixture
def client(library: HeadraceProcess) -> Iterator[httpx.Client]:
    """What a test did to the library is undone afterwards."""
    with library.client() as client:
        yield client
        while client.get("/api/library/steps").json()["undo"] is not None:
            assert client.post("/api/library/steps/undo", json={}).status_code == 200


@pytest.fixture
def page(browser: Browser, library: HeadraceProcess, client: httpx.Client) -> Iterator[Page]:
    """The page of the library, whose files are there; `client` undoes what the test did."""
    with uncomplaining_page(browser) as page:
        open_library(page, library)
        yield page
