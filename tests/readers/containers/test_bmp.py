"""BMP: the size, in the old header and the newer one, and upside down."""

from __future__ import annotations

import struct

import pytest

from app.readers.containers.bmp import read_bmp
from app.readers.limits import LIMITS
from app.readers.metadata.raw import Embedded
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
    embedded = Embedded(LIMITS)
    read_bmp(bitmap(header), embedded)
    assert (embedded.width, embedded.height) == size
    assert embedded.announced == 54


@pytest.mark.parametrize("length", range(26))
def test_a_header_that_is_cut_off_states_nothing(length: int) -> None:
    embedded = Embedded(LIMITS)
    read_bmp(every_image_format()["a.bmp"][:length], embedded)
    assert embedded.width is None
