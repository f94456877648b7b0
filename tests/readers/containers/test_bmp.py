"""BMP: the size, in the old and the newer header, with rows in either order."""

from __future__ import annotations

import struct

import pytest

from app.readers.containers.reading import read_container
from app.readers.limits import LIMITS
from tests.readers.support import every_image_format


def bitmap(header: bytes, start: int = 54) -> bytes:
    """BITMAPFILEHEADER: `BM`, size, two reserved words, where the pixels start; then the header that follows."""
    return b"BM" + struct.pack("<IHHI", 100, 0, 0, start) + header


@pytest.mark.parametrize(
    ("header", "size"),
    [
        (struct.pack("<IHHHH", 12, 640, 480, 1, 24), (640, 480)),
        (struct.pack("<IiiHH", 40, 640, 480, 1, 24), (640, 480)),
        (struct.pack("<IiiHH", 40, 640, -480, 1, 24), (640, 480)),
        (struct.pack("<IiiHH", 124, 1, 1, 1, 24), (1, 1)),
    ],
)
def test_every_header_states_the_size(header: bytes, size: tuple[int, int]) -> None:
    raw = read_container("bmp", bitmap(header), LIMITS)
    assert (raw.width, raw.height) == size
    assert raw.announced_size == 54


@pytest.mark.parametrize("length", range(26))
def test_a_header_that_is_cut_off_states_nothing(length: int) -> None:
    raw = read_container("bmp", every_image_format()["a.bmp"][:length], LIMITS)
    assert raw.width is None
