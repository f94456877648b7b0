"""The benchmark runs in its smallest form, and what it says of growth is true of series that are known."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.readers import ReadOptions, read_file
from benchmarks.ingest.__main__ import main
from benchmarks.ingest.files import make_file, make_files
from benchmarks.ingest.growth import fit_exponent, measure_growth


def test_the_exponent_tells_linear_from_quadratic_growth() -> None:
    assert fit_exponent([(size, 3.0 * size) for size in (10, 100, 1000)]) == pytest.approx(1)
    assert fit_exponent([(size, 0.1 * size**2) for size in (10, 100, 1000)]) == pytest.approx(2)
    assert fit_exponent([(10, 1.0)]) is None


def test_growth_leaves_the_warm_up_out() -> None:
    settled = [(second, min(second, 20.0)) for second in range(101)]
    assert measure_growth(settled) == pytest.approx(0)
    assert measure_growth([(second, 0.5 * second) for second in range(101)]) == pytest.approx(40)


def test_every_kind_of_made_file_is_read_whole_and_no_two_are_alike(tmp_path: Path) -> None:
    make_files(tmp_path, 10)
    reports = [read_file(str(path), ReadOptions(nsfw=False)) for path in sorted(tmp_path.rglob("0*.*"))]
    assert [report.format for report in reports] == ["png"] * 7 + ["jpeg"] * 2 + ["webp"]
    assert not any(report.failures for report in reports)
    assert all(report.has_metadata and report.keywords for report in reports)
    assert len({report.hashes.perceptual for report in reports if report.hashes}) == 10
    assert make_file(3) == make_file(3)


@pytest.mark.server
def test_a_tiny_run_measures_scan_rescan_and_commit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--json", "--sizes", "20", "--nsfw", "0", "--no-page", "--folder", str(tmp_path)]
    assert main(["scan", *arguments]) == 0
    [scan] = json.loads(capsys.readouterr().out)["scans"]
    assert main(["commit", *arguments]) == 0
    [commit] = json.loads(capsys.readouterr().out)["commits"]
    assert scan["files"] == commit["files"] == 20
    assert scan["rescan_times"] == pytest.approx(scan["scan_s"] / scan["rescan_s"])
    assert {"first page", "duplicates: near"} <= {answer["request"] for answer in scan["answers"]}
    assert all(commit[step]["seconds"] > 0 for step in ("discovery", "edit", "edit_undo", "commit", "undo"))


def test_sizes_that_are_none_are_refused_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["commit", "--sizes", "many"]) == 1
    assert "many" in capsys.readouterr().err
