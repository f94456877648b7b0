"""The command line with real folders and a real server: its output and its exit status."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from app.cli.terminal import escape_controls
from app.demo import Manifest
from tests.support.server import DATABASES, OVER, HeadraceProcess, NewDatabase, NewServer, assert_ledger_adds_up

pytestmark = pytest.mark.slow


def headrace(*arguments: object, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "COLUMNS": "200", **environ},
        check=False,
    )


@pytest.mark.parametrize("database", DATABASES, indirect=True)
def test_ingest_reads_commits_and_exits_1_because_files_failed(
    demo: tuple[Path, Manifest], tmp_path: Path, database: NewDatabase
) -> None:
    folder, manifest = demo
    environ = database()
    run = headrace("ingest", folder, "--commit", "--data", tmp_path / "data", **environ)
    assert run.returncode == 1, run.stderr
    assert f"{manifest.ok} added to the library" in run.stdout
    for file in (file for file in manifest.files if file.outcome == "failed"):
        assert escape_controls(Path(file.path).name) in run.stdout
    again = headrace("ingest", folder, "--commit", "--data", tmp_path / "data", **environ)
    assert "0 added to the library, 0 updated" in again.stdout


def test_ingest_without_failures_exits_0(demo: tuple[Path, Manifest], tmp_path: Path) -> None:
    run = headrace("ingest", demo[0] / "videos", "--pattern", "*.mp4", "--max-files", 1, "--data", tmp_path / "data")
    assert run.returncode == 0, run.stdout + run.stderr


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
    run = headrace(*arguments, HEADRACE_DATA=str(tmp_path / "data"))
    assert run.returncode == 2
    assert words in run.stderr


def test_a_misspelt_setting_is_refused_with_a_guess() -> None:
    run = headrace("serve", "--root", ".", HEADRACE_PROT="1")
    assert run.returncode == 2
    assert "HEADRACE_PROT is not a setting. Did you mean HEADRACE_PORT?" in run.stderr


def test_the_entry_point_imports_nothing_because_every_worker_process_runs_it() -> None:
    (command,) = entry_points(group="console_scripts", name="headrace")
    code = f"import sys, {command.module}; print(sorted({{'app.cli', 'fastapi', 'sqlalchemy'}} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert found.stdout.strip() == "[]"


def test_two_processes_do_not_share_a_data_folder(server: HeadraceProcess, demo: tuple[Path, Manifest]) -> None:
    run = headrace("ingest", demo[0], "--data", server.data)
    assert run.returncode == 2
    assert "another Headrace uses the data folder" in run.stderr


def test_inspect_prints_one_object_a_line(demo: tuple[Path, Manifest]) -> None:
    folder, manifest = demo
    files = manifest.files[:12]
    run = headrace("inspect", "--json", "--no-nsfw", *(folder / file.path for file in files))
    cards = [json.loads(line) for line in run.stdout.splitlines()]
    assert [card["outcome"] for card in cards] == [file.outcome for file in files]
    assert [card.get("keywords", []) for card in cards] == [list(file.keywords) for file in files]
    assert run.returncode == any(file.outcome == "failed" for file in files)


def test_inspect_draws_a_card(demo: tuple[Path, Manifest]) -> None:
    file = next(file for file in demo[1].files if file.generation)
    run = headrace("inspect", "--no-nsfw", demo[0] / file.path)
    assert run.returncode == 0
    assert "prompt" in run.stdout


def test_watch_prints_every_state_to_the_last(server: HeadraceProcess, demo: tuple[Path, Manifest]) -> None:
    session_id = server.process_folders(demo[0])
    run = headrace("watch", session_id, "--url", server.url, "--json")
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
    run = headrace("watch", "nobody", "--url", server.url)
    assert run.returncode == 2
    assert "There is no session nobody" in " ".join(run.stderr.split())


def test_a_name_cannot_control_the_terminal() -> None:
    assert escape_controls("a\x1b[2Jb\n\udcff") == "a\\x1b[2Jb\\n\\udcff"


def test_backup_copies_the_database_of_a_running_server(
    fresh_server: HeadraceProcess, new_server: NewServer, demo: tuple[Path, Manifest], tmp_path: Path
) -> None:
    session_id = fresh_server.process_folders(demo[0])
    fresh_server.wait_until_over(session_id)
    fresh_server.commit(session_id)
    target = tmp_path / "restored" / "headrace.db"
    target.parent.mkdir()
    assert headrace("backup", target, "--data", fresh_server.data).returncode == 0
    assert headrace("backup", target, "--data", fresh_server.data).returncode == 2, "a backup replaces nothing"
    with new_server(demo[0], data=target.parent) as restored, restored.client() as client:
        assert client.get("/api/ingest/directories").json()["directories"][0]["ingested"] == demo[1].ok


def test_backup_of_no_database_is_refused(tmp_path: Path) -> None:
    run = headrace("backup", tmp_path / "copy.db", "--data", tmp_path)
    assert run.returncode == 2
    assert "there is no database" in run.stderr


@pytest.mark.server
def test_a_server_that_cannot_start_says_why(demo: tuple[Path, Manifest], tmp_path: Path) -> None:
    serve = ("serve", "--root", demo[0], "--port", 0, "--data", tmp_path / "data")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        run = headrace(*serve, "--port", port)
        assert (run.returncode, f"cannot listen on 127.0.0.1:{port}" in run.stderr) == (2, True)
    (tmp_path / "file").write_text("not a folder")
    run = headrace(*serve, "--data", tmp_path / "file")
    assert (run.returncode, "cannot be used" in run.stderr) == (2, True)
    broken = tmp_path / "broken" / "headrace.db"
    broken.parent.mkdir()
    broken.write_text("this is no database at all" * 100)
    run = headrace(*serve, "--data", broken.parent)
    assert (run.returncode, "file is not a database" in run.stderr) == (2, True)
    run = headrace(*serve, HEADRACE_DATABASE_URL="mysql://somebody:secret@nowhere/x")
    assert (run.returncode, "is not supported" in run.stderr, "secret" in run.stderr) == (2, True, False)


def test_search_finds_what_was_committed_and_exits_1_when_there_is_nothing(
    demo: tuple[Path, Manifest], tmp_path: Path
) -> None:
    data = ("--data", tmp_path / "data")
    headrace("ingest", demo[0], "--commit", *data)
    lines = headrace("search", "--kind", "image", "--limit", 500, "--sort", "path", "--order", "asc", "--json", *data)
    files = [json.loads(line) for line in lines.stdout.splitlines()]
    assert files and all(file["kind"] == "image" for file in files)
    assert [file["path"] for file in files] == sorted(file["path"] for file in files)
    name = Path(files[0]["path"]).name
    table = headrace("search", f'"{name}"', *data)
    assert (table.returncode, escape_controls(files[0]["path"]) in table.stdout) == (0, True)
    size, file_format = files[0]["size"], files[0]["format"]
    narrow = ("--size-from", size, "--size-to", size, "--format", file_format, "--added-from", "2020", "--json")
    same = [json.loads(line) for line in headrace("search", *narrow, *data).stdout.splitlines()]
    assert files[0] in same and {(file["size"], file["format"]) for file in same} == {(size, file_format)}
    assert headrace("search", "--added-to", "2020", *data).returncode == 1
    nothing = headrace("search", *data, "--", f'"{name}"', f'-"{name}"')
    assert (nothing.returncode, nothing.stdout) == (1, "")
    refused = headrace("search", "--captured-from", "soon", *data)
    assert refused.returncode == 2 and "captured_from is 'soon'" in refused.stderr
