"""What has to hold after every round: the database is that of an undisturbed run, and nothing is left over."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import Connection, Engine, Float, MetaData, Table, inspect, select
from sqlalchemy.exc import SAWarning

Content = dict[str, Counter[str]]
"""Table → its rows without ids and times, and with what they point at in place of the pointer; each with its number."""

DATA_FILES = {"headrace.db", "headrace.db-wal", "headrace.db-shm", "headrace.lock"}
BY_CHANCE = {"id", "session_id", "elapsed", "elapsed_before", "rate", "related_to", "time_spent", "machine"}
"""Columns that say nothing: another run has others."""
WHETHER = {"library_id"}
"""Columns of which only counts whether there is anything: numbers that point without being told to."""
NOT_COMPARED = ("alembic_version", "audit_log", "search_", "sqlite_")
"""Beginnings of tables: the index follows the library by itself, and what it once knew is chance. The audit log names
sessions by ids that are new in every run."""


Columns = dict[str, set[str]]
"""Table → its columns."""


def columns_of(engine: Engine) -> Columns:
    look = inspect(engine)
    return {table: {column["name"] for column in look.get_columns(table)} for table in look.get_table_names()}


def content_of(engine: Engine, columns: Columns | None = None) -> Content:
    """All there is; with `columns`, as somebody sees it who knows only those."""
    metadata, seen = MetaData(), columns or columns_of(engine)
    with engine.connect() as connection:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SAWarning)  # of indexes, whose expressions it cannot reflect
            metadata.reflect(connection)
        known: dict[tuple[str, object], str] = {}
        return {
            table.name: _rows_of(connection, table, seen[table.name], known)
            for table in metadata.sorted_tables
            if table.name in seen and not table.name.startswith(NOT_COMPARED)
        }


def _rows_of(
    connection: Connection, table: Table, columns: set[str], known: dict[tuple[str, object], str]
) -> Counter[str]:
    rows: Counter[str] = Counter()
    for row in connection.execute(select(table)).mappings():
        said = _said(table, row, columns - BY_CHANCE, known)
        rows[said] += 1
        if "id" in row:
            known[table.name, row["id"]] = sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return rows


def _said(table: Table, row: Mapping[Any, Any], columns: set[str], known: dict[tuple[str, object], str]) -> str:
    """The row as text that is the same in every run that did the same."""
    said = []
    for column in sorted((table.columns[name] for name in columns), key=lambda column: column.name):
        value = row[column.name]
        if column.name in WHETHER or (column.name.endswith("_at") and isinstance(column.type, Float)):
            value = value is not None  # when is chance; whether is not
        for key in column.foreign_keys:
            value = known.get((key.column.table.name, value), value)
        said.append(f"{column.name}={_short(value)}")
    return " ".join(said)


def _short(value: object) -> str:
    if isinstance(value, bytes | memoryview):
        return sha256(bytes(value)).hexdigest()[:16]
    return repr(value)


def differences(expected: Content, found: Content) -> list[str]:
    """Rows that one has and the other has not, named."""
    told = []
    for table in sorted(expected.keys() | found.keys()):
        wanted, there = expected.get(table, Counter()), found.get(table, Counter())
        told += [f"{table}: missing {row[:300]}" for row in (wanted - there)]
        told += [f"{table}: too much {row[:300]}" for row in (there - wanted)]
    return told


def left_over(data: Path, temporary: Path) -> list[str]:
    """Files that no undisturbed server leaves."""
    return [
        *(f"left in the data folder: {path.name}" for path in data.iterdir() if path.name not in DATA_FILES),
        *(f"left in the temporary folder: {path.relative_to(temporary)}" for path in temporary.rglob("*")),
    ]


def processes_of(mark: str) -> list[psutil.Process]:
    """Every process that was started, by whomever, with the environment variable TMPDIR=`mark`."""
    return [process for process in psutil.process_iter() if _carries(process, mark)]


def _carries(process: psutil.Process, mark: str) -> bool:
    try:
        return process.environ().get("TMPDIR") == mark and process.status() != psutil.STATUS_ZOMBIE
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return False
