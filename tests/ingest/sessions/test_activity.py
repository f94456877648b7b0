"""What the workers do for a session: the files that were read last, those that are being read, and skipping one."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.support.control import endless_files, get, post, sound_files
from tests.support.server import HeadraceProcess, assert_ledger_adds_up
from tests.support.waiting import wait_until

pytestmark = pytest.mark.server

QUICK: dict[str, Any] = {"enable_nsfw_detection": False}


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("activity") / "media"


@pytest.fixture(scope="module")
def roots(media: Path) -> Sequence[Path]:
    media.mkdir()
    return [media]


@pytest.fixture(scope="module")
def environ() -> dict[str, str]:
    return {"HEADRACE_WORKERS": "1", "HEADRACE_FILE_TIMEOUT_S": "600"}


def reading(server: HeadraceProcess, session_id: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = get(server, f"session/{session_id}/activity")["reading"]
    return found


def wait_until_reading(server: HeadraceProcess, session_id: str, name: str) -> dict[str, Any]:
    found = wait_until(
        lambda: reading(server, session_id),
        f"{name} is being decoded",
        holds=lambda files: any(file["name"] == name and file["step"] == "decode" for file in files),
    )
    return found[0]


def test_the_files_that_were_read_last_are_listed_newest_first_and_only_what_is_new(
    server: HeadraceProcess, media: Path
) -> None:
    folder = sound_files(media / "some", 60)
    (folder / "00010.png").write_bytes(b"\x89PNG\r\n\x1a\nbroken")
    session_id = server.process_folders(folder, **QUICK)
    server.wait_until_over(session_id)
    recent = get(server, f"session/{session_id}/activity", limit=48)["recent"]
    assert [file["number"] for file in recent] == list(range(60, 12, -1)), "the newest of 60"
    assert {file["outcome"] for file in recent} == {"ok"}
    with server.client() as client:
        assert client.get(recent[0]["thumbnail"]).headers["content-type"].startswith("image/")
    later = get(server, f"session/{session_id}/activity", after=58)["recent"]
    assert [file["number"] for file in later] == [60, 59]
    assert get(server, f"session/{session_id}/activity", after=60)["recent"] == []

    post(server, f"retry/{session_id}", {})
    server.wait_until_over(session_id)
    [failed] = get(server, f"session/{session_id}/activity", after=60)["recent"]
    assert (failed["name"], failed["outcome"], failed["thumbnail"]) == ("00010.png", "failed", None)
    assert failed["step"] and failed["reason"]


def test_a_slow_file_is_shown_with_its_step_and_can_be_skipped_and_retried(
    server: HeadraceProcess, media: Path
) -> None:
    folder = endless_files(media / "slow", 1)
    sound_files(media / "slow/after", 3)
    session_id = server.process_folders(folder, **QUICK)
    slow = wait_until_reading(server, session_id, "endless 0.jpg")
    assert (slow["bytes_read"], slow["size"]) == (None, None), "bytes say nothing about a decoder"
    assert wait_until(lambda: reading(server, session_id)[0]["seconds"], "time passes", holds=lambda s: s > 1)

    before = time.monotonic()
    assert post(server, f"session/{session_id}/skip", {"file_id": slow["id"]})["file_id"] == slow["id"]
    state = server.wait_until_over(session_id)
    assert time.monotonic() - before < 5, "the worker goes on with the other files"
    assert (state["status"], state["ledger"]["ok"], state["ledger"]["failed"]) == ("completed", 3, 1)
    assert_ledger_adds_up(state)
    [error] = state["errors"]
    assert (error["file"], error["step"], error["reason"]) == ("endless 0.jpg", "worker", "skipped by the user")

    post(server, f"retry/{session_id}", {"file_ids": [slow["id"]]})
    assert wait_until_reading(server, session_id, "endless 0.jpg")["id"] == slow["id"]
    post(server, f"cancel/{session_id}")


def test_a_file_that_is_not_being_read_cannot_be_skipped(server: HeadraceProcess, media: Path) -> None:
    folder = sound_files(media / "few", 2)
    session_id = server.process_folders(folder, **QUICK)
    server.wait_until_over(session_id)
    with server.client() as client:
        answer = client.post(f"/api/ingest/session/{session_id}/skip", json={"file_id": 1})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "wrong_status")
    assert server.status(session_id)["ledger"]["failed"] == 0
