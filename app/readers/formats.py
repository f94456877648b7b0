"""Identifies a file's format by its first bytes alone: a name and its extension prove nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.domain.report import Kind
from app.readers.reasons import UnreadableError

HEAD_BYTES = 4096
"""Bytes at the beginning of a file that suffice to identify every format below."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format that is read, and the extensions it usually has."""

    name: str
    kind: Kind
    extensions: tuple[str, ...]


PNG = Format("png", Kind.IMAGE, (".png", ".apng"))
JPEG = Format("jpeg", Kind.IMAGE, (".jpg", ".jpeg", ".jpe", ".jfif"))
WEBP = Format("webp", Kind.IMAGE, (".webp",))
GIF = Format("gif", Kind.IMAGE, (".gif",))
BMP = Format("bmp", Kind.IMAGE, (".bmp", ".dib"))
TIFF = Format("tiff", Kind.IMAGE, (".tif", ".tiff"))
AVIF = Format("avif", Kind.IMAGE, (".avif", ".avifs"))
HEIC = Format("heic", Kind.IMAGE, (".heic", ".heif", ".hif"))
JXL = Format("jxl", Kind.IMAGE, (".jxl",))
MP4 = Format("mp4", Kind.VIDEO, (".mp4", ".m4v", ".3gp", ".3g2"))
MOV = Format("mov", Kind.VIDEO, (".mov", ".qt"))
WEBM = Format("webm", Kind.VIDEO, (".webm",))
MKV = Format("mkv", Kind.VIDEO, (".mkv",))

FORMATS = (PNG, JPEG, WEBP, GIF, BMP, TIFF, AVIF, HEIC, JXL, MP4, MOV, WEBM, MKV)

_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"})
_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_QUICKTIME_BOXES = frozenset({b"moov", b"mdat", b"wide", b"pnot"})


def identify(head: bytes) -> Format:
    """Return the format whose signature `head` (the first `HEAD_BYTES`) begins with.

    Raises UnreadableError when there is none; the reason says what the file is instead, where that is recognised.
    """
    for is_format, found in _SIGNATURES:
        if is_format(head):
            return found
    if head[4:8] == b"ftyp":
        return _identify_brand(head)
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return WEBM if b"webm" in head[:64] else MKV
    raise UnreadableError(_describe_unknown(head))


def _identify_brand(head: bytes) -> Format:
    """Identify by `ftyp` (ISO/IEC 14496-12): major brand at 8, compatible brands from 16 to the end of the box."""
    major, end = head[8:12], min(int.from_bytes(head[:4], "big"), len(head))
    brands = [major, *(head[at : at + 4] for at in range(16, end, 4))]
    if any(brand in _AVIF_BRANDS for brand in brands):
        return AVIF
    if major in _HEIF_BRANDS or any(brand in _HEIF_BRANDS for brand in brands):
        return HEIC
    return MOV if major == b"qt  " else MP4


def _is_bmp(head: bytes) -> bool:
    """Texts may begin with `BM` too, so the size of the second header decides (12…124, Windows and OS/2)."""
    return head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in (12, 40, 52, 56, 64, 108, 124)


_SIGNATURES: tuple[tuple[Callable[[bytes], bool], Format], ...] = (
    (lambda head: head[:8] == b"\x89PNG\r\n\x1a\n", PNG),
    (lambda head: head[:3] == b"\xff\xd8\xff", JPEG),
    (lambda head: head[:4] == b"RIFF" and head[8:12] == b"WEBP", WEBP),
    (lambda head: head[:6] in (b"GIF87a", b"GIF89a"), GIF),
    (lambda head: head[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"), TIFF),
    (lambda head: head[:2] == b"\xff\x0a" or head[:12] == b"\0\0\0\x0cJXL \r\n\x87\n", JXL),
    (_is_bmp, BMP),
    (lambda head: head[4:8] in _QUICKTIME_BOXES, MOV),
)

_NOT_MEDIA: tuple[tuple[bytes, str], ...] = (
    (b"version https://git-lfs", "a Git LFS pointer; fetch the real file with `git lfs pull`"),
    (b"<!doctype html", "a web page, probably saved instead of the download"),
    (b"<html", "a web page, probably saved instead of the download"),
    (b"<?xml", "an XML text"),
    (b"<svg", "an SVG drawing, which is not read"),
    (b"%pdf", "a PDF document"),
    (b"pk\x03\x04", "a ZIP archive; unpack it first"),
    (b"\x1f\x8b", "a gzip archive; unpack it first"),
    (b"{", "a JSON text"),
    (b"8bps", "a Photoshop document, which is not read"),
    (b"\xff\xd8", "a damaged JPEG, of which only the first two bytes are intact"),
)


def _describe_unknown(head: bytes) -> str:
    start = head.lstrip()[:64].lower()
    for signature, words in _NOT_MEDIA:
        if start.startswith(signature):
            return f"this is not a picture or video: it is {words}"
    if not head.strip(b"\0"):
        return "the file contains only zeros: its download or copy was never finished; copy it again"
    return f"this is not a picture or video of a known format (it begins with {head[:8].hex(' ')})"
