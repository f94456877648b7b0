"""The Process step while it reads: axe-core finds nothing, nothing scrolls sideways, and the focus is never covered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.page.process.support import PATIENCE_MS, QUICK, broken_files, show
from tests.page.visual.axe import violations
from tests.support.browser import keep_screenshot
from tests.support.control import endless_files, post, sound_files
from tests.support.server import HeadraceProcess

pytestmark = pytest.mark.slow

SIZES: dict[str, ViewportSize] = {
    "desktop": {"width": 1280, "height": 800},
    "phone": {"width": 390, "height": 844},
    "narrow": {"width": 320, "height": 640},
    "sideways": {"width": 844, "height": 390},
    "zoomed": {"width": 640, "height": 400},
}
RUNNING = """document.getAnimations().filter(({ playState }) => playState === "running")
    .map(({ effect }) => effect.target.outerHTML.slice(0, 120))"""
COVERED = """() => {
  const { left, top, width, height } = document.activeElement.getBoundingClientRect();
  const bars = [...document.querySelectorAll(".action-bar, .topbar")];
  const at = (x, y) => document.elementFromPoint(Math.min(Math.max(x, 1), innerWidth - 2), y);
  const points = [[left + width / 2, top + height / 2], [left + 3, top + 3], [left + width - 3, top + height - 3]];
  const isCovered = ([x, y]) => {
    const found = at(x, y);
    return y < 0 || y > innerHeight || bars.some((bar) => bar.contains(found) && !bar.contains(document.activeElement));
  };
  return points.every(isCovered);
}"""


@pytest.fixture(scope="module")
def running(server: HeadraceProcess, media: Path) -> Iterator[str]:
    """A session with a full wall, failures, and a file that takes long."""
    folder = broken_files(sound_files(media / "reach", 30), 8)
    endless_files(folder / "z", 6)
    session_id = server.process_folders(folder, **QUICK)
    yield session_id
    post(server, f"cancel/{session_id}")


@pytest.mark.parametrize(
    ("size", "scheme"), [*((size, "light") for size in SIZES), ("desktop", "dark"), ("phone", "dark")]
)
def test_the_step_in_the_middle_of_a_run(
    server: HeadraceProcess, running: str, browser: Browser, size: str, scheme: str
) -> None:
    # Without motion: a name that fades in has too little contrast for a moment.
    page = browser.new_page(
        viewport=SIZES[size], color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce"
    )
    show(page, server, running)
    expect(page.get_by_test_id("slow-files")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_test_id("wall").get_by_role("link").first).to_be_visible()
    keep_screenshot(page, f"process-{size}-{scheme}")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert violations(page) == []
    assert page.evaluate(RUNNING) == []
    if scheme == "light":
        assert covered_stops(page) == []
    page.close()


def covered_stops(page: Page) -> list[str]:
    """Press Tab through the page, and return what had the focus while a bar covered it."""
    covered = []
    page.keyboard.press("Tab")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        if page.evaluate(COVERED):
            covered.append(page.evaluate("document.activeElement.outerHTML.slice(0, 120)"))
    return covered
