"""The hashes of a session's files and of all other library files, for finding duplicates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, Engine, Select, case, exists, select

from app.catalog.database.schema import findings, library_files, search_items, staged_files
from app.catalog.sessions.sessions import find_session_number

HASH_BATCH = 10_000


@dataclass(frozen=True, slots=True)
class FileHashes:
    """The hashes and dimensions of one file. Hashes are hex digits; None where the file has no such hash.

    A companion has only the hash of its content: a RAW photograph looks like the picture that was made of it.
    """

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


def _hashes_of(main_id: ColumnElement[int]) -> tuple[ColumnElement[Any], ...]:
    """Return the columns of `FileHashes`. What a companion shows is compared by its main file alone."""
    return (
        findings.c.content_hash,
        *(case((main_id.is_(None), findings.c[name])) for name in ("pixel_hash", "perceptual_hash")),
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
        select(staged_files.c.id, *_hashes_of(staged_files.c.main_id))
        .join(findings, findings.c.id == staged_files.c.finding_id)
        .where(staged_files.c.session == number)
        .order_by(staged_files.c.id)
    )
    is_in_session = exists().where(
        staged_files.c.session == number, staged_files.c.path_hash == library_files.c.path_hash
    )
    library = (
        select(library_files.c.id, *_hashes_of(search_items.c.main_id))
        .join(findings, findings.c.id == library_files.c.finding_id)
        .outerjoin(search_items, search_items.c.file_id == library_files.c.id)
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
