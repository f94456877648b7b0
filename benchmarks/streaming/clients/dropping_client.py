"""Subscribers that lose their connections, and return with the last event id, as browsers do."""

from __future__ import annotations

import asyncio
import json
import random
import re
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field

_NUMBER = re.compile(rb"~s(\d+)d")
RETRY_S = 0.25
"""Pause before the next connection, until the server names one."""


@dataclass
class Dropped:
    """One subscriber, and what it received."""

    cuts: Sequence[float]
    """When its connection is cut, in seconds from the start."""
    failures: list[int] = field(default_factory=list)
    """Numbers of the failures, as they came; those before the first connection are in its snapshot."""
    ends: int = 0
    connected_at: list[float] = field(default_factory=list)
    """When each connection was answered, in the loop's seconds."""
    snapshots: int = 0
    last_id: bytes = b""
    retry_s: float = RETRY_S

    def add_event(self, event: bytes) -> None:
        """Take one whole event, as a browser dispatches it."""
        name = data = b""
        for line in event.split(b"\n"):
            key, _, value = line.partition(b":")
            if key == b"event":
                name = value
            elif key == b"data":
                data = value
            elif key == b"id":
                self.last_id = value
            elif key == b"retry":
                self.retry_s = int(value) / 1000
        if name == b"failure":
            self.failures.append(number_in(data))
        elif name == b"snapshot" and not self.snapshots:
            self.failures += [number_in(json.dumps(failed).encode()) for failed in json.loads(data)["errors"]]
        self.snapshots += name == b"snapshot"
        self.ends += name == b"end"


def number_in(failure: bytes) -> int:
    """Return the number in the marker of a failure."""
    found = _NUMBER.search(failure)
    assert found is not None, failure
    return int(found[1])


@dataclass(frozen=True, slots=True)
class Target:
    """Where the subscribers connect to."""

    host: str
    port: int
    path: str
    tls: ssl.SSLContext | None


async def subscribe(target: Target, subscriber: Dropped, away_s: float, start: float) -> None:
    """Follow the stream to its end. Each cut loses what is on its way; the subscriber is away for `away_s` seconds."""
    loop = asyncio.get_running_loop()
    cuts = iter(subscriber.cuts)
    cut_at = next(cuts, None)
    while not subscriber.ends:
        left = None if cut_at is None else max(0.0, start + cut_at - loop.time())
        try:
            async with asyncio.timeout(left):
                is_over = await _follow(target, subscriber)
        except TimeoutError:
            cut_at = next(cuts, None)
            await asyncio.sleep(away_s)
        except (OSError, asyncio.IncompleteReadError):
            await asyncio.sleep(subscriber.retry_s)
        else:
            if is_over:
                return
            await asyncio.sleep(subscriber.retry_s)


async def _follow(target: Target, subscriber: Dropped) -> bool:
    """Read one connection until it ends; return whether there is nothing more to come. It is reset when cancelled."""
    reader, writer = await asyncio.open_connection(target.host, target.port, ssl=target.tls)
    try:
        writer.write(_request(target, subscriber.last_id))
        head = await reader.readuntil(b"\r\n\r\n")
        subscriber.connected_at.append(asyncio.get_running_loop().time())
        if head.startswith(b"HTTP/1.1 204"):
            return True
        if not head.startswith(b"HTTP/1.1 200"):
            raise ConnectionError(head.split(b"\r\n")[0].decode())
        await _read_events(reader, subscriber)
        return bool(subscriber.ends)
    finally:
        writer.transport.abort()


async def _read_events(reader: asyncio.StreamReader, subscriber: Dropped) -> None:
    text = b""
    while size := int(await reader.readuntil(b"\r\n"), 16):
        text += await reader.readexactly(size)
        await reader.readexactly(2)
        *events, text = text.split(b"\n\n")
        for event in events:
            subscriber.add_event(event)


def _request(target: Target, last_id: bytes) -> bytes:
    resume = b"Last-Event-ID: " + last_id + b"\r\n" if last_id else b""
    head = f"GET {target.path} HTTP/1.1\r\nHost: localhost:{target.port}\r\nAccept: text/event-stream\r\n"
    return head.encode("ascii") + resume + b"\r\n"


def choose_cuts(subscribers: int, cuts: int, seconds: float, seed: int) -> list[Dropped]:
    """Return subscribers with random moments within `seconds`, the same for the same seed."""
    chance = random.Random(seed)
    return [Dropped(sorted(chance.uniform(0, seconds) for _ in range(cuts))) for _ in range(subscribers)]
