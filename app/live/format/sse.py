"""The bytes of Server-Sent Events and of the HTTP chunks they travel in.

Events: WHATWG HTML, «Server-sent events», 9.2.5 and 9.2.6. A space after the colon is optional there and left out.
Chunks: RFC 9112, 7.1.
"""

from __future__ import annotations

KEEPALIVE = b"event:keepalive\ndata\n\n"
"""A named event, because a comment is invisible to the page's watchdog. `data` without a value still counts as
data, so browsers dispatch it; `onmessage` never sees it."""

LAST_CHUNK = b"0\r\n\r\n"


def event(data: bytes, *, name: bytes = b"", event_id: bytes = b"") -> bytes:
    """One event. `data` must be free of line breaks, as JSON is."""
    lines = b"data:%b\n\n" % data
    if event_id:
        lines = b"id:%b\n%b" % (event_id, lines)
    if name:
        lines = b"event:%b\n%b" % (name, lines)
    return lines


def retry(milliseconds: int) -> bytes:
    """The line that tells a client how long to wait before it reconnects; goes before an event or alone."""
    return b"retry:%d\n" % milliseconds


def chunk(body: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(body), body)
