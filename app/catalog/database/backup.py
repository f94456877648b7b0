"""A copy of the whole catalog, taken while it works."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine

from app.catalog.database.engines import parse_url, read_engine
from app.catalog.errors import CatalogError


def back_up(url: str, target: Path) -> None:
    """Write the database as it stands at this moment to `target`, which appears only when it is complete.

    Nothing is written to the database itself: it stays at the revision it has, whichever program it belongs to.
    SQLite's own backup reads one state of it; writing goes on meanwhile. Raises CatalogError for another database,
    CatalogUnavailableError, and FileExistsError when `target` is there already.
    """
    parsed = parse_url(url)
    if parsed.get_backend_name() != "sqlite":
        raise CatalogError("this catalog lives in PostgreSQL; back it up with pg_dump, which is safe while it works")
    if target.exists():
        raise FileExistsError(f"{target} is there already; a backup never replaces one")
    unfinished = target.with_name(f"{target.name}.part")
    engine = read_engine(parsed)
    try:
        _copy(engine, unfinished)
        unfinished.rename(target)
    finally:
        engine.dispose()
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
