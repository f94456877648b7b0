"""A server whose SQLite file is taken away: it says so within a second, saves nothing, and goes on when it can."""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.support.control import endless_files, post, sound_files
from tests.support.processes import run_headrace
from tests.support.server import HeadraceProcess, NewServer, assert_ledger_adds_up

pytestmark = pytest.mark.slow

FILES = 150
QUICK: dict[str, Any] = {"enable_nsfw_detection": False}
NOTICED_S = 1.5
"""A second, and half of one for a busy machine."""
PAGE = 4096


@pytest.fixture
def server(tmp_path: Path, new_server: NewServer) -> Iterator[HeadraceProcess]:
    with new_server(tmp_path, environ={"HEADRACE_WORKERS": "2"}) as process:
        yield process


@pytest.fixture
def path(server: HeadraceProcess) -> Path:
    return server.data / "headrace.db"


@pytest.fixture
def aside(tmp_path: Path) -> Path:
    return tmp_path / "aside.db"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return sound_files(tmp_path / "media", FILES)


def start_reading(server: HeadraceProcess, folder: Path) -> str:
    session_id = server.process_folders(folder, **QUICK)
    server.wait_for(session_id, "some files are read", lambda state: state["processed_files"] > 5)
    return session_id


def read(server: HeadraceProcess, folder: Path) -> str:
    session_id = server.process_folders(folder, **QUICK)
    assert server.wait_until_over(session_id)["status"] == "completed"
    return session_id


def readiness(server: HeadraceProcess) -> tuple[int, str]:
    with server.client() as client:
        answer = client.get("/readyz")
    return answer.status_code, answer.text


def assert_not_ready(server: HeadraceProcess, words: str) -> None:
    status, said = readiness(server)
    assert (status, words in said) == (503, True), said
    assert str(server.data / "headrace.db") in said


def assert_waits(server: HeadraceProcess, session_id: str, words: str) -> None:
    def says_so(document: dict[str, Any]) -> bool:
        assert_ledger_adds_up(document)
        return document["waiting"] and words in document["message"]

    server.wait_for(session_id, f"the session waits and says “{words}”", says_so, seconds=NOTICED_S)


def files_in_library(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        (files,) = connection.execute("SELECT count(*) FROM library_files").fetchone()
    assert isinstance(files, int)
    return files


def test_a_deleted_file_is_noticed_and_nothing_is_committed_into_it(
    server: HeadraceProcess, folder: Path, path: Path, aside: Path
) -> None:
    session_id = read(server, folder)
    path.rename(aside)
    assert_not_ready(server, "was moved or ")
    with server.client() as client:
        answer = client.post("/api/ingest/commit", json={"session_id": session_id})
    assert (answer.status_code, "was moved or " in answer.text) == (503, True), answer.text
    assert "Put the same file back" in answer.json()["error"]["cure"]
    aside.rename(path)
    assert readiness(server)[0] == 200
    assert server.commit(session_id)["commit"]["committed"] == FILES
    server.kill()
    assert files_in_library(path) == FILES


@pytest.mark.parametrize("suffix", ["", "-wal"])
def test_a_session_that_reads_waits_until_the_same_file_is_back(
    server: HeadraceProcess, folder: Path, path: Path, aside: Path, suffix: str
) -> None:
    session_id = start_reading(server, folder)
    Path(f"{path}{suffix}").rename(aside)
    assert_waits(server, session_id, "was moved or ")
    assert_not_ready(server, "was moved or ")
    aside.rename(f"{path}{suffix}")
    document = server.wait_until_over(session_id)
    assert (document["status"], document["ledger"]["ok"]) == ("completed", FILES)
    assert server.commit(session_id)["commit"]["committed"] == FILES
    server.kill()
    assert files_in_library(path) == FILES


def test_sessions_that_write_nothing_show_the_outage_within_a_second(
    server: HeadraceProcess, tmp_path: Path, folder: Path, path: Path, aside: Path
) -> None:
    paused = start_reading(server, folder)
    post(server, f"pause/{paused}")
    decoding = server.process_folders(endless_files(tmp_path / "endless", 3), **QUICK)
    server.wait_for(decoding, "a file is being read", lambda state: state["current_file"])
    path.rename(aside)
    began = time.monotonic()
    assert_waits(server, decoding, "was moved or ")
    said = "Paused. The database is unreachable, too: "
    server.wait_for(paused, "it says so, too", lambda state: state["message"].startswith(said))
    assert time.monotonic() - began < 2 * NOTICED_S
    aside.rename(path)
    server.wait_for(decoding, "it goes on", lambda state: state["status"] == "processing")
    server.wait_for(paused, "nothing is away", lambda state: state["message"] == "")
    post(server, f"cancel/{decoding}")


def test_another_file_in_its_place_is_not_written_into_until_a_restart(
    server: HeadraceProcess, new_server: NewServer, tmp_path: Path, folder: Path, path: Path, aside: Path
) -> None:
    with new_server(tmp_path) as other:
        assert other.stop() in (0, -15)
    new = other.data / "headrace.db"
    before = new.read_bytes()
    session_id = start_reading(server, folder)
    path.rename(aside)
    assert_waits(server, session_id, "was moved or ")
    new.rename(path)
    assert_waits(server, session_id, "another file is at")
    assert_not_ready(server, "another file is at")
    assert path.read_bytes() == before
    assert server.stop() in (0, -15)
    assert path.read_bytes() == before
    for suffix in ("-wal", "-shm"):  # as the message says
        Path(f"{path}{suffix}").unlink()
    server.start()
    assert readiness(server)[0] == 200
    with server.client() as client:
        assert client.get("/api/ingest/sessions").json()["sessions"] == []


def test_a_commit_that_waits_is_done_when_the_file_is_back(
    server: HeadraceProcess, folder: Path, path: Path, aside: Path
) -> None:
    session_id = read(server, folder)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")  # the commit is accepted, and waits for this lock
        with server.client() as client:
            asked = client.post("/api/ingest/commit", json={"session_id": session_id}, timeout=30)
        path.rename(aside)
        other.execute("ROLLBACK")
    if asked.status_code == 202:
        server.wait_for(session_id, "it waits", lambda state: "was moved or " in state["message"])
    aside.rename(path)
    assert server.commit(session_id)["commit"]["committed"] == FILES
    server.kill()
    assert files_in_library(path) == FILES


def test_a_file_that_was_cut_is_refused_until_a_restart_with_a_sound_one(
    server: HeadraceProcess, folder: Path, path: Path, tmp_path: Path
) -> None:
    read(server, folder)
    good = tmp_path / "good.db"
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(good)) as copy:
        source.backup(copy)
    session_id = start_reading(server, sound_files(tmp_path / "more", FILES))
    os.truncate(path, PAGE)
    assert_waits(server, session_id, "was truncated from")
    assert_not_ready(server, "was truncated from")
    server.kill()
    for suffix in ("-wal", "-shm"):
        Path(f"{path}{suffix}").unlink()
    shutil.copy(good, path)
    server.start()
    assert readiness(server)[0] == 200


def hashes(path: Path) -> dict[str, str]:
    """Return what the database and its log hold."""
    files = [file for file in (path, Path(f"{path}-wal")) if file.exists()]
    return {file.name: sha256(file.read_bytes()).hexdigest() for file in files}


def test_an_overwritten_file_is_named_and_left_alone_until_a_backup_is_restored(
    server: HeadraceProcess, folder: Path, path: Path, tmp_path: Path
) -> None:
    done = read(server, folder)
    backup = tmp_path / "backup.db"
    assert run_headrace("backup", backup, "--data", server.data).returncode == 0
    session_id = start_reading(server, sound_files(tmp_path / "more", FILES))
    with path.open("rb+") as file:
        file.write(os.urandom(4 * PAGE))
    assert_waits(server, session_id, "was overwritten")
    assert_not_ready(server, "was overwritten")
    before = hashes(path)
    with server.client() as client:
        writes = {
            "/api/ingest/process": {"parameters": {"directories": [str(folder)]}},
            "/api/ingest/presets": {"name": "mine", "options": {}},
            "/api/ingest/commit": {"session_id": done},
        }
        for address, body in writes.items():
            answer = client.post(address, json=body)
            assert (answer.status_code, "was overwritten" in answer.text) == (503, True), answer.text
            assert "headrace backup" in answer.json()["error"]["cure"], answer.text
            assert hashes(path) == before, address
    server.stop()
    assert hashes(path) == before, "not even the stop writes into it"
    with pytest.raises(AssertionError, match=rf"{path}(.|\n)*not an SQLite database(.|\n)*headrace backup"):
        server.start()
    assert hashes(path) == before, "nor does a start"
    for suffix in ("-wal", "-shm"):  # the steps of docs/OPERATIONS.md
        Path(f"{path}{suffix}").unlink()
    shutil.copy(backup, path)
    server.start()
    assert readiness(server)[0] == 200
    with server.client() as client:
        (only,) = client.get("/api/ingest/sessions").json()["sessions"]
    assert only["status"] == "completed"


def test_damaged_bytes_are_an_outage_and_not_a_defect(server: HeadraceProcess, folder: Path, path: Path) -> None:
    session_id = read(server, folder)
    server.stop()
    with closing(sqlite3.connect(path)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'staged_files'").fetchone()
    server.start()
    assert readiness(server)[0] == 200
    with path.open("rb+") as file:
        file.seek((page - 1) * PAGE)
        file.write(b"\xff" * PAGE)
    with server.client() as client:
        answer = client.get(f"/api/ingest/session/{session_id}/files")
    assert (answer.status_code, "the database is damaged" in answer.text) == (503, True), answer.text
    status, said = readiness(server)
    assert (status, "the database is damaged" in said, "headrace backup" in said) == (503, True, True), said
    server.stop()
    with pytest.raises(AssertionError, match="the database is damaged"):
        server.start()
