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
        self._folder = next_folder
        self._page: deque[PendingFile] = deque()
        self._after = 0
        self._out: set[int] = set()
        self._lock = asyncio.Lock()

    @property
    def folder(self) -> str:
        """What comes first; empty once nothing is left below it."""
        return self._folder

    def prefer(self, folder: str) -> None:
        """From now on the files below the folder come first; empty: none do."""
        self._folder = folder
        self._begin_again()

    def done(self, file: PendingFile) -> None:
        """The file has its outcome, or will not get one from whoever took it."""
        self._out.discard(file.file_id)

    async def next(self) -> PendingFile | None:
        """Raises what the catalog raises; the same page is then asked for again."""
        async with self._lock:
            while not self._page:
                if await self._turn_page():
                    continue
                if not self._folder:
                    return None
                self._folder = ""
                self._begin_again()
            file = self._page.popleft()
            self._out.add(file.file_id)
            return file

    async def _turn_page(self) -> bool:
        """False: there are no more below the folder, or at all."""
        folder, after, out = self._folder, self._after, set(self._out)
        found = await self._catalog.staging.pending(self._session_id, after_id=after, limit=PENDING_PAGE, below=folder)
        if (folder, after) != (self._folder, self._after):
            return True  # another folder was preferred meanwhile
        if found:
            self._after = found[-1].file_id
        out |= self._out
        self._page.extend(file for file in found if file.file_id not in out)
        return bool(found)

    def _begin_again(self) -> None:
        self._page.clear()
        self._after = 0


def counted_upwards(direct: Mapping[str, int], tops: Sequence[str]) -> dict[str, int]:
    """Folder → files in it and below, from folder → files in it itself; no further up than the folders `tops`."""
    below: Counter[str] = Counter()
    chosen = {PurePosixPath(top) for top in tops}
    for folder, files in direct.items():
        for place in _up_to_the_topmost(PurePosixPath(folder), chosen):
            below[str(place)] += files
    return dict(below)


def _up_to_the_topmost(folder: PurePosixPath, tops: set[PurePosixPath]) -> Iterator[PurePosixPath]:
    way = (folder, *folder.parents)
    last = max((number for number, place in enumerate(way) if place in tops), default=0)
    yield from way[: last + 1]
