"""The planner's statistics of tables that have just grown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, Connection, Table


def refresh_statistics(connection: Connection, table: Table, columns: Sequence[Column[Any]]) -> None:
    """Let PostgreSQL count how often the values of `columns` occur, also in rows of this transaction.

    Its own service does that from time to time. Until then it expects one row of a session or a commit that is new,
    and may compare each row of a join with each. SQLite needs no statistics for its choice.
    """
    if connection.dialect.name != "postgresql":
        return
    names = ", ".join(column.name for column in columns)
    connection.exec_driver_sql(f"ANALYZE {table.name} ({names})")
