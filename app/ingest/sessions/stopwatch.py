"""How long a session has worked: pauses, outages and time without a server left out."""

from __future__ import annotations

import time


class Stopwatch:
    """Seconds of work, carried on from an earlier server."""

    def __init__(self, carried: float) -> None:
        self._carried = carried
        self._since: float | None = time.monotonic()

    @property
    def elapsed(self) -> float:
        return self._carried + (time.monotonic() - self._since if self._since is not None else 0)

    def stop(self) -> None:
        self._carried, self._since = self.elapsed, None

    def start(self) -> None:
        if self._since is None:
            self._since = time.monotonic()
