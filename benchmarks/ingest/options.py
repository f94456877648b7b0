"""Options that several commands share."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.support.cache import BenchmarkError


def choose_sizes(options: argparse.Namespace, full: Sequence[int], quick: Sequence[int]) -> Sequence[int]:
    """Return the numbers of files to measure. Raises `BenchmarkError` if `--sizes` is invalid."""
    if options.sizes is None:
        return quick if options.quick else full
    parts = options.sizes.split(",")
    if not all(part.isdecimal() and int(part) for part in parts):
        raise BenchmarkError(f"{options.sizes!r} is not a list of sizes. Write numbers of files: 1000,10000.")
    return [int(part) for part in parts]


@contextmanager
def library_folder(chosen: Path | None) -> Iterator[Path]:
    """Return the folder for libraries: the one of `--folder`, which is kept, or a temporary one."""
    if chosen is not None:
        yield chosen
        return
    with tempfile.TemporaryDirectory(prefix="headrace-benchmark-") as folder:
        yield Path(folder)
