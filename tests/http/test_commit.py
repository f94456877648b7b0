"""Commits on a real server: what they wrote, what can be undone, and why it cannot."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from app.catalog.errors import CONFLICTS_NAMED
from tests.support.preview import (
    PreviewClient,
    committed_then_changed,
    committed_without_its_last,
    in_library,
    picture_file,
    read,
    set_score,
)
from tests.support.server import HeadraceProcess, NewServer

NO_TEXT = os.fsdecode(b"no text \xff.png")


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    return [tmp_path_factory.mktemp("media")]


def refused(session: PreviewClient) -> dict[str, Any]:
    with session.server.client() as client:
        answer = client.post(f"/api/ingest/undo/{session.session_id}")
    assert answer.status_code == 409, answer.text
    error = answer.json()["error"]
    assert isinstance(error, dict)
    return error


# ---- what cannot be undone


def test_a_refused_undo_says_how_many_files_and_lists_the_first(server: HeadraceProcess, root: Path) -> None:
    names = [f"{number:03}.png" for number in range(CONFLICTS_NAMED + 20)]
    committed, later = committed_then_changed(server, root, *names)
    error = refused(committed)
    assert set(error) == {"code", "message", "cure", "files", "files_total", "commits"}
    assert error["code"] == "undo_refused"
    assert error["message"] == f"{len(names)} files of this commit were changed since."
    assert error["files_total"] == len(names)
    assert error["files"] == [str(root / name) for name in names[:CONFLICTS_NAMED]]
    (in_the_way,) = error["commits"]
    assert abs(time.time() - in_the_way.pop("committed_at")) < 600
    assert in_the_way == {
        "session_id": later.session_id,
        "files": len(names),
        "directories": [str(root)],
        "is_deleted": False,
    }


def test_a_refused_undo_names_a_file_whose_name_is_no_text(server: HeadraceProcess, root: Path) -> None:
    committed, _ = committed_then_changed(server, root, NO_TEXT)
    error = refused(committed)
    assert error["message"] == "1 file of this commit was changed since."
    assert [os.fsencode(path) for path in error["files"]] == [os.fsencode(root / NO_TEXT)]


def test_the_refusal_is_described(server: HeadraceProcess) -> None:
    with server.client() as client:
        described = client.get("/openapi.json").json()
    answer = described["paths"]["/api/ingest/undo/{session_id}"]["post"]["responses"]["409"]
    shape = described["components"]["schemas"][answer["content"]["application/json"]["schema"]["$ref"].split("/")[-1]]
    error = described["components"]["schemas"][shape["properties"]["error"]["$ref"].split("/")[-1]]
    assert {"code", "message", "cure", "files", "files_total", "commits"} == set(error["properties"])


# ---- what a commit does not change


def test_what_discovery_says_outlives_commit_retry_undo_and_a_new_server(new_server: NewServer, tmp_path: Path) -> None:
    with new_server(tmp_path) as server:
        full, empty = tmp_path / "full", tmp_path / "empty"
        empty.mkdir()
        picture_file(full / "a.png", 1)
        (full / "broken.png").write_bytes(b"no picture")
        (full / "notes.txt").touch()
        session = read(server, full, empty)
        said = f"{empty} is empty. Passed over: 1 × .txt"

        def assert_said() -> None:
            assert server.status(session.session_id)["discovery_message"] == said
            with server.client() as client:
                (line,) = client.get("/api/ingest/sessions").json()["sessions"]
                assert line["discovery_message"] == said
                address = f"/api/ingest/report/{session.session_id}"
                assert said in client.get(address).text
                report = client.get(address, params={"format": "json"}).json()
                assert report["status"]["discovery_message"] == said

        assert_said()
        session.commit()
        assert_said()
        with server.client() as client:
            assert client.post(f"/api/ingest/retry/{session.session_id}", json={}).status_code == 202
        server.wait_until_over(session.session_id)
        assert_said()
        session.commit()
        session.undo()
        assert_said()
        server.kill()
        server.start()
        assert_said()


# ---- what an undo would take back


def counts(status: dict[str, Any]) -> list[int]:
    return [status[name] for name in ("created", "updated", "moved", "removed")]


NOTHING = [0, 0, 0, 0]


def test_a_repeated_commit_says_what_an_undo_would_take_back(server: HeadraceProcess, root: Path) -> None:
    picture_file(root / "a.png", 1)
    picture_file(root / "b.png", 2)
    session = read(server, root)
    assert session.commit_status()["undo"] is None
    would = {"removed": 2, "restored": 0, "moved_back": 0, "returned": 0}
    assert session.commit()["undo"] == would
    again = session.commit()
    assert counts(again) == NOTHING
    assert again["undo"] == would
    assert session.undo() == would | {"session_id": session.session_id}
    assert session.commit_status()["undo"] is None


def test_every_kind_of_change_is_in_what_would_be_taken_back(server: HeadraceProcess, root: Path) -> None:
    for number, name in enumerate(["rated.png", "moves.png", "goes.png"]):
        picture_file(root / name, number)
    read(server, root).commit()
    set_score(root / "rated.png", 5)
    (root / "moves.png").rename(root / "moved.png")
    (root / "goes.png").unlink()
    picture_file(root / "comes.png", 7)
    session = read(server, root, skip_existing=False)
    session.choose("apply", relation="gone")
    status = session.commit()
    assert counts(status) == [1, 1, 1, 1]
    assert status["undo"] == {"removed": 1, "restored": 1, "moved_back": 1, "returned": 1}
    assert session.undo() == status["undo"] | {"session_id": session.session_id}


def test_after_an_undo_the_numbers_are_those_of_the_commit_that_still_stands(
    server: HeadraceProcess, root: Path
) -> None:
    session, last = committed_without_its_last(server, root)
    assert counts(session.commit_status()) == [2, 0, 0, 0]
    session.choose("apply", file_ids=[last])
    assert counts(session.commit()) == [1, 0, 0, 0]
    assert session.undo()["removed"] == 1
    standing = session.commit_status()
    assert standing["status"] == "committed"
    assert counts(standing) == [2, 0, 0, 0]
    assert standing["undo"]["removed"] == 2


def test_what_a_session_wrote_can_be_taken_back_after_its_failed_files_were_read_again(
    server: HeadraceProcess, root: Path
) -> None:
    picture_file(root / "a.png", 1)
    (root / "b.png").write_bytes(b"no picture")
    session = read(server, root)
    session.commit()
    picture_file(root / "b.png", 2)
    with server.client() as client:
        assert client.post(f"/api/ingest/retry/{session.session_id}", json={}).is_success
    assert server.wait_until_over(session.session_id)["status"] == "completed"
    assert session.commit_status()["undo"]["removed"] == 1
    assert session.undo()["removed"] == 1
    assert in_library(server, root) == {}
    assert session.commit_status()["undo"] is None
    with server.client() as client:
        refused = client.post(f"/api/ingest/undo/{session.session_id}")
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "nothing_to_undo")
    assert session.commit()["created"] == 2
