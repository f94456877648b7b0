"""The benchmark of mixed files: its files cost what real ones do, and it measures all that it says."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import imagecodecs
import pytest
import simplejpeg

from app.readers import ReadOptions, read_file
from benchmarks.ingest.__main__ import main
from benchmarks.ingest.mixed.corpus import PHOTO_SIZE, PNG_SIDE, make_mixed_file
from benchmarks.ingest.mixed.measurement import Measurement, take_medians

PRODUCT = {
    "headrace",
    "headrace with NSFW",
    "headrace without pixels",
    "headrace, small files",
    "headrace, rescan of known files",
}
LIMITS = {"decode", "limit", "Pillow, thumbnails of pictures"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One file of each kind: suffix → path."""
    folder = tmp_path_factory.mktemp("mixed")
    paths = {}
    for index in (0, 5, 7, 9):
        name, data = make_mixed_file(index)
        (folder / name).write_bytes(data)
        paths[(folder / name).suffix] = folder / name
    return paths


@pytest.mark.slow
def test_pictures_have_as_many_bytes_per_pixel_as_real_ones(made: dict[str, Path]) -> None:
    png, photo = made[".png"].read_bytes(), made[".jpg"].read_bytes()
    assert imagecodecs.png_decode(png).shape == (PNG_SIDE, PNG_SIDE, 3)
    assert simplejpeg.decode_jpeg(photo).shape[1::-1] == PHOTO_SIZE
    assert 0.95 < len(png) / PNG_SIDE**2 < 1.4
    assert 0.15 < len(photo) / (PHOTO_SIZE[0] * PHOTO_SIZE[1]) < 0.3


def test_every_file_is_read_whole_with_its_metadata(made: dict[str, Path]) -> None:
    reports = [read_file(str(path), ReadOptions(nsfw=False)) for path in made.values()]
    assert [report.format for report in reports] == ["png", "jpeg", "mp4"]
    assert not any(report.failures for report in reports)
    assert all(report.thumbnail and report.has_metadata for report in reports)


def test_the_median_of_each_figure_counts() -> None:
    runs = [Measurement("limit", 10, rate, 20 - rate, 1.0, 50.0) for rate in (1.0, 9.0, 4.0)]
    assert take_medians(runs) == Measurement("limit", 10, 4.0, 16.0, 1.0, 50.0)


@pytest.mark.server
def test_a_tiny_run_measures_the_product_and_its_limits(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mixed", "--quick", "--json", "--files", "10", "--folder", str(tmp_path)]) == 0
    rows = {row["what"]: row for row in json.loads(capsys.readouterr().out)["mixed"]}
    exiftool = {"exiftool, metadata"} if shutil.which("exiftool") else set()
    assert set(rows) == PRODUCT | LIMITS | exiftool
    assert all(row["files"] == 10 and row["files_per_s"] > 0 and row["peak_mb"] > 10 for row in rows.values())
    assert all(0 < row["server_cpu_ms_per_file"] <= row["cpu_ms_per_file"] for row in rows.values())
    assert rows["limit"]["cpu_ms_per_file"] > rows["decode"]["cpu_ms_per_file"]
