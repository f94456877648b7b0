"""Without pixels, a report says the same as with them, except for what only a decoder finds."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import pytest

from app.domain.progress import Outcome
from app.domain.report import FileReport, Step
from app.readers import read_file
from tests.readers.photographs.support import every_photograph
from tests.readers.support import (
    PLAIN,
    every_image_format,
    every_stream_format,
    every_video_format,
    exif_segment,
    jpeg,
    png,
    text_chunk,
    tiff_structure,
)

BARE = replace(PLAIN, pixels=False)
FILES = every_image_format() | every_video_format() | every_stream_format() | every_photograph()
OF_PIXELS = {"thumbnail", "pixels_read", "hashes", "provenance", "failures", "nsfw"}
SAME = [field.name for field in fields(FileReport) if field.name not in OF_PIXELS]


def read_both(path: Path, data: bytes) -> tuple[FileReport, FileReport]:
    """Return the reports with pixels and without."""
    path.write_bytes(data)
    return read_file(str(path), PLAIN), read_file(str(path), BARE)


@pytest.mark.parametrize("name", FILES)
def test_every_format_has_the_same_size_and_metadata_without_being_decoded(tmp_path: Path, name: str) -> None:
    whole, bare = read_both(tmp_path / name, FILES[name])
    assert {field: getattr(bare, field) for field in SAME} == {field: getattr(whole, field) for field in SAME}
    assert whole.hashes and bare.hashes and bare.hashes.content == whole.hashes.content
    assert (bare.hashes.perceptual, bare.hashes.pixels, bare.thumbnail) == (None, None, None)
    assert (bare.outcome, bare.pixels_read, whole.pixels_read) == (Outcome.OK, False, True)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_picture_has_its_upright_size(tmp_path: Path, orientation: int) -> None:
    whole, bare = read_both(tmp_path / "a.jpg", jpeg(exif_segment(tiff_structure([(0x0112, 3, [orientation])]))))
    assert (bare.width, bare.height) == (whole.width, whole.height)


def test_damage_of_the_structure_is_found_and_damage_of_the_pixels_is_not(tmp_path: Path) -> None:
    whole = png(text_chunk("parameters", b"a cat\nSteps: 2, Sampler: Euler, CFG scale: 7, Seed: 1"))
    at = whole.index(b"IDAT") + 40
    damaged = whole[:at] + bytes(byte ^ 0xFF for byte in whole[at : at + 8]) + whole[at + 8 :]
    decoded, bare = read_both(tmp_path / "damaged.png", damaged)
    assert decoded.fatal and decoded.fatal.step is Step.DECODE
    assert bare.outcome is Outcome.OK and bare.generation and bare.generation.prompt == "a cat"
    _, cut = read_both(tmp_path / "cut.png", whole[:-200])
    assert cut.fatal and cut.fatal.step is Step.DECODE and "cut off" in cut.fatal.reason
    assert cut.thumbnail is None
    _, video = read_both(tmp_path / "cut.mp4", FILES["a.mp4"][:-200])
    assert video.fatal and video.fatal.step is Step.DECODE


@pytest.mark.parametrize("name", ["a.png", "a.mp4"])
def test_the_hash_of_a_large_file_is_left_out_where_that_is_asked_for_and_that_is_said(
    tmp_path: Path, name: str
) -> None:
    path, data = tmp_path / name, FILES[name]
    path.write_bytes(data)
    limited = read_file(str(path), replace(BARE, hashed_bytes=len(data) - 1))
    assert limited.hashes is None and limited.outcome is Outcome.OK
    assert "left out" in limited.provenance["hashes"]
    assert read_file(str(path), replace(BARE, hashed_bytes=len(data))).hashes is not None
    assert read_file(str(path), replace(PLAIN, hashed_bytes=0)).hashes is not None, "with pixels, all are hashed"
