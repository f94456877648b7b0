"""Matroska and WebM: how long the file must be by its own header."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.readers.containers.matroska import read_announced_size
from app.readers.containers.reading import read_video_container
from app.readers.limits import LIMITS
from tests.readers.support import every_video_format, picture, read_bytes, video

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


def element(kind: str, value: int) -> bytes:
    """An element with a number of two bytes."""
    return bytes.fromhex(kind) + b"\x82" + value.to_bytes(2, "big")


def with_crop(data: bytes, left: int = 0, right: int = 0, top: int = 0, bottom: int = 0) -> bytes:
    """Put crops behind the other settings of the first track of pictures, in place of bytes that FFmpeg left empty."""
    crops = element("54cc", left) + element("54dd", right) + element("54bb", top) + element("54aa", bottom)
    tracks = data.index(b"\x16\x54\xae\x6b", data.index(VOID))
    entry = find_child(data, tracks + 4, b"\xae")
    pictures = find_child(data, entry + 1, b"\xe0")
    end = pictures + 1 + width_at(data, pictures + 1) + size_at(data, pictures + 1)
    grown = data[:end] + crops + data[end:]
    for place in (tracks + 4, entry + 1, pictures + 1):
        grown = set_size(grown, place, size_at(grown, place) + len(crops))
    void = grown.index(VOID) + 1
    left_empty = size_at(grown, void) - len(crops)
    return set_size(grown, void, left_empty)[: void + 8] + grown[void + 8 + len(crops) :]


VOID = b"\xec\x01\0\0\0\0\0\0"


def find_child(data: bytes, size: int, kind: bytes) -> int:
    """Return where the element of this type begins in the one whose size is at `size`."""
    at = size + width_at(data, size)
    while not data.startswith(kind, at):
        at += width_at(data, at)
        at += width_at(data, at) + size_at(data, at)
    return at


def width_at(data: bytes, at: int) -> int:
    return 9 - data[at].bit_length()


def size_at(data: bytes, at: int) -> int:
    width = width_at(data, at)
    return int.from_bytes(data[at : at + width], "big") & (1 << 7 * width) - 1


def set_size(data: bytes, at: int, size: int) -> bytes:
    width = width_at(data, at)
    assert size < (1 << 7 * width) - 1
    return data[:at] + (size | 1 << 7 * width).to_bytes(width, "big") + data[at + width :]


@pytest.mark.parametrize(("kind", "codec", "name"), [("matroska", "libvpx", "a.mkv"), ("webm", "libvpx", "a.webm")])
def test_a_crop_is_cut_out(tmp_path: Path, kind: str, codec: str, name: str) -> None:
    whole = video(kind, codec=codec, frames=[picture()] * 5)
    report = read_bytes(tmp_path, name, with_crop(whole, left=100, right=20, top=40))
    assert (report.failures, report.width, report.height) == ((), 200, 200)
    assert report.thumbnail is not None
    shown = np.asarray(Image.open(io.BytesIO(report.thumbnail.data)).resize((200, 200))).astype(int)
    assert np.abs(shown - picture()[40:240, 100:300]).mean() < 25


@pytest.mark.parametrize("crop", [{"left": 320}, {"left": 200, "right": 200}, {"top": 65_000}])
def test_a_crop_that_leaves_nothing_is_left_out(crop: dict[str, int]) -> None:
    """FFmpeg refuses such a file."""
    data = with_crop(every_video_format()["a.webm"], **crop)
    raw = read_video_container("webm", lambda count, at: data[at : at + count], len(data), LIMITS)
    assert [aperture.find_part(320, 240) for _, aperture in raw.layout.apertures] == [None]


@pytest.mark.parametrize("cut", range(0, 700, 13))
def test_one_that_ends_early_is_survived(cut: int) -> None:
    data = with_crop(every_video_format()["a.webm"], left=2)[:cut]
    assert read_video_container("mkv", lambda count, at: data[at : at + count], len(data), LIMITS).failure is None
