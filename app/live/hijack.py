"""Takes a connection over from uvicorn, so that the stream writes to its transport directly.

A request that lasts for hours needs nothing of what a server keeps for it: the task, the frames of every middleware,
the parser, the headers. Once the response has begun through public ASGI (so that every middleware saw it), the
connection gets a protocol of its own and the request ends. What remains is a transport and a position. A write then
goes to the socket without a coroutine in between, and a full socket is known at once.

This depends on attributes that uvicorn does not promise to keep. It is therefore done only where each of them is as
tested; on any other server or version `hijack` returns None and the stream continues through public ASGI.
"""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from app.live.asgi import Receive
from app.live.connections import TransportConnection

TESTED_UVICORN = frozenset({"0.54"})
"""Minor versions whose `httptools_impl` was read and tested."""

UNSENT_BYTES = 4096
"""How many unsent bytes the kernel accepts (TCP_NOTSENT_LOWAT); few, so that a slow client is noticed early."""


def is_tested() -> bool:
    """Return whether the installed uvicorn is a tested version."""
    return ".".join(uvicorn.__version__.split(".")[:2]) in TESTED_UVICORN


def hijack(receive: Receive, stale_s: float) -> TransportConnection | None:
    """Take over the connection of the request that `receive` belongs to; return None where that is not known to work.

    Call it after the response was started and before any of its body was sent. `stale_s` is how many seconds the
    kernel waits for a client that acknowledges nothing.
    """
    cycle = getattr(receive, "__self__", None)
    if not is_tested() or cycle is None or not _is_known(cycle):
        return None
    transport: asyncio.Transport = cycle.transport
    old: Any = transport.get_protocol()
    connection = TransportConnection(transport)
    transport.set_protocol(connection)
    transport.set_write_buffer_limits(high=0)
    transport.resume_reading()
    _set_socket_options(transport, stale_s)
    old.connections.discard(old)
    cycle.disconnected = True  # uvicorn: this request is over, write nothing more
    return connection


def _is_known(cycle: Any) -> bool:
    """Return whether the cycle is in the one safe state: HTTP/1.1, chunked, started and not paused.

    Requests pipelined behind it are never answered, as RFC 9112, 9.3.2 allows: the connection ends with the stream.
    """
    if type(cycle) is not RequestResponseCycle:
        return False
    transport = cycle.transport
    return bool(
        isinstance(transport.get_protocol(), HttpToolsProtocol)
        and cycle.scope["http_version"] == "1.1"
        and cycle.response_started
        and not cycle.response_complete
        and not cycle.disconnected
        and cycle.chunked_encoding is True
        and not cycle.flow.write_paused
        and not transport.is_closing()
    )


def _set_socket_options(transport: asyncio.Transport, stale_s: float) -> None:
    """Set options that not every system or socket has; without them slow and dead clients are only noticed later."""
    connection = transport.get_extra_info("socket")
    if connection is None or connection.family not in (socket.AF_INET, socket.AF_INET6):
        return
    for name, value in (("TCP_NOTSENT_LOWAT", UNSENT_BYTES), ("TCP_USER_TIMEOUT", int(stale_s * 1000))):
        option = getattr(socket, name, None)
        if option is not None:
            connection.setsockopt(socket.IPPROTO_TCP, option, value)
