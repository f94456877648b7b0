"""The raw metadata blocks of findings. All blocks of a finding are one row of `packed_blocks`."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, exists, func, select

from app.catalog.database.schema import findings, packed_blocks
from app.domain.findings.packed_blocks import unpack_blocks
from app.domain.report import Block


def blocks_of(connection: Connection, finding_id: int) -> tuple[Block, ...]:
    """Return the raw metadata blocks of a finding, in the order of the file."""
    packed = select(packed_blocks.c.data).where(packed_blocks.c.finding_id == finding_id)
    data = connection.execute(packed).scalar_one_or_none()
    return () if data is None else unpack_blocks(data)


def has_blocks() -> ColumnElement[bool]:
    """Return the condition that a finding has blocks."""
    return exists().where(packed_blocks.c.finding_id == findings.c.id)


def count_findings_with_blocks(connection: Connection) -> int:
    """Return how many findings have blocks."""
    return connection.execute(select(func.count()).select_from(packed_blocks)).scalar_one()
