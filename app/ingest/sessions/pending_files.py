"""The files of a session that are still without an outcome, in the order in which they are read."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from app.catalog import Catalog, PendingFile

PENDING_PAGE = 500


class PendingFiles:
    """Read from the database a page at a time: those below the folder that comes next, then the others.

    A file is handed out once, though what is still being read counts as pending in the database.
    """

    def __init__(self, catalog: Catalog, session_id: str, next_folder: str = "") -> None:
        self._catalog = catalog
        self._session_id = session_id
        self._next_folder = next_folder
        self._page: deque[PendingFile] = deque()
        self._after = 0
        self._handed_out: set[int] = set()
        self._lock = asyncio.Lock()

    @property
    def next_folder(self) -> str:
        """What comes first; empty once nothing is left below it."""
        return self._next_folder

    def set_next_folder(self, folder: str) -> None:
        """From now on the files below the folder come first; empty: none do."""
        self._next_folder = folder
        self._restart()

    def release(self, file: PendingFile) -> None:
        """The file has its outcome, or will not get one from whoever took it."""
        self._handed_out.discard(file.file_id)

    async def take(self) -> PendingFile | None:
        """Raises what the catalog raises; the same page is then asked for again."""
        async with self._lock:
            while not self._page:
                if await self._load_page():
                    continue
                if not self._next_folder:
                    return None
                self._next_folder = ""
                self._restart()
            file = self._page.popleft()
            self._handed_out.add(file.file_id)
            return file

    async def _load_page(self) -> bool:
        """False: there are no more below the folder, or at all."""
        folder, after, out = self._next_folder, self._after, set(self._handed_out)
        found = await self._catalog.staging.pending(self._session_id, after_id=after, limit=PENDING_PAGE, below=folder)
        if (folder, after) != (self._next_folder, self._after):
            return True  # another folder was preferred meanwhile
        if found:
            self._after = found[-1].file_id
        out |= self._handed_out
        self._page.extend(file for file in found if file.file_id not in out)
        return bool(found)

    def _restart(self) -> None:
        self._page.clear()
        self._after = 0


def count_upwards(direct: Mapping[str, int], tops: Sequence[str]) -> dict[str, int]:
    """Folder → files in it and below, from folder → files in it itself; no further up than the folders `tops`."""
    below: Counter[str] = Counter()
    chosen = {PurePosixPath(top) for top in tops}
    for folder, files in direct.items():
        for place in _iter_ancestors(PurePosixPath(folder), chosen):
            below[str(place)] += files
    return dict(below)


def _iter_ancestors(folder: PurePosixPath, tops: set[PurePosixPath]) -> Iterator[PurePosixPath]:
    way = (folder, *folder.parents)
    last = max((number for number, place in enumerate(way) if place in tops), default=0)
    yield from way[: last + 1]
