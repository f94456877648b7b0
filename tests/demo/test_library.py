"""A demo library is reproducible, completed after an interruption, and never overwrites other files."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path

import pytest

from app.demo import DemoFolderError, library, load_manifest, make_library
from app.demo.manifest import MARK_FOLDER
from app.demo.plan import plan
from app.domain.pattern import parse_pattern
from app.readers.formats import DEFAULT_PATTERN

COUNT = 60


def media(folder: Path) -> list[Path]:
    """The files an ingest with the default pattern discovers."""
    pattern = parse_pattern(DEFAULT_PATTERN)
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and pattern.matches(path.name) and not any(p.startswith(".") for p in path.parts[-3:-1])
    )


def fingerprint(folder: Path) -> dict[str, tuple[str, int]]:
    """Path → (hash of the bytes, modification time) of every file, the hidden ones too."""
    return {
        str(path.relative_to(folder)): (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file() and path.name != "lock"
    }


@pytest.mark.slow
def test_two_libraries_of_one_seed_are_alike_to_the_byte_and_in_their_times(tmp_path: Path) -> None:
    make_library(tmp_path / "one", COUNT, 7)
    make_library(tmp_path / "two", COUNT, 7)
    assert fingerprint(tmp_path / "one") == fingerprint(tmp_path / "two")


def test_another_seed_gives_another_library(tmp_path: Path) -> None:
    make_library(tmp_path / "one", 20, 1)
    make_library(tmp_path / "two", 20, 2)
    ours = {digest for digest, _ in fingerprint(tmp_path / "one").values()}
    theirs = {digest for digest, _ in fingerprint(tmp_path / "two").values()}
    assert len(ours & theirs) <= 5  # the bystanders, and damaged files without a picture


@pytest.mark.parametrize("count", [1, 2, 10, 37])
def test_the_default_pattern_finds_exactly_count_files_and_the_manifest_names_each(tmp_path: Path, count: int) -> None:
    manifest = make_library(tmp_path / "library", count, 3)
    found = [str(path.relative_to(tmp_path / "library")) for path in media(tmp_path / "library")]
    assert found == sorted(file.path for file in manifest.files)
    assert len(found) == manifest.total_files == manifest.count == count
    assert manifest.ok + manifest.failed == count


def test_files_that_no_pattern_matches_stand_among_them(tmp_path: Path) -> None:
    make_library(tmp_path / "library", 10, 3)
    assert (tmp_path / "library" / "notes.txt").is_file()
    assert tmp_path / "library" / "notes.txt" not in media(tmp_path / "library")


def test_a_thousand_places_hold_the_promised_shares() -> None:
    varieties = Counter(place.variety for place in plan(1000, 1))
    assert varieties == {"webui": 450, "comfy": 200, "photo": 180, "webp": 80, "video": 50, "plain": 20, "damaged": 20}


def test_ten_files_hold_a_damaged_one_and_odd_names() -> None:
    places = plan(10, 5)
    assert sum(place.variety == "damaged" for place in places) == 1
    assert sum(place.odd_turn is not None for place in places) == 2


def test_odd_names_of_every_sort_appear_and_stay_within_what_a_file_system_takes(tmp_path: Path) -> None:
    manifest = make_library(tmp_path / "library", COUNT, 7)
    names = [file.path.rpartition("/")[2] for file in manifest.files]
    for mark in ("  ", "🌄", '"', "<script>", "\u202e", "غروب", "{0}"):
        assert any(mark in name for name in names), mark
    assert any(name.startswith("-") for name in names)
    longest = max(len(name.encode()) for name in names)
    assert 200 <= longest <= 250 - len(".json")


def test_a_finished_library_is_returned_at_once_and_nothing_is_written(tmp_path: Path) -> None:
    made = make_library(tmp_path / "library", 10, 3)
    before = fingerprint(tmp_path / "library")
    told: list[int] = []
    assert make_library(tmp_path / "library", 10, 3, told.append) == made
    assert told == []
    assert fingerprint(tmp_path / "library") == before


def test_progress_is_told_file_by_file(tmp_path: Path) -> None:
    told: list[int] = []
    make_library(tmp_path / "library", 12, 3, told.append)
    assert told == list(range(1, 13))


def test_an_interrupted_library_is_finished_on_the_next_call(tmp_path: Path) -> None:
    def pull_the_plug(done: int) -> None:
        if done == 11:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_library(tmp_path / "broken", 30, 9, pull_the_plug)
    with pytest.raises(FileNotFoundError):
        load_manifest(tmp_path / "broken")
    assert len(media(tmp_path / "broken")) == 11
    finished = make_library(tmp_path / "broken", 30, 9)
    assert finished == make_library(tmp_path / "whole", 30, 9)
    assert fingerprint(tmp_path / "broken") == fingerprint(tmp_path / "whole")


def test_what_is_already_there_is_not_painted_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_library(tmp_path / "library", 12, 9)
    (tmp_path / "library" / MARK_FOLDER / "manifest.json").unlink()
    written: list[str] = []
    write = library._write_atomically

    def noted_put(folder: Path, path: str, data: bytes, mtime: int) -> None:
        written.append(path)
        write(folder, path, data, mtime)

    monkeypatch.setattr(library, "_write_atomically", noted_put)
    make_library(tmp_path / "library", 12, 9)
    assert set(written) == {*library.BYSTANDERS, f"{MARK_FOLDER}/manifest.json"}


def test_the_manifest_comes_back_as_it_was_written(tmp_path: Path) -> None:
    made = make_library(tmp_path / "library", COUNT, 7)
    assert load_manifest(tmp_path / "library") == made


def test_a_folder_with_somebodys_files_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").write_bytes(b"precious")
    with pytest.raises(DemoFolderError, match="not empty"):
        make_library(tmp_path, 10, 1)
    assert [path.name for path in tmp_path.iterdir()] == ["holiday.jpg"]


def test_a_file_in_the_folders_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "library").write_text("a file")
    with pytest.raises(DemoFolderError, match="is a file"):
        make_library(tmp_path / "library", 10, 1)


@pytest.mark.parametrize(("count", "seed"), [(11, 1), (10, 2)])
def test_another_demo_library_is_not_overwritten(tmp_path: Path, count: int, seed: int) -> None:
    make_library(tmp_path / "library", 10, 1)
    before = fingerprint(tmp_path / "library")
    with pytest.raises(DemoFolderError, match="another demo library"):
        make_library(tmp_path / "library", count, seed)
    assert fingerprint(tmp_path / "library") == before


def test_a_library_of_an_older_generator_is_not_mixed_with_a_newer_one(tmp_path: Path) -> None:
    make_library(tmp_path / "library", 5, 1)
    mark = tmp_path / "library" / MARK_FOLDER / "library.json"
    mark.write_text(json.dumps({**json.loads(mark.read_text()), "version": 0}))
    with pytest.raises(DemoFolderError, match="version 0"):
        make_library(tmp_path / "library", 5, 1)


def test_an_unreadable_mark_is_said_and_not_guessed_at(tmp_path: Path) -> None:
    (tmp_path / MARK_FOLDER).mkdir()
    (tmp_path / MARK_FOLDER / "library.json").write_text("{")
    with pytest.raises(DemoFolderError, match="cannot be read"):
        make_library(tmp_path, 5, 1)


@pytest.mark.parametrize("count", [0, -3])
def test_a_library_without_files_is_refused_before_anything_is_written(tmp_path: Path, count: int) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        make_library(tmp_path / "library", count, 1)
    assert not (tmp_path / "library").exists()
