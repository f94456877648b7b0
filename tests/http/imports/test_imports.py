"""Imports by HTTP: a source is read, the plan says what would change, and one step does that and is undone."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.routers.imports.documents import ImportDocument, ImportPlanDocument, ImportsDocument
from tests.http.test_api import assert_error
from tests.importing.foreign import write_diffusion_toolkit, write_iib
from tests.importing.test_sources import bag, write_sidecar
from tests.support.preview import write_foxes
from tests.support.server import HeadraceProcess, NewDatabase, committed_library
from tests.support.server import on_both_databases as pytest_generate_tests  # noqa: F401
from tests.support.waiting import wait_until

FILES = 4
IMPORTS = "/api/library/imports"


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory, database: NewDatabase) -> Sequence[Path]:
    """Media of its own for each database: the tests write sources among them."""
    return [write_foxes(tmp_path_factory.mktemp("media"), FILES)]


@pytest.fixture(scope="module")
def client(server: HeadraceProcess) -> Iterator[httpx.Client]:
    committed_library(server, server.roots[0])
    with server.client() as client:
        yield client


@pytest.fixture
def media(server: HeadraceProcess) -> Path:
    return server.roots[0].resolve()


def read(client: httpx.Client, path: Path, **asked: Any) -> dict[str, Any]:
    """Read a source and return the import as it is when that is over."""
    answer = client.post(IMPORTS, json={"path": str(path), **asked})
    assert answer.status_code == 202, answer.text
    found = wait_until(
        lambda: client.get(f"{IMPORTS}/{answer.json()['id']}").json(),
        "the source was read",
        holds=lambda job: job["state"] != "reading",
    )
    assert isinstance(found, dict)
    ImportDocument.model_validate(found)
    return found


def plan(client: httpx.Client, import_id: str, **asked: str) -> dict[str, Any]:
    answer = client.get(f"{IMPORTS}/{import_id}/plan", params=asked)
    assert answer.status_code == 200, answer.text
    document = answer.json()
    ImportPlanDocument.model_validate(document)
    assert isinstance(document, dict)
    return document


def scores(client: httpx.Client) -> list[int | None]:
    files = client.get("/api/library/files", params={"sort": "path", "order": "asc"}).json()["files"]
    return [file["score"] for file in files]


def test_a_folder_of_sidecars_is_read_planned_imported_and_undone(client: httpx.Client, media: Path) -> None:
    folder = media / "sidecars" / media.name
    write_sidecar(folder / "made_1.png.xmp", bag("dc:subject", "sunset"), attributes='xmp:Rating="4"')
    write_sidecar(folder / "made_9.png.xmp", attributes='xmp:Rating="5"')
    (folder / "damaged.png.xmp").write_bytes(b"\0")
    job = read(client, media / "sidecars")
    assert (job["state"], job["kind"], job["read"], job["files"]) == ("ready", "xmp", 3, 1)
    assert (job["matched"]["folder"], job["not_matched"]) == (1, 2)
    assert [each["reason"] for each in job["unmatched"]] == ["unknown", "unreadable"]
    made = plan(client, job["id"])
    assert (made["summary"]["scores"], made["summary"]["keywords"], made["summary"]["files"]) == (1, 1, 1)
    with client.stream("GET", "/api/library/stream") as stream:
        lines = stream.iter_lines()
        assert next(line for line in lines if line == "event:open")
        answer = client.post(f"{IMPORTS}/{job['id']}/apply", json={"plan": made["plan"], "request": "mine"})
        assert next(line for line in lines if line == "event:step")
        event = json.loads(next(line for line in lines if line.startswith("data:")).removeprefix("data:"))
    assert answer.status_code == 200, answer.text
    step = answer.json()["step"]
    assert (step["files"], step["edit"]["imported"]["scores"], event["request"]) == (1, 1, "mine")
    assert scores(client) == [None, 4, None, None]
    (noted, *_) = client.get("/api/audit").json()["entries"]
    assert noted["details"] == {"step": step["id"], "files": 1, "kind": "xmp", "scores": 1, "keywords": 1}
    assert client.get(IMPORTS).json()["imports"][0]["state"] == "imported"
    again = client.post(f"{IMPORTS}/{job['id']}/apply", json={"plan": made["plan"]})
    assert_error(again, 409, "plan_changed")
    assert client.post("/api/library/steps/undo", json={}).status_code == 200
    assert scores(client) == [None] * FILES
    with client.stream("GET", f"{IMPORTS}/{job['id']}/unmatched") as table:
        rows = list(csv.reader(io.StringIO("".join(table.iter_text()))))
    assert [row[2] for row in rows] == ["reason", "unknown", "unreadable"]


def test_a_wrong_size_matches_nothing_and_the_rule_decides(client: httpx.Client, media: Path) -> None:
    names = [f"D:\\SD\\{media.name}\\made_{number}.png" for number in range(2)]
    job = read(client, write_diffusion_toolkit(media / "dt.db", *names))
    assert (job["kind"], job["not_matched"]) == ("diffusion-toolkit", 2)  # the size is another one
    assert {each["reason"] for each in job["unmatched"]} == {"other_size"}
    (media / "dt.db").unlink()
    job = read(client, write_iib(media / "iib.db", str(media / "made_0.png")))
    assert (job["kind"], job["matched"]["path"]) == ("infinite-image-browsing", 1)
    answer = client.post("/api/library/steps", json={"file_ids": [_first(client)], "favourite": False, "search": None})
    assert answer.status_code == 200
    assert plan(client, job["id"])["summary"]["favourites"] == 1
    assert plan(client, job["id"], conflict="mine")["summary"]["keywords"] == 0
    assert client.post("/api/library/steps/undo", json={}).status_code == 200


def _first(client: httpx.Client) -> int:
    files = client.get("/api/library/files", params={"sort": "path", "order": "asc"}).json()["files"]
    return int(files[0]["id"])


def test_what_cannot_be_imported_is_refused(client: httpx.Client, media: Path, tmp_path: Path) -> None:
    assert_error(client.post(IMPORTS, json={"path": str(tmp_path / "iib.db")}), 403, "outside_roots")
    for path in ("", "a\0b", "/x\ud800"):
        refused = client.post(IMPORTS, content=json.dumps({"path": path}), headers={"content-type": "application/json"})
        assert_error(refused, 403, "outside_roots")
    (media / "link.db").symlink_to(write_iib(tmp_path / "iib.db", "/a.png"))
    job = read(client, media / "link.db")
    assert (job["state"], str(media / "link.db") in job["message"], "link" in job["message"]) == ("stopped", True, True)
    job = read(client, media / "made_0.png")
    assert (job["state"], "nothing that can be imported" in job["message"]) == ("stopped", True)
    for path in ("plan", "unmatched"):
        assert_error(client.get(f"{IMPORTS}/{job['id']}/{path}"), 409, "import_not_ready")
        assert_error(client.get(f"{IMPORTS}/none/{path}"), 404, "unknown_import")
    assert_error(client.get(f"{IMPORTS}/none"), 404, "unknown_import")
    assert_error(client.post(f"{IMPORTS}/none/cancel"), 404, "unknown_import")
    assert_error(client.post(f"{IMPORTS}/none/apply", json={"plan": "x"}), 404, "unknown_import")
    assert_error(client.post(IMPORTS, json={"path": str(media), "kind": "picasa"}), 422, "invalid_request")
    assert client.post(f"{IMPORTS}/{job['id']}/cancel").json()["state"] == "stopped"


def test_only_the_newest_imports_are_kept(client: httpx.Client, media: Path) -> None:
    path = write_iib(media / "some.db", str(media / "made_0.png"))
    ids = [read(client, path)["id"] for _ in range(9)]
    listed = client.get(IMPORTS).json()
    ImportsDocument.model_validate(listed)
    assert [job["id"] for job in listed["imports"]] == ids[:0:-1]
    assert str(media) in listed["roots"]
    path.unlink()
