"""The calendar of the library in a real browser: by mouse, by keyboard, on a phone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.page.library.library_page import PHONE, open_library
from tests.page.library.pictures import write_dated
from tests.page.visual.axe import CONTRAST, violations
from tests.support.browser import keep_screenshot, uncomplaining_page
from tests.support.server import HeadraceProcess

DAYS = {
    **{f"2024-05-{day:02}": files for day, files in ((6, 5), (7, 1), (12, 2), (31, 1))},
    **{"2024-01-01": 1, "2024-08-15": 3, "2023-12-24": 2},
}
UNDATED = 2
FILES = sum(DAYS.values()) + UNDATED


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    root = tmp_path_factory.mktemp("calendar")
    dates = [f"{day}T10:00:00" for day, files in DAYS.items() for _ in range(files)]
    for number, date in enumerate([*dates, *[""] * UNDATED]):
        write_dated(root / f"{number:02}.png", number, date)
    return [root]


def open_calendar(page: Page) -> None:
    page.get_by_test_id("calendar-toggle").click()
    expect(month(page, 5)).to_be_visible()


def month(page: Page, number: int) -> Locator:
    return page.get_by_test_id("calendar-months").locator(f"[data-month='{number}']")


def day(page: Page, number: int) -> Locator:
    return page.get_by_test_id("calendar-days").locator(f"[data-day='{number}']")


def expect_files(page: Page, words: str) -> None:
    expect(page.get_by_test_id("result-line")).to_have_text(words)


def test_a_year_a_month_and_a_day_are_chosen_by_mouse(page: Page) -> None:
    open_calendar(page)
    expect(page.get_by_test_id("calendar-year")).to_have_value("2024")
    expect(page.locator("#calendar-undated")).to_have_text("2 files have no date.")
    page.get_by_test_id("calendar-whole-year").click()
    expect_files(page, "13 matches")
    month(page, 5).click()
    expect_files(page, "9 matches")
    expect(month(page, 5)).to_have_attribute("aria-selected", "true")
    expect(day(page, 6)).to_have_attribute("aria-label", "Monday, May 6, 2024: 5 files")
    assert day(page, 6).get_attribute("data-level") == "4"
    assert day(page, 8).get_attribute("data-level") == "0"
    day(page, 6).click()
    expect_files(page, "5 matches")
    expect(page.locator("#chosen")).to_contain_text("Captured from May 6, 2024")
    expect(day(page, 6)).to_have_attribute("aria-selected", "true")
    expect(day(page, 7)).to_have_attribute("aria-selected", "false")
    assert violations(page) == []
    keep_screenshot(page, "calendar-light")
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert violations(page, CONTRAST) == []
    keep_screenshot(page, "calendar-dark")
    day(page, 6).click()
    expect_files(page, f"{FILES} files")
    page.locator("#calendar-before").click()
    expect(page.get_by_test_id("calendar-year")).to_have_value("2023")
    expect(day(page, 24)).to_contain_text("2")


def test_days_are_walked_by_keyboard_alone(page: Page) -> None:
    page.get_by_test_id("calendar-toggle").press("Enter")
    expect(month(page, 5)).to_be_visible()
    page.locator("#calendar-months [tabindex='0']").focus()
    expect(month(page, 8)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    expect(month(page, 5)).to_be_focused()
    page.keyboard.press("Enter")
    expect_files(page, "9 matches")
    expect(month(page, 5)).to_be_focused()
    page.locator("#calendar-days [tabindex='0']").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    expect(day(page, 12)).to_be_focused()
    page.keyboard.press("Enter")
    expect_files(page, "2 matches")
    expect(day(page, 12)).to_be_focused()
    page.keyboard.press("PageUp")
    expect(page.locator("#calendar-month-name")).to_have_text("April 2024")
    expect(day(page, 12)).to_be_focused()
    for _ in range(4):
        page.keyboard.press("PageUp")
        page.wait_for_function("document.activeElement.dataset.day === '12'")
    expect(page.locator("#calendar-month-name")).to_have_text("December 2023")
    expect(day(page, 12)).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    expect(day(page, 17)).to_be_focused()
    expect_files(page, "2 matches")


def test_the_calendar_counts_the_rest_of_the_search(page: Page, library: HeadraceProcess) -> None:
    open_library(page, library, "?q=00.png&captured_from=2023-01-01&captured_to=2023-02-01")
    page.get_by_test_id("calendar-toggle").click()
    page.get_by_test_id("calendar-year").select_option("2024")
    expect(page.get_by_test_id("calendar-year")).to_have_value("2024")
    expect(day(page, 6)).to_have_attribute("aria-label", "Monday, May 6, 2024: 1 file")


def test_a_phone_shows_a_year_and_a_month(browser: Browser, library: HeadraceProcess) -> None:
    with uncomplaining_page(browser, PHONE) as page:
        open_library(page, library)
        open_calendar(page)
        month(page, 5).click()
        expect_files(page, "9 matches")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        keep_screenshot(page, "calendar-phone")
        day(page, 6).click()
        expect_files(page, "5 matches")
