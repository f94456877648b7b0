"""The files of a session that have no outcome yet, in reading order."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from app.catalog import Catalog, PendingFile

PENDING_PAGE = 500


class PendingFiles:
    """Hands out pending files, read from the database a page at a time: first those below the next folder.

    Each file is handed out once, although the database calls a file pending while it is being read.
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
        self._page: deque[PendingFile] = deque()
        self._after = 0
        self._handed_out: set[int] = set()
        self._returned: deque[PendingFile] = deque()
        """Files that were handed out and given back. They stay in `_handed_out`, so that no page has them again."""
        self._waiting: dict[str, deque[PendingFile]] = {}
        """Files that wait until their folder answers, by that folder. They stay in `_handed_out`, too."""
        self._loading = asyncio.Lock()
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

    def give_back(self, file: PendingFile) -> None:
        """Take back a file that was handed out and got no outcome: it is the next. May be called in any thread."""
        with self._lock:
            self._returned.append(file)

    @property
    def are_waiting(self) -> bool:
        """Whether files are left that `take` does not return, because their folder does not answer."""
        return bool(self._waiting or self._returned)

    async def take(self) -> PendingFile | None:
        """Return the next file; None when none is left whose folder answers.

        May be called again after `CatalogUnavailableError`.
        """
        async with self._loading:
            while (file := self.take_loaded()) is None:
                if await self._load_page():
                    continue
                if not self._next_folder:
                    return None
                self._next_folder = ""
                self._restart()
            return file

    def take_loaded(self) -> PendingFile | None:
        """Return the next file if it is loaded, else None. May be called in any thread."""
        with self._lock:
            for folder, files in list(self._waiting.items()):
                if not self._find_stalled(files[0].path):
                    self._returned.extend(self._waiting.pop(folder))
            return self._take_from(self._returned) or self._take_from(self._page)

    def _take_from(self, files: deque[PendingFile]) -> PendingFile | None:
        while files:
            file = files.popleft()
            self._handed_out.add(file.file_id)
            if not (folder := self._find_stalled(file.path)):
                return file
            self._waiting.setdefault(folder, deque()).append(file)
        return None

    def take_waiting(self) -> PendingFile | None:
        """Return a file that waits until its folder answers; None when there is none."""
        with self._lock:
            for folder, files in self._waiting.items():
                file = files.popleft()
                if not files:
                    del self._waiting[folder]
                return file
            return None

    async def _load_page(self) -> bool:
        """Load the next page; return False when there are no more files below the next folder, or at all."""
        with self._lock:
            folder, after, handed_out = self._next_folder, self._after, set(self._handed_out)
        found = await self._catalog.staging.pending(self._session_id, after_id=after, limit=PENDING_PAGE, below=folder)
        if (folder, after) != (self._next_folder, self._after):
            return True  # the next folder has changed meanwhile
        if found:
            self._after = found[-1].file_id
        with self._lock:
            handed_out |= self._handed_out
            self._page.extend(file for file in found if file.file_id not in handed_out)
        return bool(found)

    def _restart(self) -> None:
        with self._lock:
            self._page.clear()
            self._after = 0


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
