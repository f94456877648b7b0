"""HEIC and AVIF: items and rotation."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from app.readers.containers.reading import read_container
from app.readers.limits import LIMITS
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
