"""The query language: what typed text means, and where it is wrong."""

from __future__ import annotations

import time

import pytest

from app.catalog.search.language.errors import QueryLanguageError
from app.catalog.search.language.fields import FIELDS
from app.catalog.search.language.nodes import Either, Every, FieldTest, Not
from app.catalog.search.language.parser import MAX_DEPTH, MAX_QUERY_LENGTH, parse_query, plain_terms
from app.catalog.search.language.terms import SearchTerm, list_terms
from app.catalog.search.language.values import NamePattern, NumberRange
from app.catalog.search.tokenizer import MAX_TERMS


@pytest.mark.parametrize(
    ("typed", "position", "length", "message"),
    [
        ("cat (dog", 4, 1, "not closed"),
        ("cat )", 4, 1, "closes nothing"),
        ("cat ()", 5, 1, "empty"),
        ("cat AND", 7, 1, "missing at the end"),
        ("(cat OR)", 7, 1, "missing before the bracket"),
        ("NOT", 3, 1, "missing at the end"),
        ("steps:", 6, 1, "value of steps"),
        ("steps: 20", 7, 2, "value of steps"),
        ("cat steps:abc", 10, 3, "not a number"),
        ("steps:30..20", 6, 6, "ends before it begins"),
        ("steps:..", 6, 2, "no bounds"),
        ("size:5kilo", 6, 4, "no unit"),
        ("steps:20..x", 10, 1, "not a number"),
        ("exposure:1/0", 9, 3, "divided by 0"),
        ("captured:2024-13", 9, 7, "not a date"),
        ("captured:2024..may", 15, 3, "not a date"),
        ("nsfw:maybe", 5, 5, "neither yes nor no"),
        ("shape:round", 6, 5, "no shape"),
        ("near:52,13", 5, 5, "needs 3 numbers"),
        ("near:99,13,1", 5, 7, "no such place"),
        ("has:lor", 4, 3, "does not know"),
        ("tool:a1111>3", None, None, None),
        ('tool:"a1111">3', 11, 2, "not a number"),
        ("lora:detail>much", 12, 4, "not a weight"),
        ("sampelr:euler", 0, 7, "no field"),
        ("~two-words", 0, 10, "single word"),
        ("fox 🦊 steps:x", 12, 1, "not a number"),
    ],
)
def test_an_error_points_at_the_character(
    typed: str, position: int | None, length: int | None, message: str | None
) -> None:
    if message is None:
        parse_query(typed)
        return
    with pytest.raises(QueryLanguageError) as caught:
        parse_query(typed)
    assert (caught.value.position, caught.value.length) == (position, length)
    assert message in caught.value.message
    assert caught.value.cure.endswith((".", "?")) and len(caught.value.cure) > 10


@pytest.mark.parametrize(
    "typed", ["cat sun", '"red sky" -ocean', ":)", ">:( wow", "photo(1).png", "http://a.b", "masterpiece:1.2", "12:30"]
)
def test_texts_that_are_only_words_stay_words(typed: str) -> None:
    assert plain_terms(parse_query(typed))


def test_and_binds_more_tightly_than_or_and_brackets_most() -> None:
    tree = parse_query("a b OR c NOT d")
    assert isinstance(tree, Either)
    first, second = tree.parts
    assert isinstance(first, Every) and len(first.parts) == 2
    assert isinstance(second, Every) and isinstance(second.parts[1], Not)
    assert isinstance(parse_query("a (b OR c)"), Every)


def test_values_are_parsed_with_their_units_and_bounds() -> None:
    def test_of(typed: str) -> object:
        tree = parse_query(typed)
        assert isinstance(tree, FieldTest)
        return tree.test

    assert test_of("steps:20..30") == NumberRange(20, 30)
    assert test_of("CFG:>=7") == NumberRange(first=7)
    assert test_of("size:<10MB") == NumberRange(last=10e6, is_below=True)
    assert test_of("exposure:1/250") == NumberRange(0.004, 0.004)
    assert test_of("duration:1m..") == NumberRange(first=60.0)
    assert test_of("captured:2024-01..2024-06") == NumberRange(20240100000000, 20240699999999)
    assert test_of("lora:Detail*>0.5") == NamePattern(
        "detail", is_open_behind=True, weight=NumberRange(0.5, is_above=True)
    )
    assert test_of('lora:"my lora">=1') == NamePattern("my lora", weight=NumberRange(1.0))
    assert test_of("lens:*50mm*") == NamePattern("50mm", is_open_before=True, is_open_behind=True)


@pytest.mark.parametrize("example", [example for field in FIELDS for example in field.examples])
def test_every_example_is_a_query(example: str) -> None:
    tree = parse_query(example)
    assert isinstance(tree, FieldTest)
    assert tree.field.name == example.partition(":")[0]


@pytest.mark.parametrize(
    "typed",
    [
        "(" * 1_000 + "cat" + ")" * 1_000,
        "NOT " * 900 + "cat",
        "-(" * (MAX_DEPTH + 1) + "cat" + ")" * (MAX_DEPTH + 1),
        " ".join(f"w{number}" for number in range(MAX_TERMS + 1)),
        " OR ".join(f"steps:{number}" for number in range(MAX_TERMS + 1)),
        '"' + "a " * 1_001 + '"',
        "x" * (MAX_QUERY_LENGTH + 1),
    ],
)
def test_the_cost_of_a_query_is_bounded(typed: str) -> None:
    began = time.process_time()
    with pytest.raises(QueryLanguageError):
        parse_query(typed)
    assert time.process_time() - began < 1


def test_terms_are_the_parts_that_must_all_match() -> None:
    assert list_terms('cat -"red sky" (a OR b) NOT steps:20..30') == [
        SearchTerm("cat", 0, 3, excluded=False, field=None),
        SearchTerm('"red sky"', 4, 14, excluded=True, field=None),
        SearchTerm("(a OR b)", 15, 23, excluded=False, field=None),
        SearchTerm("steps:20..30", 24, 40, excluded=True, field="steps"),
    ]
    assert list_terms("") == []
