"""A graceful upgrade under load: the server is stopped with SIGTERM and started again while many streams are open."""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import uvloop
from rich.console import Console
from rich.table import Table

from benchmarks.ingest.server import TERMINAL, HeadraceServe
from benchmarks.streaming.clients.dropping_client import Dropped, Target, number_in, subscribe
from benchmarks.streaming.clients.load_client import raise_descriptor_limit
from benchmarks.streaming.deliveries import COLUMNS, Deliveries, count_deliveries
from benchmarks.streaming.result import Result
from benchmarks.support.cache import BenchmarkError
from benchmarks.support.slow_jpeg import MARKER_BYTES, last_scan, make_slow_jpeg

SIDE = 2000
"""Of the pictures, in pixels."""
SEEN_BEFORE = 3
"""Failures that every subscriber has before the server is stopped."""
CONNECT_S = 120.0
FILE_S = 5.0
"""More than a file takes on a busy machine; by this the whole run is cut off."""
SPARE_DESCRIPTORS = 200
POLL_S = 0.02


@dataclass(frozen=True, slots=True)
class Size:
    subscribers: int
    files: int
    """At most as many as a status document lists failures."""
    scans: int
    """Of each file: how long it takes. Failures must not come faster than the client, in Python, can take them."""


WHOLE, QUICK = Size(5000, 40, 60), Size(100, 20, 6)


@dataclass(frozen=True, slots=True)
class Row:
    subscribers: int
    came_back: int
    stop_s: float
    """From SIGTERM until the process had ended."""
    start_s: float
    """From there until the next one listened."""
    half_back_s: float
    """From there until half of the streams were open again."""
    all_back_s: float
    seen_before: int
    """Failures that came before the stop, to the subscriber that had the fewest."""
    failures: int
    status: str
    """Of the session, at the end."""
    deliveries: Deliveries

    def as_document(self) -> dict[str, object]:
        document: dict[str, object] = asdict(self)
        del document["deliveries"]
        return document | asdict(self.deliveries) | {"percent": self.deliveries.percent}


@dataclass(frozen=True, slots=True)
class Times:
    """Of one restart, in the loop's seconds."""

    asked: float
    stopped: float
    listening: float


def run(options: argparse.Namespace) -> Result:
    size = QUICK if options.quick else WHOLE
    if options.subscribers is not None:
        size = replace(size, subscribers=options.subscribers)
    raise_descriptor_limit(size.subscribers + SPARE_DESCRIPTORS)
    with tempfile.TemporaryDirectory(prefix="headrace-benchmark-") as folder:
        media = Path(folder) / "media"
        _write_files(media, size)
        limit = str(size.subscribers + SPARE_DESCRIPTORS)
        environ = {
            "HEADRACE_WORKERS": "1",
            "HEADRACE_STREAMS_PER_SESSION": limit,
            "HEADRACE_STREAMS_PER_ADDRESS": limit,
        }
        with HeadraceServe(media, Path(folder) / "data", options.checkout, environ) as server:
            row = uvloop.run(_measure(server, media, size))
    return Result([row.as_document()], lambda console: show(row, console))


def _write_files(media: Path, size: Size) -> None:
    """Write pictures that fail after some time: they repeat their last scan, and are cut within it."""
    media.mkdir()
    data = make_slow_jpeg(SIDE, size.scans)
    scan = last_scan(data)
    damaged = data[MARKER_BYTES:-MARKER_BYTES] + scan[: len(scan) // 2]
    hour_ago = time.time() - 3600  # a fresh file that is cut counts as one that is still being written
    for number in range(1, size.files + 1):
        path = media / f"~s{number}d.jpg"
        path.write_bytes(b"\xff\xd8\xff\xfe\x00\x06" + number.to_bytes(4) + damaged)  # a comment: no two are equal
        os.utime(path, (hour_ago, hour_ago))


async def _measure(server: HeadraceServe, media: Path, size: Size) -> Row:
    subscribers = [Dropped(cuts=()) for _ in range(size.subscribers)]
    session_id = server.start_session(media, enable_nsfw_detection=False)
    target = Target("127.0.0.1", server.port, f"/api/ingest/stream/{session_id}?format=compact", None)
    tasks = [asyncio.create_task(subscribe(target, one, 0, 0)) for one in subscribers]
    try:
        async with asyncio.timeout(CONNECT_S):
            while min(len(one.failures) for one in subscribers) < SEEN_BEFORE:  # noqa: ASYNC110
                await asyncio.sleep(POLL_S)
        seen_before = min(len(one.failures) for one in subscribers)
        times = await _restart(server)
        await asyncio.wait(tasks, timeout=FILE_S * size.files)
    finally:
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
    if wrong := [error for error in ended if isinstance(error, Exception)]:
        raise BenchmarkError(f"A subscriber ended: {wrong[0]!r}")
    document = await asyncio.to_thread(_wait_for_end, server, session_id, FILE_S * size.files)
    back = sorted(at for one in subscribers if (at := _came_back_at(one, times)) is not None)
    since = [at - times.listening for at in back] or [float("nan")]
    sent = [number_in(failed["path"].encode()) for failed in document["errors"]]
    return Row(
        subscribers=size.subscribers,
        came_back=len(back),
        stop_s=times.stopped - times.asked,
        start_s=times.listening - times.stopped,
        half_back_s=since[len(since) // 2],
        all_back_s=since[-1],
        seen_before=seen_before,
        failures=len(sent),
        status=document["status"],
        deliveries=count_deliveries(subscribers, sent),
    )


async def _restart(server: HeadraceServe) -> Times:
    loop = asyncio.get_running_loop()
    asked = loop.time()
    await asyncio.to_thread(server.stop)
    stopped = loop.time()
    await asyncio.to_thread(server.start)
    return Times(asked, stopped, loop.time())


def _came_back_at(subscriber: Dropped, times: Times) -> float | None:
    return next((at for at in subscriber.connected_at if at > times.stopped), None)


def _wait_for_end(server: HeadraceServe, session_id: str, seconds: float) -> dict[str, Any]:
    """Return the session's status document once it is over, or as it is after so many seconds."""
    deadline = time.monotonic() + seconds
    while (document := server.status(session_id))["status"] not in TERMINAL and time.monotonic() < deadline:
        time.sleep(POLL_S)
    return document


def show(row: Row, console: Console) -> None:
    table = Table(title="Stopped with SIGTERM and started again under open streams: failures and terminal events")
    times = ("stopped", "listening", "half back", "all back")
    for name in ("subscribers", "came back", *times, *COLUMNS, "session"):
        table.add_column(name, justify="right")
    seconds = (f"{each:.2f} s" for each in (row.stop_s, row.start_s, row.half_back_s, row.all_back_s))
    came = (f"{row.subscribers:,}", f"{row.came_back:,}")
    table.add_row(*came, *seconds, *row.deliveries.describe(), row.status)
    console.print(table)
