"""Renditions of files on disk: from the cache, or made by a worker, once for all who ask at the same time."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from typing import BinaryIO

from app.domain.pictures.rendition import Rendition, file_version
from app.domain.report import Failure
from app.ingest.pictures.interactive_pool import InteractivePool
from app.ingest.pictures.rendition_cache import RenditionCache
from app.readers import render_picture

RENDERER_VERSION = 2
"""Grows when renditions look different, so that those in the cache are made anew."""


class NotRenderedError(Exception):
    """The file has no rendition; `failure` says why."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.reason)
        self.failure = failure


@dataclass(slots=True)
class _Rendering:
    """One rendering in progress, and how many wait for it."""

    task: asyncio.Task[Rendition]
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class OpenPicture:
    """A file that is open, with what identifies its rendition in one size."""

    file: BinaryIO
    key: str
    """Changes with the path, the content as far as the system tells, and the size of the rendition."""
    version: str
    """As in the address that a document gives (`file_version`)."""


def open_picture(open_file: Callable[[str], BinaryIO], path: str, size: int) -> OpenPicture:
    """Open a file by `MediaRoots.open_file`, and return it with its key. Raises what that raises."""
    file = open_file(path)
    found = os.fstat(file.fileno())
    # The time of the last change of status (ctime) also grows where a tool sets the old modification time again.
    facts = (RENDERER_VERSION, path, found.st_mtime_ns, found.st_ctime_ns, found.st_size, size)
    key = blake2b(repr(facts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    return OpenPicture(file, key, file_version(found.st_mtime_ns, found.st_size))


class Renditions:
    """Gives renditions of open files; used from one asyncio loop."""

    def __init__(self, pool: InteractivePool, cache: RenditionCache) -> None:
        self._pool, self._cache = pool, cache
        self._running: dict[str, _Rendering] = {}

    async def get(self, picture: OpenPicture, size: int) -> Rendition:
        """Return the rendition with at most `size` pixels per side. Closes the file.

        When everybody who waits for it is cancelled, the work is dropped. Raises `NotRenderedError`, `TooBusyError`,
        `WorkerFailedError` or `WorkerStartError`.
        """
        if (rendering := self._running.get(picture.key)) is not None:
            picture.file.close()
        else:
            rendering = _Rendering(asyncio.create_task(self._make(picture, size)))
            self._running[picture.key] = rendering
            rendering.task.add_done_callback(lambda task: self._forget(picture.key, task))
        rendering.waiting += 1
        try:
            return await asyncio.shield(rendering.task)
        finally:
            rendering.waiting -= 1
            if not rendering.waiting:
                self._forget(picture.key, rendering.task)  # who asks from now on does not wait for a cancelled task
                rendering.task.cancel()

    def _forget(self, key: str, task: asyncio.Task[Rendition]) -> None:
        if (rendering := self._running.get(key)) is not None and rendering.task is task:
            del self._running[key]

    async def _make(self, picture: OpenPicture, size: int) -> Rendition:
        with picture.file as file:
            if (kept := await asyncio.to_thread(self._cache.get, picture.key)) is not None:
                return Rendition(kept, media_type_of(kept))
            made = await self._pool.call(render_picture, file.fileno(), size)
        if isinstance(made, Failure):
            raise NotRenderedError(made)
        await asyncio.to_thread(self._cache.put, picture.key, made.data)
        return made


def media_type_of(data: bytes) -> str:
    """Return the type of an encoded rendition by its first bytes."""
    return "image/jpeg" if data[:2] == b"\xff\xd8" else "image/webp"
