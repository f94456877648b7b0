"""The rows of findings: new ones, and those that nothing needs any more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, delete, exists, insert, or_, select, text

from app.catalog.database.schema import (
    commit_entries,
    commit_removals,
    edits,
    finding_keywords,
    findings,
    keywords,
    library_files,
    library_removals,
    packed_blocks,
    staged_files,
    thumbnails,
)
from app.catalog.database.sql.bulk import execute_many
from app.catalog.database.sql.insert_ignore import insert_ignore
from app.catalog.findings.keywords import link_keywords
from app.domain.findings.encoded_report import EncodedReport

LOAD_BATCH = 50
"""Whole reports that are in memory at a time while excerpts are made of them. A hostile one has some megabytes."""

# Built once, because building them for every batch would cost more than executing them.
_new_findings = insert(findings)
_new_blocks = insert(packed_blocks)


def insert_findings(connection: Connection, reports: Sequence[EncodedReport]) -> list[int]:
    """Insert the reports with their keywords, blocks and thumbnails. Return the ids of the findings, in order."""
    pictures = {report.thumbnail["thumbnail_id"]: report.thumbnail for report in reports if report.thumbnail}
    insert_ignore(connection, thumbnails, list(pictures.values()))
    ids = reserve_ids(connection, len(reports))
    numbered = list(zip(ids, reports, strict=True))
    execute_many(connection, _new_findings, [{"id": finding_id, **report.finding} for finding_id, report in numbered])
    link_keywords(connection, {finding_id: report.keywords for finding_id, report in numbered})
    blocks = [{"finding_id": finding_id, "data": report.blocks} for finding_id, report in numbered if report.blocks]
    execute_many(connection, _new_blocks, blocks)
    return ids


def reserve_ids(connection: Connection, number: int) -> list[int]:
    """Return ids that no finding has or had. The caller must insert rows with all of them."""
    if connection.dialect.name == "postgresql":
        ids = text("SELECT nextval(pg_get_serial_sequence('findings', 'id')) FROM generate_series(1, :number)")
        return list(connection.execute(ids, {"number": number}).scalars())
    # The only writer is this transaction; SQLite raises the last id when a row with a higher one is inserted.
    last = connection.execute(text("SELECT seq FROM sqlite_sequence WHERE name = 'findings'")).scalar_one_or_none() or 0
    return list(range(last + 1, last + number + 1))


def drop_unreferenced(connection: Connection, finding_ids: Sequence[int]) -> None:
    """Delete those of the findings that nothing points to any more, with thumbnails and keywords only they used."""
    unused = [
        row.id
        for row in connection.execute(select(findings.c.id).where(findings.c.id.in_(finding_ids), ~_is_referenced()))
    ]
    pictures = select(findings.c.thumbnail_id).where(findings.c.id.in_(unused), findings.c.thumbnail_id.is_not(None))
    thumbnail_ids = connection.execute(pictures.distinct()).scalars().all()
    words = select(finding_keywords.c.keyword_id).where(finding_keywords.c.finding_id.in_(unused))
    keyword_ids = connection.execute(words.distinct()).scalars().all()
    connection.execute(delete(findings).where(findings.c.id.in_(unused)))
    has_finding = exists().where(findings.c.thumbnail_id == thumbnails.c.thumbnail_id)
    connection.execute(delete(thumbnails).where(thumbnails.c.thumbnail_id.in_(thumbnail_ids), ~has_finding))
    is_used = exists().where(finding_keywords.c.keyword_id == keywords.c.id)
    connection.execute(delete(keywords).where(keywords.c.id.in_(keyword_ids), ~is_used))


def _is_referenced() -> Any:
    return or_(
        exists().where(staged_files.c.finding_id == findings.c.id),
        exists().where(library_files.c.finding_id == findings.c.id),
        exists().where(commit_entries.c.finding_before == findings.c.id),
        exists().where(commit_entries.c.finding_after == findings.c.id),
        exists().where(commit_removals.c.finding_id == findings.c.id),
        exists().where(edits.c.finding_read == findings.c.id),
        exists().where(library_removals.c.finding_id == findings.c.id),
    )
