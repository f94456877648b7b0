"""What the two Python peers share: a queue for every subscriber, as their documentation shows, and uvicorn."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
import uvloop

from benchmarks.streaming.marker import failure_json
from benchmarks.streaming.servers.control import obey, on_schedule, until

PATH = "/stream"
Event = tuple[str, str]
"""(id, data)"""


class Fanout:
    """Every event into every subscriber's queue; encoded once, which is more than the peers ask for."""

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
    """Run until the harness closes the pipe."""
    config = uvicorn.Config(app, host="127.0.0.1", port=0, http="httptools", log_level="warning", access_log=False)
    uvloop.run(_serve(uvicorn.Server(config), fanout))


async def _serve(server: uvicorn.Server, fanout: Fanout) -> None:
    serving = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    port = server.servers[0].sockets[0].getsockname()[1]
    await obey({"port": port, "path": PATH}, on_schedule(fanout.emit))
    server.should_exit = server.force_exit = True
    await serving
