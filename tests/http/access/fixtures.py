"""The server that the tests of access share: with accounts, a library and a paused session.

A pytest plugin: test modules list it in `pytest_plugins`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.demo import Manifest
from app.domain.access import Role
from tests.http.access.support import SecuredServer, add_account
from tests.support.server import NewServer
from tests.support.waiting import wait_until


@pytest.fixture(scope="package")
def secured(new_server: NewServer, demo: tuple[Path, Manifest]) -> Iterator[SecuredServer]:
    with new_server(demo[0]) as server:
        committed = server.process_folders(demo[0] / "photos", enable_nsfw_detection=False)
        server.wait_until_over(committed)
        server.commit(committed)
        with server.client() as client:
            wait_until(
                lambda: client.get("/api/library/files", params={"limit": 1}).json()["pending"],
                "the whole library is indexed",
                holds=lambda pending: not pending,
            )
            paused = server.process_folders(demo[0], skip_existing=False)
            assert client.post(f"/api/ingest/pause/{paused}").status_code == 200
        server.wait_for(paused, "the session is paused", lambda state: state["status"] == "paused")
        for role in Role:
            add_account(server, role.value, role)
        made = SecuredServer(server, committed, paused)
        wait_until(
            lambda: made.stranger().get("/api/account").status_code,
            "the server asks for a sign-in",
            holds=lambda status: status == 401,
        )
        yield made
        for browser in made.browsers:
            browser.close()
