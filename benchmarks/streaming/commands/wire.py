"""Count the bytes on the wire for one run of files: streaming clients and a polling client at the same time."""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.streaming.clients.wire_client import Traffic, poll_status, read_stream
from benchmarks.streaming.marker import file_path
from benchmarks.streaming.result import Result
from benchmarks.streaming.server import FilesServer, Server
from benchmarks.support.cache import BenchmarkError
from benchmarks.support.checkout import Checkout

POLL_EVERY_S = 1.0
COMPACT = "?format=compact"
POLLING = "polling every second"


@dataclass(frozen=True, slots=True)
class Run:
    files: int
    seconds: float
    """The files are spread evenly over this time."""


FULL = Run(1_000, 60)
QUICK = Run(100, 6)


@dataclass(frozen=True, slots=True)
class Row:
    """One client that follows the run. Holds are times for which a change had not reached the client, in ms."""

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


def run(options: argparse.Namespace) -> Result:
    rows = measure(QUICK if options.quick else FULL, options.checkout)
    return Result([asdict(row) for row in rows], lambda console: show(rows, console))


def measure(run: Run, checkout: Checkout) -> list[Row]:
    """Raises `BenchmarkError` if a client does not end with the server's final document."""
    with FilesServer(checkout) as server:
        clients, answer = asyncio.run(_follow(server, run))
    for way, traffic in clients.items():
        _check_document(way, traffic, answer["document"])
    polling = clients[POLLING]
    return [_to_row(way, traffic, polling, answer["emitted"], run.files) for way, traffic in clients.items()]


async def _follow(server: Server, run: Run) -> tuple[dict[str, Traffic], dict[str, Any]]:
    ready = [asyncio.Event() for _ in range(3)]
    streams = [
        read_stream(server.port, server.path + COMPACT, encoding="gzip, deflate, br, zstd", connected=ready[0]),
        read_stream(server.port, server.path + COMPACT, encoding="identity", connected=ready[1]),
        read_stream(server.port, server.path, encoding="identity", connected=ready[2]),
    ]
    following = [asyncio.create_task(stream) for stream in streams]
    for event in ready:
        await event.wait()
    server.publisher.order(run.files / run.seconds, run.files, 0)
    polling = asyncio.create_task(
        poll_status(server.port, server.publisher.address["status_path"], every_s=POLL_EVERY_S)
    )
    answer = await asyncio.to_thread(server.publisher.read_answer)
    compressed, plain, whole = await asyncio.gather(*following)
    polled = await polling
    founding = Traffic(polled.request_bytes, polled.founding_bytes, polled.requests, seen=polled.seen, last=polled.last)
    return {
        POLLING: founding,
        "the same, with all fields": polled,
        f"compact stream, {compressed.encoding}": compressed,
        "compact stream, plain": plain,
        "whole documents, plain": whole,
    }, answer


def _check_document(way: str, traffic: Traffic, final: dict[str, Any]) -> None:
    """Raise `BenchmarkError` if the client missed something: a stream must not look small because it is incomplete."""
    if json.dumps(traffic.last, sort_keys=True) != json.dumps(final, sort_keys=True):
        raise BenchmarkError(f"{way}: the client ended with\n{traffic.last}\nbut the server with\n{final}")


def _to_row(way: str, traffic: Traffic, polling: Traffic, emitted: list[tuple[int, str, int]], files: int) -> Row:
    held = sorted(compute_holds(traffic, emitted))
    total = traffic.request_bytes + traffic.response_bytes
    return Row(
        way=way,
        requests=traffic.requests,
        response_bytes=traffic.response_bytes,
        total_bytes=total,
        bytes_per_file=round(traffic.response_bytes / files, 2),
        response_times_polling=round(traffic.response_bytes / polling.response_bytes, 3),
        total_times_polling=round(total / (polling.request_bytes + polling.response_bytes), 3),
        longest_hold_ms=round(held[-1], 1),
        p99_hold_ms=round(held[int(len(held) * 0.99)], 1),
    )


def compute_holds(traffic: Traffic, emitted: Sequence[tuple[int, str, int]]) -> list[float]:
    """Return for each change the milliseconds from its emission until the client had it or a newer one.

    `emitted` holds (CLOCK_MONOTONIC ns, "taken" or "finished", number of the file or of finished files).
    """
    numbers = {file_path(number): number for _, kind, number in emitted if kind == "taken"}
    seen = [(at, processed, numbers.get(current, 0)) for at, processed, current in traffic.seen]
    held, place = [], {"taken": 0, "finished": 0}
    newest_taken = max(number for _, _, number in seen)
    for at, kind, number in emitted:
        column = 2 if kind == "taken" else 1
        if kind == "taken" and number > newest_taken:
            continue  # the run ended first, and no file is current after that
        while seen[place[kind]][column] < number:
            place[kind] += 1
        held.append(max(0.0, (seen[place[kind]][0] - at) / 1e6))
    return held


def show(rows: Sequence[Row], console: Console) -> None:
    table = Table(title="Bytes on the wire, HTTP framing included")
    for name in ("client", "requests", "response bytes", "per file", "× polling", "× with requests", "longest hold ms"):
        table.add_column(name, justify="left" if name == "client" else "right")
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
