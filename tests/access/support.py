"""Accounts and credentials for the tests of access."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from typing import Any, TypeVar

from argon2 import PasswordHasher
from prometheus_client import CollectorRegistry
from sqlalchemy import Engine, text

from app.access import (
    Access,
    AccessSettings,
    Identified,
    RequestCredentials,
    create_access,
    hash_secret,
    make_secret,
)
from app.catalog import Account, Catalog
from app.domain.access import Role

T = TypeVar("T")

PASSWORD = "correct horse battery"
WRONG = "not the password"
ADDRESS = "192.0.2.1"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""The real hash with the smallest memory: a test that guesses a hundred times does not wait for it."""
DAY_S = 24 * 3600.0


def run(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)


def password_hash() -> str:
    """The hash of `PASSWORD`. Checking a password takes as long as its hash states: for this one, next to nothing."""
    return CHEAP.hash(PASSWORD)


def new_access(catalog: Catalog, *, may_be_open: bool = False, metrics: CollectorRegistry | None = None) -> Access:
    """Return what a server that was just started has: nothing is cached."""
    return create_access(catalog, AccessSettings(may_be_open, 30, Role.VIEWER), metrics)


def add_account(catalog: Catalog, name: str = "ann", role: Role = Role.VIEWER) -> Account:
    """Add an account with the password `PASSWORD`."""
    return catalog.accounts.add(name, role, password_hash(), time.time()).result()


def add_token(catalog: Catalog, account: Account | None, role: Role = Role.VIEWER, *, days: float = 1) -> str:
    """Add a token and return its secret."""
    secret, now = make_secret(), time.time()
    account_id = None if account is None else account.account_id
    catalog.credentials.create_token(account_id, "script", role, hash_secret(secret), now, now + days * DAY_S).result()
    return secret


def sign_in(access: Access, name: str = "ann", password: str = PASSWORD, address: str = ADDRESS) -> str:
    """Sign in and return the cookie. Raises WrongPasswordError and TooManyAttemptsError."""
    return run(access.sign_in_service.sign_in(name, password, address, "Firefox")).secret


def identify(access: Access, *, token: str = "", cookie: str = "", proxy_user: str = "") -> Identified | None:
    """Return who makes a request, as the database says now."""
    access.authenticator.forget()
    return run(access.authenticator.identify(RequestCredentials(token, cookie, proxy_user)))


def let_time_pass(engine: Engine, table: str, column: str, seconds: float) -> None:
    """Make it look as if the moments in a column were `seconds` longer ago."""
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE {table} SET {column} = {column} - :seconds"), {"seconds": seconds})
