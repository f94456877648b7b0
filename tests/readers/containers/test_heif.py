"""HEIC and AVIF: items and rotation."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.readers.containers.isobmff import walk_boxes
from app.readers.containers.reading import read_container
from app.readers.limits import LIMITS
from tests.readers.containers.parts.support import heic_with
from tests.readers.support import (
    DESCRIBED_EXIF,
    DESCRIBED_XMP,
    IMAGE,
    check_described,
    encoded,
    heic,
    picture,
    read_bytes,
)


def test_avif_items_are_read(tmp_path: Path) -> None:
    check_described(read_bytes(tmp_path, "a.avif", encoded(IMAGE, "AVIF", exif=DESCRIBED_EXIF, xmp=DESCRIBED_XMP)))


def test_heic_items_are_read(tmp_path: Path) -> None:
    data = heic(IMAGE, exif=b"Exif\0\0" + DESCRIBED_EXIF, xmp=DESCRIBED_XMP)
    check_described(read_bytes(tmp_path, "a.heic", data))


def test_a_picture_turned_by_its_container_states_the_turned_size(tmp_path: Path) -> None:
    image = Image.fromarray(picture(320, 200))
    exif = Image.Exif()
    exif[0x0112] = 6
    data = encoded(image, "AVIF", exif=exif)
    raw = read_container("avif", data, LIMITS)
    assert (raw.width, raw.height) == (200, 320)
    report = read_bytes(tmp_path, "a.avif", data)
    assert (report.width, report.height) == (200, 320)


def aperture(width: int, height: int, across: int, down: int) -> bytes:
    """A `clap` property in whole samples."""
    return struct.pack(">I4sIIIIiIiI", 40, b"clap", width, 1, height, 1, across, 1, down, 1)


def avif_with(data: bytes, prop: bytes) -> bytes:
    """Return Pillow's AVIF with one more property of its picture."""
    at = data.index(b"ipma") + 4 + 4 + 4 + 2
    known = data[at]
    number = data[data.index(b"ipco") - 4 :]
    count = len(list(walk_boxes(number, 8, int.from_bytes(number[:4], "big"))))
    place = at + 1 + known
    data = data[:at] + bytes([known + 1]) + data[at + 1 : place] + bytes([0x80 | count + 1]) + data[place:]
    end = data.index(b"ipma") - 4
    data = data[:end] + prop + data[end:]
    for kind, growth in ((b"ipma", 1), (b"ipco", len(prop)), (b"iprp", 1 + len(prop)), (b"meta", 1 + len(prop))):
        start = data.index(kind) - 4
        data = (
            data[:start]
            + struct.pack(">I", int.from_bytes(data[start : start + 4], "big") + growth)
            + data[start + 4 :]
        )
    extent = data.index(b"iloc") + 4 + 14
    moved = int.from_bytes(data[extent : extent + 4], "big") + 1 + len(prop)
    return data[:extent] + struct.pack(">I", moved) + data[extent + 4 :]


def make(kind: str, prop: bytes) -> bytes:
    if kind == "heic":
        return heic_with(heic(IMAGE.copy()), prop)
    return avif_with(encoded(IMAGE, "AVIF", quality=90), prop)


@pytest.mark.parametrize("kind", ["heic", "avif"])
def test_a_clean_aperture_is_cut_out(tmp_path: Path, kind: str) -> None:
    for part, seen in (
        (aperture(200, 160, 40, -20), picture()[20:180, 100:300]),
        (aperture(100, 240, -110, 0), picture()[:, :100]),
    ):
        data = make(kind, part)
        raw = read_container(kind, data, LIMITS)
        assert (raw.height, raw.width) == seen.shape[:2]
        report = read_bytes(tmp_path, f"a.{kind}", data)
        assert (report.failures, report.height, report.width) == ((), *seen.shape[:2])
        assert report.thumbnail is not None
        shown = Image.open(io.BytesIO(report.thumbnail.data)).resize(seen.shape[1::-1])
        assert np.abs(np.asarray(shown).astype(int) - seen).mean() < 20


@pytest.mark.parametrize(
    "part",
    [aperture(321, 240, 0, 0), aperture(200, 100, 61, 0), struct.pack(">I4s32x", 40, b"clap")],
)
def test_an_aperture_outside_of_the_picture_is_left_out(tmp_path: Path, part: bytes) -> None:
    report = read_bytes(tmp_path, "a.avif", make("avif", part))
    assert (report.failures, report.width, report.height) == ((), 320, 240)
