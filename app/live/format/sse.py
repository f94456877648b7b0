"""The bytes of Server-Sent Events and of the HTTP chunks they are sent in.

Events: WHATWG HTML, “Server-sent events”, 9.2.5 and 9.2.6. The space after the colon is optional and left out.
Chunks: RFC 9112, 7.1.
"""

from __future__ import annotations

KEEPALIVE = b"event:keepalive\ndata\n\n"
"""A named event, because a comment is invisible to the page's watchdog. An empty `data` line still counts
as data, so browsers dispatch the event; `onmessage` never sees it."""

LAST_CHUNK = b"0\r\n\r\n"


def event(data: bytes, *, name: bytes = b"", event_id: bytes = b"") -> bytes:
    """Return one event. `data` must contain no line breaks; JSON never does."""
    lines = b"data:%b\n\n" % data
    if event_id:
        lines = b"id:%b\n%b" % (event_id, lines)
    if name:
        lines = b"event:%b\n%b" % (name, lines)
    return lines


def retry(milliseconds: int) -> bytes:
    """Return the line that sets how long a client waits before it reconnects; it goes before an event or alone."""
    return b"retry:%d\n" % milliseconds


def chunk(body: bytes) -> bytes:
    """Return `body` as one HTTP chunk."""
    return b"%x\r\n%b\r\n" % (len(body), body)
