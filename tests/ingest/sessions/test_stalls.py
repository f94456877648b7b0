"""A folder that does not answer, as a network share may, does not hold the workers that other files need."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.support.control import endless_files, get, post, sound_files
from tests.support.server import HeadraceProcess, NewServer, assert_ledger_adds_up

pytestmark = pytest.mark.slow
QUICK: dict[str, Any] = {"enable_nsfw_detection": False}
STALLED, SOUND = 6, 20


@pytest.fixture
def stalled(tmp_path: Path) -> Path:
    """A folder whose files come before all others."""
    return endless_files(tmp_path / "media/a share", STALLED)


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    return sound_files(tmp_path / "media/b disk", SOUND)


@pytest.fixture
def server(new_server: NewServer, tmp_path: Path, stalled: Path, sound: Path) -> Iterator[HeadraceProcess]:
    with new_server(tmp_path / "media", environ={"HEADRACE_WORKERS": "2", "HEADRACE_FILE_TIMEOUT_S": "600"}) as server:
        yield server


@contextmanager
def not_answering(server: HeadraceProcess, folder: Path) -> Iterator[set[int]]:
    """Let every worker that opens a file of the folder stand still, as if its read did not return. Yields their ids."""
    assert server.process is not None
    of_server, stopped, is_over = psutil.Process(server.process.pid), set[int](), threading.Event()

    def stop_readers() -> None:
        while not is_over.wait(0.02):
            for child in of_server.children(recursive=True):
                if child.pid not in stopped and _reads_from(child, folder):
                    os.kill(child.pid, signal.SIGSTOP)
                    stopped.add(child.pid)

    stopping = threading.Thread(target=stop_readers)
    stopping.start()
    try:
        yield stopped
    finally:
        is_over.set()
        stopping.join()


def _reads_from(process: psutil.Process, folder: Path) -> bool:
    try:
        return any(Path(file.path).is_relative_to(folder) for file in process.open_files())
    except psutil.Error:  # it has ended
        return False


def test_files_of_another_folder_of_the_session_are_read_meanwhile(
    server: HeadraceProcess, stalled: Path, sound: Path
) -> None:
    with not_answering(server, stalled) as stopped:
        session_id = server.process_folders(stalled, sound, **QUICK)
        document = server.wait_for(session_id, "the disk is read", lambda state: state["ledger"]["ok"] == SOUND)
        assert document["ledger"]["pending"] == STALLED
        assert len(stopped) >= 2, "both workers had begun with the share"
    assert_counted_once(server, session_id)


def test_another_session_is_read_meanwhile_although_the_first_had_every_worker(
    server: HeadraceProcess, stalled: Path, sound: Path
) -> None:
    with not_answering(server, stalled) as stopped:
        waiting = server.process_folders(stalled, **QUICK)
        server.wait_for(waiting, "both workers stand still", lambda _: len(stopped) >= 2)
        other = server.process_folders(sound, **QUICK)
        assert server.wait_until_over(other)["ledger"]["ok"] == SOUND
        assert server.status(waiting)["ledger"]["pending"] == STALLED
    assert_counted_once(server, waiting)


def assert_counted_once(server: HeadraceProcess, session_id: str) -> None:
    """Let the session end by skipping the files that are still to be read; each has one outcome."""

    def skip(state: dict[str, Any]) -> bool:
        for reading in get(server, f"session/{session_id}/activity")["reading"]:
            with server.client() as client:
                client.post(f"/api/ingest/session/{session_id}/skip", json={"file_id": reading["id"]})
        return bool(state["status"] == "completed")

    document = server.wait_for(session_id, "all are skipped", skip)
    assert document["ledger"]["failed"] == STALLED
    assert_ledger_adds_up(document)


def test_a_stalled_share_answers_a_pause(server: HeadraceProcess, stalled: Path) -> None:
    with not_answering(server, stalled) as stopped:
        session_id = server.process_folders(stalled, **QUICK)
        server.wait_for(session_id, "both workers stand still", lambda _: len(stopped) >= 2)
        assert post(server, f"pause/{session_id}")["status"] == "paused"
        server.wait_for(session_id, "no file is read", lambda _: not _readings(server, session_id))
        assert post(server, f"cancel/{session_id}")["ledger"]["pending"] == STALLED


def _readings(server: HeadraceProcess, session_id: str) -> list[object]:
    found = get(server, f"session/{session_id}/activity")["reading"]
    assert isinstance(found, list)
    return found
