"""Browse folders before a session: how many media files they contain, and how many of those are in the library."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.catalog import Catalog
from app.domain.pattern import DEFAULT_PATTERN, parse_pattern
from app.ingest.disk.discovery import drop_nested

COUNTING_BUDGET_S = 2.0
"""Seconds for counting one listing. An incomplete count is better than a page that waits."""

MEDIA = parse_pattern(DEFAULT_PATTERN)


@dataclass(frozen=True, slots=True)
class FolderCount:
    """One folder of the tree, with its counts."""

    path: str
    name: str
    total: int
    """Media files in the folder and below."""
    ingested: int
    """Library files in the folder and below."""
    complete: bool
    """False when counting stopped early; `total` is then a minimum."""
    has_children: bool


@dataclass(frozen=True, slots=True)
class FolderListing:
    here: FolderCount
    directories: list[FolderCount]


@dataclass(frozen=True, slots=True)
class FileType:
    extension: str
    count: int
    bytes: int


@dataclass(frozen=True, slots=True)
class FileTypes:
    types: list[FileType]
    complete: bool


def list_folder(catalog: Catalog, folder: Path) -> FolderListing:
    """Return `folder` and its subfolders with their counts. Raises OSError when `folder` cannot be listed."""
    children = list_subfolders(str(folder))
    deadline = time.monotonic() + COUNTING_BUDGET_S
    counts = count_folders(catalog, children, deadline)
    own, complete = _count_media(str(folder), deadline, recursive=False)
    ingested = catalog.library.count_below([str(folder)]).result()[str(folder)]
    here = FolderCount(
        path=str(folder),
        name=folder.name or str(folder),
        total=own + sum(child.total for child in counts),
        ingested=ingested,
        complete=complete and all(child.complete for child in counts),
        has_children=bool(children),
    )
    return FolderListing(here=here, directories=counts)


def list_roots(catalog: Catalog, roots: tuple[Path, ...]) -> list[FolderCount]:
    """Return the media roots with their counts: the first level of the tree."""
    return count_folders(catalog, [str(root) for root in roots], time.monotonic() + COUNTING_BUDGET_S)


def count_folders(catalog: Catalog, folders: list[str], deadline: float) -> list[FolderCount]:
    """Return the counts of `folders`. Stops counting at `deadline`, in seconds of `time.monotonic`."""
    ingested = catalog.library.count_below(folders).result()
    return [_measure_folder(folder, ingested[folder], deadline) for folder in folders]


def count_file_types(folders: list[str], *, recursive: bool) -> FileTypes:
    """Count the files in `folders` by extension, media or not, the most frequent extension first."""
    counts: Counter[str] = Counter()
    sizes: Counter[str] = Counter()
    deadline = time.monotonic() + COUNTING_BUDGET_S
    complete = True
    for folder in drop_nested(tuple(folders), recursive=recursive):
        for entry in _iter_files(folder, recursive=recursive):
            extension = os.path.splitext(entry.name)[1].lower()
            counts[extension] += 1
            sizes[extension] += _get_size(entry)
            if time.monotonic() > deadline:
                complete = False
                break
    return FileTypes([FileType(name, count, sizes[name]) for name, count in counts.most_common()], complete)


def list_subfolders(folder: str) -> list[str]:
    """Return the paths of the subfolders that discovery would enter, by name. Raises OSError."""
    with os.scandir(folder) as entries:
        found = [entry.path for entry in entries if entry.is_dir(follow_symlinks=False) and entry.name[0] != "."]
    return sorted(found, key=str.casefold)


def _measure_folder(folder: str, ingested: int, deadline: float) -> FolderCount:
    total, complete = _count_media(folder, deadline, recursive=True)
    try:
        has_children = bool(list_subfolders(folder))
    except OSError:  # it is shown, but cannot be opened
        has_children, complete = False, False
    return FolderCount(
        path=folder,
        name=os.path.basename(folder) or folder,
        total=total,
        ingested=ingested,
        complete=complete,
        has_children=has_children,
    )


def _count_media(folder: str, deadline: float, *, recursive: bool) -> tuple[int, bool]:
    total = 0
    for entry in _iter_files(folder, recursive=recursive):
        total += MEDIA.matches(entry.name)
        if time.monotonic() > deadline:
            return total, False
    return total, True


def _iter_files(folder: str, *, recursive: bool) -> Iterator[os.DirEntry[str]]:
    stack = [folder]
    while stack:
        try:
            with os.scandir(stack.pop()) as entries:
                for entry in entries:
                    if entry.is_file(follow_symlinks=False):
                        yield entry
                    elif recursive and entry.name[0] != "." and entry.is_dir(follow_symlinks=False):
                        stack.append(entry.path)
        except OSError:  # skip an unreadable folder; the session will report it
            continue


def _get_size(entry: os.DirEntry[str]) -> int:
    try:
        return entry.stat(follow_symlinks=False).st_size
    except FileNotFoundError:
        return 0
