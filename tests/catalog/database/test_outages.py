"""What the database reports becomes a sentence for users: no statement, no parameter, no word of a driver."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, insert, make_url, text

from app.catalog import Catalog, CatalogError, CatalogUnavailableError, StatementRefusedError, back_up
from app.catalog.database.schema import sessions
from tests.catalog.support import PARAMETERS, discovered, start_session
from tests.support.postgres import Postgres

pytest_plugins = ["tests.catalog.fixtures"]

SECRET = "secret of the parameter"
LEAKS = ("[SQL", "INSERT", "sqlite3.", "psycopg", "parameters", "Background on this error", SECRET)


def assert_for_users(error: CatalogError) -> None:
    for said in (str(error), error.explain()):
        assert not [leak for leak in LEAKS if leak in said], said
    assert error.__cause__ is not None, "the log has the cause"


def _insert(session_id: str | None) -> Callable[[Connection], object]:
    values = {"session_id": session_id, "created_at": 1.0, "parameters": SECRET, "status": "completed"}
    return lambda connection: connection.execute(insert(sessions).values(values))


def _insert_object(connection: Connection) -> None:
    connection.execute(insert(sessions).values(session_id=SECRET, created_at=object()))


@pytest.mark.parametrize("session_id", ["s", None], ids=["the same id twice", "no id"])
def test_a_broken_constraint_is_a_defect_without_its_statement(catalog: Catalog, session_id: str | None) -> None:
    start_session(catalog, "s", discovered("a.png"))
    with pytest.raises(StatementRefusedError) as raised:
        catalog._database.write(_insert(session_id)).result()
    assert_for_users(raised.value)
    assert catalog.sessions.row("s").result() is not None


def test_a_statement_that_makes_no_sense_is_a_defect(catalog: Catalog) -> None:
    with pytest.raises(StatementRefusedError) as raised:
        catalog._database.read(
            lambda connection: connection.execute(text("SELEKT :secret"), {"secret": SECRET})
        ).result()
    assert_for_users(raised.value)
    with pytest.raises(StatementRefusedError) as raised:
        catalog._database.write(_insert_object).result()
    assert_for_users(raised.value)


def test_a_table_that_was_dropped_is_an_outage(catalog: Catalog, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE sessions RENAME TO elsewhere"))
    for attempt in (
        catalog.check,
        catalog.sessions.create("s", PARAMETERS, 1.0).result,
        catalog.sessions.row("s").result,
    ):
        with pytest.raises(CatalogUnavailableError, match="a table of the database is missing") as raised:
            attempt()
        assert_for_users(raised.value)
        assert "backup" in raised.value.cure
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE elsewhere RENAME TO sessions"))
    catalog.sessions.create("s", PARAMETERS, 1.0).result()


def test_a_pool_without_a_free_connection_is_an_outage(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    pool = catalog._database.read_engine.pool
    monkeypatch.setattr(pool, "_timeout", 0.01)
    with ExitStack() as taken:
        for _ in range(18):
            taken.enter_context(catalog._database.read_engine.connect())
        with pytest.raises(CatalogUnavailableError, match="too many requests") as raised:
            catalog.sessions.row("s").result()
    assert_for_users(raised.value)
    assert catalog.sessions.row("s").result() is None


@pytest.mark.postgresql
def test_a_database_that_was_dropped_is_an_outage(postgres: Postgres) -> None:
    url = postgres.new_database()
    name = make_url(url).database
    with closing(Catalog(url)) as catalog:
        postgres.execute(f"DROP DATABASE {name} WITH (FORCE)")
        with pytest.raises(CatalogUnavailableError) as raised:
            catalog.sessions.create("s", PARAMETERS, 1.0).result()
        assert_for_users(raised.value)
        with pytest.raises(CatalogUnavailableError, match="the database does not exist") as raised:
            catalog.check()
        assert_for_users(raised.value)


@pytest.mark.parametrize("catalog_url", ["sqlite"], indirect=True)
def test_a_backup_of_what_is_no_database_says_so(catalog_url: str, tmp_path: Path) -> None:
    Path(catalog_url.removeprefix("sqlite:///")).write_bytes(b"no database" * 500)
    with pytest.raises(CatalogUnavailableError, match="is not an SQLite database") as raised:
        back_up(catalog_url, tmp_path / "copy.db")
    assert_for_users(raised.value)
    assert not (tmp_path / "copy.db").exists()
