"""The map of the library in a real browser: by mouse, by keyboard, on a phone. It contacts no other host."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.page.library.library_page import PHONE, open_library
from tests.page.library.pictures import write_dated
from tests.page.visual.axe import CONTRAST, violations
from tests.readers.support import png
from tests.support.browser import keep_screenshot, uncomplaining_page
from tests.support.server import HeadraceProcess, NewServer

ROME, NAPLES, PARIS, SYDNEY = (41.9, 12.48), (40.85, 14.27), (48.86, 2.35), (-33.87, 151.21)
PLACES = [ROME] * 4 + [(41.91, 12.5)] + [NAPLES] * 2 + [PARIS] * 3 + [SYDNEY]
NOWHERE = 2
FILES = len(PLACES) + NOWHERE


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    root = tmp_path_factory.mktemp("map")
    for number, place in enumerate([*PLACES, *[None] * NOWHERE]):
        write_dated(root / f"{number:02}.png", number, "2024-05-06T10:00:00", place)
    return [root]


def open_map(page: Page) -> None:
    page.get_by_test_id("map-toggle").click()
    expect(page.get_by_test_id("map-numbers")).to_have_text("11 files with a place. 2 have none.")


def marks(page: Page) -> Locator:
    return page.get_by_test_id("map-view").locator(".map-mark")


def mark(page: Page, words: str) -> Locator:
    return page.get_by_test_id("map-view").get_by_role("button", name=re.compile(words))


def expect_files(page: Page, words: str) -> None:
    expect(page.get_by_test_id("result-line")).to_have_text(words)


def test_a_place_is_chosen_by_mouse_and_no_other_host_is_asked(page: Page, library: HeadraceProcess) -> None:
    asked = list[str]()
    page.on("request", lambda request: asked.append(request.url))
    assert "leaflet" not in page.content().split("</head>")[0]
    open_map(page)
    expect(mark(page, "1 file at 33.87° S, 151.21° E, in or near Australia")).to_be_visible()
    expect(page.locator(".map-land")).to_have_count(1)
    assert violations(page) == []
    keep_screenshot(page, "map-light")
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert violations(page, CONTRAST) == []
    keep_screenshot(page, "map-dark")
    mark(page, "N, ").first.click()
    expect(page.get_by_test_id("words")).to_have_value(re.compile(r"^box:\S+$"))
    expect(page.locator(".map-chosen")).to_have_count(1)
    mark(page, "48.86° N, 2.35° E, in or near France").click()
    expect_files(page, "3 matches")
    expect(page.get_by_test_id("words")).to_have_value("box:48.86,2.35,48.86,2.35")
    page.get_by_test_id("map-everywhere").click()
    expect_files(page, f"{FILES} files")
    page.get_by_test_id("map-here").click()
    expect_files(page, "3 matches")
    page.get_by_test_id("map-everywhere").click()
    page.get_by_test_id("map-all").click()
    expect(mark(page, "S, ")).to_be_visible()
    assert [url for url in asked if not url.startswith((f"{library.url}/", "data:", "blob:"))] == []
    assert [url for url in asked if "/vendor/leaflet/" in url]


def test_the_map_is_used_by_keyboard_alone(page: Page) -> None:
    page.locator("#map-toggle").focus()
    page.keyboard.press("Enter")
    expect(mark(page, "S, ")).to_be_visible()
    page.get_by_test_id("map-view").focus()
    page.keyboard.press("Tab")
    expect(marks(page).and_(page.locator("[tabindex='0']"))).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(mark(page, "S, ")).to_be_focused()
    page.keyboard.press("Enter")
    expect_files(page, "1 match")
    expect(page.locator("#map-everywhere")).to_be_visible()
    page.locator("#map-everywhere").press("Enter")
    expect_files(page, f"{FILES} files")
    page.locator("#map-all").press("Enter")
    expect(marks(page)).not_to_have_count(1)
    page.locator("#map-places summary").press("Enter")
    page.get_by_test_id("map-list").get_by_role("button", name=re.compile("S, ")).press("Enter")
    expect_files(page, "1 match")


def test_the_map_follows_the_search_and_keeps_its_other_terms(page: Page, library: HeadraceProcess) -> None:
    open_library(page, library, "?q=09.png")
    page.get_by_test_id("map-toggle").click()
    expect(page.get_by_test_id("map-numbers")).to_have_text("1 file with a place.")
    mark(page, "48.86° N").click()
    expect(page.get_by_test_id("words")).to_have_value("09.png box:48.86,2.35,48.86,2.35")
    expect_files(page, "1 match")
    open_library(page, library, "?q=12.png")
    expect(page.get_by_test_id("map-numbers")).to_have_text("None of these files says where it was taken.")


def test_a_phone_shows_the_map(browser: Browser, library: HeadraceProcess) -> None:
    with uncomplaining_page(browser, PHONE) as page:
        open_library(page, library)
        open_map(page)
        expect(mark(page, "S, ")).to_be_visible()
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        keep_screenshot(page, "map-phone")
        mark(page, "S, ").click()
        expect_files(page, "1 match")


def test_a_map_that_could_not_be_loaded_says_so_and_is_loaded_again(browser: Browser, library: HeadraceProcess) -> None:
    page = browser.new_page()  # which complains of what it cannot load
    page.route("**/vendor/leaflet/*.js", lambda route: route.abort())
    open_library(page, library)
    page.get_by_test_id("map-toggle").click()
    expect(page.locator("#map-problem")).to_have_text("The map could not be loaded. Close it and open it again. ")
    page.unroute("**/vendor/leaflet/*.js")
    page.locator("#map-close").click()
    expect(page.get_by_test_id("map-toggle")).to_be_focused()
    page.get_by_test_id("map-toggle").click()
    expect(marks(page).first).to_be_visible()
    expect(page.locator("#map-problem")).to_be_hidden()
    page.close()


@contextmanager
def serve_tiles() -> Iterator[tuple[str, list[tuple[str, str | None]]]]:
    """A server of tiles on another port: its address, and the path and referrer of each request."""
    asked: list[tuple[str, str | None]] = []

    class Tiles(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append((self.path, self.headers["Referer"]))
            self.send_response(200)
            self.send_header("Content-Type", "image/png")
            self.end_headers()
            self.wfile.write(png())

        def log_request(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Tiles) as server:
        threading.Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()


def test_tiles_come_from_the_server_of_the_setting_which_learns_no_address_of_ours(
    browser: Browser, new_server: NewServer, tmp_path: Path
) -> None:
    with serve_tiles() as (address, asked):
        environ = {"HEADRACE_MAP_TILES": f"{address}/{{z}}/{{x}}/{{y}}.png", "HEADRACE_MAP_CREDIT": "© <b>Mappers"}
        with new_server(tmp_path, environ=environ) as server, uncomplaining_page(browser) as page:
            open_library(page, server, "")
            assert asked == []
            page.get_by_test_id("map-toggle").click()
            expect(page.locator("img.leaflet-tile-loaded").first).to_be_visible()
            expect(page.locator(".map-credit")).to_have_text("© <b>Mappers")
            expect(page.locator(".map-land")).to_have_count(0)
    assert [path for path, _ in asked if not re.fullmatch(r"/\d+/\d+/\d+\.png", path)] == []
    assert {referrer for _, referrer in asked} == {None}
