"""MP4 and MOV: what the outermost boxes carry, and how long the file must be."""

from __future__ import annotations

from app.readers.containers.isobmff import C2PA_UUID, XMP_UUID
from app.readers.containers.reading import read_video_container
from app.readers.limits import LIMITS, Limits
from app.readers.metadata.raw import RawMetadata
from tests.readers.generation.support import box

PARTS = (
    box(b"ftyp", b"isom"),
    box(b"uuid", XMP_UUID + b"<x/>"),
    box(b"uuid", C2PA_UUID + b"\0\0\0\0manifest\0" + bytes(8) + b"store"),
    box(b"moov", b""),
)


def read(data: bytes, limits: Limits = LIMITS) -> RawMetadata:
    return read_video_container("mp4", lambda count, at: data[at : at + count], len(data), limits)


def test_xmp_and_content_credentials_are_read() -> None:
    raw = read(b"".join(PARTS))
    assert (raw.xmp, raw.c2pa, raw.failure) == ((b"<x/>",), b"store", None)
    assert (raw.announced_size, raw.layout.has_index) == (sum(map(len, PARTS)), True)


def test_a_box_beyond_the_limit_is_not_read() -> None:
    assert read(b"".join(PARTS), Limits(text_bytes=3)).xmp == ()


def test_a_file_without_its_index_is_recognised() -> None:
    assert not read(b"".join(PARTS[:-1])).layout.has_index


def test_a_read_error_is_a_failure_and_not_an_exception() -> None:
    def read_nothing(_count: int, _at: int) -> bytes:
        raise OSError(5, "Input/output error")

    raw = read_video_container("mov", read_nothing, 100, LIMITS)
    assert raw.failure is not None
    assert "read error" in raw.failure.reason
