"""How long a session has worked, without pauses, outages and the time between two servers."""

from __future__ import annotations

import time


class Stopwatch:
    """Counts seconds of work. `carried` is the time from earlier servers; the stopwatch starts running."""

    def __init__(self, carried: float) -> None:
        self._carried = carried
        self._since: float | None = time.monotonic()

    @property
    def elapsed(self) -> float:
        """Seconds of work so far."""
        return self._carried + (time.monotonic() - self._since if self._since is not None else 0)

    def stop(self) -> None:
        self._carried, self._since = self.elapsed, None

    def start(self) -> None:
        if self._since is None:
            self._since = time.monotonic()
