"""Add the packed records of the search index, and index every file again, which writes its record."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "search_records",
        sa.Column("file_id", _row_id(), autoincrement=False, nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.Column("pairs", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("file_id", name="pk_search_records"),
    )
    op.create_table(
        "search_changes",
        sa.Column("id", _row_id(), autoincrement=True, nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_search_changes"),
        sqlite_autoincrement=True,
    )
    op.execute(
        "INSERT INTO search_queue(file_id) SELECT id FROM library_files"
        " WHERE id NOT IN (SELECT file_id FROM search_queue) ORDER BY id"
    )


def _row_id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")
