"""Answers that hold a secret are kept nowhere, and come uncompressed: the length could tell something of the secret."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from app.access import SIGN_IN_COOKIE
from app.domain.access import Role
from tests.page.access.support import GuardedServer, guard
from tests.support.server import HeadraceProcess

pytestmark = pytest.mark.server
LONG = "x" * 60
"""A name that the answer repeats."""


@pytest.fixture(scope="module")
def admin(server: HeadraceProcess) -> Iterator[httpx.Client]:
    guarded: GuardedServer = guard(server)
    cookies = {SIGN_IN_COOKIE: guarded.cookie(Role.ADMIN)}
    with httpx.Client(base_url=guarded.url, cookies=cookies, timeout=30) as client:
        yield client


@pytest.mark.parametrize(
    ("path", "body", "secret"),
    [
        ("/api/account/tokens", {"name": LONG}, "secret"),
        ("/api/accounts", {"name": LONG, "role": "viewer"}, "url"),
        ("/api/guest-links", {"search": {"q": LONG}}, "url"),
    ],
)
def test_a_new_secret_is_kept_nowhere(admin: httpx.Client, path: str, body: object, secret: str) -> None:
    answer = admin.post(path, json=body, headers={"Accept-Encoding": "gzip, br"})
    assert answer.status_code == 201, answer.text
    assert answer.json()[secret]
    assert answer.headers["cache-control"] == "no-store"
    assert "content-encoding" not in answer.headers


def test_the_pages_behind_secret_addresses_are_kept_nowhere(admin: httpx.Client) -> None:
    made = admin.post("/api/guest-links", json={"search": {}}).json()
    invited = admin.post("/api/accounts", json={"name": "somebody", "role": "viewer"}).json()
    for url in (made["url"], invited["url"]):
        page = admin.get(httpx.URL(url).path, headers={"Accept-Encoding": "gzip, br", "Accept": "text/html"})
        assert page.status_code == 200 and len(page.content) > 1024
        assert page.headers["cache-control"] == "no-store"
        assert "content-encoding" not in page.headers
