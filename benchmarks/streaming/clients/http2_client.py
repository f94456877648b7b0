"""Subscribers over HTTP/2 with TLS: many streams on few connections, as browsers of many people behind one proxy."""

from __future__ import annotations

import asyncio
import re
import ssl
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from h2.connection import H2Connection
from h2.events import DataReceived, StreamEnded

_MARKER = re.compile(rb"~s(\d+)d(\d+)e")
READ_BYTES = 1 << 16
WINDOW = 1 << 24


@dataclass
class Received:
    """What all streams of all connections received."""

    delays_ns: list[int] = field(default_factory=list)
    """Of each delivery, from the moment when the event was due."""
    out_of_order: int = 0
    opened: int = 0
    """Streams whose snapshot has arrived. A server without snapshots has none."""


class Http2Subscribers:
    """One connection with some streams."""

    def __init__(self, host: str, port: int, path: str, streams: int, received: Received) -> None:
        self._host, self._port, self._path, self._streams = host, port, path, streams
        self._received = received
        self._newest: dict[int, int] = {}
        self._rest: dict[int, bytes] = {}

    async def run(self, tls: ssl.SSLContext) -> None:
        """Receive until cancelled."""
        reader, writer = await asyncio.open_connection(self._host, self._port, ssl=tls)
        connection = H2Connection()
        connection.initiate_connection()
        connection.increment_flow_control_window(WINDOW)
        for _ in range(self._streams):
            self._request(connection)
        try:
            while True:
                writer.write(connection.data_to_send())
                await writer.drain()
                data = await reader.read(READ_BYTES)
                if not data:
                    return
                self._take(connection, data)
        finally:
            writer.transport.abort()

    def _request(self, connection: H2Connection) -> None:
        stream = connection.get_next_available_stream_id()
        head = [
            (":method", "GET"),
            (":scheme", "https"),
            (":authority", f"{self._host}:{self._port}"),
            (":path", self._path),
            ("accept", "text/event-stream"),
        ]
        connection.send_headers(stream, head, end_stream=True)
        self._newest[stream], self._rest[stream] = 0, b""

    def _take(self, connection: H2Connection, data: bytes) -> None:
        now = time.monotonic_ns()
        for event in connection.receive_data(data):
            if isinstance(event, DataReceived):
                connection.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
                self._take_text(event.stream_id, event.data, now)
            elif isinstance(event, StreamEnded):
                raise ConnectionError("the server ended a stream")

    def _take_text(self, stream: int, data: bytes, now: int) -> None:
        *events, self._rest[stream] = (self._rest[stream] + data).split(b"\n\n")
        for event in events:
            if b"event:snapshot" in event:
                self._received.opened += 1  # from now on every event arrives as one
            elif marker := _MARKER.search(event):
                self._take_marked(stream, int(marker[1]), now - int(marker[2]))

    def _take_marked(self, stream: int, seq: int, delay_ns: int) -> None:
        self._received.out_of_order += seq != self._newest[stream] + 1
        self._newest[stream] = seq
        self._received.delays_ns.append(delay_ns)


def percentile_ms(delays_ns: Sequence[int], percent: float) -> float:
    """Return the delay in ms that so many percent did not exceed; 0 without any."""
    ordered = sorted(delays_ns)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))] / 1e6 if ordered else 0.0
