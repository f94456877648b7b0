"""The file being read: opened only if it is a regular file, with no link in its path, and checked for changes."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from app.readers.disk.no_links import enter_folder, open_file
from app.readers.disk.sparse import refuse_sparse
from app.readers.formats import HEAD_BYTES
from app.readers.limits import MIB, Limits
from app.readers.reasons import UnreadableError
from app.readers.report.reading_progress import ReadingProgress
from app.system import read_at

PIECE = 4 * MIB
"""Bytes that are read at once, so that a slow disk shows progress. Smaller pieces cost more in being joined."""


@dataclass(frozen=True, slots=True)
class OpenFile:
    """An open regular file. `size` (bytes) and `mtime_ns` are those at the time it was opened."""

    descriptor: int
    size: int
    mtime_ns: int
    limits: Limits
    progress: ReadingProgress
    """Counts what is read."""

    def read_head(self) -> bytes:
        """Return the first bytes, for identification."""
        return read_at(self.descriptor, HEAD_BYTES, 0)

    def read_all(self) -> bytes:
        """Return the whole file. Raises UnreadableError when it is too large or was changed meanwhile."""
        if self.size > self.limits.image_bytes:
            size, limit = self.size // MIB, self.limits.image_bytes // MIB
            raise UnreadableError(f"the file has {size:,} MB; images may have at most {limit:,} MB")
        data = self._read_bytes(self.size)
        if self.has_changed() or len(data) != self.size:
            raise UnreadableError(STILL_WRITTEN)
        return data

    def read_at(self, count: int, at: int) -> bytes:
        """Return `count` bytes from the offset `at` on, fewer at the end of the file."""
        return read_at(self.descriptor, count, at)

    def stream(self) -> BinaryIO:
        """Return a file object for the same open file, at its beginning. Closing it leaves the source open."""
        stream = os.fdopen(os.dup(self.descriptor), "rb", buffering=MIB)
        stream.seek(0)
        return stream

    def has_changed(self) -> bool:
        """Whether size or modification time differ from those at the time the file was opened."""
        now = os.fstat(self.descriptor)
        return (now.st_size, now.st_mtime_ns) != (self.size, self.mtime_ns)

    def is_being_written(self, *, looks_damaged: bool) -> bool:
        """Whether the file has changed since it was opened. One that looks damaged and is new is given a moment."""
        is_fresh = 0 <= time.time() - self.mtime_ns / 1e9 < self.limits.fresh_seconds
        if not self.has_changed() and not (looks_damaged and is_fresh):
            return False
        time.sleep(self.limits.settle_seconds)
        return self.has_changed()

    def _read_bytes(self, count: int) -> bytes:
        parts, at = [], 0
        self.progress.begin_pass(count)
        while at < count:
            part = read_at(self.descriptor, min(count - at, PIECE), at)
            if not part:
                break
            parts.append(part)
            at += len(part)
            self.progress.add(len(part))
        return parts[0] if len(parts) == 1 else b"".join(parts)


@dataclass(frozen=True, slots=True)
class Source(OpenFile):
    """An open file and its place, for opening what is beside it."""

    folder: int
    """Descriptor of the folder that contains the file."""
    name: str


STILL_WRITTEN = "the file is still being written: it changed while it was read; retry when it is finished"


@contextmanager
def open_source(path: str, limits: Limits, progress: ReadingProgress | None = None) -> Iterator[Source]:
    """Open `path` if it is a regular file that is not empty, without following a link. `progress` counts what is read.

    Raises UnreadableError if it is not, OSError where the system refuses.
    """
    if "\0" in path:
        raise UnreadableError("the path contains a NUL character, which no file name can have")
    above, name = os.path.split(path)
    with enter_folder(above) as folder, open_source_in(folder, name, limits, progress) as source:
        yield source


@contextmanager
def open_source_in(folder: int, name: str, limits: Limits, progress: ReadingProgress | None = None) -> Iterator[Source]:
    """Open `name` directly in the folder that is open as `folder`, as `open_source` does."""
    descriptor = open_file(folder, name)
    try:
        opened = examine_open_file(descriptor, limits, progress)
        yield Source(descriptor, opened.size, opened.mtime_ns, limits, opened.progress, folder, name)
    finally:
        os.close(descriptor)


def examine_open_file(descriptor: int, limits: Limits, progress: ReadingProgress | None = None) -> OpenFile:
    """Return the regular file that is open as `descriptor`. Raises UnreadableError when it is empty or sparse."""
    opened = os.fstat(descriptor)
    if opened.st_size == 0:
        raise UnreadableError("the file is empty (0 bytes); copy or download it again")
    refuse_sparse(descriptor, opened, limits)
    return OpenFile(descriptor, opened.st_size, opened.st_mtime_ns, limits, progress or ReadingProgress())
