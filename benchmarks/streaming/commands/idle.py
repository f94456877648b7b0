"""Measure the cost of ten thousand open connections that carry nothing but keepalives."""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from rich.console import Console
from rich.table import Table

from benchmarks.streaming.clients.load_client import SPARE_DESCRIPTORS, LoadClient, raise_descriptor_limit
from benchmarks.streaming.peers import Nchan
from benchmarks.streaming.result import Result
from benchmarks.streaming.server import Headrace, Server
from benchmarks.support.checkout import Checkout

CONNECTIONS, QUICK_CONNECTIONS = 10_000, 1_000
SECONDS, QUICK_SECONDS = 20, 4
SETTLE_S = 2


class PingingNchan(Nchan):
    """nchan with a ping every second, as often as Headrace sends a keepalive."""

    ping_s = 1


SERVERS: tuple[type[Server], ...] = (Headrace, PingingNchan)


@dataclass(frozen=True, slots=True)
class Idle:
    server: str
    connections: int
    opened: int
    closed_early: int
    core_percent: float
    keepalives_per_connection_and_second: float
    kb_per_connection: float


def run(options: argparse.Namespace) -> Result:
    connections, seconds = (QUICK_CONNECTIONS, QUICK_SECONDS) if options.quick else (CONNECTIONS, SECONDS)
    raise_descriptor_limit(connections + SPARE_DESCRIPTORS)
    rows = measure(connections, seconds, options.checkout)
    return Result([asdict(row) for row in rows], lambda console: show(rows, console))


def measure(connections: int, seconds: float, checkout: Checkout) -> list[Idle]:
    rows = []
    for kind in SERVERS:
        with kind(checkout) as server:
            rows.append(hold(server, connections, seconds))
    return rows


def hold(server: Server, connections: int, seconds: float) -> Idle:
    with LoadClient(server.port, server.path, 20, deadline_s=1) as warm_up:
        warm_up.stop()
    empty_kb = server.settled_memory_kb()
    with LoadClient(server.port, server.path, connections, hold_s=seconds + SETTLE_S) as client:
        time.sleep(SETTLE_S)
        cpu, began = server.cpu_s(), time.monotonic()
        time.sleep(seconds * 0.9)
        share = (server.cpu_s() - cpu) / (time.monotonic() - began)
        full_kb = server.memory_kb()
        result = client.wait_for_result()
    seen = result.named_events + result.comments
    return Idle(
        server=server.name,
        connections=connections,
        opened=result.opened,
        closed_early=result.closed_early,
        core_percent=round(share * 100, 2),
        keepalives_per_connection_and_second=round(seen / connections / result.elapsed_s, 2),
        kb_per_connection=round((full_kb - empty_kb) / connections, 2),
    )


def show(rows: Sequence[Idle], console: Console) -> None:
    table = Table(title="Idle connections held with keepalives")
    for name in ("server", "held", "% of a core", "keepalives per connection and second", "KB per connection"):
        table.add_column(name, justify="left" if name == "server" else "right")
    for row in rows:
        table.add_row(
            row.server,
            f"{row.opened - row.closed_early:,} of {row.connections:,}",
            f"{row.core_percent:.1f}",
            f"{row.keepalives_per_connection_and_second:.2f}",
            f"{row.kb_per_connection:.1f}",
        )
    console.print(table)
