"""A session says where its time went: in the API, in its report, and after a restart of the server."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from app.ingest.sessions.stopwatch import OverlapTimer
from tests.support.control import get, sound_files
from tests.support.server import HeadraceProcess, on_both_databases

pytest_generate_tests = on_both_databases


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    return [tmp_path_factory.mktemp("media")]


def seconds_of(document: dict[str, Any]) -> dict[str, float]:
    return {part["part"]: part["seconds"] for part in document["time_spent"]}


def report(server: HeadraceProcess, session_id: str, form: str) -> str:
    with server.client() as client:
        answer = client.get(f"/api/ingest/report/{session_id}", params={"format": form})
    assert answer.status_code == 200, answer.text
    return answer.text


def test_the_time_of_a_session_is_told_by_part_and_kept(fresh_server: HeadraceProcess) -> None:
    server, root = fresh_server, Path(fresh_server.roots[0]) / fresh_server.data.parent.name
    sound_files(root, 40)
    session_id = server.process_folders(root, enable_nsfw_detection=False)
    server.wait_until_over(session_id)
    document = get(server, f"session/{session_id}")
    spent = seconds_of(document)
    assert list(spent) == ["read", "hash", "metadata", "decode", "thumbnail", "database"]
    assert all(seconds > 0 for seconds in spent.values())
    assert sum(part["share"] for part in document["time_spent"]) == pytest.approx(1, abs=0.001)
    of_workers = sum(seconds for part, seconds in spent.items() if part != "database")
    assert of_workers < 2 * document["progress"]["elapsed_s"] * 8, "no more than the workers had"
    assert seconds_of(get(server, f"session/{session_id}/activity")) == spent
    assert '"time_spent": [{"part": "read"' in report(server, session_id, "json")
    assert "Where the time went" in report(server, session_id, "html")
    server.kill()
    server.start()
    assert seconds_of(get(server, f"session/{session_id}")) == spent
    assert seconds_of(get(server, f"session/{session_id}/activity")) == spent


def test_jobs_at_the_same_time_count_once() -> None:
    timer = OverlapTimer()

    async def wait() -> None:
        with timer.measure():
            await asyncio.sleep(0.05)

    async def wait_together() -> None:
        await asyncio.gather(*(wait() for _ in range(10)))

    asyncio.run(wait_together())
    assert 0.05 <= timer.take() < 0.4
    assert timer.take() == 0
