"""The fuzzer for two seconds, from the same number each time; `python -m tests.readers.fuzz` goes on for longer."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.readers import fuzz as fuzzer
from tests.readers.fuzz import fuzz, made, seeds

SECONDS = 2


def test_no_damaged_file_makes_a_fault(tmp_path: Path) -> None:
    said: list[str] = []
    tally = fuzz(SECONDS, 1, tmp_path, said.append)
    assert said == []
    assert tally.failed < tally.tried, "some damage is not noticed, or lies in a text"
    assert tally.failed, "some is"


def test_a_number_makes_the_same_file_again() -> None:
    texts = [("parameters", b"a cat\nSteps: 20")]
    files = seeds()
    assert [made(number, files, texts) for number in range(30)] == [made(number, files, texts) for number in range(30)]


def test_a_fault_is_kept_with_its_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> None:
        raise AssertionError("as the test wants it")

    monkeypatch.setattr(fuzzer, "check_is_a_report", refuse)
    tally = fuzz(0.3, 7, tmp_path, lambda _: None)
    assert tally.found[0].startswith("7: not a report: as the test wants it")
    assert len(list(tmp_path.iterdir())) == len(tally.found)
