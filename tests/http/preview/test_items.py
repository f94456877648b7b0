"""RAW + JPEG and Live Photos, from real files on the disk to the library and back, on a real server."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.http.test_api import assert_error
from tests.support.items import IDENTIFIER, ITEMS, NAMES, read_items, write_items
from tests.support.preview import PreviewClient, read
from tests.support.server import DATABASES, HeadraceProcess
from tests.support.waiting import wait_until


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    return [tmp_path_factory.mktemp("media")]


@pytest.fixture(scope="module")
def session(server: HeadraceProcess) -> PreviewClient:
    """A session with files of every kind that is, or is not, an item. Tests leave it as it is."""
    return read_items(server)


def test_a_list_shows_items_and_with_a_parameter_every_file(session: PreviewClient) -> None:
    listed = session.document("GET", "files", params={"page_size": 200})
    assert [file["name"] for file in listed["files"]] == ITEMS
    assert listed["total"] == len(ITEMS)
    every = session.document("GET", "files", params={"page_size": 200, "every_file": True})
    assert [file["name"] for file in every["files"]] == NAMES
    view = session.document("GET", "files", params={"page_size": 200, "view": "new"})
    assert (view["total"], [file["name"] for file in view["files"]]) == (len(ITEMS), ITEMS)


def test_each_file_names_its_companions(session: PreviewClient) -> None:
    files = session.files(every_file=True)
    roles = {name: (file["role"], [each["name"] for each in file["companions"]]) for name, file in files.items()}
    assert roles == {
        "ComfyUI_1.mp4": (None, []),
        "ComfyUI_1.png": (None, []),
        "IMG_1.DNG": ("raw", ["IMG_1.JPG"]),
        "IMG_1.JPG": ("main", ["IMG_1.DNG"]),
        "IMG_2.HEIC": ("main", ["IMG_2_HEVC.MOV"]),
        "IMG_2_HEVC.MOV": ("motion", ["IMG_2.HEIC"]),
        "IMG_3.JPG": ("main", ["IMG_3.MOV"]),
        "IMG_3.MOV": ("motion", ["IMG_3.JPG"]),
    }
    assert files["IMG_1.JPG"]["companions"] == [
        {"id": files["IMG_1.DNG"]["id"], "name": "IMG_1.DNG", "kind": "image", "role": "raw"}
    ]
    assert files["IMG_2.HEIC"]["content_identifier"] == IDENTIFIER
    assert files["IMG_3.MOV"]["content_identifier"] is None


def test_the_picture_shows_what_the_sidecar_of_its_raw_file_says(session: PreviewClient) -> None:
    files = session.files(every_file=True)
    main = session.document("GET", f"file/{files['IMG_1.JPG']['id']}")
    raw = session.document("GET", f"file/{files['IMG_1.DNG']['id']}")
    for shown in (main, raw, files["IMG_1.JPG"]):
        assert (shown["score"], shown["keywords"]) == (4, ["harbour"])
    assert main["provenance"]["score"].startswith("IMG_1.DNG: sidecar:xmp")
    assert raw["provenance"]["score"].startswith("sidecar:xmp")
    assert [file["name"] for file in session.files(keyword="harbour").values()] == ["IMG_1.JPG"]


def test_counts_of_files_and_of_items_are_both_told(session: PreviewClient) -> None:
    preview = session.preview()
    assert preview["groups"]["new"] == {"files": 8, "applied": 8, "items": 5, "items_applied": 5}
    assert preview["listed"] == {"all": 5, "ok": 5, "failed": 0, "skipped": 0, "nsfw": 0, "warnings": 0}
    with session.server.client() as client:
        about = client.get(f"/api/ingest/session/{session.session_id}").json()
    assert about["progress"]["ledger"]["ok"] == 8
    assert (about["totals"]["ok"], about["totals"]["images"], about["totals"]["videos"]) == (8, 4, 1)


def test_the_report_has_every_file_by_itself(session: PreviewClient) -> None:
    with session.server.client() as client:
        address = f"/api/ingest/report/{session.session_id}"
        rows = list(csv.DictReader(io.StringIO(client.get(address, params={"format": "csv"}).text)))
        files = client.get(address, params={"format": "json"}).json()["files"]
    by_name = {Path(row["path"]).name: row for row in rows}
    assert sorted(by_name) == NAMES
    assert (by_name["IMG_1.DNG"]["role"], Path(by_name["IMG_1.DNG"]["main_file"]).name) == ("raw", "IMG_1.JPG")
    assert (by_name["IMG_1.JPG"]["role"], by_name["IMG_1.JPG"]["main_file"]) == ("main", "")
    assert (by_name["IMG_1.DNG"]["score"], by_name["IMG_1.JPG"]["score"]) == ("4", "")
    assert {file["name"]: file["score"] for file in files}["IMG_1.JPG"] is None


def test_a_step_changes_whole_items_and_its_undo_restores_them(session: PreviewClient) -> None:
    ids = {name: file["id"] for name, file in session.files(every_file=True).items()}
    edited = session.document("PATCH", f"file/{ids['IMG_1.DNG']}", json={"score": 2, "choice": "leave"})
    assert (edited["name"], edited["score"], edited["edited"]) == ("IMG_1.DNG", 2, ["score"])
    files = session.files(every_file=True)
    assert {name for name, file in files.items() if file["choice"] == "leave"} == {"IMG_1.DNG", "IMG_1.JPG"}
    assert (files["IMG_1.JPG"]["score"], session.preview()["edited"]) == (2, 1)
    session.document("POST", "edits/undo", json={})
    assert session.files(every_file=True)["IMG_1.JPG"]["score"] == 4
    assert session.preview()["groups"]["new"]["applied"] == 8


def test_every_file_of_an_item_has_its_own_contents(session: PreviewClient) -> None:
    main = session.files()["IMG_2.HEIC"]
    with session.server.client() as client:
        motion = session.document("GET", f"file/{main['companions'][0]['id']}")
        assert client.get(motion["original"]).headers["content-type"] == "video/quicktime"
        blocks = {
            name: client.get(file["blocks"]).json()["blocks"] for name, file in (("still", main), ("motion", motion))
        }
        assert [block["name"] for block in blocks["still"]][-1] == "exif:ContentIdentifier"
        assert blocks["motion"][-1]["text"] == IDENTIFIER
        assert client.get(motion["thumbnail"]).status_code == 200


def test_what_is_asked_for_is_checked(session: PreviewClient) -> None:
    answer = session.request("GET", "files", params={"every_file": "perhaps"})
    assert_error(answer, 422, "invalid_request")


@pytest.fixture(params=DATABASES)
def own_server(request: pytest.FixtureRequest, new_server: Any, tmp_path: Path) -> Iterator[HeadraceProcess]:
    environ = {}
    if request.param == "postgresql":
        environ = {"HEADRACE_DATABASE_URL": request.getfixturevalue("postgres").new_library()}
    media = tmp_path / "media"
    media.mkdir()
    with new_server(media, environ=environ) as server:
        yield server


def test_the_library_keeps_items_together_through_later_sessions_and_undo(own_server: HeadraceProcess) -> None:
    folder = Path(own_server.roots[0], "items")
    write_items(folder)
    later = {name: (folder / name).read_bytes() for name in ("IMG_1.DNG", "IMG_2_HEVC.MOV")}
    for name in later:
        (folder / name).unlink()
    with own_server.client() as client:

        def search(**asked: Any) -> list[str]:
            wait_until(
                lambda: client.get("/api/library/files").json()["pending"],
                "the index follows the library",
                holds=lambda pending: pending == 0,
            )
            found = client.get("/api/library/files", params={"sort": "path", "order": "asc", **asked}).json()
            assert found["total"] == len([file for file in found["files"] if file["role"] in (None, "main")])
            return [file["name"] for file in found["files"]]

        first = read(own_server, folder)
        own_server.commit(first.session_id)
        assert search() == ITEMS
        before = client.get("/api/library/files", params={"sort": "path"}).json()["files"]
        for name, data in later.items():
            (folder / name).write_bytes(data)
        second = read(own_server, folder)
        assert second.counts() == {"new": 2, "same": 6}
        assert [*second.files(relation="new")] == ["IMG_1.JPG", "IMG_2.HEIC"]
        assert own_server.commit(second.session_id)["message"].startswith("2 added")
        assert search() == ITEMS
        assert search(every_file=True) == [
            "ComfyUI_1.mp4", "ComfyUI_1.png", "IMG_1.JPG", "IMG_1.DNG", "IMG_2.HEIC", "IMG_2_HEVC.MOV", "IMG_3.JPG",
            "IMG_3.MOV",
        ]  # fmt: skip
        assert search(q="dng") == search(keyword="harbour") == search(score_from=4) == ["IMG_1.JPG"]
        assert search(q="hevc") == ["IMG_2.HEIC"]
        facets = client.get("/api/library/facets").json()
        assert facets["files"] == len(ITEMS)
        (found,) = client.get("/api/library/files", params={"q": "dng"}).json()["files"]
        raw = client.get(f"/api/library/file/{found['companions'][0]['id']}").json()
        assert (raw["name"], raw["role"], raw["companions"][0]["id"]) == ("IMG_1.DNG", "raw", found["id"])
        assert client.post(f"/api/ingest/undo/{second.session_id}").json()["removed"] == 2
        assert search() == ITEMS
        assert client.get("/api/library/files", params={"sort": "path"}).json()["files"] == before
        (folder / "IMG_3.MOV").unlink()
        third = read(own_server, folder)
        assert [*third.files(relation="gone")] == ["IMG_3.MOV"]
        (folder / "IMG_3.JPG").unlink()
        fourth = read(own_server, folder)
        assert [*fourth.files(relation="gone")] == ["IMG_3.JPG"]
        assert fourth.preview()["groups"]["gone"]["items"] == 1
        fourth.choose("apply", relation="gone")
        assert "2 removed" in own_server.commit(fourth.session_id)["message"]
