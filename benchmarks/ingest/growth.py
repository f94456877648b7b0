"""Lines of best fit that show whether and how fast a figure grows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import linear_regression

WARM_UP = 0.2
"""Share of a run after which memory should have settled; later growth depends on the number of files."""


def measure_growth(points: Sequence[tuple[float, float]]) -> float:
    """Return the rise of the line of best fit through `points` (x, y) after the warm-up; 0 for fewer than 3 points."""
    settled = [(x, y) for x, y in points if x >= points[-1][0] * WARM_UP]
    if len(settled) < 3:
        return 0.0
    slope, _ = linear_regression(*zip(*settled, strict=True))
    return slope * (settled[-1][0] - settled[0][0])


def fit_exponent(points: Sequence[tuple[float, float]]) -> float | None:
    """Return the power of x with which y grows: 1 is linear, 0 constant. None for fewer than 2 points."""
    if len(points) < 2:
        return None
    slope, _ = linear_regression([math.log(x) for x, _ in points], [math.log(y) for _, y in points])
    return slope
