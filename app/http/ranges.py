"""Gives refusals of a `Range` header the shape of all errors; Starlette sends them as plain text."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.http.refusals import Refusal, send_refusal

_REFUSALS = {
    400: Refusal("malformed_request", "The Range header is malformed.", "Write Range: bytes=0-499, or leave it out."),
    416: Refusal("range_not_satisfiable", "The file does not have these bytes.", "Content-Range has its size."),
}


class RangeErrors:
    """ASGI middleware around everything that serves files."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        has_range = scope["type"] == "http" and any(name == b"range" for name, _ in scope["headers"])
        await self._app(scope, receive, _send_in_shape(send) if has_range else send)


def _send_in_shape(send: Send) -> Send:
    is_replaced = False

    async def send_in_shape(message: Message) -> None:
        nonlocal is_replaced
        if message["type"] == "http.response.start":
            headers = dict(message.get("headers", ()))
            refusal = _REFUSALS.get(message["status"])
            if refusal is not None and headers.get(b"content-type", b"").startswith(b"text/plain"):
                is_replaced = True
                size = [(name, value) for name, value in headers.items() if name == b"content-range"]
                await send_refusal(send, refusal, size)
        if not is_replaced:
            await send(message)

    return send_in_shape
