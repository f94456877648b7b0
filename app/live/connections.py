"""The connection of one subscriber, as the live stream sees it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Protocol

from app.live.format import sse
from app.live.format.content_codings import Payload


class ConnectionListener(Protocol):
    """What a wire tells of its connection; the subscriber listens."""

    def stall(self) -> None:
        """The connection takes no more for now."""
        ...

    def resume(self) -> None:
        """It takes more again."""
        ...

    def lost(self, reason: str) -> None:
        """It is gone."""
        ...


class ClientConnection(Protocol):
    """Writes to one connection. It never holds more than what it was handed last."""

    def attach(self, reader: ConnectionListener) -> None: ...

    def send(self, payload: Payload) -> None: ...

    def finish(self, payload: Payload) -> None:
        """Send the last of the body and end the response."""
        ...

    def abort(self) -> None:
        """Cut the connection at once."""
        ...


class TransportConnection(asyncio.Protocol):
    """Writes HTTP chunks to a transport that the server handed over; see `hijack.py`.

    Needs no task: the transport itself says when it is full, free again or gone.
    """

    __slots__ = ("_reader", "_transport")

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._reader: ConnectionListener | None = None

    def attach(self, reader: ConnectionListener) -> None:
        self._reader = reader

    def send(self, payload: Payload) -> None:
        self._transport.write(payload.framed)

    def finish(self, payload: Payload) -> None:
        self._transport.write(payload.framed + sse.LAST_CHUNK)
        self._transport.close()

    def abort(self) -> None:
        self._transport.abort()

    def data_received(self, data: bytes) -> None:
        """A client has nothing more to say on a stream: the connection ends with it."""

    def pause_writing(self) -> None:
        if self._reader is not None:
            self._reader.stall()

    def resume_writing(self) -> None:
        if self._reader is not None:
            self._reader.resume()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._reader is not None:
            self._reader.lost("disconnected" if exc is None else "reset")
            self._reader = None


class GeneratorConnection:
    """Feeds the request's own task through `event_generator`: for any ASGI server.

    It holds one payload at most. Until that is sent it counts as stalled, so whatever happens
    meanwhile is conflated by position like for any slow reader.
    """

    def __init__(self) -> None:
        self._reader: ConnectionListener | None = None
        self._next: Payload | None = None
        self._wake = asyncio.Event()
        self._is_last = False
        self._is_cut = False

    def attach(self, reader: ConnectionListener) -> None:
        self._reader = reader

    def send(self, payload: Payload) -> None:
        self._next = payload
        self._wake.set()
        if self._reader is not None:
            self._reader.stall()

    def finish(self, payload: Payload) -> None:
        unsent = self._next.body if self._next is not None else b""
        self._next = Payload(unsent + payload.body, payload.text)
        self._is_last = True
        self._wake.set()

    def abort(self) -> None:
        self._is_cut = True
        self._wake.set()

    def lost(self, reason: str) -> None:
        """The request is over, for whichever reason."""
        self._is_cut = True
        self._wake.set()
        if self._reader is not None:
            self._reader.lost(reason)
            self._reader = None

    async def event_generator(self) -> AsyncIterator[bytes]:
        """The parts of the response body, as they come; ends with the stream."""
        while not self._is_cut:
            await self._wake.wait()
            self._wake.clear()
            payload, self._next = self._next, None
            if payload is not None and not self._is_cut:
                yield payload.body
            if self._is_last and self._next is None:
                return
            if self._reader is not None and not self._is_cut:
                self._reader.resume()
