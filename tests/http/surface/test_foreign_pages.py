"""Pages of other sites, in a real browser: they change nothing here and read nothing, and our pages contact nobody."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from tests.support.browser import chromium, uncomplaining_page
from tests.support.control import endless_files
from tests.support.preview import picture_file
from tests.support.server import HeadraceProcess, committed_library

pytestmark = pytest.mark.slow

REBOUND = "evil.example"
FETCH = """async ({ url, options }) => {
  try {
    const response = await fetch(url, options);
    return `${response.type} ${response.status} ${await response.text()}`;
  } catch (error) {
    return `refused: ${error.name}`;
  }
}"""
SEND_FORM = """({ url, body }) => {
  const form = document.createElement("form");
  form.method = "POST";
  form.action = url;
  form.enctype = "text/plain";
  const field = document.createElement("input");
  field.name = body;
  form.append(field);
  document.body.append(form);
  form.submit();
}"""


class _EmptyPage(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>foreign</title><link rel=icon href=data:,>")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """The tests say what went wrong."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for which a foreign name has this machine's address, as after DNS rebinding."""
    with chromium(f"--host-resolver-rules=MAP {REBOUND} 127.0.0.1") as browser:
        yield browser


@contextmanager
def foreign_site() -> Iterator[str]:
    """The address of a page on another port, which for a browser is another origin."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _EmptyPage) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    folder = tmp_path_factory.mktemp("media")
    for number in range(3):
        picture_file(folder / "pictures" / f"{number}.png", number, prompt="a cat", seed=number, score=3)
    return [folder]


@pytest.fixture(scope="module")
def committed(server: HeadraceProcess) -> str:
    """A session that was committed, so that its commit could be undone."""
    folder = Path(server.roots[0]) / "pictures"
    committed_library(server, folder)
    with server.client() as client:
        return str(client.get("/api/ingest/sessions").json()["sessions"][0]["session_id"])


@pytest.fixture(scope="module")
def running(server: HeadraceProcess, committed: str) -> Iterator[str]:
    """A session that reads one file for ever."""
    session_id = server.process_folders(endless_files(Path(server.roots[0]) / "slow", 1))
    server.wait_for(session_id, "the session reads files", lambda state: state["status"] == "processing")
    yield session_id
    with server.client() as client:
        client.post(f"/api/ingest/cancel/{session_id}")


@pytest.fixture
def foreign(browser: Browser) -> Iterator[Page]:
    with foreign_site() as url:
        page = browser.new_page()
        page.goto(url)
        yield page
        page.close()


def library_size(server: HeadraceProcess) -> int:
    with server.client() as client:
        return int(client.get("/api/library/files").json()["total"])


def requests_without_a_body(committed: str, running: str) -> list[str]:
    return [f"/api/ingest/{what}/{running}" for what in ("pause", "cancel", "resume")] + [
        f"/api/ingest/undo/{committed}"
    ]


def fetch(page: Page, url: str, **options: Any) -> str:
    return str(page.evaluate(FETCH, {"url": url, "options": options}))


def test_a_foreign_page_presses_no_button(foreign: Page, server: HeadraceProcess, committed: str, running: str) -> None:
    for path in requests_without_a_body(committed, running):
        for mode in ("no-cors", "cors"):
            assert fetch(foreign, server.url + path, method="POST", mode=mode).startswith("refused")
    assert server.status(running)["status"] == "processing"
    assert server.status(committed)["status"] == "committed"
    assert library_size(server) == 3


def test_a_foreign_form_presses_no_button(foreign: Page, server: HeadraceProcess, committed: str, running: str) -> None:
    start = foreign.url
    for path in [*requests_without_a_body(committed, running), "/api/ingest/process"]:
        with foreign.expect_navigation():
            foreign.evaluate(
                SEND_FORM, {"url": server.url + path, "body": '{"parameters": {"directories": []}, "x": "'}
            )
        assert "foreign_origin" in foreign.inner_text("body")
        foreign.goto(start)
    assert server.status(running)["status"] == "processing"
    assert library_size(server) == 3


def test_a_foreign_page_shows_no_picture(foreign: Page, server: HeadraceProcess, committed: str) -> None:
    with server.client() as client:
        file_id = client.get("/api/library/files").json()["files"][0]["id"]
    show = """url => new Promise(resolve => {
      const picture = new Image();
      picture.onload = () => resolve(picture.naturalWidth);
      picture.onerror = () => resolve(0);
      picture.src = url;
    })"""
    for kind in ("thumbnail", "original"):
        address = f"{server.url}/api/ingest/library/{file_id}/{kind}"
        assert foreign.evaluate(show, address) == 0
        foreign_url = foreign.url
        foreign.goto(f"{server.url}/library")
        assert foreign.evaluate(show, address) > 0, "our own page shows it"
        foreign.goto(foreign_url)


def test_a_foreign_page_holds_none_of_ours(foreign: Page, server: HeadraceProcess) -> None:
    for path in ("/ingest-v2", "/library", "/docs", "/openapi.json"):
        answer = foreign.request.get(server.url + path)
        assert answer.headers["x-frame-options"] == "DENY"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


def test_a_name_that_was_rebound_to_this_server_reads_nothing(
    browser: Browser, server: HeadraceProcess, committed: str
) -> None:
    page = browser.new_page()
    page.goto(f"http://{REBOUND}:{server.port}/ingest-v2")
    assert "This server does not answer requests for" in page.inner_text("body")
    for path in ("/api/library/files", "/api/ingest/sessions", "/metrics", "/healthz", "/openapi.json"):
        assert fetch(page, path).startswith("basic 421"), path
    assert fetch(page, f"/api/ingest/undo/{committed}", method="POST").startswith("basic 421")
    page.close()
    assert library_size(server) == 3


@pytest.fixture
def contacted(browser: Browser) -> Iterator[tuple[Page, list[str]]]:
    """A page without an error, and every address that it requests."""
    with uncomplaining_page(browser) as page:
        addresses: list[str] = []

        def note(request: Request) -> None:
            addresses.append(request.url)

        page.on("request", note)
        yield page, addresses


def assert_only_own(addresses: list[str], server: HeadraceProcess) -> None:
    assert addresses
    assert [url for url in addresses if not url.startswith((f"{server.url}/", "data:", "blob:"))] == []


def test_the_api_description_is_shown_without_another_host(
    contacted: tuple[Page, list[str]], server: HeadraceProcess
) -> None:
    page, addresses = contacted
    page.goto(f"{server.url}/docs")
    page.locator("#operations-tag-ingest").click()
    expect(page.get_by_text("Start a session", exact=True)).to_be_visible()
    page.locator("#operations-tag-health").click()
    page.get_by_text("Check that the process answers", exact=True).click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    expect(page.locator(".live-responses-table tbody .response-col_status").first).to_contain_text("200")
    assert_only_own(addresses, server)


@pytest.mark.parametrize("path", ["/ingest-v2", "/ingest-v2#/history"])
def test_a_page_contacts_no_other_host(
    path: str, contacted: tuple[Page, list[str]], server: HeadraceProcess, committed: str
) -> None:
    page, addresses = contacted
    page.goto(server.url + path)
    page.wait_for_load_state("networkidle")
    assert_only_own(addresses, server)


def test_the_library_contacts_no_other_host(
    contacted: tuple[Page, list[str]], server: HeadraceProcess, committed: str
) -> None:
    page, addresses = contacted
    with page.expect_response("**/api/library/stream"):  # which a page opens last, and which has no end
        page.goto(f"{server.url}/library")
    expect(page.get_by_test_id("card").first).to_be_visible()
    assert_only_own(addresses, server)


def test_a_report_contacts_no_host(contacted: tuple[Page, list[str]], server: HeadraceProcess, committed: str) -> None:
    page, addresses = contacted
    page.goto(f"{server.url}/api/ingest/report/{committed}")
    expect(page.get_by_role("heading").first).to_be_visible()
    assert_only_own(addresses, server)
