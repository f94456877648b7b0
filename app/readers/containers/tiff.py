"""TIFF: the file is itself the structure EXIF borrows, so its reader is ours. Source: TIFF 6.0; XMP in tag 700."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from app.readers.metadata.exif import (
    C2PA_TAG,
    IFD0,
    IMAGE_HEIGHT,
    IMAGE_WIDTH,
    IPTC_TAG,
    PHOTOSHOP_TAG,
    XMP_TAG,
    Exif,
    parse_exif,
)

if TYPE_CHECKING:
    from app.readers.metadata.raw import Embedded


def read_tiff(data: bytes, embedded: Embedded) -> None:
    """The first page's size and metadata."""
    exif = parse_exif(data, embedded.limits)
    embedded.exif = data
    embedded.announce(exif.first_directory + 2 if exif.first_directory else 0)
    embedded.width, embedded.height = exif.find_integer(IFD0, IMAGE_WIDTH), exif.find_integer(IFD0, IMAGE_HEIGHT)
    if isinstance(xmp := exif.values.get((IFD0, XMP_TAG)), bytes):
        embedded.add_xmp(xmp)
    if isinstance(photoshop := exif.values.get((IFD0, PHOTOSHOP_TAG)), bytes):
        embedded.add_photoshop(photoshop)
    if isinstance(store := exif.values.get((IFD0, C2PA_TAG)), bytes):
        embedded.c2pa = store
    if iptc := _find_iptc(exif):
        embedded.iptc = embedded.iptc or iptc


def _find_iptc(exif: Exif) -> bytes:
    """The IPTC data sets; many writers declare their bytes as 32-bit numbers in the file's order."""
    value = exif.values.get((IFD0, IPTC_TAG), b"")
    if isinstance(value, bytes):
        return value
    words = [word for word in value if isinstance(word, int) and 0 <= word < 1 << 32]
    return struct.pack(f"{'>' if exif.big_endian else '<'}{len(words)}I", *words)
