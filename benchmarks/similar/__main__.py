"""Compares methods of finding similar pictures: `python -m benchmarks.similar [HASHES] [DISTANCE]`.

A tenth of the hashes are copies of others with one to six bits changed, the rest is random. The index searches for all
of them; scan and tree search for `QUERIES` of them, and their total is extrapolated. Every method runs in a process of
its own, so that memory figures are separate, and all must find the same matches.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
from collections.abc import Sequence

from benchmarks.similar.methods import (
    DISTANCE,
    METHODS,
    make_hashes,
    measure_index,
    measure_scan,
    measure_tree,
)

HASHES, QUICK_HASHES = 1_000_000, 50_000


def main(arguments: Sequence[str] | None = None) -> int:
    options = build_parser().parse_args(arguments)
    compare(options.hashes or (QUICK_HASHES if options.quick else HASHES), options.distance)
    return 0


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.similar", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("hashes", nargs="?", type=int, help=f"number of hashes (default: {HASHES:,})")
    parser.add_argument("distance", nargs="?", type=int, default=DISTANCE, help="largest distance, in bits of 64")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_HASHES:,} hashes")
    return parser


def compare(count: int, distance: int) -> None:
    """Run every method and print a table."""
    print(f"{count:,} hashes, {distance} of 64 bits\n")
    print("| method | build s | search for all s | memory MB | x index |")
    print("|---|---|---|---|---|")
    hashes, index_s = make_hashes(count), 0.0
    found = set()
    for method in METHODS:
        with multiprocessing.get_context("spawn").Pool(1) as process:
            measured = process.apply(method, (hashes, distance))
        index_s = index_s or measured.all_s
        if method in (measure_index, measure_scan, measure_tree):
            found.add(measured.found)
        figures = f"{measured.build_s:.1f} | {measured.all_s:,.1f} | {measured.memory_mb:.0f}"
        print(f"| {measured.method} | {figures} | {measured.all_s / index_s:,.2f} |")
    assert len(found) == 1, f"the methods disagree: {found}"


if __name__ == "__main__":
    sys.exit(main())
