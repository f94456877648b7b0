"""Steps over many library files: how long each takes, done, undone and done again, and when the index has it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from sqlalchemy import select, update

from app.catalog import Catalog, LibraryStepResult
from app.catalog.database.engines import create_read_engine, create_write_engine, parse_url
from app.catalog.database.schema import library_edits, library_files
from app.domain.review.library_edits import LibraryEdit
from app.ingest.review.keywords import join_file_keywords
from benchmarks.library.timing import time_call
from benchmarks.support.cache import BenchmarkError

EDITS = {
    "score": LibraryEdit({"score": 4}),
    "keywords, two added and one removed": LibraryEdit({}, ("sea", "calm"), ("theme 1",)),
    "title and note": LibraryEdit({"title": "At the sea", "note": "a first line\na second one"}),
    "hidden": LibraryEdit({"hidden": True}),
    "removed": LibraryEdit(removes=True),
}


@dataclass(frozen=True, slots=True)
class StepTimes:
    """Seconds that a step takes."""

    made: float
    indexed: float
    """From the end of the step until the index has it."""
    undone: float
    redone: float


def measure_edits(url: str, files: int) -> None:
    """Print how long each of `EDITS` takes over the first `files` files. Raises BenchmarkError if an undo is not exact.

    The lower bound is one UPDATE of as many rows, committed and rolled back to what they were by a second one.
    """
    catalog = Catalog(url)
    ids = np.arange(1, files + 1)
    bound = _time_update(url, files)
    print(f"lower bound, one UPDATE of {files:,} rows: {bound:.2f} s\n")
    print("| step | made, s | x lower bound | undone, s | done again, s | indexed afterwards, s |")
    print("|---|---|---|---|---|---|")
    for name, edit in EDITS.items():
        before = _checksum(url)
        times = _time_step(catalog, ids, edit)
        catalog.library_edits.undo_step(None, _ignore, at=time.time()).result()
        _wait_until_indexed(catalog)
        if _checksum(url) != before:
            catalog.close()
            raise BenchmarkError(f"The library is not as it was after the step “{name}” was undone.")
        print(
            f"| {name} | {times.made:.1f} | {times.made / bound:.1f} | {times.undone:.1f} | {times.redone:.1f} "
            f"| {times.indexed:.1f} |",
            flush=True,
        )
    catalog.close()


def _time_step(catalog: Catalog, ids: np.ndarray, edit: LibraryEdit) -> StepTimes:
    edits = catalog.library_edits

    def make() -> LibraryStepResult:
        return edits.make_step(ids, edit, join_file_keywords, _ignore, who="benchmark", at=time.time()).result()

    _, made = time_call(make)
    _, indexed = time_call(lambda: _wait_until_indexed(catalog))
    _, undone = time_call(lambda: edits.undo_step(None, _ignore, at=time.time()).result())
    _wait_until_indexed(catalog)
    _, redone = time_call(lambda: edits.redo_step(None, _ignore, at=time.time()).result())
    _wait_until_indexed(catalog)
    return StepTimes(made, indexed, undone, redone)


def _ignore(done: int, total: int) -> None:
    """Nobody watches how far a step is."""


def _wait_until_indexed(catalog: Catalog) -> None:
    while catalog.search.count_pending().result():
        time.sleep(0.02)


def _time_update(url: str, files: int) -> float:
    engine = create_write_engine(parse_url(url))
    table = library_files
    change = update(table).where(table.c.id <= files)
    began = time.perf_counter()
    with engine.begin() as connection:
        connection.execute(change.values(changed_at=table.c.changed_at + 1))
    seconds = time.perf_counter() - began
    with engine.begin() as connection:
        connection.execute(change.values(changed_at=table.c.changed_at - 1))
    engine.dispose()
    return seconds


def _checksum(url: str) -> str:
    """Return a digest of the library's rows and of their edits."""
    engine, digest = create_read_engine(parse_url(url)), blake2b()
    with engine.connect() as connection:
        for table in (library_files, library_edits):
            for row in connection.execute(select(table).order_by(*table.primary_key.columns)):
                digest.update(repr(tuple(row)).encode("utf-8", "surrogatepass"))
    engine.dispose()
    return digest.hexdigest()
