"""docs/FORMATS.md states exactly what the parsers read, and the corpus shows every line of its table."""

from __future__ import annotations

from fnmatch import fnmatch

import pytest

from app.readers.generation.formats import PLACES, formats_table, name_place
from app.readers.generation.generation_builder import FIELDS
from app.readers.generation.registry import TOOLS, Tool
from tests.readers.carriers import containers_table
from tests.readers.generation.support import Sample, corpus, found
from tests.support.docs import printed_part
from tests.support.paths import REPOSITORY

PAGE = REPOSITORY / "docs" / "FORMATS.md"
REMAKE = 'python -c "from app.readers.generation.formats import formats_table; print(formats_table())"'


def test_the_table_in_the_documentation_is_the_one_the_code_gives() -> None:
    assert formats_table() in PAGE.read_text("utf-8"), f"put the output of {REMAKE} into docs/FORMATS.md"


def test_the_table_of_containers_in_the_documentation_is_the_one_that_is_tested() -> None:
    assert printed_part("FORMATS.md") == containers_table(), "print it anew: python -m tests.support.docs"


def test_the_documentation_names_every_parser() -> None:
    page = PAGE.read_text("utf-8")
    assert [tool.parser for tool in TOOLS if f"`{tool.parser}`" not in page] == []


@pytest.mark.parametrize("sample", corpus(), ids=lambda sample: f"{sample.tool}-{sample.blocks[0].name}")
def test_every_sample_of_the_corpus_is_read_exactly(sample: Sample) -> None:
    finding = found(sample.blocks)
    assert finding.generation == sample.expected


@pytest.mark.parametrize("sample", corpus(), ids=lambda sample: f"{sample.tool}-{sample.blocks[0].name}")
def test_every_found_value_says_which_block_parser_and_version_it_came_from(sample: Sample) -> None:
    finding = found(sample.blocks)
    generation = finding.generation
    there = [f"generation.{name}" for name in FIELDS if getattr(generation, name) not in (None, ())]
    assert [name for name in finding.provenance if name != "keywords"] == there
    names, parsers = {block.name for block in sample.blocks}, {f"{tool.parser} {tool.version}" for tool in TOOLS}
    for origin in finding.provenance.values():
        block, parser = origin.split(" / ")
        assert block in names
        assert parser in parsers


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)
def test_a_tools_samples_show_all_its_fields_and_no_others(tool: Tool) -> None:
    shown = {
        name
        for sample in corpus()
        if sample.parser == tool.parser
        for name in FIELDS
        if getattr(sample.expected, name) not in (None, ())
    }
    assert shown == set(tool.fields)


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)
def test_every_block_that_a_tool_is_read_from_has_a_place_in_the_table(tool: Tool) -> None:
    assert {name_place(block) for block in tool.blocks} <= {place for _, place in PLACES}


@pytest.mark.parametrize(
    ("block", "place"),
    [
        ("png:x:y", "PNG text"),
        ("sidecar:xmp", "sidecar file"),
        ("xmp", "XMP"),
        ("iptc", "IPTC"),
        ("new:x", "new"),
        ("", ""),
    ],
)
def test_every_block_has_a_place_in_words(block: str, place: str) -> None:
    assert name_place(block) == place


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)
def test_a_tools_samples_stand_in_every_place_it_is_read_from(tool: Tool) -> None:
    shown = {name_place(block.name) for sample in corpus() if sample.parser == tool.parser for block in sample.blocks}
    assert shown == {name_place(block) for block in tool.blocks}


def test_no_tool_reads_a_block_it_does_not_list() -> None:
    for sample in corpus():
        listed = {block for tool in TOOLS if tool.parser == sample.parser for block in tool.blocks}
        assert any(fnmatch(block.name, pattern) for block in sample.blocks for pattern in listed)
