"""The fuzzer for a fixed number of files; `python -m tests.readers.fuzz` runs for longer."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.readers import fuzz as fuzzer
from tests.readers.fuzz import fuzz, made, seeds

FILES = 150
"""This many take about two seconds on an idle core."""


def test_no_damaged_file_makes_a_fault(tmp_path: Path) -> None:
    said: list[str] = []
    tally = fuzz(range(1, FILES + 1), tmp_path, said.append)
    assert said == []
    assert tally.tried == FILES
    assert 0 < tally.failed < FILES, "some damage makes a file unreadable, some is in a text or does not matter"


def test_a_number_makes_the_same_file_again() -> None:
    texts = [("parameters", b"a cat\nSteps: 20")]
    files = seeds()
    assert [made(number, files, texts) for number in range(30)] == [made(number, files, texts) for number in range(30)]


def test_a_fault_is_kept_with_its_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> None:
        raise AssertionError("as the test wants it")

    monkeypatch.setattr(fuzzer, "check_is_a_report", refuse)
    tally = fuzz([7, 8], tmp_path, lambda _: None)
    assert [found.partition(";")[0] for found in tally.found] == [
        "7: not a report: as the test wants it",
        "8: not a report: as the test wants it",
    ]
    assert len(list(tmp_path.iterdir())) == 2
