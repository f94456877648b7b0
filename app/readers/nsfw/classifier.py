"""The interface of every NSFW model, whatever runs it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

Pixels: TypeAlias = NDArray[np.uint8]
"""RGB, shape (height, width, 3), 0…255, orientation applied."""


class ModelUnavailableError(Exception):
    """A model cannot be used here. The message says why and what to do."""


class Classifier(Protocol):
    """One loaded model."""

    @property
    def name(self) -> str:
        """Name and version of the model, stored with every score so that scores of two models are never mixed."""
        ...

    def probabilities(self, rgb: Pixels) -> Mapping[str, float]:
        """Return a probability, 0…1, for each class of the model; their sum is 1. Raises ValueError as `score` does."""
        ...

    def score(self, rgb: Pixels) -> float:
        """Return the probability, 0…1, that a viewer would call the picture not safe for work.

        Raises ValueError for an array of another shape or type, or when the model returns no number.
        """
        ...


@dataclass(frozen=True, slots=True)
class NsfwStatus:
    """Whether pictures can be scored here, by which model, and if not, why."""

    available: bool
    model: str | None
    reason: str
