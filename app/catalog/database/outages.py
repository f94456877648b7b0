"""Explain the errors of a database: which are outages that may pass, which are damage, and in words for users.

The drivers' own messages are not for users: they name statements and parameters. They stay in the log, as the
cause of the error that is raised instead.

Sources: https://sqlite.org/rescode.html and https://www.postgresql.org/docs/current/errcodes-appendix.html.
"""

from __future__ import annotations

import sqlite3

import psycopg
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from app.catalog.errors import CatalogError, CatalogUnavailableError, DatabaseDamagedError, StatementRefusedError

RESTORE = (
    "With the server stopped, restore the database from a backup that `headrace backup` made, or save what"
    " `sqlite3 FILE .recover` still finds; then start again."
)
"""The way back from a damaged SQLite database."""
DAMAGED = "the database is damaged"
NO_DATABASE = "the file is not an SQLite database"
NO_TABLE = "a table of the database is missing"
NO_TABLE_CURE = "Nothing is saved meanwhile. Restore the database from a backup."
_LOCKED = "another program keeps the database locked"
_READ_ONLY = "the database is read-only"
_NO_ANSWER = "the database server does not answer"

_SQLITE_OUTAGES = {
    sqlite3.SQLITE_PERM: "the server's user may not use the database file",
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_PROTOCOL: _LOCKED,
    sqlite3.SQLITE_NOMEM: "the server has too little memory for the database",
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_IOERR: "the disk refused to read or write the database",
    sqlite3.SQLITE_FULL: "the disk of the database is full",
    sqlite3.SQLITE_CANTOPEN: "the database file cannot be opened",
}
_SQLITE_DAMAGE = {
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_FORMAT: DAMAGED,
    sqlite3.SQLITE_NOTADB: NO_DATABASE,
}
_MISSING_IN_SQLITE = ("no such table", "no such column")

_POSTGRESQL_STATES = {
    "25006": _READ_ONLY,
    "40001": _LOCKED,
    "40P01": _LOCKED,
    "42501": "the user of the database may not use its tables",
    "42703": NO_TABLE,
    "42P01": NO_TABLE,
    "3D000": "the database does not exist on its server",
    "3F000": NO_TABLE,
    "53100": "the disk of the database is full",
    "53200": "the database server has too little memory",
    "53300": "the database server has too many connections",
    "55P03": _LOCKED,
    "58030": "the database server's disk refused to read or write",
}
"""SQLSTATE of an outage → its reason."""
_POSTGRESQL_CLASSES = {
    "08": _NO_ANSWER,
    "28": "the database server refuses the user or the password",
    "53": "the database server lacks resources",
    "57": "the database server is shutting down or starting",
    "58": "the database server reports a system error",
    "XX": "the database server reports damage or an internal error",
}
"""The first two characters of a SQLSTATE → a reason for those that are not listed one by one."""

_REFUSED_CONNECTIONS = (
    ('database "', "does not exist", _POSTGRESQL_STATES["3D000"]),
    ("authentication failed", "", _POSTGRESQL_CLASSES["28"]),
    ("no password supplied", "", _POSTGRESQL_CLASSES["28"]),
    ('role "', "does not exist", _POSTGRESQL_CLASSES["28"]),
    ("pg_hba.conf", "", _POSTGRESQL_CLASSES["28"]),
)
"""Two parts of a message → the reason: libpq gives no SQLSTATE for a connection that could not be made."""


def explain_error(error: Exception) -> Exception:
    """Return the catalog's error for an error of the database, with a message for users; other errors as they are.

    A CatalogUnavailableError may pass; a StatementRefusedError will not.
    """
    driver_error = _find_driver_error(error)
    if isinstance(error, CatalogError) or (driver_error is None and not isinstance(error, SQLAlchemyError)):
        return error
    explained = _explain_driver_error(error, driver_error)
    explained.__cause__ = error
    return explained


def _find_driver_error(error: Exception) -> sqlite3.Error | psycopg.Error | None:
    found = error.orig if isinstance(error, DBAPIError) else error
    return found if isinstance(found, sqlite3.Error | psycopg.Error) else None


def _explain_driver_error(error: Exception, driver_error: sqlite3.Error | psycopg.Error | None) -> CatalogError:
    outage = None
    if isinstance(error, PoolTimeoutError):
        outage = CatalogUnavailableError("too many requests use the database at once")
    elif isinstance(driver_error, sqlite3.Error):
        outage = _explain_sqlite(driver_error)
    elif isinstance(driver_error, psycopg.Error):
        outage = _explain_postgresql(driver_error)
    if outage is None and isinstance(error, DBAPIError) and error.connection_invalidated:
        outage = CatalogUnavailableError(_NO_ANSWER)
    return outage or StatementRefusedError(
        "the database refused a statement, because of a bug in the server; the server's log has the cause"
    )


def _explain_sqlite(error: sqlite3.Error) -> CatalogUnavailableError | None:
    # The low byte is the primary result code; the rest extends it.
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in _SQLITE_DAMAGE:
        return DatabaseDamagedError(_SQLITE_DAMAGE[code], RESTORE)
    if code in _SQLITE_OUTAGES:
        return CatalogUnavailableError(_SQLITE_OUTAGES[code])
    if code == sqlite3.SQLITE_ERROR and str(error).startswith(_MISSING_IN_SQLITE):
        return CatalogUnavailableError(NO_TABLE, NO_TABLE_CURE)
    return None


def _explain_postgresql(error: psycopg.Error) -> CatalogUnavailableError | None:
    state = error.sqlstate or ""
    reason = _POSTGRESQL_STATES.get(state) or _POSTGRESQL_CLASSES.get(state[:2])
    if reason is None and isinstance(error, psycopg.OperationalError):  # e.g. a connection that was lost
        reason = _explain_refused_connection(str(error))
    if reason is None:
        return None
    return CatalogUnavailableError(reason, NO_TABLE_CURE if reason == NO_TABLE else "")


def _explain_refused_connection(message: str) -> str:
    matching = (reason for first, second, reason in _REFUSED_CONNECTIONS if first in message and second in message)
    return next(matching, _NO_ANSWER)
