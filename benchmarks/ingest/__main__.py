"""`python -m benchmarks.ingest [all|scan|commit] [--quick] [--json]`; `--help` says more."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import asdict
from pathlib import Path

from rich.console import Console

from benchmarks.ingest import tables
from benchmarks.ingest.commit import generated
from benchmarks.ingest.commit.generated import Generated
from benchmarks.ingest.files import make_files
from benchmarks.ingest.scan.page import watching_page
from benchmarks.ingest.scan.session import Size, measure
from benchmarks.support.cache import BenchmarkError

SIZES, QUICK_SIZES = (1_000, 10_000, 100_000), (200, 1_000)
GENERATED, QUICK_GENERATED = (10_000, 100_000, 1_000_000), (1_000, 10_000)
NSFW_FILES, QUICK_NSFW_FILES = 1_000, 100
WIDTH = 130

WHAT = {
    "all": "scan, then commit",
    "scan": "scan, preview, commit and rescan of libraries of small real files; once with NSFW scores",
    "commit": "commit and undo of sessions whose staged rows were generated",
}


def main(arguments: Sequence[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    console = Console(width=None if sys.stdout.isatty() else WIDTH, stderr=options.json)
    scans: list[Size] = []
    commits: list[Generated] = []
    try:
        if options.what != "commit":
            with _folder(options.folder) as folder:
                scans = [_scanned(folder, files, nsfw, options) for files, nsfw in _scans(options)]
            tables.show_scans(scans, console)
        if options.what != "scan":
            commits = [generated.measure(files) for files in _generated(options)]
            tables.show_commits(commits, console)
    except BenchmarkError as error:
        print(error, file=sys.stderr)
        return 1
    if options.json:
        found = {"scans": [size.document() for size in scans], "commits": [asdict(size) for size in commits]}
        print(json.dumps(found, indent=1))
    return 0


def parser() -> argparse.ArgumentParser:
    listed = "\n".join(f"  {name:8} {text}" for name, text in WHAT.items())
    made = argparse.ArgumentParser(
        prog="python -m benchmarks.ingest", epilog=listed, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    made.add_argument("what", nargs="?", choices=list(WHAT), default="all")
    made.add_argument("--quick", action="store_true", help="small sizes, about a minute in all")
    made.add_argument("--json", action="store_true", help="everything as JSON on standard output, tables on the other")
    made.add_argument("--sizes", help="numbers of files such as 1000,10000")
    made.add_argument("--nsfw", type=int, help="number of files that are also scored; 0 leaves that out")
    made.add_argument("--no-page", action="store_true", help="without a browser that watches")
    made.add_argument("--folder", type=Path, help="make the libraries here, and keep them for the next time")
    return made


def _sizes(options: argparse.Namespace, full: Sequence[int], quick: Sequence[int]) -> Sequence[int]:
    if options.sizes is None:
        return quick if options.quick else full
    parts = options.sizes.split(",")
    if not all(part.isdecimal() and int(part) for part in parts):
        raise BenchmarkError(f"{options.sizes!r} are no sizes. Write numbers of files with commas: 1000,10000.")
    return [int(part) for part in parts]


def _scans(options: argparse.Namespace) -> Iterator[tuple[int, bool]]:
    """(files, with NSFW scores)."""
    for files in _sizes(options, SIZES, QUICK_SIZES):
        yield files, False
    scored = (QUICK_NSFW_FILES if options.quick else NSFW_FILES) if options.nsfw is None else options.nsfw
    if scored:
        yield scored, True


def _generated(options: argparse.Namespace) -> Sequence[int]:
    return _sizes(options, GENERATED, QUICK_GENERATED)


def _scanned(folder: Path, files: int, nsfw: bool, options: argparse.Namespace) -> Size:
    library, data = folder / f"{files}-files", folder / "data"
    make_files(library, files)
    shutil.rmtree(data, ignore_errors=True)
    try:
        with nullcontext() if options.no_page else watching_page() as page:
            return measure(library, data, files, page, nsfw=nsfw)
    finally:
        shutil.rmtree(data, ignore_errors=True)


@contextmanager
def _folder(chosen: Path | None) -> Iterator[Path]:
    if chosen is not None:
        yield chosen
        return
    with tempfile.TemporaryDirectory(prefix="headrace-benchmark-") as made:
        yield Path(made)


if __name__ == "__main__":
    sys.exit(main())
