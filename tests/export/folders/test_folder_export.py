"""Exports into a folder: exact, verified, continued after a kill, and nothing in it is ever overwritten."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import signal
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from blake3 import blake3

from app.catalog import LibraryFile
from app.cli.export.folder import open_original
from app.domain.report import FileReport, Generation, Hashes, Kind
from app.export.folders import export_folder
from app.export.folders.export_folder import ExportFolder
from app.export.folders.folder_export import ExportCancelledError, ExportResult, ExportStoppedError, FolderExport
from app.export.folders.manifest import MANIFEST, OtherExportError
from app.export.folders.plan import ExportKind, ExportPlan
from tests.support.disks import mount_small_disk
from tests.support.paths import REPOSITORY
from tests.support.waiting import wait_until

COPIES = ExportPlan(ExportKind.COPIES)


@pytest.fixture
def media(tmp_path: Path) -> Path:
    folder = tmp_path / "media"
    folder.mkdir()
    return folder


@pytest.fixture
def target(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def make_file(path: Path, content: bytes, number: int = 1, **values: Any) -> LibraryFile:
    """Write a file, and return it as the library has it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    edited: dict[str, Any] = {name: values.pop(name) for name in ("title", "note") if name in values}
    read: dict[str, Any] = {"kind": Kind.IMAGE, "hashes": Hashes(blake3(content).hexdigest())} | values
    report = FileReport(str(path), size=len(content), **read)
    return LibraryFile(number, 1e9, 1e9, False, None, report, **edited)


def run(
    target: Path,
    files: Sequence[LibraryFile],
    plan: ExportPlan = COPIES,
    open_file: Callable[[str], BinaryIO] = open_original,
) -> ExportResult:
    return FolderExport(target, plan, open_file).run(files, len(files))


def lines(target: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (target / MANIFEST).read_text().splitlines()]


def entries(target: Path) -> list[dict[str, Any]]:
    return [line for line in lines(target) if "ids" in line]


def shown(target: Path) -> dict[str, bytes]:
    """Return the files of the export by path, without the manifest and the lock."""
    found = (path for path in target.rglob("*") if path.is_file())
    own = {MANIFEST, ".headrace-lock"}
    return {str(path.relative_to(target)): path.read_bytes() for path in found if path.name not in own}


def assert_manifest_is_true(target: Path) -> None:
    """Every file is in the manifest once, with the checksums that other programs compute."""
    listed = [file for entry in entries(target) for file in entry["files"]]
    assert sorted(file["path"] for file in listed) == sorted(shown(target))
    for file in listed:
        content = (target / file["path"]).read_bytes()
        assert (file["size"], file["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
        assert file["blake3"] == blake3(content).hexdigest()


def test_copies_are_named_by_the_template_and_are_in_the_manifest(media: Path, target: Path) -> None:
    generation = Generation("comfyui", seed=7, model="sdxl/base: 1.0")
    first = make_file(media / "a.png", b"one", 1, captured_at="2024-05-06T07:08:09", generation=generation)
    second = make_file(media / "b.JPG", b"two", 2)
    result = run(target, [first, second], replace(COPIES, names="{captured:%Y/%m}/{model}/{seed:04}"))
    assert shown(target) == {"2024/05/sdxl_base_ 1.0/0007.png": b"one", "unknown/unknown/unknown.JPG": b"two"}
    assert (result.written, result.bytes, result.is_complete) == (2, 6, True)
    assert_manifest_is_true(target)
    assert [entry["sources"] for entry in entries(target)] == [[str(media / "a.png")], [str(media / "b.JPG")]]
    assert lines(target)[-1] == {"end": {"total": 2, "written": 2, "present": 0, "left_out": 0, "failed": 0}}


def test_names_that_clash_get_numbers_and_this_is_said(media: Path, target: Path) -> None:
    (target / "a.png").write_bytes(b"somebody else's")
    files = [make_file(media / folder / "a.png", folder.encode(), number) for number, folder in enumerate("xyz", 1)]
    result = run(target, files)
    assert shown(target) == {"a.png": b"somebody else's", "a (2).png": b"x", "a (3).png": b"y", "a (4).png": b"z"}
    assert [new.name for new in result.new_names] == ["a (2).png", "a (3).png", "a (4).png"]
    assert result.new_names[0].path == str(media / "x" / "a.png")


def test_a_second_run_writes_what_is_missing_and_nothing_twice(media: Path, target: Path) -> None:
    files = [make_file(media / f"{number}.png", b"%d" % number, number) for number in range(1, 5)]
    run(target, files[:2])
    (target / "2.png").unlink()
    result = run(target, files)
    assert (result.written, result.present) == (3, 1)
    assert len(shown(target)) == 4


def test_equal_files_of_one_name_stay_two_files_also_in_a_later_run(media: Path, target: Path) -> None:
    files = [make_file(media / folder / "a.png", b"same", number) for number, folder in enumerate("xyz", 1)]
    run(target, files[:2])
    run(target, files)
    assert shown(target) == {"a.png": b"same", "a (2).png": b"same", "a (3).png": b"same"}
    assert_manifest_is_true(target)


def test_a_file_that_fails_is_named_with_the_cure_and_a_later_run_writes_it(media: Path, target: Path) -> None:
    files = [make_file(media / f"{number}.png", b"%d" % number, number) for number in (1, 2, 3)]
    (media / "2.png").rename(media / "away")
    result = run(target, files)
    assert (result.written, result.failed, result.is_complete) == (2, 1, False)
    (failure,) = result.failures
    assert failure.path == str(media / "2.png") and "export into the same folder" in failure.cure
    noted = next(line for line in lines(target) if "failed" in line and "end" not in line)
    assert (noted["source"], noted["cure"]) == (failure.path, failure.cure)
    (media / "away").rename(media / "2.png")
    assert run(target, files).is_complete
    assert_manifest_is_true(target)


def test_a_source_that_changes_while_it_is_copied_fails(media: Path, target: Path) -> None:
    file = make_file(media / "a.png", b"content")

    def open_and_change(path: str) -> BinaryIO:
        opened = open_original(path)
        return _Changing(opened, Path(path))  # type: ignore[return-value]

    result = run(target, [file], open_file=open_and_change)
    assert result.failures[0].reason == "it changed while it was copied" and shown(target) == {}


class _Changing:
    """A file that somebody appends to as soon as it is read."""

    def __init__(self, file: BinaryIO, path: Path) -> None:
        self._file, self._path = file, path

    def __enter__(self) -> _Changing:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def fileno(self) -> int:
        return self._file.fileno()

    def read(self, size: int) -> bytes:
        found = self._file.read(size)
        with self._path.open("ab") as appended:
            appended.write(b"more")
        return found if found == b"content" else b""


def test_an_original_that_was_edited_since_the_ingest_is_copied_and_marked(media: Path, target: Path) -> None:
    file = make_file(media / "a.png", b"before")
    (media / "a.png").write_bytes(b"after")
    assert run(target, [file]).changed == 1
    assert entries(target)[0]["changed"] is True and shown(target) == {"a.png": b"after"}


def test_links_are_the_same_file_and_cost_no_space(media: Path, target: Path) -> None:
    file = make_file(media / "a.png", b"content")
    assert run(target, [file], replace(COPIES, links=True)).is_complete
    assert (target / "a.png").samefile(media / "a.png")
    assert_manifest_is_true(target)


def test_what_is_read_back_differently_is_a_failure(media: Path, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = make_file(media / "a.png", b"content")
    read = export_folder.read_pieces
    monkeypatch.setattr(export_folder, "read_pieces", lambda opened: [*read(opened), b"!"])
    with pytest.raises(ExportStoppedError, match="reads differently"):
        run(target, [file])
    assert shown(target) == {}


def test_a_link_in_the_way_is_not_followed(media: Path, target: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (target / "unknown").symlink_to(outside)
    result = run(target, [make_file(media / "a.png", b"content")], replace(COPIES, names="{model}/{name}"))
    assert result.failed == 1 and "link" in result.failures[0].reason
    assert list(outside.iterdir()) == []


def test_a_folder_or_a_link_of_that_name_is_left_alone(media: Path, target: Path, tmp_path: Path) -> None:
    (target / "a.png").mkdir()
    (target / "b.png").symlink_to(tmp_path / "elsewhere")
    result = run(target, [make_file(media / "a.png", b"a", 1), make_file(media / "b.png", b"b", 2)])
    assert [new.name for new in result.new_names] == ["a (2).png", "b (2).png"]
    assert not (tmp_path / "elsewhere").exists()


def test_metadata_of_somebody_else_is_not_replaced(media: Path, target: Path) -> None:
    (target / "metadata.jsonl").write_text("mine")
    plan = ExportPlan(ExportKind.JSON_LINES, caption="{name}")
    with pytest.raises(OtherExportError, match="somebody else"):
        run(target, [make_file(media / "a.png", b"a")], plan)
    assert (target / "metadata.jsonl").read_text() == "mine"


def test_a_folder_that_holds_another_export_is_refused(media: Path, target: Path) -> None:
    file = make_file(media / "a.png", b"content")
    run(target, [file])
    with pytest.raises(OtherExportError, match="choose another folder"):
        run(target, [file], replace(COPIES, names="{id}"))


def test_two_exports_cannot_write_into_one_folder(media: Path, target: Path) -> None:
    with ExportFolder.open(target), pytest.raises(BlockingIOError):
        run(target, [make_file(media / "a.png", b"content")])


def test_a_cancelled_export_is_continued(media: Path, target: Path) -> None:
    files = [make_file(media / f"{number}.png", b"%d" % number, number) for number in (1, 2, 3)]
    seen: list[ExportResult] = []
    export = FolderExport(target, COPIES, open_original, on_progress=seen.append, is_cancelled=lambda: len(seen) == 2)
    with pytest.raises(ExportCancelledError, match="after 2 of 3 files: it was cancelled"):
        export.run(files, 3)
    assert len(shown(target)) == 2
    assert run(target, files).present == 2


@pytest.mark.slow
def test_a_full_disk_stops_the_export_and_with_room_it_goes_on(media: Path, tmp_path: Path) -> None:
    files = [make_file(media / f"{number}.png", bytes(300_000), number) for number in range(1, 9)]
    with mount_small_disk(tmp_path / "disk", 2) as disk:
        (disk / "ballast").write_bytes(bytes(1_000_000))
        with pytest.raises(ExportStoppedError, match=r"No space left on device\. Make room"):
            run(disk, files)
        assert 1 <= len(entries(disk)) < 8
        (disk / "ballast").unlink()
        assert run(disk, files[:6]).is_complete


KILLED = """
import signal, sys
from pathlib import Path
from app.export.folders.folder_export import FolderExport
from app.export.folders.plan import ExportKind, ExportPlan
from app.cli.export.folder import open_original
from tests.export.folders.test_folder_export import HangingFile, make_files

media, target = map(Path, sys.argv[1:])
files = make_files(media)


def open_file(path):
    opened = open_original(path)
    return HangingFile(opened, media / "hangs") if path.endswith("/21.png") else opened


FolderExport(target, ExportPlan(ExportKind.COPIES), open_file).run(files, len(files))
"""


def make_files(media: Path) -> list[LibraryFile]:
    return [make_file(media / f"{number}.png", b"%d" % number * 1_000, number) for number in range(1, 31)]


class HangingFile:
    """A file that is read to its middle. Then it says so by a file, and waits to be killed."""

    def __init__(self, file: BinaryIO, sign: Path) -> None:
        self._file, self._sign = file, sign

    def __enter__(self) -> HangingFile:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def fileno(self) -> int:
        return self._file.fileno()

    def read(self, _size: int) -> bytes:
        if self._file.tell() == 0:
            return self._file.read(1_000)
        self._sign.touch()
        signal.pause()
        return b""


@pytest.mark.slow
def test_an_export_that_is_killed_in_the_middle_of_a_copy_is_continued(media: Path, target: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", KILLED, str(media), str(target)], cwd=REPOSITORY)
    wait_until(lambda: process.poll() is not None or (media / "hangs").exists(), "a file is half copied", seconds=240)
    process.kill()
    process.wait()
    assert len(list(target.glob("*.png"))) == 20 and list(target.glob(f"{export_folder.TEMPORARY}*"))
    result = run(target, make_files(media))
    assert (result.present, result.written, result.new_names) == (20, 10, ())
    assert sorted(shown(target)) == sorted(f"{number}.png" for number in range(1, 31)), "nothing half is left"
    assert_manifest_is_true(target)


def test_what_a_kill_left_of_a_file_and_of_a_line_is_removed(media: Path, target: Path) -> None:
    files = [make_file(media / f"{number}.png", b"%d" % number, number) for number in (1, 2)]
    run(target, files[:1])
    (target / ".headrace-export-0123").write_bytes(b"hal")
    with (target / MANIFEST).open("ab") as manifest:
        manifest.write(b'{"ids": [2], "sour')
    (target / "2.png").write_bytes(b"2")  # it had its name, and no line yet
    result = run(target, files)
    assert result.is_complete and result.new_names == ()
    assert shown(target) == {"1.png": b"1", "2.png": b"2"}
    assert_manifest_is_true(target)


def test_training_pictures_have_their_captions_beside_them(media: Path, target: Path) -> None:
    generation = Generation("comfyui", prompt="a cat,\non a mat")
    files = [
        make_file(media / "a.png", b"one", 1, generation=generation, keywords=("cat", "mat")),
        make_file(media / "b.png", b"two", 2),
        make_file(media / "c.mp4", b"three", 3, generation=generation, kind=Kind.VIDEO),
    ]
    result = run(target, files, ExportPlan(ExportKind.KOHYA, repeats=10, concept="my cat"))
    assert shown(target) == {"10_my cat/a.png": b"one", "10_my cat/a.txt": b"a cat, on a mat"}
    assert (result.written, result.left_out, result.is_complete) == (1, 2, True)
    assert_manifest_is_true(target)


def test_captions_follow_their_template_and_their_pictures_number(media: Path, target: Path) -> None:
    files = [
        make_file(media / folder / "a.png", folder.encode(), number, keywords=("cat", folder))
        for number, folder in enumerate("xy", 1)
    ]
    run(target, files, ExportPlan(ExportKind.TEXTS, caption="photo of {keywords}"))
    assert shown(target) == {
        "a.png": b"x",
        "a.txt": b"photo of cat, x",
        "a (2).png": b"y",
        "a (2).txt": b"photo of cat, y",
    }


def test_json_lines_name_each_picture_with_its_caption_also_after_a_second_run(media: Path, target: Path) -> None:
    files = [make_file(media / f"{number}.png", b"%d" % number, number, title=f"Ünï {number}") for number in (1, 2)]
    plan = ExportPlan(ExportKind.JSON_LINES, caption="{title}")
    run(target, files[:1], plan)
    run(target, files, plan)
    found = [json.loads(line) for line in (target / "metadata.jsonl").read_text().splitlines()]
    assert found == [{"file_name": "1.png", "text": "Ünï 1"}, {"file_name": "2.png", "text": "Ünï 2"}]


def test_errors_of_the_folder_that_concern_one_file_do_not_stop_the_others(
    media: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [make_file(media / f"{number}.png", b"%d" % number, number) for number in (1, 2)]
    write = ExportFolder.write

    def refuse_first(folder: ExportFolder, names: Sequence[str], pieces: Iterator[bytes]) -> Any:
        if names[-1] == "1.png":
            raise OSError(errno.EILSEQ, os.strerror(errno.EILSEQ))
        return write(folder, names, pieces)

    monkeypatch.setattr(ExportFolder, "write", refuse_first)
    result = run(target, files)
    assert (result.written, result.failed) == (1, 1) and "another template" in result.failures[0].cure


def test_shards_hold_each_picture_with_its_caption_and_values(media: Path, target: Path) -> None:
    files = [
        make_file(media / f"{number}.png", b"%d" % number * 700, number, keywords=("cat",)) for number in (1, 2, 3)
    ]
    (media / "2.png").unlink()
    plan = ExportPlan(ExportKind.WEBDATASET, caption="{keywords}")
    result = run(target, files, plan)
    assert (result.written, result.failed) == (2, 1)
    with tarfile.open(target / "shard-000000.tar") as shard:
        names = [member.name for member in shard]
        contents = [found.read() for name in names if (found := shard.extractfile(name))]
    keys = ("000000000001", "000000000003")
    assert names == [f"{key}.{end}" for key in keys for end in ("png", "txt", "json")]
    assert contents[:2] == [b"1" * 700, b"cat"] and json.loads(contents[2])["keywords"] == ["cat"]
    assert_manifest_is_true(target)
    make_file(media / "2.png", b"2")
    again = run(target, files, plan)
    assert (again.written, again.present) == (1, 2)
    assert sorted(shown(target)) == ["shard-000000.tar", "shard-000001.tar"]
    assert_manifest_is_true(target)


def test_a_shard_that_a_killed_run_wrote_is_not_written_again(media: Path, target: Path) -> None:
    files = [make_file(media / "1.png", b"1", keywords=("cat",))]
    plan = ExportPlan(ExportKind.WEBDATASET, caption="{keywords}")
    run(target, files, plan)
    manifest = target / MANIFEST
    manifest.write_text(manifest.read_text().splitlines()[0] + "\n")
    run(target, files, plan)
    assert sorted(shown(target)) == ["shard-000000.tar"]
    assert_manifest_is_true(target)
