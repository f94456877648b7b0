"""Insert the rows that are not there yet, in one statement both databases know.

The unique index decides, not a query before: a plan that PostgreSQL made for an empty table and
kept would search the whole table for every batch once it is full.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, overload

from sqlalchemy import Column, Connection, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import Insert

Rows = Sequence[Mapping[str, object]]


@overload
def insert_missing(connection: Connection, table: Table, rows: Rows) -> None: ...
@overload
def insert_missing(connection: Connection, table: Table, rows: Rows, *, returning: Column[Any]) -> list[Any]: ...
def insert_missing(
    connection: Connection, table: Table, rows: Rows, *, returning: Column[Any] | None = None
) -> list[Any] | None:
    """Insert the rows whose key is not there; with `returning`, that column of those which were inserted."""
    statement = _statement(connection.dialect.name, table)
    if returning is None:
        connection.execute(statement, rows)
        return None
    return list(connection.execute(statement.returning(returning), rows).scalars())


@cache
def _statement(dialect: str, table: Table) -> Insert:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert(table).on_conflict_do_nothing()
