"""Gives every request an id, by which the lines of the log that belong to it are found."""

from __future__ import annotations

import re
import secrets

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADER = "X-Request-ID"
_NAME = HEADER.lower().encode("ascii")
_ACCEPTED = re.compile(r"[A-Za-z0-9._:+/=-]{1,128}", re.ASCII)
"""What proxies and tracing libraries send: hexadecimal, UUID, ULID, Base64. Nothing in it could forge a log line."""


class RequestIds:
    """ASGI middleware that takes the id of a request from its header, or makes one, and returns it in the answer.

    Every line that is logged meanwhile has it as `request_id`. It is not removed at the end: Starlette answers an
    unexpected error outside of all middleware, in the same task, which ends with the request.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _find_id(scope) or secrets.token_hex(16)
        scope.setdefault("state", {})["request_id"] = request_id
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        header = (_NAME, request_id.encode("ascii"))

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), header]
            await send(message)

        await self._app(scope, receive, send_with_id)


def request_id_of(scope: Scope) -> str:
    """Return the id of a request that has passed `RequestIds`."""
    request_id = scope["state"]["request_id"]
    assert isinstance(request_id, str)
    return request_id


def _find_id(scope: Scope) -> str:
    """Return the id that the client sent; empty if it sent none, several, or one that is not accepted."""
    sent = [value for name, value in scope["headers"] if name == _NAME]
    text = sent[0].decode("latin-1") if len(sent) == 1 else ""
    return text if _ACCEPTED.fullmatch(text) else ""
