"""The preview of a commit, on real files and a real server: what is new, changed, moved, duplicate, same, gone."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.support.preview import PreviewClient, picture_file, read, set_score
from tests.support.server import HeadraceProcess


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    return [tmp_path_factory.mktemp("media")]


def imported(server: HeadraceProcess, root: Path, *names: str) -> PreviewClient:
    """Import different pictures under these names, and commit them."""
    for number, name in enumerate(names):
        picture_file(root / name, number, score=3)
    first = read(server, root)
    first.commit()
    return first


def test_every_file_says_what_it_is_to_the_library(server: HeadraceProcess, root: Path) -> None:
    imported(server, root, "stays.png", "goes.png", "was here.png", "rated anew.png")
    (root / "goes.png").unlink()
    (root / "was here.png").rename(root / "is there.png")
    (root / "was here.png.xmp").unlink()
    set_score(root / "rated anew.png", 5)
    shutil.copy(root / "stays.png", root / "copy.png")
    picture_file(root / "unseen 1.png", 99)
    picture_file(root / "unseen 2.png", 99)
    session = read(server, root, skip_existing=False)

    assert session.relations() == {
        "stays.png": "same",
        "is there.png": "moved",
        "rated anew.png": "changed",
        "copy.png": "duplicate",
        "unseen 1.png": "new",
        "unseen 2.png": "duplicate",
    }
    preview = session.preview()
    assert preview["groups"]["gone"] == {"files": 1, "applied": 0, "items": 1, "items_applied": 0}
    assert preview["groups"]["new"] == {"files": 1, "applied": 1, "items": 1, "items_applied": 1}
    assert set(preview["groups"]) == {"new", "changed", "moved", "duplicate", "same", "gone"}
    assert preview["gone_withheld"] == ""
    gone = session.files(relation="gone")["goes.png"]
    assert (gone["outcome"], gone["choice"]) == (None, "leave")
    assert gone["in_library"]["path"] == str(root / "goes.png")
    assert gone["thumbnail"].startswith("/api/ingest/library/")


def test_old_and_new_values_are_shown_side_by_side(server: HeadraceProcess, root: Path) -> None:
    imported(server, root, "a.png", "b.png")
    set_score(root / "a.png", 5)
    (root / "b.png").rename(root / "c.png")
    session = read(server, root, skip_existing=False)
    files = session.files()
    assert {"field": "score", "old": 3, "new": 5} in files["a.png"]["changes"]
    assert files["a.png"]["in_library"]["path"] == str(root / "a.png")
    moved = {change["field"]: (change["old"], change["new"]) for change in files["c.png"]["changes"]}
    assert moved["path"] == (str(root / "b.png"), str(root / "c.png"))


def test_skipped_files_are_the_same(server: HeadraceProcess, root: Path) -> None:
    imported(server, root, "a.png", "b.png")
    assert read(server, root).counts() == {"same": 2}


def test_choices_are_made_for_a_group_for_files_and_for_a_stack(server: HeadraceProcess, root: Path) -> None:
    for number in range(3):
        picture_file(root / f"cat {number}.png", number, prompt="a cat", seed=number)
    picture_file(root / "dog.png", 7, prompt="a dog")
    session = read(server, root)
    files = session.files()
    assert files["cat 0.png"]["stack"]["size"] == 3
    assert files["dog.png"]["stack"] is None
    assert session.preview()["stacks"] == 1

    assert session.choose("leave", relation="new")["groups"]["new"] == {
        "files": 4,
        "applied": 0,
        "items": 4,
        "items_applied": 0,
    }
    assert session.choose("apply", file_ids=[files["dog.png"]["id"]])["groups"]["new"]["applied"] == 1
    assert session.choose("apply", stack=files["cat 0.png"]["stack"]["key"])["groups"]["new"]["applied"] == 4
    session.choose("leave", file_ids=[files["cat 1.png"]["id"]])
    assert session.files()["cat 0.png"]["stack"] == files["cat 0.png"]["stack"] | {"size": 3, "applied": 2}
    session.choose("leave", relation="new", stack=files["cat 0.png"]["stack"]["key"])
    assert set(session.files(choice="leave")) == {"cat 0.png", "cat 1.png", "cat 2.png"}
    assert set(session.files(stack=files["cat 0.png"]["stack"]["key"])) == {"cat 0.png", "cat 1.png", "cat 2.png"}
    assert len(session.files(fold=True)) == 2


def test_a_choice_without_files_or_for_impossible_files_is_refused(server: HeadraceProcess, root: Path) -> None:
    picture_file(root / "a.png", 1)
    session = read(server, root)
    for body in ({"choice": "leave"}, {"choice": "leave", "relation": "gone", "stack": "ab"}, {"choice": "maybe"}):
        answer = session.request("POST", "choices", json=body)
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid_request"), body


def test_relations_are_updated_after_the_library_changed(server: HeadraceProcess, root: Path) -> None:
    picture_file(root / "a.png", 1)
    first, second = read(server, root), read(server, root)
    assert second.counts() == {"new": 1}
    first.commit()
    assert second.counts() == {"same": 1}
    first.undo()
    assert second.counts() == {"new": 1}


@pytest.mark.parametrize("unmount", ["empty", "missing"])
def test_a_chosen_folder_that_is_empty_or_missing_loses_nothing(
    server: HeadraceProcess, root: Path, unmount: str
) -> None:
    imported(server, root, "disk/a.png", "disk/b.png", "other.png")
    session = read(server, root / "disk")
    for file in (root / "disk").iterdir():
        file.unlink()
    if unmount == "missing":
        (root / "disk").rmdir()
        preview = session.preview()
    else:
        preview = read(server, root / "disk").preview()
    assert preview["groups"]["gone"]["files"] == 0
    assert "may not be mounted" in preview["gone_withheld"]


def test_files_below_an_empty_folder_are_not_called_gone(server: HeadraceProcess, root: Path) -> None:
    imported(server, root, "disk/a.png", "other.png", "removed.png")
    for name in ("disk/a.png", "disk/a.png.xmp", "removed.png"):
        (root / name).unlink()
    session = read(server, root)
    assert set(session.files(relation="gone")) == {"removed.png"}


def test_discovery_that_was_cut_short_calls_nothing_gone(server: HeadraceProcess, root: Path) -> None:
    imported(server, root, "a.png", "b.png", "c.png")
    (root / "c.png").unlink()
    preview = read(server, root, max_files=1).preview()
    assert preview["groups"]["gone"]["files"] == 0
    assert "the limit of 1 file" in preview["gone_withheld"]


def test_only_files_that_the_session_would_have_found_are_gone(server: HeadraceProcess, root: Path) -> None:
    imported(server, root, "a.png", "b.png", "below/c.png", "below/d.png")
    for name in ("b.png", "below/d.png"):
        (root / name).unlink()
    assert set(read(server, root).files(relation="gone")) == {"b.png", "d.png"}
    assert set(read(server, root, recursive=False).files(relation="gone")) == {"b.png"}
    assert set(read(server, root, pattern="a*|d*").files(relation="gone")) == {"d.png"}
    assert set(read(server, root / "below").files(relation="gone")) == {"d.png"}


def test_the_report_says_what_the_files_are_to_the_library(server: HeadraceProcess, root: Path) -> None:
    imported(server, root, "a.png", "b.png")
    (root / "b.png").unlink()
    picture_file(root / "c.png", 7)
    session = read(server, root)
    session.choose("leave", relation="new")
    with server.client() as client:
        address = f"/api/ingest/report/{session.session_id}"
        counted = client.get(address, params={"format": "json"}).json()["preview"]
        lines = list(csv.DictReader(io.StringIO(client.get(address, params={"format": "csv"}).text)))
        page = client.get(address).text
    assert counted["gone"] == {"files": 1, "applied": 0, "items": 1, "items_applied": 0}
    assert counted["same"] == {"files": 1, "applied": 1, "items": 1, "items_applied": 1}
    said = {Path(line["path"]).name: (line["relation"], line["choice"]) for line in lines}
    assert said == {"a.png": ("same", "apply"), "c.png": ("new", "leave")}
    assert "new · 0 to be applied" in page
