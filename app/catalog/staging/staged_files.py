"""The staged files of a session as the preview and the report see them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Connection, Engine, Row, Select, exists, func, select, union_all

from app.catalog.database.column_types import contains_pattern, path_key, text_hash
from app.catalog.database.schema import edits, finding_keywords, findings, keywords, staged_files, thumbnails
from app.catalog.findings.rows import blocks_of, keywords_of, report_of
from app.catalog.records import FilePage, FileQuery, StagedFile
from app.catalog.sessions.sessions import session_number
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


def find_staged(connection: Connection, session_id: str, query: FileQuery) -> FilePage:
    """Raises UnknownSessionError."""
    fits = _conditions(session_number(connection, session_id), query)
    if query.fold:
        fits = [staged_files.c.id.in_(_one_of_each_stack(fits))]
    total = connection.execute(select(func.count()).select_from(staged_files).where(*fits)).scalar_one()
    # Ids first: files on earlier pages are then passed over without looking at their findings.
    page = select(staged_files.c.id).where(*fits).order_by(*_order(query))
    ids = connection.execute(page.limit(query.page_size).offset((query.page - 1) * query.page_size)).scalars().all()
    files = {file.file_id: file for file in _load(connection, _files.where(staged_files.c.id.in_(ids)))}
    return FilePage(total, [files[file_id] for file_id in ids])


def _conditions(number: int, query: FileQuery) -> list[ColumnElement[bool]]:
    file = staged_files.c
    fits: list[ColumnElement[bool]] = [file.session == number]
    if query.outcome is not None:
        fits.append(file.outcome == query.outcome)
    if query.nsfw is not None:
        fits.append(file.is_nsfw.is_(query.nsfw))
    if query.warnings is not None:
        fits.append(file.warning_count > 0 if query.warnings else file.warning_count == 0)
    if query.keyword:
        fits.append(_has_keyword(query.keyword))
    if query.relation is not None:
        fits.append(file.relation == query.relation)
    if query.choice is not None:
        fits.append(file.choice == query.choice)
    if query.stack is not None:
        fits.append(file.stack_key == bytes.fromhex(query.stack))
    if query.edited is not None:
        edited = exists().where(edits.c.file_id == file.id, edits.c.fields != "")
        fits.append(edited if query.edited else ~edited)
    if query.q:
        fits.append(file.search_text.like(contains_pattern(query.q), escape="!"))
    return fits


def _one_of_each_stack(fits: list[ColumnElement[bool]]) -> CompoundSelect[int]:
    """The first that fits of every stack, and all that are on none."""
    stack = staged_files.c.stack_key
    firsts = select(func.min(staged_files.c.id)).where(*fits, stack.is_not(None)).group_by(stack)
    return union_all(firsts, select(staged_files.c.id).where(*fits, stack.is_(None)))


def _has_keyword(word: str) -> ColumnElement[bool]:
    keyword_id = select(keywords.c.id).where(keywords.c.keyword_hash == text_hash(word)).scalar_subquery()
    return exists().where(
        finding_keywords.c.finding_id == staged_files.c.finding_id, finding_keywords.c.keyword_id == keyword_id
    )


def _order(query: FileQuery) -> Iterator[ColumnElement[Any]]:
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
    """The most frequent keywords of the session's ok files, each with its number of files."""
    files = func.count().label("files")
    most_frequent = (
        select(finding_keywords.c.keyword_id, files)
        .join(staged_files, staged_files.c.finding_id == finding_keywords.c.finding_id)
        .where(staged_files.c.session == session_number(connection, session_id), staged_files.c.outcome == Outcome.OK)
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
    """All files of the session in order of id, a batch in memory at a time. Raises UnknownSessionError.

    Every batch is read in a transaction of its own, so a slow reader never holds back the database's housekeeping.
    """
    after_id = 0
    while True:
        with engine.connect() as connection:
            number = session_number(connection, session_id)
            head = _files.where(staged_files.c.session == number, staged_files.c.id > after_id)
            batch = _load(connection, head.order_by(staged_files.c.id).limit(ITERATION_BATCH))
        if not batch:
            return
        yield from batch
        after_id = batch[-1].file_id


def find_staged_files(connection: Connection, file_ids: Sequence[int]) -> dict[int, StagedFile]:
    """Id → file, of those there are."""
    return {file.file_id: file for file in _load(connection, _files.where(staged_files.c.id.in_(file_ids)))}


def find_session_file(connection: Connection, session_id: str, file_id: int) -> StagedFile | None:
    """Raises UnknownSessionError."""
    of_session = staged_files.c.session == session_number(connection, session_id)
    return next(iter(_load(connection, _files.where(staged_files.c.id == file_id, of_session))), None)


def find_staged_file(connection: Connection, file_id: int) -> StagedFile | None:
    return next(iter(_load(connection, _files.where(staged_files.c.id == file_id))), None)


def find_thumbnail(connection: Connection, file_id: int) -> Thumbnail | None:
    query = (
        select(thumbnails.c.data, thumbnails.c.media_type, thumbnails.c.width, thumbnails.c.height)
        .join(findings, findings.c.thumbnail_id == thumbnails.c.thumbnail_id)
        .join(staged_files, staged_files.c.finding_id == findings.c.id)
        .where(staged_files.c.id == file_id)
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else Thumbnail(*row)


def find_blocks(connection: Connection, file_id: int) -> tuple[Block, ...]:
    """The raw metadata blocks of a staged file, in the order they stood in it."""
    query = select(staged_files.c.finding_id).where(staged_files.c.id == file_id)
    finding_id = connection.execute(query).scalar_one_or_none()
    return () if finding_id is None else blocks_of(connection, finding_id)
