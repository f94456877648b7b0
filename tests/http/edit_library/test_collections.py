"""Collections and saved searches by HTTP: changed, undone with the other steps, found, counted, and told to others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.demo import Manifest
from tests.http.edit_library.test_library_steps import search, step, watching
from tests.http.test_api import assert_error
from tests.support.server import HeadraceProcess, committed_library
from tests.support.server import on_both_databases as pytest_generate_tests  # noqa: F401
from tests.support.waiting import wait_until

COLLECTIONS, SEARCHES = "/api/library/collections", "/api/library/searches"


@pytest.fixture(scope="module")
def client(server: HeadraceProcess, demo: tuple[Path, Manifest]) -> Iterator[httpx.Client]:
    committed_library(server, demo[0])
    with server.client() as client:
        yield client


@pytest.fixture
def ids(client: httpx.Client) -> Iterator[list[int]]:
    """Five files of the library; what is done to them and to collections is undone afterwards."""
    yield [file["id"] for file in search(client, limit=5, sort="path", order="asc")["files"]]
    while client.get("/api/library/steps").json()["undo"] is not None:
        assert client.post("/api/library/steps/undo", json={}).status_code == 200
    assert client.get(COLLECTIONS).json() == {"collections": []}


def create(client: httpx.Client, name: str, parent: int | None = None) -> int:
    answer = client.post(COLLECTIONS, json={"name": name, "parent": parent})
    assert answer.status_code == 201, answer.text
    number = answer.json()["step"]["edit"]["collection"]["id"]
    assert isinstance(number, int)
    return number


def add(client: httpx.Client, collection: int, **which: Any) -> dict[str, Any]:
    answer = client.post(f"{COLLECTIONS}/{collection}/files", json=which)
    assert answer.status_code == 200, answer.text
    document = answer.json()
    assert isinstance(document, dict)
    return document


def counts(client: httpx.Client) -> dict[str, tuple[int, int]]:
    listed = client.get(COLLECTIONS).json()["collections"]
    return {each["path"]: (each["own_files"], each["files"]) for each in listed}


def listed(client: httpx.Client, collection: int) -> list[int]:
    asked = {"collection": collection, "sort": "collection", "order": "asc", "view": "new"}
    return [file["id"] for file in search(client, **asked)["files"]]


def test_collections_are_filled_found_and_undone(client: httpx.Client, ids: list[int]) -> None:
    trips = create(client, " Trips ")
    rome = create(client, "Rome", trips)
    made = add(client, rome, file_ids=ids[:3])["step"]
    assert (made["files"] >= 3, made["edit"]["fields"], made["edit"]["collection"]["path"]) == (True, [], "Trips/Rome")
    assert add(client, rome, file_ids=ids[:3])["step"] is None
    assert counts(client) == {"Trips": (0, 3), "Trips/Rome": (3, 3)}
    for asked in ({"q": "collection:trips"}, {"q": 'collection:"Trips/Rome"'}, {"collection": trips}):
        assert sorted(file["id"] for file in search(client, **asked)["files"]) == sorted(ids[:3])
    assert client.get("/api/library/facets").json()["collections"] == [
        {"value": "Trips", "count": 3},
        {"value": "Trips/Rome", "count": 3},
    ]
    assert client.post(f"{COLLECTIONS}/{rome}/files/order", json={"file_ids": [ids[2]], "before": ids[0]}).is_success
    assert listed(client, trips) == [ids[2], ids[0], ids[1]]
    client.post(f"{COLLECTIONS}/{rome}/files/remove", json={"file_ids": [ids[0]]})
    assert listed(client, trips) == [ids[2], ids[1]]
    assert client.patch(f"{COLLECTIONS}/{rome}", json={"name": "Roma", "parent": None}).is_success
    assert counts(client) == {"Roma": (2, 2), "Trips": (0, 0)}
    assert client.delete(f"{COLLECTIONS}/{rome}").is_success
    assert counts(client) == {"Trips": (0, 0)}
    for _ in range(4):
        client.post("/api/library/steps/undo", json={})
    assert listed(client, trips) == ids[:3]
    assert client.get("/api/audit").json()["entries"][4]["action"] == "edit collection"


def test_all_that_a_search_finds_is_added(client: httpx.Client, ids: list[int]) -> None:
    chosen, found = create(client, "all"), search(client, kind="image", limit=1)
    add(client, chosen, search="kind=image", except_ids=[])
    assert counts(client)["all"][0] == found["total"]


def test_what_makes_no_sense_is_refused(client: httpx.Client, ids: list[int]) -> None:
    above = create(client, "above")
    below = create(client, "below", above)
    for name in ("", " ", "a/b", "line\nbreak", "x" * 101):
        assert_error(client.post(COLLECTIONS, json={"name": name}), 422, "invalid_request")
    assert_error(client.post(COLLECTIONS, json={"name": "ABOVE"}), 409, "name_taken")
    assert_error(client.patch(f"{COLLECTIONS}/{above}", json={"parent": below}), 409, "collection_refused")
    assert_error(client.delete(f"{COLLECTIONS}/{10**9}"), 404, "unknown_collection")
    order = f"{COLLECTIONS}/{above}/files/order"
    assert_error(client.post(order, json={"file_ids": [ids[0]]}), 409, "collection_refused")
    assert_error(client.post(f"{COLLECTIONS}/{above}/files", json={}), 422, "invalid_request")
    assert_error(client.get("/api/library/files", params={"sort": "collection"}), 422, "invalid_query")


def test_saved_searches_count_what_they_find_now(client: httpx.Client, ids: list[int]) -> None:
    saved = client.post(SEARCHES, json={"name": "Best", "search": "q=rating:5&sort=path"}).json()
    before = saved["files"]
    assert_error(client.post(SEARCHES, json={"name": "best", "search": ""}), 409, "name_taken")
    assert_error(client.post(SEARCHES, json={"name": "odd", "search": "score_from=9"}), 422, "invalid_query")
    step(client, file_ids=[ids[0]], score=5)
    count = wait_until(
        lambda: client.get(SEARCHES).json()["searches"][0]["files"],
        "the index has the score",
        holds=lambda files: files != before,
    )
    assert count == before + 1
    address = f"{SEARCHES}/{saved['id']}"
    assert client.patch(address, json={"search": f"collection={create(client, 'new')}"}).json()["files"] == 0
    assert client.patch(address, json={"name": "Mine"}).json()["name"] == "Mine"
    assert client.delete(address).status_code == 204
    assert_error(client.delete(address), 404, "unknown_search")
    assert_error(client.patch(address, json={"name": "x"}), 404, "unknown_search")
    assert client.get(SEARCHES).json() == {"searches": []}


def test_others_are_told_at_once(client: httpx.Client, server: HeadraceProcess, ids: list[int]) -> None:
    with watching(server) as watcher:
        assert watcher.next()[0] == "open"
        for name in "abcde":
            collection = create(client, name)
            event, document, _ = watcher.next()
            assert (event, document["collection"]) == ("step", {"id": collection, "act": "create"})
        add(client, collection, file_ids=ids[:1], request="mine")
        assert watcher.next()[1]["collection"] == {"id": collection, "act": "add"}
        saved = client.post(SEARCHES, json={"name": "x", "search": "", "request": "mine"}).json()["id"]
        assert watcher.next()[:2] == ("searches", {"who": watcher_name(client), "request": "mine"})
        client.delete(f"{SEARCHES}/{saved}")
        assert watcher.next()[0] == "searches"
        step(client, file_ids=ids[:1], title="indexed")
        assert watcher.next()[0] == "step"
        watcher.wait_for("indexed")


def watcher_name(client: httpx.Client) -> str:
    name = client.get("/api/library/steps").json()["steps"][0]["who"]
    assert isinstance(name, str)
    return name
