"""TIFF: the file itself is a structure of the kind that EXIF uses, so the EXIF parser reads it.

Sources: TIFF 6.0; XMP in tag 700; ICC.1:2022, annex B.4 (tag 34675).
"""

from __future__ import annotations

import struct

from app.readers.containers.raw_builder import RawMetadataBuilder
from app.readers.metadata.exif import (
    C2PA_TAG,
    IFD0,
    IMAGE_HEIGHT,
    IMAGE_WIDTH,
    IPTC_TAG,
    ORIENTATION,
    PHOTOSHOP_TAG,
    PROFILE_TAG,
    XMP_TAG,
    Exif,
    parse_exif,
)


def read_tiff(data: bytes, builder: RawMetadataBuilder) -> None:
    """Read the first page's size, as it is shown, and its metadata. The decoder turns it upright by its own tag."""
    exif = parse_exif(data, builder.limits)
    builder.exif = data
    builder.announce(exif.first_directory + 2 if exif.first_directory else 0)
    builder.width, builder.height = exif.find_integer(IFD0, IMAGE_WIDTH), exif.find_integer(IFD0, IMAGE_HEIGHT)
    turn = exif.find_integer(IFD0, ORIENTATION) or 0
    builder.is_rotated_by_container = 1 <= turn <= 8
    if 5 <= turn <= 8:
        builder.width, builder.height = builder.height, builder.width
    if isinstance(xmp := exif.values.get((IFD0, XMP_TAG)), bytes):
        builder.add_xmp(xmp)
    if isinstance(photoshop := exif.values.get((IFD0, PHOTOSHOP_TAG)), bytes):
        builder.add_photoshop(photoshop)
    if isinstance(store := exif.values.get((IFD0, C2PA_TAG)), bytes):
        builder.c2pa = store
    if isinstance(profile := exif.values.get((IFD0, PROFILE_TAG)), bytes):
        builder.add_profile(profile)
    if iptc := _find_iptc(exif):
        builder.iptc = builder.iptc or iptc


def _find_iptc(exif: Exif) -> bytes:
    """Return the IPTC data sets. Many writers declare their bytes as 32-bit numbers in the file's byte order."""
    value = exif.values.get((IFD0, IPTC_TAG), b"")
    if isinstance(value, bytes):
        return value
    words = [word for word in value if isinstance(word, int) and 0 <= word < 1 << 32]
    return struct.pack(f"{'>' if exif.big_endian else '<'}{len(words)}I", *words)
