"""Photoshop documents, large ones (PSB) too: size, image resources, and where the composite is.

Source: Adobe Photoshop File Formats Specification (header, image resources, layers, additional layer information,
image data; “Photoshop Big” for what is wider in PSB).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.readers.containers.raw_builder import RawMetadataBuilder
from app.readers.metadata.iptc import walk_resources

_HEADER = 26
_LARGE = 2
_PROFILE, _VERSION, _EXIF, _XMP = 1039, 1057, 1058, 1060
_TRANSPARENT = (b"Mtrn", b"Mt16", b"Mt32")
"""Their presence says that the composite's first further channel is its transparency."""
_DEEP_LAYERS = (b"Lr16", b"Lr32")
_WIDE_LENGTHS = (b"LMsk", b"Lr16", b"Lr32", b"Layr", b"Mt16", b"Mt32", b"Mtrn", b"Alph", b"FMsk", b"lnk2", b"FEid")
"""Blocks whose length has 8 bytes in a PSB."""
_BLOCKS_MAX = 1000
_PACKED_ROWS = 1
LIGHT_DEPTH = 32
"""Bits of a channel of floating-point samples, which are light, whatever the profile says."""


class PsdHeader(NamedTuple):
    """What the first 26 bytes state."""

    is_large: bool
    channels: int
    height: int
    width: int
    depth: int
    """Bits per sample: 1, 8, 16 or 32."""
    mode: int

    @property
    def row_bytes(self) -> int:
        return (self.width * self.depth + 7) // 8


@dataclass(frozen=True, slots=True)
class CompositePlace:
    """Where the composite is: all rows of the first channel, then all of the second one."""

    start: int
    """Of the samples, behind how they are packed and the lengths of packed rows."""
    compression: int
    """0 not packed, 1 PackBits; others are of single layers only."""
    lengths: bytes
    """Of each packed row, as 16 bits, 32 in a PSB; big-endian."""


def read_psd(data: bytes, builder: RawMetadataBuilder) -> None:
    """Read the header and the resources. The layers between them and the composite are not looked at."""
    header = read_header(data)
    builder.height, builder.width = header.height, header.width
    resources = data[find_resources(data)]
    builder.add_photoshop(resources)
    for kind, start, end in walk_resources(resources):
        if kind == _PROFILE and header.depth != LIGHT_DEPTH:
            builder.add_profile(resources[start:end])
        elif kind == _EXIF:
            builder.exif = builder.exif or resources[start:end].removeprefix(b"Exif\0\0")
        elif kind == _VERSION and resources[start + 4 : start + 5] == b"\0":
            builder.add_problem("the document was saved without a composite picture; what is shown may be empty")
        elif kind == _XMP:
            builder.add_xmp(resources[start:end])
    builder.announce(_find_end(data, header))


def read_header(data: bytes) -> PsdHeader:
    """Read the header; what is missing of it is 0."""
    version, channels, height, width, depth, mode = (
        int.from_bytes(data[start:end], "big")
        for start, end in ((4, 6), (12, 14), (14, 18), (18, 22), (22, 24), (24, 26))
    )
    return PsdHeader(version == _LARGE, channels, height, width, depth, mode)


def read_palette(data: bytes) -> bytes:
    """Return the colour table of an indexed picture: 256 reds, then greens, then blues."""
    return data[_HEADER + 4 : _HEADER + 4 + int.from_bytes(data[_HEADER : _HEADER + 4], "big")]


def find_resources(data: bytes) -> slice:
    """Return where the image resources are: behind the header and the palette, each with its length in front."""
    start = _HEADER + 4 + int.from_bytes(data[_HEADER : _HEADER + 4], "big")
    return slice(start + 4, start + 4 + int.from_bytes(data[start : start + 4], "big"))


def find_composite(data: bytes, header: PsdHeader) -> CompositePlace:
    """Return where the composite is. Its bytes may be missing."""
    layers = _find_layers(data, header)
    compression = int.from_bytes(data[layers.stop : layers.stop + 2], "big")
    start = layers.stop + 2
    if compression != _PACKED_ROWS:
        return CompositePlace(start, compression, b"")
    end = start + header.channels * header.height * (4 if header.is_large else 2)
    return CompositePlace(end, compression, data[start:end])


def has_transparency(data: bytes, header: PsdHeader) -> bool:
    """Whether the composite's first channel behind its colours is its transparency, not a selection that was kept.

    A negative number of layers says so, or a block of its own (“Saving Merged Transparency”).
    """
    layers, wide = _find_layers(data, header), 8 if header.is_large else 4
    info = layers.start + wide
    length = int.from_bytes(data[layers.start : info], "big")
    if length and _is_negative(data, info):
        return True
    mask = info + length
    at = mask + 4 + int.from_bytes(data[mask : mask + 4], "big")
    for _ in range(_BLOCKS_MAX):
        kind = data[at + 4 : at + 8]
        if at + 12 > layers.stop or data[at : at + 4] not in (b"8BIM", b"8B64"):
            return False
        body = at + 8 + (8 if header.is_large and kind in _WIDE_LENGTHS else 4)
        if kind in _TRANSPARENT or (kind in _DEEP_LAYERS and _is_negative(data, body)):
            return True
        at = body + -(-int.from_bytes(data[at + 8 : body], "big") // 4) * 4
    return False


def _is_negative(data: bytes, at: int) -> bool:
    return int.from_bytes(data[at : at + 2], "big", signed=True) < 0


def _find_layers(data: bytes, header: PsdHeader) -> slice:
    start, wide = find_resources(data).stop, 8 if header.is_large else 4
    return slice(start + wide, start + wide + int.from_bytes(data[start : start + wide], "big"))


def _find_end(data: bytes, header: PsdHeader) -> int:
    """Return where the composite ends, or begins, where it is packed and the lengths of its rows are missing."""
    place = find_composite(data, header)
    if place.compression == 0:
        return place.start + header.channels * header.height * header.row_bytes
    return place.start + int(list_row_lengths(place, header).sum(dtype=np.int64))


def list_row_lengths(place: CompositePlace, header: PsdHeader) -> NDArray[np.unsignedinteger]:
    """Return the bytes of each packed row, as far as they are there."""
    kind = np.dtype(">u4" if header.is_large else ">u2")
    return np.frombuffer(place.lengths[: len(place.lengths) // kind.itemsize * kind.itemsize], kind)
