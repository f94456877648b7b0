"""Staging: every discovered file gets a row, and every row gets exactly one outcome, once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, func, literal_column, select, update

from app.catalog.database.column_types import FolderRange, StrangersText, text_hash
from app.catalog.database.insert_ignore import insert_missing
from app.catalog.database.schema import library_files, sessions, staged_files
from app.catalog.errors import UnknownFileError
from app.catalog.findings.fingerprint import digest_of
from app.catalog.findings.rows import insert_finding
from app.catalog.records import DiscoveredFile, PendingFile, StagedBatch
from app.catalog.sessions.sessions import session_number
from app.domain.preview import Relation
from app.domain.progress import Outcome
from app.domain.report import FileReport, tally
from app.domain.stacks import compute_stack_key

LOOKUP_BATCH = 500
CONTENT_KEY_DIGITS = 32
"""Of the content hash, in staging: that two of a million files differ and agree in these has a chance of 1 in 10²⁶."""

_staged_file = (
    select(staged_files)
    .join(sessions, sessions.c.id == staged_files.c.session)
    .where(staged_files.c.id == bindparam("file"), sessions.c.session_id == bindparam("named"))
    # An earlier try, whose connection was lost, may still be at its commit: wait for it, and see what it did.
    .with_for_update(of=staged_files)
)
_give_outcome = update(staged_files).where(staged_files.c.id == bindparam("file"))

_known_columns = (
    library_files.c.id,
    library_files.c.path_hash,
    library_files.c.size,
    library_files.c.mtime_ns,
    library_files.c.finding_id,
    library_files.c.kind,
    library_files.c.captured_at,
    library_files.c.score,
    library_files.c.is_nsfw,
)


def insert_discovered(
    connection: Connection, session_id: str, files: Sequence[DiscoveredFile], *, skip_existing: bool
) -> StagedBatch:
    """Add the files the session does not hold yet. Raises UnknownSessionError."""
    number = session_number(connection, session_id)
    outcomes: Counter[str] = Counter()
    by_hash = iter({text_hash(file.path): file for file in files}.items())
    while batch := dict(islice(by_hash, LOOKUP_BATCH)):
        known = _known_unchanged(connection, batch) if skip_existing else {}
        rows = [_discovered_row(number, digest, file, known.get(digest)) for digest, file in batch.items()]
        outcomes.update(insert_missing(connection, staged_files, rows, returning=staged_files.c.outcome))
    return StagedBatch(found=outcomes.total(), skipped=outcomes[Outcome.SKIPPED])


def _known_unchanged(connection: Connection, batch: dict[bytes, DiscoveredFile]) -> dict[bytes, Any]:
    """Library rows of the files that look today as they did when they were read."""
    query = select(*_known_columns).where(library_files.c.path_hash.in_(list(batch)))
    return {
        row.path_hash: row
        for row in connection.execute(query)
        if (row.size, row.mtime_ns) == (batch[row.path_hash].size, batch[row.path_hash].mtime_ns)
    }


def _discovered_row(number: int, digest: bytes, file: DiscoveredFile, known: Any) -> dict[str, object]:
    """A skipped file points at the finding the library holds, so the preview can show it, and is the same as it."""
    return {
        "session": number,
        "path": file.path,
        "path_hash": digest,
        "size": file.size,
        "mtime_ns": file.mtime_ns,
        "outcome": Outcome.PENDING if known is None else Outcome.SKIPPED,
        "finding_id": known.finding_id if known else None,
        "kind": known.kind if known else None,
        "captured_at": known.captured_at if known else None,
        "score": known.score if known else None,
        "is_nsfw": known.is_nsfw if known else False,
        "relation": Relation.SAME if known else None,
        "library_id": known.id if known else None,
        "search_text": file.path.casefold(),
    }


def pending_files(connection: Connection, session_id: str, after_id: int, limit: int, below: str) -> list[PendingFile]:
    """Those below the folder, or all where it is empty. Raises UnknownSessionError."""
    pending = _pending(session_number(connection, session_id))
    fits = [staged_files.c.id > after_id, *([FolderRange(below).holds(staged_files.c.path)] if below else [])]
    query = select(staged_files.c.id, staged_files.c.path).where(pending, *fits).order_by(staged_files.c.id)
    return [PendingFile(file_id, path) for file_id, path in connection.execute(query.limit(limit))]


def count_pending_below(connection: Connection, session_id: str, folder: str) -> int:
    """Raises UnknownSessionError."""
    pending = _pending(session_number(connection, session_id))
    query = (
        select(func.count()).select_from(staged_files).where(pending, FolderRange(folder).holds(staged_files.c.path))
    )
    return connection.execute(query).scalar_one()


def count_pending_by_folder(connection: Connection, session_id: str) -> dict[str, int]:
    """Each folder in which pending files lie → how many lie in it itself. Raises UnknownSessionError."""
    path = staged_files.c.path
    # What is left of a path when everything but slashes is taken off its end: its folder, in both databases.
    names = func.replace(path, literal_column("'/'"), literal_column("''"))
    folder = func.rtrim(path, names, type_=StrangersText()).label("folder")
    query = select(folder, func.count()).where(_pending(session_number(connection, session_id))).group_by(folder)
    return {found.rstrip("/") or "/": files for found, files in connection.execute(query)}


def _pending(number: int) -> ColumnElement[bool]:
    return and_(staged_files.c.session == number, staged_files.c.outcome == Outcome.PENDING)


def record_report(
    connection: Connection, session_id: str, file_id: int, report: FileReport, *, nsfw_threshold: float, at: float
) -> bool:
    """Give a pending file its outcome; False when it has one already.

    Raises UnknownSessionError, and UnknownFileError when the session does not hold the file.
    """
    staged = connection.execute(_staged_file, {"file": file_id, "named": session_id}).one_or_none()
    if staged is None:
        session_number(connection, session_id)
        raise UnknownFileError(session_id, file_id)
    if staged.outcome != Outcome.PENDING:
        return False
    report = _as_staged(report, staged)
    is_nsfw = tally(report, nsfw_threshold).is_nsfw
    finding_id = insert_finding(connection, report, is_nsfw=is_nsfw, digest=digest_of(report, is_nsfw=is_nsfw))
    values = _outcome_columns(report, is_nsfw=is_nsfw) | {"finding_id": finding_id, "finished_at": at}
    connection.execute(_give_outcome, values | {"file": file_id})
    return True


def _as_staged(report: FileReport, staged: Row[Any]) -> FileReport:
    """A file that failed before its size was read keeps what discovery saw."""
    if report.fatal is None:
        return replace(report, path=staged.path)
    return replace(report, path=staged.path, size=staged.size, mtime_ns=staged.mtime_ns)


def _outcome_columns(report: FileReport, *, is_nsfw: bool) -> dict[str, object]:
    prompt = report.generation.prompt if report.generation else None
    fatal = report.fatal
    return {
        "outcome": report.outcome,
        "size": report.size,
        "mtime_ns": report.mtime_ns,
        "kind": report.kind,
        "captured_at": report.captured_at,
        "score": report.score,
        "nsfw_score": report.nsfw.score if report.nsfw else None,
        "is_nsfw": is_nsfw,
        "has_metadata": report.has_metadata,
        "has_prompt": bool(prompt),
        "keyword_count": len(report.keywords),
        "warning_count": 0 if fatal else len(report.failures),
        "failure_step": fatal.step if fatal else None,
        "failure_reason": fatal.reason if fatal else None,
        "search_text": search_text(report),
        "content_key": report.hashes.content[:CONTENT_KEY_DIGITS] if report.hashes and fatal is None else None,
        "stack_key": None if fatal else compute_stack_key(report),
    }


def search_text(report: FileReport) -> str:
    """What the user may type to find the file; keywords mostly repeat the prompt, so only new ones are added."""
    generation = report.generation
    parts = [
        report.path,
        (generation.prompt or "") if generation else "",
        (generation.model or "") if generation else "",
    ]
    text = "\n".join(part for part in parts if part).casefold()
    return "\n".join((text, *(word for word in map(str.casefold, report.keywords) if word not in text)))
