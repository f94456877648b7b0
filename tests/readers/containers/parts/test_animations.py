"""Animated pictures say how many frames they have, and how long one turn of them takes."""

from __future__ import annotations

import io
import struct
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from app.readers import as_json
from tests.readers.support import chunk, encoded, every_image_format, every_video_format, picture, png, read_bytes

FRAMES = [Image.fromarray(pixels) for pixels in (picture(64, 48), 255 - picture(64, 48), picture(64, 48)[::-1])]


def animated(kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    FRAMES[0].save(out, kind, save_all=True, append_images=FRAMES[1:], **options)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "AVIF"])
def test_frames_and_duration_are_told(tmp_path: Path, kind: str) -> None:
    report = read_bytes(tmp_path, f"a.{kind.lower()}", animated(kind, duration=[100, 250, 400]))
    assert report.failures == ()
    assert (report.frames, report.duration_s) == (3, 0.75)
    assert report.provenance["frames"] == f"3 by the {report.provenance['width']}"
    document = as_json(report)
    assert (document["frames"], document["duration_s"]) == (3, 0.75)


def test_frames_whose_times_are_all_zero_have_no_duration(tmp_path: Path) -> None:
    report = read_bytes(tmp_path, "a.gif", animated("GIF"))
    assert (report.frames, report.duration_s) == (3, None)


def test_a_still_picture_or_a_video_has_no_frames(tmp_path: Path) -> None:
    for name, data in (every_image_format() | every_video_format()).items():
        report = read_bytes(tmp_path, name, data)
        assert report.frames is None, name
        assert "frames" not in as_json(report)
    for kind in ("GIF", "WEBP", "TIFF"):
        assert read_bytes(tmp_path, "a", encoded(FRAMES[0], kind, save_all=True)).frames is None


def test_the_pages_of_a_tiff_are_no_frames(tmp_path: Path) -> None:
    assert read_bytes(tmp_path, "a.tif", animated("TIFF")).frames is None


def test_a_frame_of_a_png_may_state_its_time_in_hundredths(tmp_path: Path) -> None:
    """PNG third edition, 11.2.6: a denominator of 0 means 100."""
    control = [
        chunk(b"fcTL", struct.pack(">IIIIIHHBB", 2 * n, 320, 240, 0, 0, 30, below, 0, 0))
        for n, below in ((0, 0), (1, 60))
    ]
    data = png(chunk(b"acTL", struct.pack(">II", 2, 0)), *control)
    report = read_bytes(tmp_path, "a.png", data)
    assert (report.frames, report.duration_s) == (2, 0.8)
