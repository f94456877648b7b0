"""What a container carries around its pixels, as it stood there: filled by its reader, owned by one reading."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field

import imagecodecs

from app.domain.report import Block
from app.readers.limits import MIB, Limits
from app.readers.metadata.iptc import extract_photoshop_iptc
from app.readers.metadata.text import clean

TOO_MUCH_TEXT = "the file carries more metadata text than is read; the rest was left out"


@dataclass(slots=True)
class Embedded:
    """Raw metadata of one file. `problems` says, in words, what could not be read of it."""

    limits: Limits
    width: int | None = None
    """Pixels as stored, before any rotation."""
    height: int | None = None
    blocks: list[Block] = field(default_factory=list)
    exif: bytes | None = None
    """A TIFF structure, from its `II` or `MM` on."""
    xmp: list[bytes] = field(default_factory=list)
    iptc: bytes | None = None
    """IIM data sets."""
    announced: int = 0
    """Bytes the file must have by what its own structure says; 0 where it says nothing."""
    c2pa: bytes = b""
    """A JUMBF manifest store (Content Credentials)."""
    pixels: str | None = None
    """The pixel hash; filled by the decoder, which alone sees all samples."""
    hidden: bytes | None = None
    """Packed lowest bits of the samples, where they begin with a known signature; filled by the decoder."""
    rotated_by_container: bool = False
    """The format turns the picture by a property of its own, so an EXIF orientation must not turn it again."""
    problems: list[str] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    """What a decoder wants to know of the structure: `progressive`, `bit_depth`, …"""
    _text_bytes: int = 0
    _inflated_bytes: int = 0

    def add_text(self, name: str, text: str) -> None:
        """Keeps one text as a block, within the limits; what exceeds them is said once."""
        text = clean(text)
        if not text:
            return
        size = len(text)
        if size > self.limits.text_bytes:
            self.add_problem(f"the text «{name}» is larger than {self.limits.text_bytes // MIB} MB and was left out")
        elif len(self.blocks) >= self.limits.texts or self._text_bytes + size > self.limits.texts_bytes:
            self.add_problem(TOO_MUCH_TEXT)
        else:
            self._text_bytes += size
            self.blocks.append(Block(name, text))

    def announce(self, size: int) -> None:
        """The structure points as far as `size` bytes."""
        self.announced = max(self.announced, size)

    def add_photoshop(self, data: bytes) -> None:
        """Photoshop resource blocks: of them, only IPTC says something about the picture."""
        self.iptc = self.iptc or extract_photoshop_iptc(data)

    def add_xmp(self, packet: bytes) -> None:
        """Keeps one XMP packet to be parsed, within the limits."""
        if len(packet) > self.limits.text_bytes or len(self.xmp) >= self.limits.packets:
            self.add_problem("the file carries more XMP than is read; the rest was left out")
        elif packet:
            self.xmp.append(packet)

    def add_problem(self, problem: str) -> None:
        if problem not in self.problems:
            self.problems.append(problem)

    def inflate(self, data: bytes, name: str) -> bytes | None:
        """zlib data of a text chunk, or None with the problem said: damaged, or a bomb."""
        limit = self.limits.text_bytes
        if self._inflated_bytes > self.limits.texts_bytes:
            self.add_problem(TOO_MUCH_TEXT)
            return None
        stream = zlib.decompressobj()
        try:
            inflated = stream.decompress(data, limit + 1)
        except zlib.error:
            self.add_problem(f"the compressed text «{name}» is damaged")
            return None
        self._inflated_bytes += len(inflated)
        if len(inflated) > limit:
            self.add_problem(f"the text «{name}» is larger than {limit // MIB} MB when unpacked and was left out")
            return None
        if not stream.eof:
            self.add_problem(f"the compressed text «{name}» ends early")
        return inflated

    def unpack_brotli(self, data: bytes, name: str) -> bytes | None:
        """The same for Brotli, whose decoder stops where its buffer is full."""
        if self._inflated_bytes > self.limits.texts_bytes:
            self.add_problem(TOO_MUCH_TEXT)
            return None
        try:
            unpacked = bytes(imagecodecs.brotli_decode(data, out=self.limits.text_bytes))
        except imagecodecs.BrotliError:
            self._inflated_bytes += self.limits.text_bytes  # what a bomb has cost
            limit = self.limits.text_bytes // MIB
            self.add_problem(f"the compressed text «{name}» is damaged, or larger than {limit} MB when unpacked")
            return None
        self._inflated_bytes += len(unpacked)
        return unpacked
