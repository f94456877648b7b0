"""Names, metadata, arguments and requests cannot command the terminal: the commands run in a real pseudo-terminal."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from tests.cli.hostile import FAMILY, HOSTILE, MARKUP, assert_harmless, run_in_terminal, write_hostile_files
from tests.support.server import HeadraceProcess, NewServer
from tests.support.waiting import wait_until

pytestmark = pytest.mark.slow

ESCAPED = r"\x1b[35;5mBLINK \x1b]8;;evil\x1b\LINK"


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that is hostile itself, with hostile files."""
    folder = tmp_path_factory.mktemp("media") / f"folder {HOSTILE.replace('/', '')}"
    folder.mkdir()
    write_hostile_files(folder)
    return folder


@pytest.fixture(scope="module")
def files(media: Path) -> list[Path]:
    return sorted(path for path in media.rglob("*") if path.is_file())


def test_inspect_shows_hostile_files_without_obeying_them(media: Path, files: list[Path], tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "\x1b[35;5mpipe.png")
    special = (tmp_path / "\x1b[35;5mpipe.png", Path("/dev/zero"), media, tmp_path / "\x1b[35;5mmissing.png")
    status, printed = run_in_terminal("inspect", "--no-nsfw", "--blocks", *files, *special)
    text = assert_harmless(printed)
    assert status == 1, text
    assert text.count(ESCAPED) > 6, "in names, in prompts, in the name of the model and in the camera"
    assert MARKUP in text, "markup is text like any other"
    assert FAMILY in text and "é.png" in text
    for reason in ("a pipe, not a file", "a device, not a file", "a folder, not a file", "the file is missing"):
        assert reason in text.lower()


def test_ingest_and_search_show_hostile_files_without_obeying_them(media: Path, tmp_path: Path) -> None:
    data = ("--data", tmp_path / "data\x1b[35;5m")
    empty = tmp_path / "\x1b[35;5mempty [b]"
    empty.mkdir(parents=True)
    status, printed = run_in_terminal("ingest", media, empty, "--no-nsfw", "--commit", *data)
    text = assert_harmless(printed)
    assert status == 1, text
    assert "3 failed" in text.replace("│", " ") or "failed        3" in text.replace("│", " ")
    assert ESCAPED in text and MARKUP in text and r"\x1b[35;5mempty" in text
    status, printed = run_in_terminal("search", *data)
    text = assert_harmless(printed)
    assert (status, text.count(ESCAPED) >= 2) == (0, True), text


@pytest.mark.server
def test_messages_repeat_hostile_arguments_without_obeying_them(tmp_path: Path) -> None:
    for status, arguments in (
        (2, ("serve", "--port", HOSTILE)),
        (2, ("serve", f"--{HOSTILE}")),
        (2, (HOSTILE,)),
        (2, ("watch", HOSTILE, "--url", f"http://{HOSTILE}")),
        (0, ("demo-media", tmp_path / HOSTILE.replace("/", "") / MARKUP, "--count", 1)),
    ):
        ended, printed = run_in_terminal(*arguments)
        text = assert_harmless(printed)
        assert ended == status, text


@pytest.mark.server
def test_no_request_and_no_file_commands_the_terminal_through_the_log(new_server: NewServer, media: Path) -> None:
    with new_server(media) as server:
        session_id = server.process_folders(media, enable_nsfw_detection=False)
        server.wait_until_over(session_id)
        stream = f"{server.url}/api/ingest/stream/{session_id}"
        # Each on a connection of its own: the server closes that of a stream at its end.
        assert httpx.get(stream, params={"last_event_id": HOSTILE}).is_success
        assert httpx.get(stream, headers={b"Last-Event-ID": b"\x9b35;5m\x9d0;TITLE\x9c"}).is_success
        for path in (quote(HOSTILE, safe=""), f"{quote(MARKUP, safe='')}"):
            assert httpx.get(f"{server.url}/api/ingest/stream/{path}").status_code == 404
            assert httpx.get(f"{server.url}/api/ingest/status/{path}").status_code in (404, 422)
        assert httpx.post(f"{server.url}/api/ingest/process", json={"parameters": {"directories": [HOSTILE]}}).is_error
        with socket.create_connection(("127.0.0.1", server.port)) as raw:
            raw.sendall(b"\x1b[35;5m\x9b / HTTP/1.1\r\n\r\n")
            assert raw.recv(100).startswith(b"HTTP/1.1 400")
        log = wait_until(
            server.log.read_bytes, "the invalid request is in the log", holds=lambda log: b"nvalid HTTP" in log
        )
        text = assert_harmless(log)
        assert r"\x1b[35;5mBLINK" in text and r"\x9b35;5m" in text
        lines = text.splitlines()
        assert all(line.startswith("20") and "Z [" in line for line in lines), "every line is an entry with its time"
        assert_watch_shows_hostile_files_without_obeying_them(server, session_id)


def assert_watch_shows_hostile_files_without_obeying_them(server: HeadraceProcess, session_id: str) -> None:
    status, printed = run_in_terminal("watch", session_id, "--url", server.url)
    text = assert_harmless(printed)
    assert (status, ESCAPED in text) == (1, True), text
    status, printed = run_in_terminal("watch", HOSTILE.replace("/", ""), "--url", server.url)
    text = assert_harmless(printed)
    assert (status, "There is no session" in text) == (2, True), text


def test_json_is_ascii_whatever_the_files_hold(files: list[Path]) -> None:
    command = [sys.executable, "-m", "app", "inspect", "--no-nsfw", "--json", *map(str, files)]
    done = subprocess.run(command, capture_output=True, check=False, timeout=120)
    assert done.stdout.isascii() and not set(done.stdout) & {*range(10), *range(11, 32), 127}
    cards = [json.loads(line) for line in done.stdout.splitlines()]
    assert [card["path"] for card in cards] == [str(file) for file in files]
    assert done.stderr == b"", "decoders write nothing"
