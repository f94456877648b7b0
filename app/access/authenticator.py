"""Finds out who makes a request: from a token, a cookie, a trusted proxy's header, or by where it comes from."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass

from app.access.secrets import hash_secret, make_secret
from app.catalog import Account, Catalog, CatalogUnavailableError, GuestLink, SignIn
from app.domain.access import LOCAL, Credential, CredentialKind, Principal, Role, check_account_name

SIGN_IN_COOKIE = "headrace_sign_in"

CACHE_S = 1.0
"""Seconds for which an answer of the database is used again; a right that ended may be used for as long.

While the database is away, what it said last counts: nobody is locked out of the page that says so.
"""
CACHED = 10_000
ROTATE_S = 24 * 3600.0
"""Seconds after which a sign-in gets a new secret."""
GRACE_S = 60.0
"""Seconds for which the secret before is still accepted: other requests of the page are under way."""
NOTE_USE_S = 60.0
"""The shortest time between two notes of when a credential was used."""


@dataclass(frozen=True, slots=True)
class RequestCredentials:
    """What a request holds that may prove who makes it; empty where it does not."""

    token: str = ""
    cookie: str = ""
    proxy_user: str = ""
    """The user that a trusted proxy named."""


@dataclass(frozen=True, slots=True)
class Identified:
    """Who makes a request."""

    principal: Principal
    new_cookie: str = ""
    """The cookie's new value, when it was rotated."""
    cookie_max_age_s: int = 0
    """Seconds until the sign-in expires; only for a new cookie."""


class Authenticator:
    """Looks up credentials. A credential that is wrong, has expired or was revoked proves nothing."""

    def __init__(self, catalog: Catalog, *, may_be_open: bool, new_account_role: Role) -> None:
        """`may_be_open`: whether everybody may do everything as long as there is no admin who could sign in."""
        self._catalog = catalog
        self._may_be_open = may_be_open
        self._new_account_role = new_account_role
        self._cache: dict[tuple[str, bytes], tuple[float, Identified]] = {}
        self._noted: dict[Credential, float] = {}
        self._is_open: bool | None = None
        """What the database said last; None before it was asked."""
        self._open_until = 0.0

    async def identify(self, request: RequestCredentials) -> Identified | None:
        """Return who makes the request; None when it proves nothing and something has to be proved.

        A token that is sent is the only thing that counts: a script learns that its token is wrong.
        """
        if request.token:
            return await self._cached("token", request.token, self._by_token)
        if request.proxy_user:
            return await self._cached("proxy", request.proxy_user, self._by_proxy)
        if request.cookie and (found := await self._cached("cookie", request.cookie, self._by_cookie)):
            return found
        return Identified(LOCAL) if await self.is_open() else None

    async def find_guest_link(self, secret: str) -> GuestLink | None:
        """Return the guest link with this secret unless it has expired or was revoked."""
        return await self._catalog.credentials.find_guest_link(hash_secret(secret), time.time())

    async def is_open(self) -> bool:
        """Return whether nobody has to sign in: on a loopback address, as long as no admin could."""
        if not self._may_be_open:
            return False
        now = time.monotonic()
        if self._is_open is None or now >= self._open_until:
            try:
                self._is_open = not await self._catalog.accounts.has_admin()
            except CatalogUnavailableError:
                if self._is_open is None:
                    raise
            self._open_until = now + CACHE_S
        return self._is_open

    async def still_valid(self, credentials: Collection[Credential]) -> set[Credential]:
        """Return those of `credentials` that still give access."""
        valid = await self._catalog.credentials.still_valid(credentials, time.time())
        return valid | {LOCAL.credential} if await self.is_open() else valid

    def forget(self) -> None:
        """Forget what is cached, because credentials were changed by this server."""
        self._cache.clear()
        self._is_open = None

    async def _cached(
        self, kind: str, secret: str, find: Callable[[str], Awaitable[Identified | None]]
    ) -> Identified | None:
        key, now = (kind, hash_secret(secret)), time.monotonic()
        found_at, found = self._cache.get(key, (float("-inf"), None))
        if found is not None and now - found_at < CACHE_S:
            return found
        try:
            found = await find(secret)
        except CatalogUnavailableError:
            if found is None:
                raise
            return found
        if found is None:
            self._cache.pop(key, None)
            return None
        if len(self._cache) >= CACHED:
            self._cache.clear()
        if not found.new_cookie:
            self._cache[key] = (now, found)
        self._note_use(found.principal.credential)
        return found

    async def _by_token(self, secret: str) -> Identified | None:
        token = await self._catalog.credentials.find_token(hash_secret(secret), time.time())
        if token is None or (token.account is not None and token.account.disabled):
            return None
        credential = Credential(CredentialKind.TOKEN, token.token_id)
        if token.account is None:
            return Identified(Principal(f"token {token.name}", token.role, credential))
        role = token.role if token.account.role.includes(token.role) else token.account.role
        return Identified(Principal(token.account.name, role, credential, token.account.account_id))

    async def _by_proxy(self, name: str) -> Identified | None:
        try:
            name = check_account_name(name)
        except ValueError:
            return None
        account = await self._catalog.accounts.find_or_add_proxied(name, self._new_account_role, time.time())
        if account.disabled:
            return None
        credential = Credential(CredentialKind.PROXY, account.account_id)
        return Identified(Principal(account.name, account.role, credential, account.account_id))

    async def _by_cookie(self, secret: str) -> Identified | None:
        now, secret_hash = time.time(), hash_secret(secret)
        found = await self._catalog.credentials.find_sign_in(secret_hash, now, now - GRACE_S)
        if found is None:
            return None
        new_secret = ""
        if found.secret_hash == secret_hash and now - found.rotated_at > ROTATE_S:
            new_secret = await self._rotate(found, now)
        return Identified(_principal_of(found.account, found), new_secret, int(found.expires_at - now))

    async def _rotate(self, found: SignIn, now: float) -> str:
        """Return the new secret; empty when another request was faster."""
        secret = make_secret()
        rotated = await self._catalog.credentials.rotate(found.sign_in_id, found.secret_hash, hash_secret(secret), now)
        return secret if rotated else ""

    def _note_use(self, credential: Credential) -> None:
        """Queue a note for the writer. Nobody waits for it, and nothing depends on it."""
        now = time.time()
        if now - self._noted.get(credential, 0.0) >= NOTE_USE_S:
            if len(self._noted) >= CACHED:
                self._noted.clear()
            self._noted[credential] = now
            self._catalog.credentials.note_use(credential, now)


def _principal_of(account: Account, sign_in: SignIn) -> Principal:
    credential = Credential(CredentialKind.SIGN_IN, sign_in.sign_in_id)
    return Principal(account.name, account.role, credential, account.account_id)
