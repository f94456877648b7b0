"""JPEG XL: plain and compressed boxes, and the size in the header of its codestream."""

from __future__ import annotations

import io
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
from PIL import Image, ImageCms

from app.domain.progress import Outcome
from app.domain.report import Step
from app.readers.containers.reading import read_container
from app.readers.limits import LIMITS
from tests.readers.containers.parts.support import Bits, jxl_turned, jxl_with
from tests.readers.generation.support import CREDENTIALS, box
from tests.readers.support import (
    DESCRIBED_EXIF,
    DESCRIBED_XMP,
    IMAGE,
    blocks_named,
    check_described,
    encoded,
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


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_header_states_the_size_that_is_shown(orientation: int) -> None:
    raw = read_container("jxl", jxl_turned(orientation), LIMITS)
    assert (raw.width, raw.height) == ((240, 320) if orientation >= 5 else (320, 240))
    assert raw.is_rotated_by_container


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
    assert "the file has more metadata text than can be kept; the rest was left out" in reasons(report, Step.METADATA)


@pytest.mark.parametrize(
    ("width", "height"), [(8, 8), (256, 256), (640, 480), (300, 200), (1, 1), (1921, 1080), (513, 9)]
)
def test_the_size_is_read_from_the_header(width: int, height: int) -> None:
    raw = read_container("jxl", jxl(picture(width, height)), LIMITS)
    assert (raw.width, raw.height) == (width, height)


def test_a_profile_that_is_packed_is_read_from_the_jpeg_that_was_recompressed(tmp_path: Path) -> None:
    shown = []
    for profile in (None, swapped_profile()):
        original = encoded(IMAGE, "JPEG", quality=95, icc_profile=profile)
        for data in (original, bytes(imagecodecs.jpegxl_encode_jpeg(original))):
            report = read_bytes(tmp_path, "a", data)
            assert report.failures == ()
            assert report.thumbnail is not None
            shown.append(np.asarray(Image.open(io.BytesIO(report.thumbnail.data))).astype(int))
    assert np.abs(shown[0] - shown[1]).mean() < 8
    assert np.abs(shown[2] - shown[3]).mean() < 8
    assert np.abs(shown[0] - shown[2]).mean() > 20, "the profile changes the picture"


def swapped_profile() -> bytes:
    """sRGB with red and green swapped."""
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return srgb.replace(b"rXYZ", b"----").replace(b"gXYZ", b"rXYZ").replace(b"----", b"gXYZ")


PACKED: Bits = ((0, 1), (1, 1), (0, 2))
"""Colours that are not as usual: an ICC profile, of RGB."""


def test_a_profile_that_is_packed_elsewhere_is_said_to_be_unread() -> None:
    data = jxl_with(picture(), colours=PACKED)
    raw = read_container("jxl", data, LIMITS)
    assert raw.problems == ("the colour profile is packed with the picture and was not read; it is shown as sRGB",)
    assert (raw.width, raw.height, raw.colours.profile) == (320, 240, b"")


def test_a_jpeg_that_cannot_be_made_again_is_a_problem() -> None:
    data = bytearray(imagecodecs.jpegxl_encode_jpeg(encoded(IMAGE, "JPEG", icc_profile=swapped_profile())))
    at = data.index(b"jbrd")
    data[at + 4 : at + 24] = bytes(20)
    raw = read_container("jxl", bytes(data), LIMITS)
    assert raw.failure is None
    assert "cannot be made again" in raw.problems[0]
