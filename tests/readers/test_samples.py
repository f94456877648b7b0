"""Real files from other projects, compared with exiftool in every field that both report."""

from __future__ import annotations

import json
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from app.domain.progress import Outcome
from app.domain.report import FileReport, Kind
from tests.readers.support import SAMPLES, needs_samples, read

pytestmark = [
    needs_samples,
    pytest.mark.skipif(shutil.which("exiftool") is None, reason="exiftool, the second opinion, is not installed"),
]

FILES = sorted(path for path in SAMPLES.rglob("*") if path.is_file() and path.suffix != ".md")
SOUND = [path for path in FILES if "ImageTestSuite" not in path.parts]
"""The others are damaged on purpose."""

_FIELDS = (
    "IFD0:Make", "IFD0:Model", "IFD0:Orientation", "IFD0:Rating", "ExifIFD:DateTimeOriginal", "ExifIFD:CreateDate",
    "GPS:GPSLatitude", "GPS:GPSLongitude", "GPS:GPSLatitudeRef", "GPS:GPSLongitudeRef", "IPTC:Keywords",
    "XMP-dc:Subject", "XMP-xmp:Rating", "ImageWidth", "ImageHeight",
)  # fmt: skip

NOT_UPRIGHT_IN_EXIFTOOL = {"with-gps.mov"}
"""exiftool reports a video's stored size; we rotate it as players do."""
NO_PLACE_IN_EXIFTOOL = {"Nikon D5000.jpg"}
"""Its minutes have a fraction, its seconds are 0/0, which exiftool takes for no place; its XMP says the same place."""
NO_HEIGHT_IN_HEADER = {"beach.jpg"}
"""Its height follows the picture (DNL), where exiftool does not look."""


@cache
def second_opinion() -> dict[str, dict[str, Any]]:
    command = ["exiftool", "-json", "-G1", "-a", "-n", *(f"-{field}" for field in _FIELDS), *map(str, FILES)]
    found = subprocess.run(command, capture_output=True, check=False, timeout=120).stdout
    return {entry["SourceFile"]: entry for entry in json.loads(found)}


@cache
def ours(path: Path) -> FileReport:
    return read(path)


def theirs(path: Path) -> dict[str, Any]:
    return second_opinion()[str(path)]


def text(value: object) -> str | None:
    return str(value).strip() or None if value is not None else None


def test_every_sound_sample_is_read() -> None:
    failed = {path.name: ours(path).fatal for path in SOUND if ours(path).outcome is not Outcome.OK}
    assert failed == {}


def test_every_damaged_sample_says_why() -> None:
    for path in set(FILES) - set(SOUND):
        report = ours(path)
        assert report.fatal is None or len(report.fatal.reason.split()) >= 5, path.name


def test_makes_and_models_agree() -> None:
    for path in SOUND:
        make, model = text(theirs(path).get("IFD0:Make")), text(theirs(path).get("IFD0:Model"))
        if ours(path).kind is Kind.VIDEO or "{" in f"{make}{model}":
            continue
        camera = ours(path).camera
        assert (camera.make if camera else None, camera.model if camera else None) == (make, model), path.name


def test_capture_dates_agree() -> None:
    for path in SOUND:
        dates = [theirs(path).get(name) for name in ("ExifIFD:DateTimeOriginal", "ExifIFD:CreateDate")]
        valid = [date for date in dates if date and any("1" <= digit <= "9" for digit in str(date))]
        report = ours(path)
        if valid:
            expected = str(valid[0]).replace(":", "-", 2).replace(" ", "T")
            assert (report.captured_at or "")[:19] == expected, path.name
        else:
            assert not report.provenance.get("captured_at", "").startswith("exif:"), path.name


def test_places_agree() -> None:
    for path in SOUND:
        latitude, reference = theirs(path).get("GPS:GPSLatitude"), theirs(path).get("GPS:GPSLatitudeRef")
        report = ours(path)
        # 0, 0 is what a camera without a fix writes: no place.
        if isinstance(latitude, int | float) and latitude != 0:
            assert report.gps is not None, path.name
            assert abs(report.gps.lat) == pytest.approx(abs(latitude), abs=1e-6), path.name
            assert (report.gps.lat < 0) == (reference == "S"), path.name
        elif path.name not in NO_PLACE_IN_EXIFTOOL:
            assert not report.provenance.get("gps", "").startswith("exif:"), path.name


def listed(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else [] if value is None else [str(value)]


def test_keywords_agree() -> None:
    for path in SOUND:
        if ours(path).generation is not None:
            continue
        expected = {word.strip().casefold() for word in listed(theirs(path).get("XMP-dc:Subject"))}
        expected |= {word.strip().casefold() for word in listed(theirs(path).get("IPTC:Keywords"))}
        assert {word.casefold() for word in ours(path).keywords} == expected, path.name


def test_ratings_agree() -> None:
    for path in SOUND:
        rating = theirs(path).get("XMP-xmp:Rating") or theirs(path).get("IFD0:Rating") or None
        assert ours(path).score == rating, path.name


def test_sizes_agree_once_turned() -> None:
    for path in SOUND:
        if path.name in NOT_UPRIGHT_IN_EXIFTOOL | NO_HEIGHT_IN_HEADER:
            continue
        sizes = [theirs(path)[name] for name in theirs(path) if name.endswith(":ImageWidth")]
        heights = [theirs(path)[name] for name in theirs(path) if name.endswith(":ImageHeight")]
        stored = {(width, height) for width, height in zip(sizes, heights, strict=False)}
        turn_upright = theirs(path).get("IFD0:Orientation", 1) in (5, 6, 7, 8)
        expected = {(height, width) for width, height in stored} if turn_upright else stored
        assert (ours(path).width, ours(path).height) in expected, path.name


def test_nothing_is_found_where_exiftool_finds_a_plain_file() -> None:
    plain = next(path for path in FILES if path.name == "empty.jpg")
    assert ours(plain).blocks == ()
    assert ours(plain).failures == ()


def test_nothing_sound_is_warned_of() -> None:
    assert {path.name: ours(path).failures for path in SOUND if ours(path).failures} == {}
