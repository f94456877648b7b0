"""Queries for the staged files of a session: pages, single files, their keywords, thumbnails and blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Connection, Engine, Row, Select, exists, func, select, union_all

from app.catalog.database.column_types import text_hash
from app.catalog.database.like_patterns import contains_pattern
from app.catalog.database.paths import path_key
from app.catalog.database.schema import edits, finding_keywords, findings, keywords, staged_files, thumbnails
from app.catalog.findings.rows import blocks_of, keywords_of, report_of
from app.catalog.records import FilePage, FileQuery, StagedFile
from app.catalog.sessions.sessions import find_session_number
from app.domain.preview import Choice, Relation
from app.domain.progress import Outcome
from app.domain.report import Block, FileReport, Thumbnail

ITERATION_BATCH = 500

_columns = (
    staged_files.c.id.label("file_id"),
    staged_files.c.path,
    staged_files.c.size.label("staged_size"),
    staged_files.c.mtime_ns.label("staged_mtime_ns"),
    staged_files.c.outcome,
    staged_files.c.finished_at,
    staged_files.c.is_nsfw.label("verdict"),
    staged_files.c.finding_id,
    staged_files.c.relation,
    staged_files.c.choice,
    staged_files.c.stack_key,
    staged_files.c.library_id,
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
_never_null = {"path", "size", "outcome"}


def find_file_page(connection: Connection, session_id: str, query: FileQuery) -> FilePage:
    """Return one page of the session's files. Raises UnknownSessionError."""
    conditions = _build_conditions(find_session_number(connection, session_id), query)
    if query.fold:
        conditions = [staged_files.c.id.in_(_first_of_each_stack(conditions))]
    total = connection.execute(select(func.count()).select_from(staged_files).where(*conditions)).scalar_one()
    # Select the ids first, so that skipping earlier pages does not read their findings.
    page = select(staged_files.c.id).where(*conditions).order_by(*_sort_keys(query))
    ids = connection.execute(page.limit(query.page_size).offset((query.page - 1) * query.page_size)).scalars().all()
    files = {file.file_id: file for file in _load(connection, _files.where(staged_files.c.id.in_(ids)))}
    return FilePage(total, [files[file_id] for file_id in ids])


def _build_conditions(number: int, query: FileQuery) -> list[ColumnElement[bool]]:
    file = staged_files.c
    conditions: list[ColumnElement[bool]] = [file.session == number]
    if query.outcome is not None:
        conditions.append(file.outcome == query.outcome)
    if query.nsfw is not None:
        conditions.append(file.is_nsfw.is_(query.nsfw))
    if query.warnings is not None:
        conditions.append(file.warning_count > 0 if query.warnings else file.warning_count == 0)
    if query.keyword:
        conditions.append(_has_keyword(query.keyword))
    if query.relation is not None:
        conditions.append(file.relation == query.relation)
    if query.choice is not None:
        conditions.append(file.choice == query.choice)
    if query.stack is not None:
        conditions.append(file.stack_key == bytes.fromhex(query.stack))
    if query.edited is not None:
        edited = exists().where(edits.c.file_id == file.id, edits.c.fields != "")
        conditions.append(edited if query.edited else ~edited)
    if query.q:
        conditions.append(file.search_text.like(contains_pattern(query.q), escape="!"))
    return conditions


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
    for column in (*_sort_columns[query.sort], staged_files.c.id):
        directed = column.desc() if query.order == "desc" else column.asc()
        yield directed if query.sort in _never_null else directed.nulls_last()


def _load(connection: Connection, query: Select[Any]) -> list[StagedFile]:
    rows = connection.execute(query).all()
    words = keywords_of(connection, [row.finding_id for row in rows])
    return [_staged_of(row, words.get(row.finding_id, ())) for row in rows]


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
    )


def count_keywords(connection: Connection, session_id: str, limit: int) -> list[tuple[str, int]]:
    """Return the most frequent keywords of the session's ok files, each with its number of files.

    Raises UnknownSessionError.
    """
    number = find_session_number(connection, session_id)
    files = func.count().label("files")
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
    """Yield all files of the session in order of id, with one batch in memory at a time. Raises UnknownSessionError.

    Each batch is read in its own transaction, so a slow consumer never holds up the database's vacuum or checkpoints.
    """
    after_id = 0
    while True:
        with engine.connect() as connection:
            number = find_session_number(connection, session_id)
            head = _files.where(staged_files.c.session == number, staged_files.c.id > after_id)
            batch = _load(connection, head.order_by(staged_files.c.id).limit(ITERATION_BATCH))
        if not batch:
            return
        yield from batch
        after_id = batch[-1].file_id


def find_staged_files(connection: Connection, file_ids: Sequence[int]) -> dict[int, StagedFile]:
    """Return those of the files that exist, by id."""
    return {file.file_id: file for file in _load(connection, _files.where(staged_files.c.id.in_(file_ids)))}


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
