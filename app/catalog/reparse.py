"""Reparse stored blocks with newer parsers, and write the results over what older parsers found.

The finding itself changes, so everything that points to it (staging, library, undo journal) has the new values, and
commits can still be undone. The columns that staging and library repeat change in the same transaction.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, Engine, delete, exists, select, update

from app.catalog.database.database import Database, Read, Write
from app.catalog.database.schema import finding_keywords, findings, keywords, library_files, sessions
from app.catalog.database.schema import staged_files as staged
from app.catalog.findings.blocks import blocks_of, count_findings_with_blocks, has_blocks
from app.catalog.findings.keywords import keywords_of, link_keywords
from app.catalog.preview.relations import forget_relations
from app.domain.findings.columns import columns_of, report_of
from app.domain.findings.encoded_report import build_search_text
from app.domain.preview import EDITED
from app.domain.progress import Outcome
from app.domain.report import FileReport
from app.domain.review.stacks import compute_stack_key
from app.domain.text.stored_text import text_hash

READ_BATCH = 50

PARSED = (
    *("captured_at", "content_identifier", "camera_make", "camera_model", "gps_lat", "gps_lon"),
    *("tool", "model", "generation", "failures", "provenance"),
)
"""The columns of a finding that parsers fill."""


@dataclass(frozen=True, slots=True)
class StoredFinding:
    """A finding with raw blocks. Its `report` includes them, but neither path nor thumbnail."""

    finding_id: int
    wants_keywords: bool
    """False if a session with this finding does not extract keywords, or if the user edited them."""
    report: FileReport


@dataclass(frozen=True, slots=True)
class Improvement:
    """How many rows have new values."""

    staged: int = 0
    library: int = 0

    def __add__(self, other: Improvement) -> Improvement:
        return Improvement(self.staged + other.staged, self.library + other.library)


def iterate_findings(engine: Engine) -> Iterator[StoredFinding]:
    """Yield all findings with blocks, in order of id. Only one finding's blocks are in memory at a time."""
    after_id = 0
    while True:
        with engine.connect() as connection:
            head = select(findings).where(findings.c.id > after_id, has_blocks())
            rows = connection.execute(head.order_by(findings.c.id).limit(READ_BATCH)).all()
            words = keywords_of(connection, [row.id for row in rows])
            without = _find_without_keywords(connection, [row.id for row in rows])
        for row in rows:
            with engine.connect() as connection:
                blocks = blocks_of(connection, row.id)
            report = replace(report_of("", row, words.get(row.id, ())), blocks=blocks)
            wants_keywords = row.id not in without and report.provenance.get("keywords") != EDITED
            yield StoredFinding(row.id, wants_keywords, report)
        if not rows:
            return
        after_id = rows[-1].id


def _find_without_keywords(connection: Connection, finding_ids: Sequence[int]) -> set[int]:
    """Return those of the findings that belong to a session that does not extract keywords."""
    rows = connection.execute(
        select(staged.c.finding_id, sessions.c.parameters)
        .join(sessions, sessions.c.id == staged.c.session)
        .where(staged.c.finding_id.in_(finding_ids), staged.c.outcome != Outcome.SKIPPED)
    )
    return {row.finding_id for row in rows if not json.loads(row.parameters)["extract_keywords"]}


def write_reparsed(connection: Connection, reports: Sequence[tuple[int, FileReport]]) -> Improvement:
    """Write new reports by finding id, and the columns that staging and library repeat."""
    changed = Improvement()
    for finding_id, report in reports:
        values = columns_of(report)
        parsed = {name: values[name] for name in PARSED} | {"digest": None}
        connection.execute(update(findings).where(findings.c.id == finding_id).values(parsed))
        _replace_keywords(connection, finding_id, report.keywords)
        changed += Improvement(
            _rewrite_staged(connection, finding_id, report), _rewrite_library(connection, finding_id, values)
        )
    forget_relations(connection)
    return changed


def _replace_keywords(connection: Connection, finding_id: int, words: Sequence[str]) -> None:
    links = finding_keywords.c.finding_id == finding_id
    before = connection.execute(select(finding_keywords.c.keyword_id).where(links)).scalars().all()
    connection.execute(delete(finding_keywords).where(links))
    link_keywords(connection, {finding_id: [(text_hash(word), word) for word in words]})
    is_used = exists().where(finding_keywords.c.keyword_id == keywords.c.id)
    connection.execute(delete(keywords).where(keywords.c.id.in_(before), ~is_used))


def _rewrite_staged(connection: Connection, finding_id: int, report: FileReport) -> int:
    """Rewrite the columns that staged files repeat; a skipped file only repeats those of a library file."""
    pointing = staged.c.finding_id == finding_id
    rows = connection.execute(select(staged.c.id, staged.c.path, staged.c.outcome).where(pointing)).all()
    connection.execute(update(staged).where(pointing).values(captured_at=report.captured_at))
    for row in rows:
        if row.outcome != Outcome.SKIPPED:
            values = {
                "has_prompt": bool(report.generation and report.generation.prompt),
                "keyword_count": len(report.keywords),
                "warning_count": 0 if report.fatal else len(report.failures),
                "search_text": build_search_text(row.path, report.generation, report.keywords),
            }
            if values["has_prompt"]:  # otherwise the stack key depends on the blocks, which do not change
                values["stack_key"] = compute_stack_key(report)
            connection.execute(update(staged).where(staged.c.id == row.id).values(values))
    return len(rows)


def _rewrite_library(connection: Connection, finding_id: int, values: dict[str, object]) -> int:
    repeated = {name: values[name] for name in ("captured_at", "tool", "model")}
    pointing = library_files.c.finding_id == finding_id
    return connection.execute(update(library_files).where(pointing).values(repeated)).rowcount


class FindingStore:
    """`catalog.findings`: findings that can be reparsed from their stored blocks."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def iterate(self) -> Iterator[StoredFinding]:
        """Yield every finding with raw blocks, of library and staging, in bounded memory."""
        return iterate_findings(self._database.read_engine)

    def count(self) -> Read[int]:
        """Return how many findings have raw blocks."""
        return self._database.read(count_findings_with_blocks)

    def improve(self, reports: Sequence[tuple[int, FileReport]]) -> Write[Improvement]:
        """Replace the parsed values by those of new reports, by finding id: all of them or, on failure, none."""
        return self._database.write(lambda c: write_reparsed(c, reports), alone=True)
