"""Says of every answer who may keep it, and spares the bytes of an answer that the client has already.

Documents: RFC 9110, 8.8 and 13 (ETag, If-None-Match, 304), RFC 9111, 5.2 (Cache-Control).
"""

from __future__ import annotations

import hashlib

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

OWN_AND_ASK = "private, no-cache"
"""The default: what is shown depends on who asks, and may have changed since. The client keeps it, and asks again."""
NEVER = "no-store"
"""Of errors, which may be over in a second. Answers that hold a secret say so themselves."""

_OF_THE_BODY = frozenset({b"content-length", b"content-type", b"content-encoding"})


class Revalidation:
    """ASGI middleware. It sets `Cache-Control` where a route did not, adds an ETag to complete answers, and sends 304.

    The ETag is weak, because the same answer may be sent compressed. Answers that come in pieces get none: the live
    stream, reports, and files, which have their own.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        start: Message | None = None

        async def send_or_spare(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                _set_default(message)
                start = message if _may_be_known(scope, message) else None
                if start is None:
                    await send(message)
            elif start is None:
                await send(message)
            else:
                held, start = start, None
                if message.get("more_body", False):
                    await send(held)
                    await send(message)
                else:
                    await _send_unless_known(Headers(scope=scope), held, message, send)

        await self._app(scope, receive, send_or_spare)


def _set_default(start: Message) -> None:
    start.setdefault("headers", [])
    MutableHeaders(scope=start).setdefault("cache-control", OWN_AND_ASK if start["status"] < 400 else NEVER)


def _may_be_known(scope: Scope, start: Message) -> bool:
    """Return whether the answer gets an ETag if its body turns out to be complete."""
    headers = Headers(raw=start["headers"])
    return (
        scope["method"] == "GET"
        and start["status"] == 200
        and "etag" not in headers
        and "content-encoding" not in headers
        and not headers.get("content-type", "").startswith("text/event-stream")
        and NEVER not in headers["cache-control"]
    )


async def _send_unless_known(request: Headers, start: Message, body: Message, send: Send) -> None:
    etag = f'W/"{hashlib.blake2b(body.get("body", b""), digest_size=12).hexdigest()}"'
    MutableHeaders(scope=start)["etag"] = etag
    if is_known(etag, request):
        headers = [(name, value) for name, value in start["headers"] if name.lower() not in _OF_THE_BODY]
        start = {**start, "status": 304, "headers": headers}
        body = {"type": "http.response.body", "body": b""}
    await send(start)
    await send(body)


def is_known(etag: str, request: Headers) -> bool:
    """Return whether the client has the answer with this ETag (RFC 9110, 13.1.2: the weak comparison)."""
    tags = request.get("if-none-match", "")
    return tags.strip() == "*" or etag.removeprefix("W/") in [tag.strip().removeprefix("W/") for tag in tags.split(",")]
