"""Opening: only regular files, never a pipe or device, and a reason for every file that cannot be read."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.domain.progress import Outcome
from app.domain.report import Step
from app.readers import Limits, read_file
from app.readers.reasons import UnreadableError
from app.readers.sidecars import Score, read_sidecars
from app.readers.source import STILL_WRITTEN, open_source
from tests.readers.support import PLAIN, jpeg, picture, png, read, read_bytes, reasons


def the_reason(path: Path | str) -> str:
    report = read_file(str(path), PLAIN)
    assert report.outcome is Outcome.FAILED
    assert [failure.step for failure in report.failures] == [Step.OPEN]
    return report.failures[0].reason


def test_a_file_that_is_gone_says_so(tmp_path: Path) -> None:
    assert "the file is missing" in the_reason(tmp_path / "gone.png")
    assert "the file is missing" in the_reason(tmp_path / "no-folder" / "gone.png")


def test_a_file_used_as_a_folder_is_gone_too(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(png())
    assert "the file is missing" in the_reason(tmp_path / "a.png" / "b.png")


def test_an_empty_file_says_that_it_is_empty(tmp_path: Path) -> None:
    (tmp_path / "empty.jpg").touch()
    assert "empty (0 bytes)" in the_reason(tmp_path / "empty.jpg")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert "a folder" in the_reason(tmp_path)


@pytest.mark.timeout(10)
def test_a_pipe_is_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    assert "a pipe" in the_reason(tmp_path / "pipe.png")


def test_a_socket_is_never_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # the path of a socket has at most 107 bytes
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("s.png")
        assert "a socket" in the_reason(tmp_path / "s.png")


def test_a_device_is_never_opened() -> None:
    assert "a device" in the_reason("/dev/zero")


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "real.png").write_bytes(png())
    (tmp_path / "link.png").symlink_to(tmp_path / "real.png")
    assert "links are not followed" in the_reason(tmp_path / "link.png")


def test_a_loop_of_links_in_the_path_is_named(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    assert "leads through a symbolic link" in the_reason(tmp_path / "a" / "x.png")


def test_a_file_whose_folder_became_a_link_is_not_read(tmp_path: Path) -> None:
    for folder in ("media", "outside"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.png").write_bytes(png())
    assert read(tmp_path / "media/a.png").outcome is Outcome.OK
    (tmp_path / "media").rename(tmp_path / "aside")
    (tmp_path / "media").symlink_to(tmp_path / "outside")
    assert the_reason(tmp_path / "media/a.png") == (
        "the path leads through a symbolic link, which is not followed, so that nothing outside the chosen folders is"
        " read"
    )


def test_a_sidecar_is_taken_from_the_folder_of_the_file_although_that_was_swapped_meanwhile(tmp_path: Path) -> None:
    for folder in ("media", "outside"):
        (tmp_path / folder / ".scores").mkdir(parents=True)
        (tmp_path / folder / "a.png").write_bytes(png())
        (tmp_path / folder / "a.png.xmp").write_text(folder)
        (tmp_path / folder / ".scores/a.png.json").write_text(f'{{"score": {len(folder) - 4}}}')
    with open_source(str(tmp_path / "media/a.png"), Limits()) as source:
        (tmp_path / "media").rename(tmp_path / "aside")
        (tmp_path / "media").symlink_to(tmp_path / "outside")
        sidecars = read_sidecars(source, PLAIN)
    assert sidecars.xmp == b"media"
    assert sidecars.score == Score(1, None)


def test_a_nul_in_the_path_is_refused() -> None:
    assert "NUL" in the_reason("a\0b.png")


def test_a_path_beyond_the_systems_limit_is_named(tmp_path: Path) -> None:
    assert "too long" in the_reason(tmp_path / ("x" * 300))


@contextmanager
def as_nobody() -> Iterator[None]:
    """root may read everything, the user nobody may not."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_file_without_permission_says_what_to_allow(tmp_path: Path) -> None:
    path = tmp_path / "secret.png"
    path.write_bytes(png())
    path.chmod(0)
    with as_nobody():
        assert "no permission" in the_reason(path)


@pytest.mark.parametrize(
    "name",
    [
        b"lone \xff\xfe byte.png",
        "right-to-left \u202egnp.exe.png".encode(),
        b"<script>alert(1)<\xe2\x88\x95script>.png",
        b"{0.__class__}%s%n.png",
        b"-rf.png",
        b"new\nline\ttab.png",
        "emoji 🐟 and quote's \".png".encode(),
        ("n" * 251 + ".png").encode(),
    ],
)
def test_any_name_is_read_as_it_is(tmp_path: Path, name: bytes) -> None:
    path = os.fsdecode(os.path.join(os.fsencode(tmp_path), name))
    Path(path).write_bytes(png())
    report = read_file(path, PLAIN)
    assert report.path == path
    assert report.outcome is Outcome.OK
    assert (report.width, report.height) == (320, 240)


def test_a_picture_beyond_the_size_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.png"
    path.write_bytes(png())
    with path.open("r+b") as file:
        file.truncate(2 << 30)
    report = read_file(str(path), PLAIN)
    assert "2,048 MB; images may have at most 512 MB" in reasons(report, Step.OPEN)[0]


GROW = """
import sys, time
with open(sys.argv[1], "ab", buffering=0) as file:
    print("growing", flush=True)
    while True:
        file.write(b"0")
        time.sleep(0.0002)
"""


def test_a_file_that_never_stops_growing_is_named_as_still_written(tmp_path: Path) -> None:
    path = tmp_path / "growing.jpg"
    path.write_bytes(jpeg() + b"\0" * (100 << 20))
    writer = subprocess.Popen([sys.executable, "-c", GROW, str(path)], stdout=subprocess.PIPE)
    try:
        assert writer.stdout is not None
        writer.stdout.readline()
        report = read_file(str(path), PLAIN, Limits(settle_seconds=0.01, settle_tries=2))
    finally:
        writer.kill()
        writer.communicate()
    assert report.outcome is Outcome.FAILED
    assert reasons(report, Step.OPEN) == [STILL_WRITTEN]


def test_bytes_that_changed_while_they_were_read_are_not_used(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b"first")
    with open_source(str(path), Limits()) as source:
        path.write_bytes(b"other, longer")
        with pytest.raises(UnreadableError, match="still being written"):
            source.read_all()


def test_a_file_whose_writing_ends_meanwhile_is_waited_for(tmp_path: Path) -> None:
    whole, path = png(pixels=picture(900, 700)), tmp_path / "late.png"
    path.write_bytes(whole[:1000])

    def finish() -> None:
        with path.open("ab", buffering=0) as file:
            for at in range(1000, len(whole), 50_000):
                file.write(whole[at : at + 50_000])
                time.sleep(0.005)

    writer = threading.Thread(target=finish)
    writer.start()
    report = read_file(str(path), PLAIN, Limits(settle_seconds=0.5))
    writer.join()
    assert report.outcome is Outcome.OK
    assert report.size == len(whole)


def test_a_file_with_zeros_only_is_an_unfinished_copy(tmp_path: Path) -> None:
    report = read_bytes(tmp_path, "a.jpg", b"\0" * 100_000)
    assert "contains only zeros" in reasons(report, Step.IDENTIFY)[0]


def test_what_is_read_leaves_no_open_file_behind(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(png()[:500])
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(20):
        read(path)
        read(tmp_path / "gone.png")
    assert len(os.listdir("/proc/self/fd")) == before
