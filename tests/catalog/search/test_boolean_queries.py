"""Boolean queries over fields and words find exactly what a look at every file finds, on both databases."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from app.catalog import Catalog, LibraryQuery, LibrarySort
from app.catalog.search.columns import search as search_module
from app.catalog.search.columns import texts as texts_module
from app.catalog.search.tokenizer import MAX_TERMS
from tests.catalog.search.naive import LEAVES, NaiveScan, is_included, make_query
from tests.catalog.search.support import COLLECTIONS, all_pages, fill, fill_collections, made_up_reports

pytest_plugins = ["tests.catalog.fixtures"]

FILES = 150
QUERIES = 200
SORTS: tuple[LibrarySort, ...] = ("added", "captured", "score", "size", "path")


@pytest.fixture(scope="module")
def filled(shared_catalog: Catalog) -> Catalog:
    fill(shared_catalog, FILES)
    fill_collections(shared_catalog)
    return shared_catalog


@pytest.fixture(scope="module")
def scan(filled: Catalog) -> NaiveScan:
    return NaiveScan(filled.library.page(limit=200).result(), made_up_reports(FILES))


@pytest.fixture(params=["a large library", "a small library"])
def _ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Test texts of files as if there were a million of them."""
    if request.param == "a large library":
        monkeypatch.setattr(texts_module, "FEW", 3)
        monkeypatch.setattr(texts_module, "MASKS_KEPT", 0)
        monkeypatch.setattr(search_module, "TEXT_TESTS", 40)
        monkeypatch.setattr(search_module, "FIRST_TESTS", 5)


@pytest.mark.parametrize("leaf", LEAVES)
def test_each_word_and_field_finds_what_looking_at_every_file_finds(
    filled: Catalog, scan: NaiveScan, leaf: str
) -> None:
    query = LibraryQuery(leaf)
    expected = [file.file_id for file in scan.find(query)]
    assert 0 <= len(expected) <= FILES
    assert [file.file_id for file in all_pages(filled, query)] == expected


@pytest.mark.slow
@pytest.mark.usefixtures("_ways")
def test_random_boolean_queries_find_what_looking_at_every_file_finds(filled: Catalog, scan: NaiveScan) -> None:
    dice, found = random.Random(7), set()
    for number in range(QUERIES):
        words = make_query(dice)
        collection = dice.choice((None, None, None, 1, 2, 4, 5))
        query = LibraryQuery(
            words,
            collection=collection,
            sort="collection" if collection and dice.random() < 0.3 else SORTS[number % len(SORTS)],
            order="asc" if number % 2 else "desc",
            limit=dice.choice((11, 60)),
            nsfw=dice.choice((None, None, False)),
            score_from=dice.choice((None, None, 0)),
        )
        expected = [file.file_id for file in scan.find(query)]
        first = filled.search.page(query).result()
        assert [file.file_id for file in all_pages(filled, query)] == expected, words
        assert list(filled.search.order(query).result().ids) == expected, words
        assert filled.search.facets(query).result().files == len(expected), words
        assert first.total == len(expected) if first.is_total_exact else (first.total or 0) < len(expected), words
        found.add(len(expected))
    assert len(found) > 40, "the queries are not different enough"


def test_a_tree_of_many_terms_is_answered(filled: Catalog, scan: NaiveScan) -> None:
    words = " OR ".join(f"(cat steps:{number})" for number in range(MAX_TERMS - 1))
    query = LibraryQuery(words)
    assert [file.file_id for file in all_pages(filled, query)] == [file.file_id for file in scan.find(query)]


def test_facets_count_what_matches(filled: Catalog, scan: NaiveScan) -> None:
    for words in ("", "steps:20", "cat", "(sampler:euler* OR rating:>0) -neon", "nsfw:yes kind:video"):
        query = LibraryQuery(words)
        files, facets = scan.find(query), filled.search.facets(query).result()
        samplers = [file.report.generation.sampler for file in files if file.report.generation]
        assert facets.files == len(files)
        assert dict(facets.named["sampler"]) == {name: samplers.count(name) for name in set(samplers) if name}
        loras = [
            name
            for file in files
            if file.report.generation
            for name in {lora.name for lora in file.report.generation.loras}
        ]
        assert dict(facets.named["lora"]) == {name: loras.count(name) for name in set(loras)}
        keywords = [word for file in files for word in set(file.report.keywords)]
        assert dict(facets.named["keyword"]) == {word: keywords.count(word) for word in set(keywords)}
        included = [path for path in COLLECTIONS for file in files if is_included(file, path)]
        assert dict(facets.collections) == {path: included.count(path) for path in set(included)}
        assert facets.flags["nsfw"] == sum(file.is_nsfw for file in files)
        assert {score: n for score, n in facets.scores.items() if n} == {
            score: n for score in range(-1, 6) if (n := sum(file.report.score == score for file in files))
        }


@pytest.mark.parametrize("words", ["", "cat", "steps:>20"])
def test_a_collection_is_listed_in_its_own_order(filled: Catalog, scan: NaiveScan, words: str) -> None:
    for collection, order in ((1, "asc"), (2, "asc"), (4, "desc")):
        query = LibraryQuery(words, collection=collection, sort="collection", order=order, limit=7)  # type: ignore[arg-type]
        expected = [file.file_id for file in scan.find(query)]
        assert [file.file_id for file in all_pages(filled, query)] == expected
        assert list(filled.search.order(query).result().ids) == expected
        assert filled.search.counts([query]).result() == [len(expected)]


def test_a_fields_own_parameter_does_not_narrow_its_facet(filled: Catalog, scan: NaiveScan) -> None:
    query = LibraryQuery("steps:20", tool="comfyui")
    facets = filled.search.facets(query).result()
    without = scan.find(replace(query, tool=None))
    tools = [file.report.generation.tool for file in without if file.report.generation]
    assert dict(facets.named["tool"]) == {tool: tools.count(tool) for tool in set(tools)}
    assert len(facets.named["tool"]) == 2
    assert facets.files == len(scan.find(query))
