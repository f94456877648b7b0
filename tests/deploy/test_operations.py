"""The steps of docs/OPERATIONS.md as it prints them: from staging to all of production, and the whole way back.

There are two versions: this program, and a copy of it with a higher number and one more migration, which is the new
version. The commands are read from the document, so that neither can change without the other.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

import app
from app.demo import Manifest, make_library
from tests.catalog.kept_databases import revision_of
from tests.support.paths import REPOSITORY
from tests.support.processes import run_headrace
from tests.support.server import HeadraceProcess, NewServer
from tests.support.waiting import wait_until

pytestmark = [pytest.mark.server, pytest.mark.slow]

OPERATIONS = REPOSITORY / "docs" / "OPERATIONS.md"
TOKEN = re.compile(r"export HEADRACE_TOKEN=\$\((headrace token create [^)]+)\)")
COMMAND = re.compile(r"`(headrace (?:smoke|doctor) https:[^`]+|headrace rollout[^`]*|curl [^`]+)`")
NEXT, NEXT_REVISION = "9.0.0", "9000"
PRINTED_NEXT, PRINTED_EARLIER = "0.2.0", "0.1.0"
"""The new version and the earlier one in the document."""
MIGRATION = """
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "{revision}", "{before}", None, None


def upgrade() -> None:
    op.create_table("of_the_next_version", sa.Column("id", sa.Integer(), primary_key=True))
"""


def commands_of(heading: str) -> list[str]:
    """Return the commands below a heading, in the order of the document."""
    _, _, below = OPERATIONS.read_text().partition(f"\n### {heading}\n")
    return COMMAND.findall(re.split(r"^#", below, maxsplit=1, flags=re.MULTILINE)[0])


@pytest.fixture
def next_version(tmp_path: Path) -> dict[str, str]:
    """The environment in which `headrace` is the new version."""
    copy = tmp_path / "next" / "app"
    shutil.copytree(REPOSITORY / "app", copy, ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "__init__.py").write_text((copy / "__init__.py").read_text().replace(app.__version__, NEXT))
    migrations = copy / "catalog" / "migrations" / "versions"
    newest = max(path.name for path in migrations.glob("0*.py"))
    (migrations / f"{NEXT_REVISION}_next.py").write_text(
        MIGRATION.format(revision=NEXT_REVISION, before=newest.partition("_")[0])
    )
    return {"PYTHONPATH": str(copy.parent), "PYTHONSAFEPATH": "1"}


class Deployment:
    """A server that wants a sign-in, and the shell of whoever runs it."""

    def __init__(self, server: HeadraceProcess, is_next: bool) -> None:
        self.server = server
        self.version = NEXT if is_next else app.__version__
        printed = TOKEN.search(OPERATIONS.read_text())
        assert printed is not None
        self.token = self.headrace(printed[1]).strip()
        server.headers = {"Authorization": f"Bearer {self.token}"}

    def play(self, command: str) -> str:
        """Run a command as the document prints it, with this deployment's address. Returns its output."""
        if command.startswith("curl "):
            return subprocess.run(
                shlex.split(self._fill_in(command)), check=True, capture_output=True, text=True
            ).stdout
        if command.startswith("headrace rollout "):
            self.headrace(command)
            percent = int(command.rsplit(maxsplit=1)[-1])
            wait_until(self.shown_percent, "the pages of the running server follow", holds=lambda now: now == percent)
            return ""
        return self.headrace(command)

    def shown_percent(self) -> int:
        """Return the percentage of the rollout in a page that is opened now."""
        with self.server.client() as client:
            config = client.get("/ingest-v2").text.split('id="page-config">')[1].split("</script>")[0]
        percent: int = json.loads(config)["rollout"]["percent"]
        return percent

    def headrace(self, command: str) -> str:
        """Run a command of the deployed version, unless it speaks to the server only: that starts sooner."""
        words = shlex.split(self._fill_in(command))[1:]
        environ = {"HEADRACE_DATA": str(self.server.data), **self.server.environ}
        if words[0] in ("smoke", "doctor"):
            environ = {"HEADRACE_TOKEN": self.token}
        ran = run_headrace(*words, **environ)
        failed = [line for line in ran.stdout.splitlines() if line.startswith("FAILED")]
        # Of a busy machine, only what depends on its speed may fail.
        is_slow = words[0] == "smoke" and ran.returncode == 1 and failed and all("within" in line for line in failed)
        assert ran.returncode == 0 or is_slow, f"{command}\n{ran.stdout}\n{ran.stderr}"
        return ran.stdout

    def _fill_in(self, command: str) -> str:
        command = re.sub(r"https://(?:staging|headrace)\.example", self.server.url, command)
        command = command.replace("/var/lib/headrace", str(self.server.data))
        command = command.replace(PRINTED_NEXT, NEXT).replace(PRINTED_EARLIER, app.__version__)
        if command.startswith("headrace doctor"):  # a long silence is what takes its time
            command = f"{command.partition(' --quiet')[0]} --quiet 0.5"
        return command


def start_of(folder: Path, new_server: NewServer, version: dict[str, str]) -> HeadraceProcess:
    for name in ("uploads", "media"):
        (folder / name).mkdir(parents=True)
    environ = {"HEADRACE_UPLOADS": str(folder / "uploads"), "HEADRACE_TRUSTED_PROXIES": '["127.0.0.1"]', **version}
    return new_server(folder / "media", data=folder / "data", environ=environ)


def test_the_steps_from_staging_to_production_and_back(
    new_server: NewServer, tmp_path: Path, next_version: dict[str, str]
) -> None:
    with start_of(tmp_path / "staging", new_server, next_version) as server:
        staging = Deployment(server, is_next=True)
        played = [staging.play(command) for command in commands_of("Staging")]
        assert len(played) == 3
        assert all(f"ok      the version ({NEXT})" in output for output in played[1:])
        assert_nothing_is_left(server)

    the_old_way, *steps = commands_of("Production")
    with start_of(tmp_path / "production", new_server, {}) as server:
        production = Deployment(server, is_next=False)
        with pytest.raises(AssertionError, match=f"FAILED  the version: it is {app.__version__} instead of {NEXT}"):
            production.play(commands_of("Staging")[1])
        production.play(the_old_way)
        manifest = make_library(Path(server.roots[0]), 10, 7)
        session_id = server.process_folders(Path(server.roots[0]), enable_nsfw_detection=False)
        deploy(server, next_version)
        assert revision_of(server.data / "headrace.db") == NEXT_REVISION
        assert production.shown_percent() == 0, "the new version begins the old way"
        assert_session_is_whole(server, session_id, manifest)
        for step in steps:
            production.play(step)
        assert [step for step in (the_old_way, *steps) if "rollout" in step] == [
            f"headrace rollout {percent}" for percent in (0, 10, 50, 100)
        ]

        the_rollback, percentage, *rest = commands_of("Going back")
        production.play(the_rollback)
        assert production.play(percentage).strip() == "0"
        (backup,) = server.data.glob("headrace-before-upgrade-*.db")
        with pytest.raises(AssertionError, match=re.escape(str(backup))):
            deploy(server, dict.fromkeys(next_version, ""))
        restore(server, backup)
        server.start()
        (last,) = [production.play(command) for command in rest]
        assert f"ok      the version ({app.__version__})" in last
        assert production.shown_percent() == 0
        assert_session_is_whole(server, session_id, manifest)
        assert_nothing_is_left(server, session_id)


def assert_session_is_whole(server: HeadraceProcess, session_id: str, manifest: Manifest) -> None:
    """The session that was under way when a version was replaced completes, with every file counted once."""
    ended = server.wait_until_over(session_id)
    counted = ended["status"], ended["ledger"]["ok"], ended["ledger"]["failed"], ended["stats"]["keywords_added"]
    assert counted == ("completed", manifest.ok, manifest.failed, manifest.keywords_added)


def assert_nothing_is_left(server: HeadraceProcess, *session_ids: str) -> None:
    """The smoke tests have deleted their sessions and files."""
    with server.client() as client:
        sessions = client.get("/api/ingest/sessions").json()["sessions"]
    assert [session["session_id"] for session in sessions] == list(session_ids)
    assert list(Path(server.environ["HEADRACE_UPLOADS"]).iterdir()) == []


def deploy(server: HeadraceProcess, version: dict[str, str]) -> None:
    """Stop the server and start another version on its data."""
    assert server.stop() == 0
    for name, value in version.items():
        server.environ.pop(name, None)
        if value:
            server.environ[name] = value
    server.start()


def restore(server: HeadraceProcess, backup: Path) -> None:
    """The steps of “Backup”, “SQLite”, “To restore”, while the server is stopped."""
    database = server.data / "headrace.db"
    for suffix in ("-wal", "-shm"):
        Path(f"{database}{suffix}").unlink(missing_ok=True)
    os.unlink(database)
    shutil.copy(backup, database)
