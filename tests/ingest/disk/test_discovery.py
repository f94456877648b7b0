"""Discovery on real folders: what it finds, what it ignores, and how it explains that."""

from __future__ import annotations

import itertools
import os
from pathlib import Path

import pytest

from app.domain.parameters import Parameters
from app.ingest.disk.discovery import BATCH_S, Discovery, drop_nested
from app.readers.disk.no_links import FolderScanner
from app.readers.formats import DEFAULT_PATTERN
from tests.readers.support import every_stream_format


def discover(*folders: Path, **options: object) -> tuple[list[str], Discovery]:
    chosen = {"pattern": DEFAULT_PATTERN} | options
    parameters = Parameters(directories=tuple(map(str, folders)), **chosen)  # type: ignore[arg-type]
    discovery = Discovery(parameters)
    return [file.path for batch in discovery.iter_batches(lambda: False) for file in batch], discovery


@pytest.fixture
def media(tmp_path: Path) -> Path:
    for name in ("b.png", "a.JPG", "notes.txt", "deep/er/c.mp4", ".scores/a.png", "deep/.trash/x.png"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"x" * 7)
    return tmp_path


def names(found: list[str], folder: Path) -> list[str]:
    return [os.path.relpath(path, folder) for path in found]


def test_files_come_in_a_stable_order_and_dot_folders_are_ignored(media: Path) -> None:
    assert names(discover(media)[0], media) == ["a.JPG", "b.png", "deep/er/c.mp4"]


def test_without_recursion_only_the_folder_itself_is_read(media: Path) -> None:
    assert names(discover(media, recursive=False)[0], media) == ["a.JPG", "b.png"]


def test_a_folder_chosen_with_its_parent_is_not_read_twice(media: Path) -> None:
    assert names(discover(media / "deep", media)[0], media) == ["a.JPG", "b.png", "deep/er/c.mp4"]


def test_without_recursion_a_folder_and_the_one_below_are_both_read(media: Path) -> None:
    assert names(discover(media, media / "deep" / "er", recursive=False)[0], media) == [
        "a.JPG",
        "b.png",
        "deep/er/c.mp4",
    ]


def test_max_files_ends_the_walk_and_says_so(media: Path) -> None:
    found, discovery = discover(media, max_files=2)
    assert len(found) == 2
    assert discovery.cut_short


def test_links_pipes_and_loops_are_not_followed(media: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside") / "secret.png"
    outside.write_bytes(b"x")
    (media / "link.png").symlink_to(outside)
    (media / "loop").symlink_to(media)
    (media / "away").symlink_to(outside.parent)
    os.mkfifo(media / "pipe.png")
    assert names(discover(media)[0], media) == ["a.JPG", "b.png", "deep/er/c.mp4"]


def test_a_name_that_is_not_utf8_is_found_and_kept(media: Path) -> None:
    with open(os.fsencode(media) + b"/\xff\xfe.png", "wb") as file:
        file.write(b"x")
    found = discover(media)[0]
    assert os.fsencode(media) + b"/\xff\xfe.png" in [os.fsencode(path) for path in found]


def test_what_the_pattern_passes_over_is_counted_by_extension(media: Path) -> None:
    for name in ("a.JPG.xmp", "b.xmp", "drawing.svg", "deep/more.TXT", "deep/er/LICENCE"):
        (media / name).touch()
    everything = discover(media)[1]
    assert everything.passed_over.count().kinds == ((".txt", 2), ("", 1), (".svg", 1))
    assert everything.other_files == 6, "sidecars do not match the pattern, but they are read"
    assert discover(media, pattern="*.mp4")[1].passed_over.count().kinds[:2] == ((".txt", 2), ("", 1))
    assert discover(media, pattern="*")[1].passed_over.count().kinds == ()


def test_source_code_with_the_extension_of_a_video_is_passed_over(tmp_path: Path) -> None:
    stream = every_stream_format()["a.ts"]
    contents = {
        **{"code.ts": b"export const a = 1;\n", "module.MTS": "// für dich\n".encode(), "latin.ts": b"// f\xfcr dich"},
        **{"wide.ts": "\ufeffconst a = 1".encode("utf-16"), "qt.ts": b"<?xml version='1.0'?><TS></TS>"},
        **{"video.ts": stream, "cut.ts": stream[:100], "zeros.ts": bytes(500), "empty.ts": b"", "text.m2ts": b"text"},
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    found, discovery = discover(tmp_path)
    assert names(found, tmp_path) == ["cut.ts", "empty.ts", "text.m2ts", "video.ts", "zeros.ts"]
    assert discovery.passed_over.count().describe() == "Passed over: 4 × .ts, 1 × .mts"
    assert (discovery.texts, discovery.other_files) == (5, 0)


def test_one_that_cannot_be_opened_is_left_to_its_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "code.ts").write_bytes(b"export {}")

    def refuse(*_: object) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(FolderScanner, "read_head", refuse)
    assert names(discover(tmp_path)[0], tmp_path) == ["code.ts"]


def test_only_source_code_is_a_reason_for_finding_nothing(tmp_path: Path) -> None:
    (tmp_path / "code.ts").write_bytes(b"export {}")
    why = discover(tmp_path)[1].explain_nothing_found()
    assert why == "No matching files: 1 file has the extension of a video and the content of a text"


def test_zero_files_say_every_reason_there_is(tmp_path: Path) -> None:
    assert discover(tmp_path)[1].explain_nothing_found() == "No matching files: the selected folders are empty"
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / ".trash").mkdir()
    (tmp_path / "link.png").symlink_to(tmp_path / "notes.txt")
    (tmp_path / "inside").mkdir()
    why = discover(tmp_path, tmp_path / "gone", pattern="*.png", recursive=False)[1].explain_nothing_found()
    assert why.startswith("No matching files: 1 folder could not be read: ")
    for reason in (
        "the only file does not match the pattern *.png",
        "1 link or special file was ignored",
        "1 subfolder was not searched, because subfolders are not included",
        "1 folder whose name begins with a dot was ignored",
    ):
        assert reason in why


def test_several_of_a_kind_are_spoken_of_in_the_plural(tmp_path: Path) -> None:
    for number in range(2):
        (tmp_path / f"{number}.txt").touch()
        (tmp_path / f".{number}").mkdir()
        (tmp_path / f"{number}").mkdir()
        (tmp_path / f"{number}.png").symlink_to(tmp_path / "0.txt")
    gone = (tmp_path / "gone", tmp_path / "lost")
    why = discover(tmp_path, *gone, pattern="*.png", recursive=False)[1].explain_nothing_found()
    for reason in (
        "2 folders could not be read: ",
        "none of 2 files matches the pattern *.png",
        "2 links or special files were ignored",
        "2 subfolders were not searched, because subfolders are not included",
        "2 folders whose names begin with a dot were ignored",
    ):
        assert reason in why


def test_an_empty_folder_among_others_is_named(media: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    beside = tmp_path_factory.mktemp("beside")
    (empty := beside / "empty").mkdir()
    (deep := beside / "deep empty").mkdir()
    (deep / "inside").mkdir()
    why = discover(deep)[1].explain_nothing_found()
    assert why == "No matching files: the selected folders contain only empty folders"
    assert discover(empty, deep)[1].explain_nothing_found() == f"No matching files: {empty} is empty"
    assert (
        discover(empty, media, pattern="*.none")[1].explain_nothing_found().endswith(f"were ignored; {empty} is empty")
    )
    assert discover(empty, media)[1].describe_warnings() == f"{empty} is empty"
    others = [empty.with_name(f"empty {number}") for number in range(4)]
    for other in others:
        other.mkdir()
    assert discover(*others, media)[1].describe_warnings().endswith(f"{others[2]} is empty; and 1 more")
    (linked := beside / "linked").mkdir()
    (linked / "link.png").symlink_to(media / "b.png")
    assert discover(linked, media)[1].describe_warnings() == "", "a link is something"
    assert discover(media, empty, max_files=1)[1].describe_warnings() == "", "nobody looked"
    assert (
        discover(beside / "gone", empty, media)[1]
        .describe_warnings()
        .endswith(f"No such file or directory; {empty} is empty")
    )


def test_a_folder_that_vanished_is_named(tmp_path: Path) -> None:
    found, discovery = discover(tmp_path / "gone")
    assert not found
    assert str(tmp_path / "gone") in discovery.explain_nothing_found()
    assert "gone" in discovery.describe_warnings()


def test_when_all_files_are_known_the_reasons_for_missing_others_are_given_too(media: Path) -> None:
    known = "0 files to process, because all 1 are already in the library and unchanged"
    assert discover(media)[1].explain_nothing_new(1) == known
    discovery = discover(media, media / "gone", max_files=1)[1]
    assert discovery.explain_nothing_new(1) == f"{known}; discovery stopped at the limit of 1 file"
    discovery = discover(media / "gone", media / "deep", max_files=5)[1]
    assert discovery.explain_nothing_new(1).startswith(f"{known}; 1 folder could not be read: {media / 'gone'}: ")


def test_drop_nested_keeps_the_order_of_choice() -> None:
    assert drop_nested(("/m/b", "/m/a/x", "/m/a", "/m/b"), recursive=True) == ["/m/b", "/m/a"]


def test_files_come_in_large_batches_and_in_small_ones_from_a_slow_folder(media: Path) -> None:
    for number in range(8):
        (media / f"{number}.png").touch()
    parameters = Parameters(directories=(str(media),), pattern=DEFAULT_PATTERN)
    [everything] = Discovery(parameters).iter_batches(lambda: False)
    slow = Discovery(parameters, clock=itertools.count(step=BATCH_S / 2).__next__)
    batches = list(slow.iter_batches(lambda: False))
    assert [len(batch) for batch in batches] == [2, 2, 2, 2, 2, 1]
    assert [file for batch in batches for file in batch] == everything


def test_a_folder_swapped_for_a_link_during_the_walk_is_not_entered(
    media: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret.png").touch()
    for number in range(5):
        (media / f"{number}.png").touch()
    discovery = Discovery(
        Parameters(directories=(str(media),), pattern=DEFAULT_PATTERN), clock=itertools.count(step=BATCH_S / 2).__next__
    )
    batches = discovery.iter_batches(lambda: False)
    found = next(batches)
    (media / "deep").rename(outside / "deep")
    (media / "deep").symlink_to(outside)
    found += [file for batch in batches for file in batch]
    assert [os.path.dirname(file.path) for file in found] == [str(media)] * 7
    assert discovery.describe_warnings() == (
        f"1 folder could not be read: {media / 'deep'}: the path leads through a symbolic link, which is not followed"
    )
    assert discovery.explain_withheld(is_complete=True), "nothing below it counts as gone"


def test_a_chosen_folder_that_became_a_link_is_not_listed(media: Path) -> None:
    chosen = media / "deep"
    chosen.rename(media / "aside")
    chosen.symlink_to(media / "aside")
    found, discovery = discover(chosen)
    assert found == []
    assert "leads through a symbolic link" in discovery.explain_nothing_found()


def test_no_folder_stays_open_while_a_session_waits_for_its_next_batch(media: Path) -> None:
    for number in range(5):
        (media / f"deep/er/{number}.png").touch()
    before = len(os.listdir("/dev/fd"))
    slow = Discovery(
        Parameters(directories=(str(media),), pattern=DEFAULT_PATTERN), clock=itertools.count(step=BATCH_S / 2).__next__
    )
    for _ in slow.iter_batches(lambda: False):
        assert len(os.listdir("/dev/fd")) == before
    assert len(os.listdir("/dev/fd")) == before
