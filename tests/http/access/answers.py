"""The part of the API scenario about accounts, credentials and guest links: asks for every answer they describe."""

from __future__ import annotations

import asyncio
import re
import time
from typing import Any, Protocol

import httpx

from app.access import RULES, SIGN_IN_COOKIE, Special, hash_secret, make_secret
from app.domain.access import Role
from tests.http.in_process import InProcessServer

PASSWORD = "a long password"
NOT_DESCRIBED = {"/", "/docs", "/openapi.json", "/static/{path:path}", "/guest/{secret}/stream"}


class Ask(Protocol):
    def __call__(self, operation: str, *, expect: int, query: Any = None, **options: Any) -> Any: ...


OF_ADMIN: dict[str, dict[str, Any]] = {
    "GET /api/account": {},
    "GET /api/account/tokens": {},
    "POST /api/account/tokens": {"json": {"name": "script"}},
    "DELETE /api/account/tokens/{token_id}": {},
    "DELETE /api/account/sign-ins/{sign_in_id}": {},
    "PUT /api/account/password": {"json": {"old": PASSWORD, "new": PASSWORD}},
    "GET /api/accounts": {},
    "POST /api/accounts": {"json": {"name": "somebody"}},
    "PATCH /api/accounts/{account_id}": {"json": {}},
    "POST /api/accounts/{account_id}/invitation": {},
    "GET /api/tokens": {},
    "DELETE /api/tokens/{token_id}": {},
    "GET /api/audit": {},
    "GET /api/guest-links": {},
    "POST /api/guest-links": {"json": {"search": {}}},
    "DELETE /api/guest-links/{link_id}": {},
    "POST /api/sign-in": {"json": {"name": "nobody", "password": "x"}},
    "POST /api/invitation": {"json": {"secret": "x", "password": PASSWORD}},
}
"""Requests that need the database."""

IDS = {"token_id": 10**9, "sign_in_id": 10**9, "account_id": 10**9, "link_id": 10**9}
WITH_BODIES = (
    "POST /api/sign-in",
    "POST /api/invitation",
    "PUT /api/account/password",
    "POST /api/account/tokens",
    "POST /api/accounts",
    "PATCH /api/accounts/{account_id}",
    "POST /api/guest-links",
)


def ask_without_accounts(ask: Ask, server: InProcessServer) -> None:
    """As long as there is no account, everybody is an admin without one, and the first account is made."""
    assert ask("GET /api/account", expect=200)["credential"] == "local"
    for page in ("/account", "/sign-in"):
        ask(f"GET {page}", expect=200)
    ask("GET /invitation/{secret}", expect=404, secret="x")
    for path in ("/sign-in/oidc", "/sign-in/oidc/callback"):
        ask(f"GET {path}", expect=303)
    ask("POST /api/sign-out", expect=204)
    ask("GET /api/account/tokens", expect=409)
    ask("POST /api/account/tokens", expect=409, json={"name": "script"})
    ask("DELETE /api/account/tokens/{token_id}", expect=409, token_id=1)
    ask("DELETE /api/account/sign-ins/{sign_in_id}", expect=409, sign_in_id=1)
    ask("PUT /api/account/password", expect=409, json={"old": PASSWORD, "new": PASSWORD})
    added = ask("POST /api/accounts", expect=201, json={"name": "ann", "role": "admin"})
    ask("POST /api/accounts", expect=409, json={"name": "Ann"})
    ask("POST /api/accounts", expect=422, json={"name": "\t"})
    whose = {"account_id": added["account"]["id"]}
    invited = ask("POST /api/accounts/{account_id}/invitation", expect=201, **whose)
    secret = invited["url"].rpartition("/")[2]
    ask("GET /invitation/{secret}", expect=200, secret=secret)
    ask("POST /api/invitation", expect=404, json={"secret": added["url"].rpartition("/")[2], "password": PASSWORD})
    ask("POST /api/invitation", expect=422, json={"secret": secret, "password": "short"})
    first = asyncio.run(server.app.state.services.access.accounts.invite_first_admin())
    ask("POST /api/invitation", expect=409, json={"secret": first.secret, "name": "ann", "password": PASSWORD})
    ask("POST /api/invitation", expect=200, json={"secret": secret, "password": PASSWORD})


def ask_as_admin(ask: Ask, client: httpx.Client) -> None:
    """The client is signed in as the only admin."""
    me = ask("GET /api/account", expect=200)
    assert me["sign_ins"]
    ask("PATCH /api/accounts/{account_id}", expect=409, account_id=me["account"]["id"], json={"disabled": True})
    ask("PATCH /api/accounts/{account_id}", expect=200, account_id=me["account"]["id"], json={})
    ask("GET /api/accounts", expect=200)
    ask("GET /api/audit", expect=200, query={"limit": 1})
    ask("POST /api/sign-in", expect=200, json={"name": "ann", "password": PASSWORD})
    ask("POST /api/sign-in", expect=401, json={"name": "ann", "password": "wrong"})
    ask("PUT /api/account/password", expect=204, json={"old": PASSWORD, "new": PASSWORD})
    ask("PUT /api/account/password", expect=401, json={"old": "wrong", "new": PASSWORD})
    ask("PUT /api/account/password", expect=422, json={"old": PASSWORD, "new": "short"})
    _ask_about_tokens(ask, client)
    for operation in ("PATCH /api/accounts/{account_id}", "POST /api/accounts/{account_id}/invitation"):
        ask(operation, expect=404, account_id=10**9, **({"json": {}} if "PATCH" in operation else {}))
    ask("DELETE /api/account/sign-ins/{sign_in_id}", expect=404, sign_in_id=10**9)
    other = ask("POST /api/sign-in", expect=200, json={"name": "ann", "password": PASSWORD})
    assert other["role"] == "admin"
    old = next(one for one in ask("GET /api/account", expect=200)["sign_ins"] if not one["is_current"])
    ask("DELETE /api/account/sign-ins/{sign_in_id}", expect=204, sign_in_id=old["id"])


def _ask_about_tokens(ask: Ask, client: httpx.Client) -> None:
    made = ask("POST /api/account/tokens", expect=201, json={"name": "script", "role": "editor"})
    headers = {"Authorization": f"Bearer {made['secret']}"}
    ask("POST /api/account/tokens", expect=403, json={"name": "another"}, headers=headers)
    ask("GET /api/account/tokens", expect=200)
    ask("GET /api/tokens", expect=200)
    ask("DELETE /api/account/tokens/{token_id}", expect=204, token_id=made["token"]["id"])
    ask("DELETE /api/account/tokens/{token_id}", expect=404, token_id=made["token"]["id"])
    second = ask("POST /api/account/tokens", expect=201, json={"name": "script"})
    ask("DELETE /api/tokens/{token_id}", expect=204, token_id=second["token"]["id"])
    ask("DELETE /api/tokens/{token_id}", expect=404, token_id=second["token"]["id"])


def ask_as_guest(ask: Ask, session_id: str, deleted: str) -> None:
    """Guest links to a session, and to a search that finds files. `deleted` is a session that was deleted."""

    def share(**what: Any) -> tuple[int, str]:
        made = ask("POST /api/guest-links", expect=201, json=what)
        return made["link"]["id"], made["url"].rpartition("/")[2]

    link_id, session = share(session_id=session_id)
    _, search = share(search={"q": ""})
    ask("POST /api/guest-links", expect=404, json={"session_id": "nobody"})
    ask("POST /api/guest-links", expect=410, json={"session_id": deleted})
    ask("POST /api/guest-links", expect=422, json={})
    ask("GET /api/guest-links", expect=200)
    ask("GET /guest/{secret}", expect=200, secret=session)
    ask("GET /guest/{secret}/status", expect=200, secret=session)
    ask("GET /guest/{secret}/status", expect=404, secret=search)
    found = ask("GET /guest/{secret}/files", expect=200, secret=search)
    ask("GET /guest/{secret}/files", expect=404, secret=session)
    ask("GET /guest/{secret}/files", expect=422, secret=search, query={"offset": -1})
    file_id, proof = re.search(r"files/(\d+)/thumbnail\?proof=(\w+)", found["files"][0]["thumbnail"]).groups()  # type: ignore[union-attr]
    thumbnail = "GET /guest/{secret}/files/{file_id}/thumbnail"
    ask(thumbnail, expect=200, secret=search, file_id=file_id, query={"proof": proof})
    ask(thumbnail, expect=404, secret=search, file_id=file_id)
    ask(thumbnail, expect=422, secret=search, file_id=0)
    ask("DELETE /api/guest-links/{link_id}", expect=204, link_id=link_id)
    ask("DELETE /api/guest-links/{link_id}", expect=404, link_id=link_id)
    ask("GET /guest/{secret}", expect=404, secret=session, headers={"Accept": "text/html"})


def ask_about_deleted(ask: Ask, session: str) -> None:
    """The guest link of a session that was deleted after it was shared."""
    ask("GET /guest/{secret}/status", expect=410, secret=session)


def ask_access_nonsense(ask: Ask) -> None:
    for operation in WITH_BODIES:
        names = {"account_id": 1} if "{account_id}" in operation else {}
        ask(operation, expect=422, json={"unknown": 1}, **names)
        headers = {"Content-Type": "application/json"}
        ask(operation, expect=400, content=b"\xff", headers=headers, **names)
    ask("GET /api/audit", expect=422, query={"limit": 0})
    for operation in OF_ADMIN:
        if match := re.search(r"{(\w+)}", operation):
            options: dict[str, Any] = {"json": {}} if "PATCH" in operation else {}
            ask(operation, expect=422, **{match[1]: 0}, **options)


def ask_without_rights(ask: Ask, server: InProcessServer) -> None:
    """Every route that needs a role: without one, and with one that is too low."""
    catalog, now = server.catalog, time.time()
    catalog.credentials.create_token(None, "x", Role.VIEWER, hash_secret(token := make_secret()), now, now + 999)
    viewer = {"Authorization": f"Bearer {token}", "Cookie": ""}
    nobody = {"Cookie": f"{SIGN_IN_COOKIE}=wrong"}
    for (method, path), access in RULES.items():
        if isinstance(access, Special) or path in NOT_DESCRIBED:
            continue
        names = dict.fromkeys(re.findall(r"{(\w+)}", path), 1)
        ask(f"{method} {path}", expect=401, headers=nobody, **names)
        if access is not Role.VIEWER:
            ask(f"{method} {path}", expect=403, headers=viewer, **names)


def lock_out(ask: Ask) -> None:
    """Too many wrong passwords, of one account and of nobody."""
    for _ in range(8):
        ask("POST /api/sign-in", expect=401, json={"name": "ann", "password": "wrong"})
    ask("POST /api/sign-in", expect=429, json={"name": "ann", "password": PASSWORD})
    ask("PUT /api/account/password", expect=429, json={"old": PASSWORD, "new": PASSWORD})


def ask_without_database(ask: Ask, search: str) -> None:
    for operation, options in OF_ADMIN.items():
        names = {name: number for name, number in IDS.items() if f"{{{name}}}" in operation}
        ask(operation, expect=503, **names, **options)
    stranger = {"Cookie": f"{SIGN_IN_COOKIE}=wrong"}
    for (method, path), access in RULES.items():
        if not isinstance(access, Special) and path not in NOT_DESCRIBED:
            names = dict.fromkeys(re.findall(r"{(\w+)}", path), 1)
            ask(f"{method} {path}", expect=503, headers=stranger, **names)
    for path in ("status", "files", "files/{file_id}/thumbnail"):
        ask(
            f"GET /guest/{{secret}}/{path}",
            expect=503,
            secret=search,
            **({"file_id": 1} if "{file_id}" in path else {}),
        )
