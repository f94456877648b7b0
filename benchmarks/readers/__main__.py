"""`python -m benchmarks.readers [--quick] [--json] [--files FOLDER]`: what reading costs, beside other readers."""

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
from benchmarks.readers.measure import METADATA, PIPELINE, Row, by_kind, measure, rows
from benchmarks.support.cache import BenchmarkError

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"
EXTENSIONS = frozenset({
    ".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".avif", ".heic", ".jxl", ".mp4", ".mov",
    ".webm", ".mkv",
})  # fmt: skip
DEMO_FILES, REPEATS, QUICK_REPEATS, QUICK_EVERY = 200, 5, 2, 8
PIPELINE_REPEATS = 2
WIDTH = 120


def main(arguments: Sequence[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    try:
        with _folder(options.files) as folder:
            files = media(folder)[:: QUICK_EVERY if options.quick else 1]
            if not files:
                raise BenchmarkError(f"There is no picture or video in {folder}.")
            metadata = rows(measure(files, METADATA, QUICK_REPEATS if options.quick else REPEATS))
            pipeline = by_kind(measure(files, PIPELINE, 1 if options.quick else PIPELINE_REPEATS))
    except BenchmarkError as error:
        print(error, file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps({"metadata": [asdict(row) for row in metadata], "pipeline": pipeline}, indent=1))
    else:
        show(metadata, pipeline, Console(width=None if sys.stdout.isatty() else WIDTH))
    return 0


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="python -m benchmarks.readers", description=__doc__)
    made.add_argument("--quick", action="store_true", help=f"every {QUICK_EVERY}th file, fewer repeats")
    made.add_argument("--json", action="store_true", help="figures as JSON on standard output")
    made.add_argument("--files", type=Path, help="read this folder instead of the samples")
    return made


@contextmanager
def _folder(chosen: Path | None) -> Iterator[Path]:
    """The folder asked for, else the samples beside the project, else a library made for the occasion."""
    if chosen is not None or SAMPLES.is_dir():
        yield chosen or SAMPLES
        return
    with tempfile.TemporaryDirectory() as made:
        make_library(Path(made), DEMO_FILES, seed=1)
        yield Path(made)


def media(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix.lower() in EXTENSIONS)


def show(metadata: Sequence[Row], pipeline: Sequence[dict[str, object]], console: Console) -> None:
    table = Table(title=f"Metadata alone, {metadata[0].files} files: CPU ms a file")
    table.add_column("reader")
    for name in ("mean", "× ours", "median", "worst", "wall", "understood", "makes", "dates", "prompts"):
        table.add_column(name, justify="right")
    for row in metadata:
        table.add_row(
            row.contender,
            *(f"{value:.2f}" for value in (row.cpu_ms, row.times_ours, row.middle_ms, row.worst_ms, row.wall_ms)),
            *map(str, (row.understood, row.makes, row.dates, row.prompts)),
        )
    console.print(table)
    console.print(f"The dearest file for us: {metadata[0].worst}, {metadata[0].worst_ms:.2f} ms.", highlight=False)
    table = Table(title="The whole pipeline by kind of file: CPU ms a file")
    for name in pipeline[0]:
        table.add_column(
            "metadata alone" if name == "headrace" else name, justify="left" if name == "kind" else "right"
        )
    for kind in pipeline:
        table.add_row(*map(str, kind.values()))
    console.print(table)


if __name__ == "__main__":
    sys.exit(main())
