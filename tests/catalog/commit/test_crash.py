"""`kill -9` at any moment: durable writes are there, no others are there in part, and work can continue."""

from __future__ import annotations

import subprocess
import sys

import pytest
from sqlalchemy import Engine, text

from app.catalog import Catalog
from app.domain.progress import Outcome, Status
from tests.catalog.crasher import FILES, SESSION
from tests.catalog.support import PARAMETERS, commit, discovered, names, ready_session, row_counts

pytest_plugins = ["tests.catalog.fixtures"]
pytestmark = pytest.mark.slow

PER_FILE = {"findings": 1, "finding_keywords": 3, "packed_blocks": 1, "thumbnails": 1}


def run_and_kill(url: str, work: str, *, after_lines: int) -> list[str]:
    """Kill the crasher after it has printed `after_lines` lines, and return all lines that it printed."""
    command = [sys.executable, "-m", "tests.catalog.crasher", url, work]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = [line for _, line in zip(range(after_lines), process.stdout, strict=False)]
        process.kill()
        said += process.stdout.readlines()
    whole = [line.strip() for line in said if line.endswith("\n")]
    assert "ready" in whole
    return whole


def create_session(url: str) -> None:
    catalog = Catalog(url)
    catalog.sessions.create(SESSION, PARAMETERS, 1_000.0).result()
    catalog.close()


@pytest.mark.parametrize("after_lines", [1, 60, 210])
def test_a_kill_while_staging_keeps_every_promise_and_no_half_file(
    catalog_url: str, engine: Engine, after_lines: int
) -> None:
    create_session(catalog_url)
    said = run_and_kill(catalog_url, "stage", after_lines=after_lines)
    promised = {int(line.split()[1]) for line in said if line.startswith("staged")}

    catalog = Catalog(catalog_url)
    staged = {file.file_id for file in catalog.staging.iterate(SESSION) if file.outcome is Outcome.OK}
    assert promised <= staged
    _assert_whole(catalog, engine, len(staged))

    catalog.staging.add_discovered(SESSION, discovered(*names(FILES)), skip_existing=True).result()
    catalog.close()
    run_and_kill(catalog_url, "stage", after_lines=10**6)  # to its end
    catalog = Catalog(catalog_url)
    _assert_whole(catalog, engine, FILES)
    catalog.close()


def _assert_whole(catalog: Catalog, engine: Engine, staged: int) -> None:
    """Check that exactly the rows of `staged` files exist, and that the counters agree."""
    with engine.connect() as connection:
        rows = row_counts(connection)
    assert {table: rows.get(table, 0) for table in PER_FILE} == {table: n * staged for table, n in PER_FILE.items()}
    progress = catalog.sessions.progress(SESSION).result()
    assert progress is not None
    assert progress.ledger.discovered in (0, FILES)
    assert (progress.ledger.ok, progress.counters.processed_files) == (staged, staged)
    assert progress.counters.keywords_added == 3 * staged


@pytest.mark.parametrize("after_lines", [2, 15, 33])
def test_a_kill_while_committing_leaves_all_of_it_or_nothing(
    catalog_url: str, engine: Engine, after_lines: int
) -> None:
    catalog = Catalog(catalog_url)
    ready_session(catalog, SESSION, discovered(*names(FILES)))
    catalog.sessions.set_status(SESSION, Status.COMMITTING).result()
    catalog.close()
    said = run_and_kill(catalog_url, "commit", after_lines=after_lines)

    catalog = Catalog(catalog_url)
    row = catalog.sessions.row(SESSION).result()
    assert row is not None
    assert (row.status, catalog.library.count().result()) in [(Status.COMMITTING, 0), (Status.COMMITTED, FILES)]
    assert row.status is Status.COMMITTED or "committed" not in said
    assert commit(catalog, SESSION) in [(FILES, 0, FILES), (0, 0, FILES)]
    assert catalog.library.count().result() == FILES
    assert catalog.commits.undo(SESSION).result().removed == FILES
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM commit_entries")).scalar_one() == 0
    catalog.close()
