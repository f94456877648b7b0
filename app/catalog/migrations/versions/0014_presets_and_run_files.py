"""Add presets, the files of a restricted run, and how many files each commit left out."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def _text() -> sa.types.TypeEngine[str]:
    return sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def _row_id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _key(column: str, to: str) -> sa.ForeignKey:
    return sa.ForeignKey(f"{to}.id", name=f"fk_run_files_{column}_{to}", ondelete="CASCADE")


def upgrade() -> None:
    op.create_table(
        "presets",
        sa.Column("id", _row_id(), primary_key=True, autoincrement=True),
        sa.Column("owner", _row_id(), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("name", _text(), nullable=False),
        sa.Column("name_key", _text(), nullable=False),
        sa.Column("options", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.Float(), nullable=False),
        sa.UniqueConstraint("owner", "kind", "name_key", name="uq_presets_owner_kind_name_key"),
    )
    op.create_table(
        "run_files",
        sa.Column("file_id", _row_id(), _key("file_id", "staged_files"), primary_key=True, autoincrement=False),
        sa.Column("session", _row_id(), _key("session", "sessions"), nullable=False),
    )
    op.create_index("ix_run_files_session_file_id", "run_files", ["session", "file_id"])
    op.add_column("commits", sa.Column("left_out", sa.Integer(), nullable=True))
