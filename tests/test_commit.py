"""The doors of the commit on a real server: what it wrote, what can be taken back, and why it cannot."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.catalog.errors import CONFLICTS_NAMED
from tests.preview_support import PreviewClient, picture_file, read, set_score
from tests.server_support import HeadraceProcess

NO_TEXT = os.fsdecode(b"no text \xff.png")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HeadraceProcess]:
    """One server for all; each test has a folder and pictures of its own."""
    media = tmp_path_factory.mktemp("media")
    with HeadraceProcess(roots=[media], data=tmp_path_factory.mktemp("commit") / "data") as process:
        yield process


@pytest.fixture
def root(server: HeadraceProcess, request: pytest.FixtureRequest) -> Path:
    folder = Path(server.roots[0], str(request.node.name))
    folder.mkdir()
    return folder


def committed_then_changed(server: HeadraceProcess, root: Path, *names: str) -> PreviewClient:
    """A session that was committed, before another one changed the score of all its files."""
    for number, name in enumerate(names):
        picture_file(root / name, number)
    first = read(server, root)
    first.commit()
    for name in names:
        set_score(root / name, 5)
    read(server, root, skip_existing=False).commit()
    return first


def refused(session: PreviewClient) -> dict[str, Any]:
    with session.server.client() as client:
        answer = client.post(f"/api/ingest/undo/{session.session_id}")
    assert answer.status_code == 409, answer.text
    error = answer.json()["error"]
    assert isinstance(error, dict)
    return error


# ---- what cannot be taken back


def test_a_refused_undo_says_how_many_files_and_lists_the_first(server: HeadraceProcess, root: Path) -> None:
    names = [f"{number:03}.png" for number in range(CONFLICTS_NAMED + 20)]
    error = refused(committed_then_changed(server, root, *names))
    assert set(error) == {"code", "message", "cure", "files", "files_total"}
    assert error["code"] == "undo_refused"
    assert error["message"] == f"{len(names)} files of this commit were changed since."
    assert error["files_total"] == len(names)
    assert error["files"] == [str(root / name) for name in names[:CONFLICTS_NAMED]]


def test_a_refused_undo_names_a_file_whose_name_is_no_text(server: HeadraceProcess, root: Path) -> None:
    error = refused(committed_then_changed(server, root, NO_TEXT))
    assert error["message"] == "1 file of this commit was changed since."
    assert [os.fsencode(path) for path in error["files"]] == [os.fsencode(root / NO_TEXT)]


def test_the_refusal_is_described(server: HeadraceProcess) -> None:
    with server.client() as client:
        described = client.get("/openapi.json").json()
    answer = described["paths"]["/api/ingest/undo/{session_id}"]["post"]["responses"]["409"]
    shape = described["components"]["schemas"][answer["content"]["application/json"]["schema"]["$ref"].split("/")[-1]]
    error = described["components"]["schemas"][shape["properties"]["error"]["$ref"].split("/")[-1]]
    assert {"code", "message", "cure", "files", "files_total"} == set(error["properties"])
