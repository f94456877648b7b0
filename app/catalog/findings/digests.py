"""Digests of findings that were stored without one."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select, update

from app.catalog.database.schema import findings
from app.catalog.findings.blocks import blocks_of
from app.catalog.findings.keywords import keywords_of
from app.domain.findings.columns import columns_of, report_of
from app.domain.findings.digest import digest_of


def add_missing_digests(connection: Connection, finding_ids: Sequence[int]) -> dict[int, bytes]:
    """Compute and store the missing digests of these findings. Return the computed digests by finding id."""
    without = select(findings.c.id).where(findings.c.id.in_(finding_ids), findings.c.digest.is_(None))
    ids = connection.execute(without).scalars().all()
    words = keywords_of(connection, ids)
    computed = {}
    for finding_id in ids:
        row = connection.execute(select(findings).where(findings.c.id == finding_id)).one()
        keywords = words.get(row.id, ())
        columns = columns_of(report_of("", row, keywords))
        computed[row.id] = digest_of(columns, keywords, blocks_of(connection, row.id), is_nsfw=bool(row.is_nsfw))
        connection.execute(update(findings).where(findings.c.id == row.id).values(digest=computed[row.id]))
    return computed
