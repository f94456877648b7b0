"""Thumbnails of files that failed: what they carry of themselves is shown, and they stay failed."""

from __future__ import annotations

import io
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from app.domain.progress import Outcome
from app.domain.report import FileReport
from app.readers.containers.reading import read_container
from app.readers.embedded.previews import list_previews
from app.readers.limits import LIMITS
from tests.readers.embedded.support import (
    exif_with_thumbnail,
    jfxx_segment,
    photoshop_segment,
    raw_photograph,
    with_mpf,
)
from tests.readers.support import (
    IMAGE,
    SAMPLES,
    chunk,
    encoded,
    exif_segment,
    heic,
    jpeg,
    needs_samples,
    picture,
    png,
    read_bytes,
)

SMALL = encoded(Image.fromarray(picture(160, 120)), "JPEG", quality=90)
SMALLER = encoded(Image.fromarray(picture(80, 60)), "JPEG", quality=90)
EXIF = exif_with_thumbnail(SMALL)


def break_in_the_middle(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + b"\xff\xda\0\0" * 20 + data[middle + 80 :]


def cut(data: bytes) -> bytes:
    return data[: len(data) * 3 // 4]


def thumbnail_of(report: FileReport) -> Image.Image | None:
    if report.thumbnail is None:
        return None
    assert report.has_embedded_thumbnail
    return Image.open(io.BytesIO(report.thumbnail.data))


def read_old(folder: Path, data: bytes) -> FileReport:
    """Read a file that is not new, so that nobody waits for its writer."""
    (folder / "file").write_bytes(data)
    os.utime(folder / "file", (1, 1))
    return read_bytes(folder, "file", data)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(cut(jpeg(exif_segment(EXIF))), id="EXIF in JPEG"),
        pytest.param(cut(jpeg(photoshop_segment(SMALL))), id="Photoshop"),
        pytest.param(cut(jpeg(jfxx_segment(SMALL))), id="JFXX"),
        pytest.param(break_in_the_middle(with_mpf(jpeg(pixels=picture(900, 700)), SMALL)), id="MPF"),
        pytest.param(cut(png(chunk(b"eXIf", EXIF))), id="EXIF in PNG"),
        pytest.param(heic(IMAGE.copy(), exif=b"Exif\0\0" + EXIF) + b"\0\0\1\0free", id="EXIF in HEIC"),
        pytest.param(raw_photograph(SMALL, first_page=False), id="raw photograph"),
        pytest.param(cut(jpeg(jfxx_segment(SMALLER), exif_segment(EXIF))), id="the larger of two"),
        pytest.param(
            cut(jpeg(jfxx_segment(SMALL), exif_segment(exif_with_thumbnail(break_in_the_middle(SMALL))))),
            id="the whole one of two",
        ),
    ],
)
def test_a_damaged_file_shows_what_it_carries_and_stays_failed(tmp_path: Path, data: bytes) -> None:
    report = read_old(tmp_path, data)
    assert report.outcome is Outcome.FAILED
    assert report.fatal is not None
    thumbnail = thumbnail_of(report)
    assert thumbnail is not None
    assert np.abs(np.asarray(thumbnail).astype(int) - picture(160, 120)).mean() < 12
    assert report.provenance["thumbnail"].startswith("embedded in its ")
    assert report.nsfw is None
    assert report.hashes is None or report.hashes.perceptual is None


def test_the_thumbnail_is_turned_as_the_picture_would_be(tmp_path: Path) -> None:
    report = read_old(tmp_path, cut(jpeg(exif_segment(exif_with_thumbnail(SMALL, orientation=6)))))
    thumbnail = thumbnail_of(report)
    assert thumbnail is not None
    assert np.abs(np.asarray(thumbnail).astype(int) - np.rot90(picture(160, 120), 3)).mean() < 12


def test_a_sound_file_is_never_shown_by_what_it_carries(tmp_path: Path) -> None:
    report = read_old(tmp_path, jpeg(exif_segment(EXIF)))
    assert report.outcome is Outcome.OK
    assert not report.has_embedded_thumbnail
    assert report.thumbnail is not None and report.thumbnail.width == 320


@pytest.mark.parametrize("data", [cut(jpeg()), cut(jpeg(exif_segment(exif_with_thumbnail(cut(SMALL)))))])
def test_without_a_whole_one_there_is_none(tmp_path: Path, data: bytes) -> None:
    report = read_old(tmp_path, data)
    assert report.outcome is Outcome.FAILED
    assert report.thumbnail is None
    assert "thumbnail" not in report.provenance


@pytest.mark.slow
@given(st.integers(0, 2**32 - 1), st.binary(min_size=1, max_size=60), st.booleans())
def test_damaged_structures_never_raise(seed: int, noise: bytes, is_mpf: bool) -> None:
    whole = with_mpf(jpeg(photoshop_segment(SMALLER)), SMALL) if is_mpf else jpeg(exif_segment(EXIF))
    at = seed % min(len(whole), 9_000)
    data = whole[:at] + noise + whole[at + len(noise) :]
    raw = read_container("jpeg", data, LIMITS)
    assert all(found.pixels for found in list_previews("jpeg", data, raw, LIMITS))


@pytest.mark.slow
@needs_samples
def test_photographs_of_many_cameras_show_theirs_when_they_are_cut_off(tmp_path: Path) -> None:
    found = 0
    for path in sorted((SAMPLES / "exif-samples/jpg").glob("*.jpg")):
        data = path.read_bytes()
        report = read_old(tmp_path, data[: len(data) * 2 // 3])
        found += report.thumbnail is not None and report.outcome is Outcome.FAILED
    assert found >= 5
