"""`python -m benchmarks.ingest [COMMAND] [--quick] [--json]`; `--help` lists the commands.

A command's module is imported when the command runs, so that only `scan` needs a browser.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from benchmarks.ingest.result import Result
from benchmarks.support.cache import BenchmarkError
from benchmarks.support.checkout import add_project_option, open_checkout


@dataclass(frozen=True, slots=True)
class Command:
    json_name: str
    """Name of its rows in the JSON output."""
    help: str


COMMANDS = {
    "scan": Command("scans", "scan, preview, commit and rescan libraries of small real files; once with NSFW scores"),
    "commit": Command("commits", "commit and undo sessions whose staged rows are generated"),
    "mixed": Command("mixed", "ingest mixed files of real sizes, beside bare pipelines and other tools"),
    "stop": Command("stops", "how long workers are busy after a pause or a cancellation"),
}
ALL = "all"
WIDTH = 130
"""Columns when the output is not a terminal."""


def main(arguments: Sequence[str] | None = None) -> int:
    options = build_parser().parse_args(arguments)
    console = Console(width=None if sys.stdout.isatty() else WIDTH, stderr=options.json)
    rows: dict[str, list[dict[str, object]]] = {command.json_name: [] for command in COMMANDS.values()}
    try:
        options.checkout = open_checkout(options.project)
        for name in COMMANDS if options.command == ALL else [options.command]:
            result = load_command(name)(options)
            rows[COMMANDS[name].json_name] = result.rows
            result.show(console)
    except BenchmarkError as error:
        print(error, file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps(rows, indent=1))
    return 0


def build_parser() -> argparse.ArgumentParser:
    listed = "\n".join(f"  {name:8} {command.help}" for name, command in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.ingest",
        epilog=f"commands:\n  {ALL:8} all of them\n{listed}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", nargs="?", choices=[ALL, *COMMANDS], default=ALL)
    parser.add_argument("--quick", action="store_true", help="small sizes, about a minute in all")
    parser.add_argument("--json", action="store_true", help="print everything as JSON, and the tables on stderr")
    parser.add_argument("--sizes", help="scan and commit: numbers of files such as 1000,10000")
    parser.add_argument("--files", type=int, help="mixed, stop: number of files")
    parser.add_argument(
        "--repeats", type=int, help="mixed: interleaved runs of which the medians count; stop: requests of each kind"
    )
    parser.add_argument("--nsfw", type=int, help="scan: number of files of the run with NSFW scores; 0 skips it")
    parser.add_argument("--no-page", action="store_true", help="scan: do not let a browser watch")
    parser.add_argument("--folder", type=Path, help="make the libraries here and keep them for the next run")
    add_project_option(parser)
    return parser


def load_command(name: str) -> Callable[[argparse.Namespace], Result]:
    """Import the module of a command and return its `run`."""
    run: Callable[[argparse.Namespace], Result] = importlib.import_module(f"benchmarks.ingest.{name}.command").run
    return run


if __name__ == "__main__":
    sys.exit(main())
