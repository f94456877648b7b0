"""One loaded model: it returns a probability for each class; the sum of the unsafe ones is the score."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.readers.nsfw.classifier import Pixels

Probabilities = NDArray[np.floating]
"""One for each class, shape (classes,)."""

SLACK = 1e-4
"""By how much rounding may take the sum of one picture's probabilities from 1, or one of them outside 0…1."""


@dataclass(frozen=True, slots=True)
class Model:
    """The `Classifier` that every backend builds."""

    name: str
    classes: tuple[str, ...]
    unsafe: frozenset[str]
    """The classes that count as not safe for work."""
    infer: Callable[[Pixels], Probabilities]

    def probabilities(self, rgb: Pixels) -> Mapping[str, float]:
        """Return a probability for each class. Raises ValueError as `score` does."""
        answer = np.asarray(self.infer(_check_picture(rgb)), np.float64).reshape(-1)
        if answer.shape != (len(self.classes),):
            raise ValueError(f"{self.name} returned {answer.size} numbers for {len(self.classes)} classes")
        # Written so that NaN, for which every comparison is false, is refused too.
        if not (answer.min() >= -SLACK and abs(answer.sum() - 1) <= SLACK):
            raise ValueError(f"{self.name} returned {answer.round(4).tolist()}, which are not probabilities")
        return dict(zip(self.classes, answer.clip(0, 1).tolist(), strict=True))

    def score(self, rgb: Pixels) -> float:
        """Return the probability, 0…1, that the picture is of an unsafe class.

        Raises ValueError for anything but an RGB picture (height, width, 3) of uint8, or when the
        model returns no probabilities: NaN would compare as safe.
        """
        probabilities = self.probabilities(rgb)
        return min(1.0, sum(probabilities[name] for name in sorted(self.unsafe)))


def _check_picture(rgb: Pixels) -> Pixels:
    if rgb.dtype != np.uint8 or rgb.ndim != 3 or rgb.shape[2] != 3 or 0 in rgb.shape:
        raise ValueError(f"expected an RGB picture (height, width, 3) of uint8, got {rgb.shape} of {rgb.dtype}")
    return rgb
