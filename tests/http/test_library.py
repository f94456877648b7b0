"""The library of a real server: what a search answers, and what it refuses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.demo import Manifest
from tests.http.test_api import assert_error
from tests.support.server import HeadraceProcess, committed_library


@pytest.fixture(scope="module")
def client(server: HeadraceProcess, demo: tuple[Path, Manifest]) -> Iterator[httpx.Client]:
    """A client of a server whose library has the demo files that are ok."""
    committed_library(server, demo[0])
    with server.client() as client:
        yield client


def search(client: httpx.Client, **asked: Any) -> dict[str, Any]:
    answer = client.get("/api/library/files", params=asked)
    assert answer.status_code == 200, answer.text
    document = answer.json()
    assert isinstance(document, dict)
    return document


def test_all_pages_together_are_the_library(client: httpx.Client, demo: tuple[Path, Manifest]) -> None:
    asked: dict[str, Any] = {"limit": 7, "sort": "path", "order": "asc"}
    page = search(client, **asked)
    assert page["total"] == demo[1].ok and page["total_is_exact"]
    paths = [file["path"] for file in page["files"]]
    while page["next"]:
        page = search(client, **asked, after=page["next"])
        assert page["total"] is None
        paths += [file["path"] for file in page["files"]]
    assert paths == sorted(set(paths))
    assert len(paths) == demo[1].ok


def test_a_file_is_shown_with_its_findings_and_pictures(client: httpx.Client) -> None:
    file = next(file for file in search(client, q="png")["files"] if file["thumbnail"])
    assert file["outcome"] == "ok" and file["added_at"] > 0
    assert client.get(file["thumbnail"]).headers["content-type"].startswith("image/")
    assert client.get(file["original"]).status_code == 200


def test_filters_and_words_must_all_hold(client: httpx.Client) -> None:
    facets = client.get("/api/library/facets").json()
    assert facets["files"] == search(client)["total"]
    for name, field in (("tools", "tool"), ("kinds", "kind"), ("formats", "format"), ("models", "model")):
        for value in facets[name]:
            found = search(client, **{field: value["value"]}, limit=200)
            assert len(found["files"]) == found["total"] == value["count"]
    tool = facets["tools"][0]["value"]
    both = search(client, tool=tool, score_from=3, limit=200)["files"]
    assert both and all(file["generation"]["tool"] == tool and file["score"] >= 3 for file in both)
    assert search(client, tool=tool, q="nothing like this")["files"] == []


def test_keywords_are_listed_by_their_beginning_and_found_exactly(client: httpx.Client) -> None:
    (most, *_) = client.get("/api/library/keywords").json()["keywords"]
    begin = most["keyword"][:3].upper()
    assert most in client.get("/api/library/keywords", params={"prefix": begin, "limit": 1000}).json()["keywords"]
    found = search(client, keyword=most["keyword"], limit=200)
    assert found["total"] == most["count"]
    assert all(most["keyword"] in file["keywords"] for file in found["files"])


@pytest.mark.parametrize(
    "words", ['"', "*", "a\x00b", "') OR 1=1 --", '"AND NOT NEAR("', "\U0010ffff", "😀", '-""', "%_\\"]
)
def test_no_text_is_an_error(client: httpx.Client, words: str) -> None:
    search(client, q=words)


@pytest.mark.parametrize(
    ("asked", "code", "said"),
    [
        ({"after": "nonsense"}, "invalid_query", "after"),
        ({"captured_from": "2024-02-30"}, "invalid_query", "captured_from"),
        ({"q": " ".join(f"w{number}" for number in range(70))}, "invalid_query", "at most 64"),
        ({"q": "AND NOT NEAR("}, "invalid_query", "bracket"),
        ({"q": "x" * 5_000}, "invalid_request", "q"),
        ({"score_from": 6}, "invalid_request", "score_from"),
        ({"size_to": 2**63}, "invalid_request", "size_to"),
        ({"sort": "nsfw"}, "invalid_request", "sort"),
        ({"limit": 0}, "invalid_request", "limit"),
        ({"colour": "red"}, "invalid_request", "colour"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(
    client: httpx.Client, asked: dict[str, Any], code: str, said: str
) -> None:
    assert said in assert_error(client.get("/api/library/files", params=asked), 422, code)["message"]


def test_fields_and_their_combinations_find_files(client: httpx.Client) -> None:
    sampler = client.get("/api/library/facets").json()["samplers"][0]
    found = search(client, q=f'sampler:"{sampler["value"]}"', limit=200)
    assert found["total"] == sampler["count"] > 0
    others = search(client, q=f'NOT sampler:"{sampler["value"]}"', limit=200)
    assert found["total"] + others["total"] == search(client)["total"]
    both = search(client, q=f'(sampler:"{sampler["value"]}" OR has:camera) steps:>0', limit=200)["files"]
    assert both and all(file["generation"]["steps"] > 0 for file in both)


def test_facets_count_what_the_search_finds(client: httpx.Client) -> None:
    found = search(client, q="has:model kind:image", limit=200)
    facets = client.get("/api/library/facets", params={"q": "has:model kind:image"}).json()
    assert facets["files"] == found["total"] == sum(model["count"] for model in facets["models"])
    assert [kind["value"] for kind in facets["kinds"]] == ["image"]


def test_an_error_of_a_search_says_where_it_is(client: httpx.Client) -> None:
    for path in ("files", "facets", "terms"):
        answer = client.get(f"/api/library/{path}", params={"q": "cat steps:abc"})
        assert answer.status_code == 422
        error = answer.json()["error"]
        assert (error["code"], error["position"], error["length"]) == ("invalid_query", 10, 3)
        assert "steps:" in error["cure"]


def test_what_is_typed_is_completed_with_fields_and_values(client: httpx.Client) -> None:
    def complete(q: str, place: int | None = None) -> list[str]:
        found = client.get("/api/library/completions", params={"q": q} | ({} if place is None else {"place": place}))
        return [one["text"] for one in found.json()["completions"]]

    assert complete("cat sam") == ["sampler:"]
    assert complete("cat -sam dog", 8) == ["sampler:"]
    (sampler, *_) = client.get("/api/library/facets").json()["samplers"]
    listed = client.get("/api/library/completions", params={"q": "sampler:"}).json()
    assert (listed["start"], listed["end"]) == (0, len("sampler:"))
    assert {"value": sampler["value"], "count": sampler["count"]}.items() <= listed["completions"][0].items()
    for text in (*complete("sampler:"), *complete("model:"), *complete("folder:")):
        assert search(client, q=text)["total"] > 0, text
    assert complete("shape:p") == ["shape:portrait"]
    assert complete('"a phrase sam') == []
