"""The tables of accounts, credentials and the audit log.

Secrets are stored as SHA-256 hashes: they are random and long, so a slow hash would protect nothing. Only passwords,
which people choose, are hashed with Argon2.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from app.catalog.database.column_types import UntrustedText
from app.catalog.database.schema import RowId, metadata


def _row_id() -> Column[int]:
    return Column("id", RowId, primary_key=True, autoincrement=True)


def _account(*, nullable: bool = False) -> Column[int]:
    return Column("account_id", RowId, ForeignKey("accounts.id"), nullable=nullable, index=True)


def _secret_hash() -> Column[bytes]:
    return Column("secret_hash", LargeBinary(32), nullable=False, unique=True)


def _moment(name: str) -> Column[float]:
    """Return a column of Unix seconds."""
    return Column(name, Float, nullable=False)


accounts = Table(
    "accounts",
    metadata,
    _row_id(),
    Column("name", UntrustedText, nullable=False),
    Column("name_key", UntrustedText, nullable=False),  # the name without differences in case or form
    Column("role", String(8), nullable=False),
    Column("password_hash", Text),  # null: no password was chosen, or somebody else checks it
    Column("identity", UntrustedText),  # “issuer subject” of OpenID Connect, or “proxy name”
    Column("disabled", Boolean, nullable=False, server_default=false()),
    _moment("created_at"),
    UniqueConstraint("name_key"),
    UniqueConstraint("identity"),
)

invitations = Table(
    "invitations",
    metadata,
    _row_id(),
    _account(nullable=True),  # null: it makes a new account, whose name the guest chooses
    Column("role", String(8), nullable=False),
    _secret_hash(),
    _moment("created_at"),
    _moment("expires_at"),
)

sign_ins = Table(
    "sign_ins",
    metadata,
    _row_id(),
    _account(),
    _secret_hash(),
    Column("previous_hash", LargeBinary(32), unique=True),  # still accepted for a moment after a rotation
    _moment("rotated_at"),
    _moment("created_at"),
    _moment("seen_at"),
    _moment("expires_at"),
    Column("address", UntrustedText, nullable=False),
    Column("browser", UntrustedText, nullable=False),
)

tokens = Table(
    "tokens",
    metadata,
    _row_id(),
    _account(nullable=True),  # null: made on the command line
    Column("name", UntrustedText, nullable=False),
    Column("role", String(8), nullable=False),
    _secret_hash(),
    _moment("created_at"),
    _moment("expires_at"),
    Column("used_at", Float),
)

guest_links = Table(
    "guest_links",
    metadata,
    _row_id(),
    _secret_hash(),
    Column("session_id", UntrustedText),  # either this, or `query`
    Column("query", UntrustedText),  # JSON of the search that it shows
    Column("file_key", LargeBinary(32), nullable=False),  # proves which files the search has shown; see app/access
    Column("created_by", UntrustedText, nullable=False),
    _moment("created_at"),
    _moment("expires_at"),
)

sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    _row_id(),
    Column("key", LargeBinary(16), nullable=False),  # hash of the name, the address, or both
    _moment("failed_at"),
    Index(None, "key", "failed_at"),
)

audit_log = Table(
    "audit_log",
    metadata,
    _row_id(),
    _moment("at"),
    Column("who", UntrustedText, nullable=False),
    Column("credential", String(8), nullable=False),
    Column("address", UntrustedText, nullable=False),
    Column("action", String(40), nullable=False),
    Column("target", UntrustedText, nullable=False),
    Column("details", UntrustedText, nullable=False),  # JSON
)
