"""Gone files: library files below a session's folders that are no longer on disk.

The table only lists them. Whenever they are shown or removed, the query checks that they are still in the library,
unchanged. Each scan confirms the gone files it finds, and at its end those that it did not confirm are deleted from the
table. Choices of confirmed files stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection, Select, and_, delete, exists, func, select, update

from app.catalog.database.paths import is_after, is_below, path_key
from app.catalog.database.schema import (
    finding_keywords,
    gone_files,
    is_moved,
    keywords,
    library_files,
    search_items,
    sessions,
    staged_files,
)
from app.catalog.database.sql.id_lists import read_integers
from app.catalog.database.sql.insert_ignore import insert_ignore
from app.catalog.database.sql.like_patterns import contains_pattern
from app.catalog.library.library_files import find_library_files
from app.catalog.records import FileQuery, GoneFile, GonePage
from app.catalog.sessions.sessions import find_session_number
from app.domain.preview import Choice
from app.domain.text.stored_text import text_hash

UNDISCOVERED_BATCH = 2_000
FORGET_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class LibraryPath:
    library_id: int
    path: str


def find_undiscovered(connection: Connection, session_id: str, folder: str, after_path: str) -> list[LibraryPath]:
    """Return the next library files below the folder, in order of path, that the session did not discover.

    Files that the session found at another path are left out. Raises UnknownSessionError.
    """
    number = find_session_number(connection, session_id)
    is_discovered = exists().where(
        staged_files.c.session == number, staged_files.c.path_hash == library_files.c.path_hash
    )
    has_moved = exists().where(
        staged_files.c.session == number, is_moved, staged_files.c.library_id == library_files.c.id
    )
    path = library_files.c.path
    query = (
        select(library_files.c.id, path)
        .where(is_below(path, folder), is_after(path, after_path), ~is_discovered, ~has_moved)
        .order_by(path_key(path), path)
        .limit(UNDISCOVERED_BATCH)
    )
    return [LibraryPath(*row) for row in connection.execute(query)]


def confirm_gone(connection: Connection, session_id: str, library_ids: Sequence[int], at: float) -> None:
    """Record that these library files are gone. `at` identifies the scan and grows from scan to scan.

    Raises UnknownSessionError.
    """
    number = find_session_number(connection, session_id)
    query = select(library_files.c.id, library_files.c.finding_id).where(library_files.c.id.in_(library_ids))
    rows = [
        {"session": number, "library_id": row.id, "finding_id": row.finding_id, "confirmed_at": at}
        for row in connection.execute(query)
    ]
    if rows:
        insert_ignore(connection, gone_files, rows)
        current_finding = select(library_files.c.finding_id).where(library_files.c.id == gone_files.c.library_id)
        connection.execute(
            update(gone_files)
            .where(gone_files.c.session == number, gone_files.c.library_id.in_([row["library_id"] for row in rows]))
            .values(confirmed_at=at, finding_id=current_finding.scalar_subquery())
        )


def forget_gone(connection: Connection, session_id: str, before: float) -> bool:
    """Delete some gone files that were not confirmed since `before`; return False when none were left."""
    number = find_session_number(connection, session_id)
    stale = (gone_files.c.session == number, gone_files.c.confirmed_at < before)
    some = connection.execute(select(gone_files.c.library_id).where(*stale).limit(FORGET_BATCH)).scalars().all()
    connection.execute(delete(gone_files).where(*stale, gone_files.c.library_id.in_(some)))
    return bool(some)


def set_gone_withheld(connection: Connection, session_id: str, why: str) -> None:
    """Record why the session must not report any library file as gone; empty if it may."""
    connection.execute(update(sessions).where(sessions.c.session_id == session_id).values(gone_withheld=why))


def is_still_gone(number: int) -> ColumnElement[bool]:
    """Return the condition that joins the session's gone files with library files that have not changed since."""
    return and_(
        gone_files.c.session == number,
        library_files.c.id == gone_files.c.library_id,
        library_files.c.finding_id == gone_files.c.finding_id,
    )


def is_listed(number: int) -> ColumnElement[bool]:
    """Return the condition that a gone file is not the companion of another one, which is listed for both."""
    main, unchanged = gone_files.alias("main"), library_files.alias("unchanged")
    is_main_gone = exists().where(
        search_items.c.file_id == library_files.c.id,
        main.c.session == number,
        main.c.library_id == search_items.c.main_id,
        unchanged.c.id == main.c.library_id,
        unchanged.c.finding_id == main.c.finding_id,
    )
    return ~is_main_gone


_sort_columns: dict[str, ColumnElement[Any]] = {
    "size": library_files.c.size,
    "score": library_files.c.score,
    "captured_at": library_files.c.captured_at,
}


def find_gone_page(connection: Connection, session_id: str, query: FileQuery) -> GonePage:
    """Return one page of the session's gone files. Raises UnknownSessionError.

    Of the query only page, choice, nsfw, pixels_read, keyword, q (in the path) and the order apply to library files.
    """
    rows = _select_gone(connection, session_id, query)
    total = connection.execute(select(func.count()).select_from(rows.subquery())).scalar_one()
    page = _sort(rows, query).limit(query.page_size).offset((query.page - 1) * query.page_size)
    return GonePage(total, _load_gone(connection, page))


def find_gone_ids(connection: Connection, session_id: str, query: FileQuery) -> NDArray[np.int64]:
    """Return the library ids of all gone files that match `query`, in order. Raises UnknownSessionError."""
    rows = _sort(_select_gone(connection, session_id, query), query).with_only_columns(library_files.c.id)
    return read_integers(connection, rows)[0]


def find_gone_files(connection: Connection, session_id: str, library_ids: Sequence[int]) -> dict[int, GoneFile]:
    """Return those of the files that are still gone, by their library id. Raises UnknownSessionError."""
    rows = _select_gone(connection, session_id, FileQuery(every_file=True)).where(library_files.c.id.in_(library_ids))
    return {gone.file.file_id: gone for gone in _load_gone(connection, rows)}


def _select_gone(connection: Connection, session_id: str, query: FileQuery) -> Select[tuple[int, str]]:
    number = find_session_number(connection, session_id)
    conditions = [is_still_gone(number), *build_gone_conditions(query)]
    if not query.every_file:
        conditions.append(is_listed(number))
    return select(library_files.c.id, gone_files.c.choice).where(*conditions)


def _load_gone(connection: Connection, rows: Select[tuple[int, str]]) -> list[GoneFile]:
    choices = {row.id: Choice(row.choice) for row in connection.execute(rows)}
    files = find_library_files(connection, list(choices))
    return [GoneFile(files[file_id], choice) for file_id, choice in choices.items()]


def build_gone_conditions(query: FileQuery) -> list[ColumnElement[bool]]:
    """Return the conditions for library files that are gone; see `find_gone_page`."""
    conditions: list[ColumnElement[bool]] = []
    if query.choice is not None:
        conditions.append(gone_files.c.choice == query.choice)
    if query.nsfw is not None:
        conditions.append(library_files.c.is_nsfw.is_(query.nsfw))
    if query.pixels_read is not None:
        conditions.append(library_files.c.pixels_read.is_(query.pixels_read))
    if query.keyword:
        keyword_id = select(keywords.c.id).where(keywords.c.keyword_hash == text_hash(query.keyword)).scalar_subquery()
        has_keyword = exists().where(
            finding_keywords.c.finding_id == library_files.c.finding_id, finding_keywords.c.keyword_id == keyword_id
        )
        conditions.append(has_keyword)
    if query.q:
        conditions.append(func.lower(library_files.c.path).like(contains_pattern(query.q), escape="!"))
    return conditions


def _sort(rows: Select[Any], query: FileQuery) -> Select[Any]:
    columns = [path_key(library_files.c.path), library_files.c.path, library_files.c.id]
    if query.sort in _sort_columns:
        columns.insert(0, _sort_columns[query.sort])
    return rows.order_by(
        *((column.desc() if query.order == "desc" else column.asc()).nulls_last() for column in columns)
    )
