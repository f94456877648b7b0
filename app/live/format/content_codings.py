"""How the text of a subscriber group becomes the bytes of response bodies: as it is, or as a shared gzip stream.

How the gzip stream is shared: a gzip member (RFC 1952) is a header, deflate blocks (RFC 1951) and a trailer with the
CRC and length of the text. Deflate blocks that end on a byte boundary (a sync flush) can follow one another, even from
different compressors, as long as no block refers back to text that this client never received. So every subscriber gets
a header and its own snapshot, compressed separately, and from then on the same blocks as all others. After a subscriber
joined or caught up, the next shared block starts with an empty window: it refers to nothing before it.
"""

from __future__ import annotations

import zlib
from typing import Protocol

from app.live.format import sse

GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
"""No file name, no time, unknown system: RFC 1952, 2.3."""

EMPTY_LAST_BLOCK = b"\x03\x00"
"""Final, fixed codes, end of block: the shortest way to end a deflate stream at a byte boundary."""

_LEVEL = 6
_RAW_DEFLATE = -12
_MEMORY = 4
"""No zlib header, a window of 4 KB, a small hash table. Because frames are short, this takes 24 KB per channel
instead of 260, at the cost of 0.03 bytes per file."""


class Payload:
    """One part of a response body for any number of connections, framed as an HTTP chunk once."""

    __slots__ = ("body", "framed", "text")

    def __init__(self, body: bytes, text: bytes) -> None:
        self.body = body
        self.framed = sse.chunk(body) if body else b""
        self.text = text
        """The part before compression."""


class Checksum:
    """CRC and length of the text that one client received, for the trailer of its gzip member."""

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
    """The content coding of one subscriber group."""

    name: str

    def encode_shared(self, text: bytes) -> Payload:
        """Return the payload for all subscribers that are in step."""
        ...

    def encode_own(self, text: bytes, *, is_first: bool) -> Payload:
        """Return the payload for one subscriber that joins (`is_first`) or catches up."""
        ...

    def new_checksum(self) -> Checksum | None:
        """Return what a subscriber keeps for the end of its stream, if this coding needs anything."""
        ...


class Identity:
    """Text as it is."""

    name = ""

    def __init__(self) -> None:
        self._last = Payload(b"", b"")

    def encode_shared(self, text: bytes) -> Payload:
        return Payload(text, text)

    def encode_own(self, text: bytes, *, is_first: bool) -> Payload:
        """Return the same object for all that join at the same state."""
        if self._last.text != text:
            self._last = Payload(text, text)
        return self._last

    def new_checksum(self) -> Checksum | None:
        return None


class SharedGzip:
    """One gzip stream for the whole group; see the top of this module."""

    name = "gzip"

    def __init__(self) -> None:
        self._compressor = _new_compressor()
        self._needs_empty_window = False
        self._last = (b"", b"")

    def encode_shared(self, text: bytes) -> Payload:
        if self._needs_empty_window:
            self._compressor = _new_compressor()
            self._needs_empty_window = False
        block = self._compressor.compress(text) + self._compressor.flush(zlib.Z_SYNC_FLUSH)
        return Payload(block, text)

    def encode_own(self, text: bytes, *, is_first: bool) -> Payload:
        self._needs_empty_window = True
        if self._last[0] != text:
            compressor = _new_compressor()
            self._last = (text, compressor.compress(text) + compressor.flush(zlib.Z_SYNC_FLUSH))
        block = self._last[1]
        return Payload(GZIP_HEADER + block if is_first else block, text)

    def new_checksum(self) -> Checksum | None:
        return Checksum()


def _new_compressor() -> zlib._Compress:
    return zlib.compressobj(_LEVEL, zlib.DEFLATED, _RAW_DEFLATE, _MEMORY)
