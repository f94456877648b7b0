"""How long the rest will take: a figure that settles and does not jump.

The clock is seconds of work, so pauses slow nothing down. Files that were skipped, and files that were finished
before anybody looked, are no part of it: only what finishes before one's eyes says how fast it goes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

WARM_UP_S = 2.0
RATE_MEMORY_S = 10.0
SETTLE_S = 4.0


@dataclass(frozen=True, slots=True)
class Pace:
    """`observe` gives the next one."""

    began: float | None = None
    """Seconds of work at the first look."""
    finished_before: int = 0
    now: float = 0.0
    finished: int = 0
    rate: float = 0.0
    """Files a second, smoothed over the last seconds; 0 while unknown."""
    end: float | None = None
    """Seconds of work at which the last file is expected to finish."""

    def observe(self, worked: float, finished: int, total: int) -> Pace:
        """`finished` files of `total` after `worked` seconds of work."""
        if self.began is None or finished < self.finished:
            return Pace(worked, finished, worked, finished)
        if worked <= self.now:
            return self
        rate = self._learnt_rate(worked, finished)
        seen = replace(self, now=worked, finished=finished, rate=rate)
        return replace(seen, end=self._learnt_end(worked, total - finished, rate))

    def time_left(self, worked: float) -> float | None:
        """Seconds, None while it would be a guess."""
        if self.end is None or self.began is None or worked - self.began < WARM_UP_S:
            return None
        return max(0.0, self.end - worked)

    def _learnt_rate(self, worked: float, finished: int) -> float:
        """While young the plain mean, later an exponential memory."""
        assert self.began is not None
        age, seconds = worked - self.began, worked - self.now
        if age <= RATE_MEMORY_S:
            return (finished - self.finished_before) / age
        measured = (finished - self.finished) / seconds
        return self.rate + (1 - math.exp(-seconds / RATE_MEMORY_S)) * (measured - self.rate)

    def _learnt_end(self, worked: float, pending: int, rate: float) -> float | None:
        """The expected end moves towards the new estimate; between looks the clock simply runs down to it."""
        if rate <= 0:
            return self.end
        estimate = worked + pending / rate
        if self.end is None or pending == 0:
            return estimate
        return self.end + (estimate - self.end) * (1 - math.exp(-(worked - self.now) / SETTLE_S))
