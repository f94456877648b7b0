"""MPEG transport and program streams: whether they end within a packet, and what a camcorder wrote into the pictures.

Such a stream has no structure around it that says how long it is, but its packets have lengths: one that ends within a
packet was cut off. One that was cut between two packets is a whole, shorter stream.

Source: ISO/IEC 13818-1, 2.4.3.2 (transport packets), 2.5.3 (packs), 2.4.3.6 (PES packets); 11172-1 for MPEG-1.
"""

from __future__ import annotations

from collections.abc import Callable

from app.readers.containers.parts.camcorder import read_camcorder_tags
from app.readers.containers.raw_builder import RawMetadataBuilder
from app.readers.reasons import UnreadableError

ReadAt = Callable[[int, int], bytes]

_SYNC = 0x47
_PACKETS = (188, 192)
_TAIL_PACKETS, _SYNCS_MIN = 8, 2
"""Whole packets at the end that must begin with the sync byte, so that it is their beginning and no chance."""
_HEAD_BYTES = 256 * 1024
"""Camcorders write into the first picture, which begins behind a few tables."""
_TAIL_BYTES = 256 * 1024
"""A packet of a program stream has at most 65,541 bytes, a pack mostly one packet."""
_PACK, _END = 0xBA, 0xB9
_CUT = "the file is cut off: it ends within a packet; copy or download it again"


def read_transport_stream(read_at: ReadAt, size: int, builder: RawMetadataBuilder) -> None:
    """Read the camcorder's tags. Raises UnreadableError where the stream ends within a packet."""
    builder.tags |= read_camcorder_tags(read_at(_HEAD_BYTES, 0))
    tail_bytes = min(size, (_TAIL_PACKETS + 1) * max(_PACKETS))
    if _ends_within_packet(read_at(tail_bytes, size - tail_bytes)):
        raise UnreadableError(_CUT)


def _ends_within_packet(tail: bytes) -> bool:
    """Whether something follows the last whole packet that begins like another one. Zeros behind it fill a disk up."""
    for packet in _PACKETS:
        before = packet - _PACKETS[0]  # four bytes in front of the sync byte, on discs
        for left in range(packet):
            syncs = tail[before + (len(tail) - left) % packet : len(tail) - left : packet][-_TAIL_PACKETS:]
            if len(syncs) >= _SYNCS_MIN and not syncs.strip(bytes([_SYNC])):
                rest = tail[len(tail) - left :]
                return bool(rest.strip(b"\0")) and rest[before : before + 1] in (b"", bytes([_SYNC]))
    return False


def read_program_stream(read_at: ReadAt, size: int, _builder: RawMetadataBuilder) -> None:
    """Raise UnreadableError where the stream ends within a packet."""
    start = max(0, size - _TAIL_BYTES)
    tail = read_at(size - start, start)
    at = tail.rfind(b"\0\0\1" + bytes([_PACK]))
    if at < 0:
        return
    while at < len(tail):
        if tail[at : at + 3] != b"\0\0\1"[: len(tail) - at] or not tail[at:].strip(b"\0"):
            return  # not a packet: zeros, or what a disc has behind the stream
        end = _find_end(tail, at)
        if end is None:
            return
        if end > len(tail):
            raise UnreadableError(_CUT)
        at = end


def _find_end(tail: bytes, at: int) -> int | None:
    """Return where the pack header, system header or PES packet at `at` ends; None behind the end of the program."""
    kind = tail[at + 3] if at + 3 < len(tail) else None
    if kind == _END:
        return None
    if kind == _PACK:
        is_second = at + 4 < len(tail) and tail[at + 4] >> 6 == 1
        return at + (14 + (tail[at + 13] & 7 if at + 13 < len(tail) else 0) if is_second else 12)
    return at + 6 + int.from_bytes(tail[at + 4 : at + 6].ljust(2, b"\0"), "big")
