"""Bytes on the wire for one run of files: the streams and the poller side by side, in real time."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.streaming.clients.wire_client import Weighed, poll, watch
from benchmarks.streaming.marker import file_path
from benchmarks.streaming.server import Headrace, Server
from benchmarks.support.cache import BenchmarkError

POLL_EVERY_S = 1.0
COMPACT = "?format=compact"


@dataclass(frozen=True, slots=True)
class Run:
    files: int
    seconds: float


FULL = Run(1_000, 60)
QUICK = Run(100, 6)


@dataclass(frozen=True, slots=True)
class Row:
    """One way to follow the run."""

    way: str
    requests: int
    response_bytes: int
    total_bytes: int
    """Requests included."""
    bytes_per_file: float
    response_times_polling: float
    total_times_polling: float
    longest_hold_ms: float
    p99_hold_ms: float


class FilesServer(Headrace):
    """Headrace with a session that reads files instead of failing them."""

    def command(self) -> list[str]:
        return [sys.executable, "-m", "benchmarks.streaming.servers.serve_files", str(self.folder)]


def measure(run: Run) -> list[Row]:
    context: AbstractContextManager[Server] = FilesServer()
    with context as server:
        weighed, answer = asyncio.run(_follow(server, run))
    for way, one in weighed.items():
        _check(way, one, answer["document"])
    founding = weighed["polling each second"]
    return [_row(way, one, founding, answer["emitted"], run.files) for way, one in weighed.items()]


async def _follow(server: Server, run: Run) -> tuple[dict[str, Weighed], dict[str, Any]]:
    ready = [asyncio.Event() for _ in range(3)]
    streams = [
        watch(server.port, server.path + COMPACT, encoding="gzip, deflate, br, zstd", connected=ready[0]),
        watch(server.port, server.path + COMPACT, encoding="identity", connected=ready[1]),
        watch(server.port, server.path, encoding="identity", connected=ready[2]),
    ]
    following = [asyncio.create_task(stream) for stream in streams]
    for event in ready:
        await event.wait()
    server.publisher.order(run.files / run.seconds, run.files, 0)
    polling = asyncio.create_task(poll(server.port, server.publisher.address["status_path"], every_s=POLL_EVERY_S))
    answer = await asyncio.to_thread(server.publisher.answer)
    compressed, plain, whole = await asyncio.gather(*following)
    polled = await polling
    founding = Weighed(polled.request_bytes, polled.founding_bytes, polled.requests, seen=polled.seen, last=polled.last)
    return {
        "polling each second": founding,
        "the same, today's document": polled,
        f"compact stream, {compressed.encoding}": compressed,
        "compact stream, plain": plain,
        "whole documents, plain": whole,
    }, answer


def _check(way: str, weighed: Weighed, final: dict[str, Any]) -> None:
    """A stream that is short because it is wrong must not win."""
    if json.dumps(weighed.last, sort_keys=True) != json.dumps(final, sort_keys=True):
        raise BenchmarkError(f"{way}: the client ended with\n{weighed.last}\nbut the server with\n{final}")


def _row(way: str, weighed: Weighed, polling: Weighed, emitted: list[tuple[int, str, int]], files: int) -> Row:
    held = sorted(holds(weighed, emitted))
    total = weighed.request_bytes + weighed.response_bytes
    return Row(
        way=way,
        requests=weighed.requests,
        response_bytes=weighed.response_bytes,
        total_bytes=total,
        bytes_per_file=round(weighed.response_bytes / files, 2),
        response_times_polling=round(weighed.response_bytes / polling.response_bytes, 3),
        total_times_polling=round(total / (polling.request_bytes + polling.response_bytes), 3),
        longest_hold_ms=round(held[-1], 1),
        p99_hold_ms=round(held[int(len(held) * 0.99)], 1),
    )


def holds(weighed: Weighed, emitted: Sequence[tuple[int, str, int]]) -> list[float]:
    """For each change, ms from its emission until the client's document held it or a newer one."""
    numbers = {file_path(number): number for _, kind, number in emitted if kind == "taken"}
    seen = [(at, processed, numbers.get(current, 0)) for at, processed, current in weighed.seen]
    held, place = [], {"taken": 0, "finished": 0}
    newest_taken = max(number for _, _, number in seen)
    for at, kind, number in emitted:
        column = 2 if kind == "taken" else 1
        if kind == "taken" and number > newest_taken:
            continue  # the end of the run overtook it: no file is current any more
        while seen[place[kind]][column] < number:
            place[kind] += 1
        held.append(max(0.0, (seen[place[kind]][0] - at) / 1e6))
    return held


def as_json(rows: Sequence[Row]) -> list[dict[str, object]]:
    return [asdict(row) for row in rows]


def show(rows: Sequence[Row], console: Console) -> None:
    table = Table(title="Bytes on the wire, HTTP framing included")
    for name in ("way", "requests", "response bytes", "a file", "× polling", "× with requests", "longest hold ms"):
        table.add_column(name, justify="left" if name == "way" else "right")
    for row in rows:
        table.add_row(
            row.way,
            str(row.requests),
            f"{row.response_bytes:,}",
            f"{row.bytes_per_file:.1f}",
            f"{row.response_times_polling:.2f}",
            f"{row.total_times_polling:.2f}",
            f"{row.longest_hold_ms:.0f} (p99 {row.p99_hold_ms:.0f})",
        )
    console.print(table)
