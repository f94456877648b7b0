"""Finds the pictures of itself that a file carries.

Sources: EXIF 2.32, 4.5.8 (thumbnail of IFD1); CIPA DC-007 (MPF); Adobe Photoshop File Formats (resource 1036); T.871,
10.2 (JFXX); TIFF/EP and DNG 1.7 (previews of raw photographs); Panasonic's tag 0x002E.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from app.readers.containers.parts.psd import find_resources
from app.readers.containers.reading import read_container
from app.readers.embedded.directories import (
    PANASONIC_JPEG,
    STRIP_LENGTHS,
    STRIPS,
    Directory,
    read_from,
    walk_directories,
)
from app.readers.limits import Limits
from app.readers.metadata.iptc import walk_resources
from app.readers.metadata.raw import RawMetadata
from app.readers.photographs.cr3 import list_jpegs
from app.readers.photographs.raf import read_preview
from app.readers.photographs.structure import TIFF_PHOTOGRAPHS
from app.readers.pixels.decode import DecodedSamples, decode_samples
from app.readers.reasons import UnreadableError

_JPEG_AT, _JPEG_LENGTH = 0x0201, 0x0202
_COMPRESSION, _PHOTOMETRIC = 0x0103, 0x0106
_JPEG_COMPRESSIONS = (6, 7, 34892)
_RAW_SAMPLES = (32803, 34892)
"""Colour filter array and linear raw: samples of the sensor, no picture to show."""
_CANON_SLICES = 0xC640
"""Only samples of a sensor are cut into slices; they are JPEG too, but lossless and no picture to show."""
_TIFF_FORMATS = frozenset({"tiff", *TIFF_PHOTOGRAPHS})
_MPF_ENTRIES = 0xB002
_SOI = b"\xff\xd8\xff"
_APP_SEGMENT = re.compile(rb"\xff([\xe0\xe2\xed])(..)(JFXX\0\x10|MPF\0|Photoshop 3\.0\0)", re.DOTALL)
_SEGMENTS_MAX = 100
_RESOURCE = re.compile(rb"8BIM\x04\x0c")
"""Resource 1036, a thumbnail as JPEG behind a header of 28 bytes."""
_THUMBNAIL = 1036
_TRIES = 8
"""Previews of one file that are decoded, the largest first, until one is whole."""


@dataclass(frozen=True, slots=True)
class EmbeddedPicture:
    """A smaller picture of the same thing: a JPEG inside the file."""

    origin: str
    """Where it was found, in words for the user."""
    data: bytes
    raw: RawMetadata

    @property
    def pixels(self) -> int:
        return (self.raw.width or 0) * (self.raw.height or 0)


def list_previews(format_name: str, data: bytes, raw: RawMetadata, limits: Limits) -> list[EmbeddedPicture]:
    """Return the pictures that the file carries of itself, the largest first. They may be damaged, too."""
    found: dict[bytes, str] = {}
    for origin, body in _iterate_candidates(format_name, data, raw, limits):
        if body[:3] == _SOI:
            found.setdefault(body, origin)
        if sum(map(len, found)) > limits.image_bytes:
            break  # pieces of one file that overlap again and again
    previews = [EmbeddedPicture(origin, body, read_container("jpeg", body, limits)) for body, origin in found.items()]
    return sorted((one for one in previews if one.pixels), key=lambda one: -one.pixels)


def decode_largest(
    previews: list[EmbeddedPicture], limits: Limits, shortest: int
) -> tuple[EmbeddedPicture, DecodedSamples] | None:
    """Return the largest preview that is whole, decoded as `decode_samples` does; None where there is none."""
    for preview in previews[:_TRIES]:
        try:
            return preview, decode_samples("jpeg", preview.data, preview.raw, limits, shortest)
        except (UnreadableError, ValueError, RuntimeError, OSError):
            continue  # damaged like the picture itself: the next smaller one may be whole
    return None


def _iterate_candidates(format_name: str, data: bytes, raw: RawMetadata, limits: Limits) -> Iterator[tuple[str, bytes]]:
    if format_name == "jpeg":
        yield from _iterate_segments(data, raw, limits)
    elif format_name == "raf":
        yield "RAF", read_preview(data)
    elif format_name == "cr3":
        yield from (("CR3", body) for body in list_jpegs(data))
    elif format_name == "psd":
        yield from _iterate_resources(data)
    if raw.exif is not None:
        yield from _iterate_directories(raw.exif, "TIFF" if format_name in _TIFF_FORMATS else "EXIF", limits)


def _iterate_directories(structure: bytes, origin: str, limits: Limits) -> Iterator[tuple[str, bytes]]:
    for directory in walk_directories(read_from(structure), limits):
        pairs = [(directory.get(_JPEG_AT), directory.get(_JPEG_LENGTH))]
        if PANASONIC_JPEG in directory:
            place, length = directory[PANASONIC_JPEG]
            pairs.append(((place,), (length,)))
        if _holds_jpeg_picture(directory):
            strips, lengths = directory.get(STRIPS, ()), directory.get(STRIP_LENGTHS, ())
            if len(strips) == len(lengths) == 1:
                pairs.append((strips, lengths))
        for places, sizes in pairs:
            if places and sizes:
                yield origin, structure[places[0] : places[0] + sizes[0]]


def _holds_jpeg_picture(directory: Directory) -> bool:
    """Whether the strip of a directory is a JPEG that shows something."""
    if directory.get(_COMPRESSION, (1,))[0] not in _JPEG_COMPRESSIONS or _CANON_SLICES in directory:
        return False
    return directory.get(_PHOTOMETRIC, (0,))[0] not in _RAW_SAMPLES


def _iterate_segments(data: bytes, raw: RawMetadata, limits: Limits) -> Iterator[tuple[str, bytes]]:
    """Yield what the segments before the first scan hold, or refer to."""
    end = raw.layout.pixels_at or len(data)
    for number, found in enumerate(_APP_SEGMENT.finditer(data, 0, end)):
        if number >= _SEGMENTS_MAX:
            return
        start, stop = found.end(), found.start() + 2 + int.from_bytes(found[2], "big")
        if found[3].startswith(b"JFXX"):
            yield "JFIF", data[start:stop]
        elif found[3].startswith(b"MPF"):
            yield from _iterate_mpf(data, start, stop, limits)
        else:
            for resource in _RESOURCE.finditer(data, start, stop):
                yield from _read_resource(data, resource.end(), stop)


def _iterate_resources(data: bytes) -> Iterator[tuple[str, bytes]]:
    resources = data[find_resources(data)]
    for number, start, end in walk_resources(resources):
        if number == _THUMBNAIL:
            yield "Photoshop", resources[start + 28 : end]


def _read_resource(data: bytes, at: int, stop: int) -> Iterator[tuple[str, bytes]]:
    """Read one resource: a name of even length with its own in front, the size, a header, the JPEG."""
    at += 2 + (data[at] & ~1) if at < stop else 0
    size = int.from_bytes(data[at : at + 4], "big")
    yield "Photoshop", data[at + 4 + 28 : min(at + 4 + size, stop)]


def _iterate_mpf(data: bytes, start: int, stop: int, limits: Limits) -> Iterator[tuple[str, bytes]]:
    """Yield the other pictures of a multi-picture file: entries of 16 bytes, offsets from the MPF header on."""
    header = data[start:stop]
    order: Literal["little", "big"] = "little" if header[:2] == b"II" else "big"
    for at, number in _find_mpf_entries(header, order, limits):
        for entry in range(at, min(at + 16 * number, len(header) - 15), 16):
            size = int.from_bytes(header[entry + 4 : entry + 8], order)
            offset = int.from_bytes(header[entry + 8 : entry + 12], order)
            if offset:
                yield "MPF", data[start + offset : start + offset + size]


def _find_mpf_entries(header: bytes, order: Literal["little", "big"], limits: Limits) -> Iterator[tuple[int, int]]:
    """Yield (offset of the entries, their number). They are a value of kind UNDEFINED."""

    def read(at: int, width: int) -> int:
        return int.from_bytes(header[at : at + width], order)

    first = read(4, 4)
    for entry in range(first + 2, min(first + 2 + 12 * read(first, 2), len(header) - 11), 12):
        if read(entry, 2) == _MPF_ENTRIES:
            yield read(entry + 8, 4), min(read(entry + 4, 4) // 16, limits.texts)
