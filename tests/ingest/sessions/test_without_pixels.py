"""Sessions without pixels, and later ones that read what they left out; a real server, both databases."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.support.control import get, post, sound_files
from tests.support.preview import PreviewClient, edit, picture_file, read
from tests.support.server import HeadraceProcess, on_both_databases, wait_until_indexed

pytest_generate_tests = on_both_databases

PIXELS = ("thumbnail", "hashes", "pixels_read", "provenance")


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    return [tmp_path_factory.mktemp("media")]


def read_bare(server: HeadraceProcess, root: Path, **options: Any) -> PreviewClient:
    return read(server, root, read_pixels=False, **options)


def search(server: HeadraceProcess, root: Path, **query: Any) -> dict[str, Any]:
    """Return the library files below `root` that match, by name, once all of the library is indexed."""
    wait_until_indexed(server)
    with server.client() as client:
        answer = client.get("/api/library/files", params={"folder": str(root), "limit": 200, **query})
    assert answer.status_code == 200, answer.text
    return {file["name"]: file for file in answer.json()["files"]}


def unread_in_library(server: HeadraceProcess) -> int:
    with server.client() as client:
        return int(client.get("/api/library/facets").json()["without_pixels"])


def outcomes(session: PreviewClient) -> dict[str, str]:
    return {name: file["outcome"] for name, file in session.files().items()}


def test_files_are_marked_and_a_later_session_reads_only_what_they_lack(server: HeadraceProcess, root: Path) -> None:
    before = unread_in_library(server)
    for number in range(3):
        picture_file(root / f"{number}.png", number, prompt="a cat", score=2)
    bare = read_bare(server, root)
    file = bare.files()["0.png"]
    assert (file["outcome"], file["pixels_read"], file["thumbnail"], file["nsfw"]) == ("ok", False, None, None)
    assert (file["width"], file["height"], file["generation"]["prompt"], file["score"]) == (64, 48, "a cat", 2)
    assert file["hashes"]["content"] and file["hashes"]["perceptual"] is None
    assert get(server, f"session/{bare.session_id}")["totals"]["without_pixels"] == 3
    assert set(bare.files(pixels_read=False)) == {"0.png", "1.png", "2.png"} and not bare.files(pixels_read=True)
    edit(bare, "0.png", score=5, keywords=["mine"])
    bare.commit()
    assert set(search(server, root, pixels_read=False)) == {"0.png", "1.png", "2.png"}
    assert unread_in_library(server) == before + 3
    assert outcomes(read_bare(server, root)) == dict.fromkeys(("0.png", "1.png", "2.png"), "skipped")

    picture_file(root / "new.png", 9)
    later = read(server, root)
    assert outcomes(later) == dict.fromkeys(("0.png", "1.png", "2.png", "new.png"), "ok")
    file = later.files()["0.png"]
    assert (file["relation"], file["pixels_read"], file["score"], file["keywords"]) == ("changed", True, 5, ["mine"])
    assert {"pixels_read", "hashes.perceptual"} <= {change["field"] for change in file["changes"]}
    assert later.commit()["updated"] == 3
    known = search(server, root)
    assert all(file["pixels_read"] and file["thumbnail"] for file in known.values())
    assert (known["0.png"]["score"], known["0.png"]["keywords"]) == (5, ["mine"])
    assert search(server, root, pixels_read=False) == {} and len(search(server, root, pixels_read=True)) == 4
    assert set(outcomes(read(server, root)).values()) == {"skipped"}, "now they are known as they are"

    later.undo()
    restored = search(server, root)
    assert set(restored) == {"0.png", "1.png", "2.png"}
    assert all(not file["pixels_read"] and file["thumbnail"] is None for file in restored.values())
    assert (restored["0.png"]["score"], restored["0.png"]["keywords"]) == (5, ["mine"])
    assert unread_in_library(server) == before + 3


@pytest.mark.parametrize("skip_existing", [True, False])
def test_a_session_without_pixels_never_takes_them_from_the_library(
    server: HeadraceProcess, root: Path, skip_existing: bool
) -> None:
    picture_file(root / "known.png", 1)
    read(server, root).commit()
    picture_file(root / "bare.png", 2)
    read_bare(server, root).commit()
    session = read_bare(server, root, skip_existing=skip_existing)
    assert outcomes(session) == {"known.png": "skipped", "bare.png": "skipped" if skip_existing else "ok"}
    assert session.relations() == {"known.png": "same", "bare.png": "same"}
    assert session.files()["known.png"]["pixels_read"], "what is skipped shows what the library has"
    session.commit()
    assert search(server, root)["known.png"]["thumbnail"]


def test_equal_bytes_are_found_without_pixels_and_look_alikes_wait(server: HeadraceProcess, root: Path) -> None:
    picture_file(root / "a.png", 1)
    (root / "b.png").write_bytes((root / "a.png").read_bytes())
    session = read_bare(server, root)
    assert sorted(session.relations().values()) == ["duplicate", "new"]
    groups = session.document("GET", "duplicates", params={"kind": "exact"})["groups"]
    assert [sorted(file["name"] for file in group["files"]) for group in groups] == [["a.png", "b.png"]]
    assert session.document("GET", "duplicates", params={"kind": "near"})["groups"] == []


def test_a_retry_and_a_server_that_was_killed_keep_the_switch(fresh_server: HeadraceProcess) -> None:
    server, root = fresh_server, Path(fresh_server.roots[0]) / fresh_server.data.parent.name
    sound_files(root, 400)
    (root / "later.png").write_bytes(b"no picture yet")
    session_id = server.process_folders(root, read_pixels=False)
    server.wait_for(session_id, "some files are read", lambda state: state["processed_files"] > 5)
    post(server, f"pause/{session_id}")
    server.kill()
    server.start()
    post(server, f"resume/{session_id}")
    assert server.wait_until_over(session_id)["ledger"]["failed"] == 1
    session = PreviewClient(server, session_id)
    assert get(server, f"session/{session_id}")["totals"]["without_pixels"] == 400
    (root / "later.png").write_bytes((root / "00000.png").read_bytes())
    post(server, f"retry/{session_id}", {})
    server.wait_for(session_id, "the retry is over", lambda state: state["ledger"]["ok"] == 401)
    assert not session.files(outcome="ok", q="later.png")["later.png"]["pixels_read"]
