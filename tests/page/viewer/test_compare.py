"""Two to four pictures beside each other, in a real browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from tests.page.viewer.support import address
from tests.support.browser import keep_screenshot
from tests.support.preview import PreviewClient, picture_file, read
from tests.support.server import HeadraceProcess
from tests.support.waiting import wait_until


@pytest.fixture(scope="module")
def session(server: HeadraceProcess) -> PreviewClient:
    """One group of three identical files, of which one has another score."""
    folder = Path(server.roots[0], "compared")
    data = picture_file(folder / "a.png", 1, prompt="a fox, snow, dawn").read_bytes()
    for name in ("b.png", "c.png"):
        (folder / name).write_bytes(data)
    return read(server, folder)


@pytest.fixture
def page(browser: Browser, session: PreviewClient) -> Page:
    page = browser.new_page(viewport=ViewportSize(width=1280, height=800))
    page.goto(address(session, "?show=duplicates"))
    return page


def widths(page: Page) -> list[float]:
    boxes = [each.bounding_box() for each in page.locator(".compare-pane .viewer-large").all()]
    return [box["width"] if box else 0 for box in boxes]


def chosen(files: dict[str, dict[str, Any]]) -> list[str]:
    return [files[name]["choice"] for name in ("a.png", "b.png", "c.png")]


def open_group(page: Page) -> Locator:
    page.get_by_test_id("compare-group").click()
    compare = page.get_by_test_id("compare")
    expect(compare).to_be_visible()
    wait_until(lambda: widths(page), "pictures are shown", holds=lambda found: min(found, default=0) > 0)
    return compare


def test_a_group_of_copies_is_compared_with_one_zoom_and_one_is_kept(page: Page, session: PreviewClient) -> None:
    compare = open_group(page)
    expect(compare.get_by_test_id("compare-pane")).to_have_count(3)
    before = widths(page)
    page.keyboard.press("i")
    after = widths(page)
    assert after == pytest.approx([width * 1.5 for width in before], rel=0.01)
    box = compare.locator(".compare-stage").nth(2).bounding_box()
    assert box
    page.mouse.move(box["x"] + 50, box["y"] + 50)
    page.mouse.wheel(0, -300)
    wait_until(lambda: widths(page), "all are zoomed", holds=lambda found: min(found) > max(after) * 1.2)
    found = widths(page)
    assert found == pytest.approx([found[0]] * 3, rel=0.01)
    expect(page.get_by_test_id("differences").locator("tbody th")).to_have_text(["Name"])
    expect(compare.get_by_text("Slider")).to_be_visible()
    assert compare.get_by_role("radio", name="Slider").is_disabled()
    keep_screenshot(page, "compare-three")
    compare.get_by_role("button", name="Keep only b.png").click()
    wait_until(session.files, "one is kept", holds=lambda files: chosen(files) == ["leave", "apply", "leave"])
    expect(compare.get_by_test_id("compare-pane").first).to_have_attribute("data-left", "")
    page.keyboard.press("Escape")
    expect(compare).to_be_hidden()
    page.close()


def test_two_pictures_lie_under_a_divider_and_take_turns(page: Page, session: PreviewClient) -> None:
    page.goto("about:blank")
    page.emulate_media(reduced_motion="reduce")
    folder = Path(session.server.roots[0], "two")
    picture_file(folder / "x.png", 1, prompt="a fox, snow", seed=1)
    (folder / "y.png").write_bytes((folder / "x.png").read_bytes())
    pair = read(session.server, folder)
    page.goto(address(pair, "?show=duplicates"))
    compare = open_group(page)
    panes = compare.get_by_test_id("compare-panes")
    compare.get_by_role("radio", name="Slider").check()
    expect(panes).to_have_attribute("data-mode", "slider")
    first, second = (compare.locator(".compare-stage").nth(number) for number in (0, 1))
    assert first.bounding_box() == second.bounding_box()
    expect(second).to_have_css("clip-path", "inset(0px 0px 0px 50%)")
    panes.focus()
    page.keyboard.press("]")
    expect(second).to_have_css("clip-path", "inset(0px 0px 0px 52%)")
    keep_screenshot(page, "compare-slider")
    compare.get_by_role("radio", name="Blink").check()
    expect(second).to_have_css("visibility", "hidden")
    panes.focus()
    page.keyboard.press("Space")
    expect(second).to_have_css("visibility", "visible")
    expect(first).to_have_css("visibility", "hidden")
    page.close()
