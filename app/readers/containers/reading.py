"""Which reader walks which container."""

from __future__ import annotations

from collections.abc import Callable

from app.domain.report import Step
from app.readers.containers.avi import read_avi
from app.readers.containers.bmp import read_bmp
from app.readers.containers.gif import read_gif
from app.readers.containers.heif import read_heif
from app.readers.containers.jpeg import read_jpeg
from app.readers.containers.jxl import read_jxl
from app.readers.containers.matroska import read_matroska
from app.readers.containers.mp4 import read_mp4
from app.readers.containers.parts.mpeg_streams import read_program_stream, read_transport_stream
from app.readers.containers.parts.psd import read_psd
from app.readers.containers.png import read_png
from app.readers.containers.raw_builder import RawMetadataBuilder
from app.readers.containers.tiff import read_tiff
from app.readers.containers.webp import read_webp
from app.readers.limits import Limits
from app.readers.metadata.raw import RawMetadata
from app.readers.photographs.cr3 import read_cr3
from app.readers.photographs.raf import read_raf
from app.readers.photographs.structure import TIFF_PHOTOGRAPHS, read_photograph
from app.readers.reasons import capture_failure

_READERS: dict[str, Callable[[bytes, RawMetadataBuilder], None]] = {
    "png": read_png,
    "jpeg": read_jpeg,
    "webp": read_webp,
    "gif": read_gif,
    "bmp": read_bmp,
    "tiff": read_tiff,
    "avif": read_heif,
    "heic": read_heif,
    "jxl": read_jxl,
    **dict.fromkeys(TIFF_PHOTOGRAPHS, read_photograph),
    "cr3": read_cr3,
    "raf": read_raf,
    "psd": read_psd,
}

ReadAt = Callable[[int, int], bytes]
"""(count, offset) → that many bytes of the file from there on, fewer at its end."""

_VIDEO_READERS: dict[str, Callable[[ReadAt, int, RawMetadataBuilder], None]] = {
    "mp4": read_mp4,
    "mov": read_mp4,
    "webm": read_matroska,
    "mkv": read_matroska,
    "avi": read_avi,
    "mpegts": read_transport_stream,
    "mpeg": read_program_stream,
}


def read_container(format_name: str, data: bytes, limits: Limits) -> RawMetadata:
    """Return everything that a picture's container carries around its pixels. Never raises: damage is in the result."""
    builder = RawMetadataBuilder(limits)
    return builder.freeze(capture_failure(Step.METADATA, lambda: _READERS[format_name](data, builder)))


def read_video_container(format_name: str, read_at: ReadAt, size: int, limits: Limits) -> RawMetadata:
    """Return what a video's outermost structure carries, without its tags. `size` is that of the file, in bytes.

    Never raises: damage is in the result.
    """
    builder = RawMetadataBuilder(limits)
    return builder.freeze(capture_failure(Step.DECODE, lambda: _VIDEO_READERS[format_name](read_at, size, builder)))
