"""WebP: what its chunks carry, and the three ways in which its header states a size."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from app.readers.containers.reading import read_container
from app.readers.limits import LIMITS
from app.readers.metadata.raw import RawMetadata
from tests.readers.support import DESCRIBED_EXIF, DESCRIBED_XMP, IMAGE, check_described, encoded, read_bytes


def riff(*chunks: tuple[bytes, bytes]) -> bytes:
    """RFC 9649, 2.3: type, size, body, and a byte of padding behind an odd one."""
    body = b"".join(kind + struct.pack("<I", len(part)) + part + b"\0" * (len(part) % 2) for kind, part in chunks)
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + body


def read(data: bytes) -> RawMetadata:
    return read_container("webp", data, LIMITS)


def test_webp_chunks_are_read(tmp_path: Path) -> None:
    data = encoded(IMAGE, "WEBP", exif=b"Exif\0\0" + DESCRIBED_EXIF, xmp=DESCRIBED_XMP)
    check_described(read_bytes(tmp_path, "a.webp", data))


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (b"VP8X", b"\0" * 4 + (639).to_bytes(3, "little") + (479).to_bytes(3, "little")),
        (b"VP8 ", b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", 640 | 1 << 14, 480 | 2 << 14)),
        (b"VP8L", b"\x2f" + (639 | 479 << 14 | 1 << 28).to_bytes(4, "little") + b"\0" * 5),
    ],
)
def test_each_kind_of_header_states_the_size(kind: bytes, body: bytes) -> None:
    raw = read(riff((kind, body)))
    assert (raw.width, raw.height) == (640, 480)


def test_a_chunk_behind_an_odd_one_is_found_and_the_first_of_two_counts() -> None:
    raw = read(riff((b"ODD ", b"123"), (b"EXIF", b"first"), (b"EXIF", b"other"), (b"XMP ", b"<x/>")))
    assert raw.exif == b"first"
    assert raw.xmp == (b"<x/>",)


@pytest.mark.parametrize("cut", range(0, 60, 3))
def test_a_file_cut_anywhere_announces_its_whole_length(cut: int) -> None:
    data = riff((b"VP8X", b"\0" * 10), (b"EXIF", b"II*\0" * 8))
    raw = read(data[:cut])
    assert raw.announced_size == (len(data) if cut >= 8 else raw.announced_size)
