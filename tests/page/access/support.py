"""A server that demands a sign-in, with an account of each role."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.access import SIGN_IN_COOKIE
from app.domain.access import Role
from tests.support.server import NO_TLS, OVER, HeadraceProcess
from tests.support.waiting import wait_until

PASSWORD = "correct horse battery"
PATIENCE_MS = 60_000
"""The longest that a test waits for the page."""
DESKTOP, PHONE = (1280, 800), (390, 844)
QUICK: dict[str, Any] = {"enable_nsfw_detection": False, "skip_existing": False}


@dataclass
class GuardedServer:
    """Its accounts have the names of their roles, and each has a token."""

    server: HeadraceProcess
    tokens: dict[Role, str]

    @property
    def url(self) -> str:
        return self.server.url

    def cookie(self, role: Role) -> str:
        """Sign in and return the cookie."""
        with self.server.client() as client:
            answer = client.post("/api/sign-in", json={"name": role.value, "password": PASSWORD})
            assert answer.status_code == 200, answer.text
            return answer.cookies[SIGN_IN_COOKIE]

    def client(self, role: Role) -> httpx.Client:
        headers = {"Authorization": f"Bearer {self.tokens[role]}"}
        return httpx.Client(base_url=self.url, headers=headers, timeout=30, verify=NO_TLS)

    def sign_in(self, context: BrowserContext, role: Role) -> str:
        """Sign the browser in, without its page, and return the cookie."""
        cookie = self.cookie(role)
        context.add_cookies([{"name": SIGN_IN_COOKIE, "value": cookie, "url": self.url}])
        return cookie

    def page_as(self, context: BrowserContext, role: Role, path: str) -> Page:
        """A page of a browser that is signed in."""
        self.sign_in(context, role)
        page = context.new_page()
        page.goto(self.url + path)
        return page

    def process(self, folder: Path, **options: Any) -> str:
        """Start a session as an editor, and return its id."""
        with self.client(Role.EDITOR) as client:
            parameters = {"directories": [str(folder)], **QUICK, **options}
            answer = client.post("/api/ingest/process", json={"parameters": parameters})
            assert answer.status_code == 202, answer.text
            return str(answer.json()["session_id"])

    def wait_for(self, session_id: str, *statuses: str) -> None:
        with self.client(Role.VIEWER) as client:
            wait_until(
                lambda: client.get(f"/api/ingest/status/{session_id}").json()["status"],
                f"the session is {' or '.join(statuses)}",
                holds=lambda status: status in statuses,
            )

    def finished(self, folder: Path, **options: Any) -> str:
        """The id of a session over the folder that is over."""
        session_id = self.process(folder, **options)
        self.wait_for(session_id, *OVER)
        return session_id

    def paused(self, folder: Path) -> str:
        """The id of a session over the folder that is paused while it reads: its stream stays open."""
        session_id = self.process(folder)
        self.post(f"/api/ingest/pause/{session_id}", Role.EDITOR)
        return session_id

    def post(self, path: str, role: Role = Role.ADMIN, /, **body: object) -> dict[str, Any]:
        with self.client(role) as client:
            answer = client.post(path, json=body or None)
            assert answer.is_success, answer.text
            return dict(answer.json())

    def guest_path(self, **shown: object) -> tuple[str, int]:
        """Make a guest link. Return its path and its id."""
        made = self.post("/api/guest-links", Role.EDITOR, **shown)
        return urlsplit(made["url"]).path, int(made["link"]["id"])

    def commit(self, folder: Path) -> str:
        """Put the files of the folder into the library, wait until they can be searched, and return the session."""
        session_id = self.finished(folder)
        self.post("/api/ingest/commit", session_id=session_id)
        self.wait_for(session_id, "committed")
        with self.client(Role.VIEWER) as client:
            wait_until(
                lambda: client.get("/api/library/files", params={"limit": 1}).json()["pending"],
                "the whole library is indexed",
                holds=lambda pending: not pending,
            )
        return session_id


def guard(server: HeadraceProcess) -> GuardedServer:
    """Give the server an account of each role. The first admin ends the time in which nobody has to sign in."""
    with server.client() as client:
        invitations = [
            client.post("/api/accounts", json={"name": role.value, "role": role.value}).json()["url"] for role in Role
        ]
    return GuardedServer(
        server, {role: _accept(server, role, url) for role, url in zip(Role, invitations, strict=True)}
    )


def _accept(server: HeadraceProcess, role: Role, url: str) -> str:
    """Choose the password of an account, and return a token of it."""
    with server.client() as client:
        body = {"secret": url.rpartition("/")[2], "password": PASSWORD}
        assert client.post("/api/invitation", json=body).status_code == 200
        answer = client.post("/api/account/tokens", json={"name": "tests", "role": role.value})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["secret"])


def open_page(browser: Browser, size: tuple[int, int], theme: str) -> Page:
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme="dark" if theme == "dark" else "light"
    )
    return context.new_page()


def submit_sign_in(page: Page, name: str, password: str = PASSWORD) -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_test_id("submit").click()


def fits(page: Page) -> bool:
    """Whether the page can be read without scrolling sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def is_hidden(page: Page, *test_ids: str) -> None:
    for test_id in test_ids:
        expect(page.get_by_test_id(test_id)).to_be_hidden()
