"""Measure what fifty clients that never read add to the server's memory and to the latency of the other clients."""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from rich.console import Console
from rich.table import Table

from benchmarks.streaming.cell import SETTLE_S, Load
from benchmarks.streaming.clients.load_client import ClientResult, LoadClient
from benchmarks.streaming.peers import Nchan, SseStarlette
from benchmarks.streaming.result import Result
from benchmarks.streaming.server import Headrace, Server
from benchmarks.support.checkout import Checkout

STALLED = 50
LOAD = Load(subscribers=50, rate=200, seconds=10, size=6_000)
QUICK_LOAD = Load(subscribers=50, rate=200, seconds=4, size=6_000)
"""Large events, so that the kernel's send buffers (up to 4 MB per connection) fill up well before the end."""

SERVERS: tuple[type[Server], ...] = (Headrace, Nchan, SseStarlette)


@dataclass(frozen=True, slots=True)
class Stalled:
    server: str
    stalled: int
    added_mb: float
    """Growth of the server's memory while publishing, minus the growth without the stalled clients."""
    p99_ms: float
    p99_without_ms: float
    all_delivered: bool


def run(options: argparse.Namespace) -> Result:
    rows = [compare(kind, QUICK_LOAD if options.quick else LOAD, options.checkout) for kind in SERVERS]
    return Result([asdict(row) for row in rows], lambda console: show(rows, console))


def compare(kind: type[Server], load: Load, checkout: Checkout) -> Stalled:
    growth_without, without = _publish(kind, load, checkout, stalled=0)
    growth, with_stalled = _publish(kind, load, checkout, stalled=STALLED)
    return Stalled(
        server=kind.name,
        stalled=STALLED,
        added_mb=round((growth - growth_without) / 1024, 1),
        p99_ms=with_stalled.since_due.p99_ms,
        p99_without_ms=without.since_due.p99_ms,
        all_delivered=with_stalled.is_lossless,
    )


def _publish(kind: type[Server], load: Load, checkout: Checkout, *, stalled: int) -> tuple[int, ClientResult]:
    """Return the growth of the server in KiB while publishing, and the counts of the clients that read."""
    deadline = SETTLE_S + load.seconds + load.grace_s
    with (
        kind(checkout) as server,
        LoadClient(
            server.port, server.path, load.subscribers, expect=load.count, deadline_s=deadline, stalled=stalled
        ) as client,
    ):
        time.sleep(SETTLE_S)
        before = server.memory_kb()
        server.publisher.order(load.rate, load.count, load.size)
        result = client.wait_for_result()
        return server.memory_kb() - before, result


def show(rows: Sequence[Stalled], console: Console) -> None:
    table = Table(title=f"{STALLED} clients that never read")
    for name in ("server", "added memory, MB", "others' p99 ms", "p99 ms without them", "others received everything"):
        table.add_column(name, justify="left" if name == "server" else "right")
    for row in rows:
        is_complete = "yes" if row.all_delivered else "no"
        table.add_row(row.server, f"{row.added_mb:.1f}", f"{row.p99_ms:.1f}", f"{row.p99_without_ms:.1f}", is_complete)
    console.print(table)
