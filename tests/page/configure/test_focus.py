"""What takes the focus on Configure is never below the bar, and on a low screen the bars do not stick."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.support.preview import picture_file, read
from tests.support.server import HeadraceProcess

HIDDEN_FOCUS = """() => {
    const focused = document.activeElement;
    if (focused.matches(".skip-link")) return "";  // it lies above the bars
    const target = focused.matches(".node") ? focused.querySelector(".node-row") : focused;
    const own = target.getBoundingClientRect();
    const middle = [(own.left + own.right) / 2, (own.top + own.bottom) / 2];
    const bars = [...document.querySelectorAll(".action-bar, .topbar")].filter((bar) => bar.checkVisibility());
    const covering = bars.filter((bar) => !bar.contains(focused)).map((bar) => bar.getBoundingClientRect());
    const isCovered = covering.some((bar) => own.top < bar.bottom - 1 && bar.top + 1 < own.bottom
        && own.left < bar.right && bar.left < own.right);
    return isCovered ? `${focused.tagName}#${focused.id}.${focused.className} at ${middle}` : "";
}"""


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    return [tmp_path_factory.mktemp("media")]


def stops(page: Page) -> list[str]:
    """Press Tab through the whole page, and return where the focus was covered by a bar."""
    covered: list[str] = []
    page.evaluate("document.body.focus()")
    for _ in range(60):
        page.keyboard.press("Tab")
        covered += [place for place in [page.evaluate(HIDDEN_FOCUS)] if place]
        if page.evaluate("document.activeElement.closest('.footer') !== null"):
            return covered
    raise AssertionError("the page has no end")


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844), (640, 400)])
def test_the_focus_is_never_below_a_bar(
    browser: Browser, server: HeadraceProcess, root: Path, width: int, height: int
) -> None:
    for number in range(4):
        picture_file(root / str(number) / "a.png", number)
        read(server, root / str(number))
    page = browser.new_page(viewport=ViewportSize(width=width, height=height))
    page.goto(f"{server.url}/ingest-v2#/configure")
    expect(page.get_by_test_id("sessions").get_by_role("listitem").first).to_be_visible()
    expect(page.get_by_role("treeitem").first).to_be_visible()
    assert stops(page) == []
    position = page.locator("#step-configure .action-bar").evaluate("(bar) => getComputedStyle(bar).position")
    assert position == ("static" if height <= 500 else "sticky")
    page.close()
