"""Refusals: complete error answers that middleware and the protocol send, in the shape of all errors of the API."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus

from starlette.types import Send

REFUSALS = {
    "http_error": (400, "the body is not text"),
    "malformed_request": (400, "the request is not HTTP, or its Host header is missing or malformed"),
    "foreign_origin": (403, "a page of another site sent the request"),
    "request_timeout": (408, "the request did not arrive in time"),
    "body_too_large": (413, "the body has too many bytes, or too many values"),
    "query_too_long": (414, "the query has too many parameters"),
    "unsupported_media_type": (415, "the body is not declared as JSON, or as a file where one is expected"),
    "range_not_satisfiable": (416, "the file does not have the bytes that the `Range` header names"),
    "unknown_host": (421, "the Host header names a host that this server does not serve"),
    "head_too_large": (431, "the request line and the headers have too many bytes"),
}
"""Code → status and meaning."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is not carried out, and what to do."""

    code: str
    message: str
    cure: str

    @property
    def status(self) -> int:
        return REFUSALS[self.code][0]

    @property
    def body(self) -> bytes:
        error = {"code": self.code, "message": self.message, "cure": self.cure}
        return json.dumps({"error": error}, separators=(",", ":")).encode("ascii")

    def as_http(self) -> bytes:
        """Return the whole answer as it goes over the wire, for where there is no ASGI yet; it ends the connection."""
        head = (
            f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}\r\n"
            "content-type: application/json\r\n"
            f"content-length: {len(self.body)}\r\n"
            "x-content-type-options: nosniff\r\n"
            "connection: close\r\n\r\n"
        )
        return head.encode("ascii") + self.body


async def send_refusal(send: Send, refusal: Refusal, headers: Iterable[tuple[bytes, bytes]] = ()) -> None:
    """Send the refusal as the whole answer, with `headers` besides those that every refusal has."""
    body = refusal.body
    all_headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode("ascii")),
        (b"cache-control", b"no-store"),
        *headers,
    ]
    await send({"type": "http.response.start", "status": refusal.status, "headers": all_headers})
    await send({"type": "http.response.body", "body": body})
