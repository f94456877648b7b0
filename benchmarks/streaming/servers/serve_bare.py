"""The lower bound of one write for each event and connection: nothing but the system calls, in sequence.

No session, no chunks, no keepalives, no history and no handling of slow clients.
"""

from __future__ import annotations

import asyncio
import os
import socket

import uvloop

from benchmarks.streaming.marker import failure_json
from benchmarks.streaming.servers.control import emit_on_schedule, serve_orders

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nX-Accel-Buffering: no\r\n\r\n"
BACKLOG = 4096


class Connection(asyncio.Protocol):
    """Answers any request with a stream head and adds its descriptor to `descriptors`."""

    def __init__(self, descriptors: dict[int, None]) -> None:
        self._descriptors = descriptors
        self._descriptor = -1

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        connection = transport.get_extra_info("socket")
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._descriptor = connection.fileno()

    def data_received(self, data: bytes) -> None:
        os.write(self._descriptor, HEAD)
        self._descriptors[self._descriptor] = None

    def connection_lost(self, exc: Exception | None) -> None:
        self._descriptors.pop(self._descriptor, None)


async def serve() -> None:
    descriptors: dict[int, None] = {}

    def emit(seq: int, due_ns: int, size: int) -> None:
        event = f"id:{seq}\ndata:{failure_json(seq, due_ns, size)}\n\n".encode()
        for descriptor in descriptors:
            os.write(descriptor, event)

    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(descriptors), "127.0.0.1", 0, backlog=BACKLOG)
    await serve_orders({"port": server.sockets[0].getsockname()[1], "path": "/"}, emit_on_schedule(emit))


if __name__ == "__main__":
    uvloop.run(serve())
