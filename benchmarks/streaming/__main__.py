"""`python -m benchmarks.streaming [COMMAND] [--quick] [--json]`; `--help` lists the commands.

A command's module is imported when the command runs, so that only `paint` needs Playwright.
"""

from __future__ import annotations

import argparse
import importlib
import json
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.console import Console

from benchmarks.streaming.result import Result
from benchmarks.support.cache import BenchmarkError
from benchmarks.support.checkout import add_project_option, open_checkout


@dataclass(frozen=True, slots=True)
class Command:
    module: str
    """Name of a module in `benchmarks.streaming.commands`; its `run(options)` measures and returns the result."""
    help: str


COMMANDS = {
    "table": Command("table", "deliveries, latency, CPU and memory compared with other servers"),
    "idle": Command("idle", "ten thousand connections with nothing but keepalives"),
    "stalled": Command("stalled", "fifty clients that never read"),
    "bytes": Command("wire", "bytes on the wire for 1,000 files in 60 s, compared with polling every second"),
    "latency": Command("latency", "from emission to one client while the other core is busy"),
    "drops": Command("drops", "a thousand connections cut at random moments: what arrives, and how often"),
    "restart": Command(
        "restart", "a server that is stopped and started under open streams: who comes back, what arrives"
    ),
    "fanout": Command("fanout", "through nginx and Caddy with TLS and HTTP/2, compared with a server that only writes"),
    "proxies": Command("proxies", "what `headrace doctor` says about real proxies, good and bad configurations"),
    "paint": Command("paint", "from emission to painted pixel in Chromium, at 1,000 files per second"),
}
ALL = "all"
WIDTH = 120
"""Columns when the output is not a terminal."""


def main(arguments: Sequence[str] | None = None) -> int:
    options = build_parser().parse_args(arguments)
    # Exit through SystemExit, so that every server process is stopped as well.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    try:
        options.checkout = open_checkout(options.project)
        results = [load_command(name)(options) for name in chosen_commands(options)]
    except BenchmarkError as error:
        print(error, file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps(results[0].rows, indent=1))
        return 0
    console = Console(width=None if sys.stdout.isatty() else WIDTH)
    for result in results:
        result.show(console)
    return 0


def build_parser() -> argparse.ArgumentParser:
    listed = "\n".join(f"  {name:8} {command.help}" for name, command in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.streaming",
        epilog=f"commands:\n  {ALL:8} table, idle and stalled in turn (with --quick or --json only table)\n{listed}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", nargs="?", choices=[ALL, *COMMANDS], default=ALL)
    parser.add_argument("--quick", action="store_true", help="small sizes, under a minute per command")
    parser.add_argument("--json", action="store_true", help="print the rows as JSON")
    parser.add_argument("--only", default="", help="server names separated by commas (table)")
    parser.add_argument("--cells", default="", help="cells such as 1000x50,5000x10 (table)")
    parser.add_argument("--repeats", type=int, help="runs of each cell (table)")
    parser.add_argument("--subscribers", type=int, help="open streams (restart)")
    parser.add_argument(
        "--nap-us",
        type=int,
        default=0,
        help="let the client check its sockets every so many microseconds, instead of waking on every write (table)",
    )
    add_project_option(parser)
    return parser


def chosen_commands(options: argparse.Namespace) -> list[str]:
    if options.command != ALL:
        return [options.command]
    return ["table"] if options.json or options.quick else ["table", "idle", "stalled"]


def load_command(name: str) -> Callable[[argparse.Namespace], Result]:
    """Import the module of a command and return its `run`."""
    module = importlib.import_module(f"benchmarks.streaming.commands.{COMMANDS[name].module}")
    run: Callable[[argparse.Namespace], Result] = module.run
    return run


if __name__ == "__main__":
    sys.exit(main())
