"""The language of the pages: the browser's or the chosen one, its plurals and numbers, and room for its words."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from app.delivery.translations import COOKIE
from app.demo import Manifest
from tests.page.support import check_that_steps_fit
from tests.support.browser import ConsoleErrors
from tests.support.server import HeadraceProcess

DAY_S = 24 * 3600
NO_BREAK_SPACE = "\u00a0"


@pytest.fixture(scope="module")
def session_id(server: HeadraceProcess, demo: tuple[Path, Manifest]) -> str:
    """A session over the demo library that is to be reviewed."""
    session_id = server.process_folders(demo[0], enable_nsfw_detection=False)
    server.wait_until_over(session_id)
    return session_id


@contextmanager
def speaking(browser: Browser, locale: str) -> Iterator[Page]:
    """A page of a browser with this locale. It must have no error when it is closed."""
    with browser.new_context(locale=locale) as context:
        page = context.new_page()
        complaints = ConsoleErrors(page)
        yield page
        assert not complaints.seen, complaints.seen


def expect_language(page: Page, code: str) -> None:
    expect(page.locator("html")).to_have_attribute("lang", code)
    expect(page.get_by_test_id("language")).to_have_value(code)


@pytest.mark.parametrize(
    ("locale", "code", "heading"),
    [("de-DE", "de", "Tastenkürzel"), ("fr-FR", "en", "Keyboard shortcuts"), ("en-GB", "en", "Keyboard shortcuts")],
)
def test_a_browser_gets_its_language_or_else_english(
    browser: Browser, server: HeadraceProcess, locale: str, code: str, heading: str
) -> None:
    with speaking(browser, locale) as page:
        page.goto(f"{server.url}/ingest-v2")
        expect_language(page, code)
        page.keyboard.press("?")
        expect(page.get_by_role("heading", name=heading)).to_be_visible()


def test_a_chosen_language_lasts_on_every_page(browser: Browser, server: HeadraceProcess) -> None:
    with speaking(browser, "en-US") as page:
        page.goto(f"{server.url}/ingest-v2")
        expect_language(page, "en")
        page.get_by_label("Language").select_option("Deutsch")
        expect_language(page, "de")
        expect(page.locator("#skip-link")).to_have_text("Zum Inhalt springen")
        for path in ("/library", "/account"):
            page.goto(server.url + path)
            expect_language(page, "de")
            expect(page.locator("#skip-link")).to_have_text("Zum Inhalt springen")
        expires = next(cookie.get("expires", 0) for cookie in page.context.cookies() if cookie.get("name") == COOKIE)
        assert expires > time.time() + 300 * DAY_S
        # A browser complains of an address that has no page.
        error_page = page.context.new_page()
        error_page.goto(f"{server.url}/no-such-page")
        expect(error_page.locator("html")).to_have_attribute("lang", "de")
        expect(error_page.get_by_role("heading", level=1)).to_have_text("Seite nicht gefunden")


def test_a_choice_counts_more_than_the_browsers_language(browser: Browser, server: HeadraceProcess) -> None:
    with speaking(browser, "de-DE") as page:
        page.goto(f"{server.url}/library")
        page.get_by_label("Sprache").select_option("English")
        expect_language(page, "en")
        page.reload()
        expect_language(page, "en")


@pytest.mark.parametrize(
    ("locale", "total", "words"),
    [
        ("de-DE", 1, "1 Datei."),
        ("de-DE", 1234, "1.234 Dateien."),
        ("en-US", 1, "1 file."),
        ("en-US", 1234, "1,234 files."),
    ],
)
def test_plurals_and_numbers_are_those_of_the_language(
    browser: Browser, server: HeadraceProcess, locale: str, total: int, words: str
) -> None:
    found: dict[str, object] = {"files": [], "next": None, "total": total, "total_is_exact": True}
    with server.client() as client:
        link = urlsplit(client.post("/api/guest-links", json={"search": {"kind": "image"}}).json()["url"]).path
    with speaking(browser, locale) as page:
        page.route(f"**{link}/files*", lambda route: route.fulfill(json=found))
        page.goto(server.url + link)
        expect(page.locator("#guest-total")).to_have_text(words)


def test_the_viewer_and_its_keys_are_german(browser: Browser, server: HeadraceProcess, session_id: str) -> None:
    with speaking(browser, "de-DE") as page:
        page.goto(f"{server.url}/ingest-v2#/preview/{session_id}")
        page.get_by_test_id("card").first.get_by_role("button").press("Enter")
        viewer = page.get_by_test_id("detail")
        expect(viewer.get_by_role("button", name="Nächste Datei")).to_be_visible()
        expect(page.locator("#announcer")).to_have_text(re.compile(r", 1 von \d+$"))
        expect(page.get_by_test_id("zoom-percent")).to_have_text(re.compile(rf"^\d+(,\d)?{NO_BREAK_SPACE}%$"))
        page.keyboard.press("z")
        expect(page.get_by_test_id("zoom-percent")).to_have_accessible_name(f"Zoom 100{NO_BREAK_SPACE}%. Einpassen")
        page.keyboard.press("?")
        expect(page.get_by_role("dialog", name="Tastenkürzel")).to_contain_text("Vorherige oder nächste Datei")


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_no_step_is_wider_than_the_screen_in_german(
    browser: Browser, server: HeadraceProcess, session_id: str, width: int
) -> None:
    is_phone = width < 1000
    with browser.new_context(
        locale="de-DE", viewport={"width": width, "height": 844}, has_touch=is_phone, is_mobile=is_phone
    ) as context:
        check_that_steps_fit(context.new_page(), server.url, session_id)
