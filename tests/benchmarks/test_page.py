"""A small run of the benchmark of the page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.page.__main__ import PATHS, main
from benchmarks.page.measure import RATE, measure_library, measure_preview, measure_watching
from benchmarks.page.tab import open_browser
from benchmarks.support.checkout import THIS

pytestmark = [pytest.mark.slow, pytest.mark.server, pytest.mark.browser]


def test_a_tiny_run_measures_every_page(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--quick", "--only", "load", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["load"]
    assert [row["path"] for row in rows] == list(PATHS)
    for row in rows:
        assert 0 < row["requests"] <= 30 and 0 < row["kilobytes"] < 150
        assert row["again_kilobytes"] < row["kilobytes"] / 2
        assert row["first_paint_ms"] >= 200  # two round trips at least: the slow network was slow


def test_a_tiny_run_scrolls_the_lists_and_watches_a_session(tmp_path: Path) -> None:
    with open_browser() as browser:
        lists = [measure(browser, THIS, tmp_path, 100, 0.5) for measure in (measure_preview, measure_library)]
        watched = measure_watching(browser, THIS, 2_000)
    for row in lists:
        assert row.elements > 200 and row.heap_mb > 0 and row.frame_p99_ms > 0
        assert row.tabs is not None
    assert watched.files_a_second == RATE
    assert 0 < watched.main_thread <= watched.renderer <= watched.whole_browser


def test_an_unknown_part_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--only", "load,nothing"]) == 2
    assert "no part nothing" in capsys.readouterr().err
