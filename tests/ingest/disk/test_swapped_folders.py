"""A live server whose folder is swapped for a link, again and again: nothing outside the media root shows up."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from blake3 import blake3
from PIL import Image

from app.ingest.disk.media_roots import MediaRoots
from tests.http.test_api import assert_error
from tests.readers.support import picture, png, text_chunk
from tests.support.server import HeadraceProcess, NewServer

pytestmark = pytest.mark.slow

FILES = 200
FETCHES = 400
SECRET = png(text_chunk("parameters", b"a secret prompt\nSteps: 20"), pixels=np.full((64, 64, 3), 255, np.uint8))
OPEN = png(pixels=picture())

SWAP = """
import os, sys
folder, link, aside = sys.argv[1:]
print("swapping", flush=True)
while True:
    os.rename(folder, aside)
    os.rename(link, folder)
    os.rename(folder, link)
    os.rename(aside, folder)
"""


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    return [tmp_path_factory.mktemp("media")]


@pytest.fixture
def folder(root: Path, tmp_path: Path) -> Path:
    """A folder below a chosen one, and `tmp_path / "outside"` with files of the same names."""
    for place, data in ((root / "swapped", OPEN), (tmp_path / "outside", SECRET)):
        place.mkdir()
        for number in range(FILES):
            (place / f"{number}.png").write_bytes(data)
    return root / "swapped"


@contextmanager
def swapping(folder: Path, outside: Path) -> Iterator[None]:
    """Swap `folder` for a link to `outside` and back, as fast as a process can, for the length of the block."""
    link = folder.with_name("link")
    link.symlink_to(outside)
    command = [sys.executable, "-c", SWAP, str(folder), str(link), str(folder.with_name("aside"))]
    swapper = subprocess.Popen(command, stdout=subprocess.PIPE)
    try:
        assert swapper.stdout is not None
        swapper.stdout.readline()
        yield
    finally:
        swapper.kill()
        swapper.communicate()


def list_files(client: httpx.Client, session_id: str) -> list[dict[str, Any]]:
    answer = client.get(f"/api/ingest/session/{session_id}/files", params={"page_size": 200})
    assert answer.status_code == 200, answer.text
    assert "secret" not in answer.text
    assert blake3(SECRET).hexdigest() not in answer.text
    files = answer.json()["files"]
    assert isinstance(files, list)
    return files


def test_no_original_comes_from_outside(server: HeadraceProcess, root: Path, folder: Path, tmp_path: Path) -> None:
    session_id = server.process_folders(root, enable_nsfw_detection=False)
    assert server.wait_until_over(session_id)["ledger"]["ok"] == FILES
    answers: dict[int, int] = {}
    with server.client() as client:
        originals = [file["original"] for file in list_files(client, session_id)]
        with swapping(folder, tmp_path / "outside"):
            for number in range(FETCHES):
                answer = client.get(originals[number % FILES])
                assert SECRET not in answer.content
                assert answer.status_code in (200, 410)
                assert answer.content == OPEN or answer.json()["error"]["code"] == "file_gone"
                answers[answer.status_code] = answers.get(answer.status_code, 0) + 1
    assert answers[200] and answers[410], "the folder was there now and then"


def test_no_finding_comes_from_outside(server: HeadraceProcess, root: Path, folder: Path, tmp_path: Path) -> None:
    session_id = server.process_folders(root, enable_nsfw_detection=False)
    server.wait_for(session_id, "all files are found", lambda state: state["ledger"]["discovered"] == FILES)
    with swapping(folder, tmp_path / "outside"):
        server.wait_until_over(session_id)
    with server.client() as client:
        files = list_files(client, session_id)
        assert len(files) == FILES
        for file in files:
            if file["outcome"] == "ok":
                assert (file["width"], file["height"]) == (320, 240)
                thumbnail = Image.open(io.BytesIO(client.get(file["thumbnail"]).content))
                assert np.asarray(thumbnail.convert("L")).mean() < 200
    causes = {failure["reason"] for file in files for failure in file["failures"]}
    assert causes
    assert all("symbolic link" in cause or "the file is missing" in cause for cause in causes)


def test_discovery_and_browsing_find_nothing_outside(
    server: HeadraceProcess, root: Path, folder: Path, tmp_path: Path
) -> None:
    for number in range(FILES):
        (tmp_path / f"outside/{number}.png").rename(tmp_path / f"outside/secret {number}.png")
    (tmp_path / "outside/secret folder").mkdir()
    with server.client() as client, swapping(folder, tmp_path / "outside"):
        for _ in range(20):
            for path in (root, folder):
                listing = client.get("/api/ingest/directories", params={"path": str(path)})
                assert listing.status_code in (200, 403)
                assert "secret" not in listing.text
                assert not any(below["has_children"] for below in listing.json().get("directories", []))
            session_id = server.process_folders(root, pattern="secret*", enable_nsfw_detection=False)
            assert server.wait_until_over(session_id)["ledger"]["discovered"] == 0


def test_an_original_behind_a_link_is_refused_with_the_reason(
    server: HeadraceProcess, root: Path, folder: Path
) -> None:
    session_id = server.process_folders(root, enable_nsfw_detection=False, max_files=1)
    server.wait_until_over(session_id)
    with server.client() as client:
        [file] = list_files(client, session_id)
        folder.rename(root / "elsewhere in the root")
        folder.symlink_to(root / "elsewhere in the root")
        refused = client.get(file["original"])
        assert_error(refused, 410, "file_gone")
        assert f"{file['path']} cannot be served: the path leads through a symbolic link" in refused.text
        folder.unlink()
        (root / "elsewhere in the root").rename(folder)
        assert client.get(file["original"]).content == OPEN


def test_an_original_has_ranges_conditions_and_heads(server: HeadraceProcess, root: Path, folder: Path) -> None:
    session_id = server.process_folders(root, enable_nsfw_detection=False, max_files=1)
    server.wait_until_over(session_id)
    with server.client() as client:
        [file] = list_files(client, session_id)
        url = file["original"]
        whole = client.get(url)
        assert whole.content == OPEN
        assert whole.headers["content-length"] == str(len(OPEN))
        assert whole.headers["accept-ranges"] == "bytes"
        part = client.get(url, headers={"Range": "bytes=-4", "If-Range": whole.headers["etag"]})
        assert (part.status_code, part.content) == (206, OPEN[-4:])
        old = client.get(url, headers={"Range": "bytes=-4", "If-Range": '"of another file"'})
        assert (old.status_code, old.content) == (200, OPEN)
        several = client.get(url, headers={"Range": "bytes=0-1,5-6"})
        assert several.status_code == 206 and several.headers["content-type"].startswith("multipart/byteranges")
        assert OPEN[5:7] in several.content
        beyond = client.get(url, headers={"Range": f"bytes={len(OPEN)}-"})
        assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{len(OPEN)}")
        assert client.get(url, headers={"Range": "nonsense"}).status_code == 400
        assert server.process is not None
        descriptors = Path(f"/proc/{server.process.pid}/fd")
        assert file["path"] not in {str(path.resolve()) for path in descriptors.iterdir()}, "every file was closed"


def test_a_root_given_as_a_link_serves_what_was_ingested_by_the_link_and_by_the_folder(
    tmp_path: Path, new_server: NewServer
) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "disk/a.png").write_bytes(OPEN)
    (tmp_path / "media").symlink_to(tmp_path / "disk")
    roots = MediaRoots([tmp_path / "media"])
    for path in ("media/a.png", "disk/a.png"):
        with roots.open_file(str(tmp_path / path)) as file:
            assert file.read() == OPEN
    data = tmp_path / "data"
    with new_server(tmp_path / "media", data=data) as server:
        session_id = server.process_folders(tmp_path / "media", enable_nsfw_detection=False)
        assert server.wait_until_over(session_id)["ledger"]["ok"] == 1


def test_a_session_of_a_root_that_is_none_any_more_reads_nothing(tmp_path: Path, new_server: NewServer) -> None:
    for name in ("kept", "dropped"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.png").write_bytes(b"damaged")
    data = tmp_path / "data"
    with new_server(tmp_path / "kept", tmp_path / "dropped", data=data) as server:
        session_id = server.process_folders(tmp_path / "dropped", enable_nsfw_detection=False)
        assert server.wait_until_over(session_id)["ledger"]["failed"] == 1
    (tmp_path / "dropped/a.png").write_bytes(OPEN)
    with new_server(tmp_path / "kept", data=data) as server, server.client() as client:
        assert client.post(f"/api/ingest/retry/{session_id}", json={}).status_code == 202
        over = server.wait_until_over(session_id)
        assert over["status"] == "error"
        assert over["message"].startswith(f"{tmp_path / 'dropped'} is outside the media roots. ")
        assert over["ledger"]["ok"] == 0
    with new_server(tmp_path / "kept", tmp_path / "dropped", data=data) as server, server.client() as client:
        assert client.post(f"/api/ingest/retry/{session_id}", json={}).status_code == 202
        assert server.wait_until_over(session_id)["ledger"]["ok"] == 1
