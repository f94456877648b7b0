"""Cutting texts: at the bound, never inside a character, and in words that are recognised again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.readers.metadata.shortening import (
    count_bytes,
    cut_text,
    cut_utf8,
    describe_cut,
    is_shortening,
    shorten_name,
)

ANY_TEXT = st.text(alphabet=st.characters(codec=None), max_size=60)


@given(ANY_TEXT, st.integers(4, 80))
def test_a_cut_text_is_the_longest_beginning_within_the_bound(text: str, limit: int) -> None:
    kept = cut_text(text, limit)
    assert text.startswith(kept)
    assert count_bytes(kept) <= limit
    assert kept == text or count_bytes(text[: len(kept) + 1]) > limit


@given(st.text(max_size=60), st.integers(4, 80))
def test_cut_bytes_are_whole_characters(text: str, limit: int) -> None:
    assert text.startswith(cut_utf8(text.encode(), limit).decode())


@given(st.binary(max_size=60), st.integers(4, 80))
def test_bytes_of_any_other_encoding_are_cut_near_the_bound(data: bytes, limit: int) -> None:
    kept = cut_utf8(data, limit)
    assert data.startswith(kept)
    assert min(len(data), limit - 3) <= len(kept) <= limit


def test_a_long_name_ends_with_dots() -> None:
    assert shorten_name("abcdef", 4) == "abc…"
    assert shorten_name("abcd", 4) == "abcd"


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        (describe_cut("the prompt", "5,000 characters", 20), True),
        ("the text “xmp” is larger than 4 MB and was left out", True),
        ("the compressed text “png:a” is damaged", False),
    ],
)
def test_what_was_shortened_is_recognised_by_its_words(problem: str, expected: bool) -> None:
    assert is_shortening(problem) is expected
