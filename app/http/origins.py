"""Refuses requests that change something and come from a page of another site.

A browser sends such requests without asking where they carry no body, or one that a form could send. It does say where
they come from, in `Origin` (RFC 6454) and `Sec-Fetch-Site` (https://www.w3.org/TR/fetch-metadata/), and no page can
change these headers. A request with neither comes from no browser.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from app.http.hosts import parse_host
from app.http.refusals import Refusal, send_refusal

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
OWN_SITES = frozenset({"same-origin", "none"})
"""`none`: the user typed the address or opened a bookmark."""
SETTING = "HEADRACE_ALLOWED_ORIGINS"

_ORIGIN = re.compile(r"https?://([^/@?#\s]+)", re.ASCII)


def check_allowed_origin(text: str) -> str:
    """Return the origin as browsers send it. Raises ValueError unless it is `scheme://host` or `scheme://host:port`."""
    origin = text.lower()
    match = _ORIGIN.fullmatch(origin)
    if match is None or parse_host(match[1]) is None:
        raise ValueError(f"{text!r} is not an origin; write scheme and host without a path: https://example.org")
    return origin


class OriginCheck:
    """ASGI middleware that lets only this server's own pages, allowed origins and programs change something."""

    def __init__(self, app: ASGIApp, allowed: Iterable[str]) -> None:
        self._app = app
        self._allowed = frozenset(allowed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in SAFE_METHODS or self._is_own(Headers(scope=scope)):
            await self._app(scope, receive, send)
        else:
            await send_refusal(
                send,
                Refusal(
                    "foreign_origin",
                    "A page of another site sent this request, so nothing was done.",
                    f"If that page may control this server, add its origin to the setting {SETTING}. Behind a proxy, "
                    "let the proxy pass the Host header on unchanged.",
                ),
            )

    def _is_own(self, headers: Headers) -> bool:
        origins, site = headers.getlist("origin"), headers.get("sec-fetch-site")
        if len(origins) == 1 and origins[0] in self._allowed:
            return True
        return (site is None or site in OWN_SITES) and all(_names_host(origin, headers) for origin in origins)


def _names_host(origin: str, headers: Headers) -> bool:
    """Return whether the origin is the host that was asked. The scheme may differ: a proxy may have ended TLS."""
    match = _ORIGIN.fullmatch(origin.lower())
    sender = None if match is None else parse_host(match[1])
    return sender is not None and sender == parse_host(headers.get("host", ""))
