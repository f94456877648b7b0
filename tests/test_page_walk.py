"""The preview's files looked at one after the other, in a real browser: the walk goes on over the ends of a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, ViewportSize, expect

from tests.browser_support import uncomplaining_page
from tests.preview_support import picture_file, read, server_for_all

PAGE_SIZE = 60
FILES = PAGE_SIZE * 2 + 5


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a session's files, three pages of them."""
    with server_for_all(tmp_path_factory) as server:
        folder = Path(server.roots[0], "walked")
        for number in range(FILES):
            picture_file(folder / f"{number:03}.png", number)
        session = read(server, folder)
        yield f"{server.url}/ingest-v2#/preview/{session.session_id}"


@pytest.fixture
def page(browser: Browser, preview: str) -> Iterator[Page]:
    """On the second page."""
    with uncomplaining_page(browser, ViewportSize(width=1280, height=900)) as page:
        page.goto(f"{preview}?page=2")
        expect(page.get_by_test_id("card")).to_have_count(PAGE_SIZE)
        yield page


def open_card(page: Page, place: int) -> None:
    page.get_by_test_id("card").locator(".file-open").nth(place).click()


def test_the_walk_goes_on_into_the_next_page_and_the_one_before(page: Page) -> None:
    name, place = page.locator("#detail-name"), page.locator("#page-text")
    open_card(page, PAGE_SIZE - 1)
    page.keyboard.press("ArrowRight")
    expect(name).to_have_text("120.png")
    expect(place).to_have_text("Page 3 of 3")
    page.keyboard.press("ArrowLeft")
    expect(name).to_have_text("119.png")
    expect(place).to_have_text("Page 2 of 3")
    page.keyboard.press("Escape")
    open_card(page, 0)
    page.get_by_role("button", name="Previous file").click()
    expect(name).to_have_text("059.png")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("card").locator(".file-open").last).to_be_focused()
    expect(page).to_have_url(re.compile("#/preview/[^?]+$"))


def test_the_walk_ends_at_the_first_file_and_the_last(page: Page) -> None:
    before, behind = (page.get_by_role("button", name=f"{name} file") for name in ("Previous", "Next"))
    page.locator("#page-next").click()
    expect(page.get_by_test_id("card")).to_have_count(FILES - 2 * PAGE_SIZE)
    open_card(page, FILES - 2 * PAGE_SIZE - 1)
    expect(before).to_be_enabled()
    expect(behind).to_be_disabled()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#detail-name")).to_have_text(f"{FILES - 1}.png")


def test_a_key_pressed_twice_while_a_page_comes_turns_one_page(page: Page) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(re.compile(r"/files\?"), hold)
    open_card(page, 0)
    with page.expect_request(re.compile(r"/files\?")):
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    held.pop().continue_()
    expect(page.locator("#detail-name")).to_have_text("059.png")
    expect(page.locator("#page-text")).to_have_text("Page 1 of 3")
    assert not held


def test_a_step_that_waits_is_forgotten_when_the_reader_closes(page: Page) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(re.compile(r"/files\?"), hold)
    open_card(page, PAGE_SIZE - 1)
    with page.expect_request(re.compile(r"/files\?")):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    held.pop().continue_()
    expect(page.locator("#page-text")).to_have_text("Page 3 of 3")
    expect(page.get_by_test_id("detail")).to_be_hidden()
