"""Fingerprints (digests) of findings, so that two findings can be compared without loading them.

A fingerprint leaves out the provenance of values, and the thumbnail, which is generated. Two findings that differ only
in these are equal.
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
    """Return the 16-byte fingerprint of a finding. `report` must include its blocks."""
    values = {
        name: float(value) if name in _FLOATS and isinstance(value, int) else value
        for name, value in columns_of(report).items()
        if name != "provenance"
    }
    blocks = [(block.name, block.text) for block in report.blocks]
    document = json.dumps([values, bool(is_nsfw), report.keywords, blocks])
    return blake2b(document.encode(), digest_size=16).digest()


def add_missing_digests(connection: Connection, finding_ids: Sequence[int]) -> dict[int, bytes]:
    """Compute and store the missing digests of these findings. Return the computed digests by finding id."""
    without = select(findings).where(findings.c.id.in_(finding_ids), findings.c.digest.is_(None))
    rows = connection.execute(without).all()
    words = keywords_of(connection, [row.id for row in rows])
    computed = {}
    for row in rows:
        report = replace(report_of("", row, words.get(row.id, ())), blocks=blocks_of(connection, row.id))
        computed[row.id] = digest_of(report, is_nsfw=row.is_nsfw)
        connection.execute(update(findings).where(findings.c.id == row.id).values(digest=computed[row.id]))
    return computed
