"""What the database says is for the log: no answer, no status, no event and no command shows a statement to users."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, text

from tests.support.control import sound_files
from tests.support.processes import run_headrace
from tests.support.server import HeadraceProcess, NewDatabase, NewServer, on_both_databases

pytestmark = pytest.mark.slow
pytest_generate_tests = on_both_databases

QUICK: dict[str, Any] = {"enable_nsfw_detection": False}
SECRET = "what a rule of the database says"
LEAKS = ("[SQL", "INSERT", "SELECT", "sqlite3.", "psycopg", "parameters:", "Background on this error", SECRET)

SQLITE_RULE = "CREATE TRIGGER refuse BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, '{secret}'); END"
POSTGRESQL_RULE = (
    "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{secret}'; END $$;"
    "CREATE TRIGGER refuse BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION refuse()"
)

ROUTES = (
    "/readyz",
    "/api/ingest/sessions",
    "/api/ingest/directories",
    "/api/ingest/status/{session_id}",
    "/api/ingest/commit-status/{session_id}",
    "/api/ingest/session/{session_id}",
    "/api/ingest/session/{session_id}/files",
    "/api/library/files",
    "/api/library/facets",
)


@pytest.fixture
def server(tmp_path: Path, new_server: NewServer, database: NewDatabase) -> Iterator[HeadraceProcess]:
    with new_server(tmp_path, environ={"HEADRACE_WORKERS": "2", **database()}) as process:
        yield process


@pytest.fixture
def engine(server: HeadraceProcess) -> Iterator[Engine]:
    """For what another program does to the database of the server."""
    default = f"sqlite:///{server.data}/headrace.db"
    outside = create_engine(server.environ.get("HEADRACE_DATABASE_URL", default), isolation_level="AUTOCOMMIT")
    yield outside
    outside.dispose()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return sound_files(tmp_path / "media", 5)


def execute(engine: Engine, sql: str) -> None:
    with engine.connect() as connection:
        connection.execute(text(sql))


def refuse_rows(engine: Engine, table: str) -> None:
    """Let a rule of the database refuse each new row of a table: an error that no repetition changes."""
    rule = SQLITE_RULE if engine.dialect.name == "sqlite" else POSTGRESQL_RULE
    execute(engine, rule.format(table=table, secret=SECRET))


def assert_for_users(said: str) -> None:
    assert not [leak for leak in LEAKS if leak in said], said


def read(server: HeadraceProcess, folder: Path) -> str:
    session_id = server.process_folders(folder, **QUICK)
    server.wait_until_over(session_id)
    return session_id


def streamed(server: HeadraceProcess, session_id: str) -> str:
    """Return the whole stream of a session that is over."""
    with server.client() as client:
        return client.get(f"/api/ingest/stream/{session_id}").text


def test_a_session_that_the_database_refused_says_so_in_words(
    server: HeadraceProcess, engine: Engine, folder: Path
) -> None:
    refuse_rows(engine, "findings")
    session_id = read(server, folder)
    document = server.status(session_id)
    assert (document["status"], "the database refused a statement" in document["message"]) == ("error", True), document
    assert_for_users(str(document))
    assert_for_users(streamed(server, session_id))
    assert SECRET in server.log.read_text(), "the log has the cause"


def test_a_commit_that_the_database_refused_says_so_in_words(
    server: HeadraceProcess, engine: Engine, folder: Path
) -> None:
    session_id = read(server, folder)
    refuse_rows(engine, "library_files")
    document = server.commit(session_id)
    assert (document["status"], "Nothing was committed: " in document["message"]) == ("commit_error", True), document
    assert_for_users(str(document))
    assert_for_users(streamed(server, session_id))


@pytest.mark.parametrize("table", ["sessions", "staged_files", "library_files", "search_queue", "commits"])
def test_no_answer_shows_a_statement_when_a_table_is_missing(
    server: HeadraceProcess, engine: Engine, folder: Path, table: str
) -> None:
    session_id = read(server, folder)
    execute(engine, f"ALTER TABLE {table} RENAME TO elsewhere")
    requests: list[tuple[str, str, object]] = [("GET", route, None) for route in ROUTES]
    requests += [
        ("POST", "/api/ingest/process", {"parameters": {"directories": [str(folder)], **QUICK}}),
        ("POST", f"/api/ingest/retry/{session_id}", {}),
        ("POST", f"/api/ingest/undo/{session_id}", {}),
        ("POST", "/api/ingest/commit", {"session_id": session_id}),
    ]
    statuses = []
    with server.client() as client:
        for method, route, body in requests:
            answer = client.request(method, route.format(session_id=session_id), json=body)
            assert_for_users(answer.text)
            statuses.append(answer.status_code)
    assert 503 in statuses
    assert 500 not in statuses


def test_after_an_unexpected_error_the_next_request_of_the_same_client_is_answered(
    server: HeadraceProcess, engine: Engine, folder: Path
) -> None:
    refuse_rows(engine, "presets")
    with server.client() as client:
        for _ in range(3):
            refused = client.post("/api/ingest/process", json={"parameters": {"directories": [str(folder)], **QUICK}})
            assert (refused.status_code, refused.headers["connection"]) == (500, "close")
            assert refused.json()["error"]["code"] == "server_error"
            assert client.get("/healthz").status_code == 200


def test_no_command_shows_a_statement(server: HeadraceProcess, engine: Engine, folder: Path) -> None:
    server.stop()
    refuse_rows(engine, "sessions")
    data = ("--data", server.data)
    run = run_headrace("ingest", folder, *data, **server.environ)
    assert run.returncode == 2, run.stderr
    assert "the database refused a statement" in run.stderr
    assert_for_users(run.stdout)
    for table, command in (("search_queue", ("search", "cat")), ("findings", ("reparse",))):
        execute(engine, f"ALTER TABLE {table} RENAME TO no_{table}")
        run = run_headrace(*command, *data, **server.environ)
        assert run.returncode == 2, run.stderr
        assert_for_users(run.stdout + run.stderr)
        assert "a table of the database is missing" in run.stderr
