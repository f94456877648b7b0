"""Steps of the library by HTTP: by ids and by search, undone and done again, and told to everyone at once."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import Queue
from typing import Any

import httpx
import pytest

from app.demo import Manifest
from tests.http.test_api import assert_error
from tests.support.server import HeadraceProcess, committed_library
from tests.support.server import on_both_databases as pytest_generate_tests  # noqa: F401
from tests.support.waiting import wait_until


@pytest.fixture(scope="module")
def client(server: HeadraceProcess, demo: tuple[Path, Manifest]) -> Iterator[httpx.Client]:
    committed_library(server, demo[0])
    with server.client() as client:
        yield client


@pytest.fixture
def files(client: httpx.Client) -> Iterator[list[dict[str, Any]]]:
    """Five files of the library; what is done to them is undone afterwards."""
    yield search(client, limit=5, sort="path", order="asc")["files"]
    while client.get("/api/library/steps").json()["undo"] is not None:
        assert client.post("/api/library/steps/undo", json={}).status_code == 200


def search(client: httpx.Client, **asked: Any) -> dict[str, Any]:
    document = wait_until(
        lambda: client.get("/api/library/files", params=asked).json(),
        "the library is indexed",
        holds=lambda page: not page["pending"],
    )
    assert isinstance(document, dict)
    return document


def step(client: httpx.Client, **body: Any) -> dict[str, Any]:
    answer = client.post("/api/library/steps", json=body)
    assert answer.status_code == 200, answer.text
    document = answer.json()
    assert isinstance(document, dict)
    return document


def load(client: httpx.Client, file_id: int) -> dict[str, Any]:
    document = client.get(f"/api/library/file/{file_id}").json()
    assert isinstance(document, dict)
    return document


@dataclass
class Watcher:
    """A client of the library's stream; `seen` gets each event: its name, its data and its id."""

    seen: Queue[tuple[str, dict[str, Any], str]] = field(default_factory=Queue)

    def read(self, response: httpx.Response) -> None:
        name, event_id = "", ""
        for line in response.iter_lines():
            key, _, value = line.partition(":")
            if key == "event":
                name = value
            elif key == "id":
                event_id = value
            elif key == "data" and value:
                self.seen.put((name, json.loads(value), event_id))
                name = ""

    def next(self) -> tuple[str, dict[str, Any], str]:
        """Return the next event, but for those whose number depends on how fast the machine is."""
        while (event := self.seen.get(timeout=10))[0] in ("progress", "indexed"):
            continue
        return event

    def wait_for(self, name: str) -> None:
        """Wait for the next event with this name."""
        while self.seen.get(timeout=10)[0] != name:
            continue


@contextmanager
def watching(server: HeadraceProcess, last_event_id: str = "") -> Iterator[Watcher]:
    headers = {"Last-Event-ID": last_event_id} if last_event_id else {}
    watcher = Watcher()
    with (
        server.client() as client,
        client.stream("GET", "/api/library/stream", headers=headers, timeout=None) as response,
    ):
        assert response.headers["content-type"].startswith("text/event-stream")

        def read() -> None:
            try:
                watcher.read(response)
            except (httpx.HTTPError, httpx.StreamError):
                return  # the test has ended the stream

        thread = threading.Thread(target=read, daemon=True)
        thread.start()
        yield watcher
        response.close()


def test_one_file_is_edited_and_the_step_undone(client: httpx.Client, files: list[dict[str, Any]]) -> None:
    file = files[0]
    before = load(client, file["id"])
    made = step(
        client,
        file_ids=[file["id"]],
        score=5,
        favourite=True,
        title="  At the sea ",
        note="line\nline",
        add_keywords=["holiday", "Holiday"],
    )
    assert made["step"]["edit"] == {
        "fields": ["score", "favourite", "title", "note"],
        "score": 5,
        "favourite": True,
        "title": "At the sea",
        "note": "line\nline",
        "hidden": None,
        "add_keywords": ["holiday"],
        "remove_keywords": [],
        "remove": False,
        "solved": None,
        "imported": None,
        "collection": None,
    }
    after = load(client, file["id"])
    assert (after["score"], after["favourite"], after["title"]) == (5, True, "At the sea")
    assert after["keywords"] == [*before["keywords"], "holiday"]
    assert after["edited"] == ["score", "favourite", "title", "note", "keywords"]
    assert file["id"] in [found["id"] for found in search(client, keyword="holiday")["files"]]
    listed = client.get("/api/library/steps").json()
    assert (listed["steps"][0]["id"], listed["undo"], listed["redo"]) == (made["step"]["id"], made["step"]["id"], None)
    assert client.post("/api/library/steps/undo", json={"step": made["step"]["id"]}).json()["step"]["undone"]
    assert load(client, file["id"]) == before
    client.post("/api/library/steps/redo", json={})
    assert load(client, file["id"]) == after
    assert step(client, file_ids=[file["id"]], title="")["step"]["edit"]["title"] is None
    assert load(client, file["id"])["title"] is None


def test_all_that_a_search_finds_are_edited_but_for_the_exceptions(
    client: httpx.Client, files: list[dict[str, Any]]
) -> None:
    kind = files[0]["kind"]
    found = search(client, kind=kind, limit=200)
    spared = found["files"][0]
    made = step(client, search=f"kind={kind}&sort=path", except_ids=[spared["id"]], add_keywords=["all of them"])
    assert made["step"]["files"] >= found["total"] - 1
    assert load(client, spared["id"])["keywords"] == spared["keywords"]
    assert search(client, keyword="all of them")["total"] == found["total"] - 1


def test_what_a_list_shows_is_edited_even_if_it_no_longer_fits(
    client: httpx.Client, files: list[dict[str, Any]]
) -> None:
    ids = [file["id"] for file in files]
    step(client, file_ids=ids, add_keywords=["listed"])
    search(client, limit=1)
    view = search(client, keyword="listed", view="new")
    step(client, file_ids=ids[:2], remove_keywords=["listed"])
    search(client, limit=1)
    step(client, search="keyword=listed", listed=view["view"], score=5)
    assert all(load(client, file_id)["score"] == 5 for file_id in ids)


def test_hidden_files_are_listed_only_when_they_are_asked_for(
    client: httpx.Client, files: list[dict[str, Any]]
) -> None:
    total = search(client)["total"]
    hidden = files[0]["id"]
    step(client, file_ids=[hidden], hidden=True)
    assert search(client)["total"] == total - 1
    assert client.get("/api/library/facets").json()["hidden"] == 1
    (only,) = search(client, hidden=True, view="new")["files"]
    assert (only["id"], only["hidden"]) == (hidden, True)
    assert_error(client.get("/api/library/files", params={"hidden": True}), 422, "invalid_query")
    step(client, search="hidden=true", hidden=False)
    assert search(client)["total"] == total


def test_removed_files_stay_on_the_disk_and_come_back(client: httpx.Client, files: list[dict[str, Any]]) -> None:
    file = files[0]
    before = load(client, file["id"])
    step(client, file_ids=[file["id"]], remove=True)
    assert_error(client.get(f"/api/library/file/{file['id']}"), 404, "unknown_file")
    assert Path(file["path"]).exists()
    client.post("/api/library/steps/undo", json={})
    assert load(client, file["id"]) == before
    actions = [entry["action"] for entry in client.get("/api/audit").json()["entries"][:2]]
    assert actions == ["undo library edit", "remove from library"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"score": 3}, "invalid_request"),
        ({"file_ids": [1], "search": "", "score": 3}, "invalid_request"),
        ({"file_ids": [1]}, "invalid_request"),
        ({"file_ids": [1], "score": 6}, "invalid_request"),
        ({"file_ids": [1], "remove": True, "score": 3}, "invalid_request"),
        ({"file_ids": [1] * 10_001, "score": 3}, "invalid_request"),
        ({"file_ids": [1], "title": "x" * 501}, "invalid_request"),
        ({"file_ids": [1], "unknown": 3}, "invalid_request"),
        ({"search": "score_from=9", "score": 3}, "invalid_query"),
        ({"search": "unknown=9", "score": 3}, "invalid_query"),
        ({"search": "captured_from=never", "score": 3}, "invalid_query"),
        ({"search": "&".join(["keyword=x"] * 200), "score": 3}, "invalid_query"),
        ({"search": "q=" + "x" * 20_000, "score": 3}, "invalid_request"),
    ],
)
def test_what_makes_no_sense_is_refused(client: httpx.Client, body: dict[str, Any], code: str) -> None:
    before = client.get("/api/library/steps").json()
    assert_error(client.post("/api/library/steps", json=body), 422, code)
    assert client.get("/api/library/steps").json() == before


def test_another_step_must_be_undone_first(client: httpx.Client, files: list[dict[str, Any]]) -> None:
    first = step(client, file_ids=[files[0]["id"]], title="one")["step"]["id"]
    step(client, file_ids=[files[0]["id"]], title="two")
    assert_error(client.post("/api/library/steps/undo", json={"step": first}), 409, "step_refused")
    assert load(client, files[0]["id"])["title"] == "two"


def test_everyone_is_told(client: httpx.Client, server: HeadraceProcess, files: list[dict[str, Any]]) -> None:
    with watching(server) as one, watching(server) as other:
        for watcher in (one, other):
            assert watcher.next()[0] == "open"
        for score in range(1, 6):
            made = step(client, file_ids=[files[0]["id"]], score=score, request="mine")
            for watcher in (one, other):
                name, event, _ = watcher.next()
                assert name == "step"
                assert event["ids"] == [files[0]["id"]] or files[0]["id"] in event["ids"]
                assert (event["how"], event["step"], event["request"]) == ("made", made["step"]["id"], "mine")
        client.post("/api/library/steps/undo", json={})
        assert one.next()[1]["how"] == "undone"


def test_who_was_away_is_told_what_was_missed(
    client: httpx.Client, server: HeadraceProcess, files: list[dict[str, Any]]
) -> None:
    with watching(server) as watcher:
        last = watcher.next()[2]
    made = step(client, file_ids=[files[0]["id"]], title="missed")["step"]["id"]
    with watching(server, last) as watcher:
        assert [watcher.next()[1].get("step"), watcher.next()[0]] == [made, "open"]
    with watching(server, "another0server-7") as watcher:
        assert [watcher.next()[0], watcher.next()[0]] == ["reload", "open"]


def test_a_commit_and_its_undo_are_told(
    client: httpx.Client, server: HeadraceProcess, demo: tuple[Path, Manifest]
) -> None:
    with watching(server) as watcher:
        watcher.next()
        session = server.process_folders(demo[0] / "photos", skip_existing=False, enable_nsfw_detection=False)
        server.wait_until_over(session)
        edits = f"/api/ingest/session/{session}/edits"
        assert client.post(edits, json={"view": {}, "add_keywords": ["committed"]}).json()["step"] is not None
        server.commit(session)
        assert watcher.next()[0] == "changed"
        assert client.post(f"/api/ingest/undo/{session}").status_code == 200
        assert watcher.next()[0] == "changed"
