"""Distinguish a temporary outage of the database from a permanent error."""

from __future__ import annotations

import sqlite3

import psycopg
from sqlalchemy.exc import DBAPIError

from app.catalog.errors import CatalogUnavailableError

_SQLITE_OUTAGES = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
    }
)
_READ_ONLY_TRANSACTION = "25006"


def detect_outage(error: Exception) -> CatalogUnavailableError | None:
    """Return `error` as CatalogUnavailableError if the same work may succeed later; otherwise None."""
    if isinstance(error, CatalogUnavailableError):
        return error
    if not isinstance(error, DBAPIError) or error.orig is None or not _is_temporary(error):
        return None
    outage = CatalogUnavailableError(f"the database is unavailable right now: {error.orig}".strip())
    outage.__cause__ = error
    return outage


def _is_temporary(error: DBAPIError) -> bool:
    if error.connection_invalidated:
        return True
    if isinstance(error.orig, sqlite3.Error):
        # The low byte is the primary result code; the rest extends it.
        return getattr(error.orig, "sqlite_errorcode", 0) & 0xFF in _SQLITE_OUTAGES
    # psycopg raises OperationalError for lost connections, deadlocks, full disks and shutdowns alike.
    return isinstance(error.orig, psycopg.OperationalError) or (
        isinstance(error.orig, psycopg.Error) and error.orig.sqlstate == _READ_ONLY_TRANSACTION
    )
