"""Staging: each discovered file gets one row, and each row gets one outcome, once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, func, literal_column, select, update

from app.catalog.database.column_types import UntrustedText, text_hash
from app.catalog.database.insert_ignore import insert_ignore
from app.catalog.database.paths import is_below
from app.catalog.database.schema import library_files, sessions, staged_files
from app.catalog.errors import UnknownFileError
from app.catalog.findings.fingerprint import digest_of
from app.catalog.findings.rows import insert_finding
from app.catalog.records import DiscoveredFile, PendingFile, StagedBatch
from app.catalog.sessions.sessions import find_session_number
from app.domain.preview import Relation
from app.domain.progress import Outcome
from app.domain.report import FileReport, tally
from app.domain.stacks import stack_key

LOOKUP_BATCH = 500
CONTENT_KEY_DIGITS = 32
"""Digits of the content hash in a content key. Among a million files, a collision has a chance of about 1 in 10²⁶."""

_staged_file = (
    select(staged_files)
    .join(sessions, sessions.c.id == staged_files.c.session)
    .where(staged_files.c.id == bindparam("file"), sessions.c.session_id == bindparam("named"))
    # If the connection was lost, an earlier attempt may still be committing: wait for its result.
    .with_for_update(of=staged_files)
)
_set_outcome = update(staged_files).where(staged_files.c.id == bindparam("file"))

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
    """Insert the files that the session does not have yet. Raises UnknownSessionError.

    With `skip_existing`, files that are unchanged in the library get the outcome `skipped`, all others `pending`.
    """
    number = find_session_number(connection, session_id)
    outcomes: Counter[str] = Counter()
    by_hash = iter({text_hash(file.path): file for file in files}.items())
    while batch := dict(islice(by_hash, LOOKUP_BATCH)):
        known = _find_unchanged(connection, batch) if skip_existing else {}
        rows = [_discovered_row(number, digest, file, known.get(digest)) for digest, file in batch.items()]
        outcomes.update(insert_ignore(connection, staged_files, rows, returning=staged_files.c.outcome))
    return StagedBatch(found=outcomes.total(), skipped=outcomes[Outcome.SKIPPED])


def _find_unchanged(connection: Connection, batch: dict[bytes, DiscoveredFile]) -> dict[bytes, Any]:
    """Return the library rows of files whose size and mtime have not changed, by path hash."""
    query = select(*_known_columns).where(library_files.c.path_hash.in_(list(batch)))
    return {
        row.path_hash: row
        for row in connection.execute(query)
        if (row.size, row.mtime_ns) == (batch[row.path_hash].size, batch[row.path_hash].mtime_ns)
    }


def _discovered_row(number: int, digest: bytes, file: DiscoveredFile, known: Any) -> dict[str, object]:
    """Build a staged row. A skipped file points to the library's finding, so the preview can show it."""
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


def find_pending(connection: Connection, session_id: str, after_id: int, limit: int, below: str) -> list[PendingFile]:
    """Return the next pending files in order of id, only those below the folder `below` unless it is empty.

    Raises UnknownSessionError.
    """
    is_pending = _is_pending(find_session_number(connection, session_id))
    conditions = [staged_files.c.id > after_id, *([is_below(staged_files.c.path, below)] if below else [])]
    query = select(staged_files.c.id, staged_files.c.path).where(is_pending, *conditions).order_by(staged_files.c.id)
    return [PendingFile(file_id, path) for file_id, path in connection.execute(query.limit(limit))]


def count_pending_below(connection: Connection, session_id: str, folder: str) -> int:
    """Count the pending files below the folder, at any depth. Raises UnknownSessionError."""
    is_pending = _is_pending(find_session_number(connection, session_id))
    query = select(func.count()).select_from(staged_files).where(is_pending, is_below(staged_files.c.path, folder))
    return connection.execute(query).scalar_one()


def count_pending_by_folder(connection: Connection, session_id: str) -> dict[str, int]:
    """Return each folder with pending files and how many it holds directly. Raises UnknownSessionError."""
    path = staged_files.c.path
    # Strip all characters other than slashes from the end of the path; this works in both databases.
    names = func.replace(path, literal_column("'/'"), literal_column("''"))
    folder = func.rtrim(path, names, type_=UntrustedText()).label("folder")
    query = (
        select(folder, func.count()).where(_is_pending(find_session_number(connection, session_id))).group_by(folder)
    )
    return {found.rstrip("/") or "/": files for found, files in connection.execute(query)}


def _is_pending(number: int) -> ColumnElement[bool]:
    return and_(staged_files.c.session == number, staged_files.c.outcome == Outcome.PENDING)


def record_report(
    connection: Connection, session_id: str, file_id: int, report: FileReport, *, nsfw_threshold: float, at: float
) -> bool:
    """Set the outcome of a pending file; return False if it already has one.

    Raises UnknownSessionError, and UnknownFileError when the session does not have the file.
    """
    staged = connection.execute(_staged_file, {"file": file_id, "named": session_id}).one_or_none()
    if staged is None:
        find_session_number(connection, session_id)
        raise UnknownFileError(session_id, file_id)
    if staged.outcome != Outcome.PENDING:
        return False
    report = _complete_report(report, staged)
    is_nsfw = tally(report, nsfw_threshold).is_nsfw
    finding_id = insert_finding(connection, report, is_nsfw=is_nsfw, digest=digest_of(report, is_nsfw=is_nsfw))
    values = _outcome_columns(report, is_nsfw=is_nsfw) | {"finding_id": finding_id, "finished_at": at}
    connection.execute(_set_outcome, values | {"file": file_id})
    return True


def _complete_report(report: FileReport, staged: Row[Any]) -> FileReport:
    """Set the report's path, and size and mtime from discovery if the file failed before they were read."""
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
        "search_text": build_search_text(report),
        "content_key": report.hashes.content[:CONTENT_KEY_DIGITS] if report.hashes and fatal is None else None,
        "stack_key": None if fatal else stack_key(report),
    }


def build_search_text(report: FileReport) -> str:
    """Return the case-folded search text of a file: path, prompt, model, and keywords that these do not contain."""
    generation = report.generation
    parts = [
        report.path,
        (generation.prompt or "") if generation else "",
        (generation.model or "") if generation else "",
    ]
    text = "\n".join(part for part in parts if part).casefold()
    return "\n".join((text, *(word for word in map(str.casefold, report.keywords) if word not in text)))
