"""A first visit takes few requests and few bytes, a second one nearly none, and nothing is seen before its style."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from app.demo import Manifest
from tests.page.loading.network import watch_network
from tests.support.browser import uncomplaining_page
from tests.support.server import HeadraceProcess

MOST_REQUESTS, MOST_BYTES = 30, 150_000
DELAY_S = 1.0
PATIENCE_MS = 60_000
PAGES = {
    "/ingest-v2": "[data-testid=tree] li",
    "/library": "#library-title",
    "/account": "#accounts-list > *",
    "/sign-in": "#sign-in",
    "/guest/{guest}": "[data-testid=counter-processed_files]",
}
"""Address → what is shown once the page has loaded."""


@pytest.fixture(scope="module")
def roots(demo: tuple[Path, Manifest]) -> Sequence[Path]:
    return [demo[0]]


@pytest.fixture(scope="module")
def guest(server: HeadraceProcess, demo: tuple[Path, Manifest]) -> str:
    """The secret of a guest link to a session."""
    session = server.process_folders(demo[0], max_files=5, enable_nsfw_detection=False)
    with server.client() as client:
        made = client.post("/api/guest-links", json={"session_id": session, "days": 1}).json()
    return str(made["url"]).rpartition("/")[2]


def visit(page: Page, server: HeadraceProcess, path: str, guest: str) -> None:
    page.goto(server.url + path.format(guest=guest))
    page.locator(PAGES[path]).first.wait_for(timeout=PATIENCE_MS)
    page.wait_for_load_state("load")
    page.wait_for_timeout(500)


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("path", PAGES)
def test_a_first_visit_is_small_and_a_second_one_fetches_only_what_may_have_changed(
    browser: Browser, server: HeadraceProcess, guest: str, path: str, language: str
) -> None:
    with uncomplaining_page(browser) as page:
        page.set_extra_http_headers({"Accept-Language": language})
        network = watch_network(page)
        visit(page, server, path, guest)
        assert len(network.fetched) > 5
        assert network.requests <= MOST_REQUESTS, network.fetched
        assert network.bytes <= MOST_BYTES, network.fetched
        first = set(network.fetched)
        network.forget()
        visit(page, server, path, guest)
        assert [address for address in network.fetched if "/static/" in address and address in first] == []


def test_what_is_needed_later_is_fetched_once_it_is_needed(browser: Browser, server: HeadraceProcess) -> None:
    with uncomplaining_page(browser) as page:
        network = watch_network(page)
        visit(page, server, "/ingest-v2", "")
        assert not [address for address in network.fetched if ".later." in address]
        page.get_by_test_id("history-link").click()
        page.locator("#past > *").first.wait_for(timeout=PATIENCE_MS)
        assert len([address for address in network.fetched if ".later." in address]) == 1


def test_a_page_whose_server_was_replaced_asks_to_be_reloaded(browser: Browser, server: HeadraceProcess) -> None:
    page = browser.new_page()
    page.route("**/*.later.*.js", lambda route: route.fulfill(status=404))
    visit(page, server, "/ingest-v2", "")
    page.get_by_test_id("history-link").click()
    expect(page.get_by_text("A part of this page could not be loaded.")).to_be_visible()
    page.unroute("**/*.later.*.js")
    page.reload()
    page.locator("#past > *").first.wait_for(timeout=PATIENCE_MS)
    page.close()


def test_the_page_is_not_shown_before_its_style_and_its_theme(browser: Browser, server: HeadraceProcess) -> None:
    """The style comes late and the modules never: what is painted first has the style and the theme."""
    page = browser.new_page(color_scheme="light")
    page.goto(f"{server.url}/sign-in")
    page.evaluate("localStorage.setItem('headrace.theme', 'dark')")
    page.close()
    page = browser.new_page(color_scheme="light")

    def delay(route: Route) -> None:
        time.sleep(DELAY_S)
        route.continue_()

    page.route(re.compile(r"/static/.*\.css$"), delay)
    page.route(re.compile(r"/static/pages/.*\.js$"), lambda route: route.abort())
    page.add_init_script("localStorage.setItem('headrace.theme', 'dark')")
    page.goto(f"{server.url}/ingest-v2", wait_until="domcontentloaded")
    page.wait_for_timeout(500)
    painted = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    styled = page.evaluate("performance.getEntriesByType('resource').find((e) => e.name.endsWith('.css')).responseEnd")
    assert painted >= styled >= DELAY_S * 1000
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(10, 16, 19)"
    page.close()


def test_an_error_names_the_module_and_its_line(browser: Browser, server: HeadraceProcess) -> None:
    """The stack names the joined script; its map leads a debugger to the source, which is served."""
    page = browser.new_page()
    page.goto(f"{server.url}/sign-in")
    script = page.locator("script[type=module]").get_attribute("src")
    assert script is not None
    answer = page.request.get(server.url + script)
    sources = page.request.get(server.url + answer.headers["sourcemap"]).json()["sources"]
    assert "/static/js/shell/sign-in-page.js" in sources and len(sources) > 5
    assert all(page.request.get(server.url + source).ok for source in sources)
    page.close()
