"""What every NSFW model looks like from outside, whatever runs behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

Pixels: TypeAlias = NDArray[np.uint8]
"""RGB, shape (height, width, 3), 0…255, orientation applied."""


class ModelUnavailableError(Exception):
    """A model cannot be used here; the message says why and what to do."""


class Classifier(Protocol):
    """One loaded model."""

    @property
    def name(self) -> str:
        """Name and version of the model: stored beside every score, so that scores of two models never mix."""
        ...

    def score(self, rgb: Pixels) -> float:
        """Probability, 0…1, that a viewer would call the picture not safe for work.

        Raises ValueError for an array of another shape or type, or when the model gives no number.
        """
        ...


@dataclass(frozen=True, slots=True)
class NsfwStatus:
    """Whether pictures can be scored here, by which model, and in words why or why not."""

    available: bool
    model: str | None
    reason: str


def checked_pixels(rgb: Pixels) -> Pixels:
    """`rgb` itself when it is a picture. Raises ValueError when it is not."""
    if rgb.dtype != np.uint8 or rgb.ndim != 3 or rgb.shape[2] != 3 or 0 in rgb.shape:
        raise ValueError(f"expected an RGB picture (height, width, 3) of uint8, got {rgb.shape} of {rgb.dtype}")
    return rgb


def checked_score(score: float) -> float:
    """`score` itself when it is a probability. Raises ValueError otherwise: NaN would compare as safe."""
    if not -1e-6 <= score <= 1 + 1e-6:
        raise ValueError(f"the model answered {score}, which is no probability")
    return min(1.0, max(0.0, score))
