"""A TCP proxy that cuts or slows connections. A browser's offline mode does not cut an open EventSource."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

CHUNK = 64 * 1024
PACKET = 1460
"""Bytes that a slow link carries at a time, so that one connection does not keep others waiting for long."""

Rewrite = Callable[[bytes], bytes]
"""Changes the bytes that pass, but not their number, so that a stated content length stays right."""


def as_it_is(data: bytes) -> bytes:
    return data


class Link:
    """One direction of a slow network, which all connections share: bytes take their turn, then travel."""

    def __init__(self, bytes_per_s: float, latency_s: float) -> None:
        self._bytes_per_s = bytes_per_s
        self._latency_s = latency_s
        self._free_at = 0.0

    def send(self, size: int) -> float:
        """Return when so many bytes will have arrived, by the clock of the running event loop."""
        self._free_at = max(self._free_at, asyncio.get_running_loop().time()) + size / self._bytes_per_s
        return self._free_at + self._latency_s


class Proxy:
    """Passes bytes to the port `target` and back. It can stall or cut open connections, and refuse new ones.

    `there` changes the requests, `back` the responses. `links` slow the two down, in this order.
    """

    def __init__(
        self, target: int, there: Rewrite = as_it_is, back: Rewrite = as_it_is, links: tuple[Link, Link] | None = None
    ) -> None:
        self._target = target
        self._links = links or (None, None)
        self._rewrites = there, back
        self._tasks: set[asyncio.Task[None]] = set()
        self._flows = asyncio.Event()
        self._refuses = False
        self._closing = asyncio.Event()
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self.port = 0

    def lead_to(self, target: int) -> None:
        """Pass new connections to another port, as a deployment that is replaced by the next one."""
        self._target = target

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
        for listening in server.sockets:
            self._loop.remove_reader(listening)  # asyncio leaks what it accepts while a server closes
        while others := asyncio.all_tasks() - {asyncio.current_task()}:  # one may be about to begin
            self._cut()
            await asyncio.wait(others)
        server.close()
        await asyncio.sleep(0)  # in which the loop closes connections whose opening was cut

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
            if not (self._refuses or self._closing.is_set()):
                await self._join(reader, writer, self._flows)
        await abort(writer)
        self._tasks.discard(task)

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, flows: asyncio.Event) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", self._target)
        asked, answered = self._rewrites
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(pump(reader, back, flows, asked, self._links[0]))
                both.create_task(pump(there, writer, flows, answered, self._links[1]))
        finally:
            await abort(back)


async def abort(writer: asyncio.StreamWriter) -> None:
    """Close a connection without sending what waits, and wait until it is closed."""
    writer.transport.abort()
    with suppress(ConnectionError):
        await writer.wait_closed()


async def pump(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    flows: asyncio.Event,
    rewrite: Rewrite,
    link: Link | None = None,
) -> None:
    if link is not None:
        slow, reader = reader, asyncio.StreamReader()
    async with asyncio.TaskGroup() as tasks:
        if link is not None:
            tasks.create_task(travel(slow, reader, link))
        with suppress(ConnectionError):
            while data := await reader.read(CHUNK):
                await flows.wait()
                writer.write(rewrite(data))
                await writer.drain()
        await flows.wait()
        writer.close()


async def travel(sent: asyncio.StreamReader, arrived: asyncio.StreamReader, link: Link) -> None:
    """Pass bytes on when the link has carried them. What is on its way is not waited for: more is sent meanwhile."""
    loop = asyncio.get_running_loop()
    with suppress(ConnectionError):
        while data := await sent.read(PACKET):
            due = link.send(len(data))
            loop.call_at(due, arrived.feed_data, data)
            # No more than a second's worth waits for the link, as in a router's queue.
            await asyncio.sleep(max(0.0, due - loop.time() - 1.0))
    # One byte, not none: of two callbacks of the same time the later one may come first.
    loop.call_at(link.send(1), arrived.feed_eof)


@contextmanager
def proxied(
    target: int, *, there: Rewrite = as_it_is, back: Rewrite = as_it_is, links: tuple[Link, Link] | None = None
) -> Iterator[Proxy]:
    proxy = Proxy(target, there, back, links)
    thread = threading.Thread(target=proxy.run, daemon=True)
    thread.start()
    proxy.wait_until_ready()
    try:
        yield proxy
    finally:
        proxy.stop()
        thread.join(10)
