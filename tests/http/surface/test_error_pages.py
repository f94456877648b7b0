"""A person who opens an address without a page gets a page that says so; programs get JSON."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator

import httpx
import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, expect

from app.catalog import CatalogUnavailableError
from app.http.security_headers import SECURITY_HEADERS
from app.routers.shared.services import services_of
from tests.http.surface.support import ask, code_of, unstarted_app
from tests.support.browser import chromium, keep_screenshot
from tests.support.server import HeadraceProcess

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    app = unstarted_app(tmp_path_factory.mktemp("media"))
    app.dependency_overrides[services_of] = lambda: None

    @app.get("/defect")
    async def defect() -> None:
        raise ZeroDivisionError

    @app.get("/away")
    async def away() -> None:
        raise CatalogUnavailableError("the disk is full")

    return app


def fetch(app: FastAPI, path: str, accept: str = BROWSER, method: str = "GET", **headers: str) -> httpx.Response:
    async def without_raising(scope: object, receive: object, send: object) -> None:
        try:
            await app(scope, receive, send)  # type: ignore[arg-type]
        except ZeroDivisionError:
            assert path == "/defect"

    return ask(without_raising, httpx.Request(method, f"http://localhost{path}", headers={"Accept": accept} | headers))


CASES = [
    ("/nope", {}, 404, "Page not found", "typos"),
    ("/ingest-v2/more", {}, 404, "Page not found", "typos"),
    ("/readyz?x=" + "&" * 300, {}, 414, "This page cannot be shown", "parameters"),
    ("/ingest-v2", {"Host": "evil.example"}, 421, "This server has another name", "evil.example"),
    ("/ingest-v2", {"Host": "a b"}, 400, "This address is not valid", "Host"),
    ("/defect", {}, 500, "Something went wrong on the server", "log has the cause"),
    ("/away", {}, 503, "Not available at the moment", "the disk is full"),
]


@pytest.mark.parametrize(("path", "headers", "status", "title", "words"), CASES, ids=lambda value: str(value)[:20])
def test_a_person_gets_a_page(
    app: FastAPI, path: str, headers: dict[str, str], status: int, title: str, words: str
) -> None:
    answer = fetch(app, path, **headers)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert f"<h1>{title}</h1>" in answer.text and words in answer.text
    assert answer.headers["cache-control"] == "no-store" and "Accept" in answer.headers["vary"]
    expected = {name: value for name, value in SECURITY_HEADERS.items() if name != "content-security-policy"}
    assert dict(answer.headers) | expected == dict(answer.headers)


@pytest.mark.parametrize(("path", "headers", "status", "title", "words"), CASES, ids=lambda value: str(value)[:20])
@pytest.mark.parametrize("accept", ["*/*", "application/json"])
def test_a_program_gets_json(
    app: FastAPI, path: str, headers: dict[str, str], status: int, title: str, words: str, accept: str
) -> None:
    answer = fetch(app, path, accept, **headers)
    assert answer.status_code == status
    assert code_of(answer)


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/api/nope"), ("GET", "/static/nope.js"), ("POST", "/nope"), ("PATCH", "/healthz")]
)
def test_the_api_the_files_and_other_methods_answer_json_to_browsers_too(app: FastAPI, method: str, path: str) -> None:
    assert fetch(app, path, method=method).headers["content-type"] == "application/json"


def test_the_policy_allows_the_style_of_the_page_and_no_other(app: FastAPI) -> None:
    answer = fetch(app, "/nope")
    (style,) = re.findall(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = answer.headers["content-security-policy"]
    assert policy == f"{SECURITY_HEADERS['content-security-policy']}; style-src 'self' 'sha256-{digest}'"
    assert "unsafe" not in policy and not re.search(r"\sstyle=|\son[a-z]+=", answer.text)


def test_a_strangers_text_is_text(app: FastAPI) -> None:
    answer = fetch(app, "/ingest-v2", Host="evil.example", Cookie="a=<b>")
    assert "<b>" not in fetch(app, "/<b>x</b>").text and "<b>" not in answer.text


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_is_styled_in_the_chosen_theme(browser: Browser, server: HeadraceProcess, theme: str) -> None:
    page = browser.new_page(
        color_scheme="dark" if theme == "light" else "light", viewport={"width": 390, "height": 844}
    )
    blocked: list[str] = []
    page.on("console", lambda message: blocked.append(message.text) if "Policy" in message.text else None)
    page.goto(f"{server.url}/sign-in")
    page.evaluate(f"localStorage.setItem('headrace.theme', '{theme}')")
    page.goto(f"{server.url}/nope")
    expect(page.get_by_role("heading", name="Page not found")).to_be_visible()
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == ("rgb(243, 246, 247)" if theme == "light" else "rgb(10, 16, 19)")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    keep_screenshot(page, f"not-found-{theme}")
    page.get_by_role("link", name="Library").click()
    expect(page.get_by_role("heading", name="Library", exact=True)).to_be_visible()
    assert blocked == []
    page.close()
