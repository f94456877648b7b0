"""Queries for the staged files of a session: pages, single files, their keywords, thumbnails and blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Engine,
    Row,
    Select,
    and_,
    distinct,
    exists,
    func,
    not_,
    or_,
    select,
    union_all,
)

from app.catalog.database.paths import path_key
from app.catalog.database.schema import (
    edits,
    finding_keywords,
    findings,
    is_failed,
    keywords,
    staged_files,
    thumbnails,
)
from app.catalog.database.sql.id_lists import read_integers
from app.catalog.database.sql.like_patterns import contains_pattern
from app.catalog.findings.blocks import blocks_of
from app.catalog.findings.items import NO_ITEM, SHOWN, Item, item_of, list_item_ids, load_items
from app.catalog.findings.keywords import keywords_of
from app.catalog.findings.rows import LOAD_BATCH
from app.catalog.records import FilePage, FileQuery, StagedFile
from app.catalog.sessions.sessions import find_session_number
from app.domain.findings.columns import report_of
from app.domain.items import FileRole
from app.domain.preview import Choice, Relation
from app.domain.progress import Outcome
from app.domain.report import Block, FileReport, Thumbnail
from app.domain.text.excerpts import make_excerpt
from app.domain.text.stored_text import text_hash

ITERATION_BATCH = 100

_columns = (
    staged_files.c.id.label("file_id"),
    staged_files.c.path,
    staged_files.c.size.label("staged_size"),
    staged_files.c.mtime_ns.label("staged_mtime_ns"),
    staged_files.c.outcome,
    staged_files.c.finished_at,
    staged_files.c.machine,
    staged_files.c.is_nsfw.label("verdict"),
    staged_files.c.finding_id,
    staged_files.c.relation,
    staged_files.c.choice,
    staged_files.c.stack_key,
    staged_files.c.library_id,
    staged_files.c.main_id,
    edits.c.fields.label("edited"),
    findings,
)
_files = (
    select(*_columns)
    .outerjoin_from(staged_files, findings, findings.c.id == staged_files.c.finding_id)
    .outerjoin(edits, edits.c.file_id == staged_files.c.id)
)

_sort_columns: dict[str, tuple[ColumnElement[Any], ...]] = {
    "path": (path_key(staged_files.c.path), staged_files.c.path),
    "size": (staged_files.c.size,),
    "score": (staged_files.c.score,),
    "nsfw": (staged_files.c.nsfw_score,),
    "captured_at": (staged_files.c.captured_at,),
    "outcome": (staged_files.c.outcome,),
}
_taken_over = {"score", "captured_at"}
"""An item has the value of a companion where its main file has none."""
_never_null = {"path", "size", "outcome"}


def find_file_page(connection: Connection, session_id: str, query: FileQuery) -> FilePage:
    """Return one page of the session's files, as excerpts. Raises UnknownSessionError."""
    conditions = build_conditions(find_session_number(connection, session_id), query)
    total = connection.execute(select(func.count()).select_from(staged_files).where(*conditions)).scalar_one()
    # Select the ids first, so that skipping earlier pages does not read their findings.
    page = select(staged_files.c.id).where(*conditions).order_by(*_sort_keys(query))
    ids = connection.execute(page.limit(query.page_size).offset((query.page - 1) * query.page_size)).scalars().all()
    files = find_staged_files(connection, ids)
    return FilePage(total, [files[file_id] for file_id in ids])


def find_file_ids(connection: Connection, session_id: str, query: FileQuery) -> NDArray[np.int64]:
    """Return the ids of all files that match `query`, whose page does not matter, in order.

    Raises UnknownSessionError.
    """
    conditions = build_conditions(find_session_number(connection, session_id), query)
    return read_integers(connection, select(staged_files.c.id).where(*conditions).order_by(*_sort_keys(query)))[0]


def build_conditions(number: int, query: FileQuery) -> list[ColumnElement[bool]]:
    """Return the conditions that staged files of the session with this number must match.

    Unless every file is asked for, they select main files: those of the items of which some file meets each filter.
    """
    of_session, wanted, unwanted = staged_files.c.session == number, *_build_filters(query)
    if query.every_file:
        conditions = [of_session, *wanted, *map(not_, unwanted)]
    else:
        conditions = [of_session, staged_files.c.main_id.is_(None)]
        conditions += [staged_files.c.id.in_(_select_items(of_session, each)) for each in wanted]
        conditions += [staged_files.c.id.not_in(_select_items(of_session, each)) for each in unwanted]
    return [staged_files.c.id.in_(_first_of_each_stack(conditions))] if query.fold else conditions


def _select_items(*conditions: ColumnElement[bool]) -> Select[Any]:
    """Select the main files of the items of which some file meets the conditions."""
    return select(item_of(staged_files.c.id, staged_files.c.main_id)).where(*conditions)


def _build_filters(query: FileQuery) -> tuple[list[ColumnElement[bool]], list[ColumnElement[bool]]]:
    """Return the conditions that a file must meet, and those that it must not meet."""
    file = staged_files.c
    wanted: list[ColumnElement[bool]] = []
    if query.outcome is not None:
        wanted.append(file.outcome == query.outcome)
    if query.pixels_read is not None:
        wanted.append(file.pixels_read.is_(query.pixels_read))
    if query.keyword:
        wanted.append(_has_keyword(query.keyword))
    if query.relation is not None:
        wanted.append(file.relation == query.relation)
    if query.choice is not None:
        wanted.append(file.choice == query.choice)
    if query.stack is not None:
        wanted.append(file.stack_key == bytes.fromhex(query.stack))
    if query.q:
        wanted.append(_contains(query.q))
    edited = exists().where(edits.c.file_id == file.id, edits.c.fields != "")
    flags = ((query.nsfw, file.is_nsfw.is_(True)), (query.warnings, file.warning_count > 0), (query.edited, edited))
    wanted += [condition for flag, condition in flags if flag]
    return wanted, [condition for flag, condition in flags if flag is False]


def _contains(text: str) -> ColumnElement[bool]:
    """Return whether a file's search text, or the reason why it failed, contains `text`, in any case."""
    file, pattern = staged_files.c, contains_pattern(text)
    reason = func.lower(file.failure_reason, type_=file.failure_reason.type)  # the type encodes the pattern, too
    in_reason = or_(file.failure_reason == text, reason.like(pattern, escape="!"))
    return or_(file.search_text.like(pattern, escape="!"), and_(is_failed, in_reason))


def _first_of_each_stack(conditions: list[ColumnElement[bool]]) -> CompoundSelect[int]:
    """Select the first matching file of each stack, and all matching files without a stack."""
    stack = staged_files.c.stack_key
    firsts = select(func.min(staged_files.c.id)).where(*conditions, stack.is_not(None)).group_by(stack)
    return union_all(firsts, select(staged_files.c.id).where(*conditions, stack.is_(None)))


def _has_keyword(word: str) -> ColumnElement[bool]:
    keyword_id = select(keywords.c.id).where(keywords.c.keyword_hash == text_hash(word)).scalar_subquery()
    return exists().where(
        finding_keywords.c.finding_id == staged_files.c.finding_id, finding_keywords.c.keyword_id == keyword_id
    )


def _sort_keys(query: FileQuery) -> Iterator[ColumnElement[Any]]:
    columns = _sort_columns[query.sort]
    if query.sort in _taken_over and not query.every_file:
        columns = tuple(func.coalesce(column, _find_in_companions(column)) for column in columns)
    for column in (*columns, staged_files.c.id):
        directed = column.desc() if query.order == "desc" else column.asc()
        yield directed if query.sort in _never_null else directed.nulls_last()


def _find_in_companions(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return the value of a companion, for a main file that has none."""
    other = staged_files.alias("companion")
    return select(func.max(other.c[str(column.key)])).where(other.c.main_id == staged_files.c.id).scalar_subquery()


def _load(connection: Connection, query: Select[Any], *, by_itself: bool = False) -> list[StagedFile]:
    """Return the files, main files with the report of their item, unless each is wanted by itself."""
    rows = connection.execute(query).all()
    words = keywords_of(connection, [row.finding_id for row in rows])
    items = _load_items(connection, rows)
    return [
        _show_item(
            _staged_of(row, words.get(row.finding_id, ())),
            items.get(row.main_id or row.file_id, NO_ITEM),
            by_itself=by_itself,
        )
        for row in rows
    ]


def _load_items(connection: Connection, rows: Sequence[Row[Any]]) -> dict[int, Item]:
    file, item_ids = staged_files.c, list_item_ids((row.file_id, row.main_id) for row in rows)
    companions = select(file.id).where(file.main_id.in_(item_ids))
    if connection.execute(companions.limit(1)).first() is None:
        return {}
    members = (
        select(
            *(file[name] for name in ("id", "path", "kind", "finding_id", "is_nsfw")),
            *SHOWN,
            item_of(file.id, file.main_id).label("item"),
            edits.c.fields.label("edited"),
        )
        .join_from(staged_files, findings, findings.c.id == file.finding_id)
        .outerjoin(edits, edits.c.file_id == file.id)
        .where(or_(file.id.in_(item_ids), file.id.in_(companions)))
    )
    return load_items(connection, members)


def _show_item(file: StagedFile, item: Item, *, by_itself: bool) -> StagedFile:
    role = item.role_of(file.file_id)
    if role is None:
        return file
    shown = replace(file, role=role, companions=item.companions_of(file.file_id))
    if role is not FileRole.MAIN or by_itself:
        return shown
    return replace(
        shown, report=item.report_with(file.report), is_nsfw=file.is_nsfw or item.is_nsfw(), edited=item.edited()
    )


def _staged_of(row: Row[Any], words: tuple[str, ...]) -> StagedFile:
    if row.finding_id is None:
        report = FileReport(row.path, size=row.staged_size, mtime_ns=row.staged_mtime_ns)
    else:
        report = report_of(row.path, row, words)
    return StagedFile(
        file_id=row.file_id,
        outcome=Outcome(row.outcome),
        finished_at=row.finished_at,
        is_nsfw=row.verdict,
        thumbnail_id=row.thumbnail_id,
        report=report,
        relation=Relation(row.relation) if row.relation else None,
        choice=Choice(row.choice),
        edited=tuple(row.edited.split(",")) if row.edited else (),
        stack=row.stack_key.hex() if row.stack_key else None,
        library_id=row.library_id,
        machine=row.machine,
    )


def count_keywords(connection: Connection, session_id: str, limit: int) -> list[tuple[str, int]]:
    """Return the most frequent keywords of the session's ok files, each with its number of items.

    Raises UnknownSessionError.
    """
    number = find_session_number(connection, session_id)
    file = staged_files.c
    files = func.count(distinct(item_of(file.id, file.main_id))).label("files")
    most_frequent = (
        select(finding_keywords.c.keyword_id, files)
        .join(staged_files, staged_files.c.finding_id == finding_keywords.c.finding_id)
        .where(staged_files.c.session == number, staged_files.c.outcome == Outcome.OK)
        .group_by(finding_keywords.c.keyword_id)
        .subquery()
    )
    query = (
        select(keywords.c.keyword, most_frequent.c.files)
        .join(most_frequent, keywords.c.id == most_frequent.c.keyword_id)
        .order_by(most_frequent.c.files.desc(), keywords.c.keyword)
        .limit(limit)
    )
    return [(word, count) for word, count in connection.execute(query)]


def iterate_staged(engine: Engine, session_id: str) -> Iterator[StagedFile]:
    """Yield all files of the session in order of id, each by itself, with one batch in memory at a time.

    Raises UnknownSessionError.

    Each batch is read in its own transaction, so a slow consumer never holds up the database's vacuum or checkpoints.
    """
    after_id = 0
    while True:
        with engine.connect() as connection:
            number = find_session_number(connection, session_id)
            head = _files.where(staged_files.c.session == number, staged_files.c.id > after_id)
            batch = _load(connection, head.order_by(staged_files.c.id).limit(ITERATION_BATCH), by_itself=True)
        if not batch:
            return
        yield from batch
        after_id = batch[-1].file_id


def find_staged_files(connection: Connection, file_ids: Sequence[int]) -> dict[int, StagedFile]:
    """Return those of the files that exist, by id, as excerpts. Only one batch is whole in memory at a time."""
    batches = (file_ids[at : at + LOAD_BATCH] for at in range(0, len(file_ids), LOAD_BATCH))
    return {
        file.file_id: replace(file, report=make_excerpt(file.report))
        for batch in batches
        for file in _load(connection, _files.where(staged_files.c.id.in_(batch)))
    }


def find_session_file(connection: Connection, session_id: str, file_id: int) -> StagedFile | None:
    """Return a staged file if it belongs to the session. Raises UnknownSessionError."""
    of_session = staged_files.c.session == find_session_number(connection, session_id)
    return next(iter(_load(connection, _files.where(staged_files.c.id == file_id, of_session))), None)


def find_staged_file(connection: Connection, file_id: int) -> StagedFile | None:
    """Return a staged file of any session, or None."""
    return next(iter(_load(connection, _files.where(staged_files.c.id == file_id))), None)


def find_thumbnail(connection: Connection, file_id: int) -> Thumbnail | None:
    """Return a staged file's thumbnail, or None."""
    query = (
        select(thumbnails.c.data, thumbnails.c.media_type, thumbnails.c.width, thumbnails.c.height)
        .join(findings, findings.c.thumbnail_id == thumbnails.c.thumbnail_id)
        .join(staged_files, staged_files.c.finding_id == findings.c.id)
        .where(staged_files.c.id == file_id)
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else Thumbnail(*row)


def find_blocks(connection: Connection, file_id: int) -> tuple[Block, ...]:
    """Return the raw metadata blocks of a staged file, in the order of the file."""
    query = select(staged_files.c.finding_id).where(staged_files.c.id == file_id)
    finding_id = connection.execute(query).scalar_one_or_none()
    return () if finding_id is None else blocks_of(connection, finding_id)
