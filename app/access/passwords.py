"""Passwords: Argon2id with the library's defaults (RFC 9106, low memory: 64 MiB, about 50 ms of one core)."""

from __future__ import annotations

import asyncio
from functools import cache
from secrets import token_urlsafe

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

AT_ONCE = 2
"""Passwords that are checked at the same time: each takes 64 MiB, and a crowd of guesses must not take all memory."""

_hasher = PasswordHasher()


@cache
def _hash_of_nobody() -> str:
    """Return the hash of a random password, made once: making it takes as long as checking one."""
    return _hasher.hash(token_urlsafe())


def hash_password(password: str) -> str:
    """Return the Argon2 hash of a password, with its parameters and salt."""
    return _hasher.hash(password)


class PasswordChecker:
    """Checks passwords in threads, a few at a time."""

    def __init__(self) -> None:
        self._slots = asyncio.Semaphore(AT_ONCE)

    async def matches(self, password: str, password_hash: str | None) -> bool:
        """Return whether the hash is that of the password. None takes as long as a wrong password."""
        async with self._slots:
            return await asyncio.to_thread(_matches, password, password_hash)

    async def hash(self, password: str) -> str:
        async with self._slots:
            return await asyncio.to_thread(hash_password, password)


def _matches(password: str, password_hash: str | None) -> bool:
    try:
        return _hasher.verify(password_hash or _hash_of_nobody(), password) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False
