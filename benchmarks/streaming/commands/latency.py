"""Measure the time from emission to one client while a busy process occupies the other core."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from rich.console import Console
from rich.table import Table

from benchmarks.streaming.cell import Load, Measured, run_cell
from benchmarks.streaming.result import Result
from benchmarks.streaming.server import Headrace
from benchmarks.support.checkout import Checkout
from benchmarks.support.cores import CLIENT_CORE, pin_to_core

LOADS = {
    "one event every 67 ms": Load(subscribers=1, rate=15, seconds=20),
    "200 events per second": Load(subscribers=1, rate=200, seconds=10),
}
QUICK_SECONDS = 4


@dataclass(frozen=True, slots=True)
class Row:
    load: str
    expected: int
    delivered: int
    p50_ms: float
    p90_ms: float
    p99_ms: float
    max_ms: float


def run(options: argparse.Namespace) -> Result:
    rows = measure(options.checkout, quick=options.quick)
    return Result([asdict(row) for row in rows], lambda console: show(rows, console))


def measure(checkout: Checkout, *, quick: bool) -> list[Row]:
    rows = []
    for name, load in LOADS.items():
        shorter = Load(load.subscribers, load.rate, QUICK_SECONDS) if quick else load
        with busy_core(), Headrace(checkout) as server:
            rows.append(_to_row(name, run_cell(server, shorter, client_core=None)))
    return rows


@contextmanager
def busy_core() -> Iterator[None]:
    """Keep the client's core busy with a process of normal priority. The client itself may then run on any core."""
    hog = subprocess.Popen(pin_to_core(CLIENT_CORE, [sys.executable, "-c", "while True: pass"]))
    try:
        yield
    finally:
        hog.kill()
        hog.wait()


def _to_row(name: str, measured: Measured) -> Row:
    seen = measured.client.since_emitted
    return Row(
        load=name,
        expected=measured.load.expected,
        delivered=measured.client.delivered,
        p50_ms=seen.p50_ms,
        p90_ms=seen.p90_ms,
        p99_ms=seen.p99_ms,
        max_ms=seen.max_ms,
    )


def show(rows: Sequence[Row], console: Console) -> None:
    table = Table(title="From emission to one client, with the other core busy")
    for name in ("load", "delivered", "p50 ms", "p90 ms", "p99 ms", "max ms"):
        table.add_column(name, justify="left" if name == "load" else "right")
    for row in rows:
        times = (f"{value:.2f}" for value in (row.p50_ms, row.p90_ms, row.p99_ms, row.max_ms))
        table.add_row(row.load, f"{row.delivered} of {row.expected}", *times)
    console.print(table)
