"""Steps over many files by HTTP: by ids and by view, undone and done again, after a kill, and by two clients."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.preview import PreviewClient, edit, in_library, picture_file, read
from tests.support.server import DATABASES, HeadraceProcess

FILES = 12
KILLED = 300
"""Files of the step that is killed in the middle."""


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    return [tmp_path_factory.mktemp("media")]


@pytest.fixture
def session(server: HeadraceProcess, root: Path) -> PreviewClient:
    return read_pictures(server, root)


def read_pictures(server: HeadraceProcess, root: Path, files: int = FILES) -> PreviewClient:
    for number in range(files):
        picture_file(root / f"{number:02}.png", number, prompt=f"a cat {number % 3}")
    return read(server, root)


def step(session: PreviewClient, **body: Any) -> dict[str, Any]:
    return session.document("POST", "edits", json=body)


def undo(session: PreviewClient, **body: Any) -> dict[str, Any]:
    return session.document("POST", "edits/undo", json=body)


def redo(session: PreviewClient, **body: Any) -> dict[str, Any]:
    return session.document("POST", "edits/redo", json=body)


def scores(session: PreviewClient) -> list[int | None]:
    return [file["score"] for _, file in sorted(session.files().items())]


def assert_refused(answer: httpx.Response, status: int, code: str) -> None:
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code), answer.text


def test_a_view_is_edited_but_for_the_exceptions(session: PreviewClient) -> None:
    files = session.files()
    spared = files["03.png"]["id"]
    done = step(session, view={"q": "a cat 0"}, except_ids=[spared], score=3, add_keywords=["Best"], choice="leave")
    assert (done["matched"], done["step"]["files"], done["not_editable"]) == (3, 3, 0)
    assert done["step"]["edit"]["fields"] == ["score"]
    assert done["preview"]["groups"]["new"] == {
        "files": FILES,
        "applied": FILES - 3,
        "items": FILES,
        "items_applied": FILES - 3,
    }
    assert set(session.files(keyword="Best")) == {"00.png", "06.png", "09.png"}
    assert set(session.files(choice="leave")) == {"00.png", "06.png", "09.png"}
    assert session.files()["03.png"] | {"stack": None} == files["03.png"] | {"stack": None}
    undone = undo(session, step=done["step"]["id"])
    assert undone["step"]["undone"] is True
    assert session.files() == files
    assert undone["preview"]["edited"] == 0


def test_all_files_of_a_list_are_meant_when_they_no_longer_match(session: PreviewClient) -> None:
    step(session, view={"q": "a cat 0"}, choice="leave")
    left = {"choice": "leave"}
    listed = session.document("GET", "files", params={**left, "view": "new", "sort": "size"})["view"]
    assert step(session, view=left, listed=listed, choice="apply")["matched"] == 4
    assert session.files(choice="leave") == {}
    picked = session.files()["06.png"]["id"]
    again = step(session, view=left, listed=listed, except_ids=[picked], choice="leave")
    assert (again["matched"], again["step"]["files"]) == (3, 3)
    assert set(session.files(choice="leave")) == {"00.png", "03.png", "09.png"}
    for unknown in ({"view": {"q": "a cat 1"}, "listed": listed}, {"view": {"q": "a cat 1"}, "listed": "gone"}):
        assert step(session, score=2, **unknown)["matched"] == 4, "another view, or none: its filters count"
    assert scores(session) == [None, 2, None] * 4


def test_a_list_of_another_session_is_not_meant(server: HeadraceProcess, root: Path) -> None:
    first = read_pictures(server, root, files=3)
    listed = first.document("GET", "files", params={"view": "new"})["view"]
    picture_file(root / "03.png", 3)
    second = read(server, root)
    assert step(second, view={}, listed=listed, score=1)["matched"] == 4
    assert scores(first) == [None] * 3


def test_single_edits_and_choices_are_steps_too(session: PreviewClient) -> None:
    as_read = session.files()
    edit(session, "00.png", score=5, choice="leave")
    session.choose("leave", relation="new")
    listed = session.document("GET", "edits")
    assert [one["files"] for one in listed["steps"]] == [FILES - 1, 1]
    assert listed["undo"] == listed["steps"][0]["id"]
    undo(session)
    assert {file["choice"] for name, file in session.files().items() if name != "00.png"} == {"apply"}
    undo(session)
    assert session.files() == as_read
    assert_refused(session.request("POST", "edits/undo", json={}), 409, "step_refused")
    redo(session)
    assert scores(session)[0] == 5
    step(session, file_ids=[as_read["01.png"]["id"]], score=1)
    assert_refused(session.request("POST", "edits/redo", json={}), 409, "step_refused")


def test_steps_survive_a_kill_and_undo_brings_the_same_commit(server: HeadraceProcess, root: Path) -> None:
    session = read_pictures(server, root)
    before = session.files()
    step(session, view={}, score=4)
    step(session, view={"nsfw": False}, add_keywords=["late"])
    server.kill()
    server.start()
    assert {file["score"] for file in session.files().values()} == {4}
    undo(session)
    undo(session)
    assert session.files() == before
    redo(session)
    assert session.commit()["created"] == FILES
    assert {file["score"] for file in in_library(server, root).values()} == {4}
    assert_refused(session.request("POST", "edits/undo", json={}), 409, "step_refused")
    assert session.document("GET", "edits")["undo"] is None


@pytest.mark.slow
@pytest.mark.parametrize("database", DATABASES, indirect=True)
def test_a_kill_in_the_middle_of_a_step_applies_all_of_it_or_nothing(
    fresh_server: HeadraceProcess,
) -> None:
    root = Path(fresh_server.roots[0], "many")
    session = read_pictures(fresh_server, root, KILLED)
    for delay in (0.0, 0.03, 0.1, 0.2):
        before = session.document("GET", "edits")["steps"]
        counted = session.preview()["edited"]

        def send(score: int = int(delay * 10), word: str = f"w{delay}") -> None:
            try:
                step(session, view={}, score=score, add_keywords=[word])
            except httpx.HTTPError:
                return

        sending = threading.Thread(target=send)
        sending.start()
        time.sleep(delay)
        fresh_server.kill()
        sending.join()
        fresh_server.start()
        after = session.document("GET", "edits")["steps"]
        edited = session.preview()["edited"]
        found = session.document("GET", "files", params={"keyword": f"w{delay}"})["total"]
        assert (len(after) - len(before), edited, found) in ((0, counted, 0), (1, KILLED, KILLED))


def test_two_clients_undo_only_their_own_step_unless_they_say_so(session: PreviewClient) -> None:
    first = step(session, view={}, score=1)["step"]
    second = step(session, view={}, score=2)["step"]
    assert_refused(session.request("POST", "edits/undo", json={"step": first["id"]}), 409, "step_refused")
    assert set(scores(session)) == {2}
    undo(session, step=second["id"])
    undo(session, step=first["id"])
    assert set(scores(session)) == {None}


def test_two_clients_at_once_lose_nothing(session: PreviewClient) -> None:
    def send(word: str) -> None:
        for number in range(4):
            step(session, view={}, add_keywords=[f"{word}{number}"])

    senders = [threading.Thread(target=send, args=(word,)) for word in ("a", "b")]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    words = {f"{word}{number}" for word in "ab" for number in range(4)}
    assert all(words <= set(file["keywords"]) for file in session.files().values())
    for _ in range(8):
        undo(session)
    assert session.preview()["edited"] == 0


def test_a_step_that_makes_no_sense_is_refused(session: PreviewClient) -> None:
    bodies: tuple[dict[str, Any], ...] = (
        {},
        {"view": {}},
        {"score": 1},
        {"view": {"colour": "red"}, "score": 1},
        {"view": {}, "score": 6},
        {"view": {}, "revert": True, "score": 1},
        {"view": {"relation": "gone"}, "score": 1},
        {"view": {}, "add_keywords": ["x" * 200] * 101 + [f"{number:0200}" for number in range(101)]},
    )
    for body in bodies:
        assert_refused(session.request("POST", "edits", json=body), 422, "invalid_request")
    assert session.document("GET", "edits")["steps"] == []
    nothing = step(session, file_ids=[10**9], score=1)
    assert (nothing["step"], nothing["matched"]) == (None, 0)


def test_gone_files_are_chosen_and_taken_back(server: HeadraceProcess, root: Path) -> None:
    read_pictures(server, root).commit()
    for name in ("00.png", "01.png"):
        (root / name).unlink()
    session = read(server, root)
    gone = session.files(relation="gone")["00.png"]["in_library"]["id"]
    done = step(session, view={"relation": "gone"}, file_ids=[gone], choice="apply")
    assert done["preview"]["groups"]["gone"] == {"files": 2, "applied": 1, "items": 2, "items_applied": 1}
    undo(session)
    done = step(session, view={"relation": "gone"}, choice="apply")
    assert done["preview"]["groups"]["gone"] == {"files": 2, "applied": 2, "items": 2, "items_applied": 2}
    assert done["step"]["gone"] is True
    assert undo(session)["preview"]["groups"]["gone"] == {"files": 2, "applied": 0, "items": 2, "items_applied": 0}
