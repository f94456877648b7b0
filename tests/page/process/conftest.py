"""A server with one worker, and a page that may not complain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.support.browser import ConsoleErrors


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The media folder of the module's server."""
    folder = tmp_path_factory.mktemp("process") / "media"
    folder.mkdir()
    return folder


@pytest.fixture(scope="module")
def roots(media: Path) -> Sequence[Path]:
    return [media]


@pytest.fixture(scope="module")
def environ() -> dict[str, str]:
    return {"HEADRACE_WORKERS": "1", "HEADRACE_FILE_TIMEOUT_S": "600"}


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    page = context.new_page()
    complaints = ConsoleErrors(page)
    yield page
    assert not complaints.seen
