"""What the staged files of a session add up to: its ledger, counters and totals, and its newest failures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, select

from app.catalog.database.schema import is_failed, staged_files
from app.catalog.records import Totals
from app.domain.preview import Choice
from app.domain.progress import ERRORS_KEPT, Counters, FileFailure, Ledger, Outcome
from app.domain.report import Kind


def count_ledger(connection: Connection, number: int) -> Ledger:
    """Count the session's files by outcome."""
    return to_ledger(count_by_outcome(connection, number))


def count_by_outcome(connection: Connection, number: int) -> Sequence[Row[Any]]:
    """Return one row of counts for each outcome and choice, from one pass over the covering index."""
    file = staged_files.c
    query = (
        select(
            file.outcome,
            file.choice,
            func.count().label("files"),
            func.count().filter(file.has_metadata).label("metadata"),
            func.sum(file.keyword_count).label("keywords"),
            func.count(file.score).label("scores"),
            func.count().filter(file.is_nsfw).label("nsfw"),
            func.count().filter(file.kind == Kind.IMAGE).label("images"),
            func.count().filter(file.kind == Kind.VIDEO).label("videos"),
            func.sum(file.size).label("bytes"),
            func.count().filter(file.has_prompt).label("prompts"),
            func.count().filter(file.warning_count > 0).label("warnings"),
            func.count().filter(~file.pixels_read).label("without_pixels"),
        )
        .where(file.session == number)
        .group_by(file.outcome, file.choice)
    )
    return connection.execute(query).all()


def to_ledger(rows: Sequence[Row[Any]]) -> Ledger:
    """Sum up the rows of `count_by_outcome`."""
    files = Counter[Outcome]()
    for row in rows:
        files[Outcome(row.outcome)] += row.files
    return Ledger(
        discovered=files.total(), ok=files[Outcome.OK], failed=files[Outcome.FAILED], skipped=files[Outcome.SKIPPED]
    )


def to_counters(rows: Sequence[Row[Any]]) -> Counters:
    """Sum up the rows of `count_by_outcome`, whatever their choice."""
    ledger = to_ledger(rows)
    ok = [row for row in rows if row.outcome == Outcome.OK]
    return Counters(
        processed_files=ledger.ok + ledger.failed,
        metadata_extracted=sum(row.metadata for row in ok),
        keywords_added=sum(int(row.keywords) for row in ok),
        scores_imported=sum(row.scores for row in ok),
        nsfw_detected=sum(row.nsfw for row in ok),
        errors=ledger.failed,
    )


def count_companions(connection: Connection, number: int) -> dict[str, int]:
    """Count, by kind, the files that a commit would bring into the library together with their main file."""
    file, main = staged_files.c, staged_files.alias("main")
    query = (
        select(file.kind, func.count())
        .join_from(staged_files, main, main.c.id == file.main_id)
        .where(
            file.session == number,
            file.main_id.is_not(None),
            *(each.outcome == Outcome.OK for each in (file, main.c)),
            *(each.choice == Choice.APPLY for each in (file, main.c)),
        )
        .group_by(file.kind)
    )
    return {str(kind): files for kind, files in connection.execute(query)}


def to_totals(rows: Sequence[Row[Any]], companions: Mapping[str, int]) -> Totals:
    """Sum up the rows of `count_by_outcome`, without files whose choice is `leave`.

    Pictures and videos are counted without `companions`, which belong to a picture that counts.
    """
    ledger = to_ledger(rows)
    row = next((row for row in rows if row.outcome == Outcome.OK and row.choice == Choice.APPLY), None)
    if row is None:
        return Totals(failed=ledger.failed, skipped=ledger.skipped)
    return Totals(
        ok=row.files,
        failed=ledger.failed,
        skipped=ledger.skipped,
        nsfw=row.nsfw,
        images=row.images - companions.get(Kind.IMAGE, 0),
        videos=row.videos - companions.get(Kind.VIDEO, 0),
        bytes=int(row.bytes),
        with_prompt=row.prompts,
        with_score=row.scores,
        warnings=row.warnings,
        without_pixels=row.without_pixels,
    )


def load_sent_failures(connection: Connection, number: int, limit: int) -> list[FileFailure]:
    """Return the session's newest failures, oldest first, in the order in which their outcomes were stored."""
    file = staged_files.c
    query = (
        select(file.path, file.failure_step, file.failure_reason, file.finished_at)
        .where(file.session == number, is_failed)
        .order_by(file.finding_id.desc())
        .limit(limit)
    )
    return [FileFailure(path, step, reason, at) for path, step, reason, at in connection.execute(query)][::-1]


def load_newest_failures(connection: Connection, number: int) -> tuple[FileFailure, ...]:
    """Return the session's newest `ERRORS_KEPT` failures, oldest first."""
    file = staged_files.c
    query = (
        select(file.path, file.failure_step, file.failure_reason, file.finished_at)
        .where(file.session == number, is_failed)
        .order_by(file.finished_at.desc(), file.id.desc())
        .limit(ERRORS_KEPT)
    )
    newest_first = [FileFailure(path, step, reason, at) for path, step, reason, at in connection.execute(query)]
    return tuple(reversed(newest_first))
