"""The card that adds files looks as it did while they are sent and afterwards, and axe finds nothing wrong in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, ViewportSize, expect

from tests.page.visual.axe import CONTRAST, violations
from tests.page.visual.comparison import check_picture
from tests.page.visual.pinning import STYLE
from tests.page.visual.states import PHONE, settle
from tests.support.preview import picture_file
from tests.support.server import HeadraceProcess

pytestmark = pytest.mark.slow

DESKTOP = ViewportSize(width=1280, height=800)
LARGE = 6 << 20
FILE_ADDRESS = re.compile(r"/api/ingest/uploads/[^/]+/file")


@pytest.fixture(scope="module")
def environ(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return {"HEADRACE_UPLOADS": str(tmp_path_factory.mktemp("uploads")), "HEADRACE_UPLOAD_FILE_MB": "5"}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two pictures, and two files that are refused: one is no picture, one is too large."""
    folder = tmp_path_factory.mktemp("to-add")
    for number, name in enumerate(("harbour.png", "lighthouse.png")):
        picture_file(folder / name, number)
    (folder / "notes.txt").write_text("no picture")
    (folder / "voyage.mp4").write_bytes(bytes(LARGE))
    return sorted(folder.iterdir())


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_the_upload_card_looks_as_it_did(
    browser: Browser, server: HeadraceProcess, files: list[Path], device: str
) -> None:
    size = DESKTOP if device == "desktop" else PHONE
    context = browser.new_context(viewport=size, locale="en-US", reduced_motion="reduce", bypass_csp=True)
    page = context.new_page()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.goto(f"{server.url}/ingest-v2#/configure")
    card = page.get_by_test_id("upload")
    expect(card).to_be_visible()
    found = check(page, card, f"upload-empty-{device}")
    page.route(FILE_ADDRESS, hold)
    page.locator("#upload-files-input").set_input_files(files)
    expect(page.locator(".upload-row")).to_have_count(2)
    found |= check(page, card, f"upload-running-{device}")
    for route in held:
        route.continue_()
    page.unroute(FILE_ADDRESS, hold)
    expect(page.get_by_test_id("upload-result")).to_have_text("2 files were added, and their folder is selected.")
    expect(page.get_by_test_id("upload-failed")).to_contain_text("2 files were not added")
    found |= check(page, card, f"upload-over-{device}")
    assert {state: each for state, each in found.items() if each} == {}
    context.close()


def check(page: Page, card: Locator, name: str) -> dict[str, list[str]]:
    """Compare the pictures of a state, in both themes on a desk. Return what axe finds in it."""
    found = {name: violations(page)}
    for theme in ("light", "dark") if "desktop" in name else ("light",):
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        settle(page)
        if theme == "dark":
            found[f"{name} dark"] = violations(page, CONTRAST)
        card.scroll_into_view_if_needed()
        check_picture(f"{name}-{theme}", card.screenshot(animations="disabled", caret="hide", style=STYLE))
    page.emulate_media(color_scheme="light")
    return found
