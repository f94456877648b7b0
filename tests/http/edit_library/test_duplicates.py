"""Duplicates of the library by HTTP: what would be done, doing exactly that, and keeping one of some files by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.routers.edit_library.documents import DuplicatePlanDocument
from tests.http.edit_library.test_library_steps import load, search, step, watching
from tests.http.test_api import assert_error
from tests.readers.support import png, text_chunk
from tests.support.server import HeadraceProcess, committed_library
from tests.support.server import on_both_databases as pytest_generate_tests  # noqa: F401

ADDRESS = "/api/library/duplicates"


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    """Two folders with four pictures in both, and one that is only in the first."""
    folder = tmp_path_factory.mktemp("duplicates") / "pictures"
    for number in range(5):
        picture = png(text_chunk("parameters", f"a fox, number{number}\nSteps: 20, Seed: {number}".encode()))
        for name in ("one", "two") if number else ("one",):
            (folder / name).mkdir(parents=True, exist_ok=True)
            (folder / name / f"{number}.png").write_bytes(picture)
    return [folder]


@pytest.fixture(scope="module")
def client(server: HeadraceProcess) -> Iterator[httpx.Client]:
    committed_library(server, server.roots[0])
    with server.client() as client:
        search(client)
        yield client


@pytest.fixture(autouse=True)
def undone(client: httpx.Client) -> Iterator[None]:
    """What a test did to the library is undone afterwards."""
    yield
    while client.get("/api/library/steps").json()["undo"] is not None:
        assert client.post("/api/library/steps/undo", json={}).status_code == 200


def plan(client: httpx.Client, **asked: Any) -> dict[str, Any]:
    answer = client.get(ADDRESS, params=asked)
    assert answer.status_code == 200, answer.text
    document = answer.json()
    assert isinstance(document, dict)
    DuplicatePlanDocument.model_validate(document)
    return document


def test_the_step_does_what_the_plan_says_and_is_undone(client: httpx.Client, server: HeadraceProcess) -> None:
    rules = {"rule": ["folder", "largest"], "folder": str(server.roots[0] / "two")}
    other = next(file for file in plan(client)["groups"][0]["files"] if "/one/" in file["path"])
    step(client, file_ids=[other["id"]], score=4, add_keywords=["<b>mine</b>"])
    made = plan(client, **rules, limit=3)
    assert made["summary"] == {"groups": 4, "hidden": 4, "merged": 1}
    assert len(made["groups"]) == 3
    last = plan(client, **rules, limit=3, offset=3, plan=made["plan"])
    assert (last["plan"], len(last["groups"])) == (made["plan"], 1)
    for group in [*made["groups"], *last["groups"]]:
        kept, hidden = group["files"]
        assert (group["reason"], group["size"], kept["hashes"]["content"]) == ("folder", 2, hidden["hashes"]["content"])
        assert "/two/" in kept["path"] and "/one/" in hidden["path"]
    before = search(client)["total"]
    with watching(server) as watcher:
        watcher.next()
        answer = client.post(ADDRESS, json={**rules, "plan": made["plan"], "request": "mine"}).json()
        event = watcher.next()[1]
        assert (event["request"], event["lists"], event["files"]) == ("mine", True, 5)
    assert answer["step"]["edit"]["solved"] == made["summary"]
    assert search(client)["total"] == before - 4
    (group,) = [group for group in [*made["groups"], *last["groups"]] if group["merges"]]
    kept = load(client, group["files"][0]["id"])
    assert (kept["score"], kept["keywords"][-1]) == (4, "<b>mine</b>")
    assert plan(client)["summary"]["groups"] == 0
    assert client.get("/api/audit").json()["entries"][0]["action"] == "edit library"
    client.post("/api/library/steps/undo", json={"step": answer["step"]["id"]})
    assert plan(client, **rules)["plan"] == made["plan"]


def test_a_plan_for_a_library_that_changed_is_refused(client: httpx.Client) -> None:
    made = plan(client)
    hidden = made["groups"][0]["files"][1]["id"]
    step(client, file_ids=[hidden], favourite=True)
    steps = client.get("/api/library/steps").json()
    assert_error(client.post(ADDRESS, json={"plan": made["plan"]}), 409, "plan_changed")
    assert client.get("/api/library/steps").json() == steps
    again = plan(client)
    assert again["plan"] != made["plan"]
    assert again["summary"]["merged"] == made["summary"]["merged"] + 1
    assert client.post(ADDRESS, json={"plan": again["plan"]}).status_code == 200


def test_look_alikes_are_found_if_they_are_asked_for(client: httpx.Client) -> None:
    exact = plan(client)["summary"]
    alike = plan(client, look_alikes=True, distance=0)["summary"]
    assert alike["hidden"] > exact["hidden"], "all of these pictures show the same"


def test_one_file_is_kept_by_hand(client: httpx.Client) -> None:
    first, second = (file["id"] for file in search(client, limit=2)["files"])
    step(client, file_ids=[second], score=3)
    made = client.post(f"{ADDRESS}/keep", json={"keep": first, "hide": [second]}).json()
    assert made["step"]["edit"]["solved"] == {"groups": 1, "hidden": 1, "merged": 1}
    assert (load(client, first)["score"], load(client, second)["hidden"]) == (3, True)
    assert_error(client.post(f"{ADDRESS}/keep", json={"keep": first, "hide": [first]}), 404, "unknown_file")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("", {}),
        ("", {"plan": "", "rule": ["largest", "largest"]}),
        ("", {"plan": "", "rule": ["newest"]}),
        ("", {"plan": "", "distance": 13}),
        ("", {"plan": "x" * 33}),
        ("/keep", {"keep": 1, "hide": []}),
        ("/keep", {"keep": 1, "hide": [2] * 25}),
        ("/keep", {"keep": 0, "hide": [2]}),
    ],
)
def test_what_makes_no_sense_is_refused(client: httpx.Client, path: str, body: dict[str, Any]) -> None:
    assert_error(client.post(ADDRESS + path, json=body), 422, "invalid_request")


def test_a_rule_that_is_asked_for_twice_is_refused(client: httpx.Client) -> None:
    assert_error(client.get(ADDRESS, params={"rule": ["score", "score"]}), 422, "invalid_request")
