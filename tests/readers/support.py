"""Files for the readers' tests, written byte by byte where the bytes are what is tested."""

from __future__ import annotations

import io
import struct
import tempfile
import zlib
from collections.abc import Iterable
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import av
import imagecodecs
import numpy as np
import pillow_heif
import pytest
from numpy.typing import NDArray
from PIL import Image

from app.domain.report import Block, Camera, FileReport, Step
from app.readers import ReadOptions, read_file
from tests.readers.generation.support import box
from tests.support.paths import REPOSITORY

SAMPLES = REPOSITORY.parent / "shared" / "samples"
"""Real files from other projects; they are beside the repository, and missing in a clone."""

needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the folder of real sample files is not here")

PLAIN = ReadOptions(nsfw=False)
"""Everything but the NSFW model, which takes 30 ms per file and has tests of its own."""


def picture(width: int = 320, height: int = 240) -> NDArray[np.uint8]:
    """Return an RGB picture in which no two places look alike, so that every cut and rotation shows."""
    y, x = np.mgrid[0:height, 0:width]
    noise = np.random.default_rng(7).integers(0, 40, (height, width))
    red, green = x * 200 // max(1, width - 1), y * 200 // max(1, height - 1)
    blue = ((x // 16 + y // 16) % 2) * 150
    return np.stack([red + noise, green + noise, blue + noise], axis=-1).astype(np.uint8)


def read(path: Path, options: ReadOptions = PLAIN) -> FileReport:
    return read_file(str(path), options)


def read_bytes(folder: Path, name: str, data: bytes, options: ReadOptions = PLAIN) -> FileReport:
    """Write `data` to a file and read it."""
    path = folder / name
    path.write_bytes(data)
    return read(path, options)


def reasons(report: FileReport, step: Step) -> list[str]:
    return [failure.reason for failure in report.failures if failure.step is step]


def block(report: FileReport, name: str) -> str | None:
    return next((found.text for found in report.blocks if found.name == name), None)


def blocks_named(report: FileReport) -> list[str]:
    return [found.name for found in report.blocks]


def text_block(name: str, text: str) -> Block:
    return Block(name, text)


# PNG: PNG specification, third edition, 5.3 (chunk layout) and 11 (chunks)


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(*chunks: bytes, pixels: NDArray[np.uint8] | None = None, after: Iterable[bytes] = ()) -> bytes:
    """Return an 8-bit RGB PNG with `chunks` before and `after` following its pixels."""
    pixels = picture() if pixels is None else pixels
    height, width = pixels.shape[:2]
    rows = b"".join(b"\0" + row.tobytes() for row in pixels)
    packed = zlib.compress(rows, 6)
    data = [packed[at : at + 8192] for at in range(0, len(packed), 8192)]
    return b"".join([
        b"\x89PNG\r\n\x1a\n",
        chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        *chunks,
        *(chunk(b"IDAT", part) for part in data),
        *after,
        chunk(b"IEND", b""),
    ])  # fmt: skip


def text_chunk(keyword: str, text: bytes) -> bytes:
    return chunk(b"tEXt", keyword.encode("latin-1") + b"\0" + text)


def packed_text_chunk(keyword: str, text: bytes) -> bytes:
    return chunk(b"zTXt", keyword.encode("latin-1") + b"\0\0" + zlib.compress(text, 9))


def international_text_chunk(keyword: str, text: str, *, packed: bool = False) -> bytes:
    body = zlib.compress(text.encode()) if packed else text.encode()
    return chunk(b"iTXt", keyword.encode("latin-1") + bytes([0, packed, 0]) + b"en\0\0" + body)


# TIFF structures: TIFF 6.0 section 2; EXIF 2.32 4.6

Tag = tuple[int, int, Any]
"""(tag, type, value): bytes for ASCII, BYTE and UNDEFINED, numbers or Fractions otherwise."""

_LETTERS = {1: "B", 3: "H", 4: "I", 9: "i"}


def tiff_structure(
    tags: Iterable[Tag] = (), exif: Iterable[Tag] = (), gps: Iterable[Tag] = (), order: str = "<"
) -> bytes:
    """Return a TIFF structure: IFD0 with its Exif and GPS directories."""
    ifd0, exif, gps = list(tags), list(exif), list(gps)
    if exif:
        ifd0.append((0x8769, 4, (0,)))
    if gps:
        ifd0.append((0x8825, 4, (0,)))
    ifd0.sort(key=lambda tag: tag[0])
    sizes = [directory_size(part, order) for part in (ifd0, exif, gps)]
    places = {0x8769: 8 + sizes[0], 0x8825: 8 + sizes[0] + sizes[1]}
    ifd0 = [(tag, kind, (places[tag],) if tag in places else value) for tag, kind, value in ifd0]
    head = (b"II" if order == "<" else b"MM") + struct.pack(order + "HI", 42, 8)
    parts = [directory(ifd0, 8, order)]
    if exif:
        parts.append(directory(exif, places[0x8769], order))
    if gps:
        parts.append(directory(gps, 8 + sizes[0] + sizes[1], order))
    return head + b"".join(parts)


def _value(kind: int, value: Any, order: str) -> tuple[int, bytes]:
    if kind in (2, 7) or isinstance(value, bytes):
        return len(value), value
    if kind in (5, 10):
        pairs = [(part.numerator, part.denominator) if isinstance(part, Fraction) else part for part in value]
        letter = "I" if kind == 5 else "i"
        return len(pairs), b"".join(struct.pack(f"{order}2{letter}", *pair) for pair in pairs)
    return len(value), struct.pack(f"{order}{len(value)}{_LETTERS[kind]}", *value)


def directory_size(tags: list[Tag], order: str) -> int:
    if not tags:
        return 0
    raw = [_value(kind, value, order)[1] for _, kind, value in tags]
    return 2 + 12 * len(tags) + 4 + sum(len(part) + len(part) % 2 for part in raw if len(part) > 4)


def directory(tags: list[Tag], at: int, order: str) -> bytes:
    entries, values = b"", b""
    place = at + 2 + 12 * len(tags) + 4
    for tag, kind, value in tags:
        count, raw = _value(kind, value, order)
        entries += struct.pack(order + "HHI", tag, kind, count)
        if len(raw) <= 4:
            entries += raw.ljust(4, b"\0")
        else:
            entries += struct.pack(order + "I", place + len(values))
            values += raw + b"\0" * (len(raw) % 2)
    return struct.pack(order + "H", len(tags)) + entries + b"\0\0\0\0" + values


# JPEG: ITU-T T.81 B.1.1.4


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def jpeg(
    *segments: bytes, pixels: NDArray[np.uint8] | None = None, progressive: bool = False, mode: str = "RGB"
) -> bytes:
    """Return a JPEG with `segments` right after its first marker."""
    image = Image.fromarray(picture() if pixels is None else pixels).convert(mode)
    data = encoded(image, "JPEG", quality=85, progressive=progressive)
    return data[:2] + b"".join(segments) + data[2:]


def exif_segment(structure: bytes) -> bytes:
    return segment(0xE1, b"Exif\0\0" + structure)


def xmp_segment(packet: bytes) -> bytes:
    return segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + packet)


def iptc_segment(*sets: tuple[int, int, bytes]) -> bytes:
    """IIM data sets in a Photoshop resource block 0x0404."""
    data = b"".join(struct.pack(">BBBH", 0x1C, record, number, len(value)) + value for record, number, value in sets)
    block_data = b"8BIM" + struct.pack(">H", 0x0404) + b"\0\0" + struct.pack(">I", len(data)) + data
    return segment(0xED, b"Photoshop 3.0\0" + block_data)


def xmp(body: str, attributes: str = "") -> bytes:
    """A packet with one rdf:Description."""
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:lr="http://ns.adobe.com/lightroom/1.0/" xmlns:exif="http://ns.adobe.com/exif/1.0/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:tiff="http://ns.adobe.com/tiff/1.0/" {attributes}>
{body}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>""".encode()


def bag(name: str, *items: str) -> str:
    lines = "".join(f"<rdf:li>{item}</rdf:li>" for item in items)
    return f"<{name}><rdf:Bag>{lines}</rdf:Bag></{name}>"


# Other formats


def gif_with(data: bytes, extension: bytes) -> bytes:
    """Return the GIF `data` with `extension` before its first frame."""
    start = 13 + (3 << (data[10] & 7) + 1 if data[10] & 0x80 else 0)
    return data[:start] + extension + data[start:]


def gif_application(name: bytes, body: bytes) -> bytes:
    """GIF89a 26: an application extension, its data in sub-blocks."""
    pieces = [body[at : at + 255] for at in range(0, len(body), 255)]
    return b"\x21\xff\x0b" + name + b"".join(bytes([len(piece)]) + piece for piece in pieces) + b"\0"


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def heic(image: Image.Image, **options: Any) -> bytes:
    buffer = io.BytesIO()
    pillow_heif.from_pillow(image).save(buffer, quality=80, **options)
    return buffer.getvalue()


def jxl(pixels: NDArray[np.uint8]) -> bytes:
    return bytes(imagecodecs.jpegxl_encode(pixels, level=90))


def jpeg_xl(*boxes: bytes) -> bytes:
    """A JPEG XL in its container (ISO/IEC 18181-2), `boxes` before the picture."""
    head = box(b"JXL ", b"\r\n\x87\n") + box(b"ftyp", b"jxl \0\0\0\0jxl ")
    return head + b"".join(boxes) + box(b"jxlc", jxl(picture()))


def psd(
    pixels: NDArray[np.generic],
    mode: int = 3,
    resources: bytes = b"",
    *,
    large: bool = False,
    packed: bool = False,
    layers: bytes = b"",
    palette: bytes = b"",
) -> bytes:
    """A Photoshop document, or a large one (PSB), with a composite that is `packed` or not.

    `layers` is the body of its layer section; bits are given as booleans.
    """
    height, width, channels = pixels.shape
    is_bits = pixels.dtype == np.bool_
    depth = 1 if is_bits else 8 * pixels.dtype.itemsize
    head = b"8BPS" + struct.pack(">H6xHIIHH", 1 + large, channels, height, width, depth, mode)
    planes = np.moveaxis(pixels, -1, 0)
    rows = [
        np.packbits(row).tobytes() if is_bits else row.astype(row.dtype.newbyteorder(">")).tobytes()
        for plane in planes
        for row in plane
    ]
    body = bytes(2) + b"".join(rows)
    if packed:
        rows = [bytes(imagecodecs.packbits_encode(row)) for row in rows]
        lengths = [struct.pack(">I" if large else ">H", len(row)) for row in rows]
        body = b"\0\1" + b"".join(lengths) + b"".join(rows)
    section = struct.pack(">Q" if large else ">I", len(layers)) + layers
    parts = [struct.pack(">I", len(part)) + part for part in (palette, resources)]
    return b"".join([head, *parts, section, body])


def resource(number: int, body: bytes) -> bytes:
    """An image resource without a name."""
    return (
        b"8BIM" + struct.pack(">H", number) + bytes(2) + struct.pack(">I", len(body)) + body + b"\0" * (len(body) % 2)
    )


IMAGE = Image.fromarray(picture())
DESCRIBED_EXIF = tiff_structure([(0x010F, 2, b"ACME\0"), (0x0110, 2, b"Rocket\0")])
DESCRIBED_XMP = xmp(bag("dc:subject", "cat"), 'xmp:Rating="4"')


def check_described(report: FileReport) -> None:
    """Check that what `DESCRIBED_EXIF` and `DESCRIBED_XMP` state was read, and that nothing failed."""
    assert report.failures == ()
    assert report.camera == Camera("ACME", "Rocket")
    assert (report.keywords, report.score) == (("cat",), 4)
    assert block(report, "xmp") is not None


@cache
def every_image_format() -> dict[str, bytes]:
    """Return one valid picture of each format, by file name."""
    image = Image.fromarray(picture())
    return {
        "a.png": png(),
        "a.jpg": jpeg(),
        "progressive.jpg": jpeg(progressive=True),
        "a.webp": encoded(image, "WEBP", quality=80),
        "lossless.webp": encoded(image, "WEBP", lossless=True),
        "a.gif": encoded(image, "GIF"),
        "a.bmp": encoded(image, "BMP"),
        "a.tif": encoded(image, "TIFF", compression="tiff_lzw"),
        "raw.tif": encoded(image, "TIFF"),
        "a.avif": encoded(image, "AVIF", quality=80),
        "a.heic": heic(image),
        "a.jxl": jxl(picture()),
        "a.psd": psd(picture()),
    }


def video(
    kind: str,
    *,
    codec: str = "mpeg4",
    frames: Iterable[NDArray[np.uint8]] | None = None,
    rate: int = 10,
    tags: dict[str, str] | None = None,
    options: dict[str, str] | None = None,
    colours: tuple[int, int] | None = None,
    ratio: Fraction | None = None,
    matrix: Iterable[int] | None = None,
    gop: int = 12,
) -> bytes:
    """Return a short video in the container that PyAV calls `kind` (`mp4`, `mov`, `webm`, `matroska`).

    `colours` are primaries and transfer, `ratio` is the width of a sample by its height, `matrix` how a player turns
    the frames, `gop` how many frames there are at most from one key frame to the next.
    """
    frames = [np.roll(picture(), 8 * index, axis=1) for index in range(10)] if frames is None else list(frames)
    with tempfile.NamedTemporaryFile() as file, av.open(file.name, "w", format=kind, options=options) as container:
        stream: Any = container.add_stream(codec, rate=rate)
        stream.height, stream.width = frames[0].shape[:2]
        stream.pix_fmt = "yuv420p"
        stream.gop_size = gop
        if colours is not None:
            stream.codec_context.color_primaries, stream.codec_context.color_trc = colours
        if ratio is not None:
            stream.codec_context.sample_aspect_ratio = ratio
        if matrix is not None:
            stream.set_display_matrix(list(matrix))
        container.metadata.update(tags or {})
        for pixels in frames:
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
        container.close()
        return Path(file.name).read_bytes()


@cache
def every_video_format() -> dict[str, bytes]:
    return {
        "a.mp4": video("mp4", codec="libx264"),
        "fast.mp4": video("mp4", codec="libx264", options={"movflags": "faststart"}),
        "a.mov": video("mov"),
        "a.webm": video("webm", codec="libvpx"),
        "a.mkv": video("matroska"),
        "a.avi": video("avi"),
    }


@cache
def every_stream_format() -> dict[str, bytes]:
    """Return videos without a structure around them, so that nothing says how long they must be."""
    return {
        "a.ts": video("mpegts", codec="libx264", rate=25),
        "a.m2ts": video("mpegts", codec="mpeg2video", rate=25, options={"mpegts_m2ts_mode": "1"}),
        "a.mpg": video("mpeg", codec="mpeg1video", rate=25),
        "a.vob": video("vob", codec="mpeg2video", rate=25),
    }
