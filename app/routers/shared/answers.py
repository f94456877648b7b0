"""How answers are written: JSON in ASCII, and the headers of pages and media files."""

from __future__ import annotations

import json

from fastapi.responses import JSONResponse

PAGE_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""File names and prompts are untrusted text: even if one became markup, it could run nothing and send nothing."""

UNTRUSTED_FILE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}
"""A media file is untrusted: the browser must never run it as a page of this server."""

THUMBNAIL_HEADERS = UNTRUSTED_FILE_HEADERS | {"Cache-Control": "private, max-age=86400, immutable"}
"""File ids are never reused, so the picture behind a thumbnail address never changes."""


class SurrogateSafeJSONResponse(JSONResponse):
    """JSON in ASCII. A file name that is not UTF-8 is written as escapes, so a client can send it back unchanged.

    A route returns this response itself and declares a response model only for the API description. FastAPI does not
    validate such an answer, which saves time on pages of hundreds of files; a test compares the two instead.
    """

    def render(self, content: object) -> bytes:
        return json.dumps(content, allow_nan=False, separators=(",", ":")).encode("ascii")
