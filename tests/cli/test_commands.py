"""Which commands there are, and what each of them imports."""

from __future__ import annotations

import subprocess
import sys

import pytest
from typer.main import get_command

from app.cli import app
from app.cli.command_group import MODULES
from tests.support.paths import REPOSITORY


@pytest.mark.parametrize("name", MODULES)
def test_every_command_is_found_under_its_name(name: str) -> None:
    assert get_command(app).commands[name].name == name  # type: ignore[attr-defined]


def test_every_module_of_commands_is_listed() -> None:
    modules = {f"app.cli.commands.{path.stem}" for path in (REPOSITORY / "app" / "cli" / "commands").glob("*.py")}
    assert modules - {"app.cli.commands.__init__"} <= set(MODULES.values())


@pytest.mark.parametrize("name", ["watch", "doctor", "inspect"])
def test_a_command_without_a_database_imports_none(name: str) -> None:
    """To import the database and the server takes three seconds on a small machine."""
    program = f"import sys, {MODULES[name]}; print(sum(name in sys.modules for name in ('sqlalchemy', 'app.server')))"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "0"
