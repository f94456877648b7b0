"""How long the folder tree, the calendar and the map of a library take, on records alone.

    python -m benchmarks.library.overviews sqlite:////big/records.db --files 1000000 --folders 100000
    python -m benchmarks.library.overviews postgresql://user@host/empty_database

The overviews read nothing but the records of the search index and the names of folders, so only these are written,
in a minute instead of an hour: every file has a date and a place, and lies five folders deep. Each overview is timed
when its numbers are counted anew; the first one loads all records.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Engine, insert

from app.catalog import Catalog, LibraryQuery, PlaceBox
from app.catalog.database.engines import create_write_engine, parse_url
from app.catalog.search.columns.records import PIXELS_READ, RECORD
from app.catalog.search.indexing import EVERY_FILE, value_hash
from app.catalog.search.schema import search_changes, search_records, search_values
from app.catalog.search.tokenizer import fold_value
from benchmarks.library.timing import time_call

FILES, FOLDERS, ROUNDS = 1_000_000, 100_000, 15
BATCH = 50_000
CITIES = 400
WORLD = PlaceBox(-90, -180, 90, 180)
EUROPE = PlaceBox(35, -12, 60, 30)


def main(arguments: Sequence[str] | None = None) -> int:
    options = build_parser().parse_args(arguments)
    catalog = Catalog(options.url)
    _, seconds = time_call(lambda: fill_records(options.url, options.files, options.folders))
    print(f"{options.files:,} records in {options.folders:,} folders written in {seconds:.0f} s")
    _, seconds = time_call(lambda: catalog.search.calendar(LibraryQuery(), None).result())
    print(f"the first calendar, for which all records are loaded: {seconds:.1f} s")
    _, seconds = time_call(lambda: list_level(catalog, ""))
    print(f"the first level of folders, for which their names are loaded: {seconds:.1f} s\n")
    print("| overview | p50 ms | max ms |", "|---|---|---|", sep="\n")
    for name, call in make_calls(catalog).items():
        times = [time_call(call)[1] * 1000 for _ in range(options.rounds)]
        print(f"| {name} | {np.median(times):.1f} | {max(times):.1f} |")
    catalog.close()
    return 0


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.library.overviews",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("url", help="SQLAlchemy URL of an empty database")
    parser.add_argument("--files", type=int, default=FILES, help=f"number of files (default: {FILES:,})")
    parser.add_argument("--folders", type=int, default=FOLDERS, help=f"number of folders (default: {FOLDERS:,})")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"how often each is asked (default: {ROUNDS})")
    return parser


def make_calls(catalog: Catalog) -> dict[str, Callable[[], Any]]:
    """Return name → what is timed."""
    everything, portrait = LibraryQuery(), LibraryQuery(words="shape:portrait added:>2019")
    search = catalog.search
    return {
        "the top of the folders": lambda: list_level(catalog, ""),
        "a folder with 100 folders": lambda: list_level(catalog, "/media/0"),
        "50 levels at once": lambda: search.folder_levels(
            [f"/media/0/{number}" for number in range(50)], (), offset=0, limit=200
        ).result(),
        "the folders, counted anew": lambda: _count_again(catalog),
        "a calendar of everything": lambda: search.calendar(everything, 2020).result(),
        "a calendar of two fields": lambda: search.calendar(portrait, 2020).result(),
        "a map of the world": lambda: search.clusters(everything, WORLD, 2).result(),
        "a map of the world, two fields": lambda: search.clusters(portrait, WORLD, 2).result(),
        "a map of Europe": lambda: search.clusters(everything, EUROPE, 5).result(),
    }


def list_level(catalog: Catalog, folder: str) -> Any:
    return catalog.search.folder_levels([folder], (), offset=0, limit=200).result()


def _count_again(catalog: Catalog) -> Any:
    catalog.search._folders._counted = None
    return list_level(catalog, "/media/0")


def fill_records(url: str, files: int, folders: int) -> None:
    """Write the records of `files` files, evenly in `folders` folders, into an empty database."""
    engine: Engine = create_write_engine(parse_url(url))
    rng = np.random.default_rng(1)
    with engine.begin() as connection:
        ids = _insert_folders(connection, folders, files)
        for first in range(0, files, BATCH):
            _insert_records(connection, rng, ids, range(first, min(first + BATCH, files)))
        connection.execute(insert(search_changes), [{"file_id": files}])
    engine.dispose()


def _insert_folders(connection: Connection, folders: int, files: int) -> NDArray[np.int64]:
    """Insert the folders, and the value that every file has; return the ids of the folders."""
    paths = [f"/media/{at % 10}/{at // 10 % 100}/{at // 1000 % 10}/{at // 10_000}" for at in range(folders)]
    rows = [
        {"field": field, "value": value, "value_hash": value_hash((field, value)), "folded": fold_value(value)}
        for field, value in [*(("folder", path) for path in paths), EVERY_FILE]
    ]
    connection.execute(insert(search_values), [{"id": at + 1, "files": files, **row} for at, row in enumerate(rows)])
    return np.arange(1, folders + 1)


def _insert_records(
    connection: Connection, rng: np.random.Generator, folder_ids: NDArray[np.int64], numbers: range
) -> None:
    size = len(numbers)
    records = np.zeros(size, RECORD)
    city = rng.integers(0, CITIES, size)
    days = np.datetime64("2008-01-01") + rng.integers(0, 6_000, size)
    years, months = days.astype("datetime64[Y]"), days.astype("datetime64[M]")
    year, month = years.astype(int) + 1970, months.astype(int) % 12 + 1
    day = (days - months).astype(int) + 1
    records["captured"] = ((year * 100 + month) * 100 + day) * 10**6 + rng.integers(0, 24, size) * 10**4
    records["lat"] = city * 0.3 - 55 + rng.normal(0, 0.2, size)
    records["lon"] = city * 151 % 360 - 179.5 + rng.normal(0, 0.2, size).clip(-0.5, 0.5)
    records["folder"] = rng.choice(folder_ids, size)
    records["added"] = 1_600_000_000 + np.array(numbers)
    records["width"], records["height"] = rng.integers(500, 3_000, (2, size))
    records["flags"] = PIXELS_READ
    rows = [
        {"file_id": number + 1, "record": record.tobytes(), "pairs": b""}
        for number, record in zip(numbers, records, strict=True)
    ]
    connection.execute(insert(search_records), rows)


if __name__ == "__main__":
    sys.exit(main())
