"""How a terminal shows a session: the ledger in every state, and the remaining time."""

from __future__ import annotations

import io
from typing import Any

import pytest
from rich.console import Console

from app.cli.session_view import render_session, update_pace
from app.domain.pace import Pace
from app.domain.progress import Ledger, Progress, Status
from app.live import status_document


def shown(document: dict[str, Any], pace: Pace | None = None) -> str:
    console = Console(file=io.StringIO(), width=200, force_terminal=True, color_system="standard")
    console.print(render_session(document, pace or Pace(), "LIVE"))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def state(status: Status = Status.PROCESSING, *, ok: int = 3, elapsed: float = 1.0) -> dict[str, Any]:
    return status_document(Progress("s", status, Ledger(100, ok=ok, skipped=20), elapsed=elapsed))


def test_the_ledger_is_shown_and_turns_red_when_it_does_not_add_up() -> None:
    document = state()
    assert "100 discovered = 3 ok + 0 failed + 20 skipped + 77 pending" in shown(document)
    assert "does not add up" not in shown(document)
    wrong = document | {"ledger": document["ledger"] | {"ok": 4}}
    assert "\x1b[1;31m100 discovered = 4 ok" in shown(wrong)
    assert "this does not add up; please report it" in shown(wrong)


def test_the_time_left_counts_neither_what_was_skipped_nor_what_was_read_before() -> None:
    pace = Pace()
    for second in range(11):
        document = state(ok=30 + second, elapsed=100.0 + second)
        document["processed_files"] = 30 + second
        pace = update_pace(pace, document)
    assert "1 files/s, about 0:00:40 left" in shown(document, pace)
    paused = state(Status.PAUSED, ok=40, elapsed=110.0)
    assert update_pace(pace, paused) == pace
    assert "left" not in shown(paused, pace)
    assert "counting files" in shown(state(Status.STARTING))


@pytest.mark.parametrize(("total", "words"), [(1, "0% of 1 file "), (80, "3% of 80 files ")])
def test_the_percentage_counts_one_file_in_the_singular(total: int, words: str) -> None:
    document = state() | {"total_files": total, "progress": 0 if total == 1 else 3}
    assert words in shown(document)


def test_what_discovery_says_stands_beside_what_is_said_now() -> None:
    lines = shown(state() | {"message": "3 files committed.", "discovery_message": "/m/empty is empty"}).splitlines()
    assert [line.strip() for line in lines[-2:]] == ["3 files committed.", "/m/empty is empty"]


def test_a_session_that_waits_is_told_from_one_that_somebody_paused() -> None:
    paused = state(Status.PAUSED)
    assert " paused " in shown(paused)
    waiting = shown(paused | {"waiting": True})
    assert " waiting " in waiting and " paused " not in waiting
