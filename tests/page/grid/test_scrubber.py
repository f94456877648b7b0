"""The scrubber at the side of the preview leads to a place, and is there for long lists only."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.page.grid.support import card
from tests.support.browser import uncomplaining_page
from tests.support.control import sound_files
from tests.support.server import HeadraceProcess

FILES = 150


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    root = tmp_path_factory.mktemp("media")
    sound_files(root / "many", FILES)
    sound_files(root / "few", 3)
    return [root]


def preview_address(server: HeadraceProcess, folder: str) -> str:
    session_id = server.process_folders(Path(server.roots[0], folder), enable_nsfw_detection=False)
    server.wait_until_over(session_id)
    return f"{server.url}/ingest-v2#/preview/{session_id}"


def test_it_leads_to_a_place_of_a_long_list(browser: Browser, server: HeadraceProcess) -> None:
    with uncomplaining_page(browser) as page:
        page.goto(preview_address(server, "many"))
        scrubber = page.get_by_label("Go to", exact=True)
        expect(scrubber).to_have_attribute("aria-valuetext", f"1 of {FILES}")
        scrubber.focus()
        page.keyboard.press("End")
        expect(scrubber).to_have_attribute("aria-valuetext", f"{FILES} of {FILES}")
        expect(card(page, FILES - 1)).to_be_in_viewport()
        page.wait_for_timeout(500)  # the grid says what is seen once it stands still
        expect(scrubber).to_have_attribute("aria-valuetext", f"{FILES} of {FILES}")
        page.keyboard.press("Home")
        expect(card(page, 0)).to_be_in_viewport()
        scrubber_box = page.get_by_test_id("scrubber").bounding_box()
        bar = page.locator("#step-preview .action-bar").bounding_box()
        assert scrubber_box is not None and bar is not None
        assert scrubber_box["y"] + scrubber_box["height"] <= bar["y"], "it does not reach below the bar"


def test_a_short_list_has_none(browser: Browser, server: HeadraceProcess) -> None:
    with uncomplaining_page(browser) as page:
        page.goto(preview_address(server, "few"))
        expect(card(page, 0)).to_be_visible()
        expect(page.get_by_test_id("scrubber")).to_be_hidden()
