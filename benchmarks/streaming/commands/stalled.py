"""Fifty clients that never read: what they add to the server's memory, and to the delay of everybody else."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from rich.console import Console
from rich.table import Table

from benchmarks.streaming.cell import SETTLE_S, Load
from benchmarks.streaming.clients.load_client import ClientResult, LoadClient
from benchmarks.streaming.peers import Nchan, SseStarlette
from benchmarks.streaming.server import Headrace, Server

STALLED = 50
LOAD = Load(subscribers=50, rate=200, seconds=10, size=6_000)
QUICK_LOAD = Load(subscribers=50, rate=200, seconds=4, size=6_000)
"""Large events, so that the kernel's send buffers (up to 4 MB a connection) are full long before the end."""

SERVERS: tuple[type[Server], ...] = (Headrace, Nchan, SseStarlette)


@dataclass(frozen=True, slots=True)
class Stalled:
    server: str
    stalled: int
    added_mb: float
    """Growth of the server's memory while publishing, less the growth without the stalled clients."""
    p99_ms: float
    p99_without_ms: float
    all_delivered: bool


def measure(load: Load) -> list[Stalled]:
    return [compare(kind, load) for kind in SERVERS]


def compare(kind: type[Server], load: Load) -> Stalled:
    grown_without, without = _run(kind, load, 0)
    grown, with_stalled = _run(kind, load, STALLED)
    return Stalled(
        server=kind.name,
        stalled=STALLED,
        added_mb=round((grown - grown_without) / 1024, 1),
        p99_ms=with_stalled.since_due.p99_ms,
        p99_without_ms=without.since_due.p99_ms,
        all_delivered=with_stalled.lossless,
    )


def _run(kind: type[Server], load: Load, stalled: int) -> tuple[int, ClientResult]:
    """KB the server grew by while publishing, and what the reading clients saw."""
    deadline = SETTLE_S + load.seconds + load.grace_s
    with (
        kind() as server,
        LoadClient(
            server.port, server.path, load.subscribers, expect=load.count, deadline_s=deadline, stalled=stalled
        ) as client,
    ):
        time.sleep(SETTLE_S)
        before = server.memory_kb()
        server.publisher.order(load.rate, load.count, load.size)
        result = client.result()
        return server.memory_kb() - before, result


def as_json(rows: Sequence[Stalled]) -> list[dict[str, object]]:
    return [asdict(row) for row in rows]


def show(rows: Sequence[Stalled], console: Console) -> None:
    table = Table(title=f"{STALLED} clients that never read")
    for name in ("server", "memory they add, MB", "others' p99 ms", "p99 ms without them", "others got everything"):
        table.add_column(name, justify="left" if name == "server" else "right")
    for row in rows:
        everything = "yes" if row.all_delivered else "no"
        table.add_row(row.server, f"{row.added_mb:.1f}", f"{row.p99_ms:.1f}", f"{row.p99_without_ms:.1f}", everything)
    console.print(table)
