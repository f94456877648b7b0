"""Exports of a real server: what they write, what they refuse, and what the library's stream says of them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.http.test_api import assert_error
from tests.support.preview import write_foxes
from tests.support.server import HeadraceProcess, NewServer, committed_library
from tests.support.waiting import wait_until

FILES = 5
EXPORTS = "/api/library/exports"


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("exports").resolve()


@pytest.fixture(scope="module")
def environ(target: Path) -> dict[str, str]:
    return {"HEADRACE_EXPORT_ROOTS": json.dumps([str(target)])}


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    return [write_foxes(tmp_path_factory.mktemp("media"), FILES)]


@pytest.fixture(scope="module")
def client(server: HeadraceProcess) -> Iterator[httpx.Client]:
    committed_library(server, server.roots[0])
    with server.client() as client:
        yield client


def export(client: httpx.Client, **asked: Any) -> dict[str, Any]:
    """Start an export and return it as it is when it is over."""
    answer = client.post(EXPORTS, json={"search": "", **asked})
    assert answer.status_code == 202, answer.text
    found = wait_until(
        lambda: client.get(f"{EXPORTS}/{answer.json()['id']}").json(),
        "the export is over",
        holds=lambda job: job["state"] != "running",
    )
    assert isinstance(found, dict)
    return found


def test_copies_are_written_and_the_stream_says_so(client: httpx.Client, target: Path) -> None:
    with client.stream("GET", "/api/library/stream") as stream:
        lines = stream.iter_lines()
        assert next(line for line in lines if line == "event:open")
        job = export(client, folder=str(target / "copies"), names="{seed}")
        event = next(line for line in lines if line == "event:export")
        data = next(line for line in lines if line.startswith("data:"))
    assert event and json.loads(data.removeprefix("data:")) == job
    assert (job["state"], job["written"], job["failed"]) == ("complete", FILES, 0)
    assert sorted(path.name for path in (target / "copies").glob("*.png")) == [f"{n}.png" for n in range(FILES)]
    again = export(client, folder=str(target / "copies"), names="{seed}")
    assert (again["present"], again["written"]) == (FILES, 0)
    assert client.get(EXPORTS).json()["exports"][0] == again


def test_a_selection_is_exported_with_its_captions(client: httpx.Client, target: Path) -> None:
    files = client.get("/api/library/files", params={"q": "number3"}).json()["files"]
    wanted = {"search": None, "file_ids": [files[0]["id"]]}
    job = export(client, **wanted, kind="texts", folder=str(target / "one"), caption="{seed} {prompt}")
    assert job["written"] == 1
    assert (target / "one" / "made_3.txt").read_text() == "3 a red fox, number3"


@pytest.mark.parametrize("folder", ["/etc", "relative", "{target}/../other", "{target}/a\0b", "{target}-beside"])
def test_nothing_is_written_outside_the_export_roots(client: httpx.Client, target: Path, folder: str) -> None:
    asked = {"search": "", "folder": folder.replace("{target}", str(target))}
    assert_error(client.post(EXPORTS, json=asked), 403, "outside_export_roots")


def test_a_link_below_an_export_root_is_not_followed(client: httpx.Client, target: Path, tmp_path: Path) -> None:
    (target / "link").symlink_to(tmp_path)
    for folder in ("link", "link/below"):
        asked = {"search": "", "folder": str(target / folder)}
        assert_error(client.post(EXPORTS, json=asked), 403, "outside_export_roots")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"names": "{colour}"}, "there is no field {colour}"),
        ({"kind": "kohya", "concept": "../x/y"}, "cannot be in the name"),
        ({"kind": "sidecars", "links": True}, "no pictures that could be linked"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(
    client: httpx.Client, target: Path, wrong: dict[str, Any], words: str
) -> None:
    answer = client.post(EXPORTS, json={"search": "", "folder": str(target / "x"), **wrong})
    assert words in assert_error(answer, 422, "invalid_export")["message"]
    assert not (target / "x").exists()


def test_tables_are_downloaded_for_a_search_and_for_a_selection(client: httpx.Client) -> None:
    answer = client.get(f"{EXPORTS}/table", params={"q": "fox", "sort": "path", "order": "asc", "column": "seed"})
    assert answer.headers["content-disposition"].startswith('attachment; filename="headrace-library.csv"')
    assert list(csv.reader(io.StringIO(answer.text))) == [["seed"], *([str(seed)] for seed in range(FILES))]
    ids = [json.loads(line)["id"] for line in client.get(f"{EXPORTS}/table?as=jsonl").text.splitlines()]
    asked = {"search": "", "except_ids": ids[1:], "as": "json"}
    assert [row["id"] for row in client.post(f"{EXPORTS}/table", json=asked).json()] == ids[:1]


def test_an_export_root_that_shares_files_with_a_media_root_is_refused(new_server: NewServer, tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    server = new_server(tmp_path, environ={"HEADRACE_EXPORT_ROOTS": json.dumps([str(inside)])})
    with pytest.raises(AssertionError):
        server.start()
    assert "HEADRACE_EXPORT_INTO_MEDIA=true" in server.log.read_text()
    server.environ["HEADRACE_EXPORT_INTO_MEDIA"] = "true"
    with server, server.client() as client:
        assert client.get(EXPORTS).json()["roots"] == [str(inside.resolve())]
