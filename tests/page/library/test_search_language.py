"""The query language in a real browser: typed, completed by keys and by touch, shown as chips, its errors marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.page.visual.axe import violations
from tests.readers.support import png, text_chunk
from tests.support.browser import uncomplaining_page
from tests.support.server import HeadraceProcess

FILES = 24
PHONE: ViewportSize = {"width": 360, "height": 700}


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    """Half of the pictures were made with 20 steps, a third with Euler a."""
    folder = tmp_path_factory.mktemp("language") / "pictures"
    folder.mkdir()
    for number in range(FILES):
        sampler = "Euler a" if number % 3 == 0 else "DPM++ 2M"
        settings = f"Steps: {20 if number % 2 else 40}, Sampler: {sampler}, Seed: {number}, Model: m{number % 3}"
        body = png(text_chunk("parameters", f"a fox, number{number}\n{settings}".encode()))
        (folder / f"made_{number:03}.png").write_bytes(body)
    return [folder]


@pytest.fixture
def page(browser: Browser, library: HeadraceProcess) -> Iterator[Page]:
    with uncomplaining_page(browser) as page:
        page.goto(f"{library.url}/library")
        expect(page.get_by_test_id("result-line")).to_have_text(f"{FILES} files")
        yield page


def expect_matches(page: Page, count: int) -> None:
    expect(page.get_by_test_id("result-line")).to_have_text(f"{count} matches")


def test_chips_and_text_are_two_sides_of_one_search(page: Page) -> None:
    words = page.get_by_role("combobox", name="Search the library")
    words.fill('steps:20 (sampler:"Euler a" OR model:m1) -number1')
    words.press("Enter")
    chips = page.locator("#chosen .chip")
    expect(chips).to_have_text(["steps:20", '(sampler:"Euler a" OR model:m1)', "not number1"])
    chips.nth(2).click()
    expect(words).to_have_value('steps:20 (sampler:"Euler a" OR model:m1)')
    expect_matches(page, 8)
    chips.first.click()
    expect(words).to_have_value('(sampler:"Euler a" OR model:m1)')
    page.locator("#filters-toggle").click()
    page.get_by_label("Any field").select_option("steps")
    page.get_by_label("Value", exact=True).fill(">30")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(words).to_have_value('((sampler:"Euler a" OR model:m1)) steps:>30')
    expect_matches(page, 8)


def test_fields_and_values_are_completed_by_keys(page: Page) -> None:
    words = page.get_by_role("combobox", name="Search the library")
    page.keyboard.press("/")
    page.keyboard.type("fox sampl")
    options = page.locator("#completions [role=option]")
    expect(options).to_have_text(["sampler"])
    expect(words).to_have_attribute("aria-expanded", "true")
    assert violations(page) == []
    page.keyboard.press("ArrowDown")
    expect(words).to_have_attribute("aria-activedescendant", "completion-0")
    page.keyboard.press("Enter")
    expect(words).to_have_value("fox sampler:")
    expect(options).to_have_text(["DPM++ 2M16 files", "Euler a8 files"])
    page.keyboard.press("ArrowUp")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(words).to_have_value('fox sampler:"Euler a" ')
    expect_matches(page, 8)
    page.keyboard.type("ste")
    expect(options).to_have_text(["steps"])
    page.keyboard.press("Escape")
    expect(words).to_have_attribute("aria-expanded", "false")
    expect(words).to_have_value('fox sampler:"Euler a" ste')


def test_an_error_is_marked_at_its_character_and_the_files_stay(browser: Browser, library: HeadraceProcess) -> None:
    with browser.new_context() as context:  # its console has the refused request
        page = context.new_page()
        page.goto(f"{library.url}/library")
        mark_an_error(page)


def mark_an_error(page: Page) -> None:
    words = page.get_by_role("combobox", name="Search the library")
    words.fill("steps:20")
    expect_matches(page, 12)
    words.fill("🦊 steps:2x")
    expect(page.locator("#search-error mark")).to_have_text("x")
    expect(page.locator("#search-error-message")).to_contain_text("has no unit “x”")
    expect(words).to_have_attribute("aria-invalid", "true")
    expect_matches(page, 12)
    assert violations(page) == []
    words.fill("steps:40")
    expect(page.locator("#search-error")).to_be_hidden()
    expect_matches(page, 12)


def test_counts_of_the_filters_are_those_after_the_search(page: Page) -> None:
    page.locator("#filters-toggle").click()
    page.get_by_test_id("words").fill('sampler:"Euler a"')
    expect_matches(page, 8)
    expect(page.get_by_label("Model", exact=True).locator("option")).to_have_text(["Any", "m0 (8)"])


def test_values_are_completed_by_touch_on_a_phone(browser: Browser, library: HeadraceProcess) -> None:
    with browser.new_context(viewport=PHONE, has_touch=True) as context:
        page = context.new_page()
        page.goto(f"{library.url}/library")
        words = page.get_by_role("combobox", name="Search the library")
        words.tap()
        words.press_sequentially("sampler:")
        option = page.locator("#completions [role=option]", has_text="Euler a")
        box = option.bounding_box()
        assert box and box["height"] >= 40 and box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"]
        option.tap()
        expect_matches(page, 8)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
