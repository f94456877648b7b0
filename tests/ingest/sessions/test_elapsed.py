"""The elapsed time of a session never goes back, and stays true: over a crash, a stop, and a pause."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.support.control import endless_files, get, post
from tests.support.server import HeadraceProcess, NewServer
from tests.support.waiting import wait_until

pytestmark = pytest.mark.server

QUICK: dict[str, Any] = {"enable_nsfw_detection": False}
ONE_WORKER = {"HEADRACE_WORKERS": "1", "HEADRACE_FILE_TIMEOUT_S": "600"}
AHEAD_S = 2.5
"""Seconds by which a session may say more than it has worked, after a crash: two, and what a busy machine adds."""


@pytest.fixture
def slow(new_server: NewServer, tmp_path: Path) -> HeadraceProcess:
    """A server for media whose reading takes minutes, so that no outcome saves anything meanwhile."""
    endless_files(tmp_path / "media/slow", 1)
    return new_server(tmp_path / "media", environ=ONE_WORKER)


def elapsed(server: HeadraceProcess, session_id: str) -> float:
    return float(server.status(session_id)["elapsed_s"])


def show_elapsed(server: HeadraceProcess, session_id: str) -> float:
    """Let the session show its elapsed time now, as any event does, and return it."""
    post(server, f"session/{session_id}/priority", {"priority": "high"})
    return elapsed(server, session_id)


def saved_elapsed(server: HeadraceProcess, session_id: str) -> float:
    """Return the elapsed time from which the next server goes on."""
    with closing(sqlite3.connect(server.data / "headrace.db")) as connection:
        query = "SELECT elapsed FROM sessions WHERE session_id = ?"
        (saved,) = connection.execute(query, (session_id,)).fetchone()
    return float(saved)


def work_for(server: HeadraceProcess, session_id: str, seconds: float) -> float:
    """Let the session work, and return the largest elapsed time that it has shown."""
    began = time.monotonic()
    shown: list[float] = []

    def look() -> float:
        get(server, f"session/{session_id}/activity")
        shown.append(elapsed(server, session_id))
        return time.monotonic() - began

    wait_until(look, f"{seconds} s have passed", holds=lambda worked: worked >= seconds)
    return max(shown)


@pytest.mark.slow
@pytest.mark.parametrize("end", [HeadraceProcess.kill, HeadraceProcess.stop], ids=["kill -9", "stop"])
def test_the_elapsed_time_does_not_go_back_when_the_server_ends(
    slow: HeadraceProcess, tmp_path: Path, end: Callable[[HeadraceProcess], object]
) -> None:
    with slow as server:
        session_id = server.process_folders(tmp_path / "media", **QUICK)
        server.wait_for(session_id, "a file is being read", lambda state: state["current_file"])
        began = time.monotonic()
        work_for(server, session_id, 3.6)
        worked = time.monotonic() - began
        shown = show_elapsed(server, session_id)
        assert shown >= worked - 1
        end(server)
        server.start()
        again = elapsed(server, session_id)
        assert shown <= again <= shown + AHEAD_S
        again = show_elapsed(server, session_id)
        server.kill()  # in the first second of this server's work
        assert again <= saved_elapsed(server, session_id)
        server.start()
        assert again <= elapsed(server, session_id) <= again + AHEAD_S
        post(server, f"cancel/{session_id}")


@pytest.mark.slow
def test_a_session_that_is_paused_says_exactly_how_long_it_has_worked(slow: HeadraceProcess, tmp_path: Path) -> None:
    with slow as server:
        began = time.monotonic()
        session_id = server.process_folders(tmp_path / "media", **QUICK)
        server.wait_for(session_id, "a file is being read", lambda state: state["current_file"])
        work_for(server, session_id, 1.2)
        paused = post(server, f"pause/{session_id}")["elapsed_s"]
        assert paused <= time.monotonic() - began
        server.kill()
        server.start()
        assert elapsed(server, session_id) == pytest.approx(paused, abs=0.05)
        post(server, f"cancel/{session_id}")
