"""Lines of best fit: does it grow, and how fast."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import linear_regression

WARM_UP = 0.2
"""Share of a run after which memory should have settled: what grows later is what grows with the files."""


def growth(points: Sequence[tuple[float, float]]) -> float:
    """The rise of a straight line through `points` (x, y) from the end of the warm-up to the last; 0 of too few."""
    settled = [(x, y) for x, y in points if x >= points[-1][0] * WARM_UP]
    if len(settled) < 3:
        return 0.0
    slope, _ = linear_regression(*zip(*settled, strict=True))
    return slope * (settled[-1][0] - settled[0][0])


def exponent(points: Sequence[tuple[float, float]]) -> float | None:
    """The power of x with which y grows: 1 is linear, 0 constant. None of a single point."""
    if len(points) < 2:
        return None
    slope, _ = linear_regression([math.log(x) for x, _ in points], [math.log(y) for _, y in points])
    return slope
