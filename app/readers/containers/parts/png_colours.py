"""What a PNG states of its colours.

Source: PNG specification, third edition (W3C), 11.3.2 and 4.3 (what comes first).
"""

from __future__ import annotations

import zlib
from dataclasses import replace

from app.readers.containers.raw_builder import RawMetadataBuilder
from app.readers.metadata.raw import SRGB, CodePoints, ColourDescription

COLOUR_CHUNKS = frozenset({b"cICP", b"iCCP", b"sRGB", b"gAMA", b"cHRM"})


def read_colour_chunk(kind: bytes, body: bytes, builder: RawMetadataBuilder) -> None:
    """Read one chunk. cICP comes before all others; a profile and sRGB exclude each other, and make the rest moot."""
    known = builder.colours
    if kind == b"cICP" and len(body) == 4:
        builder.colours = ColourDescription(code_points=CodePoints(body[0], body[1]))
    elif known.code_points is not None or known.profile:
        return
    elif kind == b"iCCP":
        _read_profile(body, builder)
    elif kind == b"sRGB":
        builder.colours = ColourDescription(code_points=SRGB)
    elif kind == b"gAMA" and len(body) == 4:
        builder.colours = replace(known, gamma=int.from_bytes(body, "big") / 100_000)
    elif kind == b"cHRM" and len(body) == 32:
        numbers = (int.from_bytes(body[at : at + 4], "big") / 100_000 for at in range(0, 32, 4))
        builder.colours = replace(known, chromaticities=tuple(numbers))


def _read_profile(body: bytes, builder: RawMetadataBuilder) -> None:
    """Unpack the profile: name, NUL, compression method (0 is zlib, the only one), data."""
    packed = body.partition(b"\0")[2][1:]
    stream = zlib.decompressobj()
    try:
        profile = stream.decompress(packed, builder.limits.profile_bytes + 1)
    except zlib.error:
        profile = b""
    if not profile or not (stream.eof or len(profile) > builder.limits.profile_bytes):
        builder.add_problem("the colour profile is damaged; the colours are shown as sRGB")
        return
    builder.add_profile(profile)
