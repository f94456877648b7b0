"""Spans of reading. One for each file, or for each write, would make traces that no program shows."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from app.ingest.telemetry.tracing import FinishedSpan, Tracing

BATCH_S = 1.0
BATCH_SHARE = 0.01
"""A batch takes at least this share of the time that reading took so far: reading of a day has 800 batches."""


class ReadBatches:
    """Adds up what is read and written, and makes a span of it every now and then. `clock` returns epoch seconds."""

    def __init__(self, tracing: Tracing, clock: Callable[[], float] = time.time) -> None:
        self._tracing = tracing
        self._clock = clock
        self._began_at = clock()
        self._slowest: FinishedSpan | None = None
        """The write of the batch that took longest: the only one that gets a span of its own."""
        self._open()

    @contextmanager
    def write(self, files: int, failed: int, size: int) -> Iterator[None]:
        """The reports of `files` files, with `size` bytes in all, are staged for the length of the block."""
        begun_at = self._clock()
        yield
        ended_at = self._clock()
        self._files += files
        self._failed += failed
        self._size += size
        self._writes += 1
        self._write_seconds += ended_at - begun_at
        if self._slowest is None or ended_at - begun_at > self._slowest.ended_at - self._slowest.begun_at:
            self._slowest = FinishedSpan("session.stage", begun_at, ended_at, {"headrace.files": files})
        if ended_at - self._batch_began_at >= max(BATCH_S, BATCH_SHARE * (ended_at - self._began_at)):
            self.end_batch()

    def end_batch(self) -> None:
        """Make a span of what was read since the last one, if anything was."""
        if self._slowest is not None:
            attributes = {
                "headrace.files": self._files,
                "headrace.files_failed": self._failed,
                "headrace.bytes": self._size,
                "headrace.writes": self._writes,
                "headrace.write_seconds": round(self._write_seconds, 6),
            }
            slowest = (self._slowest,)
            span = FinishedSpan("session.read_batch", self._batch_began_at, self._clock(), attributes, slowest)
            self._tracing.add(span)
        self._open()

    def _open(self) -> None:
        self._batch_began_at = self._clock()
        self._files = self._failed = self._size = self._writes = 0
        self._write_seconds = 0.0
        self._slowest = None
