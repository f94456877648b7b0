"""Collects what one container walk finds; `freeze` turns it into `RawMetadata`. Used by the container readers only."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field, replace

import imagecodecs

from app.domain.report import Failure
from app.readers.limits import MIB, Limits
from app.readers.metadata.block_collector import TOO_MUCH_TEXT, BlockCollector
from app.readers.metadata.iptc import extract_photoshop_iptc
from app.readers.metadata.raw import Animation, ColourDescription, PixelLayout, RawMetadata
from app.readers.metadata.shortening import cut_utf8
from app.readers.metadata.text import decode_text


@dataclass(slots=True)
class RawMetadataBuilder:
    """Raw metadata while a container is walked. The fields are those of `RawMetadata`."""

    limits: Limits
    width: int | None = None
    height: int | None = None
    exif: bytes | None = None
    exif_parts: list[tuple[str, bytes]] = field(default_factory=list)
    xmp: list[bytes] = field(default_factory=list)
    iptc: bytes | None = None
    c2pa: bytes = b""
    tags: dict[str, str] = field(default_factory=dict)
    announced_size: int = 0
    is_rotated_by_container: bool = False
    layout: PixelLayout = field(default_factory=PixelLayout)
    colours: ColourDescription = field(default_factory=ColourDescription)
    animation: Animation = field(default_factory=Animation)
    _blocks: BlockCollector = field(init=False)
    _inflated_bytes: int = 0

    def __post_init__(self) -> None:
        self._blocks = BlockCollector(self.limits)

    def freeze(self, failure: Failure | None = None) -> RawMetadata:
        """Return what was found; `failure` says why the walk ended early, if it did."""
        return RawMetadata(
            width=self.width,
            height=self.height,
            blocks=tuple(self._blocks.blocks),
            exif=self.exif,
            exif_parts=tuple(self.exif_parts),
            xmp=tuple(self.xmp),
            iptc=self.iptc,
            c2pa=self.c2pa,
            tags=self.tags,
            announced_size=self.announced_size,
            is_rotated_by_container=self.is_rotated_by_container,
            layout=self.layout,
            colours=self.colours,
            animation=self.animation,
            problems=tuple(self._blocks.problems),
            failure=failure,
        )

    def announce(self, size: int) -> None:
        """Note that the structure refers to bytes up to the offset `size`."""
        self.announced_size = max(self.announced_size, size)

    def add_text(self, name: str, data: bytes) -> None:
        """Keep one text as a block, of a long one the beginning. Of a packed text, `data` is as `inflate` returned it.

        The bytes are cut before they are decoded, so that a long text costs no more than is kept.
        """
        limit = self.limits.text_bytes
        whole_size = None
        if len(data) > limit:
            whole_size = f"more than {limit:,} bytes" if len(data) == limit + 1 else f"{len(data):,} bytes"
        self._blocks.add(name, decode_text(cut_utf8(data, limit)), whole_size)

    def add_photoshop(self, data: bytes) -> None:
        """Keep the IPTC data in Photoshop resource blocks; no other resource describes the picture."""
        self.iptc = self.iptc or extract_photoshop_iptc(data)

    def add_xmp(self, packet: bytes) -> None:
        """Keep one XMP packet, to be parsed later, within the limits."""
        size = sum(map(len, self.xmp)) + len(packet)
        too_large = len(packet) > self.limits.text_bytes or size > self.limits.texts_bytes
        if too_large or len(self.xmp) >= self.limits.packets:
            self.add_problem("the file has more XMP than is read; the rest was left out")
        elif packet:
            self.xmp.append(packet)

    def add_profile(self, profile: bytes) -> None:
        """Keep an ICC profile, the first of several."""
        if len(profile) > self.limits.profile_bytes:
            limit = self.limits.profile_bytes // MIB
            self.add_problem(f"the colour profile is larger than {limit} MB and was left out")
        elif not self.colours.profile:
            self.colours = replace(self.colours, profile=profile)

    def add_problem(self, problem: str) -> None:
        self._blocks.add_problem(problem)

    def inflate(self, data: bytes, name: str) -> bytes | None:
        """Unpack the zlib data of a text chunk, of a longer one the beginning: one byte more than a text may have.

        Return None and add a problem when it is damaged, or when enough was unpacked of the file.
        """
        limit = self.limits.text_bytes
        if self._inflated_bytes > self.limits.texts_bytes:
            self.add_problem(TOO_MUCH_TEXT)
            return None
        stream = zlib.decompressobj()
        try:
            inflated = stream.decompress(data, limit + 1)
        except zlib.error:
            self.add_problem(f"the compressed text “{name}” is damaged")
            return None
        self._inflated_bytes += len(inflated)
        if not stream.eof and len(inflated) <= limit:
            self.add_problem(f"the compressed text “{name}” ends early")
        return inflated

    def unpack_brotli(self, data: bytes, name: str) -> bytes | None:
        """Unpack Brotli data, with the same bounds; its decoder stops when its buffer is full."""
        if self._inflated_bytes > self.limits.texts_bytes:
            self.add_problem(TOO_MUCH_TEXT)
            return None
        try:
            unpacked = bytes(imagecodecs.brotli_decode(data, out=self.limits.item_bytes))
        except imagecodecs.BrotliError:
            self._inflated_bytes += self.limits.item_bytes  # the most that a bomb can have cost
            limit = self.limits.item_bytes // MIB
            self.add_problem(f"the compressed text “{name}” is damaged, or larger than {limit} MB when unpacked")
            return None
        self._inflated_bytes += len(unpacked)
        return unpacked
