"""Options that both commands share."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from benchmarks.support.cache import BenchmarkError


def choose_sizes(options: argparse.Namespace, full: Sequence[int], quick: Sequence[int]) -> Sequence[int]:
    """Return the numbers of files to measure. Raises `BenchmarkError` if `--sizes` is invalid."""
    if options.sizes is None:
        return quick if options.quick else full
    parts = options.sizes.split(",")
    if not all(part.isdecimal() and int(part) for part in parts):
        raise BenchmarkError(f"{options.sizes!r} is not a list of sizes. Write numbers of files: 1000,10000.")
    return [int(part) for part in parts]
