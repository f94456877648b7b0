"""Library files below a session's folders that are no longer on the disk: found, confirmed, shown.

The table says only which they are; that they are still in the library, unchanged, is asked whenever they are shown or
removed. What was confirmed in an earlier look and not in the newest is forgotten at its end; choices stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Text, and_, delete, exists, func, literal, select, update

from app.catalog.database.column_types import (
    PATH_KEY_LENGTH,
    FolderRange,
    contains_pattern,
    encode_text,
    path_key,
    text_hash,
)
from app.catalog.database.insert_ignore import insert_missing
from app.catalog.database.schema import (
    finding_keywords,
    gone_files,
    is_moved,
    keywords,
    library_files,
    sessions,
    staged_files,
)
from app.catalog.library.library_files import find_library_files
from app.catalog.records import FileQuery, GoneFile, GonePage
from app.catalog.sessions.sessions import session_number
from app.domain.preview import Choice

UNMET_BATCH = 2_000
FORGET_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class LibraryPath:
    library_id: int
    path: str


def unmet_files(connection: Connection, session_id: str, folder: str, after_path: str) -> list[LibraryPath]:
    """The next library files below the folder, in order of path, that the session did not discover.

    Without those that the session found moved. Raises UnknownSessionError.
    """
    number = session_number(connection, session_id)
    met = exists().where(staged_files.c.session == number, staged_files.c.path_hash == library_files.c.path_hash)
    moved = exists().where(staged_files.c.session == number, is_moved, staged_files.c.library_id == library_files.c.id)
    path = library_files.c.path
    query = (
        select(library_files.c.id, path)
        .where(FolderRange(folder).holds(path), _behind(after_path), ~met, ~moved)
        .order_by(path_key(path), path)
        .limit(UNMET_BATCH)
    )
    return [LibraryPath(*row) for row in connection.execute(query)]


def _behind(after_path: str) -> ColumnElement[bool]:
    head = literal(encode_text(after_path)[:PATH_KEY_LENGTH], Text())
    return and_(path_key(library_files.c.path) >= head, library_files.c.path > after_path)


def confirm_gone(connection: Connection, session_id: str, library_ids: Sequence[int], at: float) -> None:
    """These are gone as of `at`, a time that grows from look to look. Raises UnknownSessionError."""
    number = session_number(connection, session_id)
    query = select(library_files.c.id, library_files.c.finding_id).where(library_files.c.id.in_(library_ids))
    rows = [
        {"session": number, "library_id": row.id, "finding_id": row.finding_id, "confirmed_at": at}
        for row in connection.execute(query)
    ]
    if rows:
        insert_missing(connection, gone_files, rows)
        now_held = select(library_files.c.finding_id).where(library_files.c.id == gone_files.c.library_id)
        connection.execute(
            update(gone_files)
            .where(gone_files.c.session == number, gone_files.c.library_id.in_([row["library_id"] for row in rows]))
            .values(confirmed_at=at, finding_id=now_held.scalar_subquery())
        )


def forget_gone(connection: Connection, session_id: str, before: float) -> bool:
    """Forget some of what was not confirmed since `before`; False when nothing was left to forget."""
    number = session_number(connection, session_id)
    stale = (gone_files.c.session == number, gone_files.c.confirmed_at < before)
    some = connection.execute(select(gone_files.c.library_id).where(*stale).limit(FORGET_BATCH)).scalars().all()
    connection.execute(delete(gone_files).where(*stale, gone_files.c.library_id.in_(some)))
    return bool(some)


def withhold_gone(connection: Connection, session_id: str, why: str) -> None:
    """Remember what discovery knows: why files it did not meet are not called gone; empty when they may be."""
    connection.execute(update(sessions).where(sessions.c.session_id == session_id).values(gone_withheld=why))


def still_gone(number: int) -> ColumnElement[bool]:
    """The condition that joins the session's gone files with what the library holds unchanged."""
    return and_(
        gone_files.c.session == number,
        library_files.c.id == gone_files.c.library_id,
        library_files.c.finding_id == gone_files.c.finding_id,
    )


_sort_columns: dict[str, ColumnElement[Any]] = {
    "size": library_files.c.size,
    "score": library_files.c.score,
    "captured_at": library_files.c.captured_at,
}


def find_gone(connection: Connection, session_id: str, query: FileQuery) -> GonePage:
    """The part of the query that library files can answer counts: choice, nsfw, keyword, q in the path, and the order.

    Raises UnknownSessionError.
    """
    rows = select(library_files.c.id, gone_files.c.choice).where(
        still_gone(session_number(connection, session_id)), *_conditions(query)
    )
    total = connection.execute(select(func.count()).select_from(rows.subquery())).scalar_one()
    page = _ordered(rows, query).limit(query.page_size).offset((query.page - 1) * query.page_size)
    choices = {row.id: Choice(row.choice) for row in connection.execute(page)}
    files = find_library_files(connection, list(choices))
    return GonePage(total, [GoneFile(files[file_id], choice) for file_id, choice in choices.items()])


def _conditions(query: FileQuery) -> list[ColumnElement[bool]]:
    fits: list[ColumnElement[bool]] = []
    if query.choice is not None:
        fits.append(gone_files.c.choice == query.choice)
    if query.nsfw is not None:
        fits.append(library_files.c.is_nsfw.is_(query.nsfw))
    if query.keyword:
        keyword_id = select(keywords.c.id).where(keywords.c.keyword_hash == text_hash(query.keyword)).scalar_subquery()
        has = exists().where(
            finding_keywords.c.finding_id == library_files.c.finding_id, finding_keywords.c.keyword_id == keyword_id
        )
        fits.append(has)
    if query.q:
        fits.append(func.lower(library_files.c.path).like(contains_pattern(query.q), escape="!"))
    return fits


def _ordered(rows: Select[Any], query: FileQuery) -> Select[Any]:
    columns = [path_key(library_files.c.path), library_files.c.path, library_files.c.id]
    if query.sort in _sort_columns:
        columns.insert(0, _sort_columns[query.sort])
    return rows.order_by(
        *((column.desc() if query.order == "desc" else column.asc()).nulls_last() for column in columns)
    )
