"""Frames and duration of JPEG XL animations, counted without decoding them (18181-1, F)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import pytest

from app.readers.containers.parts.jxl_codestream import read_codestream_header
from app.readers.containers.parts.jxl_frames import read_animation
from app.readers.metadata.raw import Animation
from tests.readers.generation.support import box
from tests.readers.support import picture, read_bytes

HEAD = box(b"JXL ", b"\r\n\x87\n") + box(b"ftyp", b"jxl \0\0\0\0jxl ")


def animation(width: int, height: int, frames: int, channels: int = 3, **options: Any) -> bytes:
    """A codestream whose frames last a tenth of a second each, as imagecodecs writes them."""
    moved = [np.roll(picture(width, height), 8 * number, axis=1) for number in range(frames)]
    pixels = np.stack(moved)
    if channels == 4:
        pixels = np.concatenate((pixels, pixels[..., :1]), axis=3)
    return bytes(imagecodecs.jpegxl_encode(pixels, usecontainer=False, **options))


def count(codestream: bytes, limit: int = 1000) -> Animation:
    return read_animation(codestream, read_codestream_header(codestream), limit)


@pytest.mark.parametrize("options", [{"lossless": True}, {"level": 50, "effort": 3}, {"level": 90, "effort": 7}])
@pytest.mark.parametrize("channels", [3, 4])
@pytest.mark.parametrize(("width", "height", "frames"), [(64, 48, 2), (320, 240, 5), (700, 300, 3), (30, 900, 2)])
def test_frames_are_counted(width: int, height: int, frames: int, channels: int, options: dict[str, object]) -> None:
    found = count(animation(width, height, frames, channels, **options))
    assert found.frames == frames
    assert found.duration_s == pytest.approx(frames / 10)


def test_a_report_says_them(tmp_path: Path) -> None:
    codestream = animation(320, 240, 3)
    middle = len(codestream) // 2
    parts = box(b"jxlp", bytes(4) + codestream[:middle]), box(b"jxlp", b"\x80\0\0\1" + codestream[middle:])
    for data in (codestream, HEAD + box(b"jxlc", codestream), HEAD + b"".join(parts)):
        report = read_bytes(tmp_path, "a.jxl", data)
        assert (report.failures, report.frames, report.duration_s) == ((), 3, 0.3)


def test_a_still_picture_has_none(tmp_path: Path) -> None:
    report = read_bytes(tmp_path, "a.jxl", bytes(imagecodecs.jpegxl_encode(picture())))
    assert (report.frames, report.duration_s) == (None, None)


def test_a_walk_that_does_not_end_with_the_codestream_tells_nothing() -> None:
    whole = animation(320, 240, 3)
    assert count(whole).frames == 3
    for odd in (whole[:-1], whole + b"\0", whole[:2000], count_none(whole)):
        assert count(odd) == Animation()
    assert count(whole, limit=2) == Animation()


def count_none(whole: bytes) -> bytes:
    """Return the codestream without its frames."""
    return whole[: read_codestream_header(whole).frames_at]


def test_a_permuted_table_is_not_read() -> None:
    """Encoders write large frames in an order of their own; where a frame ends is then in the entropy code."""
    assert count(animation(2300, 100, 2)) == Animation()


def test_any_damage_is_survived() -> None:
    whole = animation(64, 48, 2, 4, level=50)
    for at in range(len(whole[:60]) * 8):
        damaged = bytearray(whole)
        damaged[at // 8] ^= 1 << at % 8
        assert isinstance(count(bytes(damaged)), Animation)
