"""The connection to one client, as the live stream sees it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Protocol

from app.live.format import sse
from app.live.format.content_codings import Payload


class ConnectionListener(Protocol):
    """Receives what happens to a connection."""

    def stall(self) -> None:
        """The connection is full."""
        ...

    def resume(self) -> None:
        """The connection has room again."""
        ...

    def lost(self, reason: str) -> None:
        """The connection is closed."""
        ...


class ClientConnection(Protocol):
    """Writes to one client. It never buffers more than the payload it was given last."""

    def attach(self, listener: ConnectionListener) -> None: ...

    def send(self, payload: Payload) -> None: ...

    def finish(self, payload: Payload) -> None:
        """Send the last part of the body and end the response."""
        ...

    def abort(self) -> None:
        """Cut the connection at once."""
        ...


class TransportConnection(asyncio.Protocol):
    """Writes HTTP chunks to a transport taken over from the server; see `hijack.py`.

    It needs no task: the transport itself reports when it is full, writable again or closed.
    """

    __slots__ = ("_listener", "_transport")

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._listener: ConnectionListener | None = None

    def attach(self, listener: ConnectionListener) -> None:
        self._listener = listener

    def send(self, payload: Payload) -> None:
        self._transport.write(payload.framed)

    def finish(self, payload: Payload) -> None:
        self._transport.write(payload.framed + sse.LAST_CHUNK)
        self._transport.close()

    def abort(self) -> None:
        self._transport.abort()

    def data_received(self, data: bytes) -> None:
        """Ignore whatever the client sends on: the connection serves no further request and ends with the stream."""

    def pause_writing(self) -> None:
        if self._listener is not None:
            self._listener.stall()

    def resume_writing(self) -> None:
        if self._listener is not None:
            self._listener.resume()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._listener is not None:
            self._listener.lost("disconnected" if exc is None else "reset")
            self._listener = None


class GeneratorConnection:
    """Feeds the request's own task through `event_generator`; works on any ASGI server.

    It holds at most one payload. Until that is sent the connection counts as stalled, so what happens meanwhile is
    conflated, as for any slow client.
    """

    def __init__(self) -> None:
        self._listener: ConnectionListener | None = None
        self._next: Payload | None = None
        self._wake = asyncio.Event()
        self._is_last = False
        self._is_cut = False

    def attach(self, listener: ConnectionListener) -> None:
        self._listener = listener

    def send(self, payload: Payload) -> None:
        self._next = payload
        self._wake.set()
        if self._listener is not None:
            self._listener.stall()

    def finish(self, payload: Payload) -> None:
        unsent = self._next.body if self._next is not None else b""
        self._next = Payload(unsent + payload.body, payload.text)
        self._is_last = True
        self._wake.set()

    def abort(self) -> None:
        self._is_cut = True
        self._wake.set()

    def lost(self, reason: str) -> None:
        """End the stream because the request is over."""
        self._is_cut = True
        self._wake.set()
        if self._listener is not None:
            self._listener.lost(reason)
            self._listener = None

    async def event_generator(self) -> AsyncIterator[bytes]:
        """Yield the parts of the response body as they come, until the stream ends."""
        while not self._is_cut:
            await self._wake.wait()
            self._wake.clear()
            payload, self._next = self._next, None
            if payload is not None and not self._is_cut:
                yield payload.body
            if self._is_last and self._next is None:
                return
            if self._listener is not None and not self._is_cut:
                self._listener.resume()
