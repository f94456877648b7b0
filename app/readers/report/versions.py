"""Which parser, in which version, took a value out of which block: the last part of every provenance.

A version grows when its parser reads something differently, so that a stored row tells by which rules it was read.
The parsers of generation data have theirs in the table of tools.
"""

from __future__ import annotations

from typing import NamedTuple


class Reader(NamedTuple):
    """A parser of what is no generation data: how the origins it reads from begin, its name and version."""

    begins: str
    name: str
    version: int


READERS: tuple[Reader, ...] = (
    Reader("exif:", "exif", 1),
    Reader("xmp", "xmp", 1),
    Reader("sidecar:xmp", "xmp", 1),
    Reader("iptc", "iptc", 1),
    Reader("video:", "video", 1),
    Reader(".scores", "scores", 1),
    Reader("header", "containers", 1),
)


def signed(origin: str) -> str:
    """`exif:DateTimeOriginal` → `exif:DateTimeOriginal / exif 1`. Raises StopIteration for an unknown origin."""
    reader = next(reader for reader in READERS if origin.startswith(reader.begins))
    return f"{origin} / {reader.name} {reader.version}"


def block_of(provenance: str) -> str:
    """Where a value stood, without the parser."""
    return provenance.partition(" / ")[0]
