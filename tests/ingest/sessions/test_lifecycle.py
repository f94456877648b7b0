"""The lifecycle of a session by itself: what it saves, what it shows, and when it lets the session work."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from app.catalog import CatalogUnavailableError
from app.domain.progress import Progress, Status
from app.ingest.sessions import lifecycle as lifecycle_module
from app.ingest.sessions import outages
from app.ingest.sessions.lifecycle import Lifecycle, StateChange
from app.ingest.sessions.outages import Dependency


class FakeSession:
    """Keeps what the lifecycle saves and shows. `is_reachable` is False during an outage of the database."""

    def __init__(self, status: Status = Status.PROCESSING) -> None:
        self.progress = Progress(session_id="s", started_at=0.0, status=status, current_file="/media/a.png")
        self.saved: list[tuple[Status, str]] = []
        self.shown: list[tuple[Status, bool, str]] = []
        self.is_reachable = True
        self.recounts = 0
        self.has_saved, self.has_shown = asyncio.Event(), asyncio.Event()
        self.lifecycle = Lifecycle(self.progress, save=self._save, emit=self._emit, recount=self._recount)

    async def _save(self, status: Status, message: str, discovery_message: str | None) -> None:
        async def write() -> None:
            if not self.is_reachable:
                raise CatalogUnavailableError("the disk is full")
            self.saved.append((status, message))
            self.has_saved.set()

        await self.lifecycle.retry_through_outage(write)

    def _emit(self, change: StateChange) -> None:
        self.progress = replace(self.progress, **change)
        self.shown.append((self.progress.status, self.progress.waiting, self.progress.message))
        self.has_shown.set()

    async def _recount(self) -> None:
        self.recounts += 1


@pytest.fixture(autouse=True)
def retry_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outages, "RETRY_S", 0.01)
    monkeypatch.setattr(lifecycle_module, "RETRY_S", 0.01)


def run(scenario: Callable[[FakeSession], Awaitable[Any]], status: Status = Status.PROCESSING) -> FakeSession:
    async def play() -> FakeSession:
        session = FakeSession(status)
        async with asyncio.timeout(30):
            await scenario(session)
        return session

    return asyncio.run(play())


def test_a_pause_is_saved_before_it_is_shown_and_closes_the_gate_until_it_is_resumed() -> None:
    async def scenario(session: FakeSession) -> None:
        await session.lifecycle.pause()
        assert not session.lifecycle.is_open
        assert (session.progress.status, session.progress.current_file) == (Status.PAUSED, "")
        opening = asyncio.create_task(session.lifecycle.wait_until_open())
        await asyncio.sleep(0.02)
        assert not opening.done()
        await session.lifecycle.resume()
        assert await opening

    assert run(scenario).saved == [(Status.PAUSED, ""), (Status.PROCESSING, "")]


def test_a_session_that_was_saved_as_paused_stays_paused() -> None:
    async def scenario(session: FakeSession) -> None:
        assert not session.lifecycle.is_open
        await session.lifecycle.end_discovery("")
        assert session.progress.status is Status.PAUSED

    run(scenario, Status.PAUSED)


def test_an_outage_is_shown_as_waiting_and_never_saved() -> None:
    async def scenario(session: FakeSession) -> None:
        session.is_reachable = False
        ending = asyncio.create_task(session.lifecycle.end(Status.COMPLETED))
        await session.has_shown.wait()
        assert session.shown[-1][:2] == (Status.PAUSED, True)
        assert session.shown[-1][2].startswith("Waiting for the database (the disk is full).")
        assert session.lifecycle.unreachable is Dependency.DATABASE
        assert not session.lifecycle.is_open
        session.is_reachable = True
        await ending
        assert session.lifecycle.is_open
        assert session.lifecycle.has_had_outage

    session = run(scenario)
    assert session.saved == [(Status.COMPLETED, "")]
    assert session.shown[-1] == (Status.COMPLETED, False, "")


def test_a_pause_during_an_outage_is_answered_at_once_and_saved_afterwards() -> None:
    async def scenario(session: FakeSession) -> None:
        session.is_reachable = False
        await session.lifecycle.pause()
        assert session.shown[-1][:2] == (Status.PAUSED, False)
        assert session.shown[-1][2] == "Paused. The database is unreachable, too: the disk is full"
        assert session.saved == []
        session.is_reachable = True
        await session.has_saved.wait()
        await asyncio.sleep(0.02)

    session = run(scenario)
    assert session.saved == [(Status.PAUSED, "")]
    assert session.shown[-1] == (Status.PAUSED, False, "")
    assert not session.lifecycle.is_open


def test_cancel_ends_every_wait_at_once() -> None:
    async def scenario(session: FakeSession) -> None:
        await session.lifecycle.pause()
        opening = asyncio.create_task(session.lifecycle.wait_until_open())
        hanging = asyncio.create_task(session.lifecycle.finish_unless_cancelled(asyncio.sleep(3600)))
        await asyncio.sleep(0)
        session.lifecycle.cancel()
        assert (await opening, await hanging) == (False, False)

    run(scenario)


def test_nothing_is_saved_after_the_end_and_a_defect_recounts() -> None:
    async def scenario(session: FakeSession) -> None:
        await session.lifecycle.end(Status.ERROR, "Processing stopped: a defect")
        await session.lifecycle.pause()
        await session.lifecycle.end(Status.COMPLETED)

    session = run(scenario)
    assert session.saved == [(Status.ERROR, "Processing stopped: a defect")]
    assert session.recounts == 1
    assert session.progress.status is Status.ERROR


def test_an_unmounted_folder_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = ["The folder /media is empty.", "The folder /media is empty.", None]
    monkeypatch.setattr(lifecycle_module, "explain_unmounted", lambda folders: answers.pop(0))

    async def scenario(session: FakeSession) -> None:
        assert await session.lifecycle.wait_until_mounted(["/media"])

    session = run(scenario)
    assert [shown[:2] for shown in session.shown] == [(Status.PAUSED, True), (Status.PROCESSING, False)]
    assert session.shown[0][2] == "The folder /media is empty. Processing resumes automatically."
