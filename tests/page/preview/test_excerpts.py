"""Long texts in a real browser: the detail says what is an excerpt, loads the rest, and shows what was cut."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, ViewportSize, expect

from tests.readers.support import bag, international_text_chunk, packed_text_chunk, png, xmp
from tests.support.browser import keep_screenshot, uncomplaining_page
from tests.support.preview import PreviewClient, read
from tests.support.server import HeadraceProcess

KEYWORDS = 298
LONG = "a red fox 🦊 in the snow at dawn, " * 1_000
WHOLE = LONG.strip() + " the very end"
TOO_LONG = "a blue lake between the hills, " * 5_000
SIZE = ViewportSize(width=1280, height=900)


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    folder = tmp_path_factory.mktemp("long") / "media"
    folder.mkdir()
    for name, prompt, words in (("a.png", WHOLE, KEYWORDS), ("b.png", "short", 2), ("c.png", TOO_LONG, 2)):
        text = f"{prompt}\nSteps: 20, Sampler: Euler, Seed: 1, Model: m".encode()
        packet = xmp(bag("dc:subject", *(f"word {word}" for word in range(words)))).decode()
        keywords = international_text_chunk("XML:com.adobe.xmp", packet)
        (folder / name).write_bytes(png(packed_text_chunk("parameters", text), keywords))
    return [folder]


@pytest.fixture(scope="module")
def session(server: HeadraceProcess) -> PreviewClient:
    return read(server, server.roots[0])


@pytest.fixture
def page(browser: Browser, session: PreviewClient) -> Iterator[Page]:
    with uncomplaining_page(browser, SIZE) as page:
        page.goto(f"{session.server.url}/ingest-v2#/preview/{session.session_id}")
        expect(page.get_by_test_id("card")).to_have_count(3)
        yield page


def open_file(page: Page, name: str) -> None:
    page.get_by_test_id("card").filter(has_text=name).locator(".file-open").click()
    expect(page.locator("#detail-name")).to_have_text(name)


def test_an_excerpt_says_so_and_the_rest_is_one_press_away(page: Page) -> None:
    open_file(page, "a.png")
    notes = page.get_by_test_id("excerpt")
    expect(notes).to_have_text(
        [
            "The first 100 of 300.Show all",
            f"The first 2,000 of {len(WHOLE):,} characters.Show all",
        ]
    )
    expect(page.get_by_test_id("keyword-new")).to_be_hidden()
    expect(page.locator(".detail-text")).not_to_contain_text("the very end")
    notes.last.scroll_into_view_if_needed()
    keep_screenshot(page, "excerpt")
    notes.last.get_by_role("button", name="Show all").click()
    expect(page.locator(".detail-text")).to_contain_text("the very end")
    expect(notes).to_have_count(0)
    expect(page.locator("#detail-body")).to_be_focused()
    expect(page.locator("#edit-keywords li")).to_have_count(300)
    keep_screenshot(page, "excerpt-whole")


def test_keywords_are_edited_once_all_are_known(page: Page, session: PreviewClient) -> None:
    open_file(page, "a.png")
    page.get_by_test_id("excerpt").first.get_by_role("button", name="Show all").click()
    field = page.get_by_test_id("keyword-new")
    field.fill("mine")
    with page.expect_response(lambda answer: answer.request.method == "PATCH"):
        field.press("Enter")
    expect(page.locator("#edit-keywords li")).to_have_count(301)
    expect(page.get_by_test_id("excerpt")).to_have_count(0)
    file_id = session.files()["a.png"]["id"]
    assert session.document("GET", f"file/{file_id}")["keywords"][-2:] == [f"word {KEYWORDS - 1}", "mine"]
    session.document("DELETE", f"file/{file_id}/edits")


def test_a_score_is_edited_beside_an_excerpt(page: Page, session: PreviewClient) -> None:
    open_file(page, "a.png")
    with page.expect_response(lambda answer: answer.request.method == "PATCH"):
        page.keyboard.press("4")
    file_id = session.files()["a.png"]["id"]
    assert len(session.document("GET", f"file/{file_id}")["keywords"]) == 300
    session.document("DELETE", f"file/{file_id}/edits")


def test_a_rest_that_cannot_be_loaded_can_be_asked_for_again(browser: Browser, session: PreviewClient) -> None:
    def refuse(route: Route) -> None:
        route.fulfill(status=503, json={"error": {"code": "x", "message": "The database is away.", "cure": "Wait."}})

    page = browser.new_page(viewport=SIZE)
    page.goto(f"{session.server.url}/ingest-v2#/preview/{session.session_id}")
    open_file(page, "a.png")
    page.route("**/file/*", refuse, times=1)
    button = page.get_by_test_id("excerpt").last.get_by_role("button", name="Show all")
    button.click()
    expect(page.locator("#toasts")).to_contain_text("The database is away.")
    button.click()
    expect(page.locator(".detail-text")).to_contain_text("the very end")
    page.close()


def test_a_short_file_has_no_notes_and_a_cut_one_a_warning(page: Page) -> None:
    open_file(page, "b.png")
    expect(page.get_by_test_id("excerpt")).to_have_count(0)
    expect(page.get_by_test_id("keyword-new")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#detail-name")).to_have_text("c.png")
    warning = f"the prompt has {len(TOO_LONG) - 1:,} characters; the first 100,000 are kept"
    expect(page.locator(".detail-failure")).to_contain_text(warning)
    expect(page.get_by_test_id("excerpt")).to_contain_text("The first 2,000 of 100,000 characters.")
    keep_screenshot(page, "excerpt-cut")


def test_the_library_shows_excerpts_in_the_same_way(
    browser: Browser, session: PreviewClient, server: HeadraceProcess
) -> None:
    session.commit()
    with uncomplaining_page(browser, SIZE) as page:
        page.goto(f"{server.url}/library")
        open_file(page, "a.png")
        expect(page.get_by_test_id("excerpt")).to_have_count(2)
        page.get_by_test_id("excerpt").first.get_by_role("button", name="Show all").click()
        expect(page.locator(".detail-text")).to_contain_text("the very end")
        expect(page.locator("#edit-keywords li")).to_have_count(300)
        keep_screenshot(page, "excerpt-library")
