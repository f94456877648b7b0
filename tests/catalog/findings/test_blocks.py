"""Raw blocks are stored once and compressed, and come back unchanged."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import blake2b

import pytest
from sqlalchemy import Engine, Float, func, select

from app.catalog import Catalog
from app.catalog.database.schema import findings, packed_blocks
from app.catalog.findings.blocks import blocks_of
from app.domain.findings.columns import columns_of
from app.domain.findings.digest import FLOATS, digest_of
from app.domain.report import Block
from tests.catalog.support import discovered, full_report, stage, start_session
from tests.support.waiting import wait_until

pytest_plugins = ["tests.catalog.fixtures"]

ODD = (
    Block("png:a", "NUL \0, ESC \x1b, 猫🐟"),
    Block("png:lone", "\ud83d\ude00 \udc80"),
    Block('"\n', ""),
    Block("b", "\n"),
)


def finding_ids(engine: Engine) -> list[int]:
    with engine.connect() as connection:
        return list(connection.execute(select(findings.c.id).order_by(findings.c.id)).scalars())


def test_any_text_comes_back_as_it_was(catalog: Catalog) -> None:
    start_session(catalog, "s", discovered("a.png"))
    stage(catalog, "s", replace(full_report("/media/a.png"), blocks=ODD))
    (staged,) = catalog.staging.iterate("s")
    assert catalog.staging.blocks(staged.file_id).result() == ODD


def test_a_text_that_repeats_itself_takes_no_more_than_in_the_file(catalog: Catalog, engine: Engine) -> None:
    start_session(catalog, "s", discovered("a.png"))
    blocks = (Block("png:parameters", "a cat, " * 500_000), Block("png:workflow", "{}"))
    stage(catalog, "s", replace(full_report("/media/a.png"), blocks=blocks))
    with engine.connect() as connection:
        assert connection.execute(select(func.length(packed_blocks.c.data))).scalar_one() < 40_000
        assert blocks_of(connection, finding_ids(engine)[0]) == blocks


def test_blocks_go_with_their_finding(catalog: Catalog, engine: Engine) -> None:
    start_session(catalog, "s", discovered("a.png"))
    stage(catalog, "s", full_report("/media/a.png"))
    catalog.sessions.delete("s").result()

    def count() -> int:
        with engine.connect() as connection:
            return connection.execute(select(func.count()).select_from(packed_blocks)).scalar_one()

    wait_until(count, "the blocks of the deleted session are gone", holds=lambda rows: not rows)


@pytest.mark.parametrize("blocks", [(), ODD[:1], (*ODD, Block("c", "c"))])
def test_a_fingerprint_is_that_of_earlier_programs(blocks: tuple[Block, ...]) -> None:
    report = replace(full_report("/media/a.png"), blocks=blocks)
    columns = columns_of(report)
    later = ("provenance", "content_identifier", "pixels_read")
    values = {name: value for name, value in columns.items() if name not in later}
    document = json.dumps([values, True, report.keywords, [(block.name, block.text) for block in blocks]])
    assert (
        digest_of(columns, report.keywords, blocks, is_nsfw=True) == blake2b(document.encode(), digest_size=16).digest()
    )


def test_the_fingerprint_knows_which_columns_hold_floats() -> None:
    assert {column.name for column in findings.c if isinstance(column.type, Float)} == set(FLOATS)
