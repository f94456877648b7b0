"""Lens and exposure of a photograph, from the metadata blocks that were stored of it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from app.catalog.search.columns.records import Exposure

BLOCKS = ("exif:LensModel", "exif:ISO", "exif:FNumber", "exif:ExposureTime", "exif:FocalLength")

_NUMBER = re.compile(r"\s*(\d+(?:\.\d+)?)(?:\s*/\s*(\d+(?:\.\d+)?))?")


def read_exposure(texts: Mapping[str, str]) -> Exposure:
    """Return what the blocks of these names say."""
    lens = (texts.get("exif:LensModel") or "").replace("\0", "").strip()
    numbers = (_read_number(texts.get(name)) for name in BLOCKS[1:])
    return Exposure(lens[:200] or None, *numbers)


def _read_number(text: str | None) -> float | None:
    """Return a number above 0: `200`, `2.8`, `1/250`; None for other texts."""
    match = _NUMBER.match(text or "")
    if match is None:
        return None
    divisor = float(match[2] or 1)
    return (float(match[1]) / divisor or None) if divisor else None
