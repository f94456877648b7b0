"""Opening without following a link: whatever a path is replaced by, nothing elsewhere is opened."""

from __future__ import annotations

import errno
import os
import socket
import stat
import threading
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from app.readers.disk.no_links import (
    LINK_IN_PATH,
    FolderScanner,
    enter_folder,
    enter_subfolder,
    examine,
    is_folder,
    open_file,
    scan_folder,
)
from app.readers.reasons import UnreadableError


@pytest.fixture
def media(tmp_path: Path) -> Path:
    """`media/holiday` with a file; beside it `outside` with files of the same names, which nothing may open."""
    for folder in ("media/holiday", "outside/holiday"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "a.png").write_text(folder)
        (tmp_path / folder.split("/")[0] / "a.png").write_text(folder)
    return tmp_path / "media"


def content(path: Path | str) -> str:
    above, name = os.path.split(path)
    with enter_folder(above) as folder:
        descriptor = open_file(folder, name)
    with open(descriptor, encoding="utf-8") as file:
        return file.read()


def names(path: Path | str) -> list[str]:
    with scan_folder(str(path)) as entries:
        return sorted(entry.name for entry in entries)


def swap_for_link(folder: Path, target: Path | str) -> None:
    folder.rename(folder.with_name(folder.name + " aside"))
    folder.symlink_to(target)


def assert_closed(path: Path | str, number: int = errno.ELOOP, text: str = LINK_IN_PATH) -> None:
    """Whatever wants to know something about a file or folder below `path` is refused."""
    for use in (content, names, examine):
        with pytest.raises(OSError) as refused:
            use(os.path.join(path, "a.png"))
        assert refused.value.errno == number
        assert text in (refused.value.strerror or "")
    assert not is_folder(os.path.join(path, "holiday"))


def test_a_file_and_a_folder_are_opened_by_their_path(media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert content(media / "holiday/a.png") == "media/holiday"
    assert content(f"/{media}//holiday/./a.png") == "media/holiday"
    assert names(media) == names(f"{media}/") == ["a.png", "holiday"]
    assert names("/") == sorted(os.listdir("/"))
    assert examine(str(media / "a.png")) == os.lstat(media / "a.png")
    monkeypatch.chdir(media)
    assert content("a.png") == content("holiday/a.png") == "media/holiday"


@pytest.mark.parametrize("target", ["{outside}", "../outside", "/proc/self/cwd", "/proc/self/root{outside}", "holiday"])
def test_a_folder_that_became_a_link_is_not_followed(media: Path, target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    outside = media.parent / "outside"
    monkeypatch.chdir(outside)
    swap_for_link(media, target.format(outside=outside))
    assert_closed(media)
    assert_closed(media / "holiday")


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="magic links are Linux's")
def test_a_magic_link_of_the_system_is_not_followed(media: Path) -> None:
    outside = media.parent / "outside"
    process = f"/proc/{os.getpid()}"
    assert os.path.exists(f"{process}/root{outside}/a.png")
    assert_closed(f"{process}/root{outside}")
    with enter_folder(str(outside)) as folder:
        assert os.path.exists(f"{process}/fd/{folder}/a.png")
        assert_closed(f"{process}/fd/{folder}")


def test_a_path_that_leads_upwards_is_refused(media: Path) -> None:
    assert_closed(media / "holiday" / "..", errno.EINVAL, "“..”")
    assert_closed(f"{media}/../outside", errno.EINVAL, "“..”")
    with enter_folder(str(media)) as folder:
        with pytest.raises(UnreadableError, match="a folder"):
            open_file(folder, "..")
        with pytest.raises(OSError, match=r"“\.\.”"), enter_subfolder(folder, ".."):
            pass
    with pytest.raises(OSError, match=r"“\.\.”"):
        names(f"{media}/..")


def test_a_nul_and_a_path_beyond_the_systems_limit_are_refused(media: Path) -> None:
    assert_closed(f"{media}\0/holiday", errno.EINVAL, "NUL")
    for use in (content, names, examine):
        with pytest.raises(OSError, match="NUL"):
            use(f"{media}/a.png\0")
    assert_closed(str(media) + "/holiday" * 600, errno.ENAMETOOLONG, "too long")


def test_a_file_used_as_a_folder_is_no_link(media: Path) -> None:
    with pytest.raises(NotADirectoryError):
        names(media / "a.png" / "b")


def test_a_file_that_became_a_link_is_refused(media: Path) -> None:
    (media / "a.png").unlink()
    (media / "a.png").symlink_to(media.parent / "outside/a.png")
    with pytest.raises(UnreadableError, match="links are not followed"):
        content(media / "a.png")


@pytest.mark.parametrize("kind", ["link", "pipe"])
def test_a_file_that_is_replaced_between_check_and_open_is_refused(
    media: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check sees a file, and opening meets something else: the race, at its worst moment."""
    regular = os.stat(media / "a.png")
    path = media / "b.png"
    os.mkfifo(path) if kind == "pipe" else path.symlink_to(media.parent / "outside/a.png")
    with enter_folder(str(media)) as folder:
        before = len(os.listdir("/dev/fd"))
        monkeypatch.setattr("os.stat", lambda *_, **__: regular)
        with pytest.raises((UnreadableError, OSError)) as refused:
            open_file(folder, "b.png")
        monkeypatch.undo()
        assert len(os.listdir("/dev/fd")) == before
    assert "a pipe" in str(refused.value) or getattr(refused.value, "errno", None) == errno.ELOOP


@pytest.mark.timeout(10)
def test_pipes_sockets_and_devices_are_never_opened(media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(media / "pipe.png")
    with pytest.raises(UnreadableError, match="a pipe"):
        content(media / "pipe.png")
    with pytest.raises(NotADirectoryError):
        names(media / "pipe.png")
    with socket.socket(socket.AF_UNIX) as server:
        monkeypatch.chdir(media)  # the path of a socket has at most 107 bytes
        server.bind("s.png")
        with pytest.raises(UnreadableError, match="a socket"):
            content(media / "s.png")
    with pytest.raises(UnreadableError, match="a device"):
        content("/dev/null")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a device")
def test_a_device_in_a_media_root_is_never_opened(media: Path) -> None:
    try:
        os.mknod(media / "disk.png", 0o600 | stat.S_IFCHR, os.makedev(1, 5))  # as /dev/zero
    except PermissionError:
        pytest.skip("no device can be made here")
    with pytest.raises(UnreadableError, match="a device"):
        content(media / "disk.png")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_a_folder_that_can_be_entered_but_not_listed_is_passed_through() -> None:
    with TemporaryDirectory(dir="/tmp") as above:
        os.chmod(above, 0o711)
        (Path(above) / "below").mkdir(mode=0o755)
        (Path(above) / "below/a.png").write_text("shared")
        os.seteuid(65534)  # root may do everything, the user nobody may not
        try:
            assert content(f"{above}/below/a.png") == "shared"
            assert names(f"{above}/below") == ["a.png"]
            with pytest.raises(PermissionError):
                names(above)
        finally:
            os.seteuid(0)


def test_a_scanner_keeps_one_folder_open_until_it_is_closed(media: Path) -> None:
    before = len(os.listdir("/dev/fd"))
    with closing(FolderScanner()) as scanner:
        for folder in (media, media / "holiday", media.parent / "outside", media):
            with scanner.scan(str(folder)) as entries:
                assert {entry.name for entry in entries} >= {"a.png"}
            assert len(os.listdir("/dev/fd")) == before + 1
    assert len(os.listdir("/dev/fd")) == before


def test_nothing_outside_is_opened_while_a_folder_is_swapped_for_a_link_in_a_loop(media: Path) -> None:
    link, aside, stop = media.parent / "link", media.parent / "aside", threading.Event()
    link.symlink_to(media.parent / "outside")

    def swap() -> None:
        while not stop.is_set():
            media.rename(aside)
            link.rename(media)
            media.rename(link)
            aside.rename(media)

    swapper = threading.Thread(target=swap)
    swapper.start()
    seen, refused = set(), set()
    for _ in range(3_000):
        try:
            seen |= {content(media / "holiday/a.png")}
            seen |= {str(names(media / "holiday"))}
        except OSError as error:
            refused.add(error.errno)
    stop.set()
    swapper.join()
    assert seen <= {"media/holiday", "['a.png']"}
    assert refused <= {errno.ELOOP, errno.ENOENT, errno.ENOTDIR}
