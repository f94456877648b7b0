"""Compresses answers that are text, with what the client takes: Brotli, else gzip.

The work is done by Starlette's own responders; ours adds Brotli to them and decides which answers are left alone:

1. What is no text: pictures, videos, fonts, files; and answers that have a coding already. The live stream has its own.
2. `no-store`: such an answer holds a secret, and the length of a compressed answer can betray one (BREACH).
3. Answers below `MINIMUM_BYTES`, which would hardly be smaller, and parts of a file (206).
"""

from __future__ import annotations

import asyncio
import re

import brotli
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.gzip import GZipResponder, IdentityResponder
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.delivery.content_coding import ContentCoding, choose_coding

MINIMUM_BYTES = 1024
"""An answer of this size with its headers fits into one packet, compressed or not."""
THREAD_BYTES = 64 << 10
"""Larger pieces are compressed in a thread. This much takes a core about 3 ms, which the event loop can spare."""
BROTLI_QUALITY = 5
GZIP_LEVEL = 5
"""Both take about 40 ms a megabyte of JSON; better ones take several times as long for a tenth fewer bytes."""
PAGE_QUALITY = 10
"""Of a page of at least `THREAD_BYTES`: 40 ms in the thread for a tenth fewer bytes on everybody's first visit."""

_TEXT = re.compile(r"text/(?!event-stream)|application/(?:[\w.-]+\+)?(?:json|xml)\b|image/svg\+xml", re.IGNORECASE)


class Compression:
    """ASGI middleware. Only `send` is wrapped: the live stream takes its connection over by `receive`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        responder = _responder_for(choose_coding(Headers(scope=scope).get("accept-encoding", "")), self._app)
        responder.send = send
        send_on = send

        async def send_compressed(message: Message) -> None:
            nonlocal send_on
            if message["type"] == "http.response.start" and _may_be_compressed(scope, message):
                _weaken_etag(message)
                send_on = responder.send_with_compression
            await send_on(message)

        await self._app(scope, receive, send_compressed)


def _responder_for(coding: ContentCoding | None, app: ASGIApp) -> IdentityResponder:
    """Return what sends in this coding. Without one it only says that the answer depends on what the client takes."""
    if coding is ContentCoding.BROTLI:
        return BrotliResponder(app, MINIMUM_BYTES)
    if coding is ContentCoding.GZIP:
        return GZipResponder(app, MINIMUM_BYTES, GZIP_LEVEL, thread_minimum_size=THREAD_BYTES)
    return IdentityResponder(app, MINIMUM_BYTES)


def _may_be_compressed(scope: Scope, start: Message) -> bool:
    headers = Headers(raw=start.get("headers", []))
    return (
        scope["method"] != "HEAD"
        and start["status"] not in (204, 206, 304)
        and "no-store" not in headers.get("cache-control", "")
        and _TEXT.match(headers.get("content-type", "")) is not None
    )


def _weaken_etag(start: Message) -> None:
    """Say that the bytes may differ where the meaning does not: the ETag is that of the plain text."""
    headers = MutableHeaders(scope=start)
    if "content-encoding" not in headers and (etag := headers.get("etag", "W/")).startswith('"'):
        headers["etag"] = f"W/{etag}"


class BrotliResponder(IdentityResponder):
    """Starlette's responder, with Brotli."""

    content_encoding = "br"

    def __init__(self, app: ASGIApp, minimum_size: int) -> None:
        super().__init__(app, minimum_size)
        self._compressor: brotli.Compressor | None = None

    async def apply_compression(self, body: bytes, *, more_body: bool) -> bytes:
        if len(body) >= THREAD_BYTES:
            quality = BROTLI_QUALITY if more_body or not self._is_page() else PAGE_QUALITY
            return await asyncio.to_thread(self._compress, body, more_body, quality)
        return self._compress(body, more_body, BROTLI_QUALITY)

    def _is_page(self) -> bool:
        return Headers(raw=self.initial_message["headers"]).get("content-type", "").startswith("text/html")

    def _compress(self, body: bytes, more_body: bool, quality: int) -> bytes:
        if self._compressor is None:
            self._compressor = brotli.Compressor(mode=brotli.MODE_TEXT, quality=quality)
        written: bytes = self._compressor.process(body)
        written += self._compressor.flush() if more_body else self._compressor.finish()
        return written
