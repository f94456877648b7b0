"""What the commands say: their help is true, and one of a thing is singular."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import app as command_line
from app.readers.generation.registry import TOOLS

COMMANDS_ON_A_DATABASE = [
    ("search",),
    ("backup", "copy.db"),
    ("reparse",),
    ("user", "list"),
    ("user", "disable", "ann"),
    ("token", "list"),
    ("token", "create"),
]


def help_of(*words: str) -> str:
    """Return the help of a command as one line."""
    shown = CliRunner().invoke(command_line, [*words, "--help"], env={"COLUMNS": "200", "NO_COLOR": "1"})
    assert shown.exit_code == 0, shown.output
    return " ".join(shown.output.split())


@pytest.mark.parametrize("command", COMMANDS_ON_A_DATABASE, ids=" ".join)
def test_only_commands_that_create_the_data_folder_say_so(command: tuple[str, ...], tmp_path: Path) -> None:
    words = help_of(*(word for word in command if word not in ("copy.db", "ann")))
    assert "--data" in words and "created if missing" not in words
    done = CliRunner().invoke(command_line, [*command, "--data", str(tmp_path / "missing")])
    assert done.exit_code == 2
    assert not (tmp_path / "missing").exists()


def test_the_tools_that_the_help_of_search_names_are_written_as_the_readers_write_them() -> None:
    named = re.search(r"Exact name of the tool: (.+?) …", help_of("search"))
    assert named is not None
    known = {name for tool in TOOLS for name in tool.name.split(", ")}
    assert set(named[1].split(", ")) <= known


def test_one_file_is_singular(tmp_path: Path) -> None:
    made = CliRunner().invoke(command_line, ["demo-media", str(tmp_path / "library"), "--count", "1"])
    assert made.stdout == f"1 file in {tmp_path / 'library'}\n", made.output
