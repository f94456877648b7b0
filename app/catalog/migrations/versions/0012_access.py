"""Add accounts, their credentials, and the audit log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def _text() -> sa.types.TypeEngine[str]:
    return sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def _row_id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _id() -> sa.Column[int]:
    return sa.Column("id", _row_id(), primary_key=True, autoincrement=True)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[float]:
    return sa.Column(name, sa.Float(), nullable=nullable)


def _name(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, _text(), nullable=nullable)


def _account(table: str, *, nullable: bool) -> sa.Column[int]:
    key = sa.ForeignKey("accounts.id", name=f"fk_{table}_account_id_accounts")
    return sa.Column("account_id", _row_id(), key, nullable=nullable)


def _hash(name: str = "secret_hash", *, nullable: bool = False) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(32), nullable=nullable)


def _role() -> sa.Column[str]:
    return sa.Column("role", sa.String(8), nullable=False)


def upgrade() -> None:
    op.create_table(
        "accounts",
        _id(),
        _name("name"),
        _name("name_key"),
        _role(),
        sa.Column("password_hash", sa.Text()),
        _name("identity", nullable=True),
        sa.Column("disabled", sa.Boolean(), nullable=False, server_default=sa.false()),
        _moment("created_at"),
        sa.UniqueConstraint("name_key", name="uq_accounts_name_key"),
        sa.UniqueConstraint("identity", name="uq_accounts_identity"),
    )
    op.create_table(
        "invitations",
        _id(),
        _account("invitations", nullable=True),
        _role(),
        _hash(),
        _moment("created_at"),
        _moment("expires_at"),
        sa.UniqueConstraint("secret_hash", name="uq_invitations_secret_hash"),
    )
    op.create_table(
        "sign_ins",
        _id(),
        _account("sign_ins", nullable=False),
        _hash(),
        _hash("previous_hash", nullable=True),
        _moment("rotated_at"),
        _moment("created_at"),
        _moment("seen_at"),
        _moment("expires_at"),
        _name("address"),
        _name("browser"),
        sa.UniqueConstraint("secret_hash", name="uq_sign_ins_secret_hash"),
        sa.UniqueConstraint("previous_hash", name="uq_sign_ins_previous_hash"),
    )
    op.create_table(
        "tokens",
        _id(),
        _account("tokens", nullable=True),
        _name("name"),
        _role(),
        _hash(),
        _moment("created_at"),
        _moment("expires_at"),
        _moment("used_at", nullable=True),
        sa.UniqueConstraint("secret_hash", name="uq_tokens_secret_hash"),
    )
    op.create_table(
        "guest_links",
        _id(),
        _hash(),
        _name("session_id", nullable=True),
        _name("query", nullable=True),
        sa.Column("file_key", sa.LargeBinary(32), nullable=False),
        _name("created_by"),
        _moment("created_at"),
        _moment("expires_at"),
        sa.UniqueConstraint("secret_hash", name="uq_guest_links_secret_hash"),
    )
    op.create_table(
        "sign_in_failures",
        _id(),
        sa.Column("key", sa.LargeBinary(16), nullable=False),
        _moment("failed_at"),
    )
    op.create_table(
        "audit_log",
        _id(),
        _moment("at"),
        _name("who"),
        sa.Column("credential", sa.String(8), nullable=False),
        _name("address"),
        sa.Column("action", sa.String(40), nullable=False),
        _name("target"),
        _name("details"),
    )
    for table in ("invitations", "sign_ins", "tokens"):
        op.create_index(f"ix_{table}_account_id", table, ["account_id"])
    op.create_index("ix_sign_in_failures_key_sign_in_failures_failed_at", "sign_in_failures", ["key", "failed_at"])
