"""The command line with real folders and a real server: its output and its exit status."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from app.demo import Manifest
from app.domain.text.plain_text import escape_controls
from tests.readers.support import png, text_chunk
from tests.support.items import write_items
from tests.support.processes import run_headrace
from tests.support.server import DATABASES, OVER, HeadraceProcess, NewDatabase, NewServer, assert_ledger_adds_up

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("database", DATABASES, indirect=True)
def test_ingest_reads_commits_and_exits_1_because_files_failed(
    demo: tuple[Path, Manifest], tmp_path: Path, database: NewDatabase
) -> None:
    folder, manifest = demo
    environ = database()
    run = run_headrace("ingest", folder, "--commit", "--data", tmp_path / "data", **environ)
    assert run.returncode == 1, run.stderr
    assert f"{manifest.ok} added to the library" in run.stdout
    assert "Passed over: 1 × .gpx, 1 × .json, 1 × .txt" in run.stdout
    for file in (file for file in manifest.files if file.outcome == "failed"):
        assert escape_controls(Path(file.path).name) in run.stdout
    again = run_headrace("ingest", folder, "--commit", "--data", tmp_path / "data", **environ)
    assert "0 added to the library, 0 updated" in again.stdout


def test_ingest_without_failures_exits_0(demo: tuple[Path, Manifest], tmp_path: Path) -> None:
    run = run_headrace(
        "ingest", demo[0] / "videos", "--pattern", "*.mp4", "--max-files", 1, "--data", tmp_path / "data"
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_ingest_without_pixels_says_so_and_a_later_one_reads_what_is_missing(tmp_path: Path) -> None:
    folder, data = tmp_path / "media", ("--data", tmp_path / "data")
    folder.mkdir()
    (folder / "a.png").write_bytes(png())
    bare = run_headrace("ingest", folder, "--no-pixels", "--commit", *data)
    assert bare.returncode == 0, bare.stdout + bare.stderr
    assert [line for line in bare.stdout.splitlines() if "pictures not read yet" in line and "1" in line], bare.stdout
    found = run_headrace("search", "--no-pixels-read", "--json", *data)
    assert json.loads(found.stdout)["pixels_read"] is False
    later = run_headrace("ingest", folder, "--commit", *data)
    assert "0 added to the library, 1 updated" in later.stdout and "not read yet" not in later.stdout
    assert run_headrace("search", "--no-pixels-read", *data).returncode == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("ingest", "/nowhere/at/all"), "is not a folder"),
        (("ingest", ".", "--pattern", " | "), "the pattern is empty"),
        (("ingest",), "Missing argument"),
        (("serve",), "no media root"),
        (("serve", "--root", "/nowhere/at/all"), "is not a folder"),
        (("demo-media", "app", "--count", "1"), "not empty"),
    ],
)
def test_bad_usage_exits_2_and_says_why(arguments: tuple[str, ...], words: str, tmp_path: Path) -> None:
    run = run_headrace(*arguments, HEADRACE_DATA=str(tmp_path / "data"))
    assert run.returncode == 2
    assert words in run.stderr


def test_a_misspelt_setting_is_refused_with_a_guess() -> None:
    run = run_headrace("serve", "--root", ".", HEADRACE_PROT="1")
    assert run.returncode == 2
    assert "HEADRACE_PROT is not a setting. Did you mean HEADRACE_PORT?" in run.stderr


def test_the_entry_point_imports_nothing_because_every_worker_process_runs_it() -> None:
    (command,) = entry_points(group="console_scripts", name="headrace")
    code = f"import sys, {command.module}; print(sorted({{'app.cli', 'fastapi', 'sqlalchemy'}} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert found.stdout.strip() == "[]"


def test_two_processes_do_not_share_a_data_folder(server: HeadraceProcess, demo: tuple[Path, Manifest]) -> None:
    run = run_headrace("ingest", demo[0], "--data", server.data)
    assert run.returncode == 2
    assert "another Headrace is using the data folder" in run.stderr


def test_inspect_prints_one_object_a_line(demo: tuple[Path, Manifest]) -> None:
    folder, manifest = demo
    files = manifest.files[:12]
    run = run_headrace("inspect", "--json", "--no-nsfw", *(folder / file.path for file in files))
    cards = [json.loads(line) for line in run.stdout.splitlines()]
    assert [card["outcome"] for card in cards] == [file.outcome for file in files]
    assert [card.get("keywords", []) for card in cards] == [list(file.keywords) for file in files]
    assert run.returncode == any(file.outcome == "failed" for file in files)


def test_inspect_follows_links_in_the_path_that_the_user_typed_but_not_the_file_itself(
    demo: tuple[Path, Manifest], tmp_path: Path
) -> None:
    file = next(file for file in demo[1].files if file.outcome == "ok")
    (tmp_path / "link").symlink_to(demo[0])
    (tmp_path / "link.png").symlink_to(demo[0] / file.path)
    run = run_headrace("inspect", "--json", "--no-nsfw", tmp_path / "link" / file.path, tmp_path / "link.png")
    followed, refused = (json.loads(line) for line in run.stdout.splitlines())
    assert (followed["outcome"], followed["path"]) == ("ok", str(tmp_path / "link" / file.path))
    assert "links are not followed" in refused["failures"][0]["reason"]


def test_inspect_draws_a_card(demo: tuple[Path, Manifest]) -> None:
    file = next(file for file in demo[1].files if file.generation)
    run = run_headrace("inspect", "--no-nsfw", demo[0] / file.path)
    assert run.returncode == 0
    assert "prompt" in run.stdout


def test_inspect_says_which_files_are_one_picture(tmp_path: Path) -> None:
    write_items(tmp_path)
    names = ["IMG_1.DNG", "IMG_1.JPG", "ComfyUI_1.png", "ComfyUI_1.mp4"]
    printed = run_headrace("inspect", "--no-nsfw", *(tmp_path / name for name in names)).stdout
    assert f"One item: {tmp_path}/IMG_1.JPG, {tmp_path}/IMG_1.DNG (raw)" in printed.replace("\n", " ")
    assert printed.count("One item") == 1
    lines = run_headrace("inspect", "--json", "--no-nsfw", *(tmp_path / name for name in names)).stdout.splitlines()
    item = {"main": f"{tmp_path}/IMG_1.JPG", "companions": {f"{tmp_path}/IMG_1.DNG": "raw"}}
    assert [json.loads(line) for line in lines[len(names) :]] == [{"item": item}]


def test_search_lists_items_and_on_demand_every_file(tmp_path: Path) -> None:
    write_items(tmp_path / "media")
    data = tmp_path / "data"
    assert run_headrace("ingest", tmp_path / "media", "--commit", "--data", data).returncode == 0
    found = [json.loads(line) for line in run_headrace("search", "img", "--json", "--data", data).stdout.splitlines()]
    assert sorted(Path(file["path"]).name for file in found) == ["IMG_1.JPG", "IMG_2.HEIC", "IMG_3.JPG"]
    (main,) = (file for file in found if file["path"].endswith("IMG_1.JPG"))
    (raw,) = main["companions"]
    assert (main["role"], main["score"], Path(raw["path"]).name, raw["role"]) == ("main", 4, "IMG_1.DNG", "raw")
    every = run_headrace("search", "img", "--every-file", "--json", "--data", data).stdout.splitlines()
    assert len(every) == 6


def test_inspect_prints_the_metadata_blocks_as_they_were_read(tmp_path: Path) -> None:
    graph = json.dumps({"nodes": [1e5, "<b>é</b>"], "links": list(range(100))}, separators=(" ,", " : "))
    path = tmp_path / "a.png"
    path.write_bytes(png(text_chunk("workflow", graph.encode()), text_chunk("Comment", b"two\nlines")))
    card = json.loads(run_headrace("inspect", "--json", "--blocks", "--no-nsfw", path).stdout)
    assert card["blocks"] == [
        {"name": "png:workflow", "place": "PNG text", "text": graph},
        {"name": "png:Comment", "place": "PNG text", "text": "two\nlines"},
    ]
    printed = run_headrace("inspect", "--blocks", "--no-nsfw", path).stdout
    assert f'png:workflow (PNG text, {len(graph)} characters)\n{{\n  "nodes": [\n    100000.0,\n' in printed
    assert "    32,\n    33\n" not in printed and "\n    33,\n" in printed and "\n    34" not in printed, "40 lines"
    assert "more characters; --json prints all of it." in printed
    assert "png:Comment (PNG text, 9 characters)\ntwo\nlines\n" in printed
    plain = run_headrace("inspect", "--json", "--no-nsfw", path)
    assert "blocks" not in json.loads(plain.stdout)


def test_watch_prints_every_state_to_the_last(server: HeadraceProcess, demo: tuple[Path, Manifest]) -> None:
    session_id = server.process_folders(demo[0])
    run = run_headrace("watch", session_id, "--url", server.url, "--json")
    states = [json.loads(line) for line in run.stdout.splitlines()]
    for state in states:
        assert_ledger_adds_up(state)
    assert states[-1] == server.status(session_id)
    assert states[-1]["status"] in OVER
    assert run.returncode == 1, "files of the demo library fail"


def test_watch_lives_through_a_restart_of_the_server(
    fresh_server: HeadraceProcess, demo: tuple[Path, Manifest]
) -> None:
    session_id = fresh_server.process_folders(demo[0])
    watching = subprocess.Popen(
        [sys.executable, "-m", "app", "watch", session_id, "--url", fresh_server.url, "--json"], stdout=subprocess.PIPE
    )
    assert watching.stdout is not None
    watching.stdout.readline()
    fresh_server.kill()
    time.sleep(0.2)
    fresh_server.start()
    states = [json.loads(line) for line in watching.stdout.read().splitlines()]
    watching.wait()
    watching.stdout.close()
    assert states[-1] == fresh_server.status(session_id)


def test_watch_says_when_there_is_no_such_session(server: HeadraceProcess) -> None:
    run = run_headrace("watch", "nobody", "--url", server.url)
    assert run.returncode == 2
    assert "There is no session nobody" in " ".join(run.stderr.split())


def test_backup_copies_the_database_of_a_running_server(
    fresh_server: HeadraceProcess, new_server: NewServer, demo: tuple[Path, Manifest], tmp_path: Path
) -> None:
    session_id = fresh_server.process_folders(demo[0], enable_nsfw_detection=False)
    fresh_server.wait_until_over(session_id)
    fresh_server.commit(session_id)
    target = tmp_path / "restored" / "headrace.db"
    target.parent.mkdir()
    assert run_headrace("backup", target, "--data", fresh_server.data).returncode == 0
    assert run_headrace("backup", target, "--data", fresh_server.data).returncode == 2, "a backup replaces nothing"
    with new_server(demo[0], data=target.parent) as restored, restored.client() as client:
        assert client.get("/api/ingest/directories").json()["directories"][0]["ingested"] == demo[1].ok


def test_backup_of_no_database_is_refused(tmp_path: Path) -> None:
    run = run_headrace("backup", tmp_path / "copy.db", "--data", tmp_path)
    assert run.returncode == 2
    assert "there is no database" in run.stderr


@pytest.mark.server
def test_a_server_that_cannot_start_says_why(demo: tuple[Path, Manifest], tmp_path: Path) -> None:
    serve = ("serve", "--root", demo[0], "--port", 0, "--data", tmp_path / "data")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        run = run_headrace(*serve, "--port", port)
        assert (run.returncode, f"cannot listen on 127.0.0.1:{port}" in run.stderr) == (2, True)
    (tmp_path / "file").write_text("not a folder")
    run = run_headrace(*serve, "--data", tmp_path / "file")
    assert (run.returncode, "cannot be used" in run.stderr) == (2, True)
    broken = tmp_path / "broken" / "headrace.db"
    broken.parent.mkdir()
    broken.write_text("this is no database at all" * 100)
    run = run_headrace(*serve, "--data", broken.parent)
    assert (run.returncode, "is not an SQLite database" in run.stderr) == (2, True)
    run = run_headrace(*serve, HEADRACE_DATABASE_URL="mysql://somebody:secret@nowhere/x")
    assert (run.returncode, "is not supported" in run.stderr, "secret" in run.stderr) == (2, True, False)


def test_search_finds_what_was_committed_and_exits_1_when_there_is_nothing(
    demo: tuple[Path, Manifest], tmp_path: Path
) -> None:
    data = ("--data", tmp_path / "data")
    run_headrace("ingest", demo[0], "--commit", *data)
    lines = run_headrace(
        "search", "--kind", "image", "--limit", 500, "--sort", "path", "--order", "asc", "--json", *data
    )
    files = [json.loads(line) for line in lines.stdout.splitlines()]
    assert files and all(file["kind"] == "image" for file in files)
    assert [file["path"] for file in files] == sorted(file["path"] for file in files)
    name = Path(files[0]["path"]).name
    table = run_headrace("search", f'"{name}"', *data)
    assert (table.returncode, escape_controls(files[0]["path"]) in table.stdout) == (0, True)
    size, file_format = files[0]["size"], files[0]["format"]
    narrow = ("--size-from", size, "--size-to", size, "--format", file_format, "--added-from", "2020", "--json")
    same = [json.loads(line) for line in run_headrace("search", *narrow, *data).stdout.splitlines()]
    assert files[0] in same and {(file["size"], file["format"]) for file in same} == {(size, file_format)}
    assert run_headrace("search", "--added-to", "2020", *data).returncode == 1
    nothing = run_headrace("search", *data, "--", f'"{name}"', f'-"{name}"')
    assert (nothing.returncode, nothing.stdout) == (1, "")
    refused = run_headrace("search", "--captured-from", "soon", *data)
    assert refused.returncode == 2 and "captured_from is 'soon'" in refused.stderr
