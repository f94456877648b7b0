"""The header of a JPEG XL codestream: size, orientation, colours and what frames are made of, read bit by bit.

Source: ISO/IEC 18181-1:2024, annex D (SizeHeader, ImageMetadata) and B (how numbers are coded).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from app.readers.metadata.raw import CodePoints

_RATIOS = ((1, 1), (1, 1), (12, 10), (4, 3), (3, 2), (16, 9), (5, 4), (2, 1))
_ALPHA, _SPOT_COLOUR, _FILTER = 0, 2, 5
"""Kinds of extra channels that state more than the others."""
_CUSTOM = 2
_GREY, _XYB = 1, 2
_D65 = 1
_P3, _DISPLAY_P3 = 11, 12
"""H.273 has a number for P3 with the white of cinemas, and another for that with the white of screens."""

_NO_ANIMATION: tuple[Fraction | None, bool] = (None, False)
"""Ticks per second, and whether frames have timecodes."""

Distribution = tuple[tuple[int, int], ...]
"""What two bits choose among: (offset, bits of the number that is added)."""
_ENUM: Distribution = ((0, 0), (1, 0), (2, 4), (18, 6))


@dataclass(frozen=True, slots=True)
class CodestreamHeader:
    """What the header states. `width` and `height` are as stored, before the orientation."""

    width: int
    height: int
    orientation: int = 1
    code_points: CodePoints | None = None
    gamma: float | None = None
    """The exponent by which samples were made of light, where the transfer is a power."""
    has_packed_profile: bool = False
    """An ICC profile follows the header, in the codestream's own entropy code; it says what the colours are."""
    is_xyb: bool = True
    """The samples are coded as XYB; decoders then return sRGB where a profile is packed, else the colours stated."""
    channels: int = 0
    """Extra channels: alpha, depth and so on."""
    ticks_per_second: Fraction | None = None
    """Of an animation."""
    has_timecodes: bool = False
    frames_at: int | None = None
    """Offset of the first frame's header in the codestream; None where what is between is not read."""


class BitReader:
    """Reads bits from the lowest of each byte. Beyond the end it reads zeros."""

    def __init__(self, data: bytes) -> None:
        self._bits, self.at = int.from_bytes(data, "little"), 0

    def take(self, count: int) -> int:
        value = self._bits >> self.at & (1 << count) - 1
        self.at += count
        return value

    def take_long(self) -> int:
        """Read a U64 (B.2.3)."""
        kind = self.take(2)
        if kind < 3:
            return (0, 1 + self.take(4), 17 + self.take(8))[kind] if kind else 0
        value, shift = self.take(12), 12
        while self.take(1):
            count = 8 if shift < 60 else 4
            value |= self.take(count) << shift
            if shift == 60:
                break
            shift += count
        return value

    def skip_extensions(self) -> None:
        """Skip what later versions of the format may add (B.3): which of them there are, and how many bits each has."""
        present = self.take_long()
        lengths = [self.take_long() for _ in range(present.bit_count())]
        self.at += sum(lengths)

    def choose(self, *among: tuple[int, int]) -> int:
        offset, count = among[self.take(2)]
        return offset + self.take(count)


HEADER_BYTES = 2048
"""Bytes that hold the header of any real file; names of extra channels are the only long part of it."""
_CHANNELS_MAX = 64


def read_codestream_header(data: bytes) -> CodestreamHeader:
    """Return what the codestream in `data` (from its signature FF 0A on) states."""
    bits = BitReader(data[2:HEADER_BYTES])
    width, height = _read_size(bits)
    if bits.take(1):  # everything is as usual
        return CodestreamHeader(width, height, frames_at=_find_frames(bits, is_xyb=True))
    orientation, animation, has_preview = 1, _NO_ANIMATION, False
    if has_more := bool(bits.take(1)):
        orientation = bits.take(3) + 1
        has_preview, animation = _read_extra_fields(bits)
    channels = _skip_channels(bits)
    is_xyb = bool(bits.take(1))
    colours = _read_colours(bits)
    if has_more and not bits.take(1):
        bits.take(16 + 16 + 1 + 16)  # how bright it is meant to be
    bits.skip_extensions()
    frames_at = None if has_preview or colours.is_packed else _find_frames(bits, is_xyb=is_xyb)
    return CodestreamHeader(
        *(width, height, orientation, colours.points, colours.gamma, colours.is_packed, is_xyb, channels),
        *animation,
        frames_at,
    )


def _find_frames(bits: BitReader, *, is_xyb: bool) -> int | None:
    """Skip the transforms (D.3.10), and return where the first frame begins: at the next whole byte."""
    if not bits.take(1):
        if is_xyb and not bits.take(1):
            bits.at += 16 * 16
        weights = bits.take(3)
        bits.at += 16 * sum(count for index, count in enumerate((15, 55, 210)) if weights >> index & 1)
    at = 2 + -(-bits.at // 8)
    return at if at < HEADER_BYTES else None


def _read_size(bits: BitReader) -> tuple[int, int]:
    """Read the SizeHeader: small?, height, ratio, and a width where the ratio is 0. Return (width, height)."""
    small = bits.take(1)

    def side() -> int:
        return (bits.take(5) + 1) * 8 if small else bits.take((9, 13, 18, 30)[bits.take(2)]) + 1

    height = side()
    ratio = bits.take(3)
    above, below = _RATIOS[ratio]
    return (side() if ratio == 0 else height * above // below), height


def _read_extra_fields(bits: BitReader) -> tuple[bool, tuple[Fraction | None, bool]]:
    """Skip intrinsic size and preview. Return whether there is one, and ticks and timecodes of an animation."""
    if bits.take(1):
        _read_size(bits)
    if has_preview := bool(bits.take(1)):
        _skip_preview(bits)
    if not bits.take(1):
        return has_preview, _NO_ANIMATION
    above, below = bits.choose((100, 0), (1000, 0), (1, 10), (1, 30)), bits.choose((1, 0), (1001, 0), (1, 8), (1, 10))
    bits.choose((0, 0), (0, 3), (0, 16), (0, 32))
    return has_preview, (Fraction(above, below), bool(bits.take(1)))


def _skip_preview(bits: BitReader) -> None:
    sides = ((16, 0), (32, 0), (1, 5), (33, 9)) if bits.take(1) else ((1, 6), (65, 8), (321, 10), (1345, 12))
    bits.choose(*sides)
    if bits.take(3) == 0:
        bits.choose(*sides)


def _skip_channels(bits: BitReader) -> int:
    """Skip the depth of the samples, and the descriptions of the extra channels. Return how many of these there are."""
    _skip_bit_depth(bits)
    bits.take(1)
    channels = min(bits.choose((0, 0), (1, 0), (2, 4), (1, 12)), _CHANNELS_MAX)
    for _ in range(channels):
        if bits.take(1):
            continue  # alpha, as usual
        kind = bits.choose(*_ENUM)
        _skip_bit_depth(bits)
        bits.choose((0, 0), (3, 0), (4, 0), (1, 3))
        bits.take(8 * bits.choose((0, 0), (0, 4), (16, 5), (48, 10)))
        if kind == _ALPHA:
            bits.take(1)
        elif kind == _SPOT_COLOUR:
            bits.take(64)
        elif kind == _FILTER:
            bits.choose((1, 0), (0, 2), (3, 4), (19, 8))
    return channels


def _skip_bit_depth(bits: BitReader) -> None:
    if bits.take(1):
        bits.choose((32, 0), (16, 0), (24, 0), (1, 6))
        bits.take(4)
    else:
        bits.choose((8, 0), (10, 0), (12, 0), (1, 6))


class _Colours(NamedTuple):
    points: CodePoints | None = None
    gamma: float | None = None
    is_packed: bool = False


def _read_colours(bits: BitReader) -> _Colours:
    """Return code points and gamma; neither where the colours are sRGB, or an ICC profile is packed behind."""
    if bits.take(1):
        return _Colours()
    is_packed, space = bool(bits.take(1)), bits.choose(*_ENUM)
    if is_packed:
        return _Colours(is_packed=True)
    if space == _XYB:
        bits.choose(*_ENUM)  # rendering intent
        return _Colours()
    white, primaries = bits.choose(*_ENUM), 1
    if white == _CUSTOM:
        _skip_points(bits, 1)
    if space != _GREY:
        primaries = bits.choose(*_ENUM)
        if primaries == _CUSTOM:
            _skip_points(bits, 3)
    if (primaries, white) == (_P3, _D65):
        primaries = _DISPLAY_P3
    gamma = None
    if bits.take(1):
        transfer, gamma = _CUSTOM, bits.take(24) / 10_000_000
    else:
        transfer = bits.choose(*_ENUM)
    bits.choose(*_ENUM)  # rendering intent
    return _Colours(CodePoints(primaries, transfer), gamma)


def _skip_points(bits: BitReader, count: int) -> None:
    for _ in range(2 * count):
        bits.choose((0, 19), (524_288, 19), (1_048_576, 20), (2_097_152, 21))
