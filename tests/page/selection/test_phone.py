"""The preview on a phone, in both languages: nothing covers what it does not belong to, and nothing is cut off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.support.browser import keep_screenshot
from tests.support.preview import PreviewClient, picture_file, read
from tests.support.server import HeadraceProcess

PHONE = ViewportSize(width=390, height=844)
PLACEHOLDER = """(field) => {
    const style = getComputedStyle(field);
    const canvas = document.createElement("canvas").getContext("2d");
    canvas.font = style.font;
    const room = field.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    return [canvas.measureText(field.placeholder).width, room];
}"""
"""The width of a field's placeholder, and the width that it has."""


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    return [tmp_path_factory.mktemp("media")]


@pytest.fixture(scope="module")
def session(server: HeadraceProcess) -> PreviewClient:
    folder = Path(server.roots[0], "phone")
    for number in range(6):
        picture_file(folder / f"{number}.png", number)
    return read(server, folder)


@pytest.fixture(params=["en", "de"])
def page(browser: Browser, session: PreviewClient, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE, locale=request.param, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(f"{session.server.url}/ingest-v2#/preview/{session.session_id}")
    expect(page.get_by_test_id("card")).to_have_count(6)
    yield page
    context.close()


def test_the_toolbar_of_the_selection_stays_in_the_preview(page: Page, session: PreviewClient) -> None:
    page.get_by_test_id("card-select").first.dispatch_event("click")
    expect(page.get_by_test_id("selection")).to_be_visible()
    page.goto(f"{session.server.url}/ingest-v2#/commit/{session.session_id}")
    expect(page.get_by_test_id("commit")).to_be_enabled()
    expect(page.get_by_test_id("selection")).to_be_hidden()
    page.get_by_test_id("commit").click(trial=True, timeout=5_000)
    page.go_back()
    expect(page.get_by_test_id("selection")).to_be_visible()


def test_a_popover_fits_into_the_window_wherever_its_button_is(page: Page) -> None:
    buttons = page.locator("#preview-filters [popovertarget]")
    assert buttons.count() >= 4
    for button in buttons.all():
        button.evaluate("(button) => { button.hidden = false; }")
        popover = page.locator(f"#{button.get_attribute('popovertarget')}")
        for place in ("start", "center", "end"):
            button.evaluate("(button, inline) => button.scrollIntoView({ inline, block: 'nearest' })", place)
            button.evaluate("(button) => button.click()")
            expect(popover).to_be_visible()
            box = popover.evaluate("(each) => each.getBoundingClientRect().toJSON()")
            assert box["left"] >= 0 and box["right"] <= PHONE["width"], (button.get_attribute("id"), place, box)
            if button.get_attribute("id") == "nsfw-open":
                keep_screenshot(page, f"nsfw-popover-{place}")
            popover.evaluate("(each) => each.hidePopover()")
            expect(popover).to_be_hidden()


def test_the_placeholder_of_the_search_is_whole(page: Page) -> None:
    width, room = page.locator("#search").evaluate(PLACEHOLDER)
    assert width <= room, page.locator("#search").get_attribute("placeholder")
