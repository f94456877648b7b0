"""Files that are added over HTTP, to a real server: they can be ingested, and what goes wrong leaves nothing."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.http.bodies import FILE_TYPE
from tests.http.test_api import assert_error
from tests.support.disks import mount_small_disk
from tests.support.preview import picture_file
from tests.support.server import HeadraceProcess, NewServer
from tests.support.waiting import wait_until

FILE = {"Content-Type": FILE_TYPE}
LARGEST_MB, MOST_FILES = 64, 5
UPLOAD = "20260131-154500-1f3a9c"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The upload folder of the module's server."""
    return tmp_path_factory.mktemp("uploads")


@pytest.fixture(scope="module")
def roots() -> Sequence[Path]:
    return []


@pytest.fixture(scope="module")
def environ(folder: Path) -> dict[str, str]:
    return {
        "HEADRACE_UPLOADS": str(folder),
        "HEADRACE_UPLOAD_FILE_MB": str(LARGEST_MB),
        "HEADRACE_UPLOAD_FILES": str(MOST_FILES),
    }


@pytest.fixture
def client(server: HeadraceProcess) -> Iterator[httpx.Client]:
    with server.client() as client:
        yield client


def begin(client: httpx.Client, files: int = 1, size: int = 10) -> Any:
    answer = client.post("/api/ingest/uploads", json={"files": files, "bytes": size})
    assert answer.status_code == 201, answer.text
    return answer.json()


def put(client: httpx.Client, upload_id: str, path: str, content: bytes, **headers: str) -> httpx.Response:
    address = f"/api/ingest/uploads/{upload_id}/file"
    return client.put(address, params={"path": path}, content=content, headers=FILE | headers)


def address_of(server: HeadraceProcess) -> tuple[str, int]:
    return ("127.0.0.1", server.port)


def head_of(path: str, length: int, *more: str) -> bytes:
    lines = [
        f"PUT /api/ingest/uploads/{UPLOAD}/file?path={path} HTTP/1.1",
        "Host: localhost",
        f"Content-Type: {FILE_TYPE}",
        f"Content-Length: {length}",
        *more,
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def below(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_added_files_are_a_folder_that_can_be_ingested(
    server: HeadraceProcess, client: httpx.Client, folder: Path, tmp_path: Path
) -> None:
    picture = tmp_path / "a.png"
    picture_file(picture, 1)
    upload = begin(client, 2, 2 * picture.stat().st_size)
    assert upload["path"] == str(folder / upload["upload_id"])
    for name in ("a.png", "sub/ä.png"):
        answer = put(client, upload["upload_id"], name, picture.read_bytes())
        assert answer.status_code == 201, answer.text
        assert answer.json() == {"path": f"{upload['path']}/{name}", "bytes": picture.stat().st_size}
    tree = client.get("/api/ingest/directories").json()["directories"]
    assert [(each["path"], each["total"]) for each in tree if each["path"] == str(folder)] == [
        (str(folder), len(list(folder.rglob("*.png"))))
    ]
    session = server.process_folders(Path(upload["path"]), enable_nsfw_detection=False)
    assert server.wait_until_over(session)["processed_files"] == 2


def test_the_server_says_what_it_takes(client: httpx.Client, folder: Path) -> None:
    found = client.get("/api/ingest/capabilities").json()["uploads"]
    assert {".png", ".mp4", ".xmp"} <= set(found.pop("extensions"))
    assert found == {"folder": str(folder), "max_files": MOST_FILES, "max_file_bytes": LARGEST_MB << 20}


def test_without_a_folder_for_them_no_files_are_taken(new_server: NewServer, tmp_path: Path) -> None:
    with new_server(tmp_path) as server, server.client() as client:
        assert_error(client.post("/api/ingest/uploads", json={"files": 1, "bytes": 1}), 404, "uploads_off")
        assert_error(put(client, UPLOAD, "a.png", b"x"), 404, "uploads_off")
        assert client.get("/api/ingest/capabilities").json()["uploads"] is None


def test_names_are_safe_and_nothing_is_overwritten(client: httpx.Client, folder: Path) -> None:
    upload = begin(client)
    for path, name in [
        ("../../x.png", "x.png"),
        ("/x.png", "x (2).png"),
        ("..\\x.png", "_x.png"),
        (".x.png", "x (3).png"),
    ]:
        answer = put(client, upload["upload_id"], path, path.encode())
        assert answer.json()["path"] == f"{upload['path']}/{name}"
    assert (folder / upload["upload_id"] / "x.png").read_bytes() == b"../../x.png"


@pytest.mark.parametrize("upload_id", ["..", "x", "20260131-154500-1f3a9c%2f..%2fx", ".headrace"])
def test_no_other_folder_can_be_named(client: httpx.Client, folder: Path, upload_id: str) -> None:
    before = below(folder)
    answer = client.put(f"/api/ingest/uploads/{upload_id}/file?path=a.png", content=b"x", headers=FILE)
    assert answer.status_code in (404, 415, 422), answer.text
    assert below(folder) == before


def test_a_wrong_kind_is_refused_by_name_with_the_cure(client: httpx.Client) -> None:
    answer = put(client, begin(client)["upload_id"], "some/notes.txt", b"x")
    assert_error(answer, 415, "upload_kind")
    assert "notes.txt" in answer.json()["error"]["message"]


def test_what_is_too_large_or_too_many_or_of_unknown_length_is_refused(client: httpx.Client) -> None:
    upload_id = begin(client)["upload_id"]
    assert_error(put(client, upload_id, "a.png", b"x" * ((LARGEST_MB << 20) + 1)), 413, "body_too_large")
    many = client.post("/api/ingest/uploads", json={"files": MOST_FILES + 1, "bytes": 1})
    assert_error(many, 413, "too_many_uploads")
    huge = client.post("/api/ingest/uploads", json={"files": 1, "bytes": 1 << 60})
    assert_error(huge, 507, "upload_disk_full")
    address = f"/api/ingest/uploads/{upload_id}/file?path=a.png"
    assert_error(client.put(address, content=iter([b"x"]), headers=FILE), 411, "length_required")


@pytest.mark.parametrize(
    "content_type", ["application/json", "multipart/form-data; boundary=x", "text/plain", "image/png"]
)
def test_only_bytes_that_no_form_can_send_are_taken(client: httpx.Client, content_type: str) -> None:
    answer = put(client, UPLOAD, "a.png", b"x", **{"Content-Type": content_type})
    assert_error(answer, 415, "unsupported_media_type")


def test_a_page_of_another_site_adds_nothing(client: httpx.Client, folder: Path) -> None:
    before = below(folder)
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert_error(put(client, UPLOAD, "a.png", b"x", **headers), 403, "foreign_origin")
    assert below(folder) == before


def test_a_connection_that_breaks_off_leaves_nothing(server: HeadraceProcess, folder: Path) -> None:
    before = below(folder)
    with socket.create_connection(address_of(server)) as connection:
        connection.sendall(head_of("a.png", 8 << 20) + b"x" * (3 << 20))
        wait_until(lambda: len(below(folder)) > len(before), "the file is begun")
    wait_until(lambda: below(folder), "nothing of the file is left", holds=lambda found: found == before)


def test_what_a_killed_server_was_receiving_is_gone_after_the_next_start(new_server: NewServer, tmp_path: Path) -> None:
    folder = tmp_path / "uploads"
    folder.mkdir()
    server = new_server(data=tmp_path / "data", environ={"HEADRACE_UPLOADS": str(folder)})
    with server, socket.create_connection(address_of(server)) as connection:
        connection.sendall(head_of("a.png", 8 << 20) + b"x" * (3 << 20))
        wait_until(lambda: below(folder), "the file is begun")
        server.kill()
        assert below(folder)
        server.start()
        assert below(folder) == []


def test_a_small_disk_is_never_filled(new_server: NewServer, tmp_path: Path) -> None:
    with mount_small_disk(tmp_path / "disk", 8) as disk:
        with new_server(environ={"HEADRACE_UPLOADS": str(disk)}) as server, server.client() as client:
            begun = client.post("/api/ingest/uploads", json={"files": 1, "bytes": 1})
            assert_error(begun, 507, "upload_disk_full")
            assert "Free space" in begun.json()["error"]["cure"]
            assert_error(put(client, UPLOAD, "a.png", b"x"), 507, "upload_disk_full")
        assert below(disk) == []


def test_a_large_file_takes_no_memory(server: HeadraceProcess, client: httpx.Client, folder: Path) -> None:
    def peak_kib() -> int:
        assert server.process is not None
        lines = Path(f"/proc/{server.process.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))

    upload_id = begin(client)["upload_id"]
    put(client, upload_id, "warm.mp4", b"x")
    before = peak_kib()
    assert put(client, upload_id, "large.mp4", bytes(LARGEST_MB << 20)).status_code == 201
    assert os.path.getsize(folder / upload_id / "large.mp4") == LARGEST_MB << 20
    assert peak_kib() - before < 24 << 10


def test_the_audit_log_says_who_added_how_many(client: httpx.Client) -> None:
    upload_id = begin(client, 3, 99)["upload_id"]
    entries = client.get("/api/audit").json()["entries"]
    (entry,) = [each for each in entries if each["target"] == upload_id]
    assert (entry["action"], entry["details"]) == ("add files", {"files": 3, "bytes": 99})


def test_an_upload_is_deleted_as_a_whole_but_not_while_a_session_has_its_files(
    server: HeadraceProcess, client: httpx.Client, folder: Path
) -> None:
    upload_id = begin(client)["upload_id"]
    picture = picture_file(folder.parent / "one.png", 1).read_bytes()
    assert put(client, upload_id, "deep/one.png", picture).status_code == 201
    session_id = server.process_folders(folder / upload_id)
    server.wait_until_over(session_id)
    address = f"/api/ingest/uploads/{upload_id}"
    assert_error(client.delete(address), 409, "upload_in_use")
    assert (folder / upload_id / "deep" / "one.png").exists()
    client.delete(f"/api/ingest/session/{session_id}")
    assert client.delete(address).status_code == 204
    assert not (folder / upload_id).exists()
    assert_error(client.delete(address), 404, "unknown_upload")
