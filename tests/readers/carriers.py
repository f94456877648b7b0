"""One real file for every kind of metadata that a container carries; docs/FORMATS.md prints them as a table."""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.readers.containers.isobmff import C2PA_UUID, XMP_UUID
from app.readers.formats import FORMATS
from tests.readers.generation.support import CREDENTIALS, INFOTEXT, box, hidden
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


@dataclass(frozen=True, slots=True)
class Carrier:
    """A file that carries one kind of metadata."""

    format: str
    kind: str
    where: str
    """In the words of the format's documentation."""
    data: bytes


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


def carriers() -> list[Carrier]:
    """Return the files in the order of `FORMATS`."""
    credentials = uuid_box(C2PA_UUID, b"\0\0\0\0manifest\0" + b"\0" * 8 + CREDENTIALS)
    exif, xmp, text = DESCRIBED_EXIF, DESCRIBED_XMP, INFOTEXT.encode()
    in_alpha = Image.fromarray(with_hidden(text))
    trailer = bytes([1, *range(255, -1, -1), 0])
    jpeg_iptc = iptc_segment((2, 25, b"dog"))
    tiff_iptc = encoded(IMAGE, "TIFF", tiffinfo={0x83BB: IPTC_WORD})
    rows: list[tuple[str, str, str, bytes]] = [
        ("png", "EXIF", "eXIf, Raw profile", png(chunk(b"eXIf", exif))),
        ("png", "XMP", "iTXt, Raw profile", png(chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + xmp))),
        ("png", "IPTC", "Raw profile", png(packed_text_chunk("Raw profile type iptc", _RAW_IPTC))),
        ("png", "text", "tEXt, zTXt, iTXt", png(text_chunk("parameters", text))),
        ("png", "Content Credentials", "caBX", png(chunk(b"caBX", CREDENTIALS))),
        ("png", "lowest bits", "alpha, else RGB", encoded(in_alpha, "PNG")),
        ("jpeg", "EXIF", "APP1", jpeg(exif_segment(exif))),
        ("jpeg", "XMP", "APP1, extended too", jpeg(xmp_segment(xmp))),
        ("jpeg", "IPTC", "APP13", jpeg(jpeg_iptc)),
        ("jpeg", "text", "COM", jpeg(segment(0xFE, text))),
        ("jpeg", "Content Credentials", "APP11", jpeg(segment(0xEB, b"JP" + struct.pack(">HI", 1, 1) + CREDENTIALS))),
        ("webp", "EXIF", "EXIF", encoded(IMAGE, "WEBP", exif=exif)),
        ("webp", "XMP", "XMP", encoded(IMAGE, "WEBP", xmp=xmp)),
        ("webp", "Content Credentials", "C2PA", riff_with(encoded(IMAGE, "WEBP"), b"C2PA", CREDENTIALS)),
        ("webp", "lowest bits", "alpha, else RGB", encoded(in_alpha, "WEBP", lossless=True, exact=True)),
        ("gif", "XMP", "application", gif_with(encoded(IMAGE, "GIF"), b"\x21\xff\x0bXMP DataXMP" + xmp + trailer)),
        ("gif", "text", "comment", encoded(IMAGE, "GIF", comment=text)),
        (
            *("gif", "Content Credentials", "application"),
            gif_with(encoded(IMAGE, "GIF"), gif_application(b"C2PA_GIF\x01\0\0", CREDENTIALS)),
        ),
        ("tiff", "EXIF", "its own tags", encoded(IMAGE, "TIFF", tiffinfo={0x010F: "ACME", 0x0110: "Rocket"})),
        ("tiff", "XMP", "tag 700", encoded(IMAGE, "TIFF", tiffinfo={700: xmp})),
        ("tiff", "IPTC", "tags 33723, 34377", tiff_iptc),
        ("tiff", "Content Credentials", "tag 52545", encoded(IMAGE, "TIFF", tiffinfo={0xCD41: CREDENTIALS})),
        ("avif", "EXIF", "Exif item", encoded(IMAGE, "AVIF", exif=exif)),
        ("avif", "XMP", "mime item", encoded(IMAGE, "AVIF", xmp=xmp)),
        ("avif", "Content Credentials", "uuid", encoded(IMAGE, "AVIF") + credentials),
        ("heic", "EXIF", "Exif item", heic(IMAGE, exif=b"Exif\0\0" + exif)),
        ("heic", "XMP", "mime item", heic(IMAGE, xmp=xmp)),
        ("heic", "Content Credentials", "uuid", heic(IMAGE) + credentials),
        ("jxl", "EXIF", "Exif, brob", jpeg_xl(box(b"Exif", b"\0\0\0\0" + exif))),
        ("jxl", "XMP", "xml, brob", jpeg_xl(box(b"xml ", xmp))),
        ("jxl", "Content Credentials", "jumb, brob", jpeg_xl(CREDENTIALS)),
        ("mp4", "XMP", "uuid", every_video_format()["a.mp4"] + uuid_box(XMP_UUID, xmp)),
        ("mp4", "text", "tags", video("mp4", tags={"comment": INFOTEXT})),
        ("mp4", "Content Credentials", "uuid", every_video_format()["a.mp4"] + credentials),
        ("mov", "XMP", "uuid", every_video_format()["a.mov"] + uuid_box(XMP_UUID, xmp)),
        ("mov", "text", "tags", video("mov", tags={"comment": INFOTEXT})),
        ("mov", "Content Credentials", "uuid", every_video_format()["a.mov"] + credentials),
        ("webm", "text", "tags", video("webm", codec="libvpx", tags={"comment": INFOTEXT})),
        ("mkv", "text", "tags", video("matroska", tags={"comment": INFOTEXT})),
    ]
    return [Carrier(*row) for row in rows]


def containers_table() -> str:
    """Return Markdown: one line per format, one column per kind of metadata; the cell says where it is stored."""
    found = {(carrier.format, carrier.kind): carrier.where for carrier in carriers()}
    lines = [["Container", *KINDS], ["---"] * (1 + len(KINDS))]
    lines += [[known.name, *(found.get((known.name, kind), "") for kind in KINDS)] for known in FORMATS]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
