"""A full disk during a session: the session waits, says why, and resumes automatically with nothing lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.demo import Manifest
from tests.support.disks import fill, mount_small_disk
from tests.support.server import NewServer, assert_ledger_adds_up

DISK_MB = 24


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    with mount_small_disk(tmp_path / "disk", DISK_MB) as disk:
        yield disk


def test_a_full_disk_makes_the_session_wait_and_an_emptied_one_lets_it_go_on(
    small_disk: Path, new_server: NewServer, demo: tuple[Path, Manifest]
) -> None:
    with new_server(demo[0], data=small_disk / "data") as server:
        session_id = server.process_folders(demo[0], enable_nsfw_detection=False)
        fill(small_disk / "ballast")

        def is_paused(document: dict[str, Any]) -> bool:
            assert_ledger_adds_up(document)
            return bool(document["status"] == "paused")

        message = server.wait_for(session_id, "the session is paused", is_paused)["message"]
        assert "Waiting for the database" in message
        assert "full" in message
        (small_disk / "ballast").unlink()
        document = server.wait_until_over(session_id)
        assert document["status"] == "completed"
        assert document["processed_files"] == demo[1].total_files
        assert document["stats"]["errors"] == demo[1].errors
        assert server.commit(session_id)["commit"]["committed"] == demo[1].ok
