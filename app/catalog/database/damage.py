"""Look for damage in an SQLite database before it is used."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

from app.catalog.database.engines import parse_url
from app.catalog.database.outages import DAMAGED, RESTORE, explain_error
from app.catalog.database.sqlite_files import connect_without_writing, require_database_file
from app.catalog.errors import DatabaseDamagedError


def require_undamaged(url: str, seconds: float) -> None:
    """Check the structure of the database for at most `seconds`, which is enough for some hundred megabytes.

    Raises DatabaseDamagedError for damage that was found, DatabaseFileError for a file that is not a database, and
    CatalogUnavailableError when it cannot be read. Does nothing when there is no SQLite database yet.
    """
    parsed = parse_url(url)
    path = Path(str(parsed.database))
    if parsed.get_backend_name() != "sqlite" or not path.exists():
        return
    require_database_file(path)
    try:
        problem = _find_problem(str(path), seconds)
    except sqlite3.Error as error:
        raise explain_error(error) from error
    if problem is not None:
        raise DatabaseDamagedError(f"{DAMAGED} ({problem})", RESTORE)


def _find_problem(path: str, seconds: float) -> str | None:
    """Return the first problem that was found in time."""
    connection = connect_without_writing(path, check_same_thread=False)
    timer = threading.Timer(seconds, connection.interrupt)
    timer.start()
    try:
        (answer,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
            raise
        return None
    finally:
        timer.cancel()
        timer.join()  # it must not use a closed connection
        connection.close()
    return None if answer == "ok" else " ".join(str(answer).replace("*", "").split())
