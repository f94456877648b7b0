"""`catalog.rollout`: the share of browsers that stream, once somebody has changed it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Column, Connection, Float, Integer, Table, insert, select, update

from app.catalog.database.database import Database, Read, Write
from app.catalog.database.schema import metadata

THE_ROW = 1


@dataclass(frozen=True, slots=True)
class RolloutChange:
    """The last change of the share."""

    percent: int
    changed_at: float
    """In Unix seconds."""


rollout = Table(
    "rollout",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("percent", Integer, nullable=False),
    Column("changed_at", Float, nullable=False),
)


class RolloutStore:
    """One row, or none until the first change. Who changed it is in the audit log."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def last_change(self) -> Read[RolloutChange | None]:
        """Return the last change; None if there was none."""
        return self._database.read(_last_change)

    def change(self, percent: int, at: float) -> Write[None]:
        """Store the new share; `at` in Unix seconds."""
        return self._database.write(lambda c: _change(c, percent, at))


def _last_change(connection: Connection) -> RolloutChange | None:
    row = connection.execute(select(rollout.c.percent, rollout.c.changed_at)).one_or_none()
    return None if row is None else RolloutChange(row.percent, row.changed_at)


def _change(connection: Connection, percent: int, at: float) -> None:
    values = {"percent": percent, "changed_at": at}
    if not connection.execute(update(rollout).values(values)).rowcount:
        connection.execute(insert(rollout).values(id=THE_ROW, **values))
