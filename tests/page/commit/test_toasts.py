"""Toasts stand clear of the button that leads on."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.page.commit.support import step
from tests.support.browser import keep_screenshot
from tests.support.preview import picture_file, read
from tests.support.server import HeadraceProcess

SHOW = """async () => {
    const { showError } = await import("/static/js/shared/toasts.js");
    for (const number of [1, 2]) showError({ message: `Not possible now (${number}).`, cure: "Try again." });
}"""


def overlap(page: Page, button: str) -> bool:
    """Return whether a toast covers a part of the button."""
    covered: bool = page.evaluate(
        """(name) => {
            const [a, b] = [document.getElementById("toasts"), document.getElementById(name)];
            const boxes = [...a.children].map((each) => each.getBoundingClientRect());
            const own = b.getBoundingClientRect();
            return boxes.some((box) => box.left < own.right && own.left < box.right
                && box.top < own.bottom && own.top < box.bottom);
        }""",
        button,
    )
    return covered


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844), (640, 400)])
def test_toasts_never_cover_the_primary_button(
    browser: Browser, server: HeadraceProcess, root: Path, width: int, height: int
) -> None:
    picture_file(root / "a.png", 1)
    session = read(server, root)
    page = browser.new_page(viewport=ViewportSize(width=width, height=height))
    for name, button in (("configure", "start"), ("commit", "commit")):
        page.goto(step(session, name))
        expect(page.locator(f"#{button}")).to_be_visible()
        page.evaluate(SHOW)
        expect(page.locator(".toast")).to_have_count(2)
        keep_screenshot(page, f"toasts-{name}-{width}")
        for top in (0, 150, 10_000):
            page.evaluate("top => new Promise((done) => { scrollTo(0, top); setTimeout(done, 100); })", top)
            assert not overlap(page, button), (name, top)
        page.reload()
    page.close()


def test_toasts_make_room_for_a_bar_that_moves_when_its_step_is_filled(
    browser: Browser, server: HeadraceProcess, root: Path
) -> None:
    picture_file(root / "a.png", 1)
    session = read(server, root)
    page = browser.new_page(viewport=ViewportSize(width=390, height=844))
    page.goto(step(session, "commit"))
    expect(page.locator("#commit-facts")).to_contain_text("Images")
    card = "document.getElementById('commit-facts').closest('.card').style"
    page.evaluate(f"{card}.display = 'none'")
    page.evaluate(SHOW)
    expect(page.locator(".toast")).to_have_count(2)
    page.evaluate(f"{card}.display = ''")
    page.evaluate("new Promise((done) => setTimeout(done, 100))")
    assert not overlap(page, "commit")
    page.close()


def test_what_several_requests_say_at_once_is_said_once(browser: Browser, server: HeadraceProcess) -> None:
    page = browser.new_page()
    page.goto(f"{server.url}/ingest-v2")
    page.evaluate(SHOW)
    page.evaluate(SHOW)
    expect(page.locator(".toast")).to_have_count(2)
    page.close()
