"""Rows of accounts, credentials and the audit log. All times are Unix seconds."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.access import CredentialKind, Role


@dataclass(frozen=True, slots=True)
class Account:
    account_id: int
    name: str
    role: Role
    disabled: bool
    has_password: bool
    created_at: float


@dataclass(frozen=True, slots=True)
class SignIn:
    """A browser that is signed in."""

    sign_in_id: int
    account: Account
    secret_hash: bytes
    rotated_at: float
    created_at: float
    seen_at: float
    expires_at: float
    address: str
    browser: str


@dataclass(frozen=True, slots=True)
class Token:
    token_id: int
    account: Account | None
    """None when the token was made on the command line."""
    name: str
    role: Role
    created_at: float
    expires_at: float
    used_at: float | None


@dataclass(frozen=True, slots=True)
class Invitation:
    invitation_id: int
    account: Account | None
    """None when whoever accepts it chooses the name of a new account."""
    role: Role
    expires_at: float


@dataclass(frozen=True, slots=True)
class GuestLink:
    """Shows one session, or the result of one search; one of `session_id` and `query` is None."""

    link_id: int
    session_id: str | None
    query: str | None
    """JSON."""
    file_key: bytes
    """32 secret bytes that no guest gets: the key of the proofs that the search has shown a file."""
    created_by: str
    created_at: float
    expires_at: float


@dataclass(frozen=True, slots=True)
class AuditEntry:
    entry_id: int
    at: float
    who: str
    credential: CredentialKind
    address: str
    action: str
    target: str
    details: str
    """JSON."""
