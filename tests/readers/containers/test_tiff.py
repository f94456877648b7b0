"""TIFF: the file is itself an EXIF structure, with XMP, IPTC and credentials in tags."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from app.readers.containers.reading import read_container
from app.readers.limits import LIMITS
from app.readers.metadata.raw import RawMetadata
from tests.readers.support import DESCRIBED_XMP, IMAGE, check_described, encoded, read_bytes, tiff_structure


def read(data: bytes) -> RawMetadata:
    return read_container("tiff", data, LIMITS)


def test_tags_are_read_as_exif(tmp_path: Path) -> None:
    data = encoded(IMAGE, "TIFF", tiffinfo={0x010F: "ACME", 0x0110: "Rocket", 700: DESCRIBED_XMP})
    check_described(read_bytes(tmp_path, "a.tif", data))


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("kind", [7, 4])
def test_iptc_is_read_whether_it_is_called_bytes_or_words(order: str, kind: int) -> None:
    """Photoshop declares tag 0x83BB as LONG, in the order of the file."""
    sets = struct.pack(">BBBH", 0x1C, 2, 25, 3) + b"cat"
    value = sets if kind == 7 else struct.unpack(f"{order}2I", sets)
    raw = read(tiff_structure([(0x0100, 4, (7,)), (0x0101, 4, (9,)), (0x83BB, kind, value)], order=order))
    assert raw.iptc == sets
    assert (raw.width, raw.height) == (7, 9)


def test_a_file_that_ends_before_its_directory_announces_more() -> None:
    data = b"II*\0" + struct.pack("<I", 5_000) + b"\0" * 20
    assert read(data).announced_size == 5_002
