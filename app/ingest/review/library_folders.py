"""The folders of the library, found by any part of their path."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.catalog import Catalog


@dataclass(frozen=True, slots=True)
class LibraryFolder:
    path: str
    files: int
    """Files in the folder and below it."""


@dataclass(slots=True)
class LibraryFolders:
    """Keeps the folders until the library changes."""

    catalog: Catalog
    _version: str = ""
    _folders: Sequence[LibraryFolder] = ()
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def find(self, part: str, limit: int) -> list[LibraryFolder]:
        """Return folders whose path contains `part`, in any case: first those whose own name does, short ones first."""
        wanted = part.casefold()
        found = [each for each in await self._load() if wanted in each.path.casefold()]
        found.sort(key=lambda each: (wanted not in each.path.rpartition("/")[2].casefold(), len(each.path), each.path))
        return found[:limit]

    async def _load(self) -> Sequence[LibraryFolder]:
        async with self._lock:
            version = await self.catalog.library.version()
            if version != self._version:
                counts = await self.catalog.library.folders()
                self._folders = [LibraryFolder(path, files) for path, files in counts.items()]
                self._version = version
        return self._folders
