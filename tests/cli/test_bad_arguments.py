"""Bad arguments of every command: one line on standard error, exit status 2, and never a traceback."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from app.cli import run

ESC = "\x1b[31m"
ADDRESSES = (
    "",
    "http://",
    "http://[::1",
    "ftp://127.0.0.1",
    "127.0.0.1:8420",
    "file:///etc/passwd",
    "http://127.0.0.1:0",
    "http://127.0.0.1:99999",
    "http://127.0.0.1:x",
    f"http://{ESC}",
    "http://exa mple",
    "http://\udcff",
    f"http://{'a' * 300}..",
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The current folder of the command. It holds an empty folder, a file and a broken database."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("text")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "headrace.db").write_text("this is no database at all" * 100)
    sqlite3.connect(tmp_path / "headrace.db").close()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HEADRACE_DATA", "data")
    handlers, level = logging.root.handlers[:], logging.root.level
    yield tmp_path
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)
    logging.captureWarnings(False)
    structlog.reset_defaults()
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())


def assert_refused(capfd: pytest.CaptureFixture[str], arguments: list[str], words: str = "") -> None:
    assert run(arguments) == 2
    printed = capfd.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("headrace: ") and printed.err.count("\n") == 1, printed.err
    assert printed.err.rstrip("\n").isprintable()
    assert words in printed.err


@pytest.mark.parametrize("address", ADDRESSES)
def test_watch_refuses_what_is_no_address(address: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert_refused(capfd, ["watch", "20260131-154500-1f3a9c", "--url", address], "is not the address of a server")


@pytest.mark.parametrize("session_id", ["", "a/b", "/", "../status"])
def test_watch_refuses_what_is_no_id(session_id: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert_refused(capfd, ["watch", session_id], "is not a session id")


def test_watch_refuses_an_impossible_proxy(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"gopher://{ESC}")
    monkeypatch.setenv("http_proxy", "gopher://nowhere")
    assert_refused(capfd, ["watch", "x"], "the proxy that is set in the environment")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([f"{ESC}serve"], r"\x1b[31mserve"),
        (["serve", f"--{ESC}"], r"\x1b[31m"),
        (["serve", "--port", ESC], "--port"),
        (["serve", "--root", "empty", "--port", "99999"], "the setting port is 99999"),
        (["serve", "--root", "file"], "is not a folder"),
        (["serve", "--root", "n" * 5000], "name too long"),
        (["serve", "--root", "~nobody-of-this-name/x"], "cannot be resolved"),
        (["serve", "--root", "empty", "--data", "file"], "the data folder file cannot be used"),
        (["serve", "--root", "empty", "--host", "\udcff"], "cannot listen on"),
        (["serve", "--root", "empty", "--host", f"{'a' * 300}."], "cannot listen on"),
        (["serve", "--root", "empty", "--host", ESC], "cannot listen on"),
        (["ingest", f"{ESC}\n"], r"\x1b[31m\n is not a folder"),
        (["ingest", "file"], "file is not a folder"),
        (["ingest", "n" * 5000], "name too long"),
        (["ingest", "empty", "--data", "file"], "the data folder file cannot be used"),
        (["ingest", "empty", "--data", "broken"], "is not an SQLite database"),
        (["inspect"], "Missing argument"),
        (["inspect", "--jsom", "file"], "--jsom"),
        (["search", "--kind", ESC], "--kind"),
        (["search", "--data", ".", "--captured-from", ESC], r"\x1b[31m"),
        (["search", "--data", "broken"], "is not an SQLite database"),
        (["search", "--data", "n" * 5000], "name too long"),
        (["reparse", "--data", "broken"], "is not an SQLite database"),
        (["reparse", "--data", "empty"], "there is no database"),
        (["backup", "file", "--data", "."], "already exists"),
        (["backup", "no/such/folder.db", "--data", "."], "no/such/folder.db"),
        (["backup", "file/x", "--data", "."], "file/x"),
        (["backup", "n" * 5000, "--data", "."], "name too long"),
        (["backup", "copy.db", "--data", "broken"], "is not an SQLite database"),
        (["demo-media", "file"], "is a file"),
        (["demo-media", "file/x"], "Not a directory"),
        (["demo-media", "n" * 5000], "name too long"),
        (["demo-media", "/proc/nothing"], "cannot be written"),
        (["demo-media", "new", "--count", "0"], "--count"),
    ],
)
def test_an_argument_that_cannot_be_used_is_one_line(
    arguments: list[str], words: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert_refused(capfd, arguments, words)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HEADRACE_ROOTS", f"not JSON {ESC}"),
        ("HEADRACE_WORKERS", ESC),
        (f"HEADRACE_{ESC}", "x"),
        ("HEADRACE_DATABASE_URL", f"no URL {ESC}"),
        ("HEADRACE_DATABASE_URL", "mysql://somebody:secret@nowhere/x"),
        ("HEADRACE_DATABASE_URL", f"sqlite:///file/{ESC}/x.db"),
        ("HEADRACE_DATABASE_URL", "sqlite:////dev/full"),
        ("HEADRACE_DATABASE_URL", "postgresql://somebody:secret@127.0.0.1:1/x"),
    ],
)
@pytest.mark.parametrize("command", [["serve", "--root", "empty"], ["ingest", "empty"], ["search"], ["reparse"]])
def test_a_setting_that_cannot_be_used_is_one_line(
    command: list[str],
    name: str,
    value: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(name, value)
    assert run(command) == 2
    printed = capfd.readouterr().err
    assert printed.startswith("headrace: ") and printed.count("\n") == 1, printed
    assert printed.rstrip("\n").isprintable()
    assert "secret" not in printed
