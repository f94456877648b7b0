"""The benchmark of answers under load runs in its smallest form."""

from __future__ import annotations

import json

import pytest

from benchmarks.responsiveness import main

pytestmark = pytest.mark.server


def test_a_tiny_run_compares_every_question_idle_and_busy(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--json", "--files", "400", "--known", "12", "--seconds", "0"]) == 0
    found = {question["what"]: question for question in json.loads(capsys.readouterr().out)}
    assert {"health", "status", "preview", "thumbnail"} <= set(found)
    for question in found.values():
        assert question["median_times"] == pytest.approx(question["busy"]["median"] / question["idle"]["median"])
        assert question["idle"]["asked"] == question["busy"]["asked"] == 1


def test_a_session_that_ends_too_soon_is_no_measurement(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--files", "1", "--known", "1", "--seconds", "1"]) == 1
    assert "the session ended" in capsys.readouterr().err
