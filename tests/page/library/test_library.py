"""The library's page in a real browser: searched while one types, filtered, paged, walked through, shared."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.readers.support import png, text_chunk
from tests.support.browser import keep_screenshot, uncomplaining_page
from tests.support.server import HeadraceProcess

FILES = 130
"""More than two pages."""
HOSTILE = "<img src=x onerror=alert(1)>.png"


def picture(number: int) -> bytes:
    """One of a number's own look, with a prompt."""
    seen = "a red fox" if number % 13 == 0 else "a blue lake"
    settings = f"Steps: 20, Sampler: Euler, Seed: {number}, Model: m{number % 3}"
    prompt = f"{seen}, number{number}\n{settings}"
    return png(text_chunk("parameters", prompt.encode()))


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    folder = tmp_path_factory.mktemp("library") / "pictures"
    folder.mkdir()
    for number in range(FILES - 1):
        (folder / f"made_{number:03}.png").write_bytes(picture(number))
    (folder / HOSTILE).write_bytes(picture(1_000))
    return [folder]


@pytest.fixture
def page(browser: Browser, library: HeadraceProcess) -> Iterator[Page]:
    with uncomplaining_page(browser) as page:
        page.goto(f"{library.url}/library")
        expect(page.get_by_test_id("result-line")).to_have_text(f"{FILES} files")
        yield page


def card(page: Page, place: int) -> Locator:
    return page.locator(f'.file-card[data-place="{place}"]')


def test_files_come_as_one_scrolls_each_once(page: Page) -> None:
    names: dict[int, str] = {}
    for place in range(FILES):
        while not card(page, place).count():
            page.mouse.wheel(0, 300)
            page.wait_for_timeout(50)
        names[place] = card(page, place).locator(".file-name").inner_text()
    assert len(set(names.values())) == FILES
    expect(card(page, 0)).to_have_count(0)


def test_typing_searches_at_once_and_a_strangers_name_is_only_text(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("red fo", delay=150)
    page.keyboard.type("x")
    expect(page.get_by_test_id("result-line")).to_have_text("10 matches")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("result-line")).to_have_text(f"{FILES} files")
    page.get_by_test_id("words").fill("onerror")
    expect(page.get_by_test_id("card").locator(".file-name")).to_have_text([HOSTILE])
    page.get_by_test_id("words").fill('"no such words" -at all')
    expect(page.locator("#grid-empty-title")).to_have_text("No matches")
    page.get_by_role("button", name="Clear search and filters").click()
    expect(page.get_by_test_id("result-line")).to_have_text(f"{FILES} files")


def test_what_is_asked_stands_in_the_address_and_back_leads_back(page: Page, browser: Browser) -> None:
    page.get_by_test_id("words").fill("fox")
    expect(page.get_by_test_id("result-line")).to_have_text("10 matches")
    page.locator("#filters-toggle").click()
    page.get_by_label("Model").select_option("m1")
    expect(page.get_by_test_id("result-line")).to_have_text("3 matches")
    page.get_by_label("Sort by").select_option("path asc")
    expect(page).to_have_url(re.compile(r"/library\?q=fox&model=m1&sort=path\+asc$"))
    names = page.get_by_test_id("card").locator(".file-name")
    expect(names).to_have_count(3)
    shared = browser.new_page()
    shared.goto(page.url)
    expect(shared.get_by_test_id("card").locator(".file-name")).to_have_text(names.all_inner_texts())
    shared.close()
    page.go_back()
    page.go_back()
    expect(page.get_by_test_id("result-line")).to_have_text("10 matches")
    expect(page.get_by_label("Model")).to_have_value("")
    page.go_back()
    expect(page.get_by_test_id("result-line")).to_have_text(f"{FILES} files")
    expect(page.get_by_test_id("words")).to_have_value("")


def test_a_chosen_filter_is_named_and_can_be_taken_away(page: Page) -> None:
    page.locator("#filters-toggle").click()
    page.get_by_role("button", name="Videos").click()
    expect(page.locator("#grid-empty-title")).to_have_text("No matches")
    page.get_by_role("button", name="Remove: Videos").click()
    expect(page.get_by_test_id("result-line")).to_have_text(f"{FILES} files")


def test_the_keyboard_walks_through_the_files_and_on_into_the_next_page(page: Page) -> None:
    page.get_by_label("Sort by").select_option("path asc")
    first = page.get_by_test_id("card").locator(".file-open").nth(1)
    expect(first.locator(".file-name")).to_have_text("made_000.png")
    first.focus()
    page.keyboard.press("Enter")
    for number in range(1, 80):
        page.keyboard.press("ArrowRight")
        expect(page.locator("#detail-name")).to_have_text(f"made_{number:03}.png")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("detail")).to_be_hidden()
    here = card(page, 80).locator(".file-open")
    expect(here).to_be_focused()
    expect(here).to_be_in_viewport()
    page.keyboard.press("ArrowLeft")
    expect(card(page, 79).locator(".file-open")).to_be_focused()


def hold(route: Route) -> None:
    """Leave the question without an answer."""


def test_a_step_onto_a_file_that_is_still_on_its_way_is_made_when_it_comes(page: Page) -> None:
    later = re.compile(r"/api/library/files\?.*view=")
    name = page.locator("#detail-name")
    page.get_by_label("Sort by").select_option("path asc")
    expect(card(page, 1).locator(".file-name")).to_have_text("made_000.png")
    page.route(later, hold)
    page.reload()
    card(page, 1).locator(".file-open").click()
    for _ in range(58):
        page.keyboard.press("ArrowRight")
    expect(name).to_have_text("made_058.png")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#detail-next")).to_be_enabled()
    page.unroute(later)  # lets go of what is held
    expect(name).to_have_text("made_060.png")


def test_a_filter_that_finds_nothing_can_be_read_all_the_same(page: Page) -> None:
    page.locator("#filters-toggle").click()
    videos = page.locator('[data-value="video"]')
    expect(videos).to_have_attribute("data-none", "")
    assert videos.evaluate("(chip) => getComputedStyle(chip).opacity") == "1"


def test_library_and_ingest_lead_to_each_other(page: Page) -> None:
    page.get_by_role("link", name="Ingest", exact=True).click()
    expect(page).to_have_url(re.compile("/ingest-v2"))
    page.get_by_role("link", name="Library").click()
    expect(page.get_by_test_id("result-line")).to_have_text(f"{FILES} files")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(1280, 900), (360, 740)])
def test_the_page_fits_its_window(
    browser: Browser, library: HeadraceProcess, theme: str, width: int, height: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": height})
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    page.goto(f"{library.url}/library?q=lake&model=m1&score_from=-1")
    expect(page.locator("#grid-empty")).to_be_visible()
    page.get_by_role("button", name="Remove: Rated (any)").click()
    expect(page.get_by_test_id("card")).not_to_have_count(0)
    page.locator("#filters-toggle").click()
    expect(page.locator("#filters")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    keep_screenshot(page, f"library-{theme}-{width}")
    page.locator("#filters-toggle").click()
    keep_screenshot(page, f"library-{theme}-{width}-closed")
    page.close()
