"""Add the journal of edit steps. Pack the metadata blocks that earlier programs left unpacked, and drop their table."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.catalog.database.column_types import UntrustedText
from app.catalog.database.sql.insert_ignore import insert_ignore
from app.domain.findings.packed_blocks import pack_blocks
from app.domain.report import Block

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

PACK_BATCH = 500
"""Findings that are packed in one transaction. The blocks of only one are in memory at a time."""

_before = sa.MetaData()
finding_blocks = sa.Table(
    "finding_blocks",
    _before,
    sa.Column("finding_id", sa.BigInteger(), primary_key=True),
    sa.Column("position", sa.Integer(), primary_key=True),
    sa.Column("name", UntrustedText()),
    sa.Column("text", UntrustedText()),
)
packed_blocks = sa.Table(
    "packed_blocks",
    _before,
    sa.Column("finding_id", sa.BigInteger(), primary_key=True),
    sa.Column("data", sa.LargeBinary()),
)


def prepare(connection: sa.Connection) -> bool:
    """Pack the blocks of the next findings. Return False once there were none.

    `migrate` commits after each call, so that a program which is killed continues where it stopped.
    """
    ids = sa.select(finding_blocks.c.finding_id).distinct().order_by(finding_blocks.c.finding_id).limit(PACK_BATCH)
    found = connection.execute(ids).scalars().all()
    for finding_id in found:
        data = pack_blocks(_blocks_of(connection, finding_id))
        # An earlier program may have packed the finding and stopped before it removed these rows.
        insert_ignore(connection, packed_blocks, [{"finding_id": finding_id, "data": data}])
        connection.execute(sa.delete(finding_blocks).where(finding_blocks.c.finding_id == finding_id))
    return bool(found)


def _blocks_of(connection: sa.Connection, finding_id: int) -> list[Block]:
    block = finding_blocks.c
    query = sa.select(block.name, block.text).where(block.finding_id == finding_id).order_by(block.position)
    return [Block(name, text) for name, text in connection.execute(query)]


def upgrade() -> None:
    while prepare(op.get_bind()):
        pass
    op.drop_table("finding_blocks")
    op.create_table(
        "edit_steps",
        sa.Column("id", _row_id(), primary_key=True, autoincrement=True),
        _reference("edit_steps", "session", "sessions"),
        sa.Column("made_at", sa.Float(), nullable=False),
        sa.Column("who", _text(), nullable=False),
        sa.Column("edit", sa.Text(), nullable=False),
        _flag("of_gone"),
        sa.Column("files", sa.Integer(), nullable=False),
        _flag("undone"),
        _flag("committed"),
        sa.PrimaryKeyConstraint("id", name="pk_edit_steps"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_edit_steps_session", "edit_steps", ["session", "id"])
    op.create_table(
        "edit_step_files",
        _reference("edit_step_files", "step", "edit_steps"),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("step", "number", name="pk_edit_step_files"),
    )


def _row_id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _text() -> sa.types.TypeEngine[str]:
    return sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())


def _reference(table: str, column: str, other: str) -> sa.Column[int]:
    key = sa.ForeignKey(f"{other}.id", name=f"fk_{table}_{column}_{other}", ondelete="CASCADE")
    return sa.Column(column, _row_id(), key, autoincrement=False, nullable=False)
