"""What a picture reviewer must do, in a real browser: each was missing once."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.page.viewer.support import expect_file, open_file, shown_picture, shown_width
from tests.support.waiting import wait_until


@pytest.mark.parametrize(("name", "least"), [("c-dot.png", 200), ("d-icon.png", 300)])
def test_a_small_picture_is_enlarged(page: Page, name: str, least: int) -> None:
    open_file(page, name)
    wait_until(lambda: shown_width(page) >= least, f"{name} is enlarged")


@pytest.mark.parametrize("name", ["e-heic.heic", "f-tiff.tif"])
def test_a_format_that_browsers_do_not_show_is_as_large_as_others(page: Page, name: str) -> None:
    open_file(page, name)
    wait_until(lambda: shown_width(page) > 700, f"{name} fills the stage")
    large = "() => Math.max(...[...document.querySelectorAll('dialog img')].map((image) => image.naturalWidth))"
    wait_until(lambda: page.evaluate(large) >= 1280, "it is more than a thumbnail")


def test_back_closes_the_file_and_not_the_page(page: Page) -> None:
    before = page.url
    open_file(page, "b-large.png")
    page.go_back()
    expect(page.get_by_test_id("detail")).to_be_hidden()
    expect(page).to_have_url(before)
    expect(page.locator("#step-preview")).to_be_visible()


def test_space_goes_on_and_not_back(page: Page) -> None:
    open_file(page, "b-large.png")
    page.keyboard.press("Space")
    expect_file(page, "c-dot.png")


def test_home_and_end_go_to_the_ends(page: Page) -> None:
    open_file(page, "c-dot.png")
    page.keyboard.press("End")
    expect_file(page, "j-upright.png")
    page.keyboard.press("Home")
    expect_file(page, "a-large.png")


@pytest.mark.parametrize("how", ["wheel", "double click", "z"])
def test_a_picture_is_zoomed(page: Page, how: str) -> None:
    open_file(page, "a-large.png")
    expect(shown_picture(page)).to_be_visible()
    before = shown_width(page)
    box = shown_picture(page).bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 3, box["y"] + box["height"] / 3
    page.mouse.move(x, y)
    if how == "wheel":
        page.mouse.wheel(0, -400)
    elif how == "double click":
        page.mouse.dblclick(x, y)
    else:
        page.keyboard.press("z")
    wait_until(lambda: shown_width(page) > before * 1.5, f"{how} zooms")


def test_a_failed_file_can_be_read_again(page: Page) -> None:
    open_file(page, "h-broken.png")
    expect(page.get_by_test_id("detail").get_by_role("button", name=re.compile("Retry"))).to_be_visible()


def test_question_mark_shows_the_keys(page: Page) -> None:
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    open_file(page, "a-large.png")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_contain_text("Fit or 100%")
