"""The hashes of a session's files and of all other library files, for finding duplicates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Engine, Select, exists, select

from app.catalog.database.schema import findings, library_files, staged_files
from app.catalog.sessions.sessions import find_session_number

HASH_BATCH = 10_000


@dataclass(frozen=True, slots=True)
class FileHashes:
    """The hashes and dimensions of one file. Hashes are hex digits; None where the file has no such hash."""

    file_id: int
    content: str | None
    pixels: str | None
    perceptual: str | None
    width: int | None
    height: int | None


@dataclass(frozen=True, slots=True)
class HashBatch:
    """Some files in order of id, all from the session or all from the library."""

    in_library: bool
    files: list[FileHashes]


_hashes = (
    findings.c.content_hash,
    findings.c.pixel_hash,
    findings.c.perceptual_hash,
    findings.c.width,
    findings.c.height,
)


def iterate_hashes(engine: Engine, session_id: str) -> Iterator[HashBatch]:
    """Yield the session's files, then the library files whose path the session does not contain.

    Each batch is read in its own transaction. Raises UnknownSessionError.
    """
    with engine.connect() as connection:
        number = find_session_number(connection, session_id)
    staged = (
        select(staged_files.c.id, *_hashes)
        .join(findings, findings.c.id == staged_files.c.finding_id)
        .where(staged_files.c.session == number)
        .order_by(staged_files.c.id)
    )
    is_in_session = exists().where(
        staged_files.c.session == number, staged_files.c.path_hash == library_files.c.path_hash
    )
    library = (
        select(library_files.c.id, *_hashes)
        .join(findings, findings.c.id == library_files.c.finding_id)
        .where(~is_in_session)
        .order_by(library_files.c.id)
    )
    yield from _batches(engine, staged, staged_files.c.id, in_library=False)
    yield from _batches(engine, library, library_files.c.id, in_library=True)


def _batches(engine: Engine, query: Select[Any], file_id: Column[int], *, in_library: bool) -> Iterator[HashBatch]:
    after_id = 0
    while True:
        with engine.connect() as connection:
            rows = connection.execute(query.where(file_id > after_id).limit(HASH_BATCH)).all()
        if not rows:
            return
        yield HashBatch(in_library, [FileHashes(*row) for row in rows])
        after_id = rows[-1][0]
