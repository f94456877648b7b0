"""The stage that the tests of each module share, and a browser that draws letters the same on every machine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from app.demo import Manifest
from tests.page.visual.stage import ENVIRON, Stage, make_stage
from tests.support.browser import chromium
from tests.support.server import HeadraceProcess


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    folder = tmp_path_factory.mktemp("stage") / "Media"
    folder.mkdir()
    return [folder]


@pytest.fixture(scope="module")
def environ() -> dict[str, str]:
    return ENVIRON


@pytest.fixture(scope="module")
def stage(server: HeadraceProcess, demo: tuple[Path, Manifest]) -> Stage:
    return make_stage(server, demo)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium("--font-render-hinting=none", "--disable-lcd-text") as browser:
        yield browser
