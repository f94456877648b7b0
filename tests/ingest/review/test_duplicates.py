"""Duplicates in a real ingest: real files, a real server and its database."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from PIL import Image

from app.catalog import Catalog, DeletedSessionError
from app.catalog.staging import hashes
from app.catalog.staging.store import StagingStore
from app.domain.progress import Ledger, Progress, Status
from app.ingest.review import duplicates as duplicates_module
from app.ingest.review.duplicates import DuplicateKind, DuplicatePage, Duplicates
from tests.catalog.support import commit, discovered, names, ready_session, stage_all, start_session
from tests.readers.support import encoded, exif_segment, jpeg, picture, png, text_chunk, tiff_structure
from tests.support.server import HeadraceProcess, NewServer

pytest_plugins = ["tests.catalog.fixtures"]


def scene(seed: int, width: int = 480, height: int = 360) -> Image.Image:
    """Return a picture with large shapes, like a photograph; each seed gives another one."""
    coarse = np.random.default_rng(seed).integers(0, 255, (6, 8, 3)).astype(np.uint8)
    return Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A folder that goes into the library, and a new one."""
    old, new = tmp_path_factory.mktemp("old"), tmp_path_factory.mktemp("new")
    large = encoded(scene(1), "JPEG", quality=92)
    (old / "large.jpg").write_bytes(large)
    (old / "alone.png").write_bytes(encoded(scene(2), "PNG"))
    (old / "twice one.png").write_bytes(encoded(scene(3), "PNG"))
    (old / "twice two.png").write_bytes(encoded(scene(3), "PNG"))
    (new / "small.jpg").write_bytes(encoded(scene(1).resize((240, 180)), "JPEG", quality=60))
    (new / "copy of large.jpg").write_bytes(large)
    (new / "a.png").write_bytes(png(text_chunk("parameters", b"a cat\nSteps: 20")))
    (new / "b.png").write_bytes(png(text_chunk("parameters", b"a dog\nSteps: 20")))
    (new / "c.png").write_bytes((new / "b.png").read_bytes())
    (new / "photo.jpg").write_bytes(jpeg(pixels=255 - picture()))
    dated = exif_segment(tiff_structure([], [(0x9003, 2, b"2020:01:02 03:04:05\0")]))
    (new / "dated photo.jpg").write_bytes(jpeg(dated, pixels=255 - picture()))
    (new / "red.png").write_bytes(png(pixels=np.full((90, 120, 3), (200, 20, 20), np.uint8)))
    (new / "blue.png").write_bytes(png(pixels=np.full((90, 120, 3), (20, 20, 200), np.uint8)))
    (new / "upright.jpg").write_bytes(encoded(scene(1).resize((180, 240)), "JPEG"))
    (new / "broken.png").write_bytes(png()[:900])
    return old, new


@pytest.fixture(scope="module")
def roots(folders: tuple[Path, Path]) -> Sequence[Path]:
    return folders


@pytest.fixture(scope="module")
def ingested(server: HeadraceProcess, folders: tuple[Path, Path]) -> tuple[HeadraceProcess, str]:
    """A server whose library holds the old folder, and the session over the new one."""
    old, new = folders
    first = server.process_folders(old, enable_nsfw_detection=False)
    server.wait_until_over(first)
    assert server.commit(first)["commit"]["committed"] == 4
    second = server.process_folders(new, enable_nsfw_detection=False)
    server.wait_until_over(second)
    return server, second


@pytest.fixture
def client(ingested: tuple[HeadraceProcess, str]) -> Iterator[httpx.Client]:
    with ingested[0].client() as client:
        yield client


def ask(client: httpx.Client, session_id: str, **query: Any) -> dict[str, Any]:
    answer = client.get(f"/api/ingest/session/{session_id}/duplicates", params=query)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert isinstance(found, dict)
    return found


def named(found: dict[str, Any]) -> list[list[tuple[str, bool]]]:
    """Return (name, whether it is in the library) for each file of each group, in order."""
    return [[(file["name"], file["in_library"]) for file in group["files"]] for group in found["groups"]]


def test_the_same_bytes_are_found_in_the_session_and_in_the_library(
    client: httpx.Client, ingested: tuple[HeadraceProcess, str]
) -> None:
    found = ask(client, ingested[1], kind="exact")
    assert named(found) == [
        [("b.png", False), ("c.png", False)],
        [("copy of large.jpg", False), ("large.jpg", True)],
    ]
    assert (found["total"], found["total_files"]) == (2, 4)


def test_the_same_picture_under_other_metadata_is_found(
    client: httpx.Client, ingested: tuple[HeadraceProcess, str]
) -> None:
    found = ask(client, ingested[1], kind="pixels")
    assert named(found) == [
        [("a.png", False), ("b.png", False), ("c.png", False)],
        [("dated photo.jpg", False), ("photo.jpg", False)],
    ]


def test_look_alikes_are_found_with_their_distance_and_other_proportions_are_not(
    client: httpx.Client, ingested: tuple[HeadraceProcess, str]
) -> None:
    found = ask(client, ingested[1], kind="near")
    assert [sorted(group) for group in named(found)] == [
        [("copy of large.jpg", False), ("large.jpg", True), ("small.jpg", False)]
    ]
    distances = {file["name"]: file["distance"] for file in found["groups"][0]["files"]}
    assert distances["copy of large.jpg"] == distances["large.jpg"] == 0
    assert 0 <= distances["small.jpg"] <= 6


def test_a_library_file_has_its_thumbnail_and_its_original(
    client: httpx.Client, ingested: tuple[HeadraceProcess, str], folders: tuple[Path, Path]
) -> None:
    file = next(file for file in ask(client, ingested[1])["groups"][1]["files"] if file["in_library"])
    thumbnail, original = client.get(file["thumbnail"]), client.get(file["original"])
    assert thumbnail.headers["content-type"] == "image/jpeg"
    assert original.content == (folders[0] / "large.jpg").read_bytes()
    assert client.get("/api/ingest/library/999/thumbnail").json()["error"]["code"] == "no_thumbnail"
    assert client.get("/api/ingest/library/999/original").json()["error"]["code"] == "unknown_file"


def test_groups_come_a_page_at_a_time(client: httpx.Client, ingested: tuple[HeadraceProcess, str]) -> None:
    pages = [ask(client, ingested[1], page=page, page_size=1) for page in (1, 2, 3)]
    assert [len(page["groups"]) for page in pages] == [1, 1, 0]
    assert pages[0]["pages"] == 2
    assert named(pages[0]) + named(pages[1]) == named(ask(client, ingested[1]))


@pytest.mark.parametrize(
    "query", [{"kind": "similar"}, {"distance": 13}, {"distance": -1}, {"page": 0}, {"page_size": 61}]
)
def test_a_question_that_makes_no_sense_is_refused(
    query: dict[str, Any], client: httpx.Client, ingested: tuple[HeadraceProcess, str]
) -> None:
    answer = client.get(f"/api/ingest/session/{ingested[1]}/duplicates", params=query)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid_request")


def test_an_unknown_session_is_named(client: httpx.Client) -> None:
    answer = client.get("/api/ingest/session/none/duplicates")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "unknown_session")


def test_a_commit_moves_files_into_the_library_and_they_do_not_double_themselves(
    folders: tuple[Path, Path], tmp_path: Path, new_server: NewServer
) -> None:
    new = tmp_path / "new"
    shutil.copytree(folders[1], new)
    with new_server(tmp_path) as server, server.client() as client:
        session_id = server.process_folders(new, enable_nsfw_detection=False)
        server.wait_until_over(session_id)
        before = named(ask(client, session_id))
        server.commit(session_id)
        assert named(ask(client, session_id)) == before == [[("b.png", False), ("c.png", False)]]


def progress(session_id: str, status: Status = Status.COMPLETED, *, ok: int = 0) -> Progress:
    return Progress(session_id=session_id, status=status, ledger=Ledger(discovered=ok, ok=ok))


def asked(duplicates: Duplicates, about: Progress, kind: DuplicateKind = DuplicateKind.EXACT) -> DuplicatePage:
    return asyncio.run(duplicates.find_page(about, kind, 6, 1, 50))


def test_a_large_group_shows_its_first_files_and_tells_its_size(catalog: Catalog) -> None:
    ready_session(catalog, "s", discovered(*names(60)))
    found = asked(Duplicates(catalog), progress("s"))
    assert [(group.size, len(group.members)) for group in found.groups] == [(60, duplicates_module.SHOWN_FILES)]
    assert (found.total, found.files) == (1, 60)


def test_other_sessions_and_the_librarys_own_doubles_are_left_alone(catalog: Catalog) -> None:
    ready_session(catalog, "committed", discovered("one.png", "two.png"))
    commit(catalog, "committed")
    ready_session(catalog, "other", discovered("three.png"))
    start_session(catalog, "s", discovered("four.png"))
    assert asked(Duplicates(catalog), progress("s")).groups == []
    stage_all(catalog, "s")
    (group,) = asked(Duplicates(catalog), progress("s", ok=1)).groups
    assert [member.file.report.path for member in group.members] == [
        "/media/four.png",
        "/media/one.png",
        "/media/two.png",
    ]


def test_a_result_is_kept_until_the_session_or_the_library_changes(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready_session(catalog, "s", discovered("one.png", "two.png"))
    ready_session(catalog, "other", discovered("three.png"))
    looked: list[str] = []
    real = StagingStore.iterate_hashes

    def looking(self: StagingStore, session_id: str) -> Iterator[hashes.HashBatch]:
        looked.append(session_id)
        return real(self, session_id)

    monkeypatch.setattr(StagingStore, "iterate_hashes", looking)
    duplicates = Duplicates(catalog)
    for _ in range(3):
        assert asked(duplicates, progress("s", ok=2)).files == 2
    assert len(looked) == 1
    commit(catalog, "other")
    assert asked(duplicates, progress("s", ok=2)).files == 3
    catalog.commits.undo("other").result()
    assert asked(duplicates, progress("s", ok=2)).files == 2
    assert asked(duplicates, progress("s", ok=3)).files == 2
    assert len(looked) == 4


def test_while_a_session_runs_a_result_is_shown_again_for_a_while(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duplicates_module, "REUSE_FACTOR", 1e9)
    start_session(catalog, "s", discovered("one.png", "two.png"))
    duplicates = Duplicates(catalog)
    assert asked(duplicates, progress("s", Status.PROCESSING)).files == 0
    stage_all(catalog, "s")
    assert asked(duplicates, progress("s", Status.PROCESSING, ok=2)).files == 0
    assert asked(duplicates, progress("s", Status.COMPLETED, ok=2)).files == 2


def test_few_results_are_kept(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duplicates_module, "CACHED_RESULTS", 2)
    ready_session(catalog, "s", discovered("one.png", "two.png"))
    duplicates = Duplicates(catalog)
    for kind in DuplicateKind:
        asked(duplicates, progress("s"), kind)
    assert len(duplicates._cache) == 2


def test_a_session_deleted_meanwhile_is_named(catalog: Catalog) -> None:
    start_session(catalog, "gone", discovered("one.png"))
    catalog.sessions.delete("gone").result()
    with pytest.raises(DeletedSessionError):
        asked(Duplicates(catalog), progress("gone"))


def test_hashes_come_in_batches_and_every_file_once(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashes, "HASH_BATCH", 7)
    ready_session(catalog, "old", discovered(*names(30)))
    commit(catalog, "old")
    ready_session(catalog, "s", discovered(*names(20)))
    batches = list(catalog.staging.iterate_hashes("s"))
    assert max(len(batch.files) for batch in batches) == 7
    found = {where: [f.file_id for b in batches if b.in_library is where for f in b.files] for where in (False, True)}
    assert len(set(found[False])) == len(found[False]) == 20
    library = {file.file_id: file.report.path for file in catalog.library.page(limit=1000).result()}
    assert sorted(library[file_id] for file_id in found[True]) == [f"/media/{name}" for name in names(30)[20:]]
