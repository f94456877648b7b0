"""The composite of a Photoshop document: 1, 8, 16 or 32 bits a channel, in every colour mode, PSD and PSB.

Source: Adobe Photoshop File Formats Specification (“Image Data”, “Color Mode Data”). Samples of 32 bits are light,
with 1 as white.
"""

from __future__ import annotations

from typing import NamedTuple

import cv2
import imagecodecs
import numpy as np

from app.readers.colours.light import encode_light
from app.readers.containers.parts.psd import (
    LIGHT_DEPTH,
    CompositePlace,
    PsdHeader,
    find_composite,
    has_transparency,
    list_row_lengths,
    read_header,
    read_palette,
)
from app.readers.pixels.samples import Array, to_bytes
from app.readers.pixels.thumbnail import Pixels
from app.readers.reasons import UnreadableError

_BITMAP, _INDEXED, _RGB, _CMYK, _LAB = 0, 2, 3, 4, 9
_COLOURS = {_RGB: 3, _CMYK: 4, _LAB: 3}
"""Channels of a colour; all other modes have one that is shown."""
_TYPES = {8: ">u1", 16: ">u2", LIGHT_DEPTH: ">f4"}
_PALETTE = 768


class Composite(NamedTuple):
    """The composite of a document."""

    samples: Array
    """Grey or RGB of 8 or 16 bits, with alpha where something may be transparent; of CMYK see `inks`."""
    inks: Pixels | None = None
    """CMYK of 8 bits, inverted (0 is full ink), as Adobe writes it; `samples` are the same."""


def decode_composite(data: bytes) -> Composite:
    """Decode the composite. Raises UnreadableError for one that is damaged, or packed or made in an unknown way."""
    header = read_header(data)
    colours = _COLOURS.get(header.mode, 1)
    if header.depth == 1 and header.mode == _BITMAP:
        return Composite(_read_bitmap(data, header))
    if header.depth not in _TYPES or header.channels < colours:
        raise UnreadableError(
            f"a Photoshop document of {header.channels} channels and {header.depth} bits, which is not supported"
        )
    has_alpha = header.channels > colours and has_transparency(data, header)
    planes = _read_planes(data, header, colours + has_alpha)
    if header.mode == _CMYK:
        inks = np.ascontiguousarray(np.moveaxis(to_bytes(planes[:colours]), 0, -1))
        return Composite(inks, inks)
    shown = _to_colours(planes[:colours], header, read_palette(data))
    if has_alpha:
        alpha = _to_depth_of(shown, planes[colours])
        shown = np.concatenate((shown if shown.ndim == 3 else shown[..., None], alpha[..., None]), axis=2)
    return Composite(shown)


def _to_colours(planes: Array, header: PsdHeader, palette: bytes) -> Array:
    if header.depth == LIGHT_DEPTH:
        light = np.nan_to_num(planes.astype(np.float32), posinf=1, neginf=0)
        return _interleave(encode_light(light))
    if header.mode == _INDEXED:
        if len(palette) < _PALETTE:
            raise UnreadableError("the Photoshop document has no colour table: it is damaged")
        table = np.frombuffer(palette[:_PALETTE], np.uint8).reshape(3, 256).T
        return np.asarray(np.take(table, planes[0], axis=0))
    return _lab_to_rgb(planes) if header.mode == _LAB else _interleave(planes)


def _interleave(planes: Array) -> Array:
    return planes[0] if len(planes) == 1 else np.ascontiguousarray(np.moveaxis(planes, 0, -1))


def _lab_to_rgb(planes: Array) -> Pixels:
    """Convert L* (0 to the largest number is 0…100), a* and b* (128 in the middle)."""
    lab = np.moveaxis(to_bytes(planes).astype(np.float32), 0, -1)
    lab = np.ascontiguousarray(lab * (100 / 255, 1, 1) - (0, 128, 128), dtype=np.float32)
    return to_bytes(np.asarray(cv2.cvtColor(lab, cv2.COLOR_LAB2RGB)))


def _to_depth_of(shown: Array, alpha: Array) -> Array:
    """Alpha is never light: floats are 0…1."""
    return alpha if shown.dtype == alpha.dtype else to_bytes(alpha)


def _read_bitmap(data: bytes, header: PsdHeader) -> Pixels:
    """Return black where a bit is set."""
    rows = np.frombuffer(_read_rows(data, header, 1), np.uint8).reshape(header.height, header.row_bytes)
    return ((1 - np.unpackbits(rows, axis=1, count=header.width)) * 255).astype(np.uint8)


def _read_planes(data: bytes, header: PsdHeader, count: int) -> Array:
    kind = np.dtype(_TYPES[header.depth])
    planes = np.frombuffer(_read_rows(data, header, count), kind).reshape(count, header.height, header.width)
    return planes.astype(kind.newbyteorder("="), copy=False)


def _read_rows(data: bytes, header: PsdHeader, count: int) -> bytes:
    """Return the rows of the first `count` channels, unpacked."""
    place, size = find_composite(data, header), count * header.height * header.row_bytes
    if place.compression == 0:
        rows = data[place.start : place.start + size]
    elif place.compression == 1:
        rows = _unpack(data, place, header, count, size)
    else:
        raise UnreadableError("the composite of the Photoshop document is packed in an unknown way")
    if len(rows) != size:
        raise UnreadableError(
            "the composite of the Photoshop document is damaged: it has another size than the document"
        )
    return rows


def _unpack(data: bytes, place: CompositePlace, header: PsdHeader, count: int, size: int) -> bytes:
    """Unpack all rows at once: a run never reaches beyond its row."""
    lengths = list_row_lengths(place, header)[: count * header.height]
    packed = data[place.start : place.start + int(lengths.sum(dtype=np.int64))]
    try:
        return bytes(imagecodecs.packbits_decode(packed, out=size))
    except imagecodecs.ImcdError as error:
        raise UnreadableError("the composite of the Photoshop document is damaged and cannot be unpacked") from error
