"""`python -m benchmarks.library`: make a library in a database, unless it is there, and ask it everything, many times.

    python -m benchmarks.library sqlite:////big/library.db --files 1000000
    python -m benchmarks.library postgresql://user@host/empty_database --files 1000000 --slow 20

Each question is asked for its first page and the two behind it; each of these pages is counted by the median of its
rounds. The bare limit is a plain page of the same 60 files by
primary key, with everything that is shown of them.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from dataclasses import replace
from itertools import chain

import numpy as np

from app.catalog import Catalog, LibraryQuery
from benchmarks.library.questions import questions
from benchmarks.library.rows import fill

PAGES = 3
LIMIT_MS = 50.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url", help="an empty database, or one that this made before")
    parser.add_argument("--files", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--slow", type=int, default=15, help="how many of the slowest pages to name")
    given = parser.parse_args()
    catalog = Catalog(given.url)
    if catalog.library.count().result() == 0:
        catalog.close()
        seconds = fill(given.url, given.files)
        print(f"{given.files:,} files indexed in {seconds:.0f} s: {given.files / seconds:,.0f} a second")
        catalog = Catalog(given.url)
    bare = [_bare_page(catalog, given.files, number) for number in range(50 * given.rounds)]
    print(f"bare page: p50 {np.percentile(bare, 50):.1f} ms, p99 {np.percentile(bare, 99):.1f} ms")
    times: dict[str, list[float]] = {}
    for name, query in questions().items():
        times |= {f"{name}, page {number}": found for number, found in _asked(catalog, query, given.rounds).items()}
    catalog.close()
    _report(times, float(np.percentile(bare, 50)), given.slow)


def _bare_page(catalog: Catalog, files: int, number: int) -> float:
    began = time.perf_counter()
    catalog.library.page(after_id=number * 7_919 % max(1, files - 60), limit=60).result()
    return (time.perf_counter() - began) * 1000


def _asked(catalog: Catalog, query: LibraryQuery, rounds: int) -> dict[int, list[float]]:
    """Milliseconds, by the number of the page."""
    times = defaultdict[int, list[float]](list)
    for _ in range(rounds):
        asked = query
        for number in range(1, PAGES + 1):
            began = time.perf_counter()
            page = catalog.search.page(asked).result()
            times[number].append((time.perf_counter() - began) * 1000)
            if page.next is None:
                break
            asked = replace(query, after=page.next)
    return times


def _report(times: dict[str, list[float]], bare: float, slow: int) -> None:
    everything = list(chain.from_iterable(times.values()))
    medians = {name: float(np.median(found)) for name, found in times.items()}
    p50, p99 = np.percentile(everything, 50), np.percentile(everything, 99)
    print(
        f"{len(times)} pages, asked for {len(everything):,} times: p50 {p50:.1f} ms ({p50 / bare:.1f} x bare), "
        f"p99 {p99:.1f} ms ({p99 / bare:.1f} x), max {max(everything):.1f} ms"
    )
    within = sum(median <= LIMIT_MS for median in medians.values())
    print(f"{within} pages have a median of at most {LIMIT_MS:.0f} ms\n")
    print("| page | p50 | max | x bare |")
    print("|---|---|---|---|")
    for name in sorted(medians, key=medians.__getitem__, reverse=True)[:slow]:
        print(f"| {name} | {medians[name]:.1f} | {max(times[name]):.1f} | {medians[name] / bare:.1f} |")


if __name__ == "__main__":
    main()
