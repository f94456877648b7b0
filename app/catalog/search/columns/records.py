"""What is filtered by, of each file in one packed value, from which whole columns are loaded without parsing rows.

A record is one value of `RECORD`; the pairs of a file are any number of values of `PAIR`, one for each of its keywords
and LoRAs. Numbers that a file does not have are `NaN`, or the lowest integer where the column has integers; named
values that it does not have are 0, which is no id of `search_values`.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.domain.report import Generation

NAMED_FIELDS = ("kind", "format", "tool", "model", "sampler", "schedule", "camera", "lens", "folder")
"""Fields of which a file has at most one value, whose id the record has."""

PAIRED_FIELDS = ("keyword", "lora")
"""Fields of which a file may have several values."""

RECORD = np.dtype(
    [
        ("added", "<f8"),
        ("captured", "<i8"),
        ("size", "<i8"),
        ("seed", "<i8"),
        ("content", "<i8"),
        ("lat", "<f8"),
        ("lon", "<f8"),
        *((name, "<i4") for name in NAMED_FIELDS),
        ("width", "<i4"),
        ("height", "<i4"),
        ("steps", "<i4"),
        ("cfg", "<f4"),
        ("duration", "<f4"),
        ("iso", "<f4"),
        ("aperture", "<f4"),
        ("exposure", "<f4"),
        ("focal", "<f4"),
        ("score", "<i2"),
        ("warnings", "<i2"),
        ("flags", "<i4"),
    ]
)
_PACKER = struct.Struct("<dqqqqdd" + "i" * len(NAMED_FIELDS) + "iiiffffffhhi")
assert _PACKER.size == RECORD.itemsize

PAIR = np.dtype([("value", "<i4"), ("weight", "<f4")])
_PAIR_PACKER = struct.Struct("<if")

NSFW, FAVOURITE, CREDENTIALS, PIXELS_READ, SEEDED = 1, 2, 4, 8, 16
"""Bits of `flags`."""

NO_INT8, NO_INT4, NO_INT2 = -(2**63), -(2**31), -(2**15)
"""What integer columns have for an unknown number."""

MAX_SEED = 2**64 - 1
"""Seeds are unsigned numbers of 64 bits. Columns are signed: they have seeds less 2⁶³, and a flag for known ones."""


@dataclass(frozen=True, slots=True)
class Exposure:
    """How a photograph was taken, as far as its metadata says."""

    lens: str | None = None
    iso: float | None = None
    aperture: float | None = None
    """The f-number."""
    exposure: float | None = None
    """Seconds."""
    focal: float | None = None
    """Millimetres."""


def pack_record(
    row: Any, made: Generation | None, shot: Exposure, ids: Mapping[str, int], values: Mapping[str, Any]
) -> bytes:
    """Return the record of a file.

    `row` has the columns of its finding, `ids` the ids of its named values by field, `values` what was determined from
    several files: `added`, `captured`, `score`, `flags`, `warnings`.
    """
    score, captured = values["score"], values["captured"]
    return _PACKER.pack(
        values["added"],
        NO_INT8 if captured is None else captured,
        row.size,
        encode_seed(made.seed if made else None),
        _encode_content(row.content_hash),
        _or_nan(row.gps_lat),
        _or_nan(row.gps_lon),
        *(ids.get(name, 0) for name in NAMED_FIELDS),
        _encode_int4(row.width),
        _encode_int4(row.height),
        _encode_int4(made.steps if made else None),
        _or_nan(made.cfg_scale if made else None),
        _or_nan(row.duration_s),
        _or_nan(shot.iso),
        _or_nan(shot.aperture),
        _or_nan(shot.exposure),
        _or_nan(shot.focal),
        NO_INT2 if score is None else score,
        values["warnings"],
        values["flags"],
    )


def pack_pairs(pairs: Iterable[tuple[int, float | None]]) -> bytes:
    """Return the pairs of a file: the id of each value, and its weight."""
    return b"".join(_PAIR_PACKER.pack(value, _or_nan(weight)) for value, weight in pairs)


def is_seed(seed: int | None) -> bool:
    """Return whether a seed can be stored."""
    return seed is not None and 0 <= seed <= MAX_SEED


def encode_seed(seed: int | None) -> int:
    """Return the number by which a seed is stored."""
    return seed - 2**63 if seed is not None and is_seed(seed) else 0


def _encode_content(content_hash: str | None) -> int:
    """Return the first 64 bits of a hash; 0 without one."""
    return int(content_hash[:16], 16) - 2**63 if content_hash else 0


def _encode_int4(number: float | None) -> int:
    if number is None or not -(2**31) < number < 2**31:
        return NO_INT4
    return int(number)


def _or_nan(number: float | None) -> float:
    """Return a number that fits into 32 bits; NaN for others."""
    if number is None or not math.isfinite(number) or abs(number) > 3e38:
        return math.nan
    return float(number)
