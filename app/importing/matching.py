"""Which library file an entry is about.

The rules, the surest first: the path; the hash of the bytes; the name with the folders above it, as far as they agree
and at least one of them; the name and the size; the name and the modification time. A rule decides only if it leaves
one file; a known size must agree, unless the path or the hash decides.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.catalog import Catalog, LibraryKeys
from app.domain.review.imports import MatchedBy, NotMatched
from app.domain.text.path_keys import count_shared, make_key, make_path_keys, split_path
from app.importing.entries import ImportEntry
from app.readers.sidecars import rank_owner

COMPARED_MAX = 200
"""Files of one name and folder whose paths are compared; of more, none is the one."""
TIME_TOLERANCE_S = 2
"""Modification times on FAT have two seconds."""

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Match:
    file_id: int
    by: MatchedBy


class _Lookup:
    """Finds the rows that have a key."""

    def __init__(self, keys: NDArray[np.int64]) -> None:
        self._order = np.argsort(keys, kind="stable")
        self._sorted = keys[self._order]

    def find(self, key: int) -> Rows:
        first, end = np.searchsorted(self._sorted, key, "left"), np.searchsorted(self._sorted, key, "right")
        return self._order[first:end]


class Matcher:
    """Matches entries with the files that the library had when it was made."""

    def __init__(self, keys: LibraryKeys, catalog: Catalog) -> None:
        self._keys = keys
        self._catalog = catalog
        self._paths, self._names = _Lookup(keys.paths), _Lookup(keys.names)
        self._tails, self._tail_stems = _Lookup(keys.tails), _Lookup(keys.tail_stems)
        self._hashes = _Lookup(keys.hashes)

    def match(self, entries: Sequence[ImportEntry]) -> list[Match | NotMatched]:
        """Return the library file of each entry, or why there is none. Blocks. Raises CatalogUnavailableError."""
        found = [self._match_surely(entry) for entry in entries]
        pairs = list(zip(entries, found, strict=True))
        candidates = [[] if match else self._find_candidates(entry) for entry, match in pairs]
        wanted = sorted({int(self._keys.ids[row]) for rows in candidates for row in rows})
        paths = self._catalog.library.paths(wanted).result() if wanted else {}
        return [
            match or self._match_loosely(entry, rows, paths)
            for (entry, match), rows in zip(pairs, candidates, strict=True)
        ]

    def _match_surely(self, entry: ImportEntry) -> Match | None:
        if entry.has_extension:
            for path in entry.paths:
                if len(rows := self._paths.find(make_key(path))) == 1:
                    return self._make(rows[0], MatchedBy.PATH)
        if entry.content_hash:
            rows = self._hashes.find(make_key(entry.content_hash))
            if len(rows) > 1:
                # Of several copies, the one of the same name.
                rows = rows[np.isin(self._keys.names[rows], [make_path_keys(path).name for path in entry.paths])]
            if len(rows) == 1:
                return self._make(rows[0], MatchedBy.HASH)
        return None

    def _find_candidates(self, entry: ImportEntry) -> list[int]:
        """Return the rows whose name and folder are those of the entry."""
        found: dict[int, None] = {}
        for path in entry.paths:
            keys = make_path_keys(path)
            rows = (self._tails if entry.has_extension else self._tail_stems).find(keys.tail)
            found.update(dict.fromkeys(rows[: COMPARED_MAX + 1].tolist()))
        return list(found)

    def _match_loosely(self, entry: ImportEntry, rows: list[int], paths: dict[int, str]) -> Match | NotMatched:
        if len(rows) > COMPARED_MAX:
            return NotMatched.AMBIGUOUS
        best, depth = self._choose_by_folders(entry, rows, paths)
        same_size = [row for row in best if entry.size in (None, int(self._keys.sizes[row]))]
        if len(same_size) == 1 and depth > 1:
            is_same = os.path.splitext(paths[int(self._keys.ids[same_size[0]])])[0] in entry.paths
            return self._make(same_size[0], MatchedBy.PATH if is_same else MatchedBy.FOLDER)
        by_name = self._match_by_name(entry)
        if by_name is not None:
            return by_name
        if best and not same_size:
            return NotMatched.OTHER_SIZE
        return NotMatched.AMBIGUOUS if len(same_size) > 1 else NotMatched.UNKNOWN

    def _choose_by_folders(self, entry: ImportEntry, rows: list[int], paths: dict[int, str]) -> tuple[list[int], int]:
        """Return the rows whose paths share the most names at the end with the entry's, and how many these are."""
        best: list[int] = []
        depth = 0
        for asked in map(split_path, entry.paths):
            for row in rows:
                path = paths.get(int(self._keys.ids[row]), "")
                shared = _count_shared(asked, split_path(path), has_extension=entry.has_extension)
                if shared > depth:
                    best, depth = [row], shared
                elif shared == depth and row not in best:
                    best.append(row)
        if not entry.has_extension and len(best) > 1:
            ranks = {row: rank_owner(paths.get(int(self._keys.ids[row]), "")) for row in best}
            best = [row for row in best if ranks[row] == min(ranks.values())]
        return best, depth

    def _match_by_name(self, entry: ImportEntry) -> Match | None:
        if not entry.has_extension or (entry.size is None and entry.modified_s is None):
            return None
        for path in entry.paths:
            rows = self._names.find(make_path_keys(path).name)
            if entry.size is not None:
                rows = rows[self._keys.sizes[rows] == _bounded(entry.size)]
                if len(rows) == 1:
                    return self._make(rows[0], MatchedBy.SIZE)
            if entry.modified_s is not None:
                close = np.abs(self._keys.modified_s[rows] - _bounded(entry.modified_s)) <= TIME_TOLERANCE_S
                if len(rows := rows[close]) == 1:
                    return self._make(rows[0], MatchedBy.TIME)
        return None

    def _make(self, row: int | np.int64, by: MatchedBy) -> Match:
        return Match(int(self._keys.ids[row]), by)


def _count_shared(asked: tuple[str, ...], path: tuple[str, ...], *, has_extension: bool) -> int:
    if has_extension:
        return count_shared(asked, path)
    stem = (*path[:-1], path[-1].rpartition(".")[0]) if path else ()
    return count_shared(asked, stem)


def _bounded(number: int) -> int:
    return max(-(1 << 62), min(1 << 62, number))
