"""Videos in the shape that players show: samples that are not square, clean apertures, both of them turned."""

from __future__ import annotations

import io
import struct
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from app.domain.report import FileReport
from app.readers.metadata.raw import CleanAperture
from app.readers.pixels.geometry import plan_geometry
from tests.readers.support import picture, read_bytes, video

TURNED_RIGHT = (0, 1 << 16, 0, -(1 << 16), 0, 0, 0, 0, 1 << 30)
FRAMES = [picture()] * 2


def look(report: FileReport) -> NDArray[np.int64]:
    assert report.failures == ()
    assert report.thumbnail is not None
    with Image.open(io.BytesIO(report.thumbnail.data)) as image:
        return np.asarray(image.convert("RGB")).astype(np.int64)


@pytest.mark.parametrize("kind", ["mp4", "mov", "matroska"])
@pytest.mark.parametrize(
    ("ratio", "size"), [(Fraction(4, 3), (427, 240)), (Fraction(3, 4), (320, 320)), (Fraction(16, 15), (341, 240))]
)
def test_samples_that_are_not_square_are_stretched(
    tmp_path: Path, kind: str, ratio: Fraction, size: tuple[int, int]
) -> None:
    report = read_bytes(tmp_path, "a", video(kind, codec="libx264", frames=FRAMES, ratio=ratio))
    assert (report.width, report.height) == size
    found = look(report)
    assert found.shape[1] / found.shape[0] == pytest.approx(size[0] / size[1], abs=0.01)
    expected = np.asarray(Image.fromarray(picture()).resize((found.shape[1], found.shape[0]))).astype(np.int64)
    assert np.abs(found - expected).mean() < 25


def test_a_stretched_video_that_is_turned_is_stretched_first(tmp_path: Path) -> None:
    data = video("mp4", codec="libx264", frames=FRAMES, ratio=Fraction(4, 3), matrix=TURNED_RIGHT)
    report = read_bytes(tmp_path, "a.mp4", data)
    assert (report.width, report.height) == (240, 427)
    assert look(report).shape[:2] == (320, 180)


def clap(width: int, height: int, across: int, down: int, below: int = 1) -> bytes:
    """ISO/IEC 14496-12, 12.1.4: four fractions, the offsets signed."""
    return struct.pack(">I4sIIIIiIiI", 40, b"clap", width, below, height, below, across, below, down, below)


def with_aperture(aperture: bytes, **options: object) -> bytes:
    """Return an MP4 whose sample entry has the box; the index is behind the pictures, so no offset changes."""
    data = video("mp4", codec="libx264", frames=FRAMES, ratio=options.get("ratio"), matrix=options.get("matrix"))  # type: ignore[arg-type]
    assert data.index(b"mdat") < data.index(b"moov")
    at = data.index(b"avcC") - 4
    data = data[:at] + aperture + data[at:]
    for kind in (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stsd", b"avc1"):
        place = data.index(kind, data.index(b"moov")) - 4
        size = int.from_bytes(data[place : place + 4], "big") + len(aperture)
        data = data[:place] + struct.pack(">I", size) + data[place + 4 :]
    return data


@pytest.mark.parametrize(
    ("aperture", "part"),
    [
        (clap(160, 120, 0, 0), (80, 60, 240, 180)),
        (clap(160, 120, -80, 60), (0, 120, 160, 240)),
        (clap(600, 400, 20, -10, below=2), (20, 10, 320, 210)),
    ],
)
def test_only_the_clean_aperture_is_shown(tmp_path: Path, aperture: bytes, part: tuple[int, int, int, int]) -> None:
    left, top, right, bottom = part
    report = read_bytes(tmp_path, "a.mp4", with_aperture(aperture))
    assert (report.width, report.height) == (right - left, bottom - top)
    assert np.abs(look(report) - picture()[top:bottom, left:right]).mean() < 32


def test_the_aperture_is_cut_out_before_it_is_stretched_and_turned(tmp_path: Path) -> None:
    report = read_bytes(tmp_path, "a.mp4", with_aperture(clap(160, 120, 0, 0), ratio=Fraction(2), matrix=TURNED_RIGHT))
    assert (report.width, report.height) == (120, 320)
    found = look(report)
    assert found.shape[:2] == (320, 120)
    part = Image.fromarray(picture()[60:180, 80:240]).resize((320, 120))
    assert np.abs(found - np.rot90(np.asarray(part).astype(np.int64), 3)).mean() < 25


@pytest.mark.parametrize(
    "aperture",
    [
        clap(0, 120, 0, 0),
        clap(160, 120, 0, 0, below=0),
        clap(5000, 120, 0, 0),
        clap(160, 120, 500, 0),
        clap(160, 120, 0, -(1 << 31)),
        clap(1, 1, 0, 0, below=1 << 20),
        struct.pack(">I4sI", 12, b"clap", 160),
    ],
)
def test_an_aperture_that_is_not_in_the_frame_is_left_out(tmp_path: Path, aperture: bytes) -> None:
    report = read_bytes(tmp_path, "a.mp4", with_aperture(aperture))
    assert (report.width, report.height) == (320, 240)
    assert look(report).shape[:2] == (240, 320)


@pytest.mark.parametrize("ratio", [None, Fraction(0), Fraction(1, 101), Fraction(101)])
def test_a_ratio_that_no_sample_has_is_left_out(ratio: Fraction | None) -> None:
    assert plan_geometry(320, 240, ratio, None).size == (320, 240)


def test_a_part_of_the_largest_frame_stays_small_when_it_is_stretched() -> None:
    """What is scaled is bounded by the side of a shown frame, not by the stored one times the ratio."""
    aperture = CleanAperture(Fraction(1), Fraction(1), Fraction(0), Fraction(0))
    assert plan_geometry(8001, 8001, Fraction(100), aperture).size == (100, 1)


def test_a_large_video_without_code_points_is_decoded_as_bt709(tmp_path: Path) -> None:
    """A green that BT.601 and BT.709 code differently: players take frames of more than 576 rows as BT.709."""
    reports = [
        read_bytes(tmp_path, "a.mp4", video("mp4", codec="libx264", frames=[green(height)] * 2))
        for height in (576, 720)
    ]
    small, large = (look(report).mean((0, 1)) for report in reports)
    assert small == pytest.approx([0, 200, 0], abs=8)
    assert large[1] < small[1] - 10


def green(height: int) -> NDArray[np.uint8]:
    pixels = np.zeros((height, 640, 3), np.uint8)
    pixels[..., 1] = 200
    return pixels
