"""The Preview step gives its room to the pictures, in a real browser, and nothing in it moves while one works."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.page.grid.support import card, focused, seen, top_of
from tests.support.browser import uncomplaining_page
from tests.support.preview import PreviewClient, picture_file, read
from tests.support.server import HeadraceProcess
from tests.support.waiting import wait_until

FILES = 70
LONG = "stable_cascade__image_resonance_number_"
MOST_TABS = 12


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    return [tmp_path_factory.mktemp("media")]


@pytest.fixture(scope="module")
def session(server: HeadraceProcess) -> PreviewClient:
    """One with long names, keywords, siblings of one prompt and a file that cannot be read."""
    folder = Path(server.roots[0], "dense")
    for number in range(FILES - 1):
        prompt = "weir at night" if number < 4 else ", ".join(f"word {number % 40 + each}" for each in range(12))
        picture_file(folder / f"{LONG}{number:03}.png", number, prompt=prompt, seed=number)
    (folder / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    return read(server, folder)


@pytest.fixture
def address(session: PreviewClient) -> str:
    return f"{session.server.url}/ingest-v2#/preview/{session.session_id}"


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with uncomplaining_page(browser, ViewportSize(width=1280, height=800)) as page:
        page.goto(address)
        expect(card(page, 1)).to_be_visible()
        expect(page.locator("#keywords-open")).to_be_visible()
        yield page


def test_three_rows_of_pictures_are_seen_on_a_small_screen(page: Page) -> None:
    wait_until(lambda: seen(page), "24 pictures in 3 rows", holds=lambda it: it["rows"] >= 3 and it["pictures"] >= 24)


def test_two_rows_of_pictures_are_seen_on_a_phone(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(address)
    expect(card(page, 1)).to_be_visible()
    wait_until(lambda: seen(page), "two rows", holds=lambda it: it["rows"] >= 2)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.close()


def test_nothing_moves_when_a_file_is_rated_or_excluded(page: Page, session: PreviewClient) -> None:
    first = card(page, 2).locator(".file-open")
    first.focus()
    before = top_of(page, "#grid")
    page.keyboard.press("3")
    expect(page.locator('[data-show="edited"]')).to_be_visible()
    page.keyboard.press("x")
    expect(page.locator('[data-show="left"]')).to_be_visible()
    assert top_of(page, "#grid") == before
    session.choose("apply", relation="new")
    for file in session.files(edited=True).values():
        session.document("DELETE", f"file/{file['id']}/edits")


def test_few_presses_of_tab_lead_to_the_first_picture(page: Page) -> None:
    page.evaluate("document.body.tabIndex = -1; document.body.focus()")
    presses = 0
    while focused(page, "className") != "file-open":
        page.keyboard.press("Tab")
        presses += 1
        assert presses <= MOST_TABS


def test_the_skip_link_leads_to_the_pictures(page: Page) -> None:
    page.evaluate("document.body.tabIndex = -1; document.body.focus()")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(card(page, 0).locator(".file-open")).to_be_focused()


def test_arrow_keys_walk_the_chips(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^All")).focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name=re.compile("^OK"))).to_be_focused()
    page.keyboard.press("End")
    expect(page.get_by_test_id("show-duplicates")).to_be_focused()
    assert page.locator('#filter-outcome [tabindex="0"]').count() == 1


def test_a_row_of_filters_hides_nothing_that_cannot_be_seen_to_be_there(page: Page) -> None:
    copies = page.get_by_test_id("show-duplicates")
    expect(copies).to_be_in_viewport(ratio=1)
    page.set_viewport_size({"width": 480, "height": 800})
    expect(copies).not_to_be_in_viewport(ratio=1)
    onward = page.locator('.preview-filters > [data-side="after"]')
    onward.click()
    expect(copies).to_be_in_viewport(ratio=1)
    page.locator("#report-open").focus()
    expect(onward).to_be_hidden()
    expect(page.locator('.preview-filters > [data-side="before"]')).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 480


def test_chips_and_groups_without_files_are_not_shown(page: Page) -> None:
    expect(page.locator('[data-show="skipped"]')).to_be_hidden()
    expect(page.locator('[data-show="failed"]')).to_be_visible()
    expect(page.get_by_test_id("group-new")).to_be_visible()
    expect(page.get_by_test_id("group-gone")).to_be_hidden()


def test_a_long_name_keeps_its_end(page: Page) -> None:
    expect(card(page, 5).get_by_role("button")).to_have_accessible_name(re.compile(f"{LONG}004\\.png"))
    room = page.evaluate(
        """() => {
            const name = document.querySelector('.file-card[data-place="5"] .file-name');
            const end = document.createRange();
            end.selectNode(name.lastChild);
            return name.getBoundingClientRect().right - end.getBoundingClientRect().right;
        }"""
    )
    assert room >= 0


def test_the_card_of_a_failed_file_says_why(page: Page) -> None:
    expect(page.locator('.file-card[data-outcome="failed"]')).to_contain_text("header")


def test_folded_variations_are_counted_as_cards(page: Page) -> None:
    expect(page.locator("#result-line")).to_have_text(f"{FILES} files")
    page.get_by_test_id("view-open").click()
    page.get_by_test_id("fold").check()
    expect(page.locator("#result-line")).to_have_text(re.compile(r"^\d+ cards$"))
    page.get_by_test_id("fold").uncheck()


def test_nothing_stays_on_a_low_screen(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 640, "height": 400})
    page.goto(address)
    expect(card(page, 0)).to_be_attached()
    places = [
        page.locator(bar).first.evaluate("(bar) => getComputedStyle(bar).position")
        for bar in (".topbar", ".action-bar-slim")
    ]
    assert places == ["static", "static"]
    page.close()


def test_the_position_is_kept_over_another_step(page: Page) -> None:
    page.mouse.wheel(0, 900)
    expect(card(page, FILES - 1)).to_be_attached()
    page.wait_for_timeout(400)  # a wheel may scroll smoothly
    place = page.evaluate("scrollY")
    assert place > 0
    page.locator('[data-step-link="process"]').click()
    expect(page.locator("#step-process")).to_be_visible()
    page.go_back()
    expect(card(page, FILES - 1)).to_be_attached()
    page.wait_for_function("(place) => Math.abs(scrollY - place) < 3", arg=place)
