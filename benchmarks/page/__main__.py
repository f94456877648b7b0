"""Measures what the page costs a browser, beside the design that it replaces.

    python -m benchmarks.page            # lists of 1,000 and 100,000 files: about five minutes on two quiet cores
    python -m benchmarks.page --quick    # lists of 1,000 files, shorter runs: about a minute
    python -m benchmarks.page --only load,watch

`load` is a first visit of each page with an empty cache, `lists` opens the preview and the library and scrolls them,
`watch` shows a session that reads a thousand files a second.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.support.cache import BenchmarkError
from benchmarks.support.checkout import Checkout, add_project_option, open_checkout

PARTS = ("load", "lists", "watch")
PATHS = {
    "/ingest-v2": "[data-testid=tree] li",
    "/library": "#library-title",
    "/account": "#accounts-list > *",
    "/sign-in": "#sign-in",
    "/guest/expired": "#guest-nothing",
    "/nothing-here": "h1",
}
"""Path → what is visible once the page has loaded."""
REPLACED = (
    ("first load of /ingest-v2", "101 requests, 415 kB, nothing kept"),
    ("library, 1,000 files", "30,528 elements, 71 MB outside the heap, 14 long tasks, longest 159 ms, frame p99 83 ms"),
    ("preview, a page of 60", "2,951 elements, one long task of 73 ms, 86 presses of Tab to the first picture"),
    ("watching", "19 bytes of stream a file"),
)
"""The design that this one replaces, as it was measured on two cores of the same kind."""


def main(arguments: Sequence[str] | None = None) -> int:
    options = build_parser().parse_args(arguments)
    parts = options.only.split(",") if options.only else list(PARTS)
    if unknown := set(parts) - set(PARTS):
        print(f"There is no part {', '.join(sorted(unknown))}; the parts are {', '.join(PARTS)}.", file=sys.stderr)
        return 2
    try:
        figures = measure(open_checkout(options.project), parts, quick=options.quick)
    except BenchmarkError as error:
        print(error, file=sys.stderr)
        return 1
    show(figures, Console(stderr=options.json))
    if options.json:
        print(json.dumps(figures, indent=1))
    return 0


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.page", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="lists of 1,000 files and shorter runs: about a minute")
    parser.add_argument("--only", help=f"parts to measure, separated by commas: {', '.join(PARTS)}")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON, and the tables on stderr")
    add_project_option(parser)
    return parser


def measure(checkout: Checkout, parts: Sequence[str], *, quick: bool) -> dict[str, list[dict[str, object]]]:
    """Return the figures of each part. Raises `BenchmarkError`."""
    # Playwright is a package for development: `--help` works without it.
    from benchmarks.ingest.server import HeadraceServe  # noqa: PLC0415
    from benchmarks.page import measure as page  # noqa: PLC0415
    from benchmarks.page.tab import open_browser  # noqa: PLC0415

    figures: dict[str, list[dict[str, object]]] = {}
    with tempfile.TemporaryDirectory(prefix="headrace-benchmark-") as base, open_browser() as browser:
        folder = Path(base)
        if "load" in parts:
            with HeadraceServe(folder, folder / "data", checkout) as server:
                loads = page.measure_loads(browser, server.url, PATHS, repeats=2 if quick else 5)
            figures["load"] = [asdict(load) for load in loads]
        if "lists" in parts:
            scrolled = [
                measure_list(browser, checkout, folder, files, 5.0 if quick else 20.0)
                for files in ((1_000,) if quick else (1_000, 100_000))
                for measure_list in (page.measure_preview, page.measure_library)
            ]
            figures["lists"] = [asdict(one) for one in scrolled]
        if "watch" in parts:
            figures["watch"] = [asdict(page.measure_watching(browser, checkout, 5_000 if quick else 30_000))]
    return figures


def show(figures: dict[str, list[dict[str, object]]], console: Console) -> None:
    table = Table(title="The design that this one replaces")
    for name in ("what", "figures"):
        table.add_column(name)
    for what, replaced in REPLACED:
        table.add_row(what, replaced)
    console.print(table)
    for part, rows in figures.items():
        table = Table(title=part)
        for name in rows[0]:
            table.add_column(name.replace("_", " "), justify="left" if isinstance(rows[0][name], str) else "right")
        for row in rows:
            table.add_row(*map(_cell, row.values()))
        console.print(table)


def _cell(value: object) -> str:
    if value is None:
        return "–"
    return f"{value:,.1f}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else str(value)


if __name__ == "__main__":
    sys.exit(main())
