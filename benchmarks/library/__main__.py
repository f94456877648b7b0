"""Measures search in a large library: fills a database, unless that was done before, and runs every query many times.

    python -m benchmarks.library sqlite:////big/library.db --files 1000000
    python -m benchmarks.library postgresql://user@host/empty_database --files 1000000 --slow 20
    python -m benchmarks.library sqlite:////tmp/library.db --quick
    python -m benchmarks.library sqlite:////tmp/library.db --files 200000 --edits 100000

Each query requests its first page and the next two. The time of a page is the median over the rounds. The lower bound
is a plain page of 60 files by primary key, with everything that is shown of them. With `--edits`, steps over so many
files are done, undone and done again instead; `benchmarks.library.watching` measures how soon other pages know.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

import numpy as np

from app.catalog import Catalog, LibraryQuery
from benchmarks.library.duplicates import measure_duplicates
from benchmarks.library.edits import measure_edits
from benchmarks.library.queries import make_language_queries, make_queries
from benchmarks.library.rows import fill_library
from benchmarks.support.cache import BenchmarkError
from benchmarks.support.checkout import THIS, Checkout, add_project_option, open_checkout
from benchmarks.support.memory import peak_mb

FILES, QUICK_FILES = 1_000_000, 20_000
ROUNDS, QUICK_ROUNDS = 5, 2
PAGES = 3
PAGE_SIZE = 60
LIMIT_MS = 50.0


def main(arguments: Sequence[str] | None = None) -> int:
    options = build_parser().parse_args(arguments)
    files = options.files or (QUICK_FILES if options.quick else FILES)
    rounds = options.rounds or (QUICK_ROUNDS if options.quick else ROUNDS)
    try:
        checkout = open_checkout(options.project)
    except BenchmarkError as error:
        print(error, file=sys.stderr)
        return 1
    if checkout != THIS:
        return _measure_in(checkout, options.url, files, rounds, options.slow)
    try:
        measure(options.url, files, rounds, options.slow, options.edits)
    except BenchmarkError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.library", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("url", help="SQLAlchemy URL of an empty database, or of one that this benchmark filled")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_FILES:,} files, {QUICK_ROUNDS} rounds: a minute")
    parser.add_argument("--files", type=int, help=f"number of files (default: {FILES:,})")
    parser.add_argument("--rounds", type=int, help=f"how often each page is requested (default: {ROUNDS})")
    parser.add_argument("--slow", type=int, default=15, help="how many of the slowest pages to list")
    parser.add_argument("--edits", type=int, metavar="FILES", help="measure steps over so many files, not queries")
    add_project_option(parser)
    return parser


def _measure_in(checkout: Checkout, url: str, files: int, rounds: int, slow: int) -> int:
    """Run the benchmark of another checkout, because the catalog's functions may have other names there."""
    command = checkout.command("benchmarks.library", url, "--files", files, "--rounds", rounds, "--slow", slow)
    return subprocess.run(command, check=False, env=checkout.environ()).returncode


def measure(url: str, files: int, rounds: int, slow: int, edits: int | None) -> None:
    """Fill the database if it is empty, run all queries, or steps over `edits` files, and print the results."""
    catalog = Catalog(url)
    if catalog.library.count().result() == 0:
        catalog.close()
        seconds = fill_library(url, files)
        print(f"{files:,} files indexed in {seconds:.0f} s: {files / seconds:,.0f} per second")
        catalog = Catalog(url)
    if edits:
        catalog.close()
        measure_edits(url, edits)
    else:
        _measure_queries(catalog, files, rounds, slow)
        _print_duplicates(catalog)
        catalog.close()


def _measure_queries(catalog: Catalog, files: int, rounds: int, slow: int) -> None:
    bounds = [_time_plain_page(catalog, files, number) for number in range(50 * rounds)]
    print(f"lower bound: p50 {np.percentile(bounds, 50):.1f} ms, p99 {np.percentile(bounds, 99):.1f} ms")
    times: dict[str, list[float]] = {}
    for name, query in make_queries().items():
        pages = _time_pages(catalog, query, rounds)
        times |= {f"{name}, page {number}": found for number, found in pages.items()}
    _print_report(times, float(np.percentile(bounds, 50)), slow)
    began = time.perf_counter()
    catalog.search.facets(base := LibraryQuery()).result()
    print(f"\nThe first facets, for which all records are loaded: {time.perf_counter() - began:.1f} s\n")
    language = make_language_queries()
    times = {}
    for name, query in language.items():
        times |= {f"{name}, page {number}": found for number, found in _time_pages(catalog, query, rounds).items()}
    _print_report(times, float(np.percentile(bounds, 50)), slow)
    counted = {"no condition": base} | {name: query for name, query in language.items() if query.sort == "added"}
    times = {f"facets of {name}": _time_facets(catalog, query, rounds) for name, query in counted.items()}
    print()
    _print_report(times, float(np.percentile(bounds, 50)), slow)


def _print_duplicates(catalog: Catalog) -> None:
    before = peak_mb()
    rows = measure_duplicates(catalog)
    print("\n| duplicates | s |\n|---|---|", *rows, sep="\n")
    print(f"peak memory: {before:.0f} MiB before, {peak_mb():.0f} MiB after")


def _time_plain_page(catalog: Catalog, files: int, number: int) -> float:
    """Return the milliseconds of one page by primary key."""
    began = time.perf_counter()
    catalog.library.page(after_id=number * 7_919 % max(1, files - PAGE_SIZE), limit=PAGE_SIZE).result()
    return (time.perf_counter() - began) * 1000


def _time_pages(catalog: Catalog, query: LibraryQuery, rounds: int) -> dict[int, list[float]]:
    """Return the milliseconds of each round, by page number."""
    times = defaultdict[int, list[float]](list)
    for _ in range(rounds):
        next_query = query
        for number in range(1, PAGES + 1):
            began = time.perf_counter()
            page = catalog.search.page(next_query).result()
            times[number].append((time.perf_counter() - began) * 1000)
            if page.next is None:
                break
            next_query = replace(query, after=page.next)
    return times


def _time_facets(catalog: Catalog, query: LibraryQuery, rounds: int) -> list[float]:
    """Return the milliseconds of each round."""
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        catalog.search.facets(query).result()
        times.append((time.perf_counter() - began) * 1000)
    return times


def _print_report(times: dict[str, list[float]], bound: float, slow: int) -> None:
    everything = list(chain.from_iterable(times.values()))
    medians = {name: float(np.median(found)) for name, found in times.items()}
    p50, p99 = np.percentile(everything, 50), np.percentile(everything, 99)
    print(
        f"{len(times)} pages, {len(everything):,} requests: p50 {p50:.1f} ms ({p50 / bound:.1f} x lower bound), "
        f"p99 {p99:.1f} ms ({p99 / bound:.1f} x), max {max(everything):.1f} ms"
    )
    within = sum(median <= LIMIT_MS for median in medians.values())
    print(f"{within} pages have a median of at most {LIMIT_MS:.0f} ms\n")
    print("| page | p50 | max | x lower bound |")
    print("|---|---|---|---|")
    for name in sorted(medians, key=medians.__getitem__, reverse=True)[:slow]:
        print(f"| {name} | {medians[name]:.1f} | {max(times[name]):.1f} | {medians[name] / bound:.1f} |")


if __name__ == "__main__":
    sys.exit(main())
