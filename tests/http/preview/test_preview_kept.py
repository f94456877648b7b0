"""Values set by hand are kept when the same files are read again, on a real server and both databases."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.support.preview import (
    PreviewClient,
    edit,
    in_library,
    moved_without_sidecar,
    picture_file,
    read,
    revert,
    set_score,
)
from tests.support.server import HeadraceProcess, on_both_databases

pytest_generate_tests = on_both_databases

BY_HAND = "you, at the preview"
MOVED = "the library, from before the file moved"


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    return [tmp_path_factory.mktemp("media")]


def rescan(server: HeadraceProcess, root: Path, **options: Any) -> PreviewClient:
    """Read every file, even those that the library already has."""
    return read(server, root, skip_existing=False, **options)


def edited_and_committed(server: HeadraceProcess, root: Path, name: str = "a.png", **values: Any) -> PreviewClient:
    session = read(server, root)
    edit(session, name, **values)
    session.commit()
    return session


def said(file: dict[str, Any], *names: str) -> list[Any]:
    return [file[name] for name in names]


def test_a_later_reading_of_unchanged_files_keeps_what_was_set_by_hand(server: HeadraceProcess, root: Path) -> None:
    picture_file(root / "a.png", 1, prompt="a cat, on a mat", score=2)
    picture_file(root / "b.png", 2)
    edited_and_committed(server, root, score=5, favourite=False, keywords=[])
    for _ in range(2):
        session = rescan(server, root)
        assert session.counts() == {"same": 2}
        assert session.preview()["edited"] == 0
        file = session.files()["a.png"]
        assert said(file, "score", "favourite", "keywords", "edited") == [5, False, [], []]
        assert [file["provenance"][name] for name in ("score", "favourite", "keywords")] == [BY_HAND] * 3
        assert session.commit()["updated"] == 0
    set_score(root / "a.png", 1)
    assert said(rescan(server, root).files()["a.png"], "score", "relation") == [5, "same"], "the bytes are the same"
    assert said(in_library(server, root)["a.png"], "score", "favourite", "keywords") == [5, False, []]


def test_an_edit_on_top_wins_and_goes_back_to_what_was_kept(server: HeadraceProcess, root: Path) -> None:
    picture_file(root / "a.png", 1, prompt="a cat, on a mat", score=2)
    edited_and_committed(server, root, score=5)
    session = rescan(server, root)
    kept = session.files()["a.png"]
    assert said(kept, "relation", "score", "edited") == ["same", 5, []]
    edited = edit(session, "a.png", score=3)
    assert said(edited, "relation", "score", "edited") == ["changed", 3, ["score"]]
    assert edited["changes"] == [{"field": "score", "old": 5, "new": 3}]
    assert edit(session, "a.png", score=5)["edited"] == [], "5 is what was kept"
    edit(session, "a.png", score=2, keywords=["mine"])
    assert said(session.files()["a.png"], "score", "edited") == [2, ["score", "keywords"]]
    assert revert(session, "a.png") == kept
    edit(session, "a.png", score=None)
    assert session.commit()["updated"] == 1
    again = rescan(server, root)
    assert said(again.files()["a.png"], "relation", "score", "edited") == ["same", None, []], "taken away by hand"
    assert session.undo()["restored"] == 1
    assert again.files()["a.png"]["score"] == 5


def test_other_bytes_bring_their_own_values_and_keep_the_rest(server: HeadraceProcess, root: Path) -> None:
    for number, name in enumerate(("rated.png", "bare.png", "told.png")):
        picture_file(root / name, number)
        edited_and_committed(server, root, name, score=5, favourite=True, keywords=["mine"])
    picture_file(root / "rated.png", 11, score=1)
    picture_file(root / "bare.png", 12)
    picture_file(root / "told.png", 13, prompt="a dog, in a fog")
    session = rescan(server, root)
    files = session.files()
    assert set(session.relations().values()) == {"changed"}
    assert said(files["rated.png"], "score", "favourite", "keywords", "edited") == [1, True, ["mine"], []]
    assert {"field": "score", "old": 5, "new": 1} in files["rated.png"]["changes"]
    assert files["rated.png"]["provenance"]["score"] != BY_HAND
    assert said(files["bare.png"], "score", "favourite", "keywords", "edited") == [5, True, ["mine"], []]
    assert said(files["told.png"], "score", "favourite") == [5, True]
    assert "in a fog" in files["told.png"]["keywords"]
    assert session.commit()["updated"] == 3
    again = rescan(server, root)
    assert again.counts() == {"same": 3}
    assert again.files()["bare.png"]["provenance"]["score"] == BY_HAND
    assert session.undo()["restored"] == 3
    assert set(again.relations().values()) == {"changed"}


def test_what_is_kept_goes_and_comes_with_the_librarys_value(server: HeadraceProcess, root: Path) -> None:
    picture_file(root / "a.png", 1)
    first = read(server, root)
    edit(first, "a.png", score=5)
    first.commit()
    second = rescan(server, root)
    assert said(second.files()["a.png"], "relation", "score") == ["same", 5]
    first.undo()
    assert said(second.files()["a.png"], "relation", "score") == ["new", None]
    assert "score" not in second.files()["a.png"]["provenance"]
    assert said(first.files()["a.png"], "score", "edited") == [5, ["score"]], "its own edit is not lost by the undo"
    first.commit()
    assert said(second.files()["a.png"], "relation", "score") == ["same", 5]
    third = read(server, root)
    edit(third, "a.png", score=4, keywords=["more"])
    third.commit()
    assert said(second.files()["a.png"], "relation", "score", "keywords") == ["same", 4, ["more"]]
    third.undo()
    assert said(second.files()["a.png"], "relation", "score", "keywords") == ["same", 5, []]


def test_a_moved_file_takes_along_what_was_set_by_hand(server: HeadraceProcess, root: Path) -> None:
    picture_file(root / "a.png", 1, prompt="a cat, on a mat", score=2)
    picture_file(root / "stays.png", 2)
    edited_and_committed(server, root, score=5, keywords=["mine"])
    (root / "a.png").rename(root / "b.png")
    (root / "a.png.xmp").rename(root / "b.png.xmp")
    session = read(server, root)
    moved = session.files()["b.png"]
    assert said(moved, "relation", "score", "keywords", "edited") == ["moved", 5, ["mine"], []]
    assert moved["provenance"]["score"] == BY_HAND
    assert said(edit(session, "b.png", favourite=True), "score", "edited") == [5, ["favourite"]]
    assert session.commit()["moved"] == 1
    later = rescan(server, root)
    assert later.counts() == {"same": 2}
    assert said(later.files()["b.png"], "score", "favourite", "keywords", "edited") == [5, True, ["mine"], []]


def test_a_score_that_moved_survives_a_reading_at_its_new_path(server: HeadraceProcess, root: Path) -> None:
    session = moved_without_sidecar(server, root)
    assert session.files()["b.png"]["provenance"]["score"] == MOVED
    session.commit()
    later = rescan(server, root)
    assert later.counts() == {"same": 2}
    assert said(later.files()["b.png"], "score", "edited") == [4, []]
    assert later.files()["b.png"]["provenance"]["score"] == MOVED
    set_score(root / "b.png", 3)
    assert said(rescan(server, root).files()["b.png"], "relation", "score") == ["changed", 3]
    session.undo()
    assert said(later.files()["b.png"], "relation", "score") == ["moved", 4]


def test_two_sessions_that_are_open_at_once_keep_what_the_first_one_set(server: HeadraceProcess, root: Path) -> None:
    picture_file(root / "a.png", 1)
    picture_file(root / "b.png", 2)
    one, two = read(server, root), read(server, root)
    edit(one, "a.png", score=5)
    edit(two, "a.png", keywords=["mine"])
    one.commit()
    assert said(two.files()["a.png"], "relation", "score", "keywords", "edited") == [
        "changed",
        5,
        ["mine"],
        ["keywords"],
    ]
    assert two.commit()["updated"] == 1
    assert said(in_library(server, root)["a.png"], "score", "keywords") == [5, ["mine"]]
    assert said(one.files()["a.png"], "score", "keywords", "edited") == [5, ["mine"], ["score"]]


def test_a_favourite_from_a_sidecar_does_not_take_a_place_that_was_set_by_hand(
    server: HeadraceProcess, root: Path
) -> None:
    picture_file(root / "a.png", 1)
    edited_and_committed(server, root, favourite=False)
    (root / ".scores").mkdir()
    (root / ".scores/a.png.json").write_text(json.dumps({"score": 3, "favourite": True}))
    file = rescan(server, root).files()["a.png"]
    assert said(file, "relation", "score", "favourite") == ["changed", 3, False]
    assert file["changes"] == [{"field": "score", "old": None, "new": 3}]


def test_reading_the_stored_metadata_again_leaves_what_was_kept(server: HeadraceProcess, root: Path) -> None:
    picture_file(root / "a.png", 1, prompt="a cat, on a mat", score=2)
    edited_and_committed(server, root, score=5, favourite=True, keywords=[])
    session = rescan(server, root)
    before = session.files()
    server.stop()
    command = [sys.executable, "-m", "app", "reparse", "--data", str(server.data)]
    subprocess.run(command, check=True, env=os.environ | server.environ)
    server.start()
    assert session.files() == before
    assert rescan(server, root).counts() == {"same": 1}
