"""With the colours of a high-contrast theme, one sees what has the focus and what is chosen."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, FloatRect, Locator, Page, ViewportSize

from tests.page.visual import states
from tests.page.visual.stage import Stage
from tests.page.visual.states import Visit, settle
from tests.support.browser import keep_screenshot

pytestmark = pytest.mark.slow

AROUND_PX = 8
LEAST_PIXELS = 40
"""An outline of two pixels around the smallest control has more."""
STOPS = 14
SEEN = """() => {
    const shown = document.activeElement.closest("label") ?? document.activeElement;
    const { left, top, width, height } = shown.getBoundingClientRect();
    return document.activeElement === document.body ? null : { x: left, y: top, width, height };
}"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    size = ViewportSize(width=1280, height=1400)  # no bar covers what is pressed
    with browser.new_context(viewport=size, forced_colors="active", reduced_motion="reduce") as context:
        yield context.new_page()


def around(page: Page, box: FloatRect) -> np.ndarray:
    """Return the pixels of a place and of what is just around it."""
    left, top = max(0, box["x"] - AROUND_PX), max(0, box["y"] - AROUND_PX)
    clip = FloatRect(x=left, y=top, width=box["width"] + 2 * AROUND_PX, height=box["height"] + 2 * AROUND_PX)
    return np.asarray(Image.open(io.BytesIO(page.screenshot(clip=clip, caret="hide"))).convert("RGB")).astype(np.int16)


def changes(page: Page, box: FloatRect, change: Callable[[], object]) -> int:
    """Return how many pixels of a place are clearly others after a change."""
    before = around(page, box)
    change()
    settle(page)
    return int((np.abs(around(page, box) - before).max(axis=2) > 60).sum())


@pytest.mark.parametrize(
    "visit",
    [states.configure, states.process_over, states.preview, states.viewer, states.library, states.account],
    ids=lambda visit: visit.__name__,
)
def test_the_focus_is_seen(page: Page, stage: Stage, visit: Visit) -> None:
    visit(page, stage)
    settle(page)
    keep_screenshot(page, f"{visit.__name__}-forced-colours")
    unseen = []
    for _ in range(STOPS):
        page.keyboard.press("Tab")
        box = page.evaluate(SEEN)
        if box is None:
            continue
        name = page.evaluate("document.activeElement.outerHTML.slice(0, 120)")
        if changes(page, box, lambda: page.evaluate("document.activeElement.blur()")) < LEAST_PIXELS:
            unseen.append(name)
    assert unseen == []


def is_seen(page: Page, press: Locator) -> bool:
    """Whether a press of a control changes how it looks, when neither the pointer nor the focus is on it."""
    box = press.bounding_box()
    assert box

    def choose() -> None:
        press.click(force=True)
        page.mouse.move(1, 1)
        page.evaluate("document.activeElement.blur()")

    return changes(page, box, choose) >= LEAST_PIXELS


def test_what_is_chosen_is_seen(page: Page, stage: Stage) -> None:
    states.configure(page, stage)
    settle(page)
    chosen = {
        "folder": page.locator('.node[data-path$="/Pictures"] .node-check'),
        "kind": page.locator("#presets label").nth(1),
        "switch": page.locator(".switch").first,
    }
    assert {name: is_seen(page, control) for name, control in chosen.items()} == dict.fromkeys(chosen, True)
    keep_screenshot(page, "configure-chosen-forced-colours")
    states.preview(page, stage)
    settle(page)
    chosen = {
        "card": page.get_by_test_id("card-select").nth(1),
        "chip": page.locator('[data-show="ok"]'),
        "group": page.get_by_test_id("group-new"),
    }
    assert {name: is_seen(page, control) for name, control in chosen.items()} == dict.fromkeys(chosen, True)
    keep_screenshot(page, "preview-chosen-forced-colours")
