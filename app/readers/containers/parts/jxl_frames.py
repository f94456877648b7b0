"""The frames of a JPEG XL animation: each has a header and a table of its sections' sizes, so nothing is decoded.

The walk must end exactly where the codestream does, else nothing is told: a frame whose table is permuted, or that is
made in a way that is not read here, cannot be passed over.

Source: ISO/IEC 18181-1:2024, F.2 (FrameHeader), F.3 (TOC), J (restoration filters); libjxl `lib/jxl/frame_header.cc`.
"""

from __future__ import annotations

from app.readers.containers.parts.jxl_codestream import BitReader, CodestreamHeader
from app.readers.metadata.raw import Animation

_REGULAR, _LF, _REFERENCE, _SKIP_PROGRESSIVE = range(4)
_NORMAL = (_REGULAR, _SKIP_PROGRESSIVE)
_USE_LF_FRAME = 32
_REPLACE, _BLEND, _MUL_ADD, _MUL = 0, 2, 3, 4
_ORIGIN = ((0, 8), (256, 11), (2304, 14), (18688, 30))
_SECTION = ((0, 10), (1024, 14), (17408, 22), (4211712, 30))
_GROUP_SIDE, _LF_SIDE = 128, 8
_WINDOW = 8192
"""Bytes of a frame's header and the table of a small frame; a large one's is read anew with its own length."""
_SECTIONS_MAX = 100_000


class _UnreadFrameError(Exception):
    """A frame that is made in a way that is not read here."""


def read_animation(codestream: bytes, header: CodestreamHeader, limit: int) -> Animation:
    """Return the frames that are shown, and the seconds of one turn; up to `limit` frames of all kinds are walked."""
    if header.ticks_per_second is None or header.frames_at is None:
        return Animation()
    at, frames, ticks = header.frames_at, 0, 0
    try:
        for _ in range(limit):
            frame = _Frame(codestream, at, header)
            at = frame.end
            if frame.is_shown:
                frames, ticks = frames + 1, ticks + frame.ticks
            if frame.is_last:
                return (
                    Animation(frames, float(ticks / header.ticks_per_second)) if at == len(codestream) else Animation()
                )
    except _UnreadFrameError:
        return Animation()
    return Animation()


class _Frame:
    """One frame's header, read from its first bit to the end of its sections."""

    def __init__(self, codestream: bytes, at: int, header: CodestreamHeader) -> None:
        if at >= len(codestream):
            raise _UnreadFrameError
        self._bits = BitReader(codestream[at : at + _WINDOW])
        self._header = header
        self.ticks, self.is_last, self._passes = 0, True, 1
        self._kind, self._is_modular, self._flags, self._group_shift, self._lf_level = _REGULAR, False, 0, 1, 0
        self._upsampling, self._size = 1, (header.width, header.height)
        if not self._bits.take(1):
            self._read()
        if self._bits.take(1):  # the table is permuted
            raise _UnreadFrameError
        table = -(-self._bits.at // 8)
        count = self._count_sections()
        sizes = BitReader(codestream[at + table : at + table + 4 * count])
        total = sum(sizes.choose(*_SECTION) for _ in range(count))
        self.end = at + table + -(-sizes.at // 8) + total

    @property
    def is_shown(self) -> bool:
        """Whether it is a picture of the animation: the last one is, and each that lasts; others are parts of those."""
        return self._kind in _NORMAL and (self.is_last or self.ticks > 0)

    def _read(self) -> None:
        bits, header = self._bits, self._header
        self._kind, self._is_modular = bits.take(2), bool(bits.take(1))
        self._flags = bits.take_long()
        is_ycbcr = not header.is_xyb and bool(bits.take(1))
        if not self._flags & _USE_LF_FRAME:
            if is_ycbcr:
                bits.take(6)
            self._upsampling = 1 << bits.take(2)
            bits.take(2 * header.channels)
        if self._is_modular:
            self._group_shift = bits.take(2)
        elif header.is_xyb:
            bits.take(6)
        if self._kind != _REFERENCE:
            self._read_passes()
        if self._kind == _LF:
            self._lf_level = 1 + bits.take(2)
        covers_all = self._read_crop() if self._kind != _LF else True
        self._read_order(covers_all=covers_all)
        name = bits.choose((0, 0), (0, 4), (16, 5), (48, 10))
        bits.at += 8 * name
        self._skip_filters()
        bits.skip_extensions()

    def _read_passes(self) -> None:
        bits = self._bits
        self._passes = bits.choose((1, 0), (2, 0), (3, 0), (4, 3))
        if self._passes > 1:
            smaller = bits.choose((0, 0), (1, 0), (2, 0), (3, 1))
            bits.take(2 * (self._passes - 1))
            for _ in range(smaller):
                bits.take(2)
            for _ in range(smaller):
                bits.choose((0, 0), (1, 0), (2, 0), (0, 3))

    def _read_crop(self) -> bool:
        """Read which part of the picture the frame is of. Return whether it covers all of it."""
        bits = self._bits
        if not bits.take(1):
            return True
        left = top = 0
        if self._kind != _REFERENCE:
            left, top = (_to_signed(bits.choose(*_ORIGIN)) for _ in range(2))
        self._size = width, height = bits.choose(*_ORIGIN), bits.choose(*_ORIGIN)
        return left <= 0 and top <= 0 and left + width >= self._header.width and top + height >= self._header.height

    def _read_order(self, *, covers_all: bool) -> None:
        """Read how the frame is laid over others, how long it lasts, and whether it is kept for later ones."""
        bits, mode, kept = self._bits, _REPLACE, 0
        if self._kind in _NORMAL:
            modes = [self._read_blending(covers_all=covers_all) for _ in range(1 + self._header.channels)]
            mode = modes[0]
            if self._header.ticks_per_second is not None:
                self.ticks = bits.choose((0, 0), (1, 0), (0, 8), (0, 32))
                bits.take(32 * self._header.has_timecodes)
            self.is_last = bool(bits.take(1))
        else:
            self.is_last = False
        if self._kind == _LF:
            return
        if not self.is_last:
            kept = bits.take(2)
        can_be_reference = not self.is_last and (self.ticks == 0 or kept != 0)
        if self._kind == _REFERENCE or (can_be_reference and mode == _REPLACE and covers_all):
            bits.take(1)

    def _read_blending(self, *, covers_all: bool) -> int:
        bits = self._bits
        mode = bits.choose((0, 0), (1, 0), (2, 0), (3, 2))
        if self._header.channels and mode in (_BLEND, _MUL_ADD):
            bits.choose((0, 0), (1, 0), (2, 0), (3, 3))
        if (self._header.channels and mode in (_BLEND, _MUL_ADD)) or mode == _MUL:
            bits.take(1)
        if mode != _REPLACE or not covers_all:
            bits.take(2)
        return mode

    def _skip_filters(self) -> None:
        bits = self._bits
        if bits.take(1):
            return
        if bits.take(1) and bits.take(1):
            bits.at += 6 * 16
        if bits.take(2):
            self._skip_edge_filter()
        bits.skip_extensions()

    def _skip_edge_filter(self) -> None:
        bits = self._bits
        if not self._is_modular and bits.take(1):
            bits.at += 8 * 16
        if bits.take(1):
            bits.at += 3 * 16 + 32
        if bits.take(1):
            bits.at += (3 if self._is_modular else 4) * 16
        if self._is_modular:
            bits.at += 16

    def _count_sections(self) -> int:
        """Return how many sections follow: one for a small frame, else one for all, and some for each part and pass."""
        side = _GROUP_SIDE << self._group_shift
        shrunk = self._upsampling << 3 * self._lf_level
        width, height = (-(-length // shrunk) for length in self._size)
        groups = -(-width // side) * -(-height // side)
        if groups == 1 and self._passes == 1:
            return 1
        lf_side = side * _LF_SIDE
        count = 2 + -(-width // lf_side) * -(-height // lf_side) + groups * self._passes
        if count > _SECTIONS_MAX:
            raise _UnreadFrameError
        return count


def _to_signed(value: int) -> int:
    """Undo the packing of a signed number (B.2.6)."""
    return -(value + 1 >> 1) if value & 1 else value >> 1
