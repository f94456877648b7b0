"""What was read and matched, on the disk until it is imported: memory does not grow with the number of entries."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from app.catalog import STEP_BATCH, FileImport
from app.domain.review.import_summary import ImportKind
from app.domain.review.imports import (
    ImportedValues,
    MatchedBy,
    NotMatched,
    Placement,
    join_values,
)
from app.importing.entries import ImportEntry, ImportRefusedError, UnreadableEntry
from app.importing.matching import Match

ORDER_GAP = 1 << 32
"""Between files of a collection that the source does not order: so they come in the order in which they were read."""
RANKS = {by: rank for rank, by in enumerate(MatchedBy)}
ENTRIES_OF_A_FILE = 100
"""Entries about one library file that count."""
PAGE = 500

_SCHEMA = """
CREATE TABLE matched (file_id INTEGER, rank INTEGER, number INTEGER, theirs TEXT,
    PRIMARY KEY (file_id, rank, number)) WITHOUT ROWID;
CREATE TABLE unmatched (number INTEGER PRIMARY KEY, entry TEXT);
"""


class UnmatchedEntry(NamedTuple):
    """An entry for which there is no library file."""

    source: str
    path: str
    """The likeliest path of the file; empty where the entry could not be read."""
    reason: NotMatched
    details: str
    """What was wrong with an entry that could not be read; else empty."""


class ImportSpool:
    """Filled by one thread, then read by any. It is an `ImportSource`."""

    def __init__(self, kind: ImportKind) -> None:
        self.kind = kind
        self.read = 0
        """Entries that were read, with those that could not be."""
        self.matched: Counter[MatchedBy] = Counter()
        self.not_matched: Counter[NotMatched] = Counter()
        self.lowest_places: dict[tuple[str, ...], int] = {}
        self.files = 0
        self._lock = threading.Lock()
        # A database without a name is a file that SQLite deletes at once; most of it is on the disk.
        self._database = sqlite3.connect("", check_same_thread=False, isolation_level=None)
        self._database.executescript(_SCHEMA)

    def add(self, entries: Sequence[tuple[ImportEntry, Match | NotMatched]], unread: Sequence[UnreadableEntry]) -> None:
        """Add what was read, with the library files that were found for it. Raises ImportRefusedError."""
        matched, unmatched = [], []
        for entry, found in entries:
            if isinstance(found, NotMatched) and entry.is_optional:
                continue
            self.read += 1
            if isinstance(found, Match):
                self.matched[found.by] += 1
                theirs = self._order(entry.theirs)
                matched.append((found.file_id, RANKS[found.by], self.read, json.dumps(theirs.to_json())))
            else:
                unmatched.append((self.read, UnmatchedEntry(entry.source, entry.paths[0], found, "")))
        for each in unread:
            self.read += 1
            unmatched.append((self.read, UnmatchedEntry(each.source, "", NotMatched.UNREADABLE, each.reason)))
        for _, entry_ in unmatched:
            self.not_matched[entry_.reason] += 1
        try:
            with self._lock:
                self._database.execute("BEGIN")
                self._database.executemany("INSERT INTO matched VALUES (?, ?, ?, ?)", matched)
                rows = ((number, json.dumps(each)) for number, each in unmatched)
                self._database.executemany("INSERT INTO unmatched VALUES (?, ?)", rows)
                self._database.execute("COMMIT")
        except sqlite3.OperationalError as error:
            raise ImportRefusedError(
                f"what was read cannot be kept in the folder for temporary files: {error}; make room there, or name"
                " another folder in SQLITE_TMPDIR"
            ) from error

    def finish(self) -> None:
        """Count the files, once everything was added."""
        with self._lock:
            (self.files,) = self._database.execute("SELECT count(DISTINCT file_id) FROM matched").fetchone()

    def batches(self) -> Iterator[Sequence[FileImport]]:
        """Yield what is known about each library file, in order of id. What was matched more surely comes first."""
        last = 0
        while ids := self._list_ids(last):
            with self._lock:
                rows = self._database.execute(
                    "SELECT file_id, theirs FROM matched WHERE file_id BETWEEN ? AND ? ORDER BY file_id, rank, number",
                    (ids[0], ids[-1]),
                ).fetchall()
            yield [
                FileImport(file_id, join_values(ImportedValues.from_json(json.loads(row[1])) for row in some))
                for file_id, some in groupby(rows, lambda row: row[0])
            ]
            last = ids[-1]

    def iterate_unmatched(self) -> Iterator[UnmatchedEntry]:
        """Yield the entries for which no library file was found, in the order in which they were read."""
        last = 0
        while rows := self._list_unmatched(last):
            yield from (_restore(text) for _, text in rows)
            last = rows[-1][0]

    def first_unmatched(self, limit: int) -> list[UnmatchedEntry]:
        """Return the first of the entries for which no library file was found."""
        return [_restore(text) for _, text in self._list_unmatched(0)[:limit]]

    def close(self) -> None:
        """Delete everything."""
        with self._lock:
            self._database.close()

    def _order(self, theirs: ImportedValues) -> ImportedValues:
        """Return the values with a place in each collection."""
        placements = []
        for path, place in theirs.collections:
            ordered = Placement(path, self.read * ORDER_GAP if place is None else place)
            placements.append(ordered)
            assert ordered.place is not None
            self.lowest_places[path] = min(self.lowest_places.get(path, ordered.place), ordered.place)
        return ImportedValues(theirs.values, theirs.keywords, tuple(placements))

    def _list_ids(self, after: int) -> list[int]:
        query = "SELECT DISTINCT file_id FROM matched WHERE file_id > ? ORDER BY file_id LIMIT ?"
        with self._lock:
            return [row[0] for row in self._database.execute(query, (after, STEP_BATCH))]

    def _list_unmatched(self, after: int) -> list[tuple[int, str]]:
        query = "SELECT number, entry FROM unmatched WHERE number > ? ORDER BY number LIMIT ?"
        with self._lock:
            return self._database.execute(query, (after, PAGE)).fetchall()


def _restore(text: str) -> UnmatchedEntry:
    source, path, reason, details = json.loads(text)
    return UnmatchedEntry(source, path, NotMatched(reason), details)
