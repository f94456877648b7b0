"""Colour profiles in every format: applied once, in thumbnails and renditions, and never in what is hashed."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.domain.pictures.rendition import Rendition
from app.domain.progress import Outcome
from app.domain.report import Step
from app.readers import render_picture
from app.readers.pixels.thumbnail import encode_thumbnail, shrink
from tests.readers.colours.support import (
    ADOBE_RGB,
    CICP_PQ,
    KINDS,
    SRGB,
    SWAPPED,
    gamma_curve,
    grey_profile,
    icc,
    ink_profile,
    middle,
    plain,
    rgb_profile,
    with_profile,
)
from tests.readers.support import (
    IMAGE,
    encoded,
    jpeg,
    picture,
    psd,
    read_bytes,
    reasons,
    resource,
    segment,
)

RED = (220, 30, 30)


def render(folder: Path, data: bytes) -> Image.Image:
    (folder / "file").write_bytes(data)
    with (folder / "file").open("rb") as file:
        found = render_picture(file.fileno(), 1280)
    assert isinstance(found, Rendition), found
    image = Image.open(io.BytesIO(found.data))
    image.load()
    return image


def rendered(folder: Path, data: bytes) -> list[int]:
    colour = np.asarray(render(folder, data).convert("RGB"))[24, 32].tolist()
    assert isinstance(colour, list)
    return colour


@pytest.mark.parametrize("kind", KINDS)
def test_a_profile_that_swaps_red_and_green_is_honoured(tmp_path: Path, kind: str) -> None:
    data = with_profile(kind, Image.fromarray(plain(RED)), SWAPPED)
    report = read_bytes(tmp_path, "a", data)
    assert report.failures == ()
    assert middle(report) == pytest.approx([30, 220, 30], abs=12)
    assert rendered(tmp_path, data) == pytest.approx([30, 220, 30], abs=12)


def p3_to_srgb(colour: tuple[int, int, int]) -> list[float]:
    """CSS Color 4, 10.3 and 10.4."""
    encoded_p3 = np.array(colour) / 255
    light = np.where(encoded_p3 <= 0.04045, encoded_p3 / 12.92, ((encoded_p3 + 0.055) / 1.055) ** 2.4)
    matrix = [[1.2249402, -0.2249402, 0], [-0.0420569, 1.0420569, 0], [-0.0196376, -0.0786361, 1.0982737]]
    light = np.clip(np.array(matrix) @ light, 0, 1)
    shown: list[float] = (
        np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055) * 255
    ).tolist()
    return shown


@pytest.mark.parametrize("colour", [(200, 120, 80), (60, 160, 90), (30, 60, 190), (128, 128, 128)])
def test_display_p3_is_shown_in_srgb(tmp_path: Path, colour: tuple[int, int, int]) -> None:
    data = with_profile("png", Image.fromarray(plain(colour)), rgb_profile())
    expected = p3_to_srgb(colour)
    assert middle(read_bytes(tmp_path, "a.png", data)) == pytest.approx(expected, abs=4)
    assert rendered(tmp_path, data) == pytest.approx(expected, abs=4)


def test_adobe_rgb_is_shown_in_srgb(tmp_path: Path) -> None:
    """A middle green of Adobe RGB is a stronger one of sRGB."""
    data = with_profile(
        "jpeg", Image.fromarray(plain((100, 160, 100))), rgb_profile(ADOBE_RGB, gamma_curve(2.19921875))
    )
    assert middle(read_bytes(tmp_path, "a.jpg", data)) == pytest.approx([52, 161, 96], abs=5)


@pytest.mark.parametrize("kind", ["png", "jpeg", "tiff", "webp"])
def test_a_picture_in_srgb_is_left_as_it_is(tmp_path: Path, kind: str) -> None:
    large = Image.fromarray(picture(900, 700))
    tagged, bare = (
        read_bytes(tmp_path, "a", with_profile(kind, large, profile)) for profile in (rgb_profile(SRGB), b"")
    )
    assert tagged.thumbnail == bare.thumbnail
    assert tagged.failures == ()
    if kind != "jpeg":
        assert bare.thumbnail == encode_thumbnail(shrink(picture(900, 700), 320)), "shrunk once"


@pytest.mark.parametrize("gamma", [1.0, 1.8, 2.6])
def test_the_gamma_of_a_grey_profile_is_honoured(tmp_path: Path, gamma: float) -> None:
    light = (128 / 255) ** gamma
    expected = round(255 * (1.055 * light ** (1 / 2.4) - 0.055))
    data = encoded(Image.new("L", (64, 48), 128), "PNG", icc_profile=grey_profile(gamma))
    assert middle(read_bytes(tmp_path, "a.png", data)) == pytest.approx([expected] * 3, abs=4)
    assert rendered(tmp_path, data) == pytest.approx([expected] * 3, abs=4)


@pytest.mark.parametrize("kind", ["jpeg", "tiff", "psd"])
def test_inks_look_as_their_profile_says(tmp_path: Path, kind: str) -> None:
    """Here cyan ink is red: L* 54, a* 81, b* 70."""
    cyan = Image.new("CMYK", (64, 48), (255, 0, 0, 0))
    profile = ink_profile((138, 209, 198))
    inverted = 255 - np.asarray(cyan)
    made = {
        "jpeg": lambda: encoded(cyan, "JPEG", quality=95, icc_profile=profile),
        "tiff": lambda: encoded(cyan, "TIFF", icc_profile=profile),
        "psd": lambda: psd(inverted, 4, resource(1039, profile)),
    }
    data = made[kind]()
    report = read_bytes(tmp_path, "a", data)
    assert report.failures == ()
    assert middle(report) == pytest.approx([255, 0, 0], abs=16)
    assert rendered(tmp_path, data) == pytest.approx([255, 0, 0], abs=16)


@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_inks_without_a_profile_are_shown_as_plain_inks(tmp_path: Path, kind: str) -> None:
    data = encoded(Image.new("CMYK", (64, 48), (255, 0, 0, 0)), kind)
    assert middle(read_bytes(tmp_path, "a", data)) == pytest.approx([0, 255, 255], abs=6)


def test_colours_beneath_transparency_are_converted_before_the_background_is_added(tmp_path: Path) -> None:
    half = Image.fromarray(plain((128, 128, 128, 128)))
    data = encoded(half, "PNG", icc_profile=rgb_profile(SRGB, gamma_curve(1.0)))
    assert middle(read_bytes(tmp_path, "a.png", data)) == pytest.approx([158] * 3, abs=4)
    image = render(tmp_path, data)
    assert image.mode == "RGBA"
    assert np.asarray(image)[24, 32].tolist() == pytest.approx([188, 188, 188, 128], abs=6)


def test_a_rendition_needs_no_profile(tmp_path: Path) -> None:
    for kind in KINDS:
        assert "icc_profile" not in render(tmp_path, with_profile(kind, IMAGE, SWAPPED)).info, kind


def test_a_profile_of_many_segments_is_joined_whatever_their_order(tmp_path: Path) -> None:
    profile = SWAPPED + bytes(150_000)
    pieces = [profile[at : at + 65_000] for at in range(0, len(profile), 65_000)]
    parts = [
        segment(0xE2, b"ICC_PROFILE\0" + bytes([number, len(pieces)]) + piece) for number, piece in enumerate(pieces, 1)
    ]
    report = read_bytes(tmp_path, "a.jpg", jpeg(parts[0], parts[2], parts[1], pixels=plain(RED)))
    assert report.failures == ()
    assert middle(report) == pytest.approx([30, 220, 30], abs=12)
    report = read_bytes(tmp_path, "a.jpg", jpeg(*parts[1:], pixels=plain(RED)))
    assert reasons(report, Step.METADATA) == ["a part of the colour profile is missing; the colours are shown as sRGB"]
    assert middle(report) == pytest.approx(RED, abs=12)


BROKEN = {
    "no signature": b"x" * 500,
    "nothing": b"x",
    "cut off": SWAPPED[:200],
    "no curves": icc(b"RGB ", {}),
    "of another kind": icc(b"5CLR", {}),
}


@pytest.mark.parametrize("broken", BROKEN)
@pytest.mark.parametrize("kind", KINDS)
def test_a_broken_profile_is_a_warning_and_the_picture_is_shown_as_srgb(tmp_path: Path, kind: str, broken: str) -> None:
    data = with_profile(kind, Image.fromarray(plain(RED)), BROKEN[broken])
    report = read_bytes(tmp_path, "a", data)
    assert report.outcome is Outcome.OK
    assert all(reason.endswith("; the colours are shown as sRGB") for reason in reasons(report, Step.METADATA))
    assert len(report.failures) == 1
    assert middle(report) == pytest.approx(RED, abs=12)
    assert rendered(tmp_path, data) == pytest.approx(RED, abs=12)


def test_a_profile_for_other_samples_is_a_warning(tmp_path: Path) -> None:
    made = {
        "a.png": with_profile("png", Image.fromarray(plain(RED)), ink_profile((138, 209, 198))),
        "b.png": with_profile("png", Image.fromarray(plain(RED)), grey_profile(1.0)),
        "c.jpg": encoded(Image.new("CMYK", (64, 48)), "JPEG", icc_profile=SWAPPED),
    }
    for name, data in made.items():
        report = read_bytes(tmp_path, name, data)
        assert "the colour profile is " in reasons(report, Step.METADATA)[0], name


def test_a_grey_picture_with_an_rgb_profile_is_shown_by_it(tmp_path: Path) -> None:
    data = encoded(Image.new("L", (64, 48), 128), "JPEG", quality=95, icc_profile=rgb_profile(SRGB, gamma_curve(1.0)))
    assert middle(read_bytes(tmp_path, "a.jpg", data)) == pytest.approx([188] * 3, abs=4)


def test_code_points_inside_a_profile_come_before_its_curves(tmp_path: Path) -> None:
    """HDR pictures carry a profile for programs that know no HDR, and say in it what they are."""
    profile = rgb_profile(SRGB, gamma_curve(2.2), {b"cicp": CICP_PQ})
    data = with_profile("png", Image.fromarray(plain((148, 148, 148))), profile)
    assert middle(read_bytes(tmp_path, "a.png", data))[0] in range(215, 235)


@pytest.mark.parametrize("kind", KINDS)
def test_the_pixel_hash_does_not_depend_on_the_profile(tmp_path: Path, kind: str) -> None:
    reports = [
        read_bytes(tmp_path, "a", with_profile(kind, IMAGE, profile)) for profile in (SWAPPED, rgb_profile(SRGB))
    ]
    assert all(report.hashes is not None for report in reports)
    assert len({report.hashes.pixels for report in reports if report.hashes}) == 1
