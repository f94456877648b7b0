"""Headrace works without the calls that only Unix has. On Windows itself it was not tried."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from app.demo import make_library
from tests.system.without_unix import make_msvcrt

HOLD_LOCK = """
import fcntl, sys
file = open(sys.argv[1], "rb+")
fcntl.lockf(file, fcntl.LOCK_EX, 1, 1 << 30)
print("locked", flush=True)
sys.stdin.read()
"""
HANG = """
import multiprocessing.connection, sys
from tests.system.without_unix import make_msvcrt
sys.modules["msvcrt"] = make_msvcrt()
from app.system.portable_processes import set_deadline
set_deadline(1)
sum(range(10**12))
"""


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setitem(sys.modules, "msvcrt", make_msvcrt())
    return importlib.import_module("app.system.portable_files")


@pytest.mark.slow
def test_a_library_is_made_without_the_calls_of_unix(tmp_path: Path) -> None:
    manifest = make_library(tmp_path / "media", 8, 3)
    (tmp_path / "media" / "linked.png").symlink_to("/etc/passwd")
    command = ["-m", "tests.system.without_unix", "ingest", "--commit", "--data", tmp_path / "data", tmp_path / "media"]
    run = subprocess.run(
        [sys.executable, *map(str, command)],
        env={**os.environ, "HEADRACE_WORKERS": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert f"{manifest.ok} added to the library" in run.stdout, run.stderr
    assert "linked.png" not in run.stdout


def test_a_link_is_not_entered_and_not_read(files: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "file").write_bytes(b"content")
    (tmp_path / "linked").symlink_to("real")
    (tmp_path / "real" / "alias").symlink_to("file")
    folder, rest = files.open_top(str(tmp_path))
    for name in rest.strip(os.sep).split(os.sep):
        folder = files.open_folder(name, folder)
    with pytest.raises(OSError, match="symbolic links"):
        files.open_folder("linked", folder)
    real = files.open_folder("real", folder, listed=True)
    with pytest.raises(OSError, match="symbolic links"):
        files.open_below("alias", real, files.READ_FILE)
    descriptor = files.open_below("file", real, files.READ_FILE)
    with os.fdopen(descriptor, "rb") as file:
        assert files.read_at(descriptor, 3, 4) == b"ent"
        assert file.read() == b"content"


def test_two_programs_do_not_get_one_lock(files: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "lock"
    path.touch()
    command = [sys.executable, "-c", HOLD_LOCK, str(path)]
    with path.open("rb+") as ours:
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
            assert other.stdout is not None
            assert other.stdout.readline() == b"locked\n"
            with pytest.raises(BlockingIOError):
                files.lock_file(ours.fileno(), wait=False)
            other.communicate()
        files.lock_file(ours.fileno(), wait=False)


def test_a_worker_that_hangs_ends_itself() -> None:
    run = subprocess.run([sys.executable, "-c", HANG], capture_output=True, check=False, timeout=60)
    assert (run.returncode, run.stderr) == (1, b"")
