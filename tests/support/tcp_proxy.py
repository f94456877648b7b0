"""A TCP proxy that cuts connections. A browser's offline mode does not cut an open EventSource."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

CHUNK = 64 * 1024

Rewrite = Callable[[bytes], bytes]
"""Changes the bytes that pass, but not their number, so that a stated content length stays right."""


def as_it_is(data: bytes) -> bytes:
    return data


class Proxy:
    """Passes bytes to the port `target` and back. It can stall or cut open connections, and refuse new ones.

    `there` changes the requests, `back` the responses.
    """

    def __init__(self, target: int, there: Rewrite = as_it_is, back: Rewrite = as_it_is) -> None:
        self._target = target
        self._rewrites = there, back
        self._tasks: set[asyncio.Task[None]] = set()
        self._flows = asyncio.Event()
        self._refuses = False
        self._closing = asyncio.Event()
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self.port = 0

    def stall_what_is_open(self) -> None:
        """Pass no more bytes on the connections that are open now, and do not close them. New connections work."""
        self._loop.call_soon_threadsafe(self._stall)

    def cut(self) -> None:
        """Close every open connection."""
        self._loop.call_soon_threadsafe(self._cut)

    def refuse(self, refuses: bool) -> None:
        """Choose whether every new connection is closed at once."""
        self._refuses = refuses

    def wait_until_ready(self) -> None:
        assert self._ready.wait(10)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._closing.set)

    def run(self) -> None:
        """Serve until `stop`."""
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        self._flows.set()
        server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._closing.wait()
        server.close()
        self._cut()
        await asyncio.gather(*self._tasks)

    def _stall(self) -> None:
        self._flows.clear()
        self._flows = asyncio.Event()
        self._flows.set()

    def _cut(self) -> None:
        for task in self._tasks:
            task.cancel()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        with suppress(asyncio.CancelledError, ConnectionError):
            if not self._refuses:
                await self._join(reader, writer, self._flows)
        writer.transport.abort()
        self._tasks.discard(task)

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, flows: asyncio.Event) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", self._target)
        asked, answered = self._rewrites
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(pump(reader, back, flows, asked))
                both.create_task(pump(there, writer, flows, answered))
        finally:
            back.transport.abort()


async def pump(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, flows: asyncio.Event, rewrite: Rewrite
) -> None:
    with suppress(ConnectionError):
        while data := await reader.read(CHUNK):
            await flows.wait()
            writer.write(rewrite(data))
            await writer.drain()
    await flows.wait()
    writer.close()


@contextmanager
def proxied(target: int, *, there: Rewrite = as_it_is, back: Rewrite = as_it_is) -> Iterator[Proxy]:
    proxy = Proxy(target, there, back)
    thread = threading.Thread(target=proxy.run, daemon=True)
    thread.start()
    proxy.wait_until_ready()
    try:
        yield proxy
    finally:
        proxy.stop()
        thread.join(10)
