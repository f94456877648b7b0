"""Fingerprints (digests) of findings, so that two findings can be compared without loading them.

A fingerprint leaves out the provenance of values, and the thumbnail, which is generated. Two findings that differ only
in these are equal.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import blake2b

from app.domain.report import Block

FLOATS = ("duration_s", "frame_rate", "gps_lat", "gps_lon", "nsfw_score")
"""Columns of numbers that a database returns as floats, also where they were stored as integers."""


_LEFT_OUT = {("content_identifier", None), ("pixels_read", True)}
"""What holds for most files. Left out, so that their fingerprints are those that earlier versions stored."""


def digest_of(
    columns: Mapping[str, object], keywords: Sequence[str], blocks: Sequence[Block], *, is_nsfw: bool
) -> bytes:
    """Return the 16-byte fingerprint of a finding. `columns` are those that `columns_of` returns."""
    values = {
        name: _as_stored(name, value)
        for name, value in columns.items()
        if name != "provenance" and (name, value) not in _LEFT_OUT
    }
    # One JSON document, of which only one block is in memory at a time.
    head = json.dumps([values, is_nsfw, keywords])
    digest = blake2b(f"{head[:-1]}, [".encode(), digest_size=16)
    for number, block in enumerate(blocks):
        digest.update(f"{', ' if number else ''}{json.dumps([block.name, block.text])}".encode())
    digest.update(b"]]")
    return digest.digest()


def _as_stored(name: str, value: object) -> object:
    return float(value) if name in FLOATS and isinstance(value, int) else value
