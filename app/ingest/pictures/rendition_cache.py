"""The renditions that are kept on disk, least recently used first out.

A file of the cache begins with a digest of the rest, so that one that was half written when the power failed, or that
the disk damaged, is never shown. Its modification time says when it was used last, which survives a restart.
"""

from __future__ import annotations

import os
import tempfile
import threading
from collections import OrderedDict
from hashlib import blake2b
from pathlib import Path

import structlog

log = structlog.get_logger(__name__)

_DIGEST_BYTES = 16
_PART = ".part"


class RenditionCache:
    """Keeps byte strings by key in one folder; called from any thread. No error of the disk leaves it.

    `max_bytes` bounds all files together; with 0, nothing is kept.
    """

    def __init__(self, folder: Path, max_bytes: int) -> None:
        self._folder, self._max_bytes = folder, max_bytes
        self._lock = threading.Lock()
        self._sizes: OrderedDict[str, int] = OrderedDict()
        """Key → bytes on disk, least recently used first."""
        self._total = 0
        self._is_loaded = False
        self._has_complained = False

    def get(self, key: str) -> bytes | None:
        """Return what is kept under `key`, or None. It counts as used now."""
        with self._lock:
            self._load()
            if key not in self._sizes:
                return None
            self._sizes.move_to_end(key)
        try:
            stored = (self._folder / key).read_bytes()
            data = stored[_DIGEST_BYTES:]
            if stored[:_DIGEST_BYTES] == _digest(data):
                os.utime(self._folder / key)
                return data
        except OSError as error:
            self._complain(error)
        with self._lock:
            self._drop(key)
        return None

    def put(self, key: str, data: bytes) -> None:
        """Keep `data`, unless it can never fit; what was not used for longest makes room for it."""
        stored = _digest(data) + data
        if len(stored) > self._max_bytes:
            return
        with self._lock:
            self._load()
            try:
                self._make_room(len(stored))
                self._write(key, stored)
            except OSError as error:
                self._complain(error)

    def _load(self) -> None:
        """Find what an earlier start kept. The lock is held."""
        if self._is_loaded:
            return
        self._is_loaded = True
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with os.scandir(self._folder) as entries:
                found = [(entry.stat().st_mtime_ns, entry.name, entry.stat().st_size) for entry in entries]
        except OSError as error:
            self._complain(error)
            return
        for _, name, size in sorted(found):
            self._sizes[name] = size
            self._total += size
        for name in [name for name in self._sizes if name.endswith(_PART)]:
            self._drop(name)
        self._make_room(0)

    def _write(self, key: str, stored: bytes) -> None:
        descriptor, part = tempfile.mkstemp(suffix=_PART, dir=self._folder)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(stored)
            os.replace(part, self._folder / key)
        except OSError:
            Path(part).unlink(missing_ok=True)
            raise
        self._total += len(stored) - self._sizes.pop(key, 0)
        self._sizes[key] = len(stored)

    def _make_room(self, needed: int) -> None:
        while self._sizes and self._total + needed > self._max_bytes:
            self._drop(next(iter(self._sizes)))

    def _drop(self, key: str) -> None:
        self._total -= self._sizes.pop(key, 0)
        try:
            (self._folder / key).unlink(missing_ok=True)
        except OSError as error:
            self._complain(error)

    def _complain(self, error: OSError) -> None:
        """Log the first error: a full disk would fill the log otherwise."""
        if not self._has_complained:
            self._has_complained = True
            log.warning("renditions cannot be kept; they are made anew each time", error=str(error))


def _digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=_DIGEST_BYTES).digest()
