"""The preview's files looked at one after the other, in a real browser: the walk goes on over the ends of a page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, ViewportSize, expect

from tests.support.browser import uncomplaining_page
from tests.support.preview import PreviewClient, picture_file, read
from tests.support.server import HeadraceProcess

PAGE_SIZE = 60
FILES = PAGE_SIZE * 2 + 5
FILES_ASKED = re.compile(r"/files\?")


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    return [tmp_path_factory.mktemp("media")]


@pytest.fixture(scope="module")
def session(server: HeadraceProcess) -> PreviewClient:
    """One with three pages of files."""
    folder = Path(server.roots[0], "walked")
    for number in range(FILES):
        picture_file(folder / f"{number:03}.png", number)
    return read(server, folder)


@pytest.fixture
def preview(session: PreviewClient) -> str:
    """The address of its files."""
    return f"{session.server.url}/ingest-v2#/preview/{session.session_id}"


@pytest.fixture
def page(browser: Browser, preview: str) -> Iterator[Page]:
    """On the second page."""
    with uncomplaining_page(browser, ViewportSize(width=1280, height=900)) as page:
        page.goto(f"{preview}?page=2")
        expect(page.get_by_test_id("card")).to_have_count(PAGE_SIZE)
        yield page


def hold(route: Route) -> None:
    """Leave the question without an answer."""


def walk_without_an_answer(page: Page, place: int, key: str) -> None:
    """Over an end of the page; `unroute` lets go of what is held."""
    page.route(FILES_ASKED, hold)
    open_card(page, place)
    with page.expect_request(FILES_ASKED):
        page.keyboard.press(key)


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


def test_keys_that_are_pressed_while_a_page_comes_are_steps_on_it(page: Page) -> None:
    walk_without_an_answer(page, 0, "ArrowLeft")
    for key in ("ArrowLeft", "ArrowLeft", "ArrowRight"):
        page.keyboard.press(key)
    page.unroute(FILES_ASKED)
    expect(page.locator("#detail-name")).to_have_text("058.png")
    expect(page.locator("#page-text")).to_have_text("Page 1 of 3")


def test_a_step_that_waits_ends_on_its_card_when_the_reader_closes(page: Page) -> None:
    walk_without_an_answer(page, PAGE_SIZE - 1, "ArrowRight")
    page.keyboard.press("Escape")
    page.unroute(FILES_ASKED)
    expect(page.locator("#page-text")).to_have_text("Page 3 of 3")
    expect(page.get_by_test_id("detail")).to_be_hidden()
    expect(page.get_by_test_id("card").locator(".file-open").first).to_be_focused()


def test_what_is_chosen_and_edited_is_what_is_shown_though_another_page_came_under_it(page: Page) -> None:
    walk_without_an_answer(page, PAGE_SIZE - 1, "ArrowRight")
    page.keyboard.press("Escape")
    open_card(page, PAGE_SIZE - 1)
    page.unroute(FILES_ASKED)
    expect(page.locator("#page-text")).to_have_text("Page 3 of 3")
    expect(page.locator("#detail-name")).to_have_text("119.png")
    with page.expect_response(re.compile("/choices$")) as chosen:
        page.keyboard.press("x")
    with page.expect_response(re.compile("/file/")) as edited:
        page.keyboard.press("4")
    assert edited.value.json()["name"] == "119.png"
    assert json.loads(chosen.value.request.post_data or "")["file_ids"] == [edited.value.json()["id"]]
    expect(page.get_by_test_id("edit-revert")).to_be_visible()
    page.keyboard.press("x")
    with page.expect_response(re.compile("/file/")):
        page.get_by_test_id("edit-revert").click()


def test_a_page_that_does_not_come_leaves_the_walk_where_it_is(browser: Browser, preview: str) -> None:
    page = browser.new_page()  # the browser itself complains of the request
    page.goto(f"{preview}?page=2")
    expect(page.get_by_test_id("card")).to_have_count(PAGE_SIZE)
    page.route(FILES_ASKED, lambda route: route.abort())
    open_card(page, PAGE_SIZE - 1)
    page.keyboard.press("ArrowRight")
    expect(page.get_by_test_id("detail").locator(".toast")).to_be_visible()
    expect(page.get_by_test_id("card")).to_have_count(PAGE_SIZE)
    page.unroute(FILES_ASKED)
    page.keyboard.press("ArrowRight")
    expect(page.locator("#detail-name")).to_have_text("120.png")
    expect(page.locator("#page-text")).to_have_text("Page 3 of 3")
    page.close()


def test_the_walk_passes_nothing_over_in_a_list_that_becomes_shorter_on_the_way(
    page: Page, session: PreviewClient, preview: str
) -> None:
    session.choose("leave", relation="new")
    page.goto(f"{preview}?show=left")
    expect(page.locator("#page-text")).to_have_text("Page 1 of 3")
    expect(page.get_by_test_id("card")).to_have_count(PAGE_SIZE)
    name = page.locator("#detail-name")
    open_card(page, PAGE_SIZE - 3)
    for number in (57, 58, 59):
        expect(name).to_have_text(f"{number:03}.png")
        with page.expect_response(re.compile("/choices$")):
            page.keyboard.press("x")
        expect(page.get_by_test_id("detail-choice")).to_contain_text("Will be added")
        page.keyboard.press("ArrowRight")
    expect(name).to_have_text("060.png")
    page.keyboard.press("ArrowLeft")
    expect(name).to_have_text("056.png")
    session.choose("apply", relation="new")


def test_the_walk_goes_on_though_a_score_moves_the_file_in_the_list(
    page: Page, session: PreviewClient, preview: str
) -> None:
    page.goto(f"{preview}?sort=score+desc")
    expect(page.locator("#page-text")).to_have_text("Page 1 of 3")
    names = page.get_by_test_id("card").locator(".file-name")
    expect(names).to_have_count(PAGE_SIZE)
    last, shown = names.last.inner_text(), page.locator("#detail-name")
    behind = [file["name"] for file in page_of(session, 2)]
    open_card(page, PAGE_SIZE - 1)
    expect(shown).to_have_text(last)
    for name in behind[:3]:
        with page.expect_response(re.compile("/file/")):
            page.keyboard.press("5")
        page.keyboard.press("ArrowRight")
        expect(shown).to_have_text(name)
    page.keyboard.press("Escape")
    for file in session.files(edited=True).values():
        session.document("DELETE", f"file/{file['id']}/edits")


def page_of(session: PreviewClient, page: int) -> list[dict[str, Any]]:
    query = {"page": page, "page_size": PAGE_SIZE, "sort": "score", "order": "desc"}
    files = session.document("GET", "files", params=query)["files"]
    assert isinstance(files, list)
    return files


def test_a_page_that_comes_when_the_reader_has_left_does_not_take_the_address(page: Page, preview: str) -> None:
    page.goto(preview.replace("/preview/", "/process/"))
    page.goto(preview)
    walk_without_an_answer(page, PAGE_SIZE - 1, "ArrowRight")
    page.go_back()
    expect(page.locator("#step-process")).to_be_visible()
    with page.expect_response(FILES_ASKED):
        page.unroute(FILES_ASKED)
    page.wait_for_load_state("networkidle")
    expect(page).to_have_url(preview.replace("/preview/", "/process/"))


def test_going_back_closes_what_is_open(page: Page, preview: str) -> None:
    page.goto(preview.replace("/preview/", "/process/"))
    page.goto(preview)
    open_card(page, 0)
    page.go_back()
    expect(page.locator("#step-process")).to_be_visible()
    expect(page.get_by_test_id("detail")).to_be_hidden()
