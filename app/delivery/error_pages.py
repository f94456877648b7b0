"""Errors as pages, for people who open an address in a browser. Programs, and everything below `/api`, get JSON."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

from fastapi.responses import Response
from fastapi.templating import Jinja2Templates
from markupsafe import Markup
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.delivery.assets import Assets

STYLES = ("shared/tokens", "shared/base", "shared/controls", "shell/error")
VARY = "Accept, Accept-Language, Cookie"
WITHOUT_PAGES = ("/api/", "/static/")
"""Whoever opens these reads for a program."""

TITLES = {
    400: "error-address-invalid",
    403: "error-not-allowed",
    404: "error-not-found",
    405: "error-no-page",
    410: "error-gone",
    421: "error-other-name",
    422: "error-part-invalid",
    429: "error-too-many",
    500: "error-server",
    503: "error-not-available",
}
"""Ids of texts."""
OTHER_TITLE = "error-other"
PAGES = (("/ingest-v2", "error-to-start"), ("/library", "error-to-library"))
TRY_AGAIN = (("", "error-try-again"), ("/ingest-v2", "error-to-start"))


def is_page_request(scope: Scope) -> bool:
    """Return whether a person opens an address that could be a page."""
    return (
        scope["type"] == "http"
        and scope["method"] == "GET"
        and not scope["path"].startswith(WITHOUT_PAGES)
        and "text/html" in Headers(scope=scope).get("accept", "")
    )


class ErrorPage:
    """Renders an error. The page has its style inside, because a refused host or a defect may serve no file."""

    def __init__(self, templates: Jinja2Templates, assets: Assets, policy: str) -> None:
        """`policy` is the Content-Security-Policy of all pages; this one's allows its style, too."""
        self._templates = templates
        self._assets = assets
        self._policy = policy

    def answer(self, request: Request, status: int, error: dict[str, Any]) -> Response:
        """Return the page for an error in the shape of all errors: `message` and `cure` are shown as text."""
        style = self._assets.style_text(STYLES)
        shown = {
            "status": status,
            "title": TITLES.get(status, OTHER_TITLE),
            "lines": [] if status == 404 else [error["message"], error["cure"]],
            "links": _links(status),
            "style": Markup(style.decode()),  # noqa: S704  our own files
        }
        digest = base64.b64encode(hashlib.sha256(style).digest()).decode()
        policy = f"{self._policy}; style-src 'self' 'sha256-{digest}'"
        headers = {"Content-Security-Policy": policy, "Cache-Control": "no-store", "Vary": VARY}
        return self._templates.TemplateResponse(request, "errors/error.html", shown, status, headers)


def _links(status: int) -> tuple[tuple[str, str], ...]:
    if status in (400, 421):
        return ()  # no address of this host leads anywhere
    return TRY_AGAIN if status >= 500 else PAGES


class ErrorPages:
    """ASGI middleware that sends the page in place of an error in JSON."""

    def __init__(self, app: ASGIApp, page: ErrorPage) -> None:
        self._app = app
        self._page = page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not is_page_request(scope):
            await self._app(scope, receive, send)
            return
        start: Message | None = None
        body = b""

        async def send_page(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start" and _is_error(message):
                start = message
            elif start is None:
                await send(message)
            else:
                body += message.get("body", b"")
                if not message.get("more_body", False):
                    await self._replace(start, body, scope, receive, send)

        await self._app(scope, receive, send_page)

    async def _replace(self, start: Message, body: bytes, scope: Scope, receive: Receive, send: Send) -> None:
        answer = self._page.answer(Request(scope), start["status"], json.loads(body)["error"])
        for name, value in Headers(raw=start["headers"]).items():
            if not name.startswith("content-"):
                answer.headers.setdefault(name, value)
        await answer(scope, receive, send)


def _is_error(start: Message) -> bool:
    kind = Headers(raw=start.get("headers", [])).get("content-type", "")
    return start["status"] >= 400 and kind.startswith("application/json")
