"""The adapter that takes a connection over from uvicorn, so that the stream writes to its transport itself.

A request that lasts for hours needs none of what a server keeps for it: the task, the frames of every middleware, the
parser, the headers. Once the response has begun through public ASGI (so every middleware saw it), the connection is
given a protocol of its own and the request ends; what stays is a transport and a position. A write then goes to the
socket without a coroutine in between, and a full socket is known at once.

This leans on attributes that uvicorn does not promise, so it is done only where each of them is what was tested; on any
other server or version `hijack` says None and the stream goes on through public ASGI.
"""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING, Any

import uvicorn

from app.live.connections import TransportConnection

if TYPE_CHECKING:
    from app.live.endpoint import Receive

TESTED_UVICORN = frozenset({"0.54"})
"""Minor versions whose `httptools_impl` was read and tested."""

UNSENT_BYTES = 4096
"""What the kernel takes beyond what is on its way (TCP_NOTSENT_LOWAT), so that a slow reader is noticed early."""

_IMPLEMENTATION = "uvicorn.protocols.http.httptools_impl"


def is_tested() -> bool:
    return ".".join(uvicorn.__version__.split(".")[:2]) in TESTED_UVICORN


def hijack(receive: Receive, stale_s: float) -> TransportConnection | None:
    """The connection of the request that `receive` belongs to, from now on ours; None where that is not known to work.

    To be called after the response was started and before any of its body was sent. `stale_s` is how long the kernel
    waits for a client that acknowledges nothing.
    """
    cycle = getattr(receive, "__self__", None)
    if not is_tested() or cycle is None or not _is_known(cycle):
        return None
    transport: asyncio.Transport = cycle.transport
    old: Any = transport.get_protocol()
    wire = TransportConnection(transport)
    transport.set_protocol(wire)
    transport.set_write_buffer_limits(high=0)
    transport.resume_reading()
    _tune(transport, stale_s)
    old.connections.discard(old)
    cycle.disconnected = True  # uvicorn: this request is over, write nothing more
    return wire


def _is_known(cycle: Any) -> bool:
    """Whether the cycle is in the one safe state: HTTP/1.1, chunked, started and unpaused.

    Requests pipelined behind it are never answered, as RFC 9112, 9.3.2 allows: the connection ends with the stream.
    """
    kind = type(cycle)
    if kind.__module__ != _IMPLEMENTATION or kind.__name__ != "RequestResponseCycle":
        return False
    transport = cycle.transport
    protocol = transport.get_protocol()
    return bool(
        type(protocol).__module__ == _IMPLEMENTATION
        and cycle.scope["http_version"] == "1.1"
        and cycle.response_started
        and not cycle.response_complete
        and not cycle.disconnected
        and cycle.chunked_encoding is True
        and not cycle.flow.write_paused
        and not transport.is_closing()
    )


def _tune(transport: asyncio.Transport, stale_s: float) -> None:
    """Options that not every system or socket has; the stream is right without them, only later to notice."""
    connection = transport.get_extra_info("socket")
    if connection is None or connection.family not in (socket.AF_INET, socket.AF_INET6):
        return
    for name, value in (("TCP_NOTSENT_LOWAT", UNSENT_BYTES), ("TCP_USER_TIMEOUT", int(stale_s * 1000))):
        option = getattr(socket, name, None)
        if option is not None:
            connection.setsockopt(socket.IPPROTO_TCP, option, value)
