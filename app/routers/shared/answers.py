"""How answers are written: JSON in ASCII, and the headers of media files."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from fastapi.responses import JSONResponse

from app.domain.text.file_names import make_name_safe

BYTES: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}
"""How the API describes content that is no text."""

UNTRUSTED_FILE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
}
"""A media file is untrusted: the browser must never run it as a page of this server."""

THUMBNAIL_HEADERS = UNTRUSTED_FILE_HEADERS | {"Cache-Control": "private, max-age=86400, immutable"}
"""File ids are never reused, so the picture behind a thumbnail address never changes."""

TEXT_HEADERS = UNTRUSTED_FILE_HEADERS | {"Cache-Control": "private, no-cache"}
"""A text that a media file holds is as untrusted, and changes when the file is read again."""

SECRET_HEADERS = {"Cache-Control": "no-store"}
"""Of answers that hold a secret: they are not kept, and not compressed, because the length could betray it."""


def name_attachment(name: str) -> dict[str, str]:
    """Return the header by which a browser saves the answer as `name`; RFC 6266, with `filename*` of RFC 8187."""
    safe = make_name_safe(name)
    ascii_name = safe.encode("ascii", "replace").decode().replace("?", "_")
    return {"Content-Disposition": f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(safe, safe='')}"}


def encode_text(text: str) -> bytes:
    """Return UTF-8. Bytes of a text that are no valid Unicode were replaced when it was read."""
    return text.encode("utf-8", "replace")


class SurrogateSafeJSONResponse(JSONResponse):
    """JSON in ASCII. A file name that is not UTF-8 is written as escapes, so a client can send it back unchanged.

    A route returns this response itself and declares a response model only for the API description. FastAPI does not
    validate such an answer, which saves time on pages of hundreds of files; a test compares the two instead.
    """

    def render(self, content: object) -> bytes:
        return json.dumps(content, allow_nan=False, separators=(",", ":")).encode("ascii")
