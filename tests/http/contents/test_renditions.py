"""Renditions over HTTP: a live server, real files of every format, and every way in which one can fail."""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import numpy as np
import pytest
from PIL import Image

from tests.http.contents.support import ingest
from tests.http.test_api import assert_error
from tests.readers.support import encoded, every_image_format, every_video_format, picture
from tests.support.server import HeadraceProcess, NewServer
from tests.support.waiting import wait_until

pytestmark = pytest.mark.slow

HEAVY = 4_000
"""Pixels per side of a picture that takes a second or so to render."""


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    return [tmp_path_factory.mktemp("media")]


def shown(answer: httpx.Response) -> Image.Image:
    assert answer.status_code == 200, answer.text
    image = Image.open(io.BytesIO(answer.content))
    assert answer.headers["content-type"] == f"image/{str(image.format).lower()}"
    image.load()
    return image


def heavy_png() -> bytes:
    return encoded(Image.fromarray(picture(HEAVY, HEAVY)), "PNG", compress_level=1)


@pytest.mark.parametrize("commit", [False, True], ids=["session", "library"])
def test_a_picture_of_every_format_is_shown(server: HeadraceProcess, root: Path, commit: bool) -> None:
    pictures = every_image_format()
    for name, data in pictures.items():
        (root / name).write_bytes(data)
    files = ingest(server, root, commit=commit)
    assert set(files) == set(pictures)
    with server.client() as client:
        for name, file in files.items():
            image = shown(client.get(f"{file['rendition']}&size=1280"))
            assert image.size == (320, 240), name
            difference = np.asarray(image.convert("RGB")).astype(int) - picture()
            assert np.abs(difference).mean() < (20 if name == "a.gif" else 12), name


def test_a_size_is_snapped_up_and_nothing_is_enlarged(server: HeadraceProcess, root: Path) -> None:
    (root / "wide.tif").write_bytes(encoded(Image.fromarray(picture(3000, 600)), "TIFF"))
    address = ingest(server, root)["wide.tif"]["rendition"]
    with server.client() as client:
        sizes = {wish: shown(client.get(f"{address}&size={wish}")).size for wish in (1, 1280, 1281, 4096, 16_384)}
        assert sizes == {1: (1280, 256), 1280: (1280, 256), 1281: (2048, 410), 4096: (3000, 600), 16_384: (3000, 600)}
        assert shown(client.get(address)).size == (2048, 410), "without a wish"
        for nonsense in ("0", "16385", "x"):
            assert_error(client.get(f"{address}&size={nonsense}"), 422, "invalid_request")


def test_a_video_has_no_rendition(server: HeadraceProcess, root: Path) -> None:
    name, data = next(iter(every_video_format().items()))
    (root / name).write_bytes(data)
    file = ingest(server, root)[name]
    assert file["rendition"] is None
    with server.client() as client:
        assert_error(client.get(f"/api/ingest/file/{file['id']}/rendition"), 415, "no_rendition")


def test_each_failure_has_its_code(server: HeadraceProcess, root: Path) -> None:
    whole = every_image_format()["a.heic"]
    for name, data in {
        "cut.heic": whole[: len(whole) // 2],
        "text.png": b"just a text",
        "replaced.png": every_image_format()["a.png"],
        "gone.heic": whole,
        "behind.heic": whole,
    }.items():
        (root / name).write_bytes(data)
    files = ingest(server, root)
    (root / "replaced.png").write_bytes(b"just a text")
    (root / "gone.heic").unlink()
    (root / "behind.heic").rename(root / "target")
    (root / "behind.heic").symlink_to(root / "target")
    expected = {
        "cut.heic": (422, "damaged_picture"),
        "text.png": (415, "no_rendition"),
        "replaced.png": (415, "no_rendition"),
        "gone.heic": (410, "file_gone"),
        "behind.heic": (410, "file_gone"),
    }
    with server.client() as client:
        for name, (status, code) in expected.items():
            assert_error(client.get(f"/api/ingest/file/{files[name]['id']}/rendition"), status, code)
        assert_error(client.get(f"/api/ingest/file/{10**9}/rendition"), 404, "unknown_file")
        assert_error(client.get(f"/api/ingest/library/{10**9}/rendition"), 404, "unknown_file")


def test_a_client_keeps_what_cannot_change_and_asks_again_for_the_rest(server: HeadraceProcess, root: Path) -> None:
    (root / "a.heic").write_bytes(every_image_format()["a.heic"])
    file = ingest(server, root)["a.heic"]
    with server.client() as client:
        first = client.get(file["rendition"])
        assert first.headers["cache-control"] == "private, max-age=31536000, immutable"
        plain = client.get(f"/api/ingest/file/{file['id']}/rendition")
        assert plain.headers["cache-control"] == "private, no-cache"
        assert plain.headers["etag"] == first.headers["etag"]
        again = client.get(file["rendition"], headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        other_size = client.get(f"{file['rendition']}&size=1280", headers={"If-None-Match": first.headers["etag"]})
        assert other_size.status_code == 200
        assert "sandbox" in first.headers["content-security-policy"]

        # the file changes on the disk, size and time of its modification do not
        before = (root / "a.heic").stat()
        data = bytearray(encoded(Image.new("RGB", (64, 64), "red"), "PNG"))
        (root / "a.heic").write_bytes(data.ljust(before.st_size, b"\0"))
        os.utime(root / "a.heic", ns=(before.st_atime_ns, before.st_mtime_ns))
        changed = client.get(file["rendition"], headers={"If-None-Match": first.headers["etag"]})
        assert shown(changed).size == (64, 64)

        os.utime(root / "a.heic")
        assert client.get(file["rendition"]).headers["cache-control"] == "private, no-cache", "another version"


def test_a_rendition_outlives_a_restart_and_damage_to_the_cache(new_server: NewServer, tmp_path: Path) -> None:
    media, kept = tmp_path / "media", tmp_path / "data" / "renditions"
    media.mkdir()
    (media / "a.heic").write_bytes(every_image_format()["a.heic"])
    with new_server(media, data=tmp_path / "data") as server:
        address = ingest(server, media)["a.heic"]["rendition"]
        with server.client() as client:
            first = client.get(address).content
        [cached] = kept.iterdir()
        server.stop()
    marked = cached.stat().st_ino
    with new_server(media, data=tmp_path / "data") as server, server.client() as client:
        assert client.get(address).content == first
        assert cached.stat().st_ino == marked, "it was not made again"
        cached.write_bytes(cached.read_bytes()[:-100])
        assert client.get(address).content == first, "a damaged one is made again"
        assert len(cached.read_bytes()) > len(first)


def test_a_full_disk_is_no_error_for_the_viewer(new_server: NewServer, tmp_path: Path) -> None:
    media, data = tmp_path / "media", tmp_path / "data"
    media.mkdir()
    data.mkdir()
    (media / "a.heic").write_bytes(every_image_format()["a.heic"])
    (data / "renditions").write_text("no folder can be made here")
    with new_server(media, data=data) as server:
        address = ingest(server, media)["a.heic"]["rendition"]
        with server.client() as client:
            assert shown(client.get(address)).size == (320, 240)
            assert shown(client.get(address)).size == (320, 240)
        assert server.log.read_text().count("renditions cannot be kept") == 1


def test_one_rendering_serves_all_who_ask_at_once(server: HeadraceProcess, root: Path) -> None:
    (root / "heavy.png").write_bytes(heavy_png())
    address = ingest(server, root)["heavy.png"]["rendition"]
    kept = server.data / "renditions"
    before = set(kept.iterdir()) if kept.is_dir() else set()

    def fetch(_: int) -> bytes:
        with server.client(timeout=120) as client:
            return shown_bytes(client.get(f"{address}&size=4096"))

    with ThreadPoolExecutor(20) as threads:
        answers = set(threads.map(fetch, range(20)))
    assert len(answers) == 1
    assert len(set(kept.iterdir()) - before) == 1


def shown_bytes(answer: httpx.Response) -> bytes:
    assert answer.status_code == 200, answer.text
    return answer.content


def test_a_rendition_does_not_wait_for_an_ingest(server: HeadraceProcess, root: Path) -> None:
    """However many files are read, a picture takes about as long as on an idle server."""
    (root / "first").mkdir()
    (root / "first/a.heic").write_bytes(every_image_format()["a.heic"])
    address = ingest(server, root / "first")["a.heic"]["rendition"]
    (root / "many").mkdir()
    data = heavy_png()
    for number in range(6):
        (root / f"many/{number}.png").write_bytes(data)
    session_id = server.process_folders(root / "many", enable_nsfw_detection=False)
    server.wait_for(session_id, "files are being read", lambda state: state["current_file"])
    with server.client() as client:
        shown(client.get(f"{address}&size=1280"))
    assert server.status(session_id)["ledger"]["pending"] > 0, "the ingest goes on"
    server.wait_until_over(session_id)


def test_work_for_a_client_that_is_gone_is_dropped(new_server: NewServer, tmp_path: Path) -> None:
    media, kept = tmp_path / "media", tmp_path / "data" / "renditions"
    media.mkdir()
    (media / "heavy.png").write_bytes(heavy_png())
    (media / "light.heic").write_bytes(every_image_format()["a.heic"])
    with new_server(media, data=tmp_path / "data") as server:
        files = ingest(server, media)
        with server.client() as client:
            shown(client.get(files["light.heic"]["rendition"]))
        for _ in range(5):
            with server.client(timeout=0.15) as client, pytest.raises(httpx.ReadTimeout):
                client.get(f"{files['heavy.png']['rendition']}&size=8192")
        with server.client() as client:
            shown(client.get(f"{files['light.heic']['rendition']}&size=1280"))
            assert len(list(kept.iterdir())) == 2, "only the light one was made, in two sizes"
            image = shown(client.get(f"{files['heavy.png']['rendition']}&size=8192"))
            assert image.size == (HEAVY, HEAVY), "the workers work again"
        wait_until(lambda: len(list(kept.iterdir())) == 3, "the heavy one is kept")
    assert threading.active_count() < 50
