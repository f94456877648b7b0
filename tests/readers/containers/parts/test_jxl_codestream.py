"""The header of a JPEG XL codestream: every size, orientation and colour that it may state (18181-1, annex D)."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import imagecodecs
import numpy as np
import pytest

from app.readers.containers.parts.jxl_codestream import CodestreamHeader, read_codestream_header
from app.readers.metadata.raw import SRGB, CodePoints
from tests.readers.colours.support import middle, plain
from tests.readers.containers.parts.support import SRGB_BITS, Bits, colour_bits, jxl_with, pack_bits
from tests.readers.support import picture, read_bytes

SIZES = [(8, 8), (256, 256), (320, 240), (1920, 1080), (7, 5), (513, 300), (300, 9000), (1, 1)]


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_every_form_of_the_size_is_read(width: int, height: int) -> None:
    data = bytes(imagecodecs.jpegxl_encode(np.zeros((height, width, 3), np.uint8), lossless=True, effort=1))
    header = read_codestream_header(data)
    assert header == CodestreamHeader(width, height, is_xyb=False, frames_at=header.frames_at)


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize("lossless", [True, False])
def test_every_kind_of_samples_is_passed_over(channels: int, lossless: bool) -> None:
    """imagecodecs calls 8 bits sRGB, and more bits linear."""
    for dtype, points in ((np.uint8, {None, SRGB}), (np.uint16, {CodePoints(1, 8)}), (np.float32, {CodePoints(1, 8)})):
        samples = np.zeros((24, 40, channels), dtype).squeeze()
        data = bytes(imagecodecs.jpegxl_encode(samples, lossless=lossless))
        header = read_codestream_header(data[data.index(b"\xff\x0a") :])
        assert (header.width, header.height, header.orientation, header.gamma) == (40, 24, 1, None)
        assert header.code_points in points


def test_the_header_of_an_animation_is_read() -> None:
    frames = np.stack([picture(64, 48), 255 - picture(64, 48)])
    header = read_codestream_header(bytes(imagecodecs.jpegxl_encode(frames)))
    assert (header.width, header.height, header.orientation) == (64, 48, 1)
    assert header.code_points in (None, SRGB)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_orientation_is_read_and_the_decoder_understands_it_alike(orientation: int) -> None:
    data = jxl_with(picture(64, 48), orientation)
    assert read_codestream_header(data).orientation == orientation
    assert imagecodecs.jpegxl_decode(data).shape[:2] == ((64, 48) if orientation >= 5 else (48, 64))


COLOURS: list[tuple[Bits, tuple[CodePoints | None, float | None]]] = [
    (SRGB_BITS, (None, None)),
    (colour_bits(9, 16), (CodePoints(9, 16), None)),
    (colour_bits(9, 18), (CodePoints(9, 18), None)),
    (colour_bits(11, 13), (CodePoints(12, 13), None)),
    (colour_bits(11, 17, white=11), (CodePoints(11, 17), None)),
    (colour_bits(1, 8), (CodePoints(1, 8), None)),
    (colour_bits(1, None, 5_000_000), (CodePoints(1, 2), 0.5)),
]


@pytest.mark.parametrize(("bits", "stated"), COLOURS)
def test_colours_are_read(bits: Bits, stated: tuple[CodePoints | None, float | None]) -> None:
    header = read_codestream_header(jxl_with(picture(64, 48), colours=bits))
    assert (header.code_points, header.gamma) == stated


def test_custom_colours_are_passed_over() -> None:
    point = ((0, 2), (7, 19))
    primaries = ((2, 2), (0, 4), *point * 6)
    bits: Bits = ((0, 1), (0, 1), (0, 2), (2, 2), (0, 4), *point * 2, *primaries, (0, 1), (2, 2), (14, 4))
    size: Bits = ((1, 1), (0, 5), (1, 3))
    header = pack_bits((*size, (0, 1), (0, 1), (0, 1), (0, 2), (1, 1), (0, 2), (0, 1), *bits))
    assert read_codestream_header(b"\xff\x0a" + header).code_points == CodePoints(2, 16)


def test_colours_behind_a_preview_and_extra_channels_are_found() -> None:
    size: Bits = ((1, 1), (0, 5), (1, 3))
    preview: Bits = ((1, 1), (1, 1), (0, 2), (0, 3), (1, 2))  # in eighths, 16 wide and high, no ratio
    animation: Bits = ((1, 1), (0, 2), (0, 2), (1, 2), (5, 3), (1, 1))
    spot: Bits = ((0, 1), (2, 2), (0, 4), (0, 1), (1, 2), (1, 2), (1, 2), (2, 4), (0x6161, 16), (0, 64))
    channels: Bits = ((2, 2), (0, 4), (1, 1), *spot)
    fields: Bits = ((0, 1), (1, 1), (5, 3), (1, 1), *size, *preview, *animation, (1, 1), (1, 2), (3, 4), (1, 1))
    data = b"\xff\x0a" + pack_bits((*size, *fields, *channels, (1, 1), *colour_bits(9, 16)))
    expected = CodestreamHeader(
        8, 8, 6, CodePoints(9, 16), channels=2, ticks_per_second=Fraction(100), has_timecodes=True
    )
    assert read_codestream_header(data) == expected


@pytest.mark.parametrize(
    ("bits", "value", "expected"),
    [
        (colour_bits(9, 16), 148, 224),
        (colour_bits(9, 18), 191, 224),
        (colour_bits(1, 8), 128, 188),
        (colour_bits(1, None, 5_000_000), 128, 137),
        (SRGB_BITS, 128, 128),
    ],
)
def test_colours_are_shown_as_they_are_meant(tmp_path: Path, bits: Bits, value: int, expected: int) -> None:
    data = jxl_with(plain((value,) * 3), colours=bits)
    report = read_bytes(tmp_path, "a.jxl", data)
    assert report.failures == ()
    assert middle(report) == pytest.approx([expected] * 3, abs=3)


def test_a_wide_gamut_is_shown_in_srgb(tmp_path: Path) -> None:
    data = jxl_with(plain((200, 120, 80)), colours=colour_bits(11, 13))
    assert middle(read_bytes(tmp_path, "a.jxl", data)) == pytest.approx([214, 117, 72], abs=4)


@pytest.mark.parametrize("cut", range(12))
def test_a_header_that_ends_early_is_read_as_zeros(cut: int) -> None:
    header = read_codestream_header(jxl_with(picture(64, 48), 6, colour_bits(9, 16))[:cut])
    assert header.width >= 0
