"""Canvas in, file bytes out: PNG, JPEG, WebP, the plain formats, and MP4. The same canvas gives the same bytes.

PNG and the JPEG segments are written by hand (W3C «PNG Third Edition» chapters 5, 9 and 11; ITU-T T.81 annex B),
so that every metadata block stands exactly where its tool would put it.
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
    """An RGB PNG with `texts` (keyword, text) before its pixels, as A1111 and ComfyUI write them."""
    height, width = canvas.shape[:2]
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [_chunk(b"IHDR", header), *(_text_chunk(keyword, text) for keyword, text in texts)]
    chunks += [_chunk(b"IDAT", zlib.compress(_filtered(canvas), 1)), _chunk(b"IEND", b"")]
    return PNG_SIGNATURE + b"".join(chunks)


def jpeg(canvas: Canvas, segments: Iterable[tuple[int, bytes]] = ()) -> bytes:
    """A baseline JPEG with `segments` (marker, data) behind its JFIF header."""
    data: bytes = simplejpeg.encode_jpeg(canvas, quality=88, colorspace="RGB", colorsubsampling="420")
    behind_jfif = 4 + struct.unpack(">H", data[4:6])[0]
    extra = b"".join(struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body for marker, body in segments)
    return data[:behind_jfif] + extra + data[behind_jfif:]


def webp(canvas: Canvas, *, exif: bytes = b"", xmp: bytes = b"") -> bytes:
    """A lossy WebP; `exif` is a TIFF block without a mark."""
    return _by_pillow(canvas, "WEBP", quality=80, method=0, exif=exif, xmp=xmp)


def plain(canvas: Canvas, file_format: str) -> bytes:
    """A file of one of the older formats (`gif`, `bmp`, `tiff`), without any metadata."""
    return _by_pillow(canvas, file_format.upper())


def mp4(frames: Iterable[Canvas], tags: Mapping[str, str]) -> bytes:
    """A silent film at `FRAME_RATE`: H.264 where this PyAV can encode it, MPEG-4 Visual where not.

    Bit-exact muxing and one thread: no encoder banner, no clock, the same bytes again.
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
    """An MP4 cut before its index, as a recording that was never finished."""
    place = 0
    while place + 8 <= len(data):
        size, name = struct.unpack(">I4s", data[place : place + 8])
        if name == b"moov":
            return data[:place]
        place += size
    raise ValueError("this MP4 has no moov box")


def turned_for(orientation: int, canvas: Canvas) -> Canvas:
    """The pixels to store so that a viewer who honours EXIF `orientation` (1…8) shows `canvas`."""
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
    """PNG scan lines, each as its difference from the line above (filter type 2): gradients become zeros."""
    height, width = canvas.shape[:2]
    rows = canvas.reshape(height, width * 3)
    lines = np.empty((height, 1 + width * 3), np.uint8)
    lines[:, 0] = 2
    lines[0, 1:] = rows[0]
    np.subtract(rows[1:], rows[:-1], out=lines[1:, 1:])
    return lines.tobytes()


def _text_chunk(keyword: str, text: str) -> bytes:
    """tEXt where the text is Latin-1, iTXt where it is not: what Pillow, and so both tools, do."""
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
