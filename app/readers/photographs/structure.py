"""Raw photographs that are TIFF structures: DNG, NEF, CR2, ARW, ORF, RW2, PEF, SRW. Size, metadata, and whether all
of the file is there.

Sources: DNG 1.7 (DefaultCropSize, ActiveArea); TIFF/EP (ISO 12234-2); EXIF 2.32 (PixelXDimension); exiftool's
documentation of Panasonic's tags.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.readers.containers.jpeg import read_jpeg
from app.readers.containers.raw_builder import RawMetadataBuilder
from app.readers.containers.tiff import read_tiff
from app.readers.embedded.directories import (
    EXIF_DIRECTORY,
    PANASONIC_JPEG,
    STRIP_LENGTHS,
    STRIPS,
    TILE_LENGTHS,
    TILES,
    Directory,
    find_byte_order,
    read_directory,
    read_from,
    walk_directories,
)
from app.readers.limits import Limits
from app.readers.metadata.exif import IFD0
from app.readers.photographs.identify import has_sensor_samples, read_make

_WIDTH, _HEIGHT = 0x0100, 0x0101
_PIXEL_X, _PIXEL_Y = 0xA002, 0xA003
_CROP_SIZE, _ACTIVE_AREA = 0xC620, 0xC68D
_PANASONIC_TOP, _PANASONIC_LEFT, _PANASONIC_BOTTOM, _PANASONIC_RIGHT = 4, 5, 6, 7
_JPEG_AT, _JPEG_LENGTH = 0x0201, 0x0202
_BORDER = 0.05
"""A camera leaves out a few rows and columns at the edge of its sensor, never more than this part of them."""

TIFF_PHOTOGRAPHS = ("dng", "nef", "cr2", "arw", "orf", "rw2", "pef", "srw")
"""Formats of raw photographs that are TIFF structures."""

Size = tuple[int, int]
"""(width, height) in pixels, as stored."""


def read_photograph(data: bytes, builder: RawMetadataBuilder) -> None:
    """Read what a TIFF states, then what differs: the size is that of the developed picture, before it is turned."""
    read_tiff(data, builder)
    builder.is_rotated_by_container = False
    directories = list(walk_directories(read_from(data), builder.limits))
    are_lengths_right = not data.startswith(b"IIU\0") and not _is_made_by(directories, b"SONY", b"SAMSUNG")
    for directory in directories:
        builder.announce(max(_find_ends(directory, are_lengths_right), default=0))
    builder.width, builder.height = _find_size(data, directories, builder.limits) or (None, None)
    if directories and PANASONIC_JPEG in directories[0]:
        _add_exif_of_preview(data, directories[0][PANASONIC_JPEG], builder)


def _is_made_by(directories: list[Directory], *makers: bytes) -> bool:
    return bool(directories) and read_make(directories[0]).startswith(makers)


def _find_ends(directory: Directory, are_lengths_right: bool) -> Iterator[int]:
    """Yield where the strips, tiles and previews of a directory end. An unknown place is written as 2³² − 1.

    Not all makers write lengths that decoders rely on; of their files only the places count.
    """
    for places, lengths in ((STRIPS, STRIP_LENGTHS), (TILES, TILE_LENGTHS), (_JPEG_AT, _JPEG_LENGTH)):
        for place, length in zip(directory.get(places, ()), directory.get(lengths, ()), strict=False):
            if place < 0xFFFFFFFF:
                yield place + (length if are_lengths_right else 0)


def _find_size(data: bytes, directories: list[Directory], limits: Limits) -> Size | None:
    """Return the size that the file states for the developed picture, else that of the sensor's samples."""
    if not directories:
        return None
    sensor = next((one for one in directories if has_sensor_samples(one)), directories[0])
    first = directories[0]
    stated = _read_dng_size(sensor) or _read_panasonic_size(first) or _read_exif_size(data, first, limits)
    if stated:
        return stated
    samples = _read_pair(sensor, _WIDTH, _HEIGHT)
    return _find_preview_size(data, directories, samples, limits) or samples


def _read_pair(directory: Directory, width: int, height: int) -> Size | None:
    found = directory.get(width, (0,))[0], directory.get(height, (0,))[0]
    return found if all(found) else None


def _read_dng_size(sensor: Directory) -> Size | None:
    crop, area = sensor.get(_CROP_SIZE, ()), sensor.get(_ACTIVE_AREA, ())
    if len(crop) == 2 and all(crop):
        return crop[0], crop[1]
    if len(area) == 4 and area[3] > area[1] and area[2] > area[0]:
        return area[3] - area[1], area[2] - area[0]
    return None


def _read_panasonic_size(first: Directory) -> Size | None:
    edges = [first.get(tag, (0,))[0] for tag in (_PANASONIC_TOP, _PANASONIC_LEFT, _PANASONIC_BOTTOM, _PANASONIC_RIGHT)]
    width, height = edges[3] - edges[1], edges[2] - edges[0]
    return (width, height) if width > 0 and height > 0 else None


def _read_exif_size(data: bytes, first: Directory, limits: Limits) -> Size | None:
    order, place = find_byte_order(read_from(data)), first.get(EXIF_DIRECTORY)
    if order is None or not place:
        return None
    return _read_pair(read_directory(read_from(data), place[0], order, limits)[0], _PIXEL_X, _PIXEL_Y)


def _find_preview_size(data: bytes, directories: list[Directory], samples: Size | None, limits: Limits) -> Size | None:
    """Return the size of a preview that is as large as the sensor less its border: that is the developed picture."""
    for directory in directories:
        place, length = directory.get(_JPEG_AT), directory.get(_JPEG_LENGTH)
        if samples and place and length:
            inner = RawMetadataBuilder(limits)
            read_jpeg(data[place[0] : place[0] + length[0]], inner)
            size = inner.width or 0, inner.height or 0
            if all(full * (1 - _BORDER) <= part <= full for part, full in zip(size, samples, strict=True)):
                return size
    return None


def _add_exif_of_preview(data: bytes, place: tuple[int, ...], builder: RawMetadataBuilder) -> None:
    """Panasonic's cameras write the date, and more, only into the preview."""
    inner = RawMetadataBuilder(builder.limits)
    read_jpeg(data[place[0] : place[0] + place[1]], inner)
    builder.announce(place[0] + place[1])
    if inner.exif is not None:
        builder.exif_parts.append((IFD0, inner.exif))
    for packet in inner.xmp:
        builder.add_xmp(packet)
