"""Stages what discovery found, a batch at a time, and tells the files that the library has unchanged.

A batch goes into a temporary table; one statement compares it with the library and stages it. So a file costs two rows
that the driver binds, and no row that Python looks at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    and_,
    bindparam,
    case,
    delete,
    false,
    func,
    insert,
    literal,
    select,
    true,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateTable
from sqlalchemy.sql.dml import ReturningInsert

from app.catalog.database.column_types import UntrustedText
from app.catalog.database.schema import library_files, staged_files
from app.catalog.database.sql.bulk import execute_many
from app.catalog.records import DiscoveredFile, StagedBatch
from app.catalog.sessions.sessions import find_session_number
from app.domain.preview import Relation
from app.domain.progress import Outcome
from app.domain.text.stored_text import text_hash

_discovered = Table(
    "discovered_files",
    MetaData(),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("path", UntrustedText, nullable=False),
    Column("path_hash", LargeBinary(16), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("mtime_ns", BigInteger, nullable=False),
    Column("search_text", UntrustedText, nullable=False),
    prefixes=["TEMPORARY"],
    postgresql_on_commit="DELETE ROWS",
)


def stage_discovered(
    connection: Connection, session_id: str, files: Sequence[DiscoveredFile], *, skip_existing: bool, read_pixels: bool
) -> StagedBatch:
    """Insert the files that the session does not have yet. Raises UnknownSessionError.

    With `skip_existing`, files that are unchanged in the library get the outcome `skipped`, all others `pending`; but
    those of which the library lacks the pixels are pending where the session reads these. Without `read_pixels`,
    unchanged files whose pixels were read are always skipped: reading them would take these from the library.
    """
    number = find_session_number(connection, session_id)
    connection.execute(CreateTable(_discovered, if_not_exists=True))
    connection.execute(delete(_discovered))
    execute_many(connection, insert(_discovered), [_row(position, file) for position, file in enumerate(files)])
    statement = _stage(connection.dialect.name, skip_existing=skip_existing, read_pixels=read_pixels)
    outcomes: Counter[str] = Counter(connection.execute(statement, {"number": number}).scalars())
    return StagedBatch(found=outcomes.total(), skipped=outcomes[Outcome.SKIPPED])


def _row(position: int, file: DiscoveredFile) -> dict[str, object]:
    return {
        "position": position,
        "path": file.path,
        "path_hash": text_hash(file.path),
        "size": file.size,
        "mtime_ns": file.mtime_ns,
        "search_text": file.path.casefold(),
    }


@cache
def _stage(dialect: str, *, skip_existing: bool, read_pixels: bool) -> ReturningInsert[str]:
    """Return the statement that stages the batch. A skipped file points to the library's finding, for the preview."""
    found, known = _discovered.c, library_files.c
    is_known = known.id.is_not(None)
    values: dict[str, ColumnElement[object]] = {
        "session": bindparam("number", type_=BigInteger),
        "path": found.path,
        "path_hash": found.path_hash,
        "size": found.size,
        "mtime_ns": found.mtime_ns,
        "outcome": case((is_known, literal(Outcome.SKIPPED.value)), else_=literal(Outcome.PENDING.value)),
        "finding_id": known.finding_id,
        "kind": known.kind,
        "captured_at": known.captured_at,
        "score": known.score,
        "is_nsfw": func.coalesce(known.is_nsfw, false()),
        "pixels_read": func.coalesce(known.pixels_read, true()),
        "relation": case((is_known, literal(Relation.SAME.value))),
        "library_id": known.id,
        "search_text": found.search_text,
    }
    is_unchanged = and_(
        known.path_hash == found.path_hash,
        known.size == found.size,
        known.mtime_ns == found.mtime_ns,
        _counts_as_known(skip_existing=skip_existing, read_pixels=read_pixels),
    )
    batch = (
        select(*values.values())
        .select_from(_discovered.outerjoin(library_files, is_unchanged))
        .where(true())  # without it, SQLite would take ON CONFLICT for the condition of the join
        .order_by(found.position)
    )
    new = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return new(staged_files).from_select(list(values), batch).on_conflict_do_nothing().returning(staged_files.c.outcome)


def _counts_as_known(*, skip_existing: bool, read_pixels: bool) -> ColumnElement[bool]:
    if skip_existing and not read_pixels:
        return true()
    return library_files.c.pixels_read if skip_existing or not read_pixels else false()
