"""The tree of the library's folders, and how many files each has below it, counted on the columns in memory."""

from __future__ import annotations

import re
import threading
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from app.catalog.search.columns.snapshot import Snapshot
from app.catalog.search.schema import search_values

Counts = NDArray[np.int64]
"""For each folder, by its number, a number of files."""

TOP = 0
"""The number of the folder that has all others in it, `/`. Its path is written as an empty text."""

_value = search_values.c
_folders = select(_value.id, _value.value).where(_value.field == "folder")


@dataclass(frozen=True, slots=True)
class TreeFolder:
    path: str
    files: int
    """In the folder and below it. Hidden files do not count, nor do companions."""
    has_folders: bool
    """Whether a folder in it has files."""


@dataclass(frozen=True, slots=True)
class FolderLevel:
    """Some of the folders in a folder."""

    folder: str
    """Empty: the top."""
    folders: list[TreeFolder]
    total: int
    """How many folders with files are in it."""


@dataclass(frozen=True, slots=True)
class FolderFiles:
    """How many files each folder has."""

    own: Counts
    """In the folder itself."""
    below: Counts
    """In the folder and all below it."""


@dataclass(slots=True)
class FolderTree:
    """Owns the folders of one database. They only become more: those that lost their files have none to count."""

    _numbers: dict[str, int] = field(default_factory=lambda: {"": TOP})
    """By path. A folder has a higher number than the one it lies in."""
    _paths: list[str] = field(default_factory=lambda: [""])
    _parents: list[int] = field(default_factory=lambda: [TOP])
    _depths: list[int] = field(default_factory=lambda: [0])
    _inside: dict[int, list[int]] = field(default_factory=dict)
    _unsorted: set[int] = field(default_factory=set)
    """Folders in which others were found since they were sorted."""
    _by_value: Counts = field(default_factory=lambda: np.full(1, TOP, np.int64))
    """The folder of each value of the index, by its id; −1 where it is not known."""
    _counted: tuple[int, FolderFiles] | None = None
    """The version of the records that were counted last, and what was found."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def list_levels(
        self,
        connection: Connection,
        snapshot: Snapshot,
        folders: Sequence[str],
        roots: Collection[str],
        *,
        offset: int,
        limit: int,
    ) -> list[FolderLevel]:
        """Return what is in each of these folders, by name: at most `limit` folders from the place `offset` on.

        An empty path stands for the top: the media roots with files, and what has the files outside of them. A folder
        that is not known has no folders.
        """
        with self._lock:
            files = self._count(connection, snapshot)
            levels = []
            for folder in folders:
                found = self._find_inside(folder, files) if folder else self._find_tops(roots, files)
                shown = [self._describe(number, files) for number in found[offset : offset + limit]]
                levels.append(FolderLevel(folder, shown, len(found)))
            return levels

    # Counting

    def _count(self, connection: Connection, snapshot: Snapshot) -> FolderFiles:
        """Return how many files of the snapshot each folder has."""
        if self._counted is None or self._counted[0] != snapshot.version:
            by_value = np.bincount(snapshot.columns["folder"][snapshot.is_alive])
            values = np.flatnonzero(by_value)
            self._follow(connection, values)
            own = np.zeros(len(self._paths), np.int64)
            np.add.at(own, self._by_value[values], by_value[values])
            self._counted = snapshot.version, FolderFiles(own, self._sum_up(own))
        return self._counted[1]

    def _sum_up(self, own: Counts) -> Counts:
        """Return the sums with what lies below, from the deepest folders upwards."""
        below, parents, depths = own.copy(), np.array(self._parents), np.array(self._depths)
        by_depth = np.argsort(depths, kind="stable")
        starts = np.searchsorted(depths[by_depth], np.arange(1, depths.max() + 2))
        for start, end in reversed(list(pairwise(starts))):
            folders = by_depth[start:end]
            np.add.at(below, parents[folders], below[folders])
        return below

    # Following the index

    def _follow(self, connection: Connection, values: NDArray[np.int64]) -> None:
        """Load the folders of values that are not known yet: usually newer ones, otherwise all."""
        size = len(self._by_value)
        if not len(values) or (values[-1] < size and not self._lacks(values)):
            return
        self._add(connection.execute(_folders.where(_value.id >= size).order_by(_value.id)).all())
        if self._lacks(values):
            self._add(connection.execute(_folders.order_by(_value.id)).all())

    def _lacks(self, values: NDArray[np.int64]) -> bool:
        return bool(values[-1] >= len(self._by_value) or (self._by_value[values] < 0).any())

    def _add(self, rows: Sequence[tuple[int, str]]) -> None:
        if not rows:
            return
        larger = np.full(max(len(self._by_value), rows[-1][0] + 1), -1, np.int64)
        larger[: len(self._by_value)] = self._by_value
        for value, path in rows:
            larger[value] = self._number_of(path.rstrip("/"))
        self._by_value = larger

    def _number_of(self, path: str) -> int:
        """Return the number of a folder, which is added with those above it if it is new."""
        missing = []
        while path not in self._numbers:
            missing.append(path)
            path = path.rpartition("/")[0]
        number = self._numbers[path]
        for each in reversed(missing):
            number = self._add_inside(number, each)
        return number

    def _add_inside(self, parent: int, path: str) -> int:
        number = self._numbers[path] = len(self._paths)
        self._paths.append(path)
        self._parents.append(parent)
        self._depths.append(self._depths[parent] + 1)
        self._inside.setdefault(parent, []).append(number)
        self._unsorted.add(parent)
        return number

    # Listing

    def _find_inside(self, folder: str, files: FolderFiles) -> list[int]:
        number = self._numbers.get(folder.rstrip("/"))
        return [] if number is None else self._sorted_inside(number, files)

    def _sorted_inside(self, number: int, files: FolderFiles) -> list[int]:
        """Return the folders with files in a folder, by name."""
        if number in self._unsorted:
            self._inside[number].sort(key=lambda each: _sort_key(self._paths[each].rpartition("/")[2]))
            self._unsorted.remove(number)
        inside = np.array(self._inside.get(number, []), np.int64)
        found: list[int] = inside[files.below[inside] > 0].tolist()
        return found

    def _describe(self, number: int, files: FolderFiles) -> TreeFolder:
        below = int(files.below[number])
        return TreeFolder(self._paths[number] or "/", below, has_folders=below > int(files.own[number]))

    def _find_tops(self, roots: Collection[str], files: FolderFiles) -> list[int]:
        """Return the folders at which the tree begins."""
        known = {self._numbers[path] for root in roots if (path := root.rstrip("/")) in self._numbers}
        above = {TOP, *(number for root in known for number in self._list_above(root))}
        found, waiting = [], [TOP]
        while waiting:
            number = waiting.pop()
            if number in known or files.own[number]:
                found.append(number)
            elif number in above:
                waiting += reversed(self._sorted_inside(number, files))
            else:
                found.append(self._skip_empty(number, files))
        return [number for number in found if files.below[number]]

    def _list_above(self, number: int) -> Iterator[int]:
        while number != TOP:
            number = self._parents[number]
            yield number

    def _skip_empty(self, number: int, files: FolderFiles) -> int:
        """Return the first folder that has files itself or several folders with files: this one, or one below it."""
        while not files.own[number] and len(inside := self._sorted_inside(number, files)) == 1:
            number = inside[0]
        return number


def _sort_key(name: str) -> tuple[list[str | int], str]:
    """Return what sorts names as people do: in any case, `part 2` before `part 10`."""
    parts = re.split(r"(\d+)", name.casefold(), flags=re.ASCII)
    return [int(part) if place % 2 else part for place, part in enumerate(parts)], name
