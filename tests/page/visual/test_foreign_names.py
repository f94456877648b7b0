"""Names that are written from right to left stand alone: they turn nothing around them, and keep their own order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.page.visual.stage import Stage
from tests.support.browser import keep_screenshot
from tests.support.preview import picture_file

pytestmark = pytest.mark.slow

LATIN = "a holiday 2024 (3).png"
NAMES = ["תמונה 20241231.png", "صورة 2024 (3).png", "חוף הים, קיץ 2024 (12)_final.jpg.png"]
PARTS = """(card) => {
    const edge = card.getBoundingClientRect().left;
    return [".file-media", ".file-caption", ".file-name", ".file-meta > span"].map((selector) => {
        const { left } = card.querySelector(selector).getBoundingClientRect();
        return Math.round(left - edge);
    });
}"""
DIGITS = """(name) => {
    // Where each digit is on the screen, from left to right: numbers are never turned.
    const walker = document.createTreeWalker(name, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
        const text = walker.currentNode;
        for (let place = 0; place < text.length; place += 1) {
            if (!/[0-9]/.test(text.data[place])) continue;
            const range = document.createRange();
            range.setStart(text, place);
            range.setEnd(text, place + 1);
            found.push([range.getBoundingClientRect().left, text.data[place]]);
        }
    }
    return found.sort(([one], [other]) => one - other).map(([, digit]) => digit).join("");
}"""


@pytest.fixture(scope="module")
def session(stage: Stage) -> str:
    folder = Path(stage.media, "Names")
    for number, name in enumerate([LATIN, *NAMES]):
        picture_file(folder / name, number)
    return stage.guarded.finished(folder)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_from_right_to_left_turns_nothing_around_it(
    browser: Browser, stage: Stage, session: str, name: str
) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    stage.open(page, f"/ingest-v2#/preview/{session}")
    cards = page.get_by_test_id("card")
    expect(cards).to_have_count(1 + len(NAMES))
    latin, foreign = (cards.filter(has_text=each) for each in (LATIN, name))
    assert foreign.evaluate(PARTS) == latin.evaluate(PARTS)
    keep_screenshot(page, "names-cards")
    number = max("".join(each if each.isdigit() else " " for each in name).split(), key=len)
    assert number in foreign.locator(".file-name").evaluate(DIGITS)

    places: list[dict[str, Any]] = []
    for card in (latin, foreign):
        card.locator(".file-open").click()
        expect(page.get_by_test_id("viewer-panel")).to_be_visible()
        places.append(
            {
                part: page.locator(part).evaluate("(it) => Math.round(it.getBoundingClientRect().left)")
                for part in (".detail-names", "#copy-path", "#detail-body", "#viewer-place")
            }
        )
        keep_screenshot(page, "names-viewer")
        page.keyboard.press("Escape")
        expect(page.get_by_test_id("detail")).to_be_hidden()
    assert places[0] == places[1]
    page.close()
