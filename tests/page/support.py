"""The page's modules, run where they live: in a real browser, served as they are. And a look at every step."""

from __future__ import annotations

import functools
import http.server
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page, Response, expect

from app.delivery import Translations
from app.domain.client_rules import client_rules
from app.readers.formats import DEFAULT_PATTERN, KIND_BY_EXTENSION
from tests.support.paths import REPOSITORY

APP = REPOSITORY / "app"
STATIC = APP / "static"
TEMPLATES = APP / "templates"

PAGE_CONFIG = {
    "version": "1",
    "defaults": {"pattern": DEFAULT_PATTERN},
    "rules": client_rules(),
    "file_kinds": KIND_BY_EXTENSION,
    "rollout": {"percent": 100, "place": 0},
}
"""What the modules read when they are loaded, as the server renders it."""
ENGLISH = Translations(APP / "locales").catalog("en")
TEXTS = dict(zip(ENGLISH.entries, ENGLISH.patterns(ENGLISH.entries), strict=True))
"""All texts by their ids: modules that are served as they lie there name them so."""
EMPTY_PAGE = (
    "<!doctype html><title>modules</title><link rel=icon href=data:,>"
    f'<script type="application/json" id="page-config">{json.dumps(PAGE_CONFIG)}</script>'
    f'<script type="application/json" id="page-texts">{json.dumps(TEXTS)}</script>'
)

STEPS = ("configure", "process", "preview", "commit")
# The row of filters scrolls by itself on a narrow screen.
BEYOND_THE_SCREEN = """(width) => [...document.querySelectorAll("body *")]
    .filter((each) => !each.closest(".chips, .filters > *, .visually-hidden, .tree"))
    .filter((each) => each.getBoundingClientRect().right > width + 1).map((each) => each.outerHTML)"""

Run = Callable[..., Any]
"""`run("shared/format.js", "({ bytes }, size) => bytes(size)", …arguments as JSON)` → the answer."""


class _Static(http.server.SimpleHTTPRequestHandler):
    """Serves the static files under `/static/`, and at `/` an empty page to import them from."""

    def do_GET(self) -> None:
        if self.path == "/":
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(EMPTY_PAGE.encode())
        else:
            super().do_GET()

    def translate_path(self, path: str) -> str:
        return super().translate_path(path.removeprefix("/static"))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """The tests have their own words for what went wrong."""


@contextmanager
def static_server() -> Iterator[str]:
    """The address of a server that gives nothing but the page's static files."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Static, directory=STATIC)) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def module_page(browser: Browser) -> Iterator[Page]:
    """An empty page that may import the modules."""
    with static_server() as url:
        page = browser.new_page()
        page.goto(url)
        yield page


@contextmanager
def modules(browser: Browser) -> Iterator[Run]:
    with module_page(browser) as page:
        yield functools.partial(run_module, page)


def run_module(page: Page, module: str, function: str, *arguments: Any) -> Any:
    """Call `function` (JavaScript) with a module's exports and `arguments`.

    Both ways as JSON text, because that keeps lone surrogates, which the browser's protocol does not.
    """
    call = f"""async (given) => {{
        const exports = await import("/static/js/{module}");
        const answer = await ({function})(exports, ...JSON.parse(given));
        return JSON.stringify(answer === undefined ? null : answer);
    }}"""
    return json.loads(page.evaluate(call, json.dumps(arguments)))


def check_that_steps_fit(page: Page, address: str, session_id: str) -> None:
    """Fail if a step of the session is wider than the screen, or has anything beyond its right edge."""
    assert page.viewport_size
    width = page.viewport_size["width"]
    for step in STEPS:
        page.goto(f"{address}/ingest-v2#/{step}/{session_id}")
        expect(page.get_by_test_id(f"step-{step}")).to_be_visible()
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, step
        assert page.evaluate(BEYOND_THE_SCREEN, width) == [], step


def is_change(response: Response) -> bool:
    """Return whether a response answers a request that changes something, and not one for a picture."""
    return response.request.method != "GET"
