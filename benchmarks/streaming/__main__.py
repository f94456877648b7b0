"""`python -m benchmarks.streaming [all|table|idle|stalled|bytes|latency] [--quick] [--json]`; `--help` says more."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from rich.console import Console

from benchmarks.streaming.cell import Load
from benchmarks.streaming.clients.load_client import raise_descriptor_limit
from benchmarks.streaming.commands import idle, latency, paint, stalled, table, wire
from benchmarks.support.cache import BenchmarkError

WHAT = {
    "all": "table, idle and stalled, one after the other (--json: the table's rows)",
    "table": "delivered, latency, CPU and memory against the peers",
    "idle": "ten thousand connections held with keepalives",
    "stalled": "fifty clients that never read",
    "bytes": "bytes on the wire for 1,000 files in 60 s against polling each second",
    "latency": "emit to client for one subscriber while the other core is busy",
    "paint": "emit to painted pixel in Chromium at 1,000 files a second",
}
SPARE_DESCRIPTORS = 500
WIDTH = 120
"""Columns where there is no terminal to ask."""


@dataclass(frozen=True, slots=True)
class Outcome:
    rows: list[dict[str, object]]
    show: Callable[[Console], None]


def main(arguments: Sequence[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))  # so that every server is ended too
    console = Console(width=None if sys.stdout.isatty() else WIDTH)
    try:
        raise_descriptor_limit((idle.QUICK_CONNECTIONS if options.quick else idle.CONNECTIONS) + SPARE_DESCRIPTORS)
        outcomes = [run(what, options) for what in parts(options)]
    except BenchmarkError as error:
        print(error, file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps(outcomes[0].rows, indent=1))
    else:
        for outcome in outcomes:
            outcome.show(console)
    return 0


def parser() -> argparse.ArgumentParser:
    listed = "\n".join(f"  {name:8} {text}" for name, text in WHAT.items())
    made = argparse.ArgumentParser(
        prog="python -m benchmarks.streaming", epilog=listed, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    made.add_argument("what", nargs="?", choices=list(WHAT), default="all")
    made.add_argument("--quick", action="store_true", help="small sizes, under a minute in all")
    made.add_argument("--json", action="store_true", help="rows as JSON on standard output")
    made.add_argument("--only", default="", help="names of servers, separated by commas (for table)")
    made.add_argument("--cells", default="", help="cells such as 1000x50,5000x10 (for table)")
    made.add_argument("--repeats", type=int, help="runs of each cell (for table)")
    made.add_argument(
        "--nap-us", type=int, default=0, help="the client looks this often instead of being woken (for table)"
    )
    return made


def parts(options: argparse.Namespace) -> list[str]:
    if options.what != "all":
        return [options.what]
    return ["table"] if options.json or options.quick else ["table", "idle", "stalled"]


def run(what: str, options: argparse.Namespace) -> Outcome:
    return {"table": _table, "idle": _idle, "stalled": _stalled, "bytes": _bytes, "latency": _latency, "paint": _paint}[
        what
    ](options)


def _table(options: argparse.Namespace) -> Outcome:
    names = [name for name in options.only.split(",") if name]
    known = [kind.name for kind in table.SERVERS]
    if unknown := set(names) - set(known):
        raise BenchmarkError(f"{', '.join(sorted(unknown))} is no server here. Known: {', '.join(known)}.")
    servers = [kind for kind in table.SERVERS if not names or kind.name in names]
    repeats = options.repeats or (table.QUICK_REPEATS if options.quick else table.REPEATS)
    rows = table.measure(servers, loads(options), repeats, options.nap_us)
    return Outcome(table.as_json(rows), lambda console: table.show(rows, console))


def loads(options: argparse.Namespace) -> Sequence[Load]:
    offered = table.QUICK if options.quick else table.FULL
    if not options.cells:
        return offered
    return [_load(cell, offered[0]) for cell in options.cells.split(",")]


def _load(cell: str, like: Load) -> Load:
    subscribers, _, rate = cell.partition("x")
    if not (subscribers.isdecimal() and rate.isdecimal() and int(subscribers) and int(rate)):
        raise BenchmarkError(f"{cell!r} is no cell. Write subscribers, x and events a second: 1000x50.")
    return replace(like, subscribers=int(subscribers), rate=int(rate))


def _idle(options: argparse.Namespace) -> Outcome:
    size = (idle.QUICK_CONNECTIONS, idle.QUICK_SECONDS) if options.quick else (idle.CONNECTIONS, idle.SECONDS)
    rows = idle.measure(*size)
    return Outcome(idle.as_json(rows), lambda console: idle.show(rows, console))


def _stalled(options: argparse.Namespace) -> Outcome:
    rows = stalled.measure(stalled.QUICK_LOAD if options.quick else stalled.LOAD)
    return Outcome(stalled.as_json(rows), lambda console: stalled.show(rows, console))


def _bytes(options: argparse.Namespace) -> Outcome:
    rows = wire.measure(wire.QUICK if options.quick else wire.FULL)
    return Outcome(wire.as_json(rows), lambda console: wire.show(rows, console))


def _paint(options: argparse.Namespace) -> Outcome:
    rows = paint.measure(quick=options.quick)
    return Outcome(paint.as_json(rows), lambda console: paint.show(rows, console))


def _latency(options: argparse.Namespace) -> Outcome:
    rows = latency.measure(quick=options.quick)
    return Outcome(latency.as_json(rows), lambda console: latency.show(rows, console))


if __name__ == "__main__":
    sys.exit(main())
