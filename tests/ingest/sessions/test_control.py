"""Pause, cancel, priority, fair shares, “read this folder next” and runs, on a real server with real workers."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

from app.demo import Manifest
from tests.support.control import endless_files, get, post, sound_files
from tests.support.server import OVER, HeadraceProcess, NewServer, assert_ledger_adds_up
from tests.support.waiting import wait_until

QUICK: dict[str, Any] = {"enable_nsfw_detection": False}
MANY = 300


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A large folder with three subfolders, and a small one."""
    root = tmp_path_factory.mktemp("control") / "media"
    for name in ("large/first", "large/second", "large/third"):
        sound_files(root / name, MANY)
    sound_files(root / "small", 10)
    return root


@pytest.fixture(scope="module")
def roots(media: Path) -> Sequence[Path]:
    return [media]


@pytest.fixture(scope="module")
def environ() -> dict[str, str]:
    return {"HEADRACE_WORKERS": "2", "HEADRACE_FILE_TIMEOUT_S": "600"}


def processed(server: HeadraceProcess, session_id: str) -> int:
    return int(server.status(session_id)["processed_files"])


def wait_until_processed(server: HeadraceProcess, session_id: str, more_than: int) -> None:
    server.wait_for(
        session_id, f"more than {more_than} files are read", lambda state: state["processed_files"] > more_than
    )


def files(server: HeadraceProcess, session_id: str, outcome: str) -> list[str]:
    found: list[str] = []
    for page in range(1, 100):
        answer = get(server, f"session/{session_id}/files", outcome=outcome, page_size=200, page=page)
        found += [file["path"] for file in answer["files"]]
        if page >= answer["pages"]:
            break
    return found


def test_a_small_session_does_not_wait_behind_a_large_one(server: HeadraceProcess, media: Path) -> None:
    large = server.process_folders(media / "large", **QUICK)
    wait_until_processed(server, large, 0)
    small = server.process_folders(media / "small", **QUICK)
    before = processed(server, large)
    server.wait_until_over(small)
    document = server.status(large)
    assert document["status"] == "processing", "the large one is far from its end"
    assert document["processed_files"] - before < MANY, "and had about as much of the workers' time as the small one"


def test_a_session_of_higher_priority_gets_the_larger_share_and_it_may_change_while_it_runs(
    server: HeadraceProcess, media: Path
) -> None:
    first = server.process_folders(media / "large/first", **QUICK)
    post(server, f"pause/{first}")
    with server.client() as client:
        parameters = {"directories": [str(media / "large/second")], **QUICK}
        answer = client.post("/api/ingest/process", json={"parameters": parameters, "priority": "low"})
        second = answer.json()["session_id"]
    post(server, f"pause/{second}")
    assert post(server, f"session/{first}/priority", {"priority": "high"})["priority"] == "high"
    assert server.status(second)["priority"] == "low"
    for each in (first, second):
        server.wait_for(each, "the session is paused", lambda state: state["status"] == "paused")
    before = processed(server, second)
    for each in (first, second):
        post(server, f"resume/{each}")
    server.wait_until_over(first)
    assert processed(server, second) - before < MANY / 3
    assert post(server, f"session/{second}/priority", {"priority": "normal"})["priority"] == "normal"
    with server.client() as client:
        refused = client.post(f"/api/ingest/session/{first}/priority", json={"priority": "low"})
        assert (refused.status_code, refused.json()["error"]["code"]) == (409, "wrong_status")
        wrong = client.post(f"/api/ingest/session/{second}/priority", json={"priority": "urgent"})
        assert wrong.status_code == 422


def test_a_folder_that_is_wanted_next_is_read_next_also_after_kill_9(server: HeadraceProcess, media: Path) -> None:
    session_id = server.process_folders(media / "large", **QUICK)
    wait_until_processed(server, session_id, 5)
    post(server, f"pause/{session_id}")

    def pending_below(folder: str) -> int:
        counted = get(server, f"session/{session_id}/pending-folders")["folders"]
        return next(int(each["pending"]) for each in counted if each["path"] == str(media / folder))

    assert pending_below("large/third") == MANY
    # Files that were being read at the pause are finished, and the database has them a moment before they are shown.
    wait_until(
        lambda: (pending_below("large"), server.status(session_id)["ledger"]["pending"]),
        "the page and the database count the same pending files",
        holds=lambda counts: counts[0] == counts[1],
    )
    third = str(media / "large/third")
    assert post(server, f"session/{session_id}/next", {"folder": f"{third}/"})["next_folder"] == third
    server.kill()
    server.start()
    assert server.status(session_id)["next_folder"] == third
    before = len(files(server, session_id, "ok"))
    post(server, f"resume/{session_id}")
    wait_until_processed(server, session_id, before + 50)
    post(server, f"pause/{session_id}")
    server.wait_for(session_id, "no file is being read", lambda state: state["current_file"] == "")
    read = files(server, session_id, "ok")
    assert sum(path.startswith(f"{third}/") for path in read) >= len(read) - before - 6
    assert not any(path.startswith(str(media / "large/second")) for path in read)
    post(server, f"resume/{session_id}")
    document = server.wait_until_over(session_id)
    assert (document["processed_files"], document["next_folder"]) == (3 * MANY, "")
    assert_ledger_adds_up(document)


def test_a_folder_without_pending_files_is_refused_in_words(server: HeadraceProcess, media: Path) -> None:
    session_id = server.process_folders(media / "large", **QUICK)
    wait_until_processed(server, session_id, 0)
    with server.client() as client:
        refused = client.post(f"/api/ingest/session/{session_id}/next", json={"folder": str(media / "small")})
        assert refused.status_code == 409
        assert f"the session has no pending file below {media / 'small'}" in refused.json()["error"]["message"]
    assert post(server, f"session/{session_id}/next", {"folder": None})["next_folder"] == ""
    post(server, f"cancel/{session_id}")


def test_cancel_is_at_once_in_a_hung_decode_and_while_others_hold_every_worker(
    server: HeadraceProcess, media: Path, root: Path
) -> None:
    hanging = server.process_folders(endless_files(root / "hanging", 4), **QUICK)
    wait_until(lambda: busy_decoders(server), "two decoders are busy", holds=lambda busy: busy == 2)
    waiting = server.process_folders(media / "small", **QUICK)
    server.wait_for(waiting, "the session reads files", lambda state: state["status"] == "processing")
    # Both answers come while the decoders have minutes of work left; the client gives up after 30 s.
    assert post(server, f"cancel/{waiting}")["status"] == "cancelled"
    cancelled = post(server, f"cancel/{hanging}")
    assert cancelled["status"] == "cancelled"
    assert cancelled["ledger"]["pending"] == 4
    again = server.process_folders(media / "small", **QUICK)
    assert server.wait_until_over(again)["status"] == "completed"


def test_a_pause_interrupts_what_takes_long_and_it_is_read_again_and_counted_once(
    server: HeadraceProcess, root: Path
) -> None:
    folder = endless_files(root / "interrupted", 1)
    sound_files(folder / "sound", 20)
    session_id = server.process_folders(folder, **QUICK)

    def reading() -> list[str]:
        return [file["name"] for file in get(server, f"session/{session_id}/activity")["reading"]]

    wait_until(reading, "what takes long is being read", holds=lambda names: "endless 0.jpg" in names)
    assert post(server, f"pause/{session_id}")["status"] == "paused"
    wait_until(reading, "nothing is being read", holds=lambda names: names == [])
    paused = server.status(session_id)
    assert (paused["status"], paused["ledger"]["failed"]) == ("paused", 0)
    assert paused["ledger"]["pending"] >= 1
    post(server, f"resume/{session_id}")
    document = server.wait_for(session_id, "only one file is left", lambda state: state["ledger"]["pending"] == 1)
    assert document["ledger"]["ok"] == 20
    (slow,) = wait_until(lambda: get(server, f"session/{session_id}/activity")["reading"], "the file is read again")
    post(server, f"session/{session_id}/skip", {"file_id": slow["id"]})
    document = server.wait_until_over(session_id)
    assert (document["ledger"]["ok"], document["ledger"]["failed"]) == (20, 1)
    assert_ledger_adds_up(document)


def busy_decoders(server: HeadraceProcess) -> int:
    assert server.process is not None
    busy = 0
    for child in psutil.Process(server.process.pid).children(recursive=True):
        with suppress(psutil.NoSuchProcess):  # it ends just now
            is_worker = child.name().startswith("python") and child.children() == []
            busy += is_worker and child.cpu_times().user > 1.0
    return busy


def test_a_session_can_be_paused_while_it_discovers_and_goes_on_after_kill_9(
    server: HeadraceProcess, media: Path
) -> None:
    session_id = server.process_folders(media / "large", **QUICK)
    paused = post(server, f"pause/{session_id}")
    assert paused["status"] == "paused"
    server.kill()
    server.start()
    assert server.status(session_id)["status"] == "paused"
    post(server, f"resume/{session_id}")
    document = server.wait_until_over(session_id)
    assert (document["status"], document["ledger"]["discovered"]) == ("completed", 3 * MANY)


def test_retries_are_runs_and_a_restart_begins_no_new_one(demo: tuple[Path, Manifest], new_server: NewServer) -> None:
    with new_server(demo[0]) as server:
        session_id = server.process_folders(demo[0], **QUICK)
        server.kill()
        server.start()
        assert server.wait_until_over(session_id)["run"] == 1
        retried = post(server, f"retry/{session_id}", {})["retried"]
        assert retried == demo[1].errors
        document = server.wait_until_over(session_id)
        assert document["run"] == 2
        (first, second) = get(server, f"session/{session_id}")["runs"]
        assert (first["ok"], first["failed"], first["kind"]) == (demo[1].ok, demo[1].errors, "first")
        assert (second["ok"], second["failed"], second["kind"]) == (0, demo[1].errors, "failed")
        assert second["started_at"] >= first["ended_at"]
        assert first["elapsed_s"] + second["elapsed_s"] == pytest.approx(document["elapsed_s"], abs=0.01)


def test_who_asks_for_a_retry_at_the_same_moment_finds_it_running(server: HeadraceProcess, root: Path) -> None:
    folder = root / "broken"
    folder.mkdir()
    for number in range(30):
        (folder / f"{number}.png").write_bytes(b"no picture")
    session_id = server.process_folders(folder, **QUICK)
    server.wait_until_over(session_id)
    with ThreadPoolExecutor(4) as askers, server.client() as client:
        asked = [askers.submit(client.post, f"/api/ingest/retry/{session_id}", json={}) for _ in range(4)]
        answers = [future.result().status_code for future in asked]
    begun = answers.count(202)
    assert begun >= 1 and answers.count(409) == 4 - begun
    document = server.wait_until_over(session_id)
    assert (document["status"], document["ledger"]["failed"], document["run"]) == ("completed", 30, 1 + begun)
    for run in get(server, f"session/{session_id}")["runs"][1:]:
        assert (run["kind"], run["failed"], run["status"]) == ("failed", 30, "completed")


def test_a_session_that_is_over_before_it_is_asked_to_pause_says_so(server: HeadraceProcess, media: Path) -> None:
    session_id = server.process_folders(media / "small", **QUICK)
    assert server.wait_until_over(session_id)["status"] in OVER
    with server.client() as client:
        for verb in ("pause", "resume", "cancel"):
            assert client.post(f"/api/ingest/{verb}/{session_id}").status_code == 409


def slow_to_list(folder: Path) -> Path:
    """Create a folder without media that takes a while to list."""
    folder.mkdir()
    for number in range(20_000):
        (folder / f"{number}.txt").touch()
    return folder


def test_a_pause_while_the_last_folder_is_listed_is_not_forgotten(server: HeadraceProcess, root: Path) -> None:
    folder = slow_to_list(root / "no pictures")

    def is_listed_while_paused(session_id: str, wait_s: float) -> bool:
        """False where the pause came before the listing had begun, or when it was over."""
        with server.client() as client:
            time.sleep(wait_s)
            if client.post(f"/api/ingest/pause/{session_id}").status_code != 200:
                return False
            time.sleep(1)  # more than the listing takes
            state = client.get(f"/api/ingest/status/{session_id}").json()
            if not state["discovery_message"].startswith("No matching files"):
                client.post(f"/api/ingest/cancel/{session_id}").raise_for_status()
                return False
        return True

    for attempt in range(30):
        session_id = server.process_folders(folder)
        if is_listed_while_paused(session_id, attempt * 0.005):
            break
    assert server.status(session_id)["status"] == "paused"
    server.kill()
    server.start()
    assert server.status(session_id)["status"] == "paused"
    post(server, f"resume/{session_id}")
    assert server.wait_until_over(session_id)["status"] == "completed"


def test_a_disk_that_goes_away_before_it_was_listed_is_waited_for_after_a_restart(
    server: HeadraceProcess, root: Path
) -> None:
    slow, disk, aside = slow_to_list(root / "slow"), root / "disk", root / "aside"
    sound_files(disk, 5)
    session_id = server.process_folders(slow, disk, **QUICK)
    server.kill()
    disk.rename(aside)
    disk.mkdir()
    server.start()
    server.wait_for(session_id, "the disk is missed", lambda state: "Is its disk mounted?" in state["message"])
    assert server.status(session_id)["status"] == "paused"
    disk.rmdir()
    aside.rename(disk)
    document = server.wait_until_over(session_id)
    assert (document["status"], document["ledger"]["ok"]) == ("completed", 5)


def test_a_folder_that_was_empty_at_the_press_is_not_waited_for(server: HeadraceProcess, root: Path) -> None:
    empty = root / "empty"
    empty.mkdir()
    document = server.wait_until_over(server.process_folders(empty, **QUICK))
    assert (document["status"], document["discovery_message"]) == (
        "completed",
        "No matching files: the selected folders are empty",
    )
