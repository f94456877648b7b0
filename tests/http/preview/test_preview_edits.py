"""Scores and keywords changed before a commit: they reach the library, can be reverted, and survive restarts."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.support.preview import (
    edit,
    in_library,
    moved_without_sidecar,
    picture_file,
    read,
    revert,
)
from tests.support.server import HeadraceProcess


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    return [tmp_path_factory.mktemp("media")]


def test_edits_are_shown_committed_and_taken_back(server: HeadraceProcess, root: Path) -> None:
    picture_file(root / "a.png", 1, prompt="a cat, on a mat", score=2)
    picture_file(root / "b.png", 2)
    session = read(server, root)
    as_read = session.files()["a.png"]
    edited = edit(session, "a.png", score=5, favourite=True, keywords=["  best   of ", "Best of", "cat"])
    assert (edited["score"], edited["favourite"], edited["keywords"]) == (5, True, ["best of", "cat"])
    assert edited["edited"] == ["score", "favourite", "keywords"]
    assert edited["provenance"]["score"] == "you, at the preview"
    assert edited["generation"] == as_read["generation"]
    assert session.preview()["edited"] == 1
    assert set(session.files(edited=True)) == {"a.png"}
    assert set(session.files(keyword="best of")) == set(session.files(q="best of")) == {"a.png"}
    assert server.status(session.session_id)["stats"]["scores_imported"] == 1

    assert edit(session, "a.png", score=None)["edited"] == ["score", "favourite", "keywords"]
    assert edit(session, "a.png", score=2)["edited"] == ["favourite", "keywords"], "2 is what was read"
    assert revert(session, "a.png") == as_read
    assert session.preview()["edited"] == 0

    edit(session, "a.png", score=4, keywords=[])
    edit(session, "b.png", score=3, choice="leave")
    session.commit()
    library = in_library(server, root)
    assert (library["a.png"]["score"], library["a.png"]["keywords"]) == (4, [])
    assert "b.png" not in library
    assert session.undo()["removed"] == 1
    assert in_library(server, root) == {}


def test_an_edit_of_a_file_that_is_the_same_makes_it_changed_and_undo_brings_the_old_value(
    server: HeadraceProcess, root: Path
) -> None:
    picture_file(root / "a.png", 1, score=2)
    read(server, root).commit()
    session = read(server, root)
    assert session.counts() == {"same": 1}
    edited = edit(session, "a.png", score=5)
    assert (edited["outcome"], edited["relation"]) == ("skipped", "changed")
    assert edited["changes"] == [{"field": "score", "old": 2, "new": 5}]
    assert session.commit()["updated"] == 1
    assert in_library(server, root)["a.png"]["score"] == 5
    assert session.undo()["restored"] == 1
    assert in_library(server, root)["a.png"]["score"] == 2
    assert revert(session, "a.png")["relation"] == "same"


def test_a_moved_file_keeps_its_score_and_its_row_until_it_is_taken_back(server: HeadraceProcess, root: Path) -> None:
    picture_file(root / "old/a.png", 1, score=4)
    picture_file(root / "old/b.png", 2, score=1)
    picture_file(root / "stays.png", 3)
    read(server, root).commit()
    (root / "old").rename(root / "new")
    (root / "new/a.png.xmp").unlink()
    session = read(server, root)
    files = session.files()
    assert (files["a.png"]["relation"], files["a.png"]["score"], files["a.png"]["edited"]) == ("moved", 4, [])
    assert (files["b.png"]["relation"], files["b.png"]["score"]) == ("moved", 1)
    assert session.counts() == {"moved": 2, "same": 1}
    status = session.commit()
    assert (status["created"], status["updated"], status["moved"], status["removed"]) == (0, 0, 2, 0)
    library = in_library(server, root)
    assert {name: file["score"] for name, file in library.items()} == {"a.png": 4, "b.png": 1, "stays.png": None}
    assert session.counts() == {"same": 3}
    assert edit(session, "a.png", keywords=["mine"])["score"] == 4
    revert(session, "a.png")
    assert session.undo()["moved_back"] == 2
    again = session.files()
    assert {file["in_library"]["path"] for file in again.values() if file["relation"] == "moved"} == {
        str(root / "old/a.png"),
        str(root / "old/b.png"),
    }


def test_a_score_that_the_user_takes_from_a_moved_file_is_gone(server: HeadraceProcess, root: Path) -> None:
    session = moved_without_sidecar(server, root)
    assert session.files()["b.png"]["score"] == 4
    assert session.files()["b.png"]["provenance"]["score"]
    edited = edit(session, "b.png", score=None)
    assert (edited["score"], edited["edited"]) == (None, ["score"])
    assert revert(session, "b.png")["score"] == 4


def test_gone_files_leave_the_library_only_when_told_to_and_come_back_by_undo(
    server: HeadraceProcess, root: Path
) -> None:
    for number, name in enumerate(("a.png", "b.png", "c.png")):
        picture_file(root / name, number, score=number)
    read(server, root).commit()
    (root / "a.png").unlink()
    (root / "b.png").unlink()
    session = read(server, root)
    gone = session.files(relation="gone")
    session.choose("apply", relation="gone", file_ids=[gone["a.png"]["in_library"]["id"]])
    assert session.preview()["groups"]["gone"] == {"files": 2, "applied": 1, "items": 2, "items_applied": 1}
    assert session.commit()["removed"] == 1
    assert set(session.files(relation="gone")) == {"b.png"}
    assert session.undo()["returned"] == 1
    assert set(session.files(relation="gone")) == {"a.png", "b.png"}


def test_a_file_that_came_back_before_the_commit_is_not_removed(server: HeadraceProcess, root: Path) -> None:
    picture_file(root / "a.png", 1)
    picture_file(root / "b.png", 2)
    read(server, root).commit()
    kept = (root / "a.png").read_bytes()
    (root / "a.png").unlink()
    session = read(server, root)
    session.choose("apply", relation="gone")
    (root / "a.png").write_bytes(kept)
    assert session.commit()["removed"] == 0


def test_choices_and_edits_survive_a_kill(server: HeadraceProcess, root: Path) -> None:
    for number in range(4):
        picture_file(root / f"{number}.png", number)
    session = read(server, root)
    edit(session, "0.png", score=5, keywords=["kept"])
    session.choose("leave", file_ids=[session.files()["1.png"]["id"]])
    before = session.files()
    server.kill()
    server.start()
    assert session.files() == before
    assert session.commit()["created"] == 3
    assert in_library(server, root)["0.png"]["keywords"] == ["kept"]


def test_edits_survive_reading_the_stored_metadata_again(fresh_server: HeadraceProcess) -> None:
    root = Path(fresh_server.roots[0], "reparsed")
    picture_file(root / "a.png", 1, prompt="a cat, on a mat")
    session = read(fresh_server, root)
    edit(session, "a.png", score=5, keywords=["mine"])
    fresh_server.stop()
    command = [sys.executable, "-m", "app", "reparse", "--data", str(fresh_server.data)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "Findings parsed again: 2." in said
    fresh_server.start()
    file = session.files()["a.png"]
    assert (file["score"], file["keywords"], file["edited"]) == (5, ["mine"], ["score", "keywords"])
    assert revert(session, "a.png")["keywords"] != ["mine"]


def test_an_edit_that_makes_no_sense_is_refused(server: HeadraceProcess, root: Path) -> None:
    picture_file(root / "a.png", 1)
    (root / "broken.png").write_bytes((root / "a.png").read_bytes()[:200])
    session = read(server, root)
    files = session.files()
    path, broken = (f"file/{files[name]['id']}" for name in ("a.png", "broken.png"))
    for body in ({}, {"score": 6}, {"score": -2}, {"colour": "red"}, {"keywords": ["x" * 201]}, {"choice": "maybe"}):
        answer = session.request("PATCH", path, json=body)
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid_request"), body
    answer = session.request("PATCH", broken, json={"score": 1})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "not_editable")
    answer = session.request("PATCH", "file/999", json={"score": 1})
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "unknown_file")


def test_two_sessions_that_commit_the_same_files_at_once_take_turns_and_say_so(
    server: HeadraceProcess, root: Path
) -> None:
    for number in range(20):
        picture_file(root / f"{number}.png", number)
    sessions = [read(server, root), read(server, root)]
    assert [session.counts() for session in sessions] == [{"new": 20}] * 2
    edit(sessions[1], "7.png", score=5)
    with server.client() as client:
        for session in sessions:
            assert client.post("/api/ingest/commit", json={"session_id": session.session_id}).status_code == 202
    for session in sessions:
        assert server.wait_until_over(session.session_id)["status"] == "committed"
    with server.client() as client:
        said = [client.get(f"/api/ingest/commit-status/{session.session_id}").json() for session in sessions]
    assert sorted(one["created"] for one in said) == [0, 20]
    edited_came_first = said[1]["created"] == 20
    assert sum(one["updated"] for one in said) == (0 if edited_came_first else 1)
    library = in_library(server, root)
    assert (len(library), library["7.png"]["score"]) == (20, 5)
