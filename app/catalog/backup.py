"""A copy of the whole catalog, taken while it works."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine

from app.catalog.errors import CatalogError


def back_up(engine: Engine, target: Path) -> None:
    """Write the database as it stands at this moment to `target`, which appears only when it is complete.

    SQLite's own backup reads one state of the database; writing goes on meanwhile. Raises
    CatalogError for another database, and FileExistsError when `target` is there already.
    """
    if engine.dialect.name != "sqlite":
        raise CatalogError("this catalog lives in PostgreSQL; back it up with pg_dump, which is safe while it works")
    if target.exists():
        raise FileExistsError(f"{target} is there already; a backup never replaces one")
    unfinished = target.with_name(f"{target.name}.part")
    try:
        _copy(engine, unfinished)
        unfinished.rename(target)
    finally:
        unfinished.unlink(missing_ok=True)


def _copy(engine: Engine, target: Path) -> None:
    target.unlink(missing_ok=True)
    with engine.connect() as connection, closing(sqlite3.connect(target)) as copy:
        source = connection.connection.driver_connection
        assert isinstance(source, sqlite3.Connection)
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, with no log beside it that could be forgotten
    with target.open("rb+") as written:
        os.fsync(written.fileno())
