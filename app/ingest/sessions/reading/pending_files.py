"""The files of a session that have no outcome yet, in reading order."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from app.catalog import Catalog, PendingFile
from app.domain.cluster.mapped_folders import is_within

PENDING_PAGE = 500

Folders = Sequence[str] | None
"""Folders that somebody sees; None: all of them."""


class _Cursor:
    """Where the pages of one folder have got to."""

    def __init__(self) -> None:
        self.page: dict[int, PendingFile] = {}
        """Files that are loaded and were not handed out, by id, in reading order."""
        self.after = 0
        self.loading = asyncio.Lock()


class PendingFiles:
    """Hands out pending files, read from the database a page at a time: first those below the next folder.

    Each file is handed out once, although the database calls a file pending while it is being read. Who sees only some
    folders says so (`within`), and gets files of these.
    """

    def __init__(
        self,
        catalog: Catalog,
        session_id: str,
        next_folder: str = "",
        find_stalled: Callable[[str], str] = lambda _path: "",
    ) -> None:
        """`find_stalled` returns the folder above a file (its path) that does not answer; empty when all do."""
        self._find_stalled = find_stalled
        self._catalog = catalog
        self._session_id = session_id
        self._next_folder = next_folder
        self._cursors: dict[str, _Cursor] = {}
        """By folder; those of different folders may have loaded the same file."""
        self._handed_out: set[int] = set()
        self._returned: deque[PendingFile] = deque()
        """Files that were handed out and given back. They stay in `_handed_out`, so that no page has them again."""
        self._waiting: dict[str, deque[PendingFile]] = {}
        """Files that wait until their folder answers, by that folder. They stay in `_handed_out`, too."""
        self._loads = 0
        """Pages that are being loaded."""
        self._released: set[int] = set()
        """Files that were released while a page was being loaded, which may call them pending."""
        self._lock = threading.Lock()
        """Guards the files: `take_loaded` and `give_back` are called in the threads of workers."""

    @property
    def next_folder(self) -> str:
        """The folder whose files come first; empty when there is none, or nothing is left below it."""
        return self._next_folder

    def set_next_folder(self, folder: str) -> None:
        """Hand out the files below `folder` first from now on; empty: no folder comes first."""
        self._next_folder = folder
        self._restart()

    def release(self, file_id: int) -> None:
        """Forget a file that has its outcome."""
        with self._lock:
            self._handed_out.discard(file_id)
            if self._loads:
                self._released.add(file_id)

    def give_back(self, file: PendingFile) -> None:
        """Take back a file that was handed out and got no outcome: it is the next. May be called in any thread."""
        with self._lock:
            self._returned.append(file)

    @property
    def are_waiting(self) -> bool:
        """Whether files are left that `take` does not return, because their folder does not answer."""
        return bool(self._waiting or self._returned)

    async def take(self, within: Folders = None) -> PendingFile | None:
        """Return the next file; None when none is left whose folder answers. Only `within` these folders, if any.

        May be called again after `CatalogUnavailableError`.
        """
        while (file := self.take_loaded(within)) is None:
            if await self._load_any(within):
                continue
            if not self._next_folder or within is not None:
                return None
            self._next_folder = ""
            self._restart()
        return file

    def take_loaded(self, within: Folders = None) -> PendingFile | None:
        """Return the next file if it is loaded, else None. May be called in any thread."""
        with self._lock:
            for folder, files in list(self._waiting.items()):
                if not self._find_stalled(files[0].path):
                    self._returned.extend(self._waiting.pop(folder))
            if (file := self._take_returned(within)) is not None:
                return file
            for folder in self._list_folders(within):
                if (cursor := self._cursors.get(folder)) and (file := self._take_from(cursor)) is not None:
                    return file
            return None

    def _take_returned(self, within: Folders) -> PendingFile | None:
        unseen = []
        while self._returned:
            file = self._returned.popleft()
            if within is not None and not any(is_within(file.path, folder) for folder in within):
                unseen.append(file)
            elif self._answers(file):
                self._returned.extendleft(reversed(unseen))
                return file
        self._returned.extend(unseen)
        return None

    def _take_from(self, cursor: _Cursor) -> PendingFile | None:
        while cursor.page:
            file = next(iter(cursor.page.values()))
            for other in self._cursors.values():
                other.page.pop(file.file_id, None)
            self._handed_out.add(file.file_id)
            if self._answers(file):
                return file
        return None

    def _answers(self, file: PendingFile) -> bool:
        """Whether the folder of the file answers; if not, the file waits."""
        if folder := self._find_stalled(file.path):
            self._waiting.setdefault(folder, deque()).append(file)
        return not folder

    def take_waiting(self) -> PendingFile | None:
        """Return a file that waits until its folder answers; None when there is none."""
        with self._lock:
            for folder, files in self._waiting.items():
                file = files.popleft()
                if not files:
                    del self._waiting[folder]
                return file
            return None

    def _list_folders(self, within: Folders) -> Sequence[str]:
        """Return the folders whose pages have what is wanted, in this order; empty: all files."""
        if within is None:
            return (self._next_folder,)
        first = [self._next_folder] if any(is_within(self._next_folder, folder) for folder in within) else []
        return (*first, *within)

    async def _load_any(self, within: Folders) -> bool:
        """Load a page of one of the folders; return False when there are no more files below any."""
        for folder in self._list_folders(within):
            if await self._load_page(folder):
                return True
        return False

    async def _load_page(self, folder: str) -> bool:
        """Load the next page; return False when there are no more files below the folder."""
        with self._lock:
            cursor = self._cursors.setdefault(folder, _Cursor())
        async with cursor.loading:
            if cursor.page:
                return True  # somebody else has just loaded it
            with self._lock:
                after, handed_out = cursor.after, set(self._handed_out)
                self._loads += 1
            try:
                found = await self._catalog.staging.pending(
                    self._session_id, after_id=after, limit=PENDING_PAGE, below=folder
                )
            finally:
                with self._lock:
                    handed_out |= self._handed_out | self._released
                    self._loads -= 1
                    if not self._loads:
                        self._released.clear()
            if self._cursors.get(folder) is not cursor:
                return True  # the next folder has changed meanwhile
            if found:
                cursor.after = found[-1].file_id
            with self._lock:
                cursor.page.update((file.file_id, file) for file in found if file.file_id not in handed_out)
            return bool(found)

    def _restart(self) -> None:
        with self._lock:
            self._cursors.clear()


def count_upwards(direct: Mapping[str, int], tops: Sequence[str]) -> dict[str, int]:
    """Return folder → files in it and below, from folder → files directly in it.

    Counts every folder from those in `direct` up to the topmost folder of `tops` above it.
    """
    below: Counter[str] = Counter()
    chosen = {PurePosixPath(top) for top in tops}
    for folder, files in direct.items():
        for ancestor in _iter_ancestors(PurePosixPath(folder), chosen):
            below[str(ancestor)] += files
    return dict(below)


def _iter_ancestors(folder: PurePosixPath, tops: set[PurePosixPath]) -> Iterator[PurePosixPath]:
    """Yield `folder` and the folders above it, up to the topmost one in `tops`."""
    ancestors = (folder, *folder.parents)
    last = max((index for index, ancestor in enumerate(ancestors) if ancestor in tops), default=0)
    yield from ancestors[: last + 1]
