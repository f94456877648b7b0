"""A search for signs or emoji finds what has them, or nothing, and never everything; on both databases."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import text

from app.catalog import Catalog, FileQuery, LibraryQuery
from app.catalog.search import tokenizer
from app.catalog.search.language.parser import parse_query, plain_terms
from app.catalog.search.tokenizer import RUN, RUN_LENGTH, RUNS_PER_FILE, Term, list_run_tokens, tokenize
from app.domain.report import FileReport, Generation
from tests.catalog.search.support import add, all_pages, wait_until_indexed
from tests.catalog.support import discovered, full_report, stage, start_session

pytest_plugins = ["tests.catalog.fixtures"]

INDEXING_SIGNS = import_module("app.catalog.migrations.versions.0016_signs_in_the_search")
"""The revision of a database whose index has no signs."""

PROMPTS = {
    "/media/plain": "a red fox and 3 cats",
    "/media/emoji": "a red fox 🦊🔥",
    "/media/joined": "cat🦊 at night",
    "/media/heart": "i <3 you",
    "/media/loud": "wow!!! such & such",
    "/media/soft": "wow! c++ ^_^",
    "/media/family": "👨‍👩‍👧 ❤️ 👍🏽",
    "/media/quotes": 'it\'s a "test" \\ §1 ¶2 ‖!!',
}


def terms_of(typed: str) -> tuple[Term, ...] | None:
    return plain_terms(parse_query(typed))


def reports() -> list[FileReport]:
    return [
        replace(full_report(path), keywords=(), generation=Generation("comfyui", prompt=prompt, model=None))
        for path, prompt in PROMPTS.items()
    ]


def found(catalog: Catalog, words: str) -> list[str]:
    files = all_pages(catalog, LibraryQuery(words, sort="path", order="asc"))
    return [file.report.path.removeprefix("/media/") for file in files]


@pytest.fixture(scope="module")
def filled(shared_catalog: Catalog) -> Catalog:
    """A library with these files, and a session that has them staged."""
    add(shared_catalog, "s", reports())
    start_session(shared_catalog, "staged", discovered(*(path.removeprefix("/media/") for path in PROMPTS)))
    for report in reports():
        stage(shared_catalog, "staged", report)
    return shared_catalog


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("🦊", ["emoji", "joined"]),
        ("🦊🔥", ["emoji"]),
        ("🔥🦊", []),
        ("🐙", []),
        ("fox 🦊", ["emoji"]),
        ("🦊 fox", ["emoji"]),
        ("cat🦊", ["joined"]),
        ('"fox 🦊"', ["emoji"]),
        ('"red 🦊"', []),
        ("fox -🦊", ["plain"]),
        ("!!!", ["loud"]),
        ("!!", ["loud", "quotes"]),
        ("!", ["loud", "quotes", "soft"]),
        ("!!!!", []),
        ('wow -"!!!"', ["soft"]),
        ("&", ["loud"]),
        ("such & such", ["loud"]),
        ("fox & cats", ["plain"]),  # punctuation beside words does not count
        ("<3", ["heart"]),
        ("<", ["heart"]),
        ("c++", ["soft"]),
        ("^_^", ["soft"]),
        ("-_-", []),  # and excludes nothing
        ("->", []),
        ("❤", ["family"]),
        ("❤️", ["family"]),
        ("👨‍👩‍👧", ["family"]),
        ("👍", ["family"]),
        ("👍🏽", ["family"]),
        ("?", []),
        ("'", ["quotes"]),
        ("\\", ["quotes"]),
        ("§", ["quotes"]),
        ("¶", ["quotes"]),
        ("‖", ["quotes"]),
        ("‖!!", ["quotes"]),
        ('"', ["quotes"]),  # nothing is quoted, so it is a sign
        ('""', []),
        ('" "', ["quotes"]),
        ('-""', []),
        ("/", sorted(path.removeprefix("/media/") for path in PROMPTS)),
    ],
)
def test_signs_find_the_texts_that_have_them(filled: Catalog, words: str, expected: list[str]) -> None:
    assert found(filled, words) == expected


def test_what_neither_has_words_nor_signs_is_no_term() -> None:
    assert terms_of("\u200b \ufe0f \t") == ()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("🦊", ["emoji", "joined"]),
        ("!!!", ["loud"]),
        ("<3", ["heart"]),
        ("&", ["loud"]),
        ("fox 🦊", ["emoji"]),
        ("%", []),
        ("🐙", []),
    ],
)
def test_a_session_is_searched_for_them_too(filled: Catalog, words: str, expected: list[str]) -> None:
    page = filled.staging.page("staged", FileQuery(q=words, sort="path")).result()
    assert [file.report.path.removeprefix("/media/") for file in page.files] == expected


def test_keywords_are_completed_by_their_signs(catalog: Catalog) -> None:
    add(catalog, "s", [replace(full_report("/media/a.png"), keywords=("🦊 fox", "fox", "a + b"))])
    assert {word for word, _ in catalog.search.keywords("🦊").result()} == {"🦊 fox"}
    assert {word for word, _ in catalog.search.keywords("a +").result()} == {"a + b"}
    assert catalog.search.keywords("!!!").result() == []
    assert len(catalog.search.keywords(" ").result()) == 3


def test_a_library_from_before_signs_were_indexed_is_indexed_anew(catalog_url: str) -> None:
    before = Catalog(catalog_url)
    add(before, "s", [replace(full_report("/media/a.png"), keywords=("🦊 fox",))])
    with before._database._write_engine.begin() as connection:
        connection.execute(text("UPDATE search_values SET folded = 'fox' WHERE field = 'keyword'"))
        for table in ("search_files", *(["search_texts"] if catalog_url.startswith("sqlite") else [])):
            connection.execute(text(f"DELETE FROM {table}"))
        with Operations.context(MigrationContext.configure(connection)):
            INDEXING_SIGNS.upgrade()
    before.close()
    opened = Catalog(catalog_url)
    wait_until_indexed(opened)
    assert [file.report.path for file in all_pages(opened, LibraryQuery("🦊"))] == ["/media/a.png"]
    assert [word for word, _ in opened.search.keywords("🦊").result()] == ["🦊 fox"]
    opened.close()


def test_symbols_are_words_and_punctuation_separates() -> None:
    assert tokenize("fox🦊, <3!") == ["fox", "🦊", "＜", "3"]
    assert tokenize("❤️") == tokenize("❤") == ["❤"]
    assert tokenize("\U0001faff\ue000") == ["\U0001faff", "\ue000"]  # not in Unicode yet, and of private use


def test_terms_of_signs_and_of_words() -> None:
    assert terms_of("fox !!! 🦊") == (Term(("fox",), True), Term((RUN + "🦊",), True))
    assert terms_of("-cat !") == (Term(("cat",), True, True), Term((RUN + "！",), True))
    assert terms_of("-🦊") == (Term((RUN + "🦊",), True, True),)
    assert terms_of('"! ?"') == (Term((RUN + "！",), True), Term((RUN + "？",), True))
    assert terms_of("!" * 50) == (Term((RUN + "！" * RUN_LENGTH,), True),)


def test_runs_are_bounded() -> None:
    assert list_run_tokens(["a!?", "b?"]) == [RUN + "！？", RUN + "？"]
    assert list_run_tokens(["❤️‍🔥 b"]) == [RUN + "❤🔥", RUN + "🔥"]  # what joins emoji is no sign
    many = " ".join("".join("!?.("[number >> bit & 3] for bit in (0, 2, 4, 6)) for number in range(256))
    assert len(list_run_tokens([many])) == RUNS_PER_FILE
    assert max(len(token) for token in list_run_tokens(["!" * 100_000])) == len(RUN) + RUN_LENGTH


def test_no_word_is_equal_to_a_token() -> None:
    for sign in (RUN, "§", "¶"):
        assert tokenize(f"{sign}1") == ["1"]
    assert tokenizer.pair_token("a", "b")[0] == "¶"
