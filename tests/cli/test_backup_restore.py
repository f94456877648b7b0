"""Backup and restore as docs/OPERATIONS.md tells them: taken in the middle of a session, and gone on with."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from app.demo import Manifest
from tests.support.paths import REPOSITORY
from tests.support.postgres import Postgres
from tests.support.server import HeadraceProcess, NewDatabase, NewServer

MANUAL = REPOSITORY / "docs" / "OPERATIONS.md"


def documented(tool: str) -> list[str]:
    """The words of the manual's one command line that begins with `tool`."""
    (line,) = re.findall(rf"^(?:\d\. )?`?({tool} [^`\n]+)`?$", MANUAL.read_text(), flags=re.MULTILINE)
    return shlex.split(line)


def run(words: list[str]) -> None:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{shlex.join(words)}\n{done.stderr}"


def until_some_are_read(server: HeadraceProcess, session_id: str) -> dict[str, Any]:
    return server.wait_for(session_id, "some files are read", lambda state: state["processed_files"])


def assert_goes_on_to_the_same_end(server: HeadraceProcess, session_id: str, manifest: Manifest) -> None:
    document = server.wait_until_over(session_id)
    assert document["status"] == "completed"
    assert document["stats"]["processed_files"] == manifest.total_files
    assert document["stats"]["errors"] == manifest.errors
    assert server.commit(session_id)["commit"]["committed"] == manifest.ok


def test_a_backup_taken_in_the_middle_of_a_session_goes_on_from_there(
    fresh_server: HeadraceProcess, demo: tuple[Path, Manifest], tmp_path: Path
) -> None:
    copy = tmp_path / "backup.db"
    session_id = fresh_server.process_folders(demo[0])
    until_some_are_read(fresh_server, session_id)
    run([sys.executable, "-m", "app", "backup", str(copy), "--data", str(fresh_server.data)])
    fresh_server.wait_until_over(session_id)
    fresh_server.commit(session_id)
    fresh_server.stop()  # 1. Stop the server.
    for log in ("headrace.db-wal", "headrace.db-shm"):  # 2. Delete them.
        (fresh_server.data / log).unlink(missing_ok=True)
    os.replace(copy, fresh_server.data / "headrace.db")  # 3. Put the backup in place.
    fresh_server.start()  # 4. Start.
    assert fresh_server.status(session_id)["status"] in ("processing", "completed")
    assert_goes_on_to_the_same_end(fresh_server, session_id, demo[1])


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_postgresqls_own_tools_take_and_restore_one_that_goes_on(
    postgres: Postgres, new_server: NewServer, database: NewDatabase, demo: tuple[Path, Manifest], tmp_path: Path
) -> None:
    environ, dump = database(), tmp_path / "headrace.dump"
    url = environ["HEADRACE_DATABASE_URL"]
    restored = postgres.new_database()

    def command(tool: str, url: str) -> list[str]:
        plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        words = [re.sub(r"postgresql://\S+", plain, word) for word in documented(tool)]
        return [str(postgres.tools / tool), *(word.replace("/backup/headrace.dump", str(dump)) for word in words[1:])]

    with new_server(demo[0], environ=environ) as server:
        session_id = server.process_folders(demo[0])
        until_some_are_read(server, session_id)
        run(command("pg_dump", url))
        server.wait_until_over(session_id)
        server.stop()
        run(command("pg_restore", restored))
        server.environ = {"HEADRACE_DATABASE_URL": restored}
        server.start()
        assert_goes_on_to_the_same_end(server, session_id, demo[1])
