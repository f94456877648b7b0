"""Duplicates of a session's files, exact or look-alike, among themselves and in the library.

All hashes are compared together, so each result covers the whole session. The latest few results are cached; each
takes ten bytes per file in a group.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from app.catalog import Catalog, FileHashes, LibraryFile, StagedFile
from app.domain.progress import ACTIVE, Progress
from app.ingest.review.file_views import Window
from app.similar import Groups, Keys, group_equal, group_similar

DEFAULT_DISTANCE = 6
"""Bits of 64. Decision 0802 has the measurements."""

SHOWN_FILES = 24
"""Files of one group that a page shows at most. The group's size counts all of them."""

CACHED_RESULTS = 8

REUSE_FACTOR = 10
"""While a session runs, a cached result is reused for this many times as long as it took to compute."""

DIGEST_DIGITS = 32
"""Hexadecimal digits of a digest that are compared: 128 bits."""


class DuplicateKind(StrEnum):
    EXACT = "exact"
    """The same bytes."""
    PIXELS = "pixels"
    """The same pixels, in files that differ."""
    NEAR = "near"
    """Pictures that look alike but are not all the same."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a group, and the number of bits by which its perceptual hash differs from the first file's."""

    file: StagedFile | LibraryFile
    distance: int


@dataclass(frozen=True, slots=True)
class Group:
    size: int
    members: list[Member]
    """At most `SHOWN_FILES`: the first file, then by distance, the session's files before the library's."""
    place: int
    """The place of its first file among the files of all groups that are shown, from 0."""


@dataclass(frozen=True, slots=True)
class DuplicatePage:
    total: int
    """Groups on all pages."""
    files: int
    """Files in all groups."""
    shown: int
    """Files that all pages show."""
    groups: list[Group]
    view: str
    """Names the result; another one may have other groups."""
    sizes: list[int] | None = None
    """The sizes of all groups; None for who knows them."""


@dataclass(frozen=True, slots=True)
class _GroupedFiles:
    """One cached result: all groups of a session, in arrays with one entry per file."""

    mark: tuple[object, ...]
    """Identifies the state of session and library that was compared."""
    made_at: float
    """In seconds of `time.monotonic`."""
    cost_s: float
    """Seconds that computing it took."""
    starts: NDArray[np.int64]
    """The index of each group's first file, and at the end the number of files."""
    ids: NDArray[np.int64]
    staged: NDArray[np.bool_]
    distances: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def sizes(self) -> NDArray[np.int64]:
        return np.diff(self.starts)

    @property
    def places(self) -> NDArray[np.int64]:
        """The place of each group's first file among the files that are shown, and at the end their number."""
        return np.concatenate([[0], np.cumsum(np.minimum(self.sizes, SHOWN_FILES))])

    @property
    def view(self) -> str:
        return f"{self.made_at:.6f}"


class Duplicates:
    """Finds groups of duplicates, one request at a time, so that only one session's hashes are in memory."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._lock = asyncio.Lock()
        self._cache: OrderedDict[tuple[str, DuplicateKind, int], _GroupedFiles] = OrderedDict()

    async def find_page(
        self, progress: Progress, kind: DuplicateKind, distance: int, page: int, page_size: int
    ) -> DuplicatePage:
        """Return one page of groups of the session of `progress`. `distance`, in bits, matters only for look-alikes.

        Raises `DeletedSessionError` when it was deleted meanwhile.
        """
        found = await self._get_groups(progress, kind, distance)
        numbers = range((page - 1) * page_size, min(page * page_size, len(found)))
        return await self._load_page(found, numbers)

    async def find_window(
        self, progress: Progress, kind: DuplicateKind, distance: int, window: Window
    ) -> DuplicatePage:
        """Return the groups of a window of the files that are shown. Raises as `find_page` does."""
        found = await self._get_groups(progress, kind, distance)
        places = found.places
        first = int(np.searchsorted(places[:-1], window.offset, side="right")) - 1
        end = int(np.searchsorted(places[:-1], window.offset + window.limit))
        page = await self._load_page(found, range(max(0, first), max(0, end)))
        return page if window.view == found.view else replace(page, sizes=[int(size) for size in found.sizes])

    async def _load_page(self, found: _GroupedFiles, numbers: range) -> DuplicatePage:
        groups = await asyncio.to_thread(self._load_groups, found, numbers)
        return DuplicatePage(len(found), len(found.ids), int(found.places[-1]), groups, found.view)

    async def _get_groups(self, progress: Progress, kind: DuplicateKind, distance: int) -> _GroupedFiles:
        async with self._lock:
            return await self._find_current(progress, kind, distance if kind is DuplicateKind.NEAR else 0)

    async def _find_current(self, progress: Progress, kind: DuplicateKind, distance: int) -> _GroupedFiles:
        key = (progress.session_id, kind, distance)
        # Items are known only when reading has ended, and in the library once it is indexed.
        are_items_known = progress.status not in ACTIVE, await self._catalog.search.count_pending() == 0
        mark = (progress.ledger, await self._catalog.library.version(), are_items_known)
        cached = self._cache.get(key)
        if cached is None or not _is_current(cached, mark, progress):
            cached = await asyncio.to_thread(self._find_groups, key, mark)
        self._cache[key] = cached
        self._cache.move_to_end(key)
        if len(self._cache) > CACHED_RESULTS:
            self._cache.popitem(last=False)
        return cached

    def _find_groups(self, key: tuple[str, DuplicateKind, int], mark: tuple[object, ...]) -> _GroupedFiles:
        session_id, kind, distance = key
        began = time.monotonic()
        table = _load_hashes(self._catalog, session_id, kind)
        if kind is DuplicateKind.EXACT:
            groups = group_equal(table.content, table.staged)
        elif kind is DuplicateKind.PIXELS:
            groups = group_equal(table.pixels, table.staged, finer=table.content)
        else:
            groups = group_similar(table.perceptual, table.proportions, table.staged, distance, finer=table.pixels)
        ended = time.monotonic()
        return _to_grouped_files(groups, table, mark, ended, ended - began)

    def _load_groups(self, found: _GroupedFiles, numbers: range) -> list[Group]:
        places = {n: range(found.starts[n], min(found.starts[n] + SHOWN_FILES, found.starts[n + 1])) for n in numbers}
        wanted = [place for group in places.values() for place in group]
        staged = self._catalog.staging.files(
            [int(found.ids[place]) for place in wanted if found.staged[place]]
        ).result()
        library = self._catalog.library.files(
            [int(found.ids[place]) for place in wanted if not found.staged[place]]
        ).result()
        groups, firsts = [], found.places
        for number, group in places.items():
            members = []
            for place in group:
                files: dict[int, StagedFile] | dict[int, LibraryFile] = staged if found.staged[place] else library
                if (file := files.get(int(found.ids[place]))) is not None:
                    members.append(Member(file, int(found.distances[place])))
            groups.append(Group(int(found.sizes[number]), members, int(firsts[number])))
        return groups


def _is_current(cached: _GroupedFiles, mark: tuple[object, ...], progress: Progress) -> bool:
    is_fresh = time.monotonic() - cached.made_at < REUSE_FACTOR * cached.cost_s
    return cached.mark == mark or (progress.status in ACTIVE and is_fresh)


def _to_grouped_files(
    groups: Groups, table: _HashTable, mark: tuple[object, ...], at: float, cost_s: float
) -> _GroupedFiles:
    ids, staged = table.ids[groups.rows], table.staged[groups.rows]
    return _GroupedFiles(mark, at, cost_s, groups.starts, ids, staged, groups.distances)


@dataclass(frozen=True, slots=True)
class _HashTable:
    """The files that have the hash to compare, one array per column."""

    ids: NDArray[np.int64]
    staged: NDArray[np.bool_]
    content: Keys
    pixels: Keys
    """The content hash where a file has no pixel hash."""
    perceptual: NDArray[np.uint64]
    proportions: NDArray[np.float32]


def _load_hashes(catalog: Catalog, session_id: str, kind: DuplicateKind) -> _HashTable:
    parts = [_empty_table()]
    for batch in catalog.staging.iterate_hashes(session_id):
        if files := [file for file in batch.files if _is_compared(file, kind)]:
            parts.append(_to_table(files, staged=not batch.in_library))
    columns = zip(*((p.ids, p.staged, p.content, p.pixels, p.perceptual, p.proportions) for p in parts), strict=True)
    return _HashTable(*(np.concatenate(column) for column in columns))


def _is_compared(file: FileHashes, kind: DuplicateKind) -> bool:
    needed = {
        DuplicateKind.EXACT: file.content,
        DuplicateKind.PIXELS: file.pixels,
        DuplicateKind.NEAR: file.perceptual,
    }
    return file.content is not None and needed[kind] is not None


def _empty_table() -> _HashTable:
    keys = np.empty((0, 2), np.uint64)
    return _HashTable(
        np.empty(0, np.int64), np.empty(0, bool), keys, keys, np.empty(0, np.uint64), np.empty(0, np.float32)
    )


def _to_table(files: Sequence[FileHashes], *, staged: bool) -> _HashTable:
    return _HashTable(
        ids=np.array([file.file_id for file in files], np.int64),
        staged=np.full(len(files), staged),
        content=to_keys([file.content or "" for file in files]),
        pixels=to_keys([file.pixels or file.content or "" for file in files]),
        perceptual=np.array([int(file.perceptual or "0", 16) for file in files], np.uint64),
        proportions=np.array([log_aspect_ratio(file) for file in files], np.float32),
    )


def to_keys(digests: Sequence[str]) -> Keys:
    """Return the first 128 bits of each digest, (digests, 2)."""
    together = bytes.fromhex("".join(digest[:DIGEST_DIGITS] for digest in digests))
    return np.frombuffer(together, ">u8").astype(np.uint64).reshape(-1, 2)


def log_aspect_ratio(file: FileHashes) -> float:
    """Return log(width / height); NaN where unknown."""
    return math.log(file.width / file.height) if file.width and file.height else math.nan
