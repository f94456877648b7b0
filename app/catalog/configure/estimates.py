"""`catalog.estimates`: what earlier sessions measured, for saying beforehand how long one takes and what it stores."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, select, text

from app.catalog.database.database import Database, Read
from app.catalog.database.schema import findings, runs, sessions

RUNS_MEASURED = 50
"""The newest runs are looked at, because a disk or a computer may have become faster."""
FILES_NEEDED = 20
"""Runs that read fewer files together say little about the next ones."""
FINDINGS_NEEDED = 100
"""With fewer, the empty database is a large part of the size."""


class EstimateStore:
    """Reads of what was measured."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def seconds_a_file(self, *, nsfw: bool, pixels: bool = True) -> Read[float | None]:
        """Return how many seconds of work the newest runs took for a file; None while too little was read.

        `nsfw`: runs that scored files, or those that did not; where there are too few of these, all that read pixels
        count. Without `pixels`, only runs that read none count.
        """
        return self._database.read(lambda c: _load_seconds_a_file(c, nsfw, pixels))

    def bytes_a_file(self) -> Read[float | None]:
        """Return the size of the database divided by the findings in it; None while there are few."""
        return self._database.read(_load_bytes_a_file)


def _load_seconds_a_file(connection: Connection, nsfw: bool, pixels: bool) -> float | None:
    query = (
        select(runs.c.elapsed, (runs.c.ok + runs.c.failed).label("files"), sessions.c.parameters)
        .join(sessions, sessions.c.id == runs.c.session)
        .where(runs.c.ended_at.is_not(None), runs.c.ok + runs.c.failed > 0)
        .order_by(runs.c.started_at.desc())
        .limit(RUNS_MEASURED)
    )
    measured = [(row, json.loads(row.parameters)) for row in connection.execute(query)]
    rows = [(row, parameters) for row, parameters in measured if parameters.get("read_pixels", True) is pixels]
    alike = [row for row, parameters in rows if parameters["enable_nsfw_detection"] is nsfw]
    return (_divide(alike) if pixels else None) or _divide([row for row, _ in rows])


def _divide(rows: Sequence[Row[Any, Any, Any]]) -> float | None:
    files = sum(row.files for row in rows)
    return None if files < FILES_NEEDED else float(sum(row.elapsed for row in rows) / files)


def _load_bytes_a_file(connection: Connection) -> float | None:
    stored = connection.execute(select(func.count()).select_from(findings)).scalar_one()
    return None if stored < FINDINGS_NEEDED else float(_size_of_database(connection) / stored)


def _size_of_database(connection: Connection) -> int:
    if connection.dialect.name == "postgresql":
        return int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one())
    names = ("page_count", "freelist_count", "page_size")
    pages, free, page_size = (connection.execute(text(f"PRAGMA {name}")).scalar_one() for name in names)
    return int((pages - free) * page_size)
