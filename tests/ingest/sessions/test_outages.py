"""A session that waits for its media or its database can be paused, and then stays paused after the outage."""

from __future__ import annotations

import resource
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

import psutil
import pytest
from sqlalchemy import make_url

from benchmarks.support.slow_jpeg import make_slow_jpeg
from tests.support.control import post, sound_files
from tests.support.postgres import Postgres
from tests.support.server import HeadraceProcess, assert_ledger_adds_up, on_both_databases
from tests.support.waiting import wait_until

pytest_generate_tests = on_both_databases

FILES = 200
QUICK: dict[str, Any] = {"enable_nsfw_detection": False}
ANSWER_S = 15
"""Seconds for an answer; the page gives up after 20."""
READ_ALREADY = 6
"""Two workers make three reading tasks, each with one report being staged and one waiting."""
LONG_ENOUGH_S = 2.5
"""A session that resumes automatically does so within a second or two."""


class Outage(Protocol):
    """Something is unreachable from `strike` to `mend`."""

    words: str

    def strike(self) -> None: ...

    def mend(self) -> None: ...


class MediaAway:
    """Like an unmounted file system, which leaves an empty folder."""

    words = "Is its disk mounted?"

    def __init__(self, folder: Path) -> None:
        self._folder, self._aside = folder, folder.with_name("unmounted")

    def strike(self) -> None:
        self._folder.rename(self._aside)
        self._folder.mkdir()

    def mend(self) -> None:
        self._folder.rmdir()
        self._aside.rename(self._folder)


class WritesRefused:
    """Like a full disk: SQLite can read but not write."""

    words = "the disk "

    def __init__(self, server: HeadraceProcess) -> None:
        self._server = server

    def strike(self) -> None:
        self._limit(0)

    def mend(self) -> None:
        self._limit(resource.RLIM_INFINITY)

    def _limit(self, length: int) -> None:
        assert self._server.process is not None
        with suppress(psutil.NoSuchProcess):
            psutil.Process(self._server.process.pid).rlimit(resource.RLIMIT_FSIZE, (length, resource.RLIM_INFINITY))


class ConnectionsRefused:
    """PostgreSQL ends all connections and refuses new ones."""

    words = "the database server "

    def __init__(self, postgres: Postgres, url: str) -> None:
        self._postgres, self._name = postgres, make_url(url).database

    def strike(self) -> None:
        self._allow("false")
        self._postgres.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{self._name}'")

    def mend(self) -> None:
        self._allow("true")

    def _allow(self, value: str) -> None:
        self._postgres.execute(f"ALTER DATABASE {self._name} ALLOW_CONNECTIONS {value}")


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    return [tmp_path_factory.mktemp("media")]


@pytest.fixture(scope="module")
def environ() -> dict[str, str]:
    return {"HEADRACE_WORKERS": "2"}


@pytest.fixture
def folder(root: Path) -> Path:
    return sound_files(root / "media", FILES)


@pytest.fixture
def database_away(server: HeadraceProcess, request: pytest.FixtureRequest) -> Iterator[Outage]:
    if (url := server.environ.get("HEADRACE_DATABASE_URL")) is None:
        yield WritesRefused(server)
    else:
        outage = ConnectionsRefused(request.getfixturevalue("postgres"), url)
        yield outage
        outage.mend()


@pytest.fixture
def session_id(server: HeadraceProcess, folder: Path) -> str:
    """Start a session, and wait until it is in the middle of its files."""
    session_id = server.process_folders(folder, **QUICK)
    server.wait_for(session_id, "some files are read", lambda state: state["processed_files"] > 5)
    return session_id


def asked(server: HeadraceProcess, verb: str, session_id: str) -> int:
    """Return the status code of a request, within the time that the page would wait."""
    with server.client(timeout=ANSWER_S) as client:
        return client.post(f"/api/ingest/{verb}/{session_id}").status_code


def begin(outage: Outage, server: HeadraceProcess, session_id: str) -> None:
    outage.strike()
    server.wait_for(session_id, "the session waits", lambda state: state["waiting"])
    assert_waits(outage, server, session_id)


def assert_waits(outage: Outage, server: HeadraceProcess, session_id: str) -> None:
    document = server.status(session_id)
    assert (document["status"], document["waiting"]) == ("paused", True)
    assert outage.words in document["message"]
    assert document["message"].endswith(" resumes automatically.")


def assert_paused_by_hand(outage: Outage, server: HeadraceProcess, session_id: str) -> None:
    def says_so(document: dict[str, Any]) -> bool:
        assert (document["status"], document["waiting"]) == ("paused", False)
        return document["message"].startswith("Paused. ") and outage.words in document["message"]

    # With a full disk reading works, so that for a moment nothing seems to be away.
    server.wait_for(session_id, "the message says what is away", says_so)


def assert_stays_paused(server: HeadraceProcess, session_id: str, *, staged_late: int = 0) -> None:
    """Check that it is shown as paused all the time, soon without a reason, and that no file is read."""

    def is_paused_for_no_reason(document: dict[str, Any]) -> bool:
        assert_ledger_adds_up(document)
        assert (document["status"], document["waiting"]) == ("paused", False)
        return bool(document["message"] == "")

    before = server.wait_for(session_id, "the message is gone", is_paused_for_no_reason)["processed_files"]
    end = time.monotonic() + LONG_ENOUGH_S
    document = server.wait_for(
        session_id,
        "the session had time enough to go on",
        lambda document: is_paused_for_no_reason(document) is not None and time.monotonic() > end,
    )
    assert document["processed_files"] <= before + staged_late


def assert_all_read(server: HeadraceProcess, session_id: str) -> None:
    document = server.wait_until_over(session_id)
    assert (document["status"], document["ledger"]["ok"], document["ledger"]["failed"]) == ("completed", FILES, 0)
    assert document["waiting"] is False


def restart(server: HeadraceProcess) -> None:
    server.kill()
    server.start()


def test_a_session_that_waits_for_its_media_stays_paused_if_it_is_told_to(
    server: HeadraceProcess, folder: Path, session_id: str
) -> None:
    away = MediaAway(folder)
    begin(away, server, session_id)
    assert asked(server, "resume", session_id) == 409, "it resumes automatically"
    document = post(server, f"pause/{session_id}")
    assert (document["status"], document["waiting"]) == ("paused", False)
    assert_paused_by_hand(away, server, session_id)
    assert asked(server, "pause", session_id) == 409, "it is paused"
    away.mend()
    assert_stays_paused(server, session_id)
    restart(server)
    assert_stays_paused(server, session_id)
    post(server, f"resume/{session_id}")
    assert_all_read(server, session_id)


def test_a_session_that_is_resumed_while_its_media_are_away_waits_for_them_again(
    server: HeadraceProcess, folder: Path, session_id: str
) -> None:
    away = MediaAway(folder)
    begin(away, server, session_id)
    post(server, f"pause/{session_id}")
    post(server, f"resume/{session_id}")
    assert_waits(away, server, session_id)
    away.mend()
    assert_all_read(server, session_id)


def test_a_pause_in_an_outage_of_the_media_outlives_a_restart(
    server: HeadraceProcess, folder: Path, session_id: str
) -> None:
    away = MediaAway(folder)
    begin(away, server, session_id)
    post(server, f"pause/{session_id}")
    restart(server)
    document = server.status(session_id)
    assert (document["status"], document["waiting"]) == ("paused", False)
    away.mend()
    assert_stays_paused(server, session_id)
    post(server, f"resume/{session_id}")
    assert_all_read(server, session_id)


def test_a_session_that_waits_for_its_database_stays_paused_if_it_is_told_to(
    server: HeadraceProcess, session_id: str, database_away: Outage
) -> None:
    begin(database_away, server, session_id)
    assert asked(server, "pause", session_id) == 200
    assert_paused_by_hand(database_away, server, session_id)
    database_away.mend()
    assert_stays_paused(server, session_id, staged_late=READ_ALREADY)
    restart(server)
    assert_stays_paused(server, session_id)
    post(server, f"resume/{session_id}")
    assert_all_read(server, session_id)


def test_a_session_that_is_resumed_while_its_database_is_away_waits_for_it_again(
    server: HeadraceProcess, session_id: str, database_away: Outage
) -> None:
    begin(database_away, server, session_id)
    for _ in range(3):
        assert asked(server, "pause", session_id) == 200
        assert_paused_by_hand(database_away, server, session_id)
        assert asked(server, "resume", session_id) == 200
    server.wait_for(session_id, "the session waits", lambda state: state["waiting"])
    elapsed = server.status(session_id)["elapsed_s"]
    time.sleep(LONG_ENOUGH_S)
    assert server.status(session_id)["elapsed_s"] < elapsed + 0.5, "waiting is not working"
    database_away.mend()
    assert_all_read(server, session_id)


def test_who_asks_first_while_the_database_is_away_is_answered_too(
    server: HeadraceProcess, session_id: str, database_away: Outage
) -> None:
    post(server, f"pause/{session_id}")
    server.wait_for(session_id, "no file is being read", lambda state: state["current_file"] == "")
    time.sleep(0.5)  # files that were being read at the pause are staged
    database_away.strike()
    assert asked(server, "resume", session_id) == 200
    server.wait_for(session_id, "the session waits", lambda state: state["waiting"])
    assert asked(server, "pause", session_id) == 200
    assert_paused_by_hand(database_away, server, session_id)
    database_away.mend()
    assert_stays_paused(server, session_id, staged_late=READ_ALREADY)
    post(server, f"resume/{session_id}")
    assert_all_read(server, session_id)


def test_a_session_that_was_paused_while_its_database_is_away_can_be_cancelled(
    server: HeadraceProcess, session_id: str, database_away: Outage
) -> None:
    begin(database_away, server, session_id)
    assert asked(server, "pause", session_id) == 200
    assert asked(server, "cancel", session_id) == 200
    assert asked(server, "resume", session_id) == 200, "and it has no effect"
    server.wait_for(
        session_id,
        "the cancellation is announced",
        lambda state: state["message"].startswith("Cancelling as soon as the database is reachable again"),
    )
    database_away.mend()
    document = server.wait_until_over(session_id)
    assert (document["status"], document["waiting"]) == ("cancelled", False)
    assert_ledger_adds_up(document)


def test_a_server_stops_with_a_pause_that_the_database_does_not_hold_and_has_forgotten_it(
    server: HeadraceProcess, session_id: str, database_away: Outage
) -> None:
    begin(database_away, server, session_id)
    assert asked(server, "pause", session_id) == 200
    assert server.stop() in (0, -signal.SIGTERM)
    database_away.mend()
    server.start()
    assert_all_read(server, session_id)


def slow_file(folder: Path) -> Path:
    """Write a progressive JPEG that keeps its decoder busy for seconds."""
    folder.mkdir()
    (folder / "slow.jpg").write_bytes(make_slow_jpeg(3000, 20))
    return folder


def read_metrics(server: HeadraceProcess) -> str:
    with server.client() as client:
        return client.get("/metrics").text


def test_a_pause_holds_where_only_the_last_outcome_waits_for_the_database(
    server: HeadraceProcess, root: Path, database_away: Outage
) -> None:
    session_id = server.process_folders(slow_file(root / "slow"), **QUICK)
    server.wait_for(session_id, "a file is being read", lambda state: state["current_file"])
    begin(database_away, server, session_id)
    # A pause would interrupt a file that is still being read. Workers give way to everything else, and a busy machine
    # takes minutes for this one.
    idle = 'headrace_workers_busy{pool="reading"} 0.0'
    wait_until(
        lambda: read_metrics(server), "only the outcome waits", holds=lambda metrics: idle in metrics, seconds=300
    )
    assert asked(server, "pause", session_id) == 200
    database_away.mend()
    server.wait_for(session_id, "the file is read", lambda state: state["processed_files"] == 1)
    assert_stays_paused(server, session_id)
    post(server, f"resume/{session_id}")
    document = server.wait_until_over(session_id)
    assert (document["status"], document["processed_files"]) == ("completed", 1)
