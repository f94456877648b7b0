"""Estimates the remaining time of a session, smoothed so that the figure does not jump.

The clock counts seconds of work, so pauses do not matter. Skipped files, and files finished before the first
observation, do not count: the rate is that of the files seen to finish.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

WARM_UP_S = 2.0
"""No estimate is given before this many seconds of work were observed."""
RATE_MEMORY_S = 10.0
"""Time constant of the exponential average of the rate."""
SETTLE_S = 4.0
"""Time constant with which the expected end follows a new estimate."""
MOST_APART = 0.2
"""The remaining time differs from the new estimate by at most this share of it: the rate is shown beside it, and the
first estimates, made while the workers start, are several times too long."""


@dataclass(frozen=True, slots=True)
class Pace:
    """What was observed so far. Immutable: `observe` returns the next state."""

    began: float | None = None
    """Seconds of work at the first observation."""
    finished_before: int = 0
    now: float = 0.0
    finished: int = 0
    rate: float = 0.0
    """Files per second, smoothed over the last seconds; 0 while unknown."""
    end: float | None = None
    """Seconds of work at which the last file is expected to finish."""

    def observe(self, worked: float, finished: int, total: int) -> Pace:
        """Return the state after one more observation: `finished` files of `total` after `worked` seconds of work."""
        if self.began is None or finished < self.finished:
            return Pace(worked, finished, worked, finished)
        if worked <= self.now:
            return self
        rate = self._estimate_rate(worked, finished)
        seen = replace(self, now=worked, finished=finished, rate=rate)
        return replace(seen, end=self._estimate_end(worked, total - finished, rate))

    def time_left(self, worked: float) -> float | None:
        """Return the remaining seconds of work, or None while there is too little data for an estimate."""
        if self.end is None or self.began is None or worked - self.began < WARM_UP_S:
            return None
        return max(0.0, self.end - worked)

    def _estimate_rate(self, worked: float, finished: int) -> float:
        """Return the plain mean during the first `RATE_MEMORY_S` seconds, then an exponential average."""
        assert self.began is not None
        age, seconds = worked - self.began, worked - self.now
        if age <= RATE_MEMORY_S:
            return (finished - self.finished_before) / age
        measured = (finished - self.finished) / seconds
        return self.rate + (1 - math.exp(-seconds / RATE_MEMORY_S)) * (measured - self.rate)

    def _estimate_end(self, worked: float, pending: int, rate: float) -> float | None:
        """Move the expected end towards the new estimate. Between observations the remaining time counts down to it."""
        if rate <= 0:
            return self.end
        estimate = worked + pending / rate
        if self.end is None or pending == 0:
            return estimate
        end = self.end + (estimate - self.end) * (1 - math.exp(-(worked - self.now) / SETTLE_S))
        apart = MOST_APART * pending / rate
        return min(max(end, estimate - apart), estimate + apart)
