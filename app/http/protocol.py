"""uvicorn's HTTP protocol, with limits on how long and how much of a connection the server waits for.

uvicorn only limits the time between an answer and the next request. A connection that sends nothing, half a head or
half a body would stay for ever, as would one that does not read its answer. A connection that the stream has taken
over (`app/live/hijack.py`) has another protocol by then, and none of these limits.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from app.http.bodies import HEAD_BYTES
from app.http.refusals import Refusal

BODY_PART_BYTES = 64 << 10
"""A body that goes on by as much within its time limit may take as long as it needs: large files are sent so."""
PIPELINED_REQUESTS = 16
"""Requests that a client may send before it has the answer to the first. Browsers send none."""


@dataclass(frozen=True, slots=True)
class TimeLimits:
    """In seconds. A connection that exceeds one is closed."""

    head: float = 10
    """From the connection, or from the first byte of a later request, to the end of the request's head."""
    body: float = 15
    """For a client to send the body, 64 KiB at a time."""
    write: float = 60
    """For a client to read what was sent, some 64 KiB at a time."""


class _Phase(Enum):
    HEAD = auto()
    BODY = auto()
    COMPLETE = auto()


class BoundedHttpProtocol(HttpToolsProtocol):
    """One HTTP/1.1 connection. At most one of its timers runs for what it receives, and one for what it sends."""

    limits = TimeLimits()

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._phase = _Phase.HEAD
        self._reading_timer: asyncio.TimerHandle | None = None
        self._writing_timer: asyncio.TimerHandle | None = None
        self._progress = 0
        self._bytes_of_part = 0
        self._bytes_without_progress = 0

    # What is received

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait_for_bytes()

    def data_received(self, data: bytes) -> None:
        before = self._progress
        super().data_received(data)
        if self.transport.is_closing():
            return
        self._bytes_without_progress = 0 if self._progress > before else self._bytes_without_progress + len(data)
        if self._bytes_without_progress > HEAD_BYTES:
            self._refuse(_HEAD_TOO_LARGE)
        elif self._reading_timer is None and self._expects_bytes():
            self._wait_for_bytes()

    def on_message_begin(self) -> None:
        self._phase = _Phase.HEAD
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._phase is _Phase.HEAD:  # trailers of a chunked body are dropped: they could be endless
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        if len(self.pipeline) >= PIPELINED_REQUESTS:
            raise ValueError("too many pipelined requests")  # httptools makes this an invalid request
        self._enter(_Phase.BODY)
        if not self.transport.get_write_buffer_size():
            self._writing_timer = _cancel(self._writing_timer)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._progress += 1
        self._bytes_of_part += len(body)
        if self._bytes_of_part >= BODY_PART_BYTES and not self._is_answered():
            self._bytes_of_part = 0
            self._reading_timer = _cancel(self._reading_timer)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._enter(_Phase.COMPLETE)
        super().on_message_complete()

    def _enter(self, phase: _Phase) -> None:
        self._phase = phase
        self._progress += 1
        self._bytes_of_part = 0
        self._reading_timer = _cancel(self._reading_timer)

    def _expects_bytes(self) -> bool:
        return self._phase is not _Phase.COMPLETE or self._is_answered()

    def _is_answered(self) -> bool:
        """Return whether no answer is awaited: what still arrives of a refused body is thrown away."""
        return self.cycle is None or self.cycle.response_complete

    def _wait_for_bytes(self) -> None:
        limit = self.limits.body if self._phase is _Phase.BODY else self.limits.head
        self._reading_timer = self.loop.call_later(limit, self._give_up_reading)

    def _give_up_reading(self) -> None:
        self._reading_timer = None
        if not self._is_in_charge():
            return
        if self._phase is _Phase.BODY and self.flow.read_paused and not self._is_answered():
            self._wait_for_bytes()  # the server itself reads no further: a slow disk, for example
        elif self._phase is _Phase.BODY or self._bytes_without_progress:
            self._refuse(_TOO_SLOW)
        else:
            self._close()  # not a byte of a request has arrived, so there is nothing to answer

    # What is sent

    def pause_writing(self) -> None:
        super().pause_writing()
        self._wait_for_reader()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._writing_timer = _cancel(self._writing_timer)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.transport.get_write_buffer_size():
            self._wait_for_reader()

    def timeout_keep_alive_handler(self) -> None:
        if not self.transport.is_closing():
            self._close()

    def send_400_response(self, msg: str) -> None:
        self._refuse(Refusal("malformed_request", msg, "Send requests in HTTP/1.1."))

    def _refuse(self, refusal: Refusal) -> None:
        if self._may_answer():
            self.transport.write(refusal.as_http())
        self._close()

    def _may_answer(self) -> bool:
        """Return whether an answer can be sent now, without interrupting another one."""
        if self._is_answered():
            return True
        return not self.cycle.response_started and not self.pipeline

    def _close(self) -> None:
        """Close the connection once all is sent, or when the client does not read it."""
        self.transport.close()
        if self.transport.get_write_buffer_size():
            self._wait_for_reader()

    def _wait_for_reader(self) -> None:
        if self._writing_timer is None:
            self._writing_timer = self.loop.call_later(self.limits.write, self._give_up_writing)

    def _give_up_writing(self) -> None:
        self._writing_timer = None
        if self._is_in_charge() and self.transport.get_write_buffer_size():
            # Reset the connection: otherwise the kernel would keep the unread bytes, and try for minutes to send them.
            connection = self.transport.get_extra_info("socket")
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.transport.abort()

    # Its end

    def connection_lost(self, exc: Exception | None) -> None:
        self._reading_timer = _cancel(self._reading_timer)
        self._writing_timer = _cancel(self._writing_timer)
        super().connection_lost(exc)

    def _is_in_charge(self) -> bool:
        """Return False once the stream has taken the connection over."""
        return self.transport.get_protocol() is self


def _cancel(timer: asyncio.TimerHandle | None) -> asyncio.TimerHandle | None:
    """Cancel the timer, if there is one. Returns None, which takes its place."""
    if timer is not None:
        timer.cancel()
    return None


_HEAD_TOO_LARGE = Refusal(
    "head_too_large",
    f"The head of the request has more than {HEAD_BYTES:,} bytes.",
    "Send fewer and shorter headers.",
)
_TOO_SLOW = Refusal(
    "request_timeout", "The request did not arrive in time.", "Send it again, whole, over a faster connection."
)
