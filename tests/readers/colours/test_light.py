"""Colours stated by code points: AVIF, HEIC and videos; HDR by its rule."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import imagecodecs
import numpy as np
import pillow_heif
import pytest
from PIL import Image

from app.readers.colours.shown import is_srgb, show_as_srgb
from app.readers.metadata.raw import CodePoints, ColourDescription
from app.readers.pixels.thumbnail import Pixels
from tests.readers.colours.support import SRGB, SWAPPED, middle, plain, rgb_profile
from tests.readers.support import IMAGE, encoded, read_bytes, video

PQ_203, HLG_203 = 148, 191
"""Diffuse white (BT.2408, table 1): 58 % of PQ, 75 % of HLG."""
WHITE = 224
"""What diffuse white becomes: 75 % of the light of the screen."""


def show(values: list[tuple[int, int, int]], points: tuple[int, int]) -> list[list[int]]:
    pixels = np.array([values], np.uint8)
    shown = show_as_srgb(pixels, None, ColourDescription(code_points=CodePoints(*points)))
    assert shown.problem is None
    found: list[list[int]] = shown.pixels[0].tolist()
    return found


@pytest.mark.parametrize(("value", "transfer"), [(PQ_203, 16), (HLG_203, 18)])
def test_diffuse_white_is_three_quarters_of_the_light(value: int, transfer: int) -> None:
    assert show([(value,) * 3], (9, transfer))[0] == pytest.approx([WHITE] * 3, abs=2)


def test_below_half_of_diffuse_white_light_is_kept() -> None:
    """100 cd/m² are 49 % of diffuse white, 186 in sRGB; 10 are 4.9 %, 63 (BT.2100: 50.8 % and 30 % of PQ)."""
    assert show([(130, 130, 130), (77, 77, 77), (0, 0, 0)], (9, 16)) == [
        pytest.approx([187] * 3, abs=2),
        pytest.approx([63] * 3, abs=3),
        [0, 0, 0],
    ]


@pytest.mark.parametrize("transfer", [16, 18])
def test_highlights_are_rolled_off_in_order_and_the_brightest_is_white(transfer: int) -> None:
    greys = [colour[0] for colour in show([(value,) * 3 for value in range(256)], (9, transfer))]
    assert greys == sorted(greys)
    assert greys[255] == 255
    assert greys[PQ_203 if transfer == 16 else HLG_203] < greys[210] < 255


def test_a_bright_colour_keeps_its_hue() -> None:
    red, green, blue = show([(180, 120, 120)], (1, 16))[0]
    assert red > green == blue
    assert green > 60


def test_wide_primaries_are_turned_into_those_of_srgb() -> None:
    """The corner of BT.709's red in BT.2020 (BT.2087): 0.6274, 0.0691, 0.0164 of the light."""
    corner = tuple(round(255 * (1.055 * part ** (1 / 2.4) - 0.055)) for part in (0.6274, 0.0691, 0.0164))
    found = show([(corner[0], corner[1], corner[2]), (200, 200, 200)], (9, 1))
    assert found[0] == pytest.approx([255, 0, 0], abs=6)
    assert found[1] == pytest.approx([200] * 3, abs=1)


@pytest.mark.parametrize("points", [(1, 1), (1, 13), (2, 2), (6, 6), (5, 1), (1, 14), (0, 0), (99, 99)])
def test_what_is_as_good_as_srgb_on_a_screen_is_left_as_it_is(points: tuple[int, int]) -> None:
    assert is_srgb(ColourDescription(code_points=CodePoints(*points)))


def test_a_profile_of_srgb_is_recognised() -> None:
    assert is_srgb(ColourDescription(profile=rgb_profile(SRGB)))
    assert not is_srgb(ColourDescription(profile=rgb_profile()))


# AVIF and HEIC: 14496-12, 12.1.5


def pq_avif(pixels: Pixels, transfer: int = 16) -> bytes:
    return bytes(imagecodecs.avif_encode(pixels, level=95, primaries=9, transfer=transfer, matrix=9))


@pytest.mark.parametrize(("value", "transfer"), [(PQ_203, 16), (HLG_203, 18)])
def test_an_hdr_avif_is_shown_light(tmp_path: Path, value: int, transfer: int) -> None:
    report = read_bytes(tmp_path, "a.avif", pq_avif(plain((value,) * 3), transfer))
    assert report.failures == ()
    assert middle(report) == pytest.approx([WHITE] * 3, abs=4)


def test_an_avif_of_ten_bits_is_shown_in_the_same_way(tmp_path: Path) -> None:
    deep = np.full((48, 64, 3), 594, np.uint16)
    data = imagecodecs.avif_encode(deep, level=95, bitspersample=10, primaries=9, transfer=16, matrix=9)
    assert middle(read_bytes(tmp_path, "a.avif", bytes(data))) == pytest.approx([WHITE] * 3, abs=4)


@pytest.mark.parametrize(("value", "transfer"), [(PQ_203, 16), (HLG_203, 18)])
def test_an_hdr_heic_is_shown_light(tmp_path: Path, value: int, transfer: int) -> None:
    out = io.BytesIO()
    image = pillow_heif.from_pillow(Image.fromarray(plain((value,) * 3)))
    image.save(out, quality=95, color_primaries=9, transfer_characteristics=transfer, matrix_coefficients=9)
    report = read_bytes(tmp_path, "a.heic", out.getvalue())
    assert report.failures == ()
    assert middle(report) == pytest.approx([WHITE] * 3, abs=6)


def test_a_profile_comes_before_code_points(tmp_path: Path) -> None:
    """Both may be there (23008-12, 6.5.5); browsers take the profile."""
    data = encoded(IMAGE, "AVIF", icc_profile=SWAPPED)
    assert data.count(b"colr") == 2
    at = data.index(b"nclx")
    changed = data[: at + 4] + struct.pack(">HH", 9, 16) + data[at + 8 :]
    assert read_bytes(tmp_path, "a.avif", changed).thumbnail == read_bytes(tmp_path, "b.avif", data).thumbnail


# Videos: what the stream states


def film(transfer: int, primaries: int, value: int) -> bytes:
    return video("mp4", codec="libx264", frames=[plain((value,) * 3)] * 3, colours=(primaries, transfer))


@pytest.mark.parametrize(("value", "transfer"), [(PQ_203, 16), (HLG_203, 18)])
def test_an_hdr_video_is_shown_light(tmp_path: Path, value: int, transfer: int) -> None:
    report = read_bytes(tmp_path, "a.mp4", film(transfer, 9, value))
    assert report.failures == ()
    assert middle(report) == pytest.approx([WHITE] * 3, abs=5)


def test_a_video_in_bt709_is_left_as_it_is(tmp_path: Path) -> None:
    one, other = (read_bytes(tmp_path, "a.mp4", film(trc, prim, 120)) for trc, prim in ((1, 1), (2, 2)))
    assert one.thumbnail == other.thumbnail
