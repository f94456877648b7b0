"""JPEG XL: plain and compressed boxes, and the size in the header of its codestream."""

from __future__ import annotations

from pathlib import Path

import imagecodecs
import pytest

from app.domain.progress import Outcome
from app.domain.report import Step
from app.readers.containers.reading import read_container
from app.readers.limits import LIMITS
from tests.readers.generation.support import CREDENTIALS, box
from tests.readers.support import (
    DESCRIBED_EXIF,
    DESCRIBED_XMP,
    blocks_named,
    check_described,
    jpeg_xl,
    jxl,
    picture,
    read_bytes,
    reasons,
)


def packed(kind: bytes, body: bytes) -> bytes:
    """A `brob` box, as cjxl writes metadata."""
    return box(b"brob", kind + imagecodecs.brotli_encode(body))


def test_boxes_are_read(tmp_path: Path) -> None:
    data = jpeg_xl(box(b"Exif", b"\0\0\0\0" + DESCRIBED_EXIF), box(b"xml ", DESCRIBED_XMP))
    check_described(read_bytes(tmp_path, "a.jxl", data))


def test_metadata_packed_with_brotli_is_read(tmp_path: Path) -> None:
    data = jpeg_xl(packed(b"Exif", b"\0\0\0\0" + DESCRIBED_EXIF), packed(b"xml ", DESCRIBED_XMP))
    check_described(read_bytes(tmp_path, "a.jxl", data))


def test_packed_content_credentials_name_the_tool(tmp_path: Path) -> None:
    report = read_bytes(tmp_path, "a.jxl", jpeg_xl(packed(b"jumb", CREDENTIALS[8:])))
    assert blocks_named(report) == ["c2pa"]
    assert report.generation is not None
    assert report.generation.tool == "ChatGPT"


@pytest.mark.parametrize("body", [b"xml data", b"xml " + imagecodecs.brotli_encode(b" " * (17 << 20)), b"xml "])
def test_metadata_packed_with_brotli_that_is_damaged_or_a_bomb_is_named(tmp_path: Path, body: bytes) -> None:
    report = read_bytes(tmp_path, "a.jxl", jpeg_xl(box(b"brob", body)))
    assert report.outcome is Outcome.OK
    assert reasons(report, Step.METADATA) == [
        "the compressed text “jxl:xml” is damaged, or larger than 16 MB when unpacked"
    ]


def test_many_bombs_of_brotli_are_bounded_together(tmp_path: Path) -> None:
    bomb = box(b"brob", b"xml " + imagecodecs.brotli_encode(b" " * (17 << 20)))
    report = read_bytes(tmp_path, "a.jxl", jpeg_xl(*[bomb] * 2_000))
    assert "the file carries more metadata text than is read; the rest was left out" in reasons(report, Step.METADATA)


@pytest.mark.parametrize(
    ("width", "height"), [(8, 8), (256, 256), (640, 480), (300, 200), (1, 1), (1921, 1080), (513, 9)]
)
def test_the_size_is_read_from_the_header(width: int, height: int) -> None:
    raw = read_container("jxl", jxl(picture(width, height)), LIMITS)
    assert (raw.width, raw.height) == (width, height)
