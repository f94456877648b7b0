"""Matroska and WebM: how long the file must be by its own header."""

from __future__ import annotations

import pytest

from app.readers.containers.matroska import read_announced_size
from tests.readers.support import every_video_format

HEAD = b"\x1a\x45\xdf\xa3\x84abcd"
"""An EBML header of four bytes (RFC 8794, 11.2.1)."""
SEGMENT = b"\x18\x53\x80\x67"


@pytest.mark.parametrize(
    ("size", "body"),
    [(b"\x82", 2), (b"\x40\x02", 2), (b"\x10\x00\x00\x05", 5), (b"\x01" + (7).to_bytes(7, "big"), 7)],
)
def test_a_size_of_any_width_is_read(size: bytes, body: int) -> None:
    assert read_announced_size(HEAD + SEGMENT + size) == len(HEAD + SEGMENT + size) + body


@pytest.mark.parametrize("width", range(1, 9))
def test_a_live_writer_leaves_the_length_unknown(width: int) -> None:
    """RFC 8794, 6.2: all data bits set."""
    unknown = ((1 << 7 * width + 1) - 1).to_bytes(width, "big") if width < 8 else b"\x01" + b"\xff" * 7
    assert read_announced_size(HEAD + SEGMENT + unknown) == 0


@pytest.mark.parametrize("data", [b"", HEAD, HEAD + SEGMENT, HEAD + SEGMENT + b"\0", HEAD + b"else", b"RIFF" * 4])
def test_what_states_no_length_announces_nothing(data: bytes) -> None:
    assert read_announced_size(data) == 0


@pytest.mark.parametrize("name", ["a.mkv", "a.webm"])
def test_a_real_file_is_as_long_as_it_says(name: str) -> None:
    data = every_video_format()[name]
    assert read_announced_size(data[:4096]) == len(data)
