"""How far the reading of one file is, in memory that the reading process shares with the server."""

from __future__ import annotations

import time
from collections.abc import MutableSequence
from dataclasses import dataclass, field

from app.domain.report import Step

_STEPS = tuple(Step)
_STEP, _BYTES, _SIZE, _SINCE, _SPENT = range(5)
"""Places of the cells: number of the step, bytes read, of how many, when the step began, and from there on the time
that each step took in all files so far; times in nanoseconds of the monotonic clock, which all processes share."""

CELLS = _SPENT + len(_STEPS)
"""Integers that a `ReadingProgress` needs."""


@dataclass(frozen=True, slots=True)
class FileProgress:
    """How far the reading of one file is."""

    step: Step | None
    """None before the first step."""
    bytes_read: int | None
    """Bytes of the file that were read in a pass over all of it; None while no such pass is made."""
    size: int | None
    """Bytes of the file; None while no such pass is made."""


@dataclass(frozen=True, slots=True)
class ReadingProgress:
    """Written by the process that reads a file, and read by the server at any moment, without a lock.

    Each cell is written at once. A moment at which two of them do not belong together only makes the figure a step old.
    """

    cells: MutableSequence[int] = field(default_factory=lambda: [0] * CELLS)

    def clear(self) -> None:
        """Forget the file before."""
        self.cells[_STEP] = self.cells[_BYTES] = self.cells[_SIZE] = 0

    def begin(self, step: Step) -> None:
        self._begin(_STEPS.index(step) + 1)

    def end(self) -> None:
        """The file has been read."""
        self._begin(0)

    def _begin(self, number: int) -> None:
        now = time.monotonic_ns()
        if before := self.cells[_STEP]:
            self.cells[_SPENT + before - 1] += now - self.cells[_SINCE]
        self.cells[_SIZE] = 0
        self.cells[_SINCE] = now
        self.cells[_STEP] = number

    def begin_pass(self, size: int) -> None:
        """Begin to read the whole file, which has `size` bytes."""
        self.cells[_BYTES] = 0
        self.cells[_SIZE] = size

    def add(self, count: int) -> None:
        """Count `count` more bytes of this pass."""
        self.cells[_BYTES] += count

    @property
    def now(self) -> FileProgress:
        number, bytes_read, size = self.cells[_STEP], self.cells[_BYTES], self.cells[_SIZE]
        step = _STEPS[number - 1] if number else None
        return FileProgress(step, min(bytes_read, size), size) if size else FileProgress(step, None, None)

    @property
    def seconds(self) -> dict[Step, float]:
        """The seconds that each step took, in all files that were read so far."""
        return {step: self.cells[_SPENT + place] / 1e9 for place, step in enumerate(_STEPS)}
