"""Fixtures that the tests of the Commit step share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.support.browser import uncomplaining_page


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    return [tmp_path_factory.mktemp("media")]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with uncomplaining_page(browser, ViewportSize(width=1280, height=800)) as page:
        yield page
