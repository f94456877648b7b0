"""Lets a request in, or not: finds out who makes it, and whether they may.

Raw ASGI, because the live stream is: it costs a request's start and nothing afterwards.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from ipaddress import ip_address, ip_network
from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.access import (
    SIGN_IN_COOKIE,
    Access,
    Action,
    Authenticator,
    Identified,
    RequestCredentials,
    Special,
    access_to,
)
from app.catalog import EVERYBODY, CatalogUnavailableError, GuestLink
from app.domain.access import Credential, CredentialKind, Principal, Role
from app.routers.shared.errors import answer_error, error_response
from app.routers.shared.parameters import LinkSecret
from app.routers.shared.services import Services

READ_AND_NAVIGATE = frozenset({"GET", "HEAD"})


class AuthenticationMiddleware:
    """Puts the caller into `scope["state"]["principal"]`, or answers 401, 403 or 404.

    `proxy_user_header` names the user where the request comes from one of `proxies` (addresses or networks).
    """

    def __init__(self, app: ASGIApp, proxy_user_header: str | None, proxies: list[str]) -> None:
        self._app = app
        self._user_header = proxy_user_header
        self._proxies = [ip_network(proxy, strict=False) for proxy in proxies]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        access = access_to(scope["method"], scope["path"])
        try:
            if access is Special.GUEST:
                refusal = await _admit_guest(scope)
            elif access is Special.PUBLIC:
                refusal = None
            else:
                refusal, send = await self._admit(scope, send, access)
        except CatalogUnavailableError as error:
            refusal = answer_error(error)
        await (refusal or self._app)(scope, receive, send)

    async def _admit(self, scope: Scope, send: Send, needed: Role) -> tuple[Response | None, Send]:
        headers = Headers(scope=scope)
        found = await authenticator_of(scope).identify(self._credentials_in(scope, headers))
        if found is None:
            return _ask_to_sign_in(scope, headers), send
        scope.setdefault("state", {})["principal"] = found.principal
        if found.principal.role is None or not found.principal.role.includes(needed):
            return _refuse(found.principal, needed), send
        return None, _with_new_cookie(scope, send, found)

    def _credentials_in(self, scope: Scope, headers: Headers) -> RequestCredentials:
        scheme, _, token = headers.get("authorization", "").partition(" ")
        return RequestCredentials(
            token=token.strip() if scheme.lower() == "bearer" else "",
            cookie=_read_cookie(headers),
            proxy_user=self._proxy_user(scope, headers),
        )

    def _proxy_user(self, scope: Scope, headers: Headers) -> str:
        """Return the user that the proxy names; the header of anybody else, or one beside another, names nobody."""
        if not self._user_header or not self._is_proxy(scope):
            return ""
        names = headers.getlist(self._user_header)
        return names[0].encode("latin-1").decode("utf-8", "replace") if len(names) == 1 else ""

    def _is_proxy(self, scope: Scope) -> bool:
        state = scope.get("state", {})
        peer = state["peer"] if "peer" in state else scope.get("client")
        try:
            address = ip_address(peer[0] if peer else "")
        except ValueError:
            return False
        return any(address in proxy for proxy in self._proxies)


def authenticator_of(scope: Scope) -> Authenticator:
    services: Services = scope["app"].state.services
    return services.access.authenticator


async def _admit_guest(scope: Scope) -> Response | None:
    secret = scope["path"].split("/")[2]
    link = await authenticator_of(scope).find_guest_link(secret)
    state = scope.setdefault("state", {})
    state["guest_link"] = link
    if link is not None:
        state["principal"] = Principal("guest", None, Credential(CredentialKind.GUEST, link.link_id))
        return None
    if _is_navigation(scope, Headers(scope=scope)):
        return None  # the page itself says it, in words for people
    return error_response(
        404,
        "unknown_guest_link",
        "This link has expired or was revoked.",
        "Ask the person who sent it to you for a new one.",
    )


def _ask_to_sign_in(scope: Scope, headers: Headers) -> Response:
    if _is_navigation(scope, headers):
        path = scope["path"] + (f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else "")
        return RedirectResponse(f"/sign-in?next={quote(path, safe='')}", status_code=303)
    answer = error_response(
        401,
        "not_signed_in",
        "You are not signed in, or your sign-in has ended.",
        "Sign in at /sign-in, or send a valid token: Authorization: Bearer hr_…",
    )
    answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def _refuse(principal: Principal, needed: Role) -> Response:
    return error_response(
        403,
        "forbidden",
        f"{principal.name} may not do this: the role {needed.value} is needed.",
        "Ask an admin for a higher role.",
    )


def _is_navigation(scope: Scope, headers: Headers) -> bool:
    """Return whether a person opens an address in a browser."""
    return scope["method"] in READ_AND_NAVIGATE and "text/html" in headers.get("accept", "")


def _read_cookie(headers: Headers) -> str:
    for part in headers.get("cookie", "").split(";"):
        name, _, value = part.strip().partition("=")
        if name == SIGN_IN_COOKIE:
            return value
    return ""


def _with_new_cookie(scope: Scope, send: Send, found: Identified) -> Send:
    if not found.new_cookie:
        return send

    async def send_with_cookie(message: Message) -> None:
        if message["type"] == "http.response.start":
            cookie = Response()
            is_secure = scope["scheme"] == "https"
            set_sign_in_cookie(cookie, found.new_cookie, max_age_s=found.cookie_max_age_s, is_secure=is_secure)
            MutableHeaders(scope=message).append("set-cookie", cookie.headers["set-cookie"])
        await send(message)

    return send_with_cookie


def set_sign_in_cookie(response: Response, secret: str, *, max_age_s: int, is_secure: bool) -> None:
    """Set the cookie: no script reads it, no other site's form sends it."""
    response.set_cookie(
        SIGN_IN_COOKIE, secret, max_age=max_age_s, httponly=True, samesite="lax", secure=is_secure, path="/"
    )


def principal_of(request: Request) -> Principal:
    """Return who makes the request; the middleware has found out."""
    principal = request.state.principal
    assert isinstance(principal, Principal)
    return principal


def preset_owner(principal: Principal) -> int:
    """Return whose presets a caller uses: those of its account; without one, everybody's."""
    return EVERYBODY if principal.account_id is None else principal.account_id


def guest_link_of(request: Request, secret: LinkSecret) -> GuestLink | None:
    """Return the guest link in the path; the middleware has looked it up by its `secret`."""
    link = request.state.guest_link
    assert link is None or isinstance(link, GuestLink)
    return link


def address_of(request: Request) -> str:
    return request.client.host if request.client else ""


PrincipalDep = Annotated[Principal, Depends(principal_of)]
GuestLinkDep = Annotated[GuestLink | None, Depends(guest_link_of)]
AddressDep = Annotated[str, Depends(address_of)]

Audit = Callable[..., Awaitable[None]]


def audit_of(request: Request) -> Audit:
    """Return a function that notes in the audit log what the caller of this request did.

    It takes the action, its target, and details by name.
    """
    access: Access = request.app.state.services.access

    async def audit(action: Action, target: str = "", **details: object) -> None:
        await access.audit.add(principal_of(request), address_of(request), action, target, **details)

    return audit


AuditDep = Annotated[Audit, Depends(audit_of)]
