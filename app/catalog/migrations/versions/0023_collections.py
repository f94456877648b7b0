"""Add collections of library files, and saved searches."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "collections",
        sa.Column("id", _row_id(), autoincrement=True, nullable=False),
        sa.Column("parent_id", _row_id()),
        sa.Column("name", _text(), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.Column("removed_by", _row_id()),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["collections.id"], name="fk_collections_parent_id_collections", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_collections"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "collection_files",
        sa.Column("collection_id", _row_id(), autoincrement=False, nullable=False),
        sa.Column("file_id", _row_id(), autoincrement=False, nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["collection_id"],
            ["collections.id"],
            name="fk_collection_files_collection_id_collections",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("collection_id", "file_id", name="pk_collection_files"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_collection_files_file_id", "collection_files", ["file_id"])
    op.create_table(
        "collection_changes",
        sa.Column("id", _row_id(), autoincrement=True, nullable=False),
        sa.Column("collection_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_collection_changes"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "saved_searches",
        sa.Column("id", _row_id(), autoincrement=True, nullable=False),
        sa.Column("name", _text(), nullable=False),
        sa.Column("name_key", _text(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_saved_searches"),
        sa.UniqueConstraint("name_key", name="uq_saved_searches_name_key"),
    )


def _row_id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _text() -> sa.types.TypeEngine[str]:
    return sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
