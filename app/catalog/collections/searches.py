"""Saved searches: a name and a query of the library, which is asked anew each time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from app.catalog.access.accounts import name_key
from app.catalog.collections.schema import saved_searches
from app.catalog.errors import SearchNameTakenError, TooManySearchesError

MAX_SEARCHES = 100

_own = saved_searches.c
_rows = select(_own.id, _own.name, _own.search)


@dataclass(frozen=True, slots=True)
class SavedSearch:
    search_id: int
    name: str
    search: str
    """A query string of `GET /api/library/files`: filters and order."""


def list_searches(connection: Connection) -> list[SavedSearch]:
    """Return all saved searches, in order of name."""
    return [SavedSearch(*row) for row in connection.execute(_rows.order_by(_own.name_key))]


def add_search(connection: Connection, name: str, search: str, at: float) -> SavedSearch:
    """Save a search; `at` in Unix seconds. Raises SearchNameTakenError and TooManySearchesError."""
    if connection.execute(select(func.count()).select_from(saved_searches)).scalar_one() >= MAX_SEARCHES:
        raise TooManySearchesError(MAX_SEARCHES)
    _require_free(connection, name)
    values = {"name": name, "name_key": name_key(name), "search": search, "created_at": at}
    row = insert(saved_searches).values(values).returning(_own.id)
    return SavedSearch(connection.execute(row).scalar_one(), name, search)


def change_search(connection: Connection, search_id: int, name: str | None, search: str | None) -> SavedSearch | None:
    """Rename a search, or replace what it asks; None leaves a value as it is. Raises SearchNameTakenError.

    Returns None if there is no such search.
    """
    values: dict[str, Any] = {} if search is None else {"search": search}
    if name is not None:
        _require_free(connection, name, but=search_id)
        values |= {"name": name, "name_key": name_key(name)}
    if values:
        connection.execute(update(saved_searches).where(_own.id == search_id).values(values))
    row = connection.execute(_rows.where(_own.id == search_id)).one_or_none()
    return None if row is None else SavedSearch(*row)


def delete_search(connection: Connection, search_id: int) -> bool:
    """Delete a search; False if there is no such search."""
    return connection.execute(delete(saved_searches).where(_own.id == search_id)).rowcount > 0


def _require_free(connection: Connection, name: str, but: int = 0) -> None:
    same = select(_own.id).where(_own.name_key == name_key(name), _own.id != but)
    if connection.execute(same).first() is not None:
        raise SearchNameTakenError(name)
