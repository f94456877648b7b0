"""An OpenID Connect provider: what it publishes about itself, and the exchange of a code for tokens.

https://openid.net/specs/openid-connect-discovery-1_0.html
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import httpx
from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.client import OAuth2Client
from authlib.oauth2.rfc6749.parameters import prepare_token_request

from app.access.openid.problems import OpenIdError, OpenIdProblem

TIMEOUT_S = 5.0
"""Seconds that one step of an exchange with the provider may take: to connect, to write, to wait for an answer."""

METADATA_S = 300.0
"""Seconds for which what the provider publishes about itself is used again: anybody may begin a sign-in."""

LOGGED_LENGTH = 200
"""Characters of the provider's words that go into the log."""

Document: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OpenIdSettings:
    """What the operator agreed with the provider."""

    issuer: str
    client_id: str
    client_secret: str
    """Empty for a public client."""
    name: str
    """What the sign-in page calls the provider."""
    scopes: str

    def __repr__(self) -> str:
        return f"OpenIdSettings(issuer={self.issuer!r}, client_id={self.client_id!r})"


class Provider:
    """Asks the provider. Every method raises `OpenIdError` when it cannot be reached, or answers nonsense."""

    def __init__(self, settings: OpenIdSettings) -> None:
        self._settings = settings
        self._tls = httpx.create_ssl_context()
        self._metadata: Document = {}
        self._metadata_until = 0.0

    async def metadata(self) -> Document:
        """Return what the provider publishes about itself."""
        now = time.monotonic()
        if now >= self._metadata_until:
            issuer = self._settings.issuer.rstrip("/")
            found = await self._get(f"{issuer}/.well-known/openid-configuration")
            if str(found.get("issuer", "")).rstrip("/") != issuer:
                raise OpenIdError(OpenIdProblem.UNVERIFIED, f"the provider calls itself {_shown(found.get('issuer'))}")
            self._metadata, self._metadata_until = found, now + METADATA_S
        return self._metadata

    async def authorization_url(self, *, redirect_uri: str, state: str, nonce: str, verifier: str) -> str:
        """Return the provider's address at which the browser asks for a code."""
        endpoint = await self._endpoint("authorization_endpoint")
        client = OAuth2Client(
            None,
            client_id=self._settings.client_id,
            scope=self._settings.scopes,
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
        )
        url, _ = client.create_authorization_url(endpoint, state=state, code_verifier=verifier, nonce=nonce)
        return str(url)

    async def exchange(self, *, code: str, redirect_uri: str, verifier: str) -> Document:
        """Return the tokens for a code."""
        settings = self._settings
        endpoint = await self._endpoint("token_endpoint")
        body = prepare_token_request("authorization_code", redirect_uri=redirect_uri, code=code, code_verifier=verifier)
        headers = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
        auth = ClientAuth(settings.client_id, settings.client_secret, await self._auth_method())
        url, headers, body = auth.prepare("POST", endpoint, headers, body)
        return await self._request("POST", url, headers, body)

    async def keys(self) -> Document:
        """Return the keys with which the provider signs, as a JWK set."""
        return await self._get(await self._endpoint("jwks_uri"))

    async def user_info(self, access_token: str) -> Document:
        """Return what the provider says about the person; empty if it has no such endpoint."""
        if "userinfo_endpoint" not in await self.metadata():
            return {}
        endpoint = await self._endpoint("userinfo_endpoint")
        return await self._request("GET", endpoint, {"Authorization": f"Bearer {access_token}"})

    async def _auth_method(self) -> str:
        if not self._settings.client_secret:
            return "none"
        supported = (await self.metadata()).get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        return "client_secret_basic" if "client_secret_basic" in supported else "client_secret_post"

    async def _endpoint(self, name: str) -> str:
        endpoint = (await self.metadata()).get(name)
        if not isinstance(endpoint, str):
            raise OpenIdError(OpenIdProblem.UNVERIFIED, f"the provider publishes no {name}")
        return endpoint

    async def _get(self, url: str) -> Document:
        return await self._request("GET", url, {"Accept": "application/json"})

    async def _request(self, method: str, url: str, headers: Mapping[str, str], body: str | None = None) -> Document:
        try:
            async with httpx.AsyncClient(timeout=TIMEOUT_S, verify=self._tls) as client:
                answer = await client.request(method, url, headers=headers, content=body)
                found = answer.json()
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise OpenIdError(OpenIdProblem.UNAVAILABLE, f"{url}: {error!r}") from error
        if answer.is_success and isinstance(found, dict):
            return found
        raise _refusal(answer, found)


def _refusal(answer: httpx.Response, found: object) -> OpenIdError:
    """Return the error for an answer that cannot be used."""
    said = found.get("error") if isinstance(found, dict) else None
    if answer.is_server_error:
        problem = OpenIdProblem.UNAVAILABLE
    else:
        # RFC 6749, 5.2: the code was used, or is too old.
        problem = OpenIdProblem.EXPIRED if said == "invalid_grant" else OpenIdProblem.UNVERIFIED
    return OpenIdError(problem, f"{answer.request.url} answered {answer.status_code} {_shown(said)}")


def _shown(text: object) -> str:
    """Return what somebody else wrote, as it may go into the log."""
    return ascii(text)[:LOGGED_LENGTH]
