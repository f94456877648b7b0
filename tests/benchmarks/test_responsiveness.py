"""A small run of the benchmark of response times under load."""

from __future__ import annotations

import json

import pytest

from benchmarks.responsiveness import main

pytestmark = pytest.mark.server


def test_a_tiny_run_compares_every_request_idle_and_busy(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--json", "--files", "400", "--known", "12", "--seconds", "0"]) == 0
    found = {row["request"]: row for row in json.loads(capsys.readouterr().out)}
    assert {"health", "status", "preview", "thumbnail"} <= set(found)
    for row in found.values():
        assert row["median_times"] == pytest.approx(row["busy"]["median"] / row["idle"]["median"])
        assert row["idle"]["count"] == row["busy"]["count"] == 1


def test_a_session_that_ends_too_soon_is_no_measurement(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--files", "1", "--known", "1", "--seconds", "1"]) == 1
    assert "The session ended" in capsys.readouterr().err
