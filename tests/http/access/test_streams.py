"""Live streams end when the right to watch ends, and only those.

Each stream is opened twice: over HTTP/1.1, where the server takes the connection over from uvicorn, and over HTTP/1.0,
where it does not.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager

import httpx
import pytest

from app.domain.access import Role
from tests.access.support import DAY_S, PASSWORD
from tests.http.access.raw_stream import RawStream
from tests.http.access.support import SecuredServer, add_account
from tests.support.waiting import wait_until

pytest_plugins = ["tests.http.access.fixtures"]
pytestmark = pytest.mark.slow

VERSIONS = ("1.1", "1.0")


@contextmanager
def watched(secured: SecuredServer, client: httpx.Client, path: str = "") -> Iterator[list[RawStream]]:
    """Open the stream of the paused session as this client, once for each version of HTTP."""
    with ExitStack() as stack:
        yield [
            stack.enter_context(
                RawStream(secured.server, path or f"/api/ingest/stream/{secured.paused}", client, version)
            )
            for version in VERSIONS
        ]


def assert_ends(secured: SecuredServer, client: httpx.Client, end: Callable[[], object], path: str = "") -> None:
    """Assert that both streams of the client end soon after `end` was called, and those of another viewer go on."""
    other = secured.browser("viewer")
    with watched(secured, client, path) as ending, watched(secured, other) as going_on:
        assert all(stream.is_open() for stream in ending)
        end()
        wait_until(
            lambda: [stream.is_open() for stream in ending],
            "both streams have ended",
            holds=lambda open_streams: not any(open_streams),
        )
        seen = [stream.received for stream in going_on]
        assert all(stream.is_open() for stream in going_on)
        wait_until(
            lambda: all(
                stream.is_open() and stream.received > before for stream, before in zip(going_on, seen, strict=True)
            ),
            "the streams of the other viewer go on",
        )


def change(secured: SecuredServer, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(secured.server.data / "headrace.db", timeout=60)) as database, database:
        assert database.execute(statement, values).rowcount == 1


def test_a_stream_ends_when_its_viewer_signs_out(secured: SecuredServer) -> None:
    browser = secured.browser("streams: leaves")
    assert_ends(secured, browser, lambda: browser.post("/api/sign-out").raise_for_status())


def test_a_stream_ends_when_its_sign_in_is_ended_elsewhere(secured: SecuredServer) -> None:
    browser, elsewhere = secured.browser("streams: ended"), secured.stranger()
    elsewhere.post("/api/sign-in", json={"name": "streams: ended", "password": PASSWORD}).raise_for_status()
    (number,) = (one["id"] for one in browser.get("/api/account").json()["sign_ins"] if one["is_current"])
    assert_ends(secured, browser, lambda: elsewhere.delete(f"/api/account/sign-ins/{number}").raise_for_status())


def test_a_stream_ends_when_its_sign_in_expires(secured: SecuredServer) -> None:
    browser = secured.browser("streams: expires")
    number = secured.account("streams: expires").account_id
    statement = "UPDATE sign_ins SET expires_at = expires_at - ? WHERE account_id = ?"
    assert_ends(secured, browser, lambda: change(secured, statement, 31 * DAY_S, number))


@pytest.mark.parametrize("credential", ["sign-in", "token"])
def test_a_stream_ends_when_its_account_is_disabled(credential: str, secured: SecuredServer) -> None:
    name = f"streams: disabled {credential}"
    account = add_account(secured.server, name)
    if credential == "token":
        client = secured.script(Role.VIEWER, account)
    else:
        client = secured.stranger()
        client.post("/api/sign-in", json={"name": name, "password": PASSWORD}).raise_for_status()
    admin = secured.browser()
    path = f"/api/accounts/{account.account_id}"
    assert_ends(secured, client, lambda: admin.patch(path, json={"disabled": True}).raise_for_status())


def test_a_stream_ends_when_its_token_is_revoked(secured: SecuredServer) -> None:
    browser = secured.browser("streams: token")
    made = browser.post("/api/account/tokens", json={"name": "watcher"}).json()
    script = secured.stranger(Authorization=f"Bearer {made['secret']}")
    path = f"/api/account/tokens/{made['token']['id']}"
    assert_ends(secured, script, lambda: browser.delete(path).raise_for_status())


@pytest.mark.parametrize("how", ["revoked", "expired"])
def test_a_guests_stream_ends_with_the_link(how: str, secured: SecuredServer) -> None:
    editor = secured.browser("editor")
    made = editor.post("/api/guest-links", json={"session_id": secured.paused, "days": 1}).json()
    number, secret = made["link"]["id"], made["url"].rpartition("/")[2]

    def end() -> None:
        if how == "revoked":
            editor.delete(f"/api/guest-links/{number}").raise_for_status()
        else:
            statement = "UPDATE guest_links SET expires_at = expires_at - ? WHERE id = ?"
            change(secured, statement, 2 * DAY_S, number)

    assert_ends(secured, secured.stranger(), end, f"/guest/{secret}/stream")


def test_a_change_of_role_ends_no_stream(secured: SecuredServer) -> None:
    browser, admin = secured.browser("streams: role"), secured.browser()
    number = secured.account("streams: role").account_id
    ended = secured.browser("streams: role, control")
    with watched(secured, browser) as kept:
        admin.patch(f"/api/accounts/{number}", json={"role": "editor"}).raise_for_status()
        assert_ends(secured, ended, lambda: ended.post("/api/sign-out").raise_for_status())
        assert all(stream.is_open() for stream in kept)
