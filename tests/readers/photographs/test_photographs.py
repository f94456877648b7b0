"""Raw photographs: told apart by their content, shown by the camera's preview, in the size that they are developed to.

Few real ones may be passed on, so they are written as the documents of their formats say.
"""

from __future__ import annotations

import io
import os
import struct
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from app.domain.progress import Outcome
from app.domain.report import Camera, FileReport, Gps, Step
from app.readers import find_clean_pieces, render_picture
from app.readers.containers.reading import read_container
from app.readers.embedded.previews import list_previews
from app.readers.formats import identify
from app.readers.limits import LIMITS
from app.readers.photographs import decode as decode_module
from app.readers.photographs.decode import PREVIEW_SIDE
from tests.readers.photographs.support import (
    HEIGHT,
    JPEG_TAGS,
    WIDTH,
    Ifd,
    arw,
    cr2,
    cr3,
    described,
    dng,
    every_photograph,
    nef,
    orf,
    pef,
    preview,
    raf,
    rw2,
    sensor,
    srw,
    taken,
    tiff_file,
)
from tests.readers.support import encoded, every_image_format, picture, read_bytes, reasons

TURNED = {"a.nef": 8, "a.cr2": 6, "a.cr3": 6, "a.raf": 3, "a.rw2": 6}
"""Those that are not upright, and their orientation."""
QUARTERS = {8: 1, 3: 2, 6: 3}
"""Orientation → quarter turns anticlockwise that make it upright (EXIF 2.32, 4.6.4 A)."""


def shown(report: FileReport) -> NDArray[np.uint8]:
    assert report.thumbnail is not None
    with Image.open(io.BytesIO(report.thumbnail.data)) as image:
        return np.asarray(image.convert("RGB"))


def expected(name: str, longest: int) -> NDArray[np.uint8]:
    """Return the preview upright, with at most `longest` pixels on a side."""
    image = Image.fromarray(np.rot90(picture(WIDTH, HEIGHT), QUARTERS.get(TURNED.get(name, 1), 0)))
    image.thumbnail((longest, longest), Image.Resampling.BOX)
    return np.asarray(image)


def assert_alike(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> None:
    assert np.abs(np.subtract(one.shape, other.shape)).max() <= 1
    height, width = min(one.shape[0], other.shape[0]), min(one.shape[1], other.shape[1])
    assert np.abs(one[:height, :width].astype(int) - other[:height, :width]).mean() < 16


@pytest.mark.parametrize("name", every_photograph())
def test_the_preview_is_shown_upright_with_camera_date_and_developed_size(tmp_path: Path, name: str) -> None:
    report = read_bytes(tmp_path, name, every_photograph()[name])
    assert report.failures == ()
    assert report.format == name[2:]
    size = (WIDTH - 4, HEIGHT - 2) if name == "a.dng" else (WIDTH, HEIGHT)
    assert (report.width, report.height) == (size if TURNED.get(name, 1) < 5 else size[::-1])
    assert report.captured_at == "2021-05-06T07:08:09"
    assert report.camera is not None
    assert report.camera.model == "Rocket"
    assert_alike(shown(report), expected(name, 320))
    assert report.provenance["decode"].startswith("the preview in its ")
    assert report.hashes is not None and report.hashes.perceptual and report.hashes.pixels is None


@pytest.mark.parametrize("name", every_photograph())
def test_the_viewer_shows_the_same_preview(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(every_photograph()[name])
    descriptor = os.open(tmp_path / name, os.O_RDONLY)
    try:
        rendition = render_picture(descriptor, 480)
    finally:
        os.close(descriptor)
    with Image.open(io.BytesIO(rendition.data)) as image:  # type: ignore[union-attr]
        assert_alike(np.asarray(image.convert("RGB")), expected(name, 480))


def test_a_cr3_has_its_place_and_its_picture_in_full_size(tmp_path: Path) -> None:
    report = read_bytes(tmp_path, "a.cr3", cr3())
    assert report.gps == Gps(54.0, 10.5)
    assert report.provenance["decode"] == f"the preview in its CR3 data, {WIDTH} × {HEIGHT}"


def test_without_a_preview_the_sensor_is_developed(tmp_path: Path) -> None:
    report = read_bytes(tmp_path, "a.dng", dng(with_preview=False, orientation=6))
    assert report.failures == ()
    assert (report.width, report.height) == (HEIGHT - 2, WIDTH - 4)
    assert report.provenance["decode"] == "developed from the sensor's samples by LibRaw"
    pixels = shown(report)
    assert pixels.shape[0] > pixels.shape[1], "it is turned upright"
    red, green, blue = pixels.reshape(-1, 3).mean(axis=0)
    assert green > 2 * max(red, blue), "most of the light fell on the green samples"


def test_with_a_preview_nothing_is_developed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("developed")

    monkeypatch.setattr(decode_module, "_develop", refuse)
    assert read_bytes(tmp_path, "a.dng", dng()).failures == ()


def with_previews(*previews: bytes) -> bytes:
    subs = [sensor(34713), *(Ifd(data=[(*JPEG_TAGS, one)]) for one in previews)]
    return tiff_file([Ifd(described(b"NIKON"), subs, taken())])


def test_the_largest_whole_preview_is_taken(tmp_path: Path) -> None:
    broken = preview(WIDTH, HEIGHT)[:5000]
    report = read_bytes(tmp_path, "a.nef", with_previews(preview(160, 120), broken, preview(WIDTH - 60, HEIGHT - 40)))
    assert report.failures == ()
    assert report.provenance["decode"] == f"the preview in its TIFF data, {WIDTH - 60} × {HEIGHT - 40}"


def test_samples_that_are_a_lossless_jpeg_are_no_preview() -> None:
    """Some decoders would show them, as a grey picture."""
    found = list_previews("cr2", cr2(), read_container("cr2", cr2(), LIMITS), LIMITS)
    assert [(one.raw.width, one.raw.height) for one in found] == [(WIDTH, HEIGHT), (160, 120)]


def test_a_thumbnail_is_no_preview(tmp_path: Path) -> None:
    """It is shown only with the failure, when the sensor's samples cannot be developed either."""
    report = read_bytes(tmp_path, "a.nef", with_previews(preview(PREVIEW_SIDE - 1, 120)))
    assert report.outcome is Outcome.FAILED
    assert report.has_embedded_thumbnail


@pytest.mark.parametrize("data", [dng(), nef(), cr2(), cr3(), raf(), orf(), pef()])
def test_a_photograph_that_is_cut_off_fails_and_says_so(tmp_path: Path, data: bytes) -> None:
    report = read_bytes(tmp_path, "a.raw", data[:-100])
    assert report.outcome is Outcome.FAILED
    assert "cut off" in reasons(report, Step.DECODE)[0]


def test_a_size_that_no_decoder_may_be_called_with_is_refused(tmp_path: Path) -> None:
    huge = [(0xA002, 4, [100_000]), (0xA003, 4, [100_000])]
    report = read_bytes(tmp_path, "a.arw", tiff_file([Ifd(described(b"SONY"), [sensor(32767)], taken(*huge))]))
    assert "100000 × 100000 pixels" in reasons(report, Step.DECODE)[0]


@pytest.mark.parametrize(
    ("tags", "size"),
    [
        ([(0xC620, 5, [(500, 1), (300, 1)])], (500, 300)),
        ([(0xC620, 3, [500, 300]), (0xC68D, 4, [0, 0, 390, 590])], (500, 300)),
        ([(0xC68D, 4, [4, 6, 390, 590])], (584, 386)),
        ([(0xC620, 5, [(500, 0), (300, 1)])], (WIDTH, HEIGHT)),
    ],
    ids=["crop as fractions", "crop before area", "area", "no valid crop"],
)
def test_the_size_of_a_dng_is_what_is_left_after_its_crop(
    tmp_path: Path, tags: list[tuple[int, int, list[int]]], size: tuple[int, int]
) -> None:
    raw = sensor(1, *tags)
    large = Ifd([(0x0103, 3, [7]), (0x0106, 3, [6])], data=[(*JPEG_TAGS, preview())])
    first: list[tuple[int, int, object]] = [*described(b"ACME"), (0xC612, 1, b"\1\4\0\0")]
    report = read_bytes(tmp_path, "a.dng", tiff_file([Ifd(first, [raw, large], taken())]))
    assert (report.width, report.height) == size


@pytest.mark.parametrize(("order", "name"), [("<", "arw"), (">", "arw")])
def test_directories_behind_the_samples_are_found(order: str, name: str) -> None:
    """Some writers put every directory at the end, far beyond the bytes that tell other formats."""
    data = bytearray(tiff_file([Ifd(described(b"SONY"), [sensor(32767)])], order, head=bytes(20_000)))
    assert identify(bytes(data[:4096])).name == "tiff"
    assert identify(bytes(data[:4096]), lambda count, at: bytes(data[at : at + count])).name == name


PLAIN = [(0x0100, 4, [8]), (0x0101, 4, [8]), (0x0106, 3, [2])]


@pytest.mark.parametrize(
    "data",
    [
        every_image_format()["a.tif"],
        encoded(Image.fromarray(picture()), "TIFF", tiffinfo={0x010F: "NIKON CORPORATION", 0x0110: "COOLSCAN"}),
        tiff_file([Ifd([*PLAIN, *described(b"SONY")], [Ifd(PLAIN)], taken())]),
        tiff_file([Ifd(described(b"ACME"), [sensor()])]),
        tiff_file([Ifd([*PLAIN, *described(b"PENTAX")]), Ifd([*PLAIN, *described(b"SAMSUNG")])], ">"),
        b"II+\0" + struct.pack("<HHQ", 8, 0, 16) + struct.pack("<Q", 0),
    ],
    ids=["TIFF", "a scanner's", "a camera's", "sensor of another maker", "pages", "BigTIFF"],
)
def test_a_tiff_that_is_no_raw_photograph_stays_a_tiff(data: bytes) -> None:
    assert identify(data[:4096], lambda count, at: data[at : at + count]).name == "tiff"


@pytest.mark.parametrize("data", [arw(), rw2(), srw(), cr3()])
def test_copies_without_metadata_are_refused_in_words(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a").write_bytes(data)
    descriptor = os.open(tmp_path / "a", os.O_RDONLY)
    try:
        assert "metadata cannot be taken out of" in find_clean_pieces(descriptor).reason  # type: ignore[union-attr]
    finally:
        os.close(descriptor)


def test_what_the_raw_photograph_states_counts_before_its_previews_exif(tmp_path: Path) -> None:
    assert read_bytes(tmp_path, "a.rw2", rw2()).camera == Camera("Panasonic", "Rocket")
