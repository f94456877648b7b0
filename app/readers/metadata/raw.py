"""What a container carries around its pixels, before any of it is parsed."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.report import Block, Failure


@dataclass(frozen=True, slots=True)
class PixelLayout:
    """How a container stores its pixels: what decoding and hashing need to know. Formats set only their own fields."""

    is_progressive: bool = False
    """JPEG: the frame is progressive (SOF2)."""
    pixels_at: int = 0
    """JPEG: offset of the first scan."""
    height_at: int = 0
    """JPEG: offset of a frame height that is stated only behind the first scan; 0 where the frame states it itself."""
    bit_depth: int | None = None
    """PNG: bits per sample."""
    color_type: int | None = None
    """PNG: colour type (PNG specification, 11.2.1)."""
    is_interlaced: bool = False
    """PNG: rows do not follow one another."""
    has_transparency: bool = False
    """PNG: there is a tRNS chunk."""
    frames: int = 0
    """GIF: number of frames."""
    has_index: bool = True
    """MP4 and MOV: there is a `moov` box."""


@dataclass(frozen=True, slots=True)
class RawMetadata:
    """Raw metadata of one file, complete once its container has been walked."""

    width: int | None = None
    """Pixels as stored, before any rotation."""
    height: int | None = None
    blocks: tuple[Block, ...] = ()
    """Texts that the container states as such: PNG texts, comments."""
    exif: bytes | None = None
    """A TIFF structure, from its `II` or `MM` on."""
    xmp: tuple[bytes, ...] = ()
    iptc: bytes | None = None
    """IIM data sets."""
    c2pa: bytes = b""
    """A JUMBF manifest store (Content Credentials)."""
    announced_size: int = 0
    """Bytes the file must have according to its own structure; 0 where it does not say."""
    is_rotated_by_container: bool = False
    """The format rotates the picture by a property of its own, so the EXIF orientation must not be applied again."""
    layout: PixelLayout = PixelLayout()
    problems: tuple[str, ...] = ()
    """What could not be read, in words for the user."""
    failure: Failure | None = None
    """Why the walk ended early, if it did. What was found before is kept."""
