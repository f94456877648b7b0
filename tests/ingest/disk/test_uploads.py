"""A file that is added is on the disk whole under a name of its own, or nothing of it is."""

from __future__ import annotations

import asyncio
import itertools
import os
import resource
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from app.ingest.disk import uploads as module
from app.ingest.disk.uploads import MOST_AT_ONCE, WRITTEN_BYTES, UploadError, UploadFault, UploadLimits, Uploads
from tests.support.disks import fill, mount_small_disk

UPLOAD = "20260131-154500-1f3a9c"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "uploads"
    folder.mkdir()
    return folder


def open_uploads(folder: Path, reserved_bytes: int = 0) -> Uploads:
    return Uploads(folder, UploadLimits(10, 1 << 30, reserved_bytes))


@pytest.fixture
def uploads(folder: Path) -> Uploads:
    return open_uploads(folder)


async def bytes_of(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


def save(uploads: Uploads, path: str, content: bytes = b"content", size: int | None = None) -> Path:
    return asyncio.run(uploads.save(UPLOAD, path, len(content) if size is None else size, bytes_of(content)))


def fault_of(uploads: Uploads, path: str, content: bytes = b"content", size: int | None = None) -> UploadFault:
    with pytest.raises(UploadError) as caught:
        save(uploads, path, content, size)
    return caught.value.fault


def all_below(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_a_file_is_where_its_path_says_and_has_its_bytes(uploads: Uploads, folder: Path) -> None:
    content = os.urandom(3 * WRITTEN_BYTES + 17)
    parts = [content[start : start + 70_000] for start in range(0, len(content), 70_000)]
    saved = asyncio.run(uploads.save(UPLOAD, "a/b/c.PNG", len(content), bytes_of(*parts)))
    assert saved == folder / UPLOAD / "a" / "b" / "c.PNG"
    assert saved.read_bytes() == content
    assert len(all_below(folder)) == 4


def test_an_empty_file_is_a_file(uploads: Uploads) -> None:
    assert save(uploads, "a.png", b"").read_bytes() == b""


def test_nothing_is_ever_overwritten(uploads: Uploads, folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.png"
    outside.write_bytes(b"theirs")
    (folder / UPLOAD).mkdir()
    (folder / UPLOAD / "a (2).png").symlink_to(outside)
    (folder / UPLOAD / "a (3).png").mkdir()
    names = [save(uploads, "a.png", content).name for content in (b"1", b"2", b"3")]
    assert names == ["a.png", "a (4).png", "a (5).png"]
    assert (folder / UPLOAD / "a.png").read_bytes() == b"1"
    assert outside.read_bytes() == b"theirs"


@pytest.mark.parametrize("path", ["a.exe", "a", "a.png.html", ".png"])
def test_only_what_is_read_is_taken(uploads: Uploads, folder: Path, path: str) -> None:
    assert fault_of(uploads, path) is UploadFault.KIND
    assert all_below(folder) == []


def test_a_sidecar_is_taken_with_its_picture(uploads: Uploads) -> None:
    assert save(uploads, "a.jpg.xmp").name == "a.jpg.xmp"


@pytest.mark.parametrize("path", ["..", "", "x/" * 33 + "a.png"], ids=["above", "empty", "deep"])
def test_a_path_without_a_name_or_too_deep_is_refused(uploads: Uploads, folder: Path, path: str) -> None:
    assert fault_of(uploads, path) is UploadFault.NAME
    assert all_below(folder) == []


@pytest.mark.parametrize("size", [6, 8])
def test_a_file_that_breaks_off_or_goes_on_leaves_nothing(uploads: Uploads, folder: Path, size: int) -> None:
    assert fault_of(uploads, "a/b.png", b"content", size) is UploadFault.INCOMPLETE
    assert all_below(folder) == []


def test_a_source_that_fails_leaves_nothing(uploads: Uploads, folder: Path) -> None:
    async def failing() -> AsyncIterator[bytes]:
        yield b"x" * WRITTEN_BYTES
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        asyncio.run(uploads.save(UPLOAD, "a.png", 2 * WRITTEN_BYTES, failing()))
    assert all_below(folder) == []


def test_a_cancelled_file_leaves_nothing_and_no_descriptor(uploads: Uploads, folder: Path) -> None:
    async def cancel() -> None:
        is_under_way = asyncio.Event()

        async def endless() -> AsyncIterator[bytes]:
            for number in itertools.count():
                yield b"x" * WRITTEN_BYTES
                if number == 2:
                    is_under_way.set()

        saving = asyncio.ensure_future(uploads.save(UPLOAD, "a.png", 1 << 30, endless()))
        await is_under_way.wait()
        assert len(all_below(folder)) == 1
        saving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await saving

    before = len(os.listdir("/proc/self/fd"))
    asyncio.run(cancel())
    assert all_below(folder) == []
    assert len(os.listdir("/proc/self/fd")) == before


def test_a_link_in_the_upload_folder_is_not_followed(uploads: Uploads, folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (folder / UPLOAD).symlink_to(outside)
    assert fault_of(uploads, "a.png") is UploadFault.AWAY
    (folder / UPLOAD).unlink()
    (folder / UPLOAD).mkdir()
    (folder / UPLOAD / "sub").symlink_to(outside)
    assert fault_of(uploads, "sub/a.png") is UploadFault.AWAY
    assert all_below(outside) == []


@pytest.mark.slow
def test_a_folder_that_is_swapped_for_a_link_meanwhile_gets_nothing_outside(
    uploads: Uploads, folder: Path, tmp_path: Path
) -> None:
    """Again and again, as fast as a thread can, while files are saved."""
    outside = tmp_path / "outside"
    outside.mkdir()
    is_over = threading.Event()

    def swap() -> None:
        for number in itertools.count():
            with suppress(OSError):  # there is no folder yet
                os.rename(folder / UPLOAD, folder / f"aside {number}")
            with suppress(OSError):  # there is one again
                os.symlink(outside, folder / UPLOAD)
            time.sleep(0)
            with suppress(OSError):
                os.unlink(folder / UPLOAD)
            if is_over.is_set():
                break

    swapping = threading.Thread(target=swap)
    swapping.start()
    saved = refused = 0
    try:
        for number in range(300):
            try:
                save(uploads, f"{number}.png")
                saved += 1
            except UploadError:
                refused += 1
    finally:
        is_over.set()
        swapping.join()
    assert all_below(outside) == []
    assert saved and refused


def test_a_full_disk_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    with mount_small_disk(tmp_path / "disk", 4) as disk:
        uploads = open_uploads(disk)
        content = b"x" * WRITTEN_BYTES

        async def with_ballast() -> AsyncIterator[bytes]:
            yield content
            fill(disk / "ballast")
            yield content

        with pytest.raises(UploadError, match="No space left") as caught:
            asyncio.run(uploads.save(UPLOAD, "a.png", 2 * len(content), with_ballast()))
        assert caught.value.fault is UploadFault.FULL
        assert all_below(disk) == ["ballast"]
        (disk / "ballast").unlink()
        assert save(uploads, "a.png", content).read_bytes() == content


def test_the_space_that_is_reserved_and_expected_is_not_given_away(tmp_path: Path) -> None:
    with mount_small_disk(tmp_path / "disk", 4) as disk:
        uploads = open_uploads(disk, 2 << 20)
        uploads.require_space(1 << 20)
        with pytest.raises(UploadError, match="2 MiB stay free"):
            uploads.require_space(3 << 20)

        async def second_beside_first() -> AsyncIterator[bytes]:
            with pytest.raises(UploadError) as caught:
                await uploads.save(UPLOAD, "b.png", 3 << 19, bytes_of(b"y" * (3 << 19)))
            assert caught.value.fault is UploadFault.FULL
            yield b"x" * (1 << 20)

        asyncio.run(uploads.save(UPLOAD, "a.png", 1 << 20, second_beside_first()))
        assert all_below(disk) == [UPLOAD, f"{UPLOAD}/a.png"]


@contextmanager
def file_size_limit(size: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_file_that_the_file_system_cannot_hold_is_refused_and_leaves_nothing(uploads: Uploads, folder: Path) -> None:
    with file_size_limit(100_000):
        assert fault_of(uploads, "a.png", b"x" * 200_000) is UploadFault.TOO_LARGE
    assert all_below(folder) == []


def test_a_disk_that_was_unmounted_gets_nothing(tmp_path: Path) -> None:
    place = tmp_path / "disk"
    with mount_small_disk(place, 4) as disk:
        uploads = open_uploads(disk)
    assert fault_of(uploads, "a.png") is UploadFault.AWAY
    assert list(place.iterdir()) == []


def test_a_folder_that_is_gone_is_said_to_be(uploads: Uploads, folder: Path) -> None:
    folder.rmdir()
    assert fault_of(uploads, "a.png") is UploadFault.AWAY


def test_only_so_many_files_are_received_at_once(uploads: Uploads, folder: Path) -> None:
    async def one_too_many() -> None:
        go_on = asyncio.Event()

        async def waiting() -> AsyncIterator[bytes]:
            await go_on.wait()
            yield b"x"

        running = [asyncio.ensure_future(uploads.save(UPLOAD, "a.png", 1, waiting())) for _ in range(MOST_AT_ONCE)]
        await asyncio.sleep(0)
        with pytest.raises(UploadError) as caught:
            await uploads.save(UPLOAD, "a.png", 1, bytes_of(b"x"))
        assert caught.value.fault is UploadFault.BUSY
        go_on.set()
        await asyncio.gather(*running)
        await uploads.save(UPLOAD, "a.png", 1, bytes_of(b"x"))

    asyncio.run(one_too_many())
    assert len(all_below(folder)) == 1 + MOST_AT_ONCE + 1


def test_what_a_killed_server_left_is_deleted_and_what_a_running_one_receives_is_not(folder: Path) -> None:
    leftover, mine = folder / f"{module._TEMPORARY}1", folder / ".headrace-else"
    for path in (leftover, mine):
        path.write_bytes(b"half")
    (folder / f"{module._TEMPORARY}link").symlink_to(mine)
    running = open_uploads(folder)

    async def started_meanwhile() -> AsyncIterator[bytes]:
        yield b"x" * WRITTEN_BYTES
        open_uploads(folder).remove_leftovers()
        yield b"x"

    saved = asyncio.run(running.save(UPLOAD, "a.png", WRITTEN_BYTES + 1, started_meanwhile()))
    assert saved.stat().st_size == WRITTEN_BYTES + 1
    assert not leftover.exists() and mine.exists()
