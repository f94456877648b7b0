"""Copy the whole catalog while it is in use."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine

from app.catalog.database.engines import create_read_engine, parse_url
from app.catalog.database.outages import explain_error
from app.catalog.errors import CatalogError


def back_up(url: str, target: Path) -> None:
    """Write a consistent copy of the SQLite database to `target`, which appears only when it is complete.

    The database itself is not changed or migrated, and other programs may keep writing to it meanwhile.
    Raises CatalogError for a database other than SQLite, CatalogUnavailableError, FileExistsError when `target` exists,
    and OSError when it cannot be written.
    """
    parsed = parse_url(url)
    if parsed.get_backend_name() != "sqlite":
        raise CatalogError(
            "this command cannot back up a catalog in PostgreSQL; use pg_dump, which works even while the server runs"
        )
    if target.exists():
        raise FileExistsError(f"{target} already exists, and a backup never overwrites a file; choose another name")
    unfinished = target.with_name(f"{target.name}.part")
    engine = create_read_engine(parsed)
    try:
        _copy(engine, unfinished)
        unfinished.rename(target)
    except sqlite3.Error as error:
        raise explain_error(error) from error
    finally:
        engine.dispose()
        unfinished.unlink(missing_ok=True)


def _copy(engine: Engine, target: Path) -> None:
    target.unlink(missing_ok=True)
    target.touch()  # a folder that is missing or full is told by the system, with the name
    with engine.connect() as connection, closing(sqlite3.connect(target)) as copy:
        source = connection.connection.driver_connection
        assert isinstance(source, sqlite3.Connection)
        source.backup(copy)
        copy.execute("PRAGMA user_version = 0")  # its lineage: a restored copy is another database
        copy.execute("PRAGMA journal_mode = DELETE")  # a single file, without a write-ahead log beside it
    with target.open("rb+") as written:
        os.fsync(written.fileno())
