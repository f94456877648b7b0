"""The last part of every provenance: which parser, in which version, read a value.

A version grows when its parser reads something differently, so that a stored row says by which rules it was read.
Parsers of generation data have their versions in the table of tools (`app/readers/generation/registry.py`).
"""

from __future__ import annotations

from typing import NamedTuple


class MetadataParser(NamedTuple):
    """A parser of anything but generation data: how the origins it reads begin, its name and version."""

    begins: str
    name: str
    version: int


METADATA_PARSERS: tuple[MetadataParser, ...] = (
    MetadataParser("exif:", "exif", 2),
    MetadataParser("xmp", "xmp", 2),
    MetadataParser("sidecar:xmp", "xmp", 2),
    MetadataParser("iptc", "iptc", 2),
    MetadataParser("video:", "video", 2),
    MetadataParser(".scores", "scores", 1),
    MetadataParser("header", "containers", 2),
)


def sign_origin(origin: str) -> str:
    """`exif:DateTimeOriginal` → `exif:DateTimeOriginal / exif 2`. Raises StopIteration for an unknown origin."""
    parser = next(parser for parser in METADATA_PARSERS if origin.startswith(parser.begins))
    return f"{origin} / {parser.name} {parser.version}"


def strip_parser(provenance: str) -> str:
    """`exif:DateTimeOriginal / exif 2` → `exif:DateTimeOriginal`."""
    return provenance.partition(" / ")[0]
