"""Working in the library in a real browser: select, edit, undo, hide, remove; and what others see of it at once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.page.library.library_page import PHONE, card, open_library
from tests.page.visual.axe import violations
from tests.support.browser import keep_screenshot, uncomplaining_page
from tests.support.preview import write_foxes
from tests.support.server import HeadraceProcess

FILES = 30


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    return [write_foxes(tmp_path_factory.mktemp("library") / "pictures", FILES, digits=3)]


def scores(client: httpx.Client) -> list[int | None]:
    files = client.get("/api/library/files", params={"sort": "path", "order": "asc", "limit": 200}).json()["files"]
    return [file["score"] for file in files]


def test_files_are_selected_by_mouse_and_edited_as_one_step(page: Page, client: httpx.Client) -> None:
    card(page, 1).get_by_test_id("card-select").click()
    card(page, 3).locator(".file-open").click(modifiers=["Shift"])
    card(page, 5).locator(".file-open").click(modifiers=["ControlOrMeta"])
    expect(page.locator("#selection-count")).to_have_text("4 files selected")
    page.get_by_test_id("selection-score").click()
    page.locator("#selection [data-score='4']").click()
    expect(page.get_by_test_id("notice")).to_contain_text("Score 4 for 4 files")
    expect(card(page, 3).locator(".stars")).to_have_text("4")
    assert [place for place, score in enumerate(scores(client)) if score == 4] == [1, 2, 3, 5]
    page.get_by_test_id("selection-keywords").click()
    page.get_by_test_id("selection-word").fill("one, two")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("notice")).to_contain_text("2 keywords added to 4 files")
    keep_screenshot(page, "library-selection")
    page.get_by_test_id("notice-undo").click()
    expect(page.get_by_test_id("notice")).to_contain_text("Undone")
    page.get_by_test_id("steps-open").click()
    expect(page.locator("#steps-list li")).to_have_count(2)
    page.locator("#steps-undo-last").click()
    expect(page.locator("#steps-list li[data-undone]")).to_have_count(2)
    assert scores(client) == [None] * FILES


def test_all_that_fit_are_edited_by_keys_and_the_step_undone_and_redone(page: Page, client: httpx.Client) -> None:
    page.keyboard.press("ControlOrMeta+a")
    expect(page.locator("#selection-count")).to_have_text(f"{FILES} files selected")
    page.keyboard.press("3")
    expect(page.get_by_test_id("notice")).to_contain_text(f"Score 3 for {FILES} files")
    assert scores(client) == [3] * FILES
    page.keyboard.press("ControlOrMeta+z")
    expect(page.get_by_test_id("notice")).to_contain_text("Undone")
    assert scores(client) == [None] * FILES
    page.keyboard.press("ControlOrMeta+Shift+z")
    expect(page.get_by_test_id("notice")).to_contain_text("Done again")
    assert scores(client) == [3] * FILES
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("selection")).to_be_hidden()


def test_files_are_selected_by_dragging(page: Page) -> None:
    first, last = card(page, 0).bounding_box(), card(page, 1).bounding_box()
    assert first and last
    page.mouse.move(first["x"] + 20, first["y"] + first["height"] / 2)
    page.mouse.down()
    page.mouse.move(last["x"] + last["width"] / 2, last["y"] + last["height"] / 2, steps=5)
    page.mouse.up()
    expect(page.locator("#selection-count")).to_have_text("2 files selected")


def test_hidden_files_are_gone_until_they_are_asked_for(page: Page, client: httpx.Client) -> None:
    card(page, 0).get_by_test_id("card-select").click()
    page.get_by_test_id("selection-hide").click()
    expect(page.get_by_test_id("notice")).to_contain_text("Hidden: 1 file")
    expect(page.get_by_test_id("result-line")).to_have_text(f"{FILES - 1} files")
    page.goto(page.url.split("?")[0] + "?hidden=true")
    expect(page.get_by_test_id("result-line")).to_have_text("1 match")
    card(page, 0).locator(".file-open").focus()
    page.keyboard.press("h")
    expect(page.get_by_test_id("notice")).to_contain_text("No longer hidden: 1 file")


def test_removed_files_are_marked_leave_and_come_back(page: Page, client: httpx.Client) -> None:
    card(page, 2).get_by_test_id("card-select").click()
    page.get_by_test_id("selection-remove").click()
    expect(page.get_by_test_id("notice")).to_contain_text("Removed from the library: 1 file")
    expect(page.get_by_test_id("result-line")).to_have_text(f"{FILES - 1} files")
    page.get_by_test_id("notice-undo").click()
    expect(page.get_by_test_id("result-line")).to_have_text(f"{FILES} files")


def test_one_file_is_edited_in_the_viewer(page: Page, client: httpx.Client) -> None:
    card(page, 4).locator(".file-open").click()
    expect(page.get_by_test_id("edit")).to_be_visible()
    page.keyboard.press("5")
    expect(page.get_by_test_id("notice")).to_contain_text("Score 5 for 1 file")
    page.get_by_test_id("edit-own-title").fill("<b>My fox</b>")
    page.get_by_test_id("edit-note").fill("first line\nsecond")
    page.get_by_test_id("keyword-new").fill("fox")
    page.keyboard.press("Enter")
    expect(page.locator("#edit-keywords li").last).to_contain_text("fox")
    expect(page.get_by_test_id("notice")).to_contain_text("Keyword “fox” added to 1 file")
    expect(page.get_by_test_id("edit-own-title")).to_have_value("<b>My fox</b>")
    assert violations(page) == []
    keep_screenshot(page, "library-viewer-edit")
    file = client.get("/api/library/files", params={"q": "number4"}).json()["files"][0]
    whole = client.get(f"/api/library/file/{file['id']}").json()
    assert (whole["title"], whole["note"]) == ("<b>My fox</b>", "first line\nsecond")
    assert whole["keywords"][-1] == "fox"
    page.reload()
    expect(page.get_by_test_id("edit-own-title")).to_have_value("<b>My fox</b>")


def test_two_browsers_see_each_others_edits_at_once(
    browser: Browser, page: Page, library: HeadraceProcess, client: httpx.Client
) -> None:
    with uncomplaining_page(browser) as other:
        open_library(other, library)
        for each in (page, other):
            expect(each.locator("html[data-library-line=connected]")).to_be_attached()
        card(page, 6).locator(".file-open").focus()
        page.keyboard.press("4")
        expect(card(other, 6).locator(".stars")).to_have_text("4")
        expect(other.locator("#steps-undo")).to_have_attribute("aria-disabled", "false")
        other.keyboard.press("ControlOrMeta+z")
        expect(card(page, 6).locator(".stars")).to_have_count(0)


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_phone_selects_by_touch_and_nothing_is_wrong_for_axe(
    browser: Browser, library: HeadraceProcess, client: httpx.Client, language: str
) -> None:
    context = browser.new_context(viewport=PHONE, locale=language, has_touch=True, is_mobile=True)
    page = context.new_page()
    open_library(page, library)
    page.get_by_test_id("card-select").first.dispatch_event("click")
    expect(page.get_by_test_id("selection")).to_be_visible()
    assert violations(page) == []
    favourite = page.locator("#selection [data-does=favourite]")
    favourite.evaluate("(button) => button.scrollIntoView({ inline: 'center', block: 'nearest' })")
    favourite.click(timeout=5_000)
    expect(page.get_by_test_id("notice")).to_be_visible()
    keep_screenshot(page, f"library-phone-{language}")
    box = page.get_by_test_id("selection").evaluate("(each) => each.getBoundingClientRect().toJSON()")
    assert box["left"] >= 0 and box["right"] <= PHONE["width"]
    context.close()
