"""One real file for every kind of metadata that a container carries; docs/FORMATS.md prints them as a table."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property, partial

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.readers.containers.isobmff import C2PA_UUID, XMP_UUID
from app.readers.formats import FORMATS
from app.readers.photographs.structure import TIFF_PHOTOGRAPHS
from tests.readers.generation.support import CREDENTIALS, INFOTEXT, box, hidden
from tests.readers.photographs.support import bare_tiff_photograph, cr3, raf
from tests.readers.support import (
    DESCRIBED_EXIF,
    DESCRIBED_XMP,
    IMAGE,
    chunk,
    encoded,
    every_video_format,
    exif_segment,
    gif_application,
    gif_with,
    heic,
    iptc_segment,
    jpeg,
    jpeg_xl,
    packed_text_chunk,
    picture,
    png,
    psd,
    resource,
    segment,
    text_chunk,
    video,
    xmp_segment,
)

KINDS = ("EXIF", "XMP", "IPTC", "text", "Content Credentials", "lowest bits")
IPTC_WORD = b"\x1c\x02\x19\x00\x03dog"
"""IIM 4.2: data set 2:25 (Keywords)."""
_RESOURCE = b"8BIM\x04\x04\0\0" + struct.pack(">I", len(IPTC_WORD)) + IPTC_WORD
_RAW_IPTC = b"\niptc\n%8d\n%s\n" % (len(_RESOURCE), _RESOURCE.hex().encode())
"""A PNG text with Photoshop's resource block, as ImageMagick writes it."""


Row = tuple[str, str, str, Callable[[], bytes]]
"""The fields of a `Carrier`."""


@dataclass(frozen=True)
class Carrier:
    """A file that carries one kind of metadata. It is made for the first test that needs it, not for their list."""

    format: str
    kind: str
    where: str
    """In the words of the format's documentation."""
    make: Callable[[], bytes]

    @cached_property
    def data(self) -> bytes:
        return self.make()


def riff_with(data: bytes, kind: bytes, body: bytes) -> bytes:
    """Return the RIFF file `data` with one more chunk at its end (RFC 9649, 2.3)."""
    data += kind + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)
    return data[:4] + struct.pack("<I", len(data) - 8) + data[8:]


def with_hidden(text: bytes) -> NDArray[np.uint8]:
    """Return RGBA samples with `text` in the lowest bits of alpha, column by column."""
    bits = np.unpackbits(np.frombuffer(hidden(b"stealth_pnginfo", text), np.uint8))
    pixels = np.dstack([picture(), np.full((240, 320), 255, np.uint8)])
    alpha = pixels[..., 3].T.ravel().copy()
    alpha[: bits.size] = alpha[: bits.size] & 0xFE | bits
    pixels[..., 3] = alpha.reshape(320, 240).T
    return pixels


def uuid_box(uuid: bytes, body: bytes) -> bytes:
    return box(b"uuid", uuid + body)


def with_user_data(data: bytes, *boxes: bytes) -> bytes:
    """Return a video, whose movie comes last, with more user data (QuickTime, “User data atoms”)."""
    at = data.rindex(b"moov") - 4
    assert at + int.from_bytes(data[at : at + 4], "big") == len(data)
    return data[:at] + box(b"moov", data[at + 8 :] + box(b"udta", b"".join(boxes)))


@cache
def carriers() -> tuple[Carrier, ...]:
    """Return the files in the order of `FORMATS`."""
    credentials = uuid_box(C2PA_UUID, b"\0\0\0\0manifest\0" + b"\0" * 8 + CREDENTIALS)
    exif, xmp, text = DESCRIBED_EXIF, DESCRIBED_XMP, INFOTEXT.encode()
    in_alpha = Image.fromarray(with_hidden(text))
    trailer = bytes([1, *range(255, -1, -1), 0])
    jpeg_iptc = iptc_segment((2, 25, b"dog"))
    rows: list[Row] = [
        ("png", "EXIF", "eXIf, Raw profile", lambda: png(chunk(b"eXIf", exif))),
        ("png", "XMP", "iTXt, Raw profile", lambda: png(chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + xmp))),
        ("png", "IPTC", "Raw profile", lambda: png(packed_text_chunk("Raw profile type iptc", _RAW_IPTC))),
        ("png", "text", "tEXt, zTXt, iTXt", lambda: png(text_chunk("parameters", text))),
        ("png", "Content Credentials", "caBX", lambda: png(chunk(b"caBX", CREDENTIALS))),
        ("png", "lowest bits", "alpha, else RGB", lambda: encoded(in_alpha, "PNG")),
        ("jpeg", "EXIF", "APP1", lambda: jpeg(exif_segment(exif))),
        ("jpeg", "XMP", "APP1, extended too", lambda: jpeg(xmp_segment(xmp))),
        ("jpeg", "IPTC", "APP13", lambda: jpeg(jpeg_iptc)),
        ("jpeg", "text", "COM", lambda: jpeg(segment(0xFE, text))),
        (
            "jpeg",
            "Content Credentials",
            "APP11",
            lambda: jpeg(segment(0xEB, b"JP" + struct.pack(">HI", 1, 1) + CREDENTIALS)),
        ),
        ("webp", "EXIF", "EXIF", lambda: encoded(IMAGE, "WEBP", exif=exif)),
        ("webp", "XMP", "XMP", lambda: encoded(IMAGE, "WEBP", xmp=xmp)),
        ("webp", "Content Credentials", "C2PA", lambda: riff_with(encoded(IMAGE, "WEBP"), b"C2PA", CREDENTIALS)),
        ("webp", "lowest bits", "alpha, else RGB", lambda: encoded(in_alpha, "WEBP", lossless=True, exact=True)),
        (
            "gif",
            "XMP",
            "application",
            lambda: gif_with(encoded(IMAGE, "GIF"), b"\x21\xff\x0bXMP DataXMP" + xmp + trailer),
        ),
        ("gif", "text", "comment", lambda: encoded(IMAGE, "GIF", comment=text)),
        (
            *("gif", "Content Credentials", "application"),
            lambda: gif_with(encoded(IMAGE, "GIF"), gif_application(b"C2PA_GIF\x01\0\0", CREDENTIALS)),
        ),
        ("tiff", "EXIF", "its own tags", lambda: encoded(IMAGE, "TIFF", tiffinfo={0x010F: "ACME", 0x0110: "Rocket"})),
        ("tiff", "XMP", "tag 700", lambda: encoded(IMAGE, "TIFF", tiffinfo={700: xmp})),
        ("tiff", "IPTC", "tags 33723, 34377", lambda: encoded(IMAGE, "TIFF", tiffinfo={0x83BB: IPTC_WORD})),
        ("tiff", "Content Credentials", "tag 52545", lambda: encoded(IMAGE, "TIFF", tiffinfo={0xCD41: CREDENTIALS})),
        ("avif", "EXIF", "Exif item", lambda: encoded(IMAGE, "AVIF", exif=exif)),
        ("avif", "XMP", "mime item", lambda: encoded(IMAGE, "AVIF", xmp=xmp)),
        ("avif", "Content Credentials", "uuid", lambda: encoded(IMAGE, "AVIF") + credentials),
        ("heic", "EXIF", "Exif item", lambda: heic(IMAGE, exif=b"Exif\0\0" + exif)),
        ("heic", "XMP", "mime item", lambda: heic(IMAGE, xmp=xmp)),
        ("heic", "Content Credentials", "uuid", lambda: heic(IMAGE) + credentials),
        ("jxl", "EXIF", "Exif, brob", lambda: jpeg_xl(box(b"Exif", b"\0\0\0\0" + exif))),
        ("jxl", "XMP", "xml, brob", lambda: jpeg_xl(box(b"xml ", xmp))),
        ("jxl", "Content Credentials", "jumb, brob", lambda: jpeg_xl(CREDENTIALS)),
        ("psd", "EXIF", "resource 1058", lambda: psd(picture(), resources=resource(1058, exif))),
        ("psd", "XMP", "resource 1060", lambda: psd(picture(), resources=resource(1060, xmp))),
        ("psd", "IPTC", "resource 1028", lambda: psd(picture(), resources=resource(1028, IPTC_WORD))),
        *_photographs(xmp, text),
        ("mp4", "XMP", "uuid, XMP_", lambda: every_video_format()["a.mp4"] + uuid_box(XMP_UUID, xmp)),
        ("mp4", "text", "tags", lambda: video("mp4", tags={"comment": INFOTEXT})),
        ("mp4", "Content Credentials", "uuid", lambda: every_video_format()["a.mp4"] + credentials),
        ("mov", "XMP", "uuid, XMP_", lambda: with_user_data(every_video_format()["a.mov"], box(b"XMP_", xmp))),
        ("mov", "text", "tags", lambda: video("mov", tags={"comment": INFOTEXT})),
        ("mov", "Content Credentials", "uuid", lambda: every_video_format()["a.mov"] + credentials),
        ("webm", "text", "tags", lambda: video("webm", codec="libvpx", tags={"comment": INFOTEXT})),
        ("mkv", "text", "tags", lambda: video("matroska", tags={"comment": INFOTEXT})),
        ("avi", "XMP", "_PMX", lambda: riff_with(every_video_format()["a.avi"], b"_PMX", xmp)),
        ("avi", "text", "INFO", lambda: video("avi", tags={"comment": INFOTEXT})),
    ]
    return tuple(Carrier(*row) for row in rows)


def _photographs(xmp: bytes, text: bytes) -> list[Row]:
    rows = [
        (name, kind, where, partial(bare_tiff_photograph, name, tag))
        for name in TIFF_PHOTOGRAPHS
        for kind, where, tag in (
            ("EXIF", "its own tags", (0x0110, 2, b"Rocket\0")),
            ("XMP", "tag 700", (700, 1, xmp)),
            ("IPTC", "tags 33723, 34377", (0x83BB, 7, IPTC_WORD)),
            ("Content Credentials", "tag 52545", (0xCD41, 7, CREDENTIALS)),
        )
    ]
    credentials = segment(0xEB, b"JP" + struct.pack(">HI", 1, 1) + CREDENTIALS)
    return [
        *rows,
        ("cr3", "EXIF", "CMT1, CMT2, CMT4", cr3),
        ("cr3", "XMP", "uuid", lambda: cr3([]) + uuid_box(XMP_UUID, xmp)),
        ("raf", "EXIF", "of its JPEG", lambda: raf(exif_segment(DESCRIBED_EXIF))),
        ("raf", "XMP", "of its JPEG", lambda: raf(xmp_segment(xmp))),
        ("raf", "IPTC", "of its JPEG", lambda: raf(iptc_segment((2, 25, b"dog")))),
        ("raf", "text", "of its JPEG", lambda: raf(segment(0xFE, text))),
        ("raf", "Content Credentials", "of its JPEG", lambda: raf(credentials)),
    ]


def containers_table() -> str:
    """Return Markdown: one line per format, one column per kind of metadata; the cell says where it is stored."""
    found = {(carrier.format, carrier.kind): carrier.where for carrier in carriers()}
    lines = [["Container", *KINDS], ["---"] * (1 + len(KINDS))]
    lines += [[known.name, *(found.get((known.name, kind), "") for kind in KINDS)] for known in FORMATS]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
