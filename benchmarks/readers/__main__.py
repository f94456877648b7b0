"""Compares the cost of reading files: `python -m benchmarks.readers [--quick] [--json] [--files FOLDER]`."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from app.demo import make_library
from app.readers.formats import KIND_BY_EXTENSION
from benchmarks.readers.measure import Row, group_by_kind, measure, metadata_readers, pipeline_readers, to_rows
from benchmarks.support.cache import BenchmarkError
from benchmarks.support.checkout import add_project_option, open_checkout

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"
DEMO_FILES, REPEATS, QUICK_REPEATS, QUICK_EVERY = 200, 5, 2, 8
PIPELINE_REPEATS = 2
WIDTH = 120


def main(arguments: Sequence[str] | None = None) -> int:
    options = build_parser().parse_args(arguments)
    try:
        checkout = open_checkout(options.project)
        with _media_folder(options.files) as folder:
            files = list_media(folder)[:: QUICK_EVERY if options.quick else 1]
            if not files:
                raise BenchmarkError(f"There is no picture or video in {folder}. Choose another folder with --files.")
            repeats = QUICK_REPEATS if options.quick else REPEATS
            metadata = to_rows(measure(files, metadata_readers(checkout), repeats))
            repeats = 1 if options.quick else PIPELINE_REPEATS
            pipeline = group_by_kind(measure(files, pipeline_readers(checkout), repeats))
    except BenchmarkError as error:
        print(error, file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps({"metadata": [asdict(row) for row in metadata], "pipeline": pipeline}, indent=1))
    else:
        show(metadata, pipeline, Console(width=None if sys.stdout.isatty() else WIDTH))
    return 0


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.readers", description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"every {QUICK_EVERY}th file, fewer repeats")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--files", type=Path, help="read this folder instead of the samples")
    add_project_option(parser)
    return parser


@contextmanager
def _media_folder(chosen: Path | None) -> Iterator[Path]:
    """Yield the chosen folder, else the samples next to the project, else a demo library made for this run."""
    if chosen is not None or SAMPLES.is_dir():
        yield chosen or SAMPLES
        return
    with tempfile.TemporaryDirectory() as folder:
        make_library(Path(folder), DEMO_FILES, seed=1)
        yield Path(folder)


def list_media(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix.lower() in KIND_BY_EXTENSION)


def show(metadata: Sequence[Row], pipeline: Sequence[dict[str, object]], console: Console) -> None:
    table = Table(title=f"Metadata only, {metadata[0].files} files: CPU ms per file")
    table.add_column("reader")
    for name in ("mean", "× ours", "median", "worst", "wall", "understood", "makes", "dates", "prompts"):
        table.add_column(name, justify="right")
    for row in metadata:
        table.add_row(
            row.reader,
            *(f"{value:.2f}" for value in (row.cpu_ms, row.times_ours, row.middle_ms, row.worst_ms, row.wall_ms)),
            *map(str, (row.understood, row.makes, row.dates, row.prompts)),
        )
    console.print(table)
    console.print(
        f"The most expensive file for headrace: {metadata[0].worst}, {metadata[0].worst_ms:.2f} ms.", highlight=False
    )
    table = Table(title="The whole pipeline by kind of file: CPU ms per file")
    for name in pipeline[0]:
        table.add_column("metadata only" if name == "headrace" else name, justify="left" if name == "kind" else "right")
    for kind in pipeline:
        table.add_row(*map(str, kind.values()))
    console.print(table)


if __name__ == "__main__":
    sys.exit(main())
