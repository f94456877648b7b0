"""Random secrets for cookies, tokens and links, and the hashes under which the database keeps them."""

from __future__ import annotations

import secrets
from hashlib import sha256

PREFIX = "hr_"
"""Begins every secret, so that a person, or a scanner for leaked secrets, recognises one."""

DAY_S = 24 * 3600.0
"""Secrets are valid for days."""

SECRET_BYTES = 32
SECRET_LENGTH = 100
"""No text longer than this is hashed: it cannot be a secret."""


def make_secret() -> str:
    """Return a new secret with 256 random bits; it fits into a URL, a cookie and a header as it is."""
    return PREFIX + secrets.token_urlsafe(SECRET_BYTES)


def hash_secret(secret: str) -> bytes:
    """Return the 32 bytes that are stored in place of the secret."""
    return sha256(secret[:SECRET_LENGTH].encode("utf-8", "surrogatepass")).digest()
