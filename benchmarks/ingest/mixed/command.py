"""The command `mixed`: the product and the bare limits over the same files, run in turn."""

from __future__ import annotations

import argparse
import shutil
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.ingest.files import make_files
from benchmarks.ingest.mixed.corpus import make_mixed_files
from benchmarks.ingest.mixed.measurement import Measurement, take_medians
from benchmarks.ingest.mixed.peers import measure_pipeline
from benchmarks.ingest.mixed.product import Product
from benchmarks.ingest.options import library_folder
from benchmarks.ingest.result import Result
from benchmarks.support.checkout import THIS

FILES, QUICK_FILES = 1_000, 100
REPEATS, QUICK_REPEATS = 3, 1
WARM_UP_FILES = 20

Run = Callable[[], Measurement | None]


def run(options: argparse.Namespace) -> Result:
    files = options.files or (QUICK_FILES if options.quick else FILES)
    repeats = options.repeats or (QUICK_REPEATS if options.quick else REPEATS)
    with library_folder(options.folder) as folder:
        runs = _plan(folder.resolve(), files, options)
        measured: dict[str, list[Measurement]] = defaultdict(list)
        for _ in range(repeats):
            for measure in runs:
                if (row := measure()) is not None:
                    measured[row.what].append(row)
    rows = [take_medians(rows) for rows in measured.values()]
    left_out = [] if shutil.which("exiftool") else ["exiftool is not installed: apt-get install libimage-exiftool-perl"]
    return Result([row.document() for row in rows], lambda console: _show(rows, left_out, console))


def _plan(folder: Path, files: int, options: argparse.Namespace) -> list[Run]:
    """Make the files and return what is run in turn."""
    mixed, small, warm_up = folder / f"mixed-{files}", folder / f"{files}-files", folder / "warm-up"
    make_mixed_files(mixed, files)
    make_files(small, files)
    make_mixed_files(warm_up, WARM_UP_FILES)
    product = Product(folder, warm_up, folder / "data", options.checkout)

    def session(what: str, library: Path, **parameters: object) -> Run:
        return lambda: product.measure_session(what, library, files, **parameters)

    def pipeline(what: str, name: str) -> Run:
        return lambda: measure_pipeline(what, name, mixed, files, THIS)

    runs = [
        session("headrace", mixed, enable_nsfw_detection=False),
        session("headrace with NSFW", mixed, enable_nsfw_detection=True),
        session("headrace without pixels", mixed, enable_nsfw_detection=False, read_pixels=False),
        session("headrace, small files", small, enable_nsfw_detection=False),
        lambda: product.measure_rescan("headrace, rescan of known files", mixed, files),
        pipeline("decode", "decode"),
        pipeline("limit", "limit"),
        pipeline("Pillow, thumbnails of pictures", "pillow"),
    ]
    if shutil.which("exiftool"):
        runs.append(pipeline("exiftool, metadata", "exiftool"))
    return runs


def _show(rows: list[Measurement], left_out: list[str], console: Console) -> None:
    table = Table(title="Mixed files: seven PNGs, two JPEGs and an MP4 of ten")
    table.add_column("")
    for heading in (
        "files",
        "files/s",
        "CPU, ms per file",
        "– server's",
        "peak MB",
        "first outcome, ms",
        "loop late, ms",
    ):
        table.add_column(heading, justify="right")
    for row in rows:
        table.add_row(
            row.what,
            f"{row.files:,}",
            f"{row.files_per_s:,.0f}",
            f"{row.cpu_ms_per_file:.2f}",
            f"{row.server_cpu_ms_per_file:.2f}",
            f"{row.peak_mb:,.0f}",
            "" if row.first_outcome_ms is None else f"{row.first_outcome_ms:,.0f}",
            "" if row.loop_pause_ms is None else f"≤ {row.loop_pause_ms:,.0f}",
        )
    console.print(table)
    for words in left_out:
        console.print(words)
