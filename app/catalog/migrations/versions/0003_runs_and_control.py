"""Add runs to sessions, and a priority, a next folder and a rate over time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def _row_id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _text() -> sa.types.TypeEngine[str]:
    return sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.add_column("sessions", sa.Column("priority", sa.String(length=8), server_default="normal", nullable=False))
    op.add_column("sessions", sa.Column("next_folder", _text()))
    op.add_column("sessions", sa.Column("discovery_over", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("sessions", sa.Column("ended_at", sa.Float()))
    op.add_column("sessions", sa.Column("rate", sa.Text()))
    op.create_table(
        "runs",
        sa.Column("session", _row_id(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("step", sa.String(length=16)),
        sa.Column("reason", _text()),
        sa.Column("started_at", sa.Float(), nullable=False),
        sa.Column("ended_at", sa.Float()),
        sa.Column("status", sa.String(length=16)),
        sa.Column("elapsed", sa.Float(), nullable=False),
        sa.Column("ok", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("failed", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("left", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("ok_before", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("failed_before", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("elapsed_before", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["session"], ["sessions.id"], name="fk_runs_session_sessions", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("session", "number", name="pk_runs"),
        sqlite_with_rowid=False,
    )
    _fill()


def _fill() -> None:
    """Give each existing session a first run with all that it has done so far."""
    unfinished = "('starting', 'processing', 'paused')"
    op.execute("UPDATE sessions SET discovery_over = true WHERE status <> 'starting'")
    op.execute(
        f"""
        INSERT INTO runs
            (session, number, kind, started_at, ended_at, status, elapsed, elapsed_before, ok, failed, "left")
        SELECT s.id, 1, 'first', s.created_at,
            CASE WHEN s.status IN {unfinished} THEN NULL ELSE COALESCE(MAX(f.finished_at), s.created_at) END,
            CASE WHEN s.status IN {unfinished} THEN NULL
                 WHEN s.status IN ('error', 'cancelled') THEN s.status ELSE 'completed' END,
            s.elapsed, 0,
            COALESCE(SUM(CASE f.outcome WHEN 'ok' THEN 1 ELSE 0 END), 0),
            COALESCE(SUM(CASE f.outcome WHEN 'failed' THEN 1 ELSE 0 END), 0),
            COALESCE(SUM(CASE f.outcome WHEN 'pending' THEN 1 ELSE 0 END), 0)
        FROM sessions s LEFT JOIN staged_files f ON f.session = s.id
        GROUP BY s.id, s.created_at, s.status, s.elapsed
        """
    )
    op.execute("UPDATE sessions SET ended_at = (SELECT ended_at FROM runs WHERE runs.session = sessions.id)")
