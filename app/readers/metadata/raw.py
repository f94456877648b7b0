"""What a container carries around its pixels, before any of it is parsed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from app.domain.report import Block, Failure


@dataclass(frozen=True, slots=True)
class CleanAperture:
    """The part of a frame or a picture that is to be shown, in samples."""

    width: Fraction
    height: Fraction
    across: Fraction
    """From the centre of the frame to that of the part, to the right."""
    down: Fraction

    def find_part(self, width: int, height: int) -> tuple[int, int, int, int] | None:
        """Return left, top, width and height in whole samples of such a frame; None where the part is not within it."""
        if not (0 < self.width <= width and 0 < self.height <= height):
            return None
        left = round((width - self.width) / 2 + self.across)
        top = round((height - self.height) / 2 + self.down)
        shown = round(self.width), round(self.height)
        if left < 0 or top < 0 or left + shown[0] > width or top + shown[1] > height or 0 in shown:
            return None
        return left, top, *shown


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
    has_index: bool = True
    """MP4 and MOV: there is a `moov` box."""
    apertures: tuple[tuple[int, CleanAperture], ...] = ()
    """MP4 and MOV: (number of a track, the part of its frames that is to be shown). FFmpeg does not number the
    tracks of Matroska; there, 0 is the first one of pictures.
    """
    turns: tuple[tuple[int, int], ...] = ()
    """MP4 and MOV: (number of a track, its orientation as EXIF counts it, 1…8)."""
    aperture: CleanAperture | None = None
    """AVIF: the part of the picture that is to be shown, before it is turned."""


class CodePoints(NamedTuple):
    """How colours are coded, by the numbers of ITU-T H.273, which most formats share."""

    primaries: int
    transfer: int


SRGB = CodePoints(1, 13)


@dataclass(frozen=True, slots=True)
class ColourDescription:
    """What a container states of the meaning of its samples; nothing where it leaves them at sRGB."""

    profile: bytes = b""
    """An ICC profile, as it was stored."""
    code_points: CodePoints | None = None
    gamma: float | None = None
    """PNG: the exponent by which samples were made of light (gAMA)."""
    chromaticities: tuple[float, ...] = ()
    """PNG: x and y of white, red, green and blue (cHRM)."""

    @property
    def is_stated(self) -> bool:
        return bool(self.profile or self.code_points or self.gamma is not None or self.chromaticities)


@dataclass(frozen=True, slots=True)
class Animation:
    """The frames of an animated picture; of a still one, 0 or 1."""

    frames: int = 0
    duration_s: float | None = None
    """Seconds of one turn; None where the file does not say."""


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
    exif_parts: tuple[tuple[str, bytes], ...] = ()
    """More such structures, each with the name of the directory that its first one is. What `exif` states counts."""
    xmp: tuple[bytes, ...] = ()
    iptc: bytes | None = None
    """IIM data sets."""
    c2pa: bytes = b""
    """A JUMBF manifest store (Content Credentials)."""
    tags: Mapping[str, str] = field(default_factory=dict)
    """Tags of a video that its demuxer does not report, by the names that its container has for them."""
    announced_size: int = 0
    """Bytes the file must have according to its own structure; 0 where it does not say."""
    is_rotated_by_container: bool = False
    """The decoder turns the picture by a property of the format, so the EXIF orientation must not be applied again."""
    layout: PixelLayout = PixelLayout()
    colours: ColourDescription = ColourDescription()
    animation: Animation = Animation()
    problems: tuple[str, ...] = ()
    """What could not be read, in words for the user."""
    failure: Failure | None = None
    """Why the walk ended early, if it did. What was found before is kept."""
