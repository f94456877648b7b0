"""Sign-in by name and password, with a limit on wrong guesses."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from ipaddress import IPv6Address, ip_address

from app.access.metrics import SignInMethod, SignInMetrics, SignInResult
from app.access.passwords import PasswordChecker
from app.access.secrets import hash_secret, make_secret
from app.catalog import Account, Catalog
from app.domain.access import PASSWORD_LENGTHS

WINDOW_S = 15 * 60.0
"""Seconds for which a failed attempt counts."""

PER_NAME_AND_ADDRESS = 10
PER_ADDRESS = 50
PER_NAME = 100
"""Failed attempts within the window. Somebody who guesses from one address locks nobody else out of an account."""


class WrongPasswordError(ValueError):
    """The name, the password, or both are wrong, or the account is disabled: it is not said which."""

    def __init__(self) -> None:
        super().__init__("the name or the password is wrong")


class TooManyAttemptsError(RuntimeError):
    """Too many attempts failed; the next is accepted after a while, whether the account exists or not."""

    def __init__(self) -> None:
        super().__init__("too many attempts to sign in have failed")
        self.retry_after_s = int(WINDOW_S)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new sign-in. `secret` is the value of its cookie, and is kept nowhere else."""

    account: Account
    sign_in_id: int
    secret: str
    max_age_s: int


class SignInService:
    """Checks who somebody is, and lets them in."""

    def __init__(self, catalog: Catalog, sign_in_days: int, metrics: SignInMetrics) -> None:
        self._catalog = catalog
        self._max_age_s = sign_in_days * 24 * 3600
        self._metrics = metrics
        self.passwords = PasswordChecker()

    async def sign_in(self, name: str, password: str, address: str, browser: str) -> SignedIn:
        """Sign in with a password. Raises `WrongPasswordError` and `TooManyAttemptsError`."""
        try:
            account = await self.check_password(name, password, address)
        except WrongPasswordError:
            self._metrics.count(SignInMethod.PASSWORD, SignInResult.REFUSED)
            raise
        except TooManyAttemptsError:
            self._metrics.count(SignInMethod.PASSWORD, SignInResult.LIMITED)
            raise
        self._metrics.count(SignInMethod.PASSWORD, SignInResult.ACCEPTED)
        return await self.admit(account, address, browser)

    async def check_password(self, name: str, password: str, address: str) -> Account:
        """Return the account. Raises `WrongPasswordError` and `TooManyAttemptsError`."""
        limits = _limits(name, address)
        since = time.time() - WINDOW_S
        failures = await self._catalog.accounts.count_failures(limits.keys(), since)
        if any(count >= limits[key] for key, count in failures.items()):
            raise TooManyAttemptsError
        found = await self._catalog.accounts.password_of(name)
        account, password_hash = found or (None, None)
        is_right = await self.passwords.matches(password[: PASSWORD_LENGTHS[1] + 1], password_hash)
        if account is None or account.disabled or not is_right:
            await self._catalog.accounts.note_failures(limits.keys(), time.time(), since)
            raise WrongPasswordError
        return account

    async def admit(self, account: Account, address: str, browser: str) -> SignedIn:
        """Make a sign-in for an account whose owner has proved who they are."""
        secret, now = make_secret(), time.time()
        sign_in_id = await self._catalog.credentials.sign_in(
            account.account_id, hash_secret(secret), now, now + self._max_age_s, address, browser
        )
        return SignedIn(account, sign_in_id, secret, self._max_age_s)


def _limits(name: str, address: str) -> Mapping[bytes, int]:
    """Return the keys under which a failure is counted, and how many failures each may have."""
    network = _network_of(address)
    person = name.strip().casefold()
    return {
        _key("both", person, network): PER_NAME_AND_ADDRESS,
        _key("address", network): PER_ADDRESS,
        _key("name", person): PER_NAME,
    }


def _network_of(address: str) -> str:
    """Return the address; of IPv6 its first 64 bits, because one machine has all addresses below them."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    return str(IPv6Address(int(parsed) >> 64 << 64)) if isinstance(parsed, IPv6Address) else str(parsed)


def _key(*parts: str) -> bytes:
    return blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=16).digest()
