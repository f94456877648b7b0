"""Compare all servers under the same loads: runs interleaved, medians of several runs, ratios to Headrace."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from statistics import median

from rich.console import Console
from rich.table import Table

from benchmarks.streaming.cell import Load, Measured, run_cell
from benchmarks.streaming.clients.load_client import SPARE_DESCRIPTORS, raise_descriptor_limit
from benchmarks.streaming.peers import Bare, FastApiSse, Nchan, NchanNodelay, SseStarlette
from benchmarks.streaming.result import Result
from benchmarks.streaming.server import Headrace, Server
from benchmarks.support.cache import BenchmarkError
from benchmarks.support.checkout import Checkout

SERVERS: tuple[type[Server], ...] = (Headrace, Bare, Nchan, NchanNodelay, SseStarlette, FastApiSse)
FULL = (Load(1_000, 50, 5), Load(1_000, 200, 5), Load(5_000, 10, 5), Load(5_000, 200, 5))
QUICK = (Load(200, 50, 1.5, grace_s=1.5), Load(500, 100, 1.5, grace_s=1.5))
REPEATS, QUICK_REPEATS = 3, 1
NOISE = 0.1
"""Cores used by unrelated processes above which the table carries a warning."""


@dataclass(frozen=True, slots=True)
class Row:
    """One server in one cell: medians over its runs, but for `delivered` the worst run."""

    server: str
    subscribers: int
    rate: float
    expected: int
    delivered: int
    p50_ms: float
    p99_ms: float
    cpu_us_per_delivery: float
    kb_per_connection: float
    max_ms: float
    p99_from_emit_ms: float
    lost: int
    reordered: int
    bytes_per_delivery: float
    server_busy: float
    others_busy: float
    """Cores used by unrelated processes, in the worst run."""
    runs: int

    @property
    def is_complete(self) -> bool:
        return self.delivered == self.expected and not self.lost and not self.reordered


def run(options: argparse.Namespace) -> Result:
    """Raises `BenchmarkError` for an unknown server or an invalid cell."""
    names = [name for name in options.only.split(",") if name]
    known = [kind.name for kind in SERVERS]
    if unknown := set(names) - set(known):
        raise BenchmarkError(f"Unknown server: {', '.join(sorted(unknown))}. Choose from {', '.join(known)}.")
    servers = [kind for kind in SERVERS if not names or kind.name in names]
    loads = choose_loads(options)
    raise_descriptor_limit(max(load.subscribers for load in loads) + SPARE_DESCRIPTORS)
    repeats = options.repeats or (QUICK_REPEATS if options.quick else REPEATS)
    rows = measure(servers, loads, repeats, options.checkout, options.nap_us)
    return Result([asdict(row) for row in rows], lambda console: show(rows, console))


def choose_loads(options: argparse.Namespace) -> Sequence[Load]:
    offered = QUICK if options.quick else FULL
    if not options.cells:
        return offered
    return [_parse_cell(cell, offered[0]) for cell in options.cells.split(",")]


def _parse_cell(cell: str, template: Load) -> Load:
    subscribers, _, rate = cell.partition("x")
    if not (subscribers.isdecimal() and rate.isdecimal() and int(subscribers) and int(rate)):
        raise BenchmarkError(f"{cell!r} is not a cell. Write subscribers, x and events per second: 1000x50.")
    return replace(template, subscribers=int(subscribers), rate=int(rate))


def measure(
    servers: Sequence[type[Server]], loads: Sequence[Load], repeats: int, checkout: Checkout, nap_us: int
) -> list[Row]:
    """Return rows in the order of the loads. A server that was saturated in a cell is not run there again."""
    rows = []
    for load in loads:
        runs: dict[str, list[Measured]] = {kind.name: [] for kind in servers}
        for _ in range(repeats):
            for kind in servers:
                if not (runs[kind.name] and runs[kind.name][-1].is_saturated):
                    runs[kind.name] += _measure_once(kind, load, checkout, nap_us)
        rows += [_summarize(measured) for measured in runs.values() if measured]
    return rows


def _measure_once(kind: type[Server], load: Load, checkout: Checkout, nap_us: int) -> list[Measured]:
    """Return one run, or nothing if the peer is not available; the reason goes to standard error."""
    try:
        with kind(checkout) as server:
            measured = run_cell(server, load, nap_us=nap_us)
    except BenchmarkError as error:
        if kind is Headrace:
            raise
        print(f"{kind.name} is skipped: {error}", file=sys.stderr)
        return []
    client = measured.client
    print(
        f"{kind.name:14} {load.subscribers:>6} × {load.rate:<4g} {client.delivered:>9} of {load.expected}"
        f"  p99 {client.since_due.p99_ms:8.1f} ms  {measured.cpu_us_per_delivery:6.2f} µs",
        file=sys.stderr,
    )
    return [measured]


def _summarize(runs: Sequence[Measured]) -> Row:
    def middle(value: Callable[[Measured], float]) -> float:
        return round(median(map(value, runs)), 3)

    load = runs[0].load
    return Row(
        server=runs[0].server,
        subscribers=load.subscribers,
        rate=load.rate,
        expected=load.expected,
        delivered=min(run.client.delivered for run in runs),
        p50_ms=middle(lambda run: run.client.since_due.p50_ms),
        p99_ms=middle(lambda run: run.client.since_due.p99_ms),
        cpu_us_per_delivery=middle(lambda run: run.cpu_us_per_delivery),
        kb_per_connection=middle(lambda run: run.kb_per_connection),
        max_ms=max(run.client.since_due.max_ms for run in runs),
        p99_from_emit_ms=middle(lambda run: run.client.since_emitted.p99_ms),
        lost=sum(run.client.lost for run in runs),
        reordered=sum(run.client.reordered for run in runs),
        bytes_per_delivery=middle(lambda run: run.client.wire_bytes / max(1, run.client.delivered)),
        server_busy=middle(lambda run: run.server_busy),
        others_busy=round(max(run.others_busy for run in runs), 3),
        runs=len(runs),
    )


def show(rows: Sequence[Row], console: Console) -> None:
    """Print the figures, with their ratio to Headrace's in brackets."""
    table = Table(title="Live stream: the same events for every server (ratio to Headrace in brackets)")
    table.add_column("subscribers × events/s")
    table.add_column("server")
    for name in ("delivered", "p50 ms", "p99 ms", "CPU µs per delivery", "KB per connection"):
        table.add_column(name, justify="right")
    ours = {(row.subscribers, row.rate): row for row in rows if row.server == Headrace.name}
    for row in rows:
        base = ours.get((row.subscribers, row.rate), row)
        table.add_row(
            f"{row.subscribers:,} × {row.rate:g}",
            row.server,
            _describe_delivery(row),
            _with_ratio(row.p50_ms, base.p50_ms),
            _with_ratio(row.p99_ms, base.p99_ms),
            _with_ratio(row.cpu_us_per_delivery, base.cpu_us_per_delivery),
            _with_ratio(row.kb_per_connection, base.kb_per_connection),
            end_section=row.server == SERVERS[-1].name,
        )
    console.print(table)
    if (noise := max((row.others_busy for row in rows), default=0)) > NOISE:
        console.print(f"Other processes used up to {noise:.2f} cores during the runs. Repeat this on a quiet machine.")


def _describe_delivery(row: Row) -> str:
    if row.is_complete:
        return "all, in order"
    faults = f", {row.lost} lost, {row.reordered} out of order" if row.lost or row.reordered else ""
    return f"saturated: {row.delivered / row.expected:.1%} in time{faults}"


def _with_ratio(value: float, ours: float) -> str:
    return f"{value:,.1f} ({value / ours:.2f}×)" if ours else f"{value:,.1f}"
