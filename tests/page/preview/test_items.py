"""RAW + JPEG and Live Photos on the page: one card with a sign, and all of its files in the viewer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from tests.page.viewer.support import address, expect_file, open_file
from tests.support.items import ITEMS, read_items
from tests.support.preview import PreviewClient
from tests.support.server import HeadraceProcess
from tests.support.waiting import wait_until

DESKTOP, PHONE = ViewportSize(width=1280, height=800), ViewportSize(width=390, height=844)


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    return [tmp_path_factory.mktemp("media")]


@pytest.fixture(scope="module")
def session(server: HeadraceProcess) -> PreviewClient:
    return read_items(server)


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def page(request: pytest.FixtureRequest, browser: Browser, session: PreviewClient) -> Iterator[Page]:
    page = browser.new_page(viewport=request.param)
    page.goto(address(session))
    expect(page.get_by_test_id("card")).to_have_count(len(ITEMS))
    yield page
    page.close()


def card(page: Page, name: str) -> Locator:
    return page.get_by_test_id("card").filter(has_text=name)


def choice(page: Page, name: str) -> Locator:
    return page.get_by_test_id("item-files").get_by_role("radio", name=name)


def open_details(page: Page) -> None:
    """On a phone the details are below the picture until they are asked for."""
    if (
        not page.get_by_test_id("viewer-panel").is_visible()
        or page.get_by_test_id("panel-toggle").get_attribute("aria-expanded") == "false"
    ):
        page.get_by_test_id("panel-toggle").click()


def test_a_picture_of_several_files_is_one_card_with_a_sign(page: Page) -> None:
    for name, sign in (("IMG_1.JPG", "RAW + JPEG"), ("IMG_2.HEIC", "Live Photo"), ("IMG_3.JPG", "Live Photo")):
        expect(card(page, name).locator("[data-tone=item]")).to_have_text(sign)
    for name in ("ComfyUI_1.png", "ComfyUI_1.mp4"):
        expect(card(page, name).locator("[data-tone=item]")).to_have_count(0)
    expect(page.locator("[data-show=all] .chip-count")).to_have_text(str(len(ITEMS)))
    expect(page.locator("[data-group=new] .group-files")).to_have_text(str(len(ITEMS)))


def test_the_viewer_shows_every_file_of_the_picture_with_its_own_facts(page: Page) -> None:
    open_file(page, "IMG_1.JPG")
    open_details(page)
    expect(choice(page, "JPEG")).to_be_checked()
    expect(page.locator("#detail-parts")).to_contain_text("JPEG")
    choice(page, "RAW").check(force=True)
    expect_file(page, "IMG_1.DNG")
    expect(page.locator("#detail-parts")).to_contain_text("DNG")
    expect(page.locator(".viewer-picture[data-shows]")).to_be_visible()
    raw = page.locator("#download-original").get_attribute("href")
    choice(page, "JPEG").check(force=True)
    expect_file(page, "IMG_1.JPG")
    assert raw != page.locator("#download-original").get_attribute("href")
    expect(page.locator("#download-original")).to_have_attribute("download", "IMG_1.JPG")


def test_the_motion_of_a_live_photo_is_a_video_on_the_stage(page: Page) -> None:
    open_file(page, "IMG_3.JPG")
    open_details(page)
    choice(page, "Video").check(force=True)
    expect_file(page, "IMG_3.MOV")
    expect(page.locator("#viewer-media video, #viewer-media .viewer-none")).to_be_visible()
    page.get_by_test_id("viewer-stage").focus()
    page.keyboard.press("ArrowLeft")
    expect_file(page, "IMG_2.HEIC")
    expect(choice(page, "HEIC")).to_be_checked()


def test_a_picture_of_one_file_offers_no_others(page: Page) -> None:
    open_file(page, "ComfyUI_1.png")
    expect(page.get_by_test_id("item-files")).to_be_hidden()
    page.keyboard.press("v")
    expect_file(page, "ComfyUI_1.png")


def test_the_keyboard_goes_through_the_files_and_edits_all_of_them(page: Page, session: PreviewClient) -> None:
    card(page, "IMG_1.JPG").locator(".file-open").focus()
    page.keyboard.press("Enter")
    expect_file(page, "IMG_1.JPG")
    page.keyboard.press("v")
    expect_file(page, "IMG_1.DNG")
    page.keyboard.press("2")
    expect(page.locator("#edit-score input[value='2']")).to_be_checked()
    expect_file(page, "IMG_1.DNG")
    wait_until(
        lambda: {session.files(every_file=True)[name]["score"] for name in ("IMG_1.JPG", "IMG_1.DNG")},
        "both files have the score",
        holds=lambda scores: scores == {2},
    )
    page.keyboard.press("v")
    expect_file(page, "IMG_1.JPG")
    open_details(page)
    page.get_by_test_id("edit-revert").click()
    expect(page.locator("#edit-score input[value='4']")).to_be_checked()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("detail")).to_be_hidden()
    expect(card(page, "IMG_1.JPG").locator(".stars")).to_have_text("4")
