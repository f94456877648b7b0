"""The tree of the library's folders in a real browser: by mouse, by keyboard, on a phone; and as it follows changes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.page.library.library_page import PHONE, open_library
from tests.page.visual.axe import CONTRAST, violations
from tests.support.browser import keep_screenshot, uncomplaining_page
from tests.support.preview import picture_file
from tests.support.server import HeadraceProcess

FOLDERS = ("2024/Rome", "2024/Rome", "2024/Paris", "2023/Part 2", "2023/Part 10", "<b>odd")


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    root = tmp_path_factory.mktemp("tree") / "pictures"
    for number, folder in enumerate(FOLDERS):
        picture_file(root / folder / f"{number}.png", number, prompt="a fox")
    return [root]


def folder(page: Page, name: str) -> Locator:
    is_named = page.locator(".node-row", has=page.locator(".node-name", has_text=name))
    return page.get_by_test_id("library-folders").locator("[role=treeitem]", has=is_named).last


def names(page: Page) -> list[str]:
    return page.get_by_test_id("library-folders").locator(".node-name").all_inner_texts()


def open_folders(page: Page) -> None:
    page.get_by_test_id("sidebar-toggle").click()
    expect(folder(page, "pictures")).to_be_visible()


def twist(page: Page, name: str) -> None:
    folder(page, name).locator(".node-twist").first.click()


def test_folders_are_opened_and_shown_by_mouse(page: Page, client: httpx.Client) -> None:
    open_folders(page)
    expect(folder(page, "pictures").locator(".node-count").first).to_have_text("6")
    expect(folder(page, "2024").locator(".node-count").first).to_have_text("3")
    assert names(page) == ["pictures", "2023", "2024", "<b>odd"]
    twist(page, "2023")
    expect(folder(page, "Part 10")).to_be_visible()
    assert names(page) == ["pictures", "2023", "Part 2", "Part 10", "2024", "<b>odd"]
    twist(page, "2024")
    folder(page, "Rome").click()
    expect(page.get_by_test_id("result-line")).to_have_text("2 matches")
    expect(page.locator("#chosen")).to_contain_text("2024/Rome")
    expect(folder(page, "Rome")).to_have_attribute("aria-selected", "true")
    assert violations(page) == []
    keep_screenshot(page, "folders-light")
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert violations(page, CONTRAST) == []
    keep_screenshot(page, "folders-dark")
    files = client.get("/api/library/files", params={"q": "folder:Rome"}).json()["files"]
    client.post("/api/library/steps", json={"file_ids": [files[0]["id"]], "hidden": True})
    expect(folder(page, "Rome").locator(".node-count")).to_have_text("1")
    expect(folder(page, "pictures").locator(".node-count").first).to_have_text("5")
    folder(page, "Rome").click()
    expect(page.get_by_test_id("result-line")).to_have_text("5 files")


def test_the_tree_is_walked_by_keyboard_alone(page: Page) -> None:
    open_folders(page)
    page.locator("#library-folders [tabindex='0']").focus()
    expect(folder(page, "2023")).to_be_visible()
    page.keyboard.press("End")
    expect(folder(page, "<b>odd")).to_be_focused()
    page.keyboard.press("2")
    expect(folder(page, "2023")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(folder(page, "Paris")).to_be_visible()
    expect(folder(page, "2024")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("result-line")).to_have_text("1 match")
    expect(folder(page, "Paris")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(folder(page, "2024")).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Home")
    expect(folder(page, "pictures")).to_be_focused()


def test_the_tree_opens_to_the_folder_of_the_address(page: Page, library: HeadraceProcess) -> None:
    page.evaluate("localStorage.setItem('headrace.library.sidebar', 'yes')")
    open_library(page, library, f"?folder={library.roots[0]}/2024/Paris")
    expect(folder(page, "Paris")).to_have_attribute("aria-selected", "true")


def test_a_phone_has_the_folders_in_a_drawer(browser: Browser, library: HeadraceProcess) -> None:
    with uncomplaining_page(browser, PHONE) as page:
        open_library(page, library)
        open_folders(page)
        expect(folder(page, "2024")).to_be_visible()
        assert violations(page) == []
        keep_screenshot(page, "folders-phone")
        folder(page, "2024").locator(".node-name").click()
        expect(page.get_by_test_id("sidebar-drawer")).to_be_hidden()
        expect(page.get_by_test_id("result-line")).to_have_text("3 matches")
