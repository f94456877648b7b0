from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.page.viewer.support import NAMES, address, read_media
from tests.support.preview import PreviewClient
from tests.support.server import HeadraceProcess


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    return [tmp_path_factory.mktemp("media")]


@pytest.fixture(scope="module")
def session(server: HeadraceProcess) -> PreviewClient:
    return read_media(server, Path(server.roots[0], "viewed"))


@pytest.fixture
def page(browser: Browser, session: PreviewClient) -> Iterator[Page]:
    """The preview of all files. The browser itself complains of a format that it does not know."""
    page = browser.new_page(viewport=ViewportSize(width=1280, height=800))
    page.goto(address(session))
    expect(page.get_by_test_id("card")).to_have_count(len(NAMES))
    yield page
    page.close()
