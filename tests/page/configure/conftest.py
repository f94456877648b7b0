"""Fixtures that the tests of the Configure step share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.support.browser import uncomplaining_page
from tests.support.server import HeadraceProcess


@pytest.fixture
def page(browser: Browser, server: HeadraceProcess) -> Iterator[Page]:
    with uncomplaining_page(browser, ViewportSize(width=1280, height=800)) as page:
        page.goto(f"{server.url}/ingest-v2#/configure")
        yield page
