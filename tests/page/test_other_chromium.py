"""A second version of Chromium, from an npm package: the whole way of a user, and the founding document's client."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest

from tests.page.test_browsers_workflow import (
    server,
    test_the_founding_documents_own_client_works_unchanged,
    test_the_whole_way_from_press_to_library,
)
from tests.support.browser import chromium_path, unpack_other_chromium
from tests.support.engines import Engine, unavailable
from tests.support.engines.chromium import chromium_window

__all__ = [
    "server",
    "test_the_founding_documents_own_client_works_unchanged",
    "test_the_whole_way_from_press_to_library",
]

pytestmark = pytest.mark.parametrize("engine_name", ["other-chromium"], scope="module", indirect=True)


@pytest.fixture(scope="module")
def other_path() -> str:
    return unpack_other_chromium() or unavailable("@sparticuz/chromium is not installed (npm ci)")


@pytest.fixture(scope="module")
def engine(engine_name: str, other_path: str) -> Iterator[Engine]:
    with chromium_window(other_path) as window:
        yield window


def test_it_is_another_version(engine_name: str, other_path: str) -> None:
    installed = chromium_path()
    if installed is None:
        unavailable("no Chromium is installed")
    assert _major_version(other_path) != _major_version(installed)


def _major_version(path: str) -> int:
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=True).stdout
    return int(next(word for word in said.split() if word[0].isdigit()).split(".")[0])
