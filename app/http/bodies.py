"""Bounds what a request may hold, before anything of it is parsed.

A body is read whole and checked here, then handed to the app in one piece. Its bytes bound the memory. The number of
its values bounds how long parsing holds up the event loop, which bytes alone do not: half a million numbers take as
many bytes as one long text.

The body of one kind of request is a file. It is not read here: the route takes it as it arrives.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.http.refusals import Refusal, send_refusal

BODY_BYTES = 1 << 20
"""The largest bodies that the page sends: 1,000 keywords of 200 characters, or 10,000 ids, which take a fifth of it."""
BODY_VALUES = 12_000
"""Values of all lists and objects of a body: 10,000 ids, and some."""
BODY_DIGITS = 40
"""Digits of one number. The time to parse a number grows with the square of its digits."""
BODY_DEPTH = 16
"""The deepest body of the API has three levels."""
HEAD_BYTES = 64 << 10
"""Request line and headers."""
QUERY_PARAMETERS = 250

FILE_TYPE = "application/octet-stream"
"""Of a body that is a file. No form of another site can send it unasked."""

_METHODS_WITHOUT_BODY = frozenset({"GET", "HEAD", "OPTIONS"})
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
"""A JSON string, or the start of one up to the end of the body. Possessive, so each byte is looked at once."""
_JSON_TYPE = re.compile(r'application/json\s*(;\s*(charset="?utf-8"?\s*)?)?', re.ASCII | re.IGNORECASE)
_DIGITS_AS_ZERO = bytes.maketrans(b"123456789", b"0" * 9)
_BRACKET = re.compile(rb"[][{}]")

_TOO_LARGE = Refusal(
    "body_too_large",
    f"The body has more than {BODY_BYTES:,} bytes, so it was not read.",
    "Send fewer values in one request, and the others in further requests.",
)
_TOO_MANY = Refusal(
    "body_too_large",
    f"The body has more than {BODY_VALUES:,} values, more than {BODY_DEPTH} levels, or a number of more than "
    f"{BODY_DIGITS} digits, so it was not parsed.",
    "Send fewer values in one request, and the others in further requests.",
)
_NOT_JSON = Refusal(
    "unsupported_media_type",
    "The body is not declared as JSON, so it was not read.",
    "Send JSON in UTF-8 with the header Content-Type: application/json.",
)
_NOT_A_FILE = Refusal(
    "unsupported_media_type",
    "The body is not declared as the bytes of a file, so it was not read.",
    f"Send the file itself with the header Content-Type: {FILE_TYPE}.",
)
_NOT_TEXT = Refusal("http_error", "The body is not text in UTF-8.", "Send JSON in UTF-8.")
_HEAD_TOO_LARGE = Refusal(
    "head_too_large",
    f"The request line and the headers have more than {HEAD_BYTES:,} bytes.",
    "Delete the cookies of this server, and send values in the body where the route takes one.",
)
_QUERY_TOO_LONG = Refusal(
    "query_too_long",
    f"The query has more than {QUERY_PARAMETERS} parameters.",
    "Give only parameters that the route has; they are listed at /docs.",
)


@dataclass(frozen=True, slots=True)
class FileBodies:
    """Which requests have a file as their body, and how many bytes it may have."""

    method: str
    path: re.Pattern[str]
    max_bytes: int

    def include(self, scope: Scope) -> bool:
        return scope["method"] == self.method and self.path.fullmatch(scope["path"]) is not None


class BodyCheck:
    """ASGI middleware that refuses requests that are too large, and bodies that are neither JSON nor one of `files`.

    `receive` stays the server's own for methods without a body: the stream takes its connection over by it. So it does
    for files, which arrive bit by bit.
    """

    def __init__(self, app: ASGIApp, files: FileBodies | None = None) -> None:
        self._app = app
        self._files = files

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refusal = _check_head(scope)
        if refusal is None and self._files is not None and self._files.include(scope):
            refusal = _check_file(headers, self._files.max_bytes)
        elif refusal is None:
            refusal = _check_declared(headers)
            if refusal is None and scope["method"] not in _METHODS_WITHOUT_BODY:
                body = await _read_body(receive)
                if body is None:
                    return  # the client is gone
                refusal = _check_body(body, headers)
                receive = _Replayed(bytes(body), receive)
        if refusal is None:
            await self._app(scope, receive, send)
        else:
            await send_refusal(send, refusal)


class _Replayed:
    """`receive` for a body that was already read."""

    def __init__(self, body: bytes, receive: Receive) -> None:
        self._body: bytes | None = body
        self._receive = receive

    async def __call__(self) -> Message:
        if self._body is None:
            return await self._receive()
        body, self._body = self._body, None
        return {"type": "http.request", "body": body, "more_body": False}


def _check_head(scope: Scope) -> Refusal | None:
    """Return why the request is refused by the size of its head."""
    length = sum(len(name) + len(value) for name, value in scope["headers"])
    query: bytes = scope["query_string"]
    if length + len(scope.get("raw_path", b"")) + len(query) > HEAD_BYTES:
        return _HEAD_TOO_LARGE
    if query.count(b"&") + query.count(b";") >= QUERY_PARAMETERS:
        return _QUERY_TOO_LONG
    return None


def _check_declared(headers: Headers) -> Refusal | None:
    """Return why the request is refused by what its head says of the body, before any of that is read."""
    declared = int(headers.get("content-length", "0"))
    if declared > BODY_BYTES:
        return _TOO_LARGE
    return _NOT_JSON if declared and not _is_json(headers) else None


def _check_file(headers: Headers, max_bytes: int) -> Refusal | None:
    length = int(headers.get("content-length", "0"))
    if (length or "transfer-encoding" in headers) and headers.getlist("content-type") != [FILE_TYPE]:
        return _NOT_A_FILE
    return _file_too_large(max_bytes) if length > max_bytes else None


def _file_too_large(max_bytes: int) -> Refusal:
    return Refusal(
        "body_too_large",
        f"The file has more than {max_bytes:,} bytes, so it was not read.",
        "Copy it into a media root by other means, or start the server with a larger HEADRACE_UPLOAD_FILE_MB.",
    )


async def _read_body(receive: Receive) -> bytearray | None:
    """Return the body, or its first bytes when it is too large; None when the client closed the connection."""
    body = bytearray()
    while len(body) <= BODY_BYTES:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if not message.get("more_body", False):
            break
    return body


def _check_body(body: bytearray, headers: Headers) -> Refusal | None:
    if not body:
        return None
    if len(body) > BODY_BYTES:
        return _TOO_LARGE
    if not _is_json(headers):
        return _NOT_JSON
    if not _is_text(body):
        return _NOT_TEXT
    return _TOO_MANY if _has_too_much(body) else None


def _is_json(headers: Headers) -> bool:
    """Return whether the one Content-Type is `application/json`, in UTF-8 if it names a charset."""
    content_types = headers.getlist("content-type")
    return len(content_types) == 1 and _JSON_TYPE.fullmatch(content_types[0]) is not None


def _is_text(body: bytearray) -> bool:
    """Return whether the body is UTF-8. JSON in UTF-16 is not, or has NUL bytes."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return b"\0" not in body


def _has_too_much(body: bytearray) -> bool:
    if body.count(b'"') > 8 * BODY_VALUES:
        return True
    structure = _STRING.sub(b"", body)
    if b"0" * (BODY_DIGITS + 1) in structure.translate(_DIGITS_AS_ZERO):
        return True
    opened = structure.count(b"[") + structure.count(b"{")
    if opened + structure.count(b",") > BODY_VALUES:
        return True
    return opened > BODY_DEPTH and _measure_depth(structure) > BODY_DEPTH


def _measure_depth(structure: bytes) -> int:
    depth = deepest = 0
    for bracket in _BRACKET.findall(structure):
        depth += 1 if bracket in b"[{" else -1
        deepest = max(deepest, depth)
    return deepest
