"""Shared by the Python peers: one queue per subscriber, as their documentation shows, and uvicorn."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
import uvloop

from benchmarks.streaming.marker import failure_json
from benchmarks.streaming.servers.control import emit_on_schedule, serve_orders, wait_until

PATH = "/stream"
Event = tuple[str, str]
"""(id, data)"""


class Fanout:
    """Puts every event into the queue of every subscriber. Events are encoded only once, in the peers' favour."""

    def __init__(self) -> None:
        self._queues: set[asyncio.Queue[Event]] = set()

    def emit(self, seq: int, due_ns: int, size: int) -> None:
        event = (str(seq), failure_json(seq, due_ns, size))
        for queue in self._queues:
            queue.put_nowait(event)

    @contextmanager
    def queue(self) -> Iterator[asyncio.Queue[Event]]:
        queue: asyncio.Queue[Event] = asyncio.Queue()
        self._queues.add(queue)
        try:
            yield queue
        finally:
            self._queues.discard(queue)

    async def events(self) -> AsyncIterator[Event]:
        with self.queue() as queue:
            while True:
                yield await queue.get()


def serve(app: Any, fanout: Fanout) -> None:
    """Run until the benchmark closes the pipe."""
    config = uvicorn.Config(app, host="127.0.0.1", port=0, http="httptools", log_level="warning", access_log=False)
    uvloop.run(_serve(uvicorn.Server(config), fanout))


async def _serve(server: uvicorn.Server, fanout: Fanout) -> None:
    serving = asyncio.create_task(server.serve())
    await wait_until(lambda: server.started)
    port = server.servers[0].sockets[0].getsockname()[1]
    await serve_orders({"port": port, "path": PATH}, emit_on_schedule(fanout.emit))
    server.should_exit = server.force_exit = True
    await serving
