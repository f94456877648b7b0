"""How a player shows a video's frames: the part, the shape of a sample, and how it is turned, in this order.

Sources: ISO/IEC 14496-12, 12.1.4 (clean aperture, pixel aspect ratio) and 6.2.2 (matrix).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from av.sidedata.sidedata import Type

from app.readers.containers.parts.turns import find_orientation
from app.readers.metadata.raw import CleanAperture

_RATIO_MAX = 100
"""Samples that are longer than this are no samples; the ratio is then left out."""


@dataclass(frozen=True, slots=True)
class FrameGeometry:
    """How the stored samples of a frame become what is shown."""

    width: int
    """Of the stored frame, in samples."""
    height: int
    part: tuple[int, int, int, int]
    """Left, top, width and height of what is shown, in samples."""
    ratio: Fraction = Fraction(1)
    """Width of one sample by its height."""
    orientation: int = 1
    """As EXIF counts it, 1…8."""

    @property
    def is_part(self) -> bool:
        return self.part != (0, 0, self.width, self.height)

    @property
    def upright_size(self) -> tuple[int, int]:
        """(width, height) of what is shown before it is turned: the side that is too short is stretched."""
        _, _, width, height = self.part
        if self.ratio >= 1:
            return max(1, round(width * self.ratio)), height
        return width, max(1, round(height / self.ratio))

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) as shown."""
        width, height = self.upright_size
        return (height, width) if self.orientation >= 5 else (width, height)

    def turn_by(self, frame: Any) -> FrameGeometry:
        """Return the geometry with the size that `frame` has, and turned by the matrix that it carries."""
        orientation = _find_orientation(frame)
        if (frame.width, frame.height) != (self.width, self.height):
            return replace(plan_geometry(frame.width, frame.height, self.ratio, None), orientation=orientation)
        return replace(self, orientation=orientation)


def plan_geometry(
    width: int, height: int, ratio: Fraction | None, aperture: CleanAperture | None, orientation: int = 1
) -> FrameGeometry:
    """Return the geometry by what the container states. Values that no player could show are left out."""
    is_sane = ratio is not None and Fraction(1, _RATIO_MAX) <= ratio <= _RATIO_MAX
    part = (aperture and aperture.find_part(width, height)) or (0, 0, width, height)
    return FrameGeometry(width, height, part, ratio if is_sane and ratio is not None else Fraction(1), orientation)


def _find_orientation(frame: Any) -> int:
    matrix = next((bytes(data) for data in frame.side_data if data.type == Type.DISPLAYMATRIX), b"")
    return find_orientation(struct.unpack("=9i", matrix[:36])) if len(matrix) >= 36 else 1
