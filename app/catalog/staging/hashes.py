"""The hashes of a session's files and of the library's other files, for whoever compares them all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Engine, Select, exists, select

from app.catalog.database.schema import findings, library_files, staged_files
from app.catalog.sessions.sessions import session_number

HASH_BATCH = 10_000


@dataclass(frozen=True, slots=True)
class FileHashes:
    """What one file is compared by; hashes are hex digits, None where a file has none."""

    file_id: int
    content: str | None
    pixels: str | None
    perceptual: str | None
    width: int | None
    height: int | None


@dataclass(frozen=True, slots=True)
class HashBatch:
    """Files in order of id, all of the session or all of the library."""

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
    """First the session's files, then the library's, but for those the session holds under the same path.

    Every batch is a transaction of its own. Raises UnknownSessionError.
    """
    with engine.connect() as connection:
        number = session_number(connection, session_id)
    staged = (
        select(staged_files.c.id, *_hashes)
        .join(findings, findings.c.id == staged_files.c.finding_id)
        .where(staged_files.c.session == number)
        .order_by(staged_files.c.id)
    )
    held = exists().where(staged_files.c.session == number, staged_files.c.path_hash == library_files.c.path_hash)
    library = (
        select(library_files.c.id, *_hashes)
        .join(findings, findings.c.id == library_files.c.finding_id)
        .where(~held)
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
