"""A damaged SQLite database is left as it was found, with its log, from the moment when the damage is noticed."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from app.catalog import Catalog, DatabaseDamagedError, require_undamaged
from tests.catalog.support import PARAMETERS, discovered, start_session

PAGE = 4096
TABLE = "staged_files"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database with one staged file that was closed."""
    path = tmp_path / "data" / "catalog.db"
    with closing(Catalog(f"sqlite:///{path}")) as catalog:
        start_session(catalog, "first", discovered("a.png"))
    return path


def content(path: Path) -> dict[str, bytes]:
    """Return the database and its log, whole. The index of the log is only how processes agree on it."""
    return {name: Path(name).read_bytes() for name in (str(path), f"{path}-wal") if Path(name).exists()}


def first_page_of(path: Path, table: str) -> int:
    with closing(sqlite3.connect(path)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", [table]).fetchone()
    return int(page)


def overwrite(path: Path, page: int) -> None:
    with path.open("rb+") as file:
        file.seek((page - 1) * PAGE)
        file.write(b"\xff" * PAGE)


@pytest.mark.parametrize("is_header", [True, False], ids=["header", "table"])
def test_a_damaged_database_is_not_changed_when_it_is_closed(path: Path, *, is_header: bool) -> None:
    page = 1 if is_header else first_page_of(path, TABLE)
    catalog = Catalog(f"sqlite:///{path}")
    with closing(catalog):
        catalog.sessions.create("s", PARAMETERS, 1.0).result()
        overwrite(path, page)
        with pytest.raises(DatabaseDamagedError):
            catalog.check() if is_header else catalog.staging.pending("first", limit=10).result()
        before = content(path)
        assert before[f"{path}-wal"], "what was written last is in the log"
    assert content(path) == before


def test_an_overwritten_database_is_not_changed_even_if_nobody_looked_before_it_is_closed(path: Path) -> None:
    with closing(Catalog(f"sqlite:///{path}")) as catalog:
        catalog.sessions.create("s", PARAMETERS, 1.0).result()
        overwrite(path, 1)
        before = content(path)
    assert content(path) == before


def test_a_sound_database_has_everything_when_it_is_closed_and_no_log(path: Path) -> None:
    with closing(Catalog(f"sqlite:///{path}")) as catalog:
        catalog.sessions.create("s", PARAMETERS, 1.0).result()
    assert list(content(path)) == [str(path)]
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT session_id FROM sessions").fetchall() == [("first",), ("s",)]


def test_a_start_that_is_refused_changes_neither_the_database_nor_the_log_of_a_killed_server(path: Path) -> None:
    page = first_page_of(path, TABLE)
    script = f"""
import os
from app.catalog import Catalog
from tests.catalog.support import PARAMETERS
Catalog("sqlite:///{path}").sessions.create("killed", PARAMETERS, 1.0).result()
os.kill(os.getpid(), 9)
"""
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == -9
    overwrite(path, page)
    before = content(path)
    assert before[f"{path}-wal"]
    with pytest.raises(DatabaseDamagedError):
        require_undamaged(f"sqlite:///{path}", 10)
    assert content(path) == before
