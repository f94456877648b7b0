"""How a lane's text becomes the bytes of a response body: as it is, or as one gzip stream that many share.

The shared gzip stream. A gzip member (RFC 1952) is a header, deflate blocks (RFC 1951) and a trailer with the CRC
and length of the text. Deflate blocks that end on a byte boundary (a sync flush) can follow one another whoever made
them, so long as no block looks back to text that this client never got. So every subscriber gets a header and its own
snapshot, compressed by itself, and from then on the blocks that all get. When somebody has joined, or caught up with
text of its own, the next shared block is begun with an empty window: it looks back to nothing before it.
"""

from __future__ import annotations

import zlib
from typing import Protocol

from app.live.format import sse

GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
"""No name, no time, unknown system: RFC 1952, 2.3."""

EMPTY_LAST_BLOCK = b"\x03\x00"
"""Final, fixed codes, end of block: the shortest way to end a deflate stream that stands on a byte boundary."""

_LEVEL = 6
_RAW_DEFLATE = -12
_MEMORY = 4
"""No header of zlib's own, a window of 4 KB, a small hash table. Frames are short: this costs 24 instead of 260 KB a
channel, and 0.03 bytes a file."""


class Payload:
    """One body part for any number of connections, framed as an HTTP chunk once."""

    __slots__ = ("body", "framed", "text")

    def __init__(self, body: bytes, text: bytes) -> None:
        self.body = body
        self.framed = sse.chunk(body) if body else b""
        self.text = text
        """What a client reads in it."""


class Checksum:
    """CRC and length of the text one client got, for the trailer of its gzip member."""

    __slots__ = ("crc", "length")

    def __init__(self) -> None:
        self.crc = 0
        self.length = 0

    def add(self, text: bytes) -> None:
        self.crc = zlib.crc32(text, self.crc)
        self.length += len(text)

    def trailer(self) -> bytes:
        return EMPTY_LAST_BLOCK + self.crc.to_bytes(4, "little") + (self.length & 0xFFFFFFFF).to_bytes(4, "little")


class Coding(Protocol):
    """One content coding of one lane."""

    name: str

    def shared(self, text: bytes) -> Payload:
        """For all subscribers in step."""
        ...

    def own(self, text: bytes, *, first: bool) -> Payload:
        """For one subscriber that joins (`first`) or catches up, and is in step from then on."""
        ...

    def checksum(self) -> Checksum | None:
        """What a subscriber has to keep for the end of its stream; None when nothing."""
        ...


class Identity:
    name = ""

    def __init__(self) -> None:
        self._last = Payload(b"", b"")

    def shared(self, text: bytes) -> Payload:
        return Payload(text, text)

    def own(self, text: bytes, *, first: bool) -> Payload:
        """Many that join at one state get one object."""
        if self._last.text != text:
            self._last = Payload(text, text)
        return self._last

    def checksum(self) -> Checksum | None:
        return None


class SharedGzip:
    name = "gzip"

    def __init__(self) -> None:
        self._compressor = _new_compressor()
        self._somebody_new = False
        self._last = (b"", b"")

    def shared(self, text: bytes) -> Payload:
        if self._somebody_new:
            self._compressor = _new_compressor()
            self._somebody_new = False
        block = self._compressor.compress(text) + self._compressor.flush(zlib.Z_SYNC_FLUSH)
        return Payload(block, text)

    def own(self, text: bytes, *, first: bool) -> Payload:
        self._somebody_new = True
        if self._last[0] != text:
            compressor = _new_compressor()
            self._last = (text, compressor.compress(text) + compressor.flush(zlib.Z_SYNC_FLUSH))
        block = self._last[1]
        return Payload(GZIP_HEADER + block if first else block, text)

    def checksum(self) -> Checksum | None:
        return Checksum()


def _new_compressor() -> zlib._Compress:
    return zlib.compressobj(_LEVEL, zlib.DEFLATED, _RAW_DEFLATE, _MEMORY)
