"""A real server with accounts, and the people and scripts that use it."""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

import httpx

from app.catalog import Account, Catalog
from app.domain.access import Role
from tests.access.support import PASSWORD, add_token, password_hash
from tests.support.server import HeadraceProcess


def url_of(server: HeadraceProcess) -> str:
    """The URL of the server's database."""
    return server.environ.get("HEADRACE_DATABASE_URL", f"sqlite:///{server.data}/headrace.db")


def add_account(server: HeadraceProcess, name: str, role: Role = Role.VIEWER) -> Account:
    """Add an account with the password `PASSWORD`, beside the server."""
    with closing(Catalog(url_of(server))) as catalog:
        return catalog.accounts.add(name, role, password_hash(), time.time()).result()


def sign_in(server: HeadraceProcess, name: str) -> httpx.Client:
    """Return a browser that is signed in."""
    client = server.client()
    answer = client.post("/api/sign-in", json={"name": name, "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    return client


@dataclass
class SecuredServer:
    server: HeadraceProcess
    committed: str
    """A session whose commit is in the library."""
    paused: str
    """A session that stays paused: its streams stay open."""
    browsers: list[httpx.Client] = field(default_factory=list)

    def browser(self, name: str = "admin") -> httpx.Client:
        """Return a new browser in which an account is signed in; the account is added if there is none."""
        if name not in ("admin", "editor", "viewer"):
            add_account(self.server, name)
        self.browsers.append(sign_in(self.server, name))
        return self.browsers[-1]

    def stranger(self, **headers: str) -> httpx.Client:
        """Return a client that is not signed in."""
        self.browsers.append(self.server.client())
        self.browsers[-1].headers.update(headers)
        return self.browsers[-1]

    def script(self, role: Role, account: Account | None = None) -> httpx.Client:
        """Return a client with a token."""
        with closing(Catalog(url_of(self.server))) as catalog:
            return self.stranger(Authorization=f"Bearer {add_token(catalog, account, role)}")

    def account(self, name: str) -> Account:
        with closing(Catalog(url_of(self.server))) as catalog:
            found = catalog.accounts.by_name(name).result()
            assert found is not None
            return found

    def audited(self, action: str) -> list[dict[str, Any]]:
        """The entries of the audit log about one action, the newest first."""
        with closing(sign_in(self.server, "admin")) as admin:
            entries = admin.get("/api/audit", params={"limit": 500}).json()["entries"]
        return [entry for entry in entries if entry["action"] == action]
