"""Encodes a canvas as PNG, JPEG, WebP, an older format, or MP4. The same canvas always gives the same bytes.

PNG chunks and JPEG segments are written here (W3C “PNG Third Edition”, chapters 5, 9 and 11; ITU-T T.81, annex B), so
that every metadata block is exactly where its tool would put it.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterable, Mapping

import av
import numpy as np
import simplejpeg
from av.container import OutputContainer
from av.video.stream import VideoStream
from PIL import Image

from app.demo.drawing.canvas import Canvas

FRAME_RATE = 12
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
EXIF_MARK, XMP_MARK = b"Exif\x00\x00", b"http://ns.adobe.com/xap/1.0/\x00"


def png(canvas: Canvas, texts: Iterable[tuple[str, str]] = ()) -> bytes:
    """Encode an RGB PNG with `texts` (keyword, text) before the pixels, as A1111 and ComfyUI write them."""
    height, width = canvas.shape[:2]
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [_chunk(b"IHDR", header), *(_text_chunk(keyword, text) for keyword, text in texts)]
    chunks += [_chunk(b"IDAT", zlib.compress(_filtered(canvas), 1)), _chunk(b"IEND", b"")]
    return PNG_SIGNATURE + b"".join(chunks)


def jpeg(canvas: Canvas, segments: Iterable[tuple[int, bytes]] = ()) -> bytes:
    """Encode a baseline JPEG with `segments` (marker, data) after the JFIF header."""
    data: bytes = simplejpeg.encode_jpeg(canvas, quality=88, colorspace="RGB", colorsubsampling="420")
    return insert_segments(data, segments)


def insert_segments(data: bytes, segments: Iterable[tuple[int, bytes]]) -> bytes:
    """Insert `segments` (marker, data) after the JFIF header of a JPEG."""
    behind_jfif = 4 + struct.unpack(">H", data[4:6])[0]
    extra = b"".join(struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body for marker, body in segments)
    return data[:behind_jfif] + extra + data[behind_jfif:]


def webp(canvas: Canvas, *, exif: bytes = b"", xmp: bytes = b"") -> bytes:
    """Encode a lossy WebP; `exif` is a TIFF block without the `Exif` prefix."""
    return _by_pillow(canvas, "WEBP", quality=80, method=0, exif=exif, xmp=xmp)


def plain(canvas: Canvas, file_format: str) -> bytes:
    """Encode a file of an older format (`gif`, `bmp`, `tiff`) without metadata."""
    return _by_pillow(canvas, file_format.upper())


def mp4(frames: Iterable[Canvas], tags: Mapping[str, str]) -> bytes:
    """Encode a silent film at `FRAME_RATE`: H.264 if this build of PyAV has an encoder, else MPEG-4 Visual.

    Bit-exact muxing and a single thread keep encoder names and times out, so that the bytes are reproducible.
    """
    target = io.BytesIO()
    with av.open(target, "w", format="mp4", options={"fflags": "+bitexact"}) as container:
        container.metadata.update(tags)
        stream = _video_stream(container)
        for number, canvas in enumerate(frames):
            if number == 0:
                stream.height, stream.width = canvas.shape[:2]
            container.mux(stream.encode(av.VideoFrame.from_ndarray(canvas, "rgb24")))
        container.mux(stream.encode(None))
    return target.getvalue()


def without_moov(data: bytes) -> bytes:
    """Return the MP4 cut before its index, like an unfinished recording. Raises ValueError if it has no index."""
    place = 0
    while place + 8 <= len(data):
        size, name = struct.unpack(">I4s", data[place : place + 8])
        if name == b"moov":
            return data[:place]
        place += size
    raise ValueError("this MP4 has no moov box")


def turned_for(orientation: int, canvas: Canvas) -> Canvas:
    """Return the pixels to store so that a viewer that applies EXIF `orientation` (1…8) shows `canvas`."""
    turns = {
        1: canvas,
        2: canvas[:, ::-1],
        3: canvas[::-1, ::-1],
        4: canvas[::-1],
        5: canvas.transpose(1, 0, 2),
        6: np.rot90(canvas, 1),
        7: np.rot90(canvas.transpose(1, 0, 2), 2),
        8: np.rot90(canvas, -1),
    }
    return np.ascontiguousarray(turns[orientation])


def _video_stream(container: OutputContainer) -> VideoStream:
    if "libx264" in av.codecs_available:
        stream = container.add_stream("libx264", rate=FRAME_RATE, options={"preset": "ultrafast", "crf": "24"})
    else:
        stream = container.add_stream("mpeg4", rate=FRAME_RATE)
    stream.pix_fmt = "yuv420p"
    stream.thread_count = 1
    return stream


def _filtered(canvas: Canvas) -> bytes:
    """Return PNG scan lines as differences from the line above (filter type 2), which turns gradients into zeros."""
    height, width = canvas.shape[:2]
    rows = canvas.reshape(height, width * 3)
    lines = np.empty((height, 1 + width * 3), np.uint8)
    lines[:, 0] = 2
    lines[0, 1:] = rows[0]
    np.subtract(rows[1:], rows[:-1], out=lines[1:, 1:])
    return lines.tobytes()


def _text_chunk(keyword: str, text: str) -> bytes:
    """Write tEXt for Latin-1 text, else iTXt, as Pillow does, which both tools use."""
    try:
        return _chunk(b"tEXt", keyword.encode("latin-1") + b"\x00" + text.encode("latin-1"))
    except UnicodeEncodeError:
        return _chunk(b"iTXt", keyword.encode("latin-1") + b"\x00\x00\x00\x00\x00" + text.encode())


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _by_pillow(canvas: Canvas, file_format: str, **options: object) -> bytes:
    target = io.BytesIO()
    Image.fromarray(canvas).save(target, file_format, **options)
    return target.getvalue()
