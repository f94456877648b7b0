"""From bytes to thumbnails: every sample depth, transparency, rotation, and perceptual hashes."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from app.domain.progress import Outcome
from app.domain.report import FileReport, Step
from app.readers import Limits, ReadOptions, read_file
from app.readers.pixels.thumbnail import compute_perceptual_hash, shrink, turn_upright
from tests.readers.support import PLAIN, chunk, encoded, heic, jpeg, picture, png, read_bytes, reasons


def shown(report: FileReport) -> NDArray[np.uint8]:
    assert report.failures == ()
    assert report.thumbnail is not None
    with Image.open(io.BytesIO(report.thumbnail.data)) as image:
        return np.asarray(image.convert("RGB"))


def colour(report: FileReport) -> list[int]:
    """Return the colour in the middle."""
    pixels = shown(report)
    middle: list[int] = pixels[pixels.shape[0] // 2, pixels.shape[1] // 2].tolist()
    return middle


def distance(first: str, second: str) -> int:
    return (int(first, 16) ^ int(second, 16)).bit_count()


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "P", "1"])
def test_every_mode_of_png_is_shown_as_it_is(tmp_path: Path, mode: str) -> None:
    image = Image.fromarray(picture()).convert(mode)
    report = read_bytes(tmp_path, "a.png", encoded(image, "PNG"))
    expected = np.asarray(image.convert("RGB")).astype(int)
    limit = {"1": 60, "P": 25}.get(mode, 12)
    assert np.abs(shown(report).astype(int) - expected).mean() < limit


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_sixteen_bits_are_shown_in_eight(tmp_path: Path, channels: int) -> None:
    deep = np.full((48, 64, channels), 0x4000, np.uint16)
    if channels in (2, 4):
        deep[..., -1] = 0xFFFF
    data = bytes(imagecodecs.png_encode(deep.squeeze()))
    assert colour(read_bytes(tmp_path, "a.png", data)) == pytest.approx([0x40] * 3, abs=3)


def test_sixteen_bit_and_float_tiffs_are_shown(tmp_path: Path) -> None:
    grey = Image.fromarray(np.full((48, 64), 0x8000, np.uint16))
    assert colour(read_bytes(tmp_path, "a.tif", encoded(grey, "TIFF"))) == pytest.approx([0x80] * 3, abs=3)
    ramp = np.tile(np.linspace(0, 7, 64, dtype=np.float32), (48, 1))
    assert colour(read_bytes(tmp_path, "b.tif", encoded(Image.fromarray(ramp), "TIFF")))[0] in range(120, 140)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF", "AVIF"])
def test_transparency_is_shown_on_neutral_grey(tmp_path: Path, kind: str) -> None:
    image = Image.new("RGBA", (64, 48), (255, 0, 0, 0))
    assert colour(read_bytes(tmp_path, "a.x", encoded(image, kind))) == pytest.approx([128] * 3, abs=4)


def test_a_palette_with_a_transparent_colour_is_shown_on_grey(tmp_path: Path) -> None:
    rows = b"".join(b"\0" + b"\1" * 64 for _ in range(48))
    data = b"".join([
        b"\x89PNG\r\n\x1a\n",
        chunk(b"IHDR", struct.pack(">IIBBBBB", 64, 48, 8, 3, 0, 0, 0)),
        chunk(b"PLTE", bytes([255, 0, 0, 0, 255, 0])),
        chunk(b"tRNS", bytes([255, 0])),
        chunk(b"IDAT", zlib.compress(rows)),
        chunk(b"IEND", b""),
    ])  # fmt: skip
    assert colour(read_bytes(tmp_path, "a.png", data)) == pytest.approx([128] * 3, abs=4)


def test_half_transparency_is_blended_in_every_band_of_rows(tmp_path: Path) -> None:
    pixels = np.zeros((700, 8, 4), np.uint8)
    pixels[..., 0], pixels[..., 3] = 200, 127
    thumbnail = shown(read_bytes(tmp_path, "a.png", encoded(Image.fromarray(pixels), "PNG")))
    assert np.abs(thumbnail.astype(int) - [164, 64, 64]).max() < 12


@pytest.mark.parametrize("orientation", range(1, 9))
def test_turning_follows_the_exif_table(orientation: int) -> None:
    """EXIF 2.32, 4.6.4 A: which side of the stored picture row 0 and column 0 are."""
    stored = np.arange(6, dtype=np.uint8).reshape(2, 3)
    upright = {
        1: [[0, 1, 2], [3, 4, 5]],
        2: [[2, 1, 0], [5, 4, 3]],
        3: [[5, 4, 3], [2, 1, 0]],
        4: [[3, 4, 5], [0, 1, 2]],
        5: [[0, 3], [1, 4], [2, 5]],
        6: [[3, 0], [4, 1], [5, 2]],
        7: [[5, 2], [4, 1], [3, 0]],
        8: [[2, 5], [1, 4], [0, 3]],
    }[orientation]
    pixels = np.repeat(stored[..., None], 3, axis=2)
    assert turn_upright(pixels, orientation)[..., 0].tolist() == upright


def test_heic_and_avif_are_turned_once(tmp_path: Path) -> None:
    image = Image.fromarray(picture(320, 200))
    exif = Image.Exif()
    exif[0x0112] = 6
    for name, data in {"a.heic": heic(image, exif=exif.tobytes()), "a.avif": encoded(image, "AVIF", exif=exif)}.items():
        report = read_bytes(tmp_path, name, data)
        assert report.failures == (), name
        assert shown(report).shape[:2] == (report.height, report.width), name


def test_thumbnails_keep_the_shape_and_are_never_enlarged() -> None:
    assert shrink(picture(1000, 500), 320).shape == (160, 320, 3)
    assert shrink(picture(100, 50), 320).shape == (50, 100, 3)
    assert shrink(picture(4000, 2), 320).shape == (1, 320, 3)


def test_the_thumbnail_is_as_large_as_asked(tmp_path: Path) -> None:
    report = read_bytes(tmp_path, "a.jpg", jpeg(pixels=picture(1200, 900)), ReadOptions(nsfw=False, thumbnail_px=500))
    assert report.thumbnail is not None
    assert (report.thumbnail.width, report.thumbnail.height) == (500, 375)
    assert report.thumbnail.media_type == "image/jpeg"


def test_a_very_long_picture_is_shown(tmp_path: Path) -> None:
    report = read_bytes(tmp_path, "a.png", png(pixels=picture(3000, 1)))
    assert report.failures == ()
    assert (report.width, report.height) == (3000, 1)


def scenery(seed: int) -> Image.Image:
    """Return soft shapes of many sizes, as in photographs; a plain gradient has no frequencies to compare."""
    coarse = np.random.default_rng(seed).integers(0, 256, (12, 16, 3)).astype(np.uint8)
    return Image.fromarray(coarse).resize((800, 600), Image.Resampling.BICUBIC)


def test_perceptual_hashes_of_the_same_picture_are_near_and_of_others_far(tmp_path: Path) -> None:
    large = scenery(1)
    versions = [
        encoded(large, "PNG"),
        encoded(large, "JPEG", quality=40),
        encoded(large.resize((400, 300)), "WEBP", quality=60),
    ]
    found = []
    for data in versions:
        report = read_bytes(tmp_path, "a", data)
        assert report.hashes is not None
        assert report.hashes.perceptual is not None
        found.append(report.hashes.perceptual)
    assert max(distance(found[0], other) for other in found) <= 6
    assert min(distance(found[0], compute_perceptual_hash(np.array(scenery(seed)))) for seed in range(2, 12)) > 12


def test_an_even_picture_hashes_without_noise() -> None:
    for value in (0, 1, 77, 255):
        digits = compute_perceptual_hash(np.full((64, 64, 3), value, np.uint8))
        assert digits in ("0" * 16, "8" + "0" * 15)


@pytest.mark.parametrize(("width", "height"), [(100_000, 100_000), (0, 5), (5, 0), (2**31 - 1, 1)])
def test_a_size_from_the_header_is_checked_before_anything_is_decoded(tmp_path: Path, width: int, height: int) -> None:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = png().replace(png()[8:33], chunk(b"IHDR", header))
    report = read_bytes(tmp_path, "a.png", data)
    assert report.outcome is Outcome.FAILED
    said = reasons(report, Step.DECODE)[0]
    assert "million are decoded" in said or "no valid dimensions" in said


def test_the_limit_on_pixels_is_a_setting(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(jpeg())
    report = read_file(str(tmp_path / "a.jpg"), PLAIN, Limits(pixels=1_000_000))
    assert report.failures == ()
    report = read_file(str(tmp_path / "a.jpg"), PLAIN, Limits(pixels=76_799))
    assert "320 × 240 pixels" in reasons(report, Step.DECODE)[0]
