"""A sign-in with a provider, from the button to the account."""

from __future__ import annotations

import hmac
import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from typing import ClassVar
from urllib.parse import quote, unquote

from app.access.openid.id_token import Claims, verify_id_token
from app.access.openid.problems import OpenIdError, OpenIdProblem
from app.access.openid.provider import OpenIdSettings, Provider
from app.access.secrets import make_secret
from app.catalog import Account, Catalog
from app.domain.access import NAME_LENGTH, Role

NAME_CLAIMS = ("preferred_username", "name", "email")
"""Where the account's name comes from, the first that the provider gives."""

LONGEST_NAME = NAME_LENGTH - 8
"""Leaves room for the number that tells two people of one name apart."""

PATH_LENGTH = 1_000
LOGGED_LENGTH = 100


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to sign in. Its secret is in a cookie of the browser that began it, and nowhere else.

    Everything that the provider must give back is derived from the secret. So nothing is stored for the many attempts
    that nobody finishes, and an answer counts only in the browser that asked for it.
    """

    VALID_S: ClassVar[int] = 600
    """Seconds that somebody may take at the provider."""

    secret: str
    path: str
    """Where to go afterwards; a path of this server."""

    @classmethod
    def begin(cls, path: str) -> Attempt:
        return cls(make_secret(), own_path(path))

    @classmethod
    def from_cookie(cls, cookie: str) -> Attempt:
        """Return the attempt. Raises `OpenIdError` when there is none."""
        secret, _, path = cookie.partition(".")
        if not secret:
            raise OpenIdError(OpenIdProblem.EXPIRED, "the browser has no attempt to sign in")
        return cls(secret, own_path(unquote(path)))

    @property
    def cookie(self) -> str:
        return f"{self.secret}.{quote(self.path, safe='')}"

    @property
    def state(self) -> str:
        """What shows that an answer belongs to this attempt (RFC 6749, 10.12)."""
        return self._derive("state")

    @property
    def nonce(self) -> str:
        """What shows that an ID token was made for this attempt."""
        return self._derive("nonce")

    @property
    def verifier(self) -> str:
        """What shows the provider that the code is used by who asked for it (RFC 7636)."""
        return self._derive("verifier")

    def _derive(self, purpose: str) -> str:
        digest = hmac.digest(self.secret.encode("utf-8", "surrogatepass"), purpose.encode(), sha256)
        return urlsafe_b64encode(digest).decode().rstrip("=")


class OpenIdSignIn:
    """Signs people in who have an account at the provider."""

    def __init__(self, catalog: Catalog, settings: OpenIdSettings, new_account_role: Role) -> None:
        self._catalog = catalog
        self._settings = settings
        self._provider = Provider(settings)
        self._new_account_role = new_account_role

    @property
    def name(self) -> str:
        """What the sign-in page calls the provider."""
        return self._settings.name

    async def begin(self, attempt: Attempt, redirect_uri: str) -> str:
        """Return the provider's address to which the browser has to go. Raises `OpenIdError`."""
        return await self._provider.authorization_url(
            redirect_uri=redirect_uri, state=attempt.state, nonce=attempt.nonce, verifier=attempt.verifier
        )

    async def finish(self, attempt: Attempt, redirect_uri: str, *, state: str, code: str, error: str) -> Account:
        """Return the account of who signed in at the provider; add it if it is new. Raises `OpenIdError`.

        `error` is what the provider says where it gives no code (RFC 6749, 4.1.2.1).
        """
        if not hmac.compare_digest(attempt.state.encode(), state.encode("utf-8", "surrogatepass")):
            raise OpenIdError(OpenIdProblem.EXPIRED, "the answer belongs to another attempt")
        if error or not code:
            raise _refusal(error)
        claims = await self._claims(attempt, redirect_uri, code)
        account = await self._catalog.accounts.find_or_add_identity(
            f"{claims['iss']} {claims['sub']}", name_from(claims), self._new_account_role, time.time()
        )
        if account.disabled:
            raise OpenIdError(OpenIdProblem.DISABLED, f"the account {account.name!a} is disabled")
        return account

    async def _claims(self, attempt: Attempt, redirect_uri: str, code: str) -> Claims:
        """Return what the provider says about the person, with a name if it gives any."""
        provider = self._provider
        tokens = await provider.exchange(code=code, redirect_uri=redirect_uri, verifier=attempt.verifier)
        claims = verify_id_token(
            str(tokens.get("id_token", "")),
            await provider.keys(),
            issuer=str((await provider.metadata())["issuer"]),
            client_id=self._settings.client_id,
            nonce=attempt.nonce,
        )
        if any(claims.get(name) for name in NAME_CLAIMS):
            return claims
        info = await provider.user_info(str(tokens.get("access_token", "")))
        if info and info.get("sub") != claims["sub"]:  # OpenID Connect Core 1.0, 5.3.2: then it must not be used
            raise OpenIdError(OpenIdProblem.UNVERIFIED, "the provider described another person")
        return {**claims, **{name: info.get(name) for name in NAME_CLAIMS}}


def _refusal(error: str) -> OpenIdError:
    """Return why there is no code. The words come from the browser, so anybody may have written them."""
    problems = {
        "access_denied": OpenIdProblem.DENIED,
        "server_error": OpenIdProblem.UNAVAILABLE,
        "temporarily_unavailable": OpenIdProblem.UNAVAILABLE,
    }
    problem = problems.get(error, OpenIdProblem.UNVERIFIED)
    return OpenIdError(problem, f"the provider gave no code, but the error {ascii(error)[:LOGGED_LENGTH]}")


def own_path(path: str) -> str:
    """Return the path if it leads to this server, else the start page."""
    is_own = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if is_own and len(path) <= PATH_LENGTH else "/"


def name_from(claims: Claims) -> str:
    """Return a name for the account of a new identity."""
    for text in (*(claims.get(name) for name in NAME_CLAIMS), claims["sub"]):
        visible = "".join(char for char in str(text or "") if char.isprintable())
        if name := visible.strip()[:LONGEST_NAME].strip():
            return name
    return "account"
