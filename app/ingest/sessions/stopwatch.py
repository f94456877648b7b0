"""How long a session has worked, without pauses, outages and the time between two servers; how long its writes took."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager

from app.domain.report import Step
from app.domain.time_spent import TimeSpent, WorkPart


class Stopwatch:
    """Counts seconds of work. `carried` is the time from earlier servers; the stopwatch starts running."""

    def __init__(self, carried: float) -> None:
        self._carried = carried
        self._since: float | None = time.monotonic()

    @property
    def is_running(self) -> bool:
        return self._since is not None

    @property
    def elapsed(self) -> float:
        """Seconds of work so far."""
        return self._carried + (time.monotonic() - self._since if self._since is not None else 0)

    def stop(self) -> None:
        self._carried, self._since = self.elapsed, None

    def start(self) -> None:
        if self._since is None:
            self._since = time.monotonic()


class OverlapTimer:
    """Measures how long at least one of several jobs ran, which may overlap; used from one asyncio loop."""

    def __init__(self) -> None:
        self._running = 0
        self._since = 0.0
        self._seconds = 0.0

    @contextmanager
    def measure(self) -> Iterator[None]:
        """A job runs for the length of the block."""
        if self._running == 0:
            self._since = time.monotonic()
        self._running += 1
        try:
            yield
        finally:
            self._running -= 1
            if self._running == 0:
                self._seconds += time.monotonic() - self._since

    def take(self) -> float:
        """Return the seconds since the last call; a time in which jobs still run counts when they are over."""
        seconds, self._seconds = self._seconds, 0.0
        return seconds


class WorkTimes:
    """Adds up where the time of a session goes. `carried` is what earlier servers added up."""

    def __init__(self, carried: TimeSpent) -> None:
        self._spent = carried
        self._writing = OverlapTimer()

    def add_steps(self, steps: Mapping[Step, float]) -> None:
        """Add the seconds that a worker took for steps of reading."""
        self._spent = self._spent.with_steps(steps)

    def measure_write(self) -> AbstractContextManager[None]:
        """An outcome is written for the length of the block."""
        return self._writing.measure()

    def count(self) -> TimeSpent:
        """Return where the time went so far."""
        self._spent = self._spent.with_part(WorkPart.DATABASE, self._writing.take())
        return self._spent
