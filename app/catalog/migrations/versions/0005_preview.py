"""Add relations, choices, edits and gone files."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def _row_id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _text() -> sa.types.TypeEngine[str]:
    return sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    _add_columns()
    op.execute(
        "UPDATE staged_files SET content_key = (SELECT substr(content_hash, 1, 32) FROM findings "
        "WHERE findings.id = staged_files.finding_id) WHERE outcome = 'ok'"
    )
    _add_tables()
    _add_indexes()


def _add_columns() -> None:
    for table in ("sessions", "commits"):
        for name in ("moved", "removed"):
            op.add_column(table, sa.Column(name, sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.add_column("sessions", sa.Column("related_to", sa.String(length=64)))
    op.add_column("sessions", sa.Column("gone_withheld", _text()))
    op.add_column("findings", sa.Column("digest", sa.LargeBinary(length=16)))
    op.add_column("staged_files", sa.Column("content_key", sa.String(length=32)))
    op.add_column("staged_files", sa.Column("stack_key", sa.LargeBinary(length=16)))
    op.add_column("staged_files", sa.Column("relation", sa.String(length=9)))
    op.add_column("staged_files", sa.Column("library_id", _row_id()))
    op.add_column(
        "staged_files", sa.Column("choice", sa.String(length=5), server_default=sa.text("'apply'"), nullable=False)
    )
    op.add_column("commit_entries", sa.Column("changed_before", sa.Float()))
    op.add_column("commit_entries", sa.Column("moved_from", _text()))
    op.add_column("commit_entries", sa.Column("moved_from_hash", sa.LargeBinary(length=16)))


def _add_tables() -> None:
    op.create_table(
        "edits",
        sa.Column("file_id", _row_id(), autoincrement=False, nullable=False),
        sa.Column("session", _row_id(), nullable=False),
        sa.Column("finding_read", _row_id(), nullable=False),
        sa.Column("fields", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["staged_files.id"], name="fk_edits_file_id_staged_files", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["session"], ["sessions.id"], name="fk_edits_session_sessions", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["finding_read"], ["findings.id"], name="fk_edits_finding_read_findings"),
        sa.PrimaryKeyConstraint("file_id", name="pk_edits"),
    )
    op.create_table(
        "gone_files",
        sa.Column("session", _row_id(), autoincrement=False, nullable=False),
        sa.Column("library_id", _row_id(), autoincrement=False, nullable=False),
        sa.Column("finding_id", _row_id(), nullable=False),
        sa.Column("choice", sa.String(length=5), server_default=sa.text("'leave'"), nullable=False),
        sa.Column("confirmed_at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session"], ["sessions.id"], name="fk_gone_files_session_sessions", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session", "library_id", name="pk_gone_files"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "commit_removals",
        sa.Column("commit_id", _row_id(), nullable=False),
        sa.Column("library_id", _row_id(), nullable=False),
        sa.Column("path", _text(), nullable=False),
        sa.Column("path_hash", sa.LargeBinary(length=16), nullable=False),
        sa.Column("finding_id", _row_id(), nullable=False),
        sa.Column("added_at", sa.Float(), nullable=False),
        sa.Column("changed_at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commit_id"], ["commits.id"], name="fk_commit_removals_commit_id_commits", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["finding_id"], ["findings.id"], name="fk_commit_removals_finding_id_findings"),
        sa.PrimaryKeyConstraint("commit_id", "library_id", name="pk_commit_removals"),
        sqlite_with_rowid=False,
    )


def _add_indexes() -> None:
    op.create_index("ix_edits_session", "edits", ["session", "file_id"])
    op.create_index("ix_edits_finding_read", "edits", ["finding_read"])
    op.create_index("ix_commit_removals_finding_id", "commit_removals", ["finding_id"])
    op.create_index("ix_staged_files_content_key", "staged_files", ["session", "content_key", "id"])
    op.create_index("ix_staged_files_stack_key", "staged_files", ["session", "stack_key", "id"])
    op.create_index("ix_staged_files_relation", "staged_files", ["session", "relation", "choice", "id"])
    op.create_index(
        "ix_staged_files_moved",
        "staged_files",
        ["session", "library_id", "id"],
        sqlite_where=sa.text("relation = 'moved'"),
        postgresql_where=sa.text("relation = 'moved'"),
    )
    op.drop_index("ix_staged_files_ledger", "staged_files")
    counted = ["has_metadata", "keyword_count", "score", "is_nsfw", "kind", "size", "has_prompt", "warning_count"]
    op.create_index("ix_staged_files_ledger", "staged_files", ["session", "outcome", *counted, "choice"])
