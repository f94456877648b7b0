"""Databases of earlier programs, with a user's data, are upgraded to the current schema without loss.

`tests/catalog/databases` has one for each revision that a user may have; `tests/catalog/kept_databases.py` creates it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Column, Connection, Engine, Integer, MetaData, Table, create_engine, select, text

from app.catalog import Catalog
from app.catalog.database.column_types import UntrustedText
from app.catalog.database.engines import create_write_engine, parse_url
from app.catalog.database.migrate import alembic_config
from app.catalog.findings.blocks import blocks_of
from app.domain.report import Block
from tests.catalog.kept_databases import FOLDER, revision_of, unpack
from tests.faults.invariant import columns_of, content_of, differences
from tests.support.postgres import Postgres
from tests.support.server import DATABASES, NewServer
from tests.support.waiting import wait_until

KEPT = {file.name.removesuffix(".db.gz"): file for file in sorted(FOLDER.glob("*.db.gz"))}
"""The saved databases, by revision."""

NOT_COPIED = ("alembic_version", "search_")
"""Prefixes of tables that are not copied. Triggers fill the search index as rows of the library are copied."""


finding_blocks = Table(
    "finding_blocks",
    MetaData(),
    Column("finding_id", Integer, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("name", UntrustedText),
    Column("text", UntrustedText),
)
"""As programs before revision 0011 stored blocks, and later ones left them until there was time to pack them."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A database of an earlier program, and the settings of a server that continues with it."""

    url: str
    data: Path
    environ: dict[str, str]


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """`sqlite` or `postgresql`."""
    assert isinstance(request.param, str)
    return request.param


@pytest.fixture(scope="module")
def on_postgresql(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Postgres, str], str]:
    """Returns the URL of a PostgreSQL database of a revision, a copy of one that is made once."""
    made: dict[str, str] = {}

    def copy(postgres: Postgres, revision: str) -> str:
        if revision not in made:
            file = tmp_path_factory.mktemp(revision) / "headrace.db"
            unpack(KEPT[revision], file)
            made[revision] = postgres.new_database()
            _copy_to_postgresql(file, made[revision], revision=revision)
        return postgres.copy(made[revision])

    return copy


@pytest.fixture(params=KEPT)
def kept(
    request: pytest.FixtureRequest, database: str, on_postgresql: Callable[[Postgres, str], str], tmp_path: Path
) -> Kept:
    """On SQLite the saved file; on PostgreSQL its rows, in a database of the same revision."""
    revision: str = request.param
    data = tmp_path / "data"
    data.mkdir()
    if database == "postgresql":
        url = on_postgresql(request.getfixturevalue("postgres"), revision)
        return Kept(url, data, {"HEADRACE_DATABASE_URL": url})
    unpack(KEPT[revision], data / "headrace.db")
    return Kept(f"sqlite:///{data}/headrace.db", data, {})


def _copy_to_postgresql(file: Path, url: str, *, revision: str) -> None:
    source, target = create_engine(f"sqlite:///{file}"), create_write_engine(parse_url(url))
    with source.connect() as old, target.begin() as new:
        command.upgrade(alembic_config(new), revision)
        there, here = MetaData(), MetaData()
        there.reflect(old)
        here.reflect(new)
        for table in here.sorted_tables:
            if table.name.startswith(NOT_COPIED):
                continue
            rows = [dict(row) for row in old.execute(there.tables[table.name].select()).mappings()]
            if rows:
                new.execute(table.insert(), rows)
            if "id" in table.columns:
                _count_on(new, table.name)
    source.dispose()
    target.dispose()


def _count_on(connection: Connection, table: str) -> None:
    connection.execute(
        text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT coalesce(max(id), 0) + 1 FROM {table}))")
    )


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection")
@pytest.mark.parametrize("database", DATABASES, indirect=True)
def test_an_upgrade_loses_nothing(kept: Kept) -> None:
    outside: Engine = create_engine(kept.url)
    known = columns_of(outside)
    blocks = _read_blocks(outside) if "finding_blocks" in known else {}
    known.pop("finding_blocks", None)  # compared below, as the blocks that it holds
    before = content_of(outside, known)
    outside.dispose()
    Catalog(kept.url).close()
    after = content_of(outside, known)
    assert "finding_blocks" not in columns_of(outside)
    with outside.connect() as connection:
        assert {finding_id: blocks_of(connection, finding_id) for finding_id in blocks} == blocks
    outside.dispose()
    assert all(before[table] for table in ("sessions", "staged_files", "findings", "library_files", "commits"))
    assert differences(before, after) == []


def _read_blocks(engine: Engine) -> dict[int, tuple[Block, ...]]:
    """Return the blocks by the id of their finding, as programs before revision 0011 stored them."""
    rows = select(finding_blocks).order_by(finding_blocks.c.finding_id, finding_blocks.c.position)
    with engine.connect() as connection:
        groups = groupby(connection.execute(rows), lambda row: row.finding_id)
        return {finding_id: tuple(Block(row.name, row.text) for row in group) for finding_id, group in groups}


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection")
@pytest.mark.parametrize("database", DATABASES, indirect=True)
def test_a_server_goes_on_with_the_database_of_an_earlier_program(
    kept: Kept, new_server: NewServer, tmp_path: Path
) -> None:
    media = tmp_path / "media"
    media.mkdir()
    with (
        new_server(media, data=kept.data, environ=kept.environ) as server,
        server.client() as client,
    ):
        # The one that was paused is outside of the new media root, so it may not go on; it ends when it is resumed.
        by_status = wait_until(
            lambda: {one["status"]: one for one in client.get("/api/ingest/sessions").json()["sessions"]},
            "the session outside of the media roots has ended",
            holds=lambda sessions: set(sessions) == {"error", "completed", "undone", "committed"},
        )
        waiting = by_status["completed"]["session_id"]
        assert server.commit(waiting)["commit"]["committed"] == by_status["completed"]["ledger"]["ok"] > 0
        undone = client.post(f"/api/ingest/undo/{waiting}").json()
        assert undone["removed"] + undone["restored"] == by_status["completed"]["ledger"]["ok"]
        files = client.get(f"/api/ingest/session/{waiting}/files", params={"outcome": "ok"}).json()["files"]
        assert client.get(files[0]["thumbnail"]).status_code == 200
        for session in by_status.values():
            report = client.get(f"/api/ingest/report/{session['session_id']}", params={"format": "json"}).json()
            assert len(report["files"]) == session["ledger"]["discovered"]
        library = by_status["committed"]["session_id"]
        assert client.post(f"/api/ingest/undo/{library}").json()["removed"] == by_status["committed"]["ledger"]["ok"]
        assert client.delete(f"/api/ingest/session/{by_status['error']['session_id']}").status_code == 200


def test_a_kept_database_says_the_revision_it_is_named_after(tmp_path: Path) -> None:
    for revision, file in KEPT.items():
        unpack(file, tmp_path / f"{revision}.db")
        assert revision_of(tmp_path / f"{revision}.db") == revision
    assert KEPT
