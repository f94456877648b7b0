"""Values as Python writes them, parsed without evaluating code."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.readers.generation.literal import LITERAL_MAX, read_literal
from tests.readers.generation.support import JSON


@given(JSON)
def test_what_python_writes_as_a_literal_is_read_back(value: object) -> None:
    assert read_literal(repr(value)) == value


@given(st.text(alphabet="{}[]()'\"\\,: 0123456789.eE-+NoneTrueFalsexu", max_size=60))
def test_no_text_makes_the_literal_reader_raise(text: str) -> None:
    read_literal(text)


@pytest.mark.parametrize(
    "text", ["__import__('os')", "a", "{'a': b}", "1 if x else 2", "'open", "f'x'", "b'x'", "[1" * 50]
)
def test_only_literals_are_read(text: str) -> None:
    assert read_literal(text) is None


def test_tuples_become_lists_and_escapes_are_undone() -> None:
    assert read_literal(repr((1, "it's", 'say "x"\n\t\x00\u1234\U0001f600', None))) == [
        *(1, "it's", 'say "x"\n\t\x00\u1234\U0001f600', None)
    ]


def test_a_text_beyond_the_bound_is_not_read() -> None:
    assert read_literal("[" + "1," * (LITERAL_MAX // 2) + "1]") is None
