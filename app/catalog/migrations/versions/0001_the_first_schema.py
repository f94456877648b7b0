"""Create the first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _row_id() -> sa.types.TypeEngine[int]:
    """64 bits. SQLite assigns row ids only in a column of the exact type INTEGER."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _text() -> sa.types.TypeEngine[str]:
    """Text that compares by code point."""
    return sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "commits",
        sa.Column("id", _row_id(), nullable=False),
        sa.Column("session_id", _text(), nullable=False),
        sa.Column("committed_at", sa.Float(), nullable=False),
        sa.Column("created", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("updated", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("undone_at", sa.Float()),
        sa.PrimaryKeyConstraint("id", name="pk_commits"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_commits_session_id", "commits", ["session_id", "id"])
    op.create_table(
        "deleted_sessions",
        sa.Column("session_id", _text(), nullable=False),
        sa.Column("deleted_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("session_id", name="pk_deleted_sessions"),
    )
    op.create_table(
        "keywords",
        sa.Column("id", _row_id(), nullable=False),
        sa.Column("keyword", _text(), nullable=False),
        sa.Column("keyword_hash", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_keywords"),
        sa.UniqueConstraint("keyword_hash", name="uq_keywords_keyword_hash"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "sessions",
        sa.Column("id", _row_id(), nullable=False),
        sa.Column("session_id", _text()),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("parameters", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.Column("elapsed", sa.Float(), nullable=False),
        sa.Column("message", _text(), nullable=False),
        sa.Column("committed", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("commit_total", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("created", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("updated", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
        sa.UniqueConstraint("session_id", name="uq_sessions_session_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_sessions_created_at", "sessions", ["created_at", "id"])
    op.create_index("ix_sessions_status", "sessions", ["status"])
    op.create_table(
        "thumbnails",
        sa.Column("thumbnail_id", sa.String(length=32), nullable=False),
        sa.Column("media_type", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("thumbnail_id", name="pk_thumbnails"),
    )
    op.create_table(
        "findings",
        sa.Column("id", _row_id(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("mtime_ns", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=8)),
        sa.Column("format", _text()),
        sa.Column("width", sa.BigInteger()),
        sa.Column("height", sa.BigInteger()),
        sa.Column("duration_s", sa.Float()),
        sa.Column("frame_rate", sa.Float()),
        sa.Column("codec", _text()),
        sa.Column("captured_at", _text()),
        sa.Column("camera_make", _text()),
        sa.Column("camera_model", _text()),
        sa.Column("gps_lat", sa.Float()),
        sa.Column("gps_lon", sa.Float()),
        sa.Column("tool", _text()),
        sa.Column("model", _text()),
        sa.Column("generation", sa.Text()),
        sa.Column("score", sa.Integer()),
        sa.Column("favourite", sa.Boolean()),
        sa.Column("nsfw_score", sa.Float()),
        sa.Column("nsfw_model", _text()),
        sa.Column("is_nsfw", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("content_hash", sa.String(length=64)),
        sa.Column("perceptual_hash", sa.String(length=16)),
        sa.Column("thumbnail_id", sa.String(length=32)),
        sa.Column("failures", sa.Text(), nullable=False),
        sa.Column("provenance", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["thumbnail_id"], ["thumbnails.thumbnail_id"], name="fk_findings_thumbnail_id_thumbnails"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_findings"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_findings_content_hash", "findings", ["content_hash"])
    op.create_index("ix_findings_thumbnail_id", "findings", ["thumbnail_id"])
    op.create_table(
        "commit_entries",
        sa.Column("commit_id", _row_id(), nullable=False),
        sa.Column("path_hash", sa.LargeBinary(length=16), nullable=False),
        sa.Column("path", _text(), nullable=False),
        sa.Column("finding_before", _row_id()),
        sa.Column("finding_after", _row_id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commit_id"], ["commits.id"], name="fk_commit_entries_commit_id_commits", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["finding_after"], ["findings.id"], name="fk_commit_entries_finding_after_findings"),
        sa.ForeignKeyConstraint(["finding_before"], ["findings.id"], name="fk_commit_entries_finding_before_findings"),
        sa.PrimaryKeyConstraint("commit_id", "path_hash", name="pk_commit_entries"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_commit_entries_finding_after", "commit_entries", ["finding_after"])
    op.create_index("ix_commit_entries_finding_before", "commit_entries", ["finding_before"])
    op.create_table(
        "finding_blocks",
        sa.Column("finding_id", _row_id(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", _text(), nullable=False),
        sa.Column("text", _text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["findings.id"], name="fk_finding_blocks_finding_id_findings", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("finding_id", "position", name="pk_finding_blocks"),
    )
    op.create_table(
        "finding_keywords",
        sa.Column("finding_id", _row_id(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("keyword_id", _row_id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["findings.id"], name="fk_finding_keywords_finding_id_findings", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["keyword_id"], ["keywords.id"], name="fk_finding_keywords_keyword_id_keywords"),
        sa.PrimaryKeyConstraint("finding_id", "position", name="pk_finding_keywords"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_finding_keywords_keyword_id", "finding_keywords", ["keyword_id", "finding_id"])
    op.create_table(
        "library_files",
        sa.Column("id", _row_id(), nullable=False),
        sa.Column("path", _text(), nullable=False),
        sa.Column("path_hash", sa.LargeBinary(length=16), nullable=False),
        sa.Column("finding_id", _row_id(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("mtime_ns", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=8)),
        sa.Column("captured_at", _text()),
        sa.Column("score", sa.Integer()),
        sa.Column("is_nsfw", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("tool", _text()),
        sa.Column("model", _text()),
        sa.Column("added_at", sa.Float(), nullable=False),
        sa.Column("changed_at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["finding_id"], ["findings.id"], name="fk_library_files_finding_id_findings"),
        sa.PrimaryKeyConstraint("id", name="pk_library_files"),
        sa.UniqueConstraint("path_hash", name="uq_library_files_path_hash"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_library_files_finding_id", "library_files", ["finding_id"])
    op.create_table(
        "staged_files",
        sa.Column("id", _row_id(), nullable=False),
        sa.Column("session", _row_id(), nullable=False),
        sa.Column("path", _text(), nullable=False),
        sa.Column("path_hash", sa.LargeBinary(length=16), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("mtime_ns", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.String(length=8), nullable=False),
        sa.Column("finished_at", sa.Float()),
        sa.Column("finding_id", _row_id()),
        sa.Column("kind", sa.String(length=8)),
        sa.Column("captured_at", _text()),
        sa.Column("score", sa.Integer()),
        sa.Column("nsfw_score", sa.Float()),
        sa.Column("is_nsfw", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("has_metadata", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("has_prompt", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("keyword_count", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("warning_count", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("failure_step", sa.String(length=16)),
        sa.Column("failure_reason", _text()),
        sa.Column("search_text", _text(), nullable=False),
        sa.ForeignKeyConstraint(["finding_id"], ["findings.id"], name="fk_staged_files_finding_id_findings"),
        sa.ForeignKeyConstraint(
            ["session"], ["sessions.id"], name="fk_staged_files_session_sessions", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_staged_files"),
        sa.UniqueConstraint("session", "path_hash", name="uq_staged_files_session_path_hash"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_staged_files_failed",
        "staged_files",
        ["session", "finished_at", "id"],
        sqlite_where=sa.text("outcome = 'failed'"),
        postgresql_where=sa.text("outcome = 'failed'"),
    )
    op.create_index("ix_staged_files_finding_id", "staged_files", ["finding_id"])
    op.create_index(
        "ix_staged_files_ledger",
        "staged_files",
        [
            "session",
            "outcome",
            "has_metadata",
            "keyword_count",
            "score",
            "is_nsfw",
            "kind",
            "size",
            "has_prompt",
            "warning_count",
        ],
    )
    op.create_index("ix_staged_files_outcome", "staged_files", ["session", "outcome", "id"])
    op.create_index("ix_staged_files_path", "staged_files", ["session", sa.text("substr(path, 1, 400)")])
    op.create_index("ix_library_files_path", "library_files", [sa.text("substr(path, 1, 400)")])
    op.create_index("ix_staged_files_session", "staged_files", ["session", "id"])
