"""A search finds exactly the files that a test of every file finds, in full pages, in whichever way it searches."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from app.catalog import Catalog, LibraryFile, LibraryQuery
from app.catalog.search import pages as search_module
from app.catalog.search.engines import FEW
from app.catalog.search.language.errors import QueryLanguageError
from app.domain.report import Generation, Kind, Prompt, PromptRole
from tests.catalog.search.support import (
    FOLDERS,
    KEYWORDS,
    MODELS,
    WORDS,
    add,
    all_pages,
    expected_ids,
    fill,
    fill_collections,
    wait_until_indexed,
)
from tests.catalog.support import discovered, full_report, stage, start_session

pytest_plugins = ["tests.catalog.fixtures"]

FILES = 120


@pytest.fixture
def filled(catalog: Catalog) -> Catalog:
    fill(catalog, FILES)
    fill_collections(catalog)
    return catalog


@pytest.fixture
def everything(filled: Catalog) -> list[LibraryFile]:
    """All files of the library, which the tests do not change."""
    return filled.library.page(limit=FILES).result()


def _maybe(values: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.none() | values


_words = st.sampled_from(
    (
        "",
        "",
        "",
        "cat",
        '"cat"',
        "ca",
        "-cat",
        "img_00",
        "mat neon",
        "-neon -mat",
        '"neon, a"',
        "東京",
        "straSSE",
        "dream",
        "दिल्",
        "🦊",
        "-🦊",
        "cat 🦊",
        "!!",
        "<3",
    )
) | st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)
_queries = st.builds(
    LibraryQuery,
    words=_words,
    keywords=st.just(()) | st.lists(st.sampled_from(KEYWORDS), max_size=2).map(tuple),
    score_from=_maybe(st.sampled_from((-1, 0, 4))),
    score_to=_maybe(st.sampled_from((0, 3))),
    favourite=_maybe(st.booleans()),
    nsfw=_maybe(st.booleans()),
    tool=_maybe(st.sampled_from(("comfyui", "nobody"))),
    model=_maybe(st.sampled_from([model for model in MODELS if model])),
    kind=_maybe(st.sampled_from(list(Kind))),
    format=_maybe(st.sampled_from(("png", "mp4"))),
    captured_from=_maybe(st.sampled_from(("2024", "2024-05-06"))),
    captured_to=_maybe(st.sampled_from(("2023", "2024-05", "2024-05-06T07:08"))),
    added_from=_maybe(st.just("2020-02-03")),
    added_to=_maybe(st.just("2999")),
    size_from=_maybe(st.sampled_from((2, 10))),
    size_to=_maybe(st.sampled_from((10, 2**63 - 1))),
    folder=_maybe(st.sampled_from((*FOLDERS, "/media/out/", "/", "/nowhere"))),
    collection=_maybe(st.sampled_from((1, 2, 4, 5))),
    sort=st.sampled_from(("added", "captured", "score", "size", "path")),
    order=st.sampled_from(("asc", "desc")),
    limit=st.sampled_from((1, 7, 60)),
)


@pytest.fixture(params=["the ways of a large library", "the ways of a small one"])
def few(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many files are fetched at once, as in a large or a small library."""
    if request.param.endswith("large library"):
        for name, value in (
            ("FEW", 3),
            ("SHORT_SCAN", 5),
            ("LONG_SCAN", 20),
            ("TEXT_TESTS", 8),
            ("TEXT_TESTS_IN_RANGE", 6),
            ("COUNT_LIMIT", 4),
        ):
            monkeypatch.setattr(search_module, name, value)
        monkeypatch.setattr(search_module, "COUNT_LIMIT_WITH_TEXTS", 2)
        return 3
    return FEW


@pytest.mark.slow
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(query=_queries)
def test_a_search_finds_what_looking_at_every_file_finds(
    few: int, filled: Catalog, everything: list[LibraryFile], query: LibraryQuery
) -> None:
    expected = expected_ids(everything, query)
    assert [file.file_id for file in all_pages(filled, query)] == expected
    order = filled.search.order(query).result()
    assert list(order.ids) == expected
    assert bool(order.dates) == bool(expected and query.sort in ("added", "captured"))
    assert [mark.place for mark in order.dates] == sorted({mark.place for mark in order.dates})
    first = filled.search.page(query).result()
    assert first.total is not None
    if first.is_total_exact:
        assert first.total == len(expected)
    else:
        assert min(query.limit, few) <= first.total < len(expected)


@pytest.mark.slow
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(max_size=30) | st.text("\"*:^(){}-+'\\%_§\x00\ud800 aAND", max_size=30))
def test_any_text_is_searched_for_or_refused_at_a_character(
    filled: Catalog, everything: list[LibraryFile], words: str
) -> None:
    try:
        query = LibraryQuery(words)
    except QueryLanguageError as error:
        assert 0 <= error.position <= len(words)
        return
    assert [file.file_id for file in all_pages(filled, query)] == expected_ids(everything, query)


def _found(catalog: Catalog, words: str) -> list[str]:
    return [file.report.path for file in all_pages(catalog, LibraryQuery(words, sort="path", order="asc"))]


@pytest.fixture(scope="module")
def sunset(shared_catalog: Catalog) -> Catalog:
    """A library of one file."""
    prompt = "A red sunset at the Café in 東京タワー"
    made = Generation("comfyui", prompt=prompt, model="dream.safetensors")
    add(shared_catalog, "s", [replace(full_report("/media/out/ComfyUI_00042_.png"), generation=made)])
    return shared_catalog


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("sunset", True),
        ("SUN", True),
        ("su", False),
        ("cafe", True),
        ("café", True),
        ("00042", True),
        ("comfyui_00042", True),
        ("comfyui-000", True),
        ('"a red sunset"', True),
        ('"red a"', False),
        ('"sunse"', False),
        ("red sunset -café", False),
        ("red -ocean", True),
        ("-red", False),
        ("東京", True),
        ("京都", False),
        ("dream", True),
        ('"sunset dream"', False),  # a phrase does not span two texts
        ("", True),
        ("* OR ^", False),
        ("* ^", False),
    ],
)
def test_words_are_found_as_people_type_them(sunset: Catalog, words: str, is_found: bool) -> None:
    assert bool(_found(sunset, words)) == is_found


def test_every_text_of_a_picture_is_found_and_no_phrase_spans_two_of_them(catalog: Catalog) -> None:
    texts = {PromptRole.REGION: "a lantern", PromptRole.STYLE: "woodcut", PromptRole.NEGATIVE: "blurry hands"}
    prompts = tuple(Prompt(role, text, "node 1") for role, text in texts.items())
    made = Generation("comfyui", prompt="a lantern", negative_prompt="blurry hands", prompts=prompts)
    add(catalog, "s", [replace(full_report("/media/a.png"), generation=made), full_report("/media/b.png")])
    for words in ("lantern", "woodcut", '"blurry hands"', "lantern blurry"):
        assert _found(catalog, words) == ["/media/a.png"], words
    assert _found(catalog, '"lantern woodcut"') == _found(catalog, '"woodcut blurry"') == []


def test_what_a_commit_changes_is_found_anew_and_what_an_undo_takes_back_as_before(catalog: Catalog) -> None:
    add(catalog, "one", [replace(full_report("/media/a.png"), keywords=("old",)), full_report("/media/b.png")])
    add(catalog, "two", [replace(full_report("/media/a.png"), keywords=("fresh",)), full_report("/media/c.png")])
    assert (_found(catalog, "old"), _found(catalog, "fresh")) == ([], ["/media/a.png"])
    assert _found(catalog, "") == ["/media/a.png", "/media/b.png", "/media/c.png"]
    catalog.commits.undo("two").result()
    wait_until_indexed(catalog)
    assert (_found(catalog, "old"), _found(catalog, "fresh")) == (["/media/a.png"], [])
    assert _found(catalog, "") == ["/media/a.png", "/media/b.png"]
    catalog.commits.undo("one").result()
    wait_until_indexed(catalog)
    assert _found(catalog, "") == []
    assert catalog.search.keywords().result() == []
    assert catalog.search.facets(LibraryQuery()).result().files == 0


def test_what_better_parsers_found_is_found(catalog: Catalog) -> None:
    add(catalog, "s", [full_report("/media/a.png")])
    (stored,) = catalog.findings.iterate()
    better = replace(stored.report, keywords=("zebra",), generation=Generation("comfyui", prompt="a quokka"))
    catalog.findings.improve([(stored.finding_id, better)]).result()
    wait_until_indexed(catalog)
    assert (_found(catalog, "quokka"), _found(catalog, "zebra"), _found(catalog, "mat")) == (["/media/a.png"],) * 2 + (
        [],
    )


def test_whoever_changes_the_library_behind_the_catalog_changes_what_is_found(catalog: Catalog, engine: Engine) -> None:
    add(catalog, "s", [full_report("/media/a.png"), full_report("/media/b.png")])
    with engine.begin() as connection:
        connection.execute(text("UPDATE library_files SET path = '/media/moved.png' WHERE path = '/media/a.png'"))
        connection.execute(text("DELETE FROM library_files WHERE path = '/media/b.png'"))
        connection.execute(text("UPDATE findings SET score = 2"))
    assert catalog.search.page(LibraryQuery()).result().pending > 0
    catalog.sessions.delete("none of these").result()  # anything that wakes the writer
    wait_until_indexed(catalog)
    assert _found(catalog, "") == _found(catalog, "moved") == ["/media/moved.png"]
    assert [file.report.score for file in all_pages(catalog, LibraryQuery(score_from=2, score_to=2))] == [2]


def test_a_library_from_before_there_was_a_search_is_indexed_when_it_is_opened(catalog_url: str) -> None:
    before = Catalog(catalog_url)
    add(before, "s", [full_report("/media/a.png")])
    with before._database._write_engine.begin() as connection:
        for table in ("search_files", "search_values", *(["search_texts"] if catalog_url.startswith("sqlite") else [])):
            connection.execute(text(f"DELETE FROM {table}"))
        connection.execute(text("INSERT INTO search_queue(file_id) SELECT id FROM library_files"))
    before.close()
    opened = Catalog(catalog_url)
    wait_until_indexed(opened)
    assert _found(opened, "cat") == ["/media/a.png"]
    opened.close()


def test_pages_go_on_where_they_were_whatever_is_added_meanwhile(filled: Catalog) -> None:
    query = LibraryQuery(sort="path", order="asc", limit=20)
    first = filled.search.page(query).result()
    add(filled, "late", [full_report("/a/first of all.png"), full_report("/z/last of all.png")])
    rest = all_pages(filled, replace(query, after=first.next))
    paths = [file.report.path for file in (*first.files, *rest)]
    assert len(paths) == len(set(paths)) == FILES + 1
    assert paths[-1] == "/z/last of all.png"


def test_facets_and_keywords_count_the_files_there_are(filled: Catalog) -> None:
    files, facets = filled.library.page(limit=FILES).result(), filled.search.facets(LibraryQuery()).result()
    assert facets.files == FILES
    assert facets.flags["nsfw"] == sum(file.is_nsfw for file in files)
    assert facets.flags["favourite"] == sum(bool(file.report.favourite) for file in files)
    tools = [file.report.generation.tool for file in files if file.report.generation]
    assert dict(facets.named["tool"]) == {tool: tools.count(tool) for tool in set(tools)}
    assert [count for _, count in facets.named["tool"]] == sorted(
        (tools.count(tool) for tool in set(tools)), reverse=True
    )
    assert {kind for kind, _ in facets.named["kind"]} == set(Kind)
    words = [word for file in files for word in file.report.keywords]
    assert dict(filled.search.keywords().result()) == {word: words.count(word) for word in set(words)}
    assert {word for word, _ in filled.search.keywords("CA").result()} == {"cat", "Cat"}
    assert len(filled.search.keywords(limit=2).result()) == 2


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"limit": 0}, "limit"),
        ({"limit": 201}, "limit"),
        ({"sort": "nsfw"}, "sort"),
        ({"order": "up"}, "order"),
        ({"captured_from": "2024-13"}, "captured_from"),
        ({"captured_to": "yesterday"}, "captured_to"),
        ({"added_from": "2024-1-1"}, "added_from"),
        ({"added_to": "2023-02-29"}, "added_to"),
        ({"keywords": ("a",) * 17}, "keywords"),
        ({"words": " ".join(f"w{number}" for number in range(65))}, "words"),
        *(({"after": cursor}, "after") for cursor in ("", "x", "Ä", "W10", "WzEsMiwzLDRd", "bnVsbA", "W" * 5_000)),
    ],
)
def test_a_query_that_makes_no_sense_is_refused_in_words(changes: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        LibraryQuery(**changes)  # type: ignore[arg-type]


def test_a_cursor_is_refused_in_another_order(filled: Catalog) -> None:
    after = filled.search.page(LibraryQuery(limit=5, sort="size")).result().next
    with pytest.raises(ValueError, match="after is not a valid cursor for this sort and order"):
        LibraryQuery(sort="size", order="asc", after=after)


def test_a_session_that_is_not_committed_is_not_found(catalog: Catalog) -> None:
    start_session(catalog, "s", discovered("a.png"))
    stage(catalog, "s", full_report("/media/a.png"))
    assert catalog.search.page(LibraryQuery()).result().files == []
