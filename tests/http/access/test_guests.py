"""Guests: whoever has a guest link sees what it shows, and nothing else."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import Any

import httpx
import pytest

from tests.access.support import DAY_S
from tests.http.access.support import SecuredServer

pytest_plugins = ["tests.http.access.fixtures"]
pytestmark = pytest.mark.slow


def share(secured: SecuredServer, **what: Any) -> tuple[int, str]:
    """Return the id and the path of a new guest link."""
    answer = secured.browser("editor").post("/api/guest-links", json=what)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert made["qr"].startswith("data:image/svg+xml")
    return made["link"]["id"], httpx.URL(made["url"]).path


def assert_not_here(answer: httpx.Response) -> None:
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "unknown_guest_link")


def test_a_link_to_a_session_shows_its_progress_and_nothing_else(secured: SecuredServer) -> None:
    _, path = share(secured, session_id=secured.paused)
    guest = secured.stranger()
    status = guest.get(f"{path}/status")
    assert (status.status_code, status.json()["session_id"]) == (200, secured.paused)
    assert guest.get(path, headers={"Accept": "text/html"}).status_code == 200
    assert_not_here(guest.get(f"{path}/files"))
    assert_not_here(guest.get(f"{path}/files/1/thumbnail"))
    secret = path.rpartition("/")[2]
    for client in (guest, secured.stranger(Authorization=f"Bearer {secret}")):
        for session in (secured.paused, secured.committed):
            assert client.get(f"/api/ingest/stream/{session}").status_code == 401
            assert client.get(f"/api/ingest/status/{session}").status_code == 401
        assert client.get("/api/library/files").status_code == 401
        assert client.get("/api/account").status_code == 401
        assert client.post(f"/api/ingest/resume/{secured.paused}").status_code == 401
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert guest.request(method, f"{path}/status").status_code in (401, 405)
    assert secured.browser().get(f"/api/ingest/status/{secured.paused}").json()["status"] == "paused"


def test_a_link_cannot_be_bent_to_another_session(secured: SecuredServer) -> None:
    _, path = share(secured, session_id=secured.paused)
    guest = secured.stranger()
    for bent in (f"{path}/status/{secured.committed}", f"{path}/stream/{secured.committed}"):
        assert guest.get(bent).status_code in (401, 404)
    query = {"session_id": secured.committed}
    assert guest.get(f"{path}/status", params=query).json()["session_id"] == secured.paused


def test_a_link_to_a_search_shows_what_it_finds_without_the_folders(secured: SecuredServer) -> None:
    _, path = share(secured, search={"kind": "image"})
    guest = secured.stranger()
    page = guest.get(f"{path}/files").json()
    found = secured.browser("viewer").get("/api/library/files", params={"kind": "image", "limit": 60}).json()
    assert len(page["files"]) == len(found["files"]) > 0
    assert str(secured.server.roots[0]) not in json.dumps(page["files"])
    assert {"path", "id"} & set(page["files"][0]) == set()
    assert (page["total"], page["offset"]) == (found["total"], 0)
    rest = guest.get(f"{path}/files", params={"view": page["view"], "offset": 2}).json()
    assert (rest["view"], rest["offset"]) == (page["view"], 2)
    assert [file["name"] for file in rest["files"]] == [file["name"] for file in page["files"][2:]]
    assert_not_here(guest.get(f"{path}/status"))
    assert_not_here(guest.get(f"{path}/stream"))


def test_a_guest_cannot_widen_the_search(secured: SecuredServer) -> None:
    _, path = share(secured, search={"q": "nothing-is-called-this"})
    guest = secured.stranger()
    assert guest.get(f"{path}/files", params={"q": "", "kind": "image"}).json()["files"] == []


def test_a_thumbnail_needs_the_proof_that_the_link_has_shown_its_file(secured: SecuredServer) -> None:
    _, path = share(secured, search={"kind": "image"})
    _, other = share(secured, search={"kind": "video"})
    guest = secured.stranger()
    first, second, *_ = guest.get(f"{path}/files").json()["files"]
    shown, proof = httpx.URL(first["thumbnail"]).path, httpx.URL(first["thumbnail"]).params["proof"]
    answer = guest.get(first["thumbnail"])
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
    assert_not_here(guest.get(shown))
    assert_not_here(guest.get(shown, params={"proof": "0" * 32}))
    assert_not_here(guest.get(httpx.URL(second["thumbnail"]).path, params={"proof": proof}))
    assert_not_here(guest.get(shown.replace(path, other), params={"proof": proof}))


@pytest.mark.parametrize("how", ["revoked", "expired"])
def test_a_link_that_is_over_shows_nothing(how: str, secured: SecuredServer) -> None:
    number, path = share(secured, session_id=secured.paused, days=1)
    guest = secured.stranger()
    assert guest.get(f"{path}/status").status_code == 200
    if how == "revoked":
        assert secured.browser("editor").delete(f"/api/guest-links/{number}").status_code == 204
    else:
        with closing(sqlite3.connect(secured.server.data / "headrace.db", timeout=60)) as database, database:
            database.execute("UPDATE guest_links SET expires_at = expires_at - ? WHERE id = ?", (DAY_S + 1, number))
    for part in ("/status", "/stream", "/files", "/files/1/thumbnail"):
        assert_not_here(guest.get(path + part))
    page = guest.get(path, headers={"Accept": "text/html"})
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert secured.paused not in page.text


def test_a_link_is_listed_without_its_secret(secured: SecuredServer) -> None:
    number, path = share(secured, session_id=secured.paused)
    answer = secured.browser("editor").get("/api/guest-links")
    assert number in [link["id"] for link in answer.json()["links"]]
    assert path.rpartition("/")[2] not in answer.text
    assert secured.browser("viewer").get("/api/guest-links").status_code == 403


def test_a_search_that_makes_no_sense_is_not_shared(secured: SecuredServer) -> None:
    editor = secured.browser("editor")
    assert editor.post("/api/guest-links", json={}).status_code == 422
    both = {"session_id": secured.paused, "search": {"q": "x"}}
    assert editor.post("/api/guest-links", json=both).status_code == 422
    assert editor.post("/api/guest-links", json={"session_id": "nobody"}).status_code == 404
