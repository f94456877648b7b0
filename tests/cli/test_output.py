"""Output that nobody reads, that has no place, or whose encoding lacks the characters."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.hostile import FAMILY, hostile_picture
from tests.support.paths import REPOSITORY

pytestmark = pytest.mark.slow


def shell(line: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run a line in bash, in which `headrace` is the command and a pipeline's status is the command's."""
    function = f'set -o pipefail; headrace() {{ {shlex.quote(sys.executable)} -m app "$@"; }}; {line}'
    return subprocess.run(
        ["bash", "-c", function],
        capture_output=True,
        text=True,
        cwd=REPOSITORY,
        env={**os.environ, **environ},
        timeout=120,
        check=False,
    )


@pytest.fixture
def files(tmp_path: Path) -> str:
    names = [tmp_path / f"{number} {FAMILY} ♥ é.png" for number in range(3)]
    for path in names:
        path.write_bytes(hostile_picture())
    return shlex.join(map(str, names))


@pytest.mark.parametrize("option", ["", "--json"])
def test_a_reader_that_has_enough_ends_the_command_quietly(files: str, option: str) -> None:
    done = shell(f"headrace inspect --no-nsfw {option} {files} | head -c 1")
    assert (done.returncode, done.stderr) == (141, "")


def test_a_full_disk_is_one_line(files: str) -> None:
    for option in ("", "--json"):
        done = shell(f"headrace inspect --no-nsfw {option} {files} > /dev/full")
        assert done.returncode == 2
        assert done.stderr == "headrace: standard output cannot be written: No space left on device\n"
    done = shell("headrace inspect 2> /dev/full")
    assert (done.returncode, done.stdout + done.stderr) == (2, ""), "the message has no place either"


def test_closed_streams_are_no_error(files: str, tmp_path: Path) -> None:
    done = shell(f"headrace inspect --no-nsfw {files} >&- 2>&- <&-")
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
    done = shell(
        f"headrace ingest {shlex.quote(str(tmp_path))} --no-nsfw --data {shlex.quote(str(tmp_path))}/data 2>&-"
    )
    assert done.returncode == 0 and "Session" in done.stdout


@pytest.mark.parametrize(
    "environ",
    [{"PYTHONIOENCODING": "ascii"}, {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}],
)
def test_an_encoding_without_the_characters_is_no_error(files: str, environ: dict[str, str]) -> None:
    done = shell(f"headrace inspect --no-nsfw {files}; headrace ingest {files}", **environ)
    assert done.returncode == 2
    assert done.stdout.isascii() and done.stderr.isascii()
    assert "is not a folder" in done.stderr and "Traceback" not in done.stderr
    assert r"\xe9.png" in done.stdout or r"\udcc3\udca9.png" in done.stdout


def test_names_that_are_not_utf_8_are_arguments_like_others(tmp_path: Path) -> None:
    folder = shlex.quote(str(tmp_path))
    done = shell(
        f"cd {folder}; headrace ingest $'\\xff\\x9b31m'; headrace inspect $'\\xff.png'; headrace watch $'\\xff'/",
        PYTHONPATH=str(REPOSITORY),
    )
    lines = done.stderr.splitlines()
    assert lines[0] == r"headrace: \udcff\udc9b31m is not a folder"
    assert r"\udcff/" in lines[1]
    assert r"\udcff.png" in done.stdout
