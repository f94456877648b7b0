"""Every benchmark needs only the packages that it uses itself, and can measure another checkout."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.ingest.__main__ import COMMANDS as INGEST
from benchmarks.streaming.__main__ import COMMANDS as STREAMING
from benchmarks.support.cache import BenchmarkError
from benchmarks.support.checkout import THIS, open_checkout

OPTIONAL = frozenset({"playwright", "selenium", "sseclient", "websockets", "hypothesis", "pytest"})
"""Packages for development; the product and most benchmarks run without them."""
NEEDED = {"streaming paint": {"playwright"}}
LOAD = {
    **{f"streaming {name}": f"load_command({name!r})" for name in STREAMING},
    **{f"ingest {name}": f"load_command({name!r})" for name in INGEST},
    "library": "main",
    "readers": "main",
    "similar": "main",
    "page": "main",
}
MODULES = ("streaming", "ingest", "library", "page", "readers", "similar", "responsiveness")


def run_without(packages: frozenset[str], code: str) -> subprocess.CompletedProcess[str]:
    """Run `code` in an interpreter in which importing one of `packages` fails."""
    block = f"import sys\nsys.modules.update(dict.fromkeys({sorted(packages)}))\n"
    return subprocess.run(
        [sys.executable, "-c", block + code], capture_output=True, text=True, check=False, timeout=120
    )


@pytest.mark.slow
@pytest.mark.parametrize("name", LOAD)
def test_a_command_imports_only_what_it_needs(name: str) -> None:
    code = f"from benchmarks.{name.split(maxsplit=1)[0]}.__main__ import *\n{LOAD[name]}"
    done = run_without(OPTIONAL - NEEDED.get(name, set()), code)
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("module", MODULES)
def test_help_needs_no_optional_package(module: str) -> None:
    name = f"benchmarks.{module}"
    code = f"import runpy\nsys.argv = [{name!r}, '--help']\nrunpy.run_module({name!r}, run_name='__main__')"
    done = run_without(OPTIONAL, code)
    assert done.returncode == 0, done.stderr
    assert "--quick" in done.stdout


def test_the_same_project_is_measured_unless_another_one_is_named() -> None:
    assert open_checkout(None) == THIS
    assert (THIS.folder / "app").is_dir()


def test_a_folder_that_is_no_checkout_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BenchmarkError, match="not a copy of the project"):
        open_checkout(tmp_path)


def test_a_checkout_without_an_environment_is_refused_with_the_cure(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "__main__.py").touch()
    with pytest.raises(BenchmarkError, match=r"\./run --setup-only"):
        open_checkout(tmp_path)


def test_app_is_imported_from_the_named_checkout(tmp_path: Path) -> None:
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "__main__.py").write_text("print('the other app')")
    checkout = open_checkout(tmp_path)
    done = subprocess.run(checkout.command("app"), env=checkout.environ(), capture_output=True, text=True, check=True)
    assert done.stdout == "the other app\n"
