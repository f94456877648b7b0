"""Who may do what: roles, and the caller of a request."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What an account, or a token, may do. Each role may do all that the ones before it may."""

    VIEWER = "viewer"
    """Looks and watches."""
    EDITOR = "editor"
    """Ingests, edits, commits and undoes."""
    ADMIN = "admin"
    """Manages accounts and settings, and deletes."""

    def includes(self, other: Role) -> bool:
        """Return whether this role may do all that `other` may."""
        order = list(Role)
        return order.index(self) >= order.index(other)


class CredentialKind(StrEnum):
    """What a caller proved who it is with."""

    LOCAL = "local"
    """Nothing: on a loopback address, as long as there is no account."""
    SIGN_IN = "sign_in"
    """The cookie of a browser that signed in."""
    TOKEN = "token"  # noqa: S105
    """An API token."""
    PROXY = "proxy"
    """The user that a trusted proxy named in a header."""
    GUEST = "guest"
    """The secret of a guest link."""


@dataclass(frozen=True, slots=True)
class Credential:
    """One way in, which can end: a sign-in, a token, a guest link, an account behind a proxy, or local access."""

    kind: CredentialKind
    number: int = 0
    """Its row's id, in the table of its kind; 0 for local access."""


@dataclass(frozen=True, slots=True)
class Principal:
    """The caller of a request."""

    name: str
    role: Role | None
    """None for a guest, who may only use the routes of the guest link."""
    credential: Credential
    account_id: int | None = None
    """None for local access, a guest, and a token that was made on the command line."""


LOCAL = Principal("local", Role.ADMIN, Credential(CredentialKind.LOCAL))
"""Everybody, on a loopback address without accounts."""

NAME_LENGTH = 64
PASSWORD_LENGTHS = (10, 256)
"""The fewest and the most characters of a password."""


def check_account_name(name: str) -> str:
    """Return the name without surrounding blanks. Raises ValueError when it cannot be an account's name."""
    name = name.strip()
    if not 1 <= len(name) <= NAME_LENGTH or not name.isprintable():
        raise ValueError(f"an account's name must have 1 to {NAME_LENGTH} visible characters")
    return name


def check_password(password: str) -> str:
    """Return the password. Raises ValueError when it is too short or too long."""
    shortest, longest = PASSWORD_LENGTHS
    if not shortest <= len(password) <= longest:
        raise ValueError(f"a password must have {shortest} to {longest} characters")
    return password
