"""Identifies a file's format by its first bytes alone: a name and its extension prove nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.domain.report import Kind
from app.readers.embedded.directories import ReadAt, read_from
from app.readers.photographs.identify import identify_photograph
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
PSD = Format("psd", Kind.IMAGE, (".psd", ".psb"))
JXL = Format("jxl", Kind.IMAGE, (".jxl",))
DNG = Format("dng", Kind.IMAGE, (".dng",))
NEF = Format("nef", Kind.IMAGE, (".nef", ".nrw"))
CR2 = Format("cr2", Kind.IMAGE, (".cr2",))
CR3 = Format("cr3", Kind.IMAGE, (".cr3",))
ARW = Format("arw", Kind.IMAGE, (".arw",))
RAF = Format("raf", Kind.IMAGE, (".raf",))
ORF = Format("orf", Kind.IMAGE, (".orf",))
RW2 = Format("rw2", Kind.IMAGE, (".rw2",))
PEF = Format("pef", Kind.IMAGE, (".pef",))
SRW = Format("srw", Kind.IMAGE, (".srw",))
MP4 = Format("mp4", Kind.VIDEO, (".mp4", ".m4v", ".3gp", ".3g2"))
MOV = Format("mov", Kind.VIDEO, (".mov", ".qt"))
WEBM = Format("webm", Kind.VIDEO, (".webm",))
MKV = Format("mkv", Kind.VIDEO, (".mkv",))
AVI = Format("avi", Kind.VIDEO, (".avi",))
MPEG_TS = Format("mpegts", Kind.VIDEO, (".ts", ".mts", ".m2ts", ".m2t"))
MPEG_PS = Format("mpeg", Kind.VIDEO, (".mpg", ".mpeg", ".vob"))

PHOTOGRAPHS = (DNG, NEF, CR2, CR3, ARW, RAF, ORF, RW2, PEF, SRW)
"""Raw photographs."""
VIDEOS = (MP4, MOV, WEBM, MKV, AVI, MPEG_TS, MPEG_PS)
FORMATS = (PNG, JPEG, WEBP, GIF, BMP, TIFF, AVIF, HEIC, JXL, PSD, *PHOTOGRAPHS, *VIDEOS)

DEFAULT_PATTERN = "|".join(f"*{extension}" for each in FORMATS for extension in each.extensions)
"""The files that are read unless somebody chooses others. Whatever knows extensions knows them from `FORMATS`."""

KIND_BY_EXTENSION = {extension: each.kind for each in FORMATS for extension in each.extensions}

TEXT_EXTENSIONS = (".ts", ".mts")
"""Extensions of a video that texts have as well: source code of TypeScript, translations of Qt."""

_TEXT_BYTES = bytes({*range(0x20, 0x100), *b"\t\n\v\f\r"})
_WIDE_TEXT = (b"\xff\xfe", b"\xfe\xff")
"""Byte order marks of UTF-16."""
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"})
_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_SYNCS_MIN = 3
"""Packets of a transport stream that must be there: its two tables and something to show."""
_QUICKTIME_BOXES = frozenset({b"moov", b"mdat", b"wide", b"pnot"})


def identify(head: bytes, read_at: ReadAt | None = None) -> Format:
    """Return the format whose signature `head` (the first `HEAD_BYTES`) begins with.

    `read_at(count, offset)` reads on where one signature is that of several formats: raw photographs are TIFF files
    whose directories may be anywhere. Without it, only those in `head` are seen.

    Raises UnreadableError when there is none; the reason says what the file is instead, where that is recognised.
    """
    for is_format, found in _SIGNATURES:
        if is_format(head):
            return _tell_photograph(read_at or read_from(head)) if found is TIFF else found
    if head[4:8] == b"ftyp":
        return _identify_brand(head)
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return WEBM if b"webm" in head[:64] else MKV
    raise UnreadableError(_describe_unknown(head))


def holds_text(head: bytes) -> bool:
    """Whether a file that begins with `head` is a text: it has no control characters but those that lay out lines.

    Each packet of a transport stream has some: in its header (ISO/IEC 13818-1, 2.4.3.2), and to fill it up.
    """
    return bool(head) and (head.startswith(_WIDE_TEXT) or not head.translate(None, _TEXT_BYTES))


def _identify_brand(head: bytes) -> Format:
    """Identify by `ftyp` (ISO/IEC 14496-12): major brand at 8, compatible brands from 16 to the end of the box."""
    major, end = head[8:12], min(int.from_bytes(head[:4], "big"), len(head))
    brands = [major, *(head[at : at + 4] for at in range(16, end, 4))]
    if major == b"crx ":
        return CR3
    if any(brand in _AVIF_BRANDS for brand in brands):
        return AVIF
    if major in _HEIF_BRANDS or any(brand in _HEIF_BRANDS for brand in brands):
        return HEIC
    return MOV if major == b"qt  " else MP4


def _tell_photograph(read_at: ReadAt) -> Format:
    name = identify_photograph(read_at)
    return next((each for each in PHOTOGRAPHS if each.name == name), TIFF)


def _is_bmp(head: bytes) -> bool:
    """Texts may begin with `BM` too, so the size of the second header decides (12…124, Windows and OS/2)."""
    return head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in (12, 40, 52, 56, 64, 108, 124)


def _is_transport_stream(head: bytes) -> bool:
    """Packets of 188 bytes that begin with 0x47 (ISO/IEC 13818-1, 2.4.3.2); on discs 4 bytes of time precede each.

    One letter proves nothing, so every packet in the head must begin with it, and there must be several.
    """
    for packet, first in ((188, 0), (192, 4)):
        syncs = head[first::packet]
        if len(syncs) >= _SYNCS_MIN and not syncs.strip(b"\x47"):
            return True
    return False


_SIGNATURES: tuple[tuple[Callable[[bytes], bool], Format], ...] = (
    (lambda head: head[:8] == b"\x89PNG\r\n\x1a\n", PNG),
    (lambda head: head[:3] == b"\xff\xd8\xff", JPEG),
    (lambda head: head[:4] == b"RIFF" and head[8:12] == b"WEBP", WEBP),
    (lambda head: head[:6] in (b"GIF87a", b"GIF89a"), GIF),
    (lambda head: head[:4] == b"II*\0" and head[8:10] == b"CR", CR2),
    (lambda head: head[:4] in (b"IIRO", b"IIRS", b"MMOR"), ORF),
    (lambda head: head[:4] == b"IIU\0", RW2),
    (lambda head: head[:16] == b"FUJIFILMCCD-RAW ", RAF),
    (lambda head: head[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"), TIFF),
    (lambda head: head[:2] == b"\xff\x0a" or head[:12] == b"\0\0\0\x0cJXL \r\n\x87\n", JXL),
    (lambda head: head[:6] in (b"8BPS\0\1", b"8BPS\0\2"), PSD),
    (_is_bmp, BMP),
    (lambda head: head[:4] == b"RIFF" and head[8:12] == b"AVI ", AVI),
    (lambda head: head[:4] == b"\0\0\x01\xba", MPEG_PS),
    (_is_transport_stream, MPEG_TS),
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
)


def _describe_unknown(head: bytes) -> str:
    start = head.lstrip()[:64].lower()
    for signature, words in _NOT_MEDIA:
        if start.startswith(signature):
            return f"not an image or video, but {words}"
    if head.startswith(b"\xff\xd8"):
        return "not a valid image: only the JPEG signature is intact"
    if not head.strip(b"\0"):
        return "the file contains only zeros: it was not completely downloaded or copied; copy it again from its source"
    return f"not an image or video of a known format (the file begins with {head[:8].hex(' ')})"
