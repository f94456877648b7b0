"""A server that cannot use its database does not start, and says which file it is and what is the way back."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from app.catalog import Catalog

pytestmark = pytest.mark.server


def _cut(path: Path) -> None:
    with closing(Catalog(f"sqlite:///{path}")):
        pass
    os.truncate(path, 3 * 4096)


def _lose_database(path: Path) -> None:
    path.with_name(f"{path.name}-wal").write_bytes(b"log")


@pytest.mark.parametrize(
    ("spoil", "problem", "way_back"),
    [
        (lambda path: path.touch(), "is empty (0 bytes)", "headrace backup"),
        (lambda path: path.write_bytes(b"no database" * 500), "is not an SQLite database", "headrace backup"),
        (_cut, "the database is damaged", ".recover"),
        (lambda path: path.mkdir(), "is a folder", "move it away"),
        (_lose_database, "headrace.db is missing, but its write-ahead log", "Put the database back"),
    ],
    ids=["empty file", "text", "cut file", "folder", "log without database"],
)
def test_what_is_no_sound_database_is_not_served(
    tmp_path: Path, spoil: Callable[[Path], object], problem: str, way_back: str
) -> None:
    path = tmp_path / "data" / "headrace.db"
    path.parent.mkdir()
    spoil(path)
    before = path.read_bytes() if path.is_file() else None
    serve = ["serve", "--root", tmp_path, "--port", 0, "--data", path.parent]
    run = subprocess.run(
        [sys.executable, "-m", "app", *map(str, serve)], capture_output=True, text=True, check=False, timeout=60
    )
    assert run.returncode == 2, run.stderr
    for words in (str(path), problem, way_back):
        assert words in run.stderr
    for words in ("Traceback", "sqlite3.", "[SQL", "Background on this error"):
        assert words not in run.stderr
    assert (path.read_bytes() if path.is_file() else None) == before, "nothing was written"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become a user without permissions")
def test_a_database_of_another_user_is_not_opened() -> None:
    script = (
        "import os, sys; from app.catalog import require_undamaged;"
        "os.setuid(65534); require_undamaged(f'sqlite:///{sys.argv[1]}', 1)"
    )
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        path = Path(folder) / "headrace.db"
        Catalog(f"sqlite:///{path}").close()
        path.chmod(0o600)
        run = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=False)
    assert f"the server's user may not read and write {path}" in run.stderr
