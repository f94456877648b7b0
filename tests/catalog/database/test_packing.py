"""The blocks that earlier programs left unpacked are packed by the upgrade, in steps, and come back unchanged."""

from __future__ import annotations

import subprocess
import sys

import pytest
from alembic import command
from sqlalchemy import Engine, func, insert, inspect, select

from app.catalog import Catalog
from app.catalog.database.engines import create_write_engine, parse_url
from app.catalog.database.migrate import alembic_config
from app.catalog.database.schema import findings, packed_blocks
from app.catalog.findings.blocks import blocks_of
from app.domain.findings.columns import columns_of
from app.domain.findings.packed_blocks import pack_blocks
from app.domain.report import Block
from app.ingest.reparse import reparse_all
from tests.catalog.database.test_upgrades import finding_blocks
from tests.catalog.support import full_report
from tests.support.waiting import wait_until

pytest_plugins = ["tests.catalog.fixtures"]

ADDED_LATER = {"content_identifier", "pixels_read"}
"""Columns of a finding that revision 0012 does not have."""

FINDINGS = 1_100
"""More than two batches."""
ODD = (
    Block("png:a", "NUL \0, ESC \x1b, 猫🐟"),
    Block("png:lone", "\ud83d\ude00 \udc80"),
    Block('"\n', ""),
    Block("b", "\n"),
)


@pytest.fixture
def earlier(catalog_url: str) -> str:
    """The URL of a database at revision 0012 with unpacked blocks of many findings; some are packed already."""
    writing = create_write_engine(parse_url(catalog_url))
    with writing.begin() as connection:
        command.upgrade(alembic_config(connection), "0012")
        report = full_report("/media/a.png")
        values = {name: value for name, value in columns_of(report).items() if name not in ADDED_LATER}
        rows = [values | {"size": number, "is_nsfw": False} for number in range(FINDINGS)]
        connection.execute(insert(findings), rows)
        ids = connection.execute(select(findings.c.id).order_by(findings.c.id)).scalars().all()
        blocks = {finding_id: (*ODD, Block("number", str(finding_id))) for finding_id in ids}
        unpacked = [
            {"finding_id": finding_id, "position": position, "name": block.name, "text": block.text}
            for finding_id in ids
            for position, block in enumerate(blocks[finding_id])
            if finding_id % 10
        ]
        connection.execute(insert(finding_blocks), unpacked)
        # Packed by a program that stopped before it removed the unpacked rows, or long ago.
        packed = [finding_id for finding_id in ids if finding_id % 10 < 2]
        rows = [{"finding_id": finding_id, "data": pack_blocks(blocks[finding_id])} for finding_id in packed]
        connection.execute(insert(packed_blocks), rows)
    writing.dispose()
    return catalog_url


def assert_all_packed(url: str, engine: Engine) -> None:
    catalog = Catalog(url)
    assert not inspect(engine).has_table("finding_blocks")
    with engine.connect() as connection:
        ids = connection.execute(select(findings.c.id)).scalars().all()
        assert len(ids) == FINDINGS
        for finding_id in ids:
            assert blocks_of(connection, finding_id) == (*ODD, Block("number", str(finding_id)))
    assert catalog.findings.count().result() == FINDINGS
    assert reparse_all(catalog, lambda _: None, dry_run=True).read == FINDINGS
    catalog.close()


@pytest.mark.slow
def test_an_upgrade_packs_all_blocks(earlier: str, engine: Engine) -> None:
    assert_all_packed(earlier, engine)


def count_unpacked(engine: Engine) -> int:
    with engine.connect() as connection:
        if not inspect(connection).has_table("finding_blocks"):
            return 0
        return connection.execute(select(func.count(finding_blocks.c.finding_id.distinct()))).scalar_one()


@pytest.mark.slow
def test_an_upgrade_that_is_killed_continues_where_it_stopped(earlier: str, engine: Engine) -> None:
    before = count_unpacked(engine)
    program = f"""
import time
from app.domain.findings import packed_blocks
pack = packed_blocks.pack_blocks
def slowly(blocks):
    time.sleep(0.002)
    return pack(blocks)
packed_blocks.pack_blocks = slowly
from app.catalog import Catalog
Catalog({earlier!r})
"""
    upgrading = subprocess.Popen([sys.executable, "-c", program])
    wait_until(lambda: count_unpacked(engine), "the first batch is packed", holds=lambda left: left < before)
    upgrading.kill()
    upgrading.wait()
    assert 0 < count_unpacked(engine) < before
    assert_all_packed(earlier, engine)
