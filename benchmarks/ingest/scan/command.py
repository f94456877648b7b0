"""The command `scan`: libraries of several sizes, and once with NSFW scores."""

from __future__ import annotations

import argparse
import importlib
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from benchmarks.ingest.files import make_files
from benchmarks.ingest.options import choose_sizes, library_folder
from benchmarks.ingest.result import Result
from benchmarks.ingest.scan.session import SessionWatcher, Size, measure
from benchmarks.ingest.scan.table import show_scans

SIZES, QUICK_SIZES = (1_000, 10_000, 100_000), (200, 1_000)
NSFW_FILES, QUICK_NSFW_FILES = 1_000, 100


def run(options: argparse.Namespace) -> Result:
    with library_folder(options.folder) as folder:
        sizes = [_measure_library(folder, files, options, nsfw=nsfw) for files, nsfw in _choose_runs(options)]
    return Result([size.document() for size in sizes], lambda console: show_scans(sizes, console))


def _choose_runs(options: argparse.Namespace) -> Iterator[tuple[int, bool]]:
    """Yield (files, with NSFW scores) of each run."""
    for files in choose_sizes(options, SIZES, QUICK_SIZES):
        yield files, False
    scored = (QUICK_NSFW_FILES if options.quick else NSFW_FILES) if options.nsfw is None else options.nsfw
    if scored:
        yield scored, True


def _measure_library(folder: Path, files: int, options: argparse.Namespace, *, nsfw: bool) -> Size:
    library, data = folder / f"{files}-files", folder / "data"
    make_files(library, files)
    shutil.rmtree(data, ignore_errors=True)
    try:
        with nullcontext() if options.no_page else _open_page() as page:
            return measure(library, data, files, page, options.checkout, nsfw=nsfw)
    finally:
        shutil.rmtree(data, ignore_errors=True)


def _open_page() -> AbstractContextManager[SessionWatcher]:
    """Import the browser's packages only now, so that `--no-page` does not need them."""
    page: AbstractContextManager[SessionWatcher] = importlib.import_module("benchmarks.ingest.scan.page").open_page()
    return page
