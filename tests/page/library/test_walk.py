"""The preview's files looked at one after the other, in a real browser: the walk goes on into files not yet loaded."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, ViewportSize, expect

from tests.page.support import is_change
from tests.support.browser import uncomplaining_page
from tests.support.preview import PreviewClient, picture_file, read
from tests.support.server import HeadraceProcess
from tests.support.waiting import wait_until

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
    """At the beginning of the list, where the end of it is not loaded."""
    with uncomplaining_page(browser, ViewportSize(width=1280, height=900)) as page:
        page.goto(preview)
        expect(card(page, 0)).to_be_visible()
        yield page


def card(page: Page, place: int) -> Locator:
    return page.locator(f'.file-card[data-place="{place}"]')


def hold(route: Route) -> None:
    """Leave the question without an answer."""


def walk_without_an_answer(page: Page) -> None:
    """Onto the first file that is not loaded, though it is asked for ahead; `unroute` lets go of what is held."""
    page.route(FILES_ASKED, hold)
    open_card(page, 0)
    with page.expect_request(FILES_ASKED):
        for number in range(1, PAGE_SIZE):
            page.keyboard.press("ArrowRight")
            expect(page.locator("#detail-name")).to_have_text(f"{number:03}.png")
    page.keyboard.press("ArrowRight")


def go_to(page: Page, place: int) -> None:
    """Scroll until the card is there."""
    page.evaluate("scrollTo(0, 0)")
    expect(card(page, 0)).to_be_visible()
    while not card(page, place).count():
        page.mouse.wheel(0, 600)
        page.wait_for_timeout(50)
    expect(card(page, place)).to_have_count(1)


def open_card(page: Page, place: int) -> None:
    if not card(page, place).count():
        go_to(page, place)
    card(page, place).locator(".file-open").click()


def test_the_walk_goes_on_into_files_that_are_not_loaded_and_back(page: Page) -> None:
    name = page.locator("#detail-name")
    open_card(page, 0)
    for number in range(1, FILES):
        page.keyboard.press("ArrowRight")
        expect(name).to_have_text(f"{number:03}.png")
    page.keyboard.press("ArrowLeft")
    page.get_by_role("button", name="Previous file").click()
    expect(name).to_have_text(f"{FILES - 3:03}.png")
    page.keyboard.press("Escape")
    expect(card(page, FILES - 3).locator(".file-open")).to_be_focused()
    expect(card(page, FILES - 3)).to_be_in_viewport()


def test_the_walk_ends_at_the_first_file_and_the_last(page: Page) -> None:
    before, behind = (page.get_by_role("button", name=f"{name} file") for name in ("Previous", "Next"))
    open_card(page, 0)
    expect(before).to_be_disabled()
    expect(behind).to_be_enabled()
    page.keyboard.press("Escape")
    open_card(page, FILES - 1)
    expect(before).to_be_enabled()
    expect(behind).to_be_disabled()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#detail-name")).to_have_text(f"{FILES - 1}.png")


def test_keys_that_are_pressed_while_files_come_are_steps_on_them(page: Page) -> None:
    walk_without_an_answer(page)
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft"):
        page.keyboard.press(key)
    page.unroute(FILES_ASKED)
    expect(page.locator("#detail-name")).to_have_text("061.png")


def test_a_step_that_waits_ends_on_its_card_when_the_reader_closes(page: Page) -> None:
    walk_without_an_answer(page)
    page.keyboard.press("Escape")
    page.unroute(FILES_ASKED)
    expect(page.get_by_test_id("detail")).to_be_hidden()
    expect(card(page, PAGE_SIZE).locator(".file-open")).to_be_focused()


def test_what_is_chosen_and_edited_is_what_is_shown_though_other_files_came_under_it(page: Page) -> None:
    walk_without_an_answer(page)
    page.keyboard.press("Escape")
    open_card(page, 0)
    with page.expect_response(FILES_ASKED):
        page.unroute(FILES_ASKED)
    expect(page.locator("#detail-name")).to_have_text("000.png")
    with page.expect_response(re.compile("/choices$")) as chosen:
        page.keyboard.press("x")
    with page.expect_response(is_change) as edited:
        page.keyboard.press("4")
    assert edited.value.json()["name"] == "000.png"
    assert json.loads(chosen.value.request.post_data or "")["file_ids"] == [edited.value.json()["id"]]
    expect(page.get_by_test_id("edit-revert")).to_be_visible()
    page.keyboard.press("x")
    with page.expect_response(is_change):
        page.get_by_test_id("edit-revert").click()


def test_files_that_do_not_come_leave_the_walk_where_it_is(browser: Browser, preview: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})  # the browser itself complains of the request
    page.goto(preview)
    expect(card(page, 0)).to_be_visible()
    page.route(FILES_ASKED, lambda route: route.abort())
    open_card(page, 0)
    for _ in range(PAGE_SIZE):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_test_id("detail").locator(".toast")).to_be_visible()
    expect(page.locator("#detail-name")).to_have_text("059.png")
    page.unroute(FILES_ASKED)
    name = page.locator("#detail-name")

    def go_on() -> str:
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(300)  # a press is lost while a request that cannot succeed is still on its way
        return name.inner_text()

    wait_until(go_on, "the walk goes on", holds=lambda shown: shown != "059.png")
    page.close()


def test_the_walk_passes_nothing_over_although_files_no_longer_match_on_the_way(
    page: Page, session: PreviewClient, preview: str
) -> None:
    session.choose("leave", relation="new")
    page.goto(f"{preview}?show=left")
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
    expect(name).to_have_text("059.png")
    session.choose("apply", relation="new")


def test_the_walk_goes_on_although_a_score_would_move_the_file_in_the_list(
    page: Page, session: PreviewClient, preview: str
) -> None:
    page.goto("about:blank")  # else the list in the other order is there for a moment
    page.goto(f"{preview}?sort=score+desc")
    names = [file["name"] for file in files_by_score(session)]
    open_card(page, PAGE_SIZE - 1)
    for name in names[PAGE_SIZE - 1 : PAGE_SIZE + 3]:
        expect(page.locator("#detail-name")).to_have_text(name)
        with page.expect_response(is_change):
            page.keyboard.press("5")
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    for file in session.files(edited=True).values():
        session.document("DELETE", f"file/{file['id']}/edits")


def files_by_score(session: PreviewClient) -> list[dict[str, Any]]:
    query = {"page_size": FILES, "sort": "score", "order": "desc"}
    files = session.document("GET", "files", params=query)["files"]
    assert isinstance(files, list)
    return files


def test_files_that_come_when_the_reader_has_left_do_not_take_the_address(page: Page, preview: str) -> None:
    page.goto(preview.replace("/preview/", "/process/"))
    page.goto(preview)
    walk_without_an_answer(page)
    page.go_back()
    expect(page.get_by_test_id("detail")).to_be_hidden()
    page.go_back()
    expect(page.locator("#step-process")).to_be_visible()
    with page.expect_response(FILES_ASKED):
        page.unroute(FILES_ASKED)
    page.wait_for_load_state("networkidle")
    expect(page).to_have_url(preview.replace("/preview/", "/process/"))


def test_going_back_closes_what_is_open_and_then_leaves(page: Page, preview: str) -> None:
    page.goto(preview.replace("/preview/", "/process/"))
    page.goto(preview)
    open_card(page, 0)
    page.go_back()
    expect(page.get_by_test_id("detail")).to_be_hidden()
    expect(page).to_have_url(preview)
    page.go_back()
    expect(page.locator("#step-process")).to_be_visible()
