"""The checkout under test: this working copy, or another one named with `--project`."""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.support.cache import BenchmarkError


@dataclass(frozen=True, slots=True)
class Checkout:
    """A copy of the project and the Python interpreter that has its dependencies."""

    folder: Path
    python: Path

    def command(self, module: str, *arguments: object) -> list[str]:
        """Return the command that runs `module` of this checkout. It needs the variables from `environ`."""
        return [str(self.python), "-P", "-m", module, *map(str, arguments)]

    def environ(self) -> dict[str, str]:
        """Return the environment in which `app` and `benchmarks` are imported from this checkout."""
        return {**os.environ, "PYTHONPATH": str(self.folder)}


THIS = Checkout(Path(__file__).resolve().parents[2], Path(sys.executable))


def open_checkout(folder: Path | None) -> Checkout:
    """Return the checkout at `folder`, or this one for None.

    Raises `BenchmarkError` when `folder` is not a copy of the project or has no virtual environment.
    """
    if folder is None:
        return THIS
    folder = folder.resolve()
    python = folder / ".venv" / "bin" / "python"
    if not (folder / "app" / "__main__.py").is_file():
        raise BenchmarkError(f"{folder} is not a copy of the project: it has no app/__main__.py.")
    if not python.is_file():
        raise BenchmarkError(f"{folder} has no .venv. Create it: run ./run --setup-only in that folder.")
    return Checkout(folder, python)


def add_project_option(parser: argparse.ArgumentParser) -> None:
    """Add `--project`, the argument of `open_checkout`."""
    parser.add_argument(
        "--project", type=Path, metavar="PATH", help="measure the code of the checkout at PATH, with its .venv"
    )
