"""Insert only the rows that do not exist yet, with one statement that both databases support.

The unique index decides which rows exist, not a query beforehand. PostgreSQL may keep a plan that it made for such a
query while the table was empty, and would then scan the whole table for every batch once it is full.
"""

from __future__ import annotations

from functools import cache

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import Insert

from app.catalog.database.sql.bulk import Rows, execute_many


def insert_ignore(connection: Connection, table: Table, rows: Rows) -> int:
    """Insert the rows whose key does not exist yet. Return how many these were."""
    return execute_many(connection, _statement(connection.dialect.name, table), rows)


@cache
def _statement(dialect: str, table: Table) -> Insert:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert(table).on_conflict_do_nothing()
