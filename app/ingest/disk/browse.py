"""Browse folders before a session: how many media files they contain, and how many of those are in the library."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from app.catalog import Catalog
from app.domain.pattern import Pattern, parse_pattern
from app.ingest.disk.discovery import drop_nested
from app.ingest.disk.mounts import FolderState, check_folder
from app.readers.disk.no_links import FolderScanner, scan_folder
from app.readers.formats import DEFAULT_PATTERN

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
    state: FolderState
    """Whether it can be listed. One that cannot has a total of 0, like one that is empty."""


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
    """False when counting stopped early; all numbers are then minimums."""
    matching: int
    """Files that match the pattern."""
    matching_bytes: int


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
        state=check_folder(str(folder)).state,
    )
    return FolderListing(here=here, directories=counts)


def list_roots(catalog: Catalog, roots: tuple[Path, ...]) -> list[FolderCount]:
    """Return the media roots with their counts: the first level of the tree."""
    return count_folders(catalog, [str(root) for root in roots], time.monotonic() + COUNTING_BUDGET_S)


def count_folders(catalog: Catalog, folders: list[str], deadline: float) -> list[FolderCount]:
    """Return the counts of `folders`. Stops counting at `deadline`, in seconds of `time.monotonic`."""
    ingested = catalog.library.count_below(folders).result()
    return [_measure_folder(folder, ingested[folder], deadline) for folder in folders]


def count_file_types(
    folders: list[str],
    pattern: Pattern = MEDIA,
    *,
    recursive: bool,
    should_stop: Callable[[], bool] = lambda: False,
) -> FileTypes:
    """Count the files in `folders` by extension, the most frequent extension first, and those that match `pattern`.

    Stops after `COUNTING_BUDGET_S` seconds, and when `should_stop` returns True.
    """
    counts: Counter[str] = Counter()
    sizes: Counter[str] = Counter()
    matching = matching_bytes = 0
    deadline = time.monotonic() + COUNTING_BUDGET_S
    complete = True
    for folder in drop_nested(tuple(folders), recursive=recursive):
        for entry in _iter_files(folder, recursive=recursive):
            extension, size = os.path.splitext(entry.name)[1].lower(), _get_size(entry)
            counts[extension] += 1
            sizes[extension] += size
            if pattern.matches(entry.name):
                matching, matching_bytes = matching + 1, matching_bytes + size
            if time.monotonic() > deadline or should_stop():
                complete = False
                break
    types = [FileType(name, count, sizes[name]) for name, count in counts.most_common()]
    return FileTypes(types, complete, matching, matching_bytes)


def list_subfolders(folder: str) -> list[str]:
    """Return the paths of the subfolders that discovery would enter, by name. Raises OSError."""
    with scan_folder(folder) as entries:
        names = [entry.name for entry in entries if entry.is_dir(follow_symlinks=False) and entry.name[0] != "."]
    return sorted((os.path.join(folder, name) for name in names), key=str.casefold)


def _measure_folder(folder: str, ingested: int, deadline: float) -> FolderCount:
    total, complete = _count_media(folder, deadline, recursive=True)
    state = FolderState.POPULATED if total else check_folder(folder).state
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
        state=state,
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
    with closing(FolderScanner()) as scanner:
        while stack:
            above = stack.pop()
            try:
                with scanner.scan(above) as entries:
                    for entry in entries:
                        if entry.is_file(follow_symlinks=False):
                            yield entry
                        elif recursive and entry.name[0] != "." and entry.is_dir(follow_symlinks=False):
                            stack.append(os.path.join(above, entry.name))
            except OSError:  # skip an unreadable folder; the session will report it
                continue


def _get_size(entry: os.DirEntry[str]) -> int:
    try:
        return entry.stat(follow_symlinks=False).st_size
    except FileNotFoundError:
        return 0
