"""Every answer tells the browser what it may do with it, and no page of ours contacts another host."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from app.http.security_headers import SECURITY_HEADERS, SecurityHeaders
from app.routers.shared.services import services_of
from tests.http.surface.support import ask, unstarted_app
from tests.support.paths import REPOSITORY

STATIC, TEMPLATES = REPOSITORY / "app" / "static", REPOSITORY / "app" / "templates"
SERVED = sorted(
    path
    for folder in (STATIC, TEMPLATES)
    for path in folder.rglob("*")
    if path.suffix in {".html", ".css", ".js", ".svg"}
)
CONTACTS = (
    r"""\b(?:src|href|action|poster|srcset|data)\s*=\s*["']?((?:https?:)?//[^"'\s>]+)""",
    r"""\burl\(\s*["']?((?:https?:)?//[^"')\s]+)""",
    r"""@import\s+["']((?:https?:)?//[^"']+)""",
    r"""\b(?:import|from)\s*\(?\s*["']((?:https?:)?//[^"']+)""",
    r"""\b(?:fetch|open|sendBeacon|EventSource|WebSocket|Worker|SharedWorker|importScripts)\(\s*["'`]((?:https?:|wss?:)?//[^"'`]+)""",
    r"""http-equiv=["']?refresh[^>]*((?:https?:)?//[^"'\s>]+)""",
)
"""What makes a browser contact a host when it reads a file."""
LINKS = {"leaflet.js": {"https://leafletjs.com"}}
"""Links, which contact a host only when somebody follows them."""


@pytest.fixture
def app(tmp_path: Path) -> FastAPI:
    app = unstarted_app(tmp_path)
    app.dependency_overrides[services_of] = lambda: None
    return app


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/healthz", 200),
        ("GET", "/metrics", 200),
        ("GET", "/openapi.json", 200),
        ("GET", "/static/icon.svg", 200),
        ("GET", "/static/js/shell/docs-page.js", 200),
        ("GET", "/static/nothing", 404),
        ("GET", "/nowhere", 404),
        ("GET", "/redoc", 404),
        ("PATCH", "/healthz", 405),
        ("HEAD", "/static/icon.svg", 200),
        ("GET", "/api/library/files?limit=0", 422),
    ],
)
def test_every_answer_has_the_headers(app: FastAPI, method: str, path: str, status: int) -> None:
    answer = ask(app, httpx.Request(method, f"http://localhost{path}"))
    assert answer.status_code == status
    assert dict(answer.headers) | SECURITY_HEADERS == dict(answer.headers)


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "null"}, {"Content-Length": "10000000"}])
def test_refusals_have_them_too(app: FastAPI, headers: dict[str, str]) -> None:
    answer = ask(app, httpx.Request("POST", "http://localhost/", headers=headers))
    assert answer.status_code in (403, 413, 421)
    assert dict(answer.headers) | SECURITY_HEADERS == dict(answer.headers)


def test_the_answer_to_a_defect_has_them_too(app: FastAPI) -> None:
    @app.get("/defect")
    async def defect() -> None:
        raise ZeroDivisionError

    async def without_raising(scope: object, receive: object, send: object) -> None:
        with pytest.raises(ZeroDivisionError):
            await app(scope, receive, send)  # type: ignore[arg-type]

    answer = ask(without_raising, httpx.Request("GET", "http://localhost/defect"))
    assert answer.status_code == 500
    assert dict(answer.headers) | SECURITY_HEADERS == dict(answer.headers)


def test_a_route_can_set_a_stricter_policy() -> None:
    async def strict(scope: object, receive: object, send: object) -> None:
        own = [(b"Content-Security-Policy", b"sandbox")]
        await send({"type": "http.response.start", "status": 200, "headers": own})  # type: ignore[operator]
        await send({"type": "http.response.body"})  # type: ignore[operator]

    answer = ask(SecurityHeaders(strict), httpx.Request("GET", "http://localhost/"))
    assert answer.headers.get_list("content-security-policy") == ["sandbox"]


def test_the_policy_runs_nothing_that_stands_in_the_markup() -> None:
    assert "unsafe" not in SECURITY_HEADERS["content-security-policy"]


def contacts(text: str) -> Iterator[str]:
    for pattern in CONTACTS:
        yield from re.findall(pattern, text, re.IGNORECASE)


@pytest.mark.parametrize("path", SERVED, ids=lambda path: str(path.relative_to(REPOSITORY)))
def test_no_file_that_is_served_contacts_another_host(path: Path) -> None:
    assert set(contacts(path.read_text())) <= LINKS.get(path.name, set())


def test_the_link_that_leaflet_would_show_is_left_out() -> None:
    """Leaflet has a control that credits itself with a link. No map of ours has the control."""
    view = (STATIC / "js" / "overviews" / "map-view.js").read_text()
    assert "attributionControl: false" in view
    assert "attributionControl" in (STATIC / "vendor" / "leaflet" / "leaflet.js").read_text()


@pytest.mark.parametrize(
    "text",
    [
        '<script src="https://cdn.example/x.js">',
        "<img src=//cdn.example/x.png>",
        '<link rel="stylesheet" href="http://cdn.example/x.css">',
        "a { background: url(https://cdn.example/x.png) }",
        '@import "https://cdn.example/x.css"',
        'import x from "https://cdn.example/x.js"',
        'await import("//cdn.example/x.js")',
        "fetch(`https://cdn.example`)",
        'new WebSocket("wss://cdn.example")',
        '<meta http-equiv="refresh" content="0; url=https://cdn.example">',
    ],
)
def test_a_contact_is_found(text: str) -> None:
    assert list(contacts(text))
