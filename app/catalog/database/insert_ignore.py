"""Insert only the rows that do not exist yet, with one statement that both databases support.

The unique index decides which rows exist, not a query beforehand. PostgreSQL may keep a plan that it made for such a
query while the table was empty, and would then scan the whole table for every batch once it is full.
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
def insert_ignore(connection: Connection, table: Table, rows: Rows) -> None: ...
@overload
def insert_ignore(connection: Connection, table: Table, rows: Rows, *, returning: Column[Any]) -> list[Any]: ...
def insert_ignore(
    connection: Connection, table: Table, rows: Rows, *, returning: Column[Any] | None = None
) -> list[Any] | None:
    """Insert the rows whose key does not exist yet. Return the column `returning` of the inserted rows, if given."""
    statement = _statement(connection.dialect.name, table)
    if returning is None:
        connection.execute(statement, rows)
        return None
    return list(connection.execute(statement.returning(returning), rows).scalars())


@cache
def _statement(dialect: str, table: Table) -> Insert:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert(table).on_conflict_do_nothing()
