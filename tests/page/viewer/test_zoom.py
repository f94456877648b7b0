"""Zoom and pan on the stage, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, FloatRect, Page, expect

from tests.page.viewer.support import address, expect_file, open_file, percent, shown_picture, shown_width
from tests.support.preview import PreviewClient
from tests.support.waiting import wait_until

MIDDLE_OF_STAGE = """() => {
    const { left, top, width, height } = document.getElementById("viewer-stage").getBoundingClientRect();
    return [left + width / 2, top + height / 2];
}"""
POINT_UNDER = """([x, y]) => {
    const { left, top, width, height } = document.querySelector(".viewer-picture").getBoundingClientRect();
    return [(x - left) / width, (y - top) / height];
}"""


def box(page: Page) -> FloatRect:
    found = shown_picture(page).bounding_box()
    assert found
    return found


@pytest.fixture
def large(page: Page) -> Page:
    open_file(page, "a-large.png")
    expect(page.locator(".viewer-picture")).to_have_attribute("data-shows", "original")
    return page


def test_z_and_a_double_click_switch_between_fit_and_one_to_one(large: Page) -> None:
    fitted = percent(large).inner_text()
    assert 40 < float(fitted.rstrip("%")) < 70
    large.keyboard.press("z")
    expect(percent(large)).to_have_text("100%")
    assert round(shown_width(large)) == 1600
    large.keyboard.press("z")
    expect(percent(large)).to_have_text(fitted)
    middle = large.evaluate(MIDDLE_OF_STAGE)
    large.mouse.dblclick(*middle)
    expect(percent(large)).to_have_text("100%")
    large.mouse.dblclick(*middle)
    expect(percent(large)).to_have_text(fitted)


def test_one_to_one_means_pixels_of_the_screen(browser: Browser, session: PreviewClient) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800}, device_scale_factor=2)
    page.goto(address(session))
    open_file(page, "a-large.png")
    page.keyboard.press("z")
    expect(percent(page)).to_have_text("100%")
    assert round(shown_width(page)) == 800
    page.close()


def test_the_wheel_zooms_where_the_pointer_is(large: Page) -> None:
    x, y = large.evaluate(MIDDLE_OF_STAGE)
    point = [x - 150, y - 80]
    before = large.evaluate(POINT_UNDER, point)
    large.mouse.move(*point)
    large.mouse.wheel(0, -900)
    wait_until(lambda: shown_width(large) > 1600, "it is zoomed")
    after = large.evaluate(POINT_UNDER, point)
    assert after == pytest.approx(before, abs=0.01)
    large.mouse.wheel(0, 5_000)
    wait_until(lambda: large.evaluate("document.getElementById('viewer-stage').dataset.fitted") == "", "it fits again")


def test_a_zoomed_picture_is_moved_by_drag_and_arrows_and_not_beyond_its_edge(large: Page) -> None:
    large.keyboard.press("z")
    x, y = large.evaluate(MIDDLE_OF_STAGE)
    before = box(large)
    large.mouse.move(x, y)
    large.mouse.down()
    large.mouse.move(x + 60, y + 40, steps=4)
    large.mouse.up()
    moved = box(large)
    assert (moved["x"] - before["x"], moved["y"] - before["y"]) == pytest.approx((60, 40), abs=1)
    large.keyboard.press("ArrowRight")
    expect_file(large, "a-large.png")
    assert box(large)["x"] == pytest.approx(moved["x"] - 80, abs=1)
    for _ in range(30):
        large.keyboard.press("ArrowLeft")
    stage = large.get_by_test_id("viewer-stage").bounding_box()
    assert stage and box(large)["x"] == pytest.approx(stage["x"], abs=1)
    large.keyboard.press("Space")
    expect_file(large, "b-large.png")


def test_the_zoom_stays_for_a_picture_of_the_same_size_and_fits_any_other(large: Page) -> None:
    for _ in range(3):
        large.keyboard.press("i")
    zoomed = percent(large).inner_text()
    assert float(zoomed.rstrip("%")) > 100
    large.keyboard.press("Space")
    expect_file(large, "b-large.png")
    expect(percent(large)).to_have_text(zoomed)
    large.keyboard.press("Space")
    expect_file(large, "c-dot.png")
    expect(large.get_by_test_id("viewer-stage")).to_have_attribute("data-fitted", "")
    large.keyboard.press("Escape")
    open_file(large, "a-large.png")
    expect(large.get_by_test_id("viewer-stage")).to_have_attribute("data-fitted", "")


def test_a_dot_is_shown_in_squares_and_a_large_picture_is_not(page: Page) -> None:
    open_file(page, "c-dot.png")
    expect(page.locator(".viewer-picture")).to_have_attribute("data-shows", "original")
    expect(shown_picture(page)).to_have_css("image-rendering", "pixelated")
    page.keyboard.press("Home")
    expect_file(page, "a-large.png")
    expect(shown_picture(page)).to_have_css("image-rendering", "auto")


def test_buttons_zoom_too_and_leave_the_focus_on_the_stage(large: Page) -> None:
    before = shown_width(large)
    large.get_by_role("button", name="Zoom in").click()
    assert shown_width(large) == pytest.approx(before * 1.5, rel=0.02)
    large.get_by_role("button", name="Zoom out").click()
    expect(large.get_by_test_id("viewer-stage")).to_have_attribute("data-fitted", "")
    expect(large.get_by_test_id("viewer-stage")).to_be_focused()
