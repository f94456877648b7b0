"""The catalog notices when its SQLite files are moved, replaced or overwritten, and writes nothing that is lost."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry
from sqlalchemy import Engine, event

from app.catalog import (
    Catalog,
    CatalogUnavailableError,
    DatabaseDamagedError,
    DatabaseFileError,
    back_up,
    require_undamaged,
)
from app.catalog.database.database import Write
from tests.catalog.support import PARAMETERS, commit, discovered, names, ready_session, start_session

PAGE = 4096


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "catalog.db"


@pytest.fixture
def url(path: Path) -> str:
    return f"sqlite:///{path}"


@pytest.fixture
def catalog(url: str) -> Iterator[Catalog]:
    with closing(Catalog(url)) as opened:
        yield opened


@pytest.fixture
def aside(tmp_path: Path) -> Path:
    return tmp_path / "aside"


def create(catalog: Catalog, session_id: str) -> Write[None]:
    return catalog.sessions.create(session_id, PARAMETERS, 1.0)


def sessions_in(path: Path) -> set[str]:
    """Return the ids of the sessions that another program finds in the file."""
    with closing(sqlite3.connect(path)) as connection:
        return {row[0] for row in connection.execute("SELECT session_id FROM sessions")}


def assert_unusable(catalog: Catalog, match: str, error: type[Exception] = CatalogUnavailableError) -> None:
    with pytest.raises(error, match=match):
        catalog.check()
    with pytest.raises(error, match=match):
        create(catalog, "refused").result()
    with pytest.raises(error, match=match):
        catalog.sessions.row("refused").result()


def assert_usable(catalog: Catalog, path: Path) -> None:
    catalog.check()
    create(catalog, "accepted").result()
    assert "accepted" in sessions_in(path)
    assert "refused" not in sessions_in(path)


@pytest.mark.parametrize("suffix", ["", "-wal", "-shm"])
def test_work_stops_while_a_file_is_away_and_goes_on_when_it_is_back(
    catalog: Catalog, path: Path, aside: Path, suffix: str
) -> None:
    file = Path(f"{path}{suffix}")
    file.rename(aside)
    assert_unusable(catalog, f"{file.name}.* was moved or (deleted|replaced)")
    # SQLite itself makes a new log for a new connection; that connection is refused, too.
    assert suffix == "-wal" or not file.exists(), "no empty file is created in its place"
    aside.rename(file)
    assert_usable(catalog, path)


def test_metrics_say_that_a_database_is_away(url: str, path: Path, aside: Path) -> None:
    registry = CollectorRegistry()
    with closing(Catalog(url, registry)) as catalog:
        create(catalog, "first").result()
        catalog.check()
        read = registry.get_sample_value
        assert read("headrace_database_up") == 1
        changes, writes = read("headrace_database_changes_total"), read("headrace_database_write_seconds_count")
        assert changes and writes and changes >= writes, "several changes may share one transaction"
        assert read("headrace_database_read_seconds_count") == 1
        assert (read("headrace_database_size_bytes") or 0) >= path.stat().st_size
        path.rename(aside)
        assert_unusable(catalog, "was moved or deleted")
        assert read("headrace_database_up") == 0
        assert read("headrace_database_failures_total", {"kind": "write"})
        assert read("headrace_database_failures_total", {"kind": "read"})
        assert read("headrace_database_changes_total") == changes
        aside.rename(path)
        catalog.check()
        assert read("headrace_database_up") == 1


def test_another_database_in_the_place_of_the_first_is_not_written_into(
    catalog: Catalog, path: Path, aside: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.db"
    Catalog(f"sqlite:///{other}").close()
    before = other.read_bytes()
    path.rename(aside)
    other.rename(path)
    assert_unusable(catalog, "another file is at ")
    assert path.read_bytes() == before
    path.unlink()
    aside.rename(path)
    assert_usable(catalog, path)


def test_a_copy_of_the_database_is_another_database(catalog: Catalog, path: Path, aside: Path) -> None:
    path.rename(aside)
    shutil.copy2(aside, path)
    assert_unusable(catalog, "another file is at ")


@pytest.mark.parametrize("suffix", ["-wal", "-shm"])
def test_a_lost_log_loses_nothing_after_a_stop(url: str, path: Path, suffix: str) -> None:
    with closing(Catalog(url)) as catalog:
        create(catalog, "before").result()
        Path(f"{path}{suffix}").unlink()
        assert_unusable(catalog, suffix)
    assert sessions_in(path) == {"before"}


@pytest.mark.slow
def test_a_lost_log_that_was_noticed_loses_nothing_after_a_kill(path: Path, tmp_path: Path) -> None:
    """The log is deleted by hand; a server that has noticed has copied what it held into the database."""
    script = f"""
import os, sys
from app.catalog import Catalog, CatalogUnavailableError
from tests.catalog.support import PARAMETERS
catalog = Catalog("sqlite:///{path}")
catalog.sessions.create("before", PARAMETERS, 1.0).result()
os.unlink("{path}-wal")
try:
    catalog.check()
except CatalogUnavailableError:
    os.kill(os.getpid(), 9)
"""
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == -9
    copy = tmp_path / "copy.db"
    shutil.copy(path, copy)
    assert sessions_in(copy) == {"before"}


def _at_commit(engine: Engine, act: Callable[[], object]) -> None:
    """Call `act` once, after the last look before COMMIT."""
    event.listen(engine, "commit", lambda _: act(), once=True)


@pytest.mark.parametrize("suffix", ["", "-wal"])
def test_a_commit_is_not_reported_when_the_file_vanished_during_it(
    catalog: Catalog, path: Path, aside: Path, suffix: str
) -> None:
    file = Path(f"{path}{suffix}")
    ready_session(catalog, "s", discovered("a.png"))
    _at_commit(catalog._database._write_engine, lambda: file.rename(aside))
    with pytest.raises(CatalogUnavailableError, match=r"was moved or (deleted|replaced)"):
        commit(catalog, "s")
    aside.rename(file)
    row = catalog.sessions.row("s").result()
    assert row is not None
    assert (row.status, row.committed) == ("committed", 1), "the same file came back, with the commit"


def test_a_transaction_is_rolled_back_when_the_file_vanishes_before_its_commit(
    catalog: Catalog, path: Path, aside: Path
) -> None:
    def take_away(*_: object) -> None:
        if path.exists():
            path.rename(aside)

    ready_session(catalog, "s", discovered("a.png"))
    with pytest.raises(CatalogUnavailableError, match=r"was moved or (deleted|replaced)"):
        catalog.commits.commit("s", take_away).result()
    aside.rename(path)
    assert catalog.library.count().result() == 0
    assert commit(catalog, "s") == (1, 0, 1)


def write_log_into_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def test_a_file_that_was_cut_stays_refused(catalog: Catalog, path: Path) -> None:
    write_log_into_database(path)
    catalog.check()
    size = path.stat().st_size
    os.truncate(path, PAGE)
    assert_unusable(catalog, "was truncated from", DatabaseDamagedError)
    os.truncate(path, size)
    assert_unusable(catalog, "was truncated from", DatabaseDamagedError)


def test_a_vacuum_by_another_program_is_no_damage(catalog: Catalog, path: Path) -> None:
    start_session(catalog, "s", discovered(*names(3_000)))
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        catalog.check()
        before = path.stat().st_size
        other.execute("DELETE FROM staged_files")
        other.execute("VACUUM")
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert path.stat().st_size < before
    assert_usable(catalog, path)


def test_a_backup_that_is_copied_over_the_open_file_is_noticed(
    catalog: Catalog, url: str, path: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.db"
    Catalog(f"sqlite:///{other}").close()
    with other.open("rb") as source, path.open("rb+") as target:
        shutil.copyfileobj(source, target)
    with pytest.raises(DatabaseDamagedError, match="overwritten with another database"):
        catalog.check()
    assert_unusable(catalog, "overwritten with another database", DatabaseDamagedError)


def test_a_file_that_was_overwritten_with_something_else_is_noticed(catalog: Catalog, path: Path) -> None:
    with path.open("rb+") as file:
        file.write(b"\0" * PAGE)
    with pytest.raises(DatabaseDamagedError, match="is no longer an SQLite database"):
        catalog.check()
    assert_unusable(catalog, "is no longer an SQLite database", DatabaseDamagedError)


def damage_table(path: Path, table: str) -> None:
    """Overwrite the first page of a table of a closed database."""
    with closing(sqlite3.connect(path)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", [table]).fetchone()
    with path.open("rb+") as file:
        file.seek((page - 1) * PAGE)
        file.write(b"\xff" * PAGE)


def test_damage_that_a_query_meets_ends_all_work(url: str, path: Path) -> None:
    with closing(Catalog(url)) as catalog:
        start_session(catalog, "s", discovered("a.png"))
    damage_table(path, "staged_files")
    with closing(Catalog(url)) as catalog:
        catalog.check()
        with pytest.raises(DatabaseDamagedError, match="the database is damaged"):
            catalog.staging.pending("s", limit=10).result()
        assert_unusable(catalog, "the database is damaged", DatabaseDamagedError)


def test_a_start_finds_damage(url: str, path: Path) -> None:
    require_undamaged(url, 10)
    Catalog(url).close()
    require_undamaged(url, 10)
    damage_table(path, "commits")
    with pytest.raises(DatabaseDamagedError, match="the database is damaged"):
        require_undamaged(url, 10)


def test_damage_of_the_last_page_is_found(url: str, path: Path) -> None:
    Catalog(url).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE large (row)")
        connection.executemany("INSERT INTO large VALUES (?)", ((b"x" * 400,) for _ in range(100_000)))
        connection.commit()
    with path.open("rb+") as file:
        file.seek(-4_096, os.SEEK_END)
        file.write(b"\xff" * 4_096)  # the last of ten thousand pages
    with pytest.raises(DatabaseDamagedError, match="the database is damaged"):
        require_undamaged(url, 60)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: path.touch(), r"is empty \(0 bytes\)"),
        (lambda path: path.mkdir(), "is a folder"),
        (lambda path: Path(f"{path}-wal").write_bytes(b"log"), "is missing, but its write-ahead log"),
    ],
    ids=["empty file", "folder", "log without database"],
)
def test_what_is_no_database_is_not_opened(url: str, path: Path, make: Callable[[Path], object], message: str) -> None:
    path.parent.mkdir()
    make(path)
    before = sorted(path.parent.iterdir())
    with pytest.raises(DatabaseFileError, match=message):
        Catalog(url)
    assert sorted(path.parent.iterdir()) == before


def leave_log(path: Path) -> None:
    """Write into the database in a process that is killed, so that its log stays."""
    script = f"""
import os
from app.catalog import Catalog
from tests.catalog.support import discovered, names, start_session
start_session(Catalog("sqlite:///{path}"), "killed", discovered(*names(2_000)))
os.kill(os.getpid(), 9)
"""
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == -9
    assert Path(f"{path}-wal").stat().st_size > 0


@pytest.mark.slow
@pytest.mark.parametrize("is_backup", [True, False], ids=["a backup", "another database"])
def test_a_log_that_another_database_left_is_not_mixed_into_this_one(
    url: str, path: Path, tmp_path: Path, *, is_backup: bool
) -> None:
    with closing(Catalog(url)) as catalog:
        create(catalog, "before").result()
    other, other_url = tmp_path / "other.db", f"sqlite:///{tmp_path}/other.db"
    if is_backup:
        back_up(url, other)
    else:
        Catalog(other_url).close()
    before = other.read_bytes()
    leave_log(path)
    other.replace(path)
    with pytest.raises(DatabaseFileError, match="belongs to another database"):
        require_undamaged(url, 1)
    with pytest.raises(DatabaseFileError, match="belongs to another database"):
        Catalog(url)
    assert path.read_bytes() == before
    for suffix in ("-wal", "-shm"):  # as the message says
        Path(f"{path}{suffix}").unlink()
    with closing(Catalog(url)) as catalog:
        assert len(catalog.sessions.page(10).result().rows) == is_backup


def test_the_log_of_a_killed_program_is_used(url: str, path: Path) -> None:
    Catalog(url).close()
    leave_log(path)
    with closing(Catalog(url)) as catalog:
        progress = catalog.sessions.progress("killed").result()
    assert progress is not None
    assert progress.ledger.discovered == 2_000


@pytest.mark.slow
def test_the_log_of_a_killed_program_is_used_by_a_database_of_an_older_version(url: str, path: Path) -> None:
    Catalog(url).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 0")
    leave_log(path)
    with closing(Catalog(url)) as catalog:
        assert catalog.sessions.progress("killed").result() is not None


def test_a_connection_that_breaks_leaves_the_log_in_its_place(catalog: Catalog, path: Path) -> None:
    """SQLite deletes the log when the last connection closes, and a pool may close its only one at any time."""
    catalog._database._write_engine.dispose()
    catalog._database.read_engine.dispose()
    assert_usable(catalog, path)


def test_the_lock_of_another_program_survives_a_look_at_the_file(catalog: Catalog, path: Path) -> None:
    """A process that closes a descriptor of a file loses its POSIX locks on it; the server must not lose its own."""
    create(catalog, "s").result()
    catalog.check()
    script = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "c.execute('SELECT 1 FROM sqlite_master').fetchall(); c.close()"
    )
    subprocess.run([sys.executable, "-c", script, str(path)], check=True)
    assert Path(f"{path}-wal").exists()
    assert_usable(catalog, path)
