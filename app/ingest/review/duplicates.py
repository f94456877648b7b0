"""Which files of a session are the same as others, or look alike: among themselves and against the library.

All hashes are looked at together, so the work is done for a whole session at once and its result kept: ten bytes for
every file in a group, for the few questions that were asked last.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from app.catalog import Catalog, FileHashes, LibraryFile, StagedFile, UnknownSessionError
from app.domain.progress import ACTIVE, Progress
from app.ingest.sessions.supervisor import DeletedSessionError
from app.similar import Groups, Keys, group_equal, group_similar

DEFAULT_DISTANCE = 6
"""Bits of 64. Decision 0802 has the measurements."""

SHOWN_FILES = 24
"""Files of one group that a page shows; its size is told in full."""

KEPT_RESULTS = 8
PATIENCE = 10
"""While a session runs, a result is shown again until this many times what it cost to make has passed."""

DIGEST_DIGITS = 32


class DuplicateKind(StrEnum):
    EXACT = "exact"
    """The same bytes."""
    PIXELS = "pixels"
    """The same picture in files that differ."""
    NEAR = "near"
    """Pictures that look alike and are not all the same."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a group, and by how many bits its perceptual hash differs from the first file's."""

    file: StagedFile | LibraryFile
    distance: int


@dataclass(frozen=True, slots=True)
class Group:
    size: int
    members: list[Member]
    """At most `SHOWN_FILES`, the first file first, then the nearest, the library's behind the session's."""


@dataclass(frozen=True, slots=True)
class DuplicatePage:
    total: int
    """Groups, on all pages."""
    files: int
    """Files in them."""
    groups: list[Group]


@dataclass(frozen=True, slots=True)
class _Found:
    mark: tuple[object, ...]
    made_at: float
    cost_s: float
    starts: NDArray[np.int64]
    ids: NDArray[np.int64]
    staged: NDArray[np.bool_]
    distances: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.starts) - 1


class Duplicates:
    """Answers one question after the other, so that however many ask, one session's hashes are in memory."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._lock = asyncio.Lock()
        self._kept: OrderedDict[tuple[str, DuplicateKind, int], _Found] = OrderedDict()

    async def page(
        self, progress: Progress, kind: DuplicateKind, distance: int, page: int, page_size: int
    ) -> DuplicatePage:
        """One page of groups of the session that `progress` is of. `distance` counts only for look-alikes.

        Raises DeletedSessionError when it was deleted meanwhile.
        """
        async with self._lock:
            found = await self._found(progress, kind, distance if kind is DuplicateKind.NEAR else 0)
        numbers = range((page - 1) * page_size, min(page * page_size, len(found)))
        groups = await asyncio.to_thread(self._load, found, numbers)
        return DuplicatePage(len(found), len(found.ids), groups)

    async def _found(self, progress: Progress, kind: DuplicateKind, distance: int) -> _Found:
        question = (progress.session_id, kind, distance)
        mark = (progress.ledger, await asyncio.to_thread(self._catalog.library_mark))
        kept = self._kept.get(question)
        if kept is None or not _is_good(kept, mark, progress):
            try:
                kept = await asyncio.to_thread(self._find, question, mark)
            except UnknownSessionError:
                raise DeletedSessionError(progress.session_id) from None
        self._kept[question] = kept
        self._kept.move_to_end(question)
        if len(self._kept) > KEPT_RESULTS:
            self._kept.popitem(last=False)
        return kept

    def _find(self, question: tuple[str, DuplicateKind, int], mark: tuple[object, ...]) -> _Found:
        session_id, kind, distance = question
        began = time.monotonic()
        table = _table(self._catalog, session_id, kind)
        if kind is DuplicateKind.EXACT:
            groups = group_equal(table.content, table.staged)
        elif kind is DuplicateKind.PIXELS:
            groups = group_equal(table.pixels, table.staged, finer=table.content)
        else:
            groups = group_similar(table.perceptual, table.proportions, table.staged, distance, finer=table.pixels)
        ended = time.monotonic()
        return _kept_of(groups, table, mark, ended, ended - began)

    def _load(self, found: _Found, numbers: range) -> list[Group]:
        places = {n: range(found.starts[n], min(found.starts[n] + SHOWN_FILES, found.starts[n + 1])) for n in numbers}
        wanted = [place for group in places.values() for place in group]
        staged = self._catalog.staged_files_by_id([int(found.ids[place]) for place in wanted if found.staged[place]])
        library = self._catalog.library_files_by_id(
            [int(found.ids[place]) for place in wanted if not found.staged[place]]
        )
        groups = []
        for number, group in places.items():
            members = []
            for place in group:
                files: dict[int, StagedFile] | dict[int, LibraryFile] = staged if found.staged[place] else library
                if (file := files.get(int(found.ids[place]))) is not None:
                    members.append(Member(file, int(found.distances[place])))
            groups.append(Group(int(found.starts[number + 1] - found.starts[number]), members))
        return groups


def _is_good(kept: _Found, mark: tuple[object, ...], progress: Progress) -> bool:
    is_fresh = time.monotonic() - kept.made_at < PATIENCE * kept.cost_s
    return kept.mark == mark or (progress.status in ACTIVE and is_fresh)


def _kept_of(groups: Groups, table: _Table, mark: tuple[object, ...], at: float, cost_s: float) -> _Found:
    ids, staged = table.ids[groups.rows], table.staged[groups.rows]
    return _Found(mark, at, cost_s, groups.starts, ids, staged, groups.distances)


@dataclass(frozen=True, slots=True)
class _Table:
    """The files that have what a kind compares, a column an array."""

    ids: NDArray[np.int64]
    staged: NDArray[np.bool_]
    content: Keys
    pixels: Keys
    """Of what has no pixel hash, the content's."""
    perceptual: NDArray[np.uint64]
    proportions: NDArray[np.float32]


def _table(catalog: Catalog, session_id: str, kind: DuplicateKind) -> _Table:
    parts = [_none()]
    for batch in catalog.iter_hashes(session_id):
        if files := [file for file in batch.files if _is_compared(file, kind)]:
            parts.append(_part(files, staged=not batch.in_library))
    columns = zip(*((p.ids, p.staged, p.content, p.pixels, p.perceptual, p.proportions) for p in parts), strict=True)
    return _Table(*(np.concatenate(column) for column in columns))


def _is_compared(file: FileHashes, kind: DuplicateKind) -> bool:
    needed = {
        DuplicateKind.EXACT: file.content,
        DuplicateKind.PIXELS: file.pixels,
        DuplicateKind.NEAR: file.perceptual,
    }
    return file.content is not None and needed[kind] is not None


def _none() -> _Table:
    keys = np.empty((0, 2), np.uint64)
    return _Table(np.empty(0, np.int64), np.empty(0, bool), keys, keys, np.empty(0, np.uint64), np.empty(0, np.float32))


def _part(files: Sequence[FileHashes], *, staged: bool) -> _Table:
    return _Table(
        ids=np.array([file.file_id for file in files], np.int64),
        staged=np.full(len(files), staged),
        content=_keys([file.content or "" for file in files]),
        pixels=_keys([file.pixels or file.content or "" for file in files]),
        perceptual=np.array([int(file.perceptual or "0", 16) for file in files], np.uint64),
        proportions=np.array([_proportion(file) for file in files], np.float32),
    )


def _keys(digests: Sequence[str]) -> Keys:
    together = bytes.fromhex("".join(digest[:DIGEST_DIGITS] for digest in digests))
    return np.frombuffer(together, ">u8").astype(np.uint64).reshape(-1, 2)


def _proportion(file: FileHashes) -> float:
    return math.log(file.width / file.height) if file.width and file.height else math.nan
