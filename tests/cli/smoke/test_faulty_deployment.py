"""`headrace smoke` against a server, in a process of its own, whose counters or log contradict what was sent to it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.cli.smoke import run
from tests.cli.smoke.support import smoke
from tests.support.server import HeadraceProcess

pytestmark = pytest.mark.slow

PRESET = {"name": "n", "options": {}}
NO_ERRORS = "ok      the server's log has no new errors"


@contextmanager
def refused_writes(server: HeadraceProcess, to: str) -> Iterator[None]:
    """The database refuses what the server wants to write, which no program expects."""
    with closing(sqlite3.connect(server.data / "headrace.db", timeout=60, isolation_level=None)) as database:
        database.execute(f"CREATE TRIGGER fault BEFORE {to} BEGIN SELECT RAISE(ABORT, 'a fault'); END")
        try:
            yield
        finally:
            database.execute("DROP TRIGGER fault")


def call_before(monkeypatch: pytest.MonkeyPatch, method: str, path: str, call: Callable[[], None]) -> None:
    """Call `call` before each request of the test that begins so."""
    ask = vars(run)["ask"]  # with what an earlier call of this function put before it

    def call_and_ask(client: httpx.Client, its_method: str, its_path: str, **options: Any) -> Any:
        if its_method == method and its_path.startswith(path):
            call()
        return ask(client, its_method, its_path, **options)

    monkeypatch.setattr(run, "ask", call_and_ask)


def failures(output: str) -> list[str]:
    """Return the checks that failed, without those that a busy machine may fail."""
    lines = [line for line in output.splitlines() if line.startswith("FAILED") and "within" not in line]
    return [line.removeprefix("FAILED  ") for line in lines]


def test_a_file_that_is_damaged_before_it_is_read_contradicts_the_counters(
    server: HeadraceProcess, uploads: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damage_a_sound_file() -> None:
        (folder,) = (path for path in uploads.iterdir() if path.is_dir())
        sound = next(path for path in sorted(folder.rglob("*.png")) if path.stat().st_size > 10_000)
        sound.write_bytes(bytes(sound.stat().st_size))

    call_before(monkeypatch, "POST", "/api/ingest/process", damage_a_sound_file)
    status, output = smoke(server.url)
    assert status == 1, output
    assert {"counter ok", "counter failed", "counter errors"} <= {line.partition(":")[0] for line in failures(output)}
    assert NO_ERRORS in output, "a damaged file is no error of the server"
    assert f"{output.count('FAILED')} checks failed" in output
    assert list(uploads.iterdir()) == []


def test_errors_in_the_log_fail_the_test_although_every_counter_is_right(
    server: HeadraceProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are counted from the first request of the test to its last, whoever caused them: here by two requests, each
    with an entry of the server's own and one of Uvicorn."""

    def ask_as_somebody_else() -> None:
        with server.client() as client:
            assert client.post("/api/ingest/presets", json=PRESET).status_code == 500

    call_before(monkeypatch, "GET", "/readyz", ask_as_somebody_else)
    call_before(monkeypatch, "DELETE", "/api/ingest/session/", ask_as_somebody_else)
    written = server.log.read_text().count("request failed")
    with refused_writes(server, to=f"INSERT ON presets WHEN NEW.name = '{PRESET['name']}'"):
        status, output = smoke(server.url)
    assert (status, failures(output)) == (
        1,
        ["the server's log has no new errors: it has 4; read it from the time of this test on"],
    ), output
    assert server.log.read_text().count("request failed") == written + 2
    monkeypatch.undo()
    assert smoke(server.url)[1].count(NO_ERRORS) == 1, "earlier errors are not those of this test"


def test_a_session_that_the_server_ends_with_an_error_is_named_and_is_in_the_log(server: HeadraceProcess) -> None:
    written = server.log.read_text().count("session failed")
    with refused_writes(server, to="UPDATE ON staged_files"):
        status, output = smoke(server.url)
    assert status == 1, output
    assert any(line.startswith("the session completes at 100 %: it is error at") for line in failures(output)), output
    assert any(line.startswith("the server's log has no new errors: it has") for line in failures(output)), output
    assert server.log.read_text().count("session failed") == written + 1


def test_a_server_that_started_again_meanwhile_is_named(
    fresh_server: HeadraceProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its log counts from zero again, so that what the earlier process logged would be missed."""

    def start_again() -> None:
        fresh_server.kill()
        fresh_server.start()

    call_before(monkeypatch, "POST", "/api/ingest/process", start_again)
    status, output = smoke(fresh_server.url)
    assert status == 1, output
    assert any("the server was started again during the test" in line for line in failures(output)), output
