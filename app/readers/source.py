"""The file being read: opened only if it is a regular file, read once, checked for changes meanwhile."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from app.readers.formats import HEAD_BYTES
from app.readers.limits import MIB, Limits
from app.readers.reasons import UnreadableError

_OPEN_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
"""O_NONBLOCK: if a pipe replaces the file between check and open, opening it must not block until there is a writer."""

_KINDS = (
    (stat.S_ISLNK, "a link, not a file; links are not followed, so that nothing outside the chosen folders is read"),
    (stat.S_ISDIR, "a folder, not a file"),
    (stat.S_ISFIFO, "a pipe, not a file"),
    (stat.S_ISSOCK, "a socket, not a file"),
    (stat.S_ISCHR, "a device, not a file"),
    (stat.S_ISBLK, "a device, not a file"),
)


@dataclass(frozen=True, slots=True)
class Source:
    """An open regular file. `size` (bytes) and `mtime_ns` are those at the time it was opened."""

    descriptor: int
    size: int
    mtime_ns: int
    limits: Limits

    def read_head(self) -> bytes:
        """Return the first bytes, for identification."""
        return os.pread(self.descriptor, HEAD_BYTES, 0)

    def read_all(self) -> bytes:
        """Return the whole file. Raises UnreadableError when it is too large or was changed meanwhile."""
        if self.size > self.limits.image_bytes:
            size, limit = self.size // MIB, self.limits.image_bytes // MIB
            raise UnreadableError(f"the file has {size:,} MB; pictures are read up to {limit:,} MB")
        data = self._read_bytes(self.size)
        if self.has_changed() or len(data) != self.size:
            raise UnreadableError(STILL_WRITTEN)
        return data

    def read_at(self, count: int, at: int) -> bytes:
        """Return `count` bytes from the offset `at` on, fewer at the end of the file."""
        return os.pread(self.descriptor, count, at)

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
        while at < count:
            part = os.pread(self.descriptor, min(count - at, 64 * MIB), at)
            if not part:
                break
            parts.append(part)
            at += len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)


STILL_WRITTEN = "the file is still being written: it changed while it was read; ingest it again when it is finished"


@contextmanager
def open_source(path: str, limits: Limits) -> Iterator[Source]:
    """Open `path` if it is a regular file that is not empty.

    Raises UnreadableError if it is not, OSError where the system refuses. A pipe, socket or device is never read from:
    the kind is checked before and after opening.
    """
    if "\0" in path:
        raise UnreadableError("the path contains a NUL character, which no file name can have")
    seen = os.lstat(path)
    _refuse_special(seen)
    descriptor = os.open(path, _OPEN_FLAGS)
    try:
        opened = os.fstat(descriptor)
        _refuse_special(opened)
        if opened.st_size == 0:
            raise UnreadableError("the file is empty (0 bytes); copy or download it again")
        yield Source(descriptor, opened.st_size, opened.st_mtime_ns, limits)
    finally:
        os.close(descriptor)


def _refuse_special(found: os.stat_result) -> None:
    for is_kind, words in _KINDS:
        if is_kind(found.st_mode):
            raise UnreadableError(f"this is {words}")
    if not stat.S_ISREG(found.st_mode):
        raise UnreadableError("this is not a regular file")
