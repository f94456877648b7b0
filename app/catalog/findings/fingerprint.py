"""A digest of all that a finding says, so that two findings are compared without being read.

Left out is where values came from, and the thumbnail, which is made and not found: two findings that differ in these
alone say the same.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from hashlib import blake2b

from sqlalchemy import Connection, Float, select, update

from app.catalog.database.schema import findings
from app.catalog.findings.rows import blocks_of, columns_of, keywords_of, report_of
from app.domain.report import FileReport

_FLOATS = frozenset(column.name for column in findings.c if isinstance(column.type, Float))


def digest_of(report: FileReport, *, is_nsfw: bool) -> bytes:
    """16 bytes; `report` has its blocks."""
    said = {
        name: float(value) if name in _FLOATS and isinstance(value, int) else value
        for name, value in columns_of(report).items()
        if name != "provenance"
    }
    blocks = [(block.name, block.text) for block in report.blocks]
    document = json.dumps([said, bool(is_nsfw), report.keywords, blocks])
    return blake2b(document.encode(), digest_size=16).digest()


def add_digests(connection: Connection, finding_ids: Sequence[int]) -> dict[int, bytes]:
    """Make the digests that are missing of these findings; id → digest of those that were made."""
    without = select(findings).where(findings.c.id.in_(finding_ids), findings.c.digest.is_(None))
    rows = connection.execute(without).all()
    words = keywords_of(connection, [row.id for row in rows])
    made = {}
    for row in rows:
        report = replace(report_of("", row, words.get(row.id, ())), blocks=blocks_of(connection, row.id))
        made[row.id] = digest_of(report, is_nsfw=row.is_nsfw)
        connection.execute(update(findings).where(findings.c.id == row.id).values(digest=made[row.id]))
    return made
