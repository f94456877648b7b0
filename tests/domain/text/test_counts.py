"""Counts in messages."""

from __future__ import annotations

import pytest

from app.domain.text.counts import count_noun


@pytest.mark.parametrize(("count", "words"), [(0, "0 files"), (1, "1 file"), (2, "2 files"), (12_345, "12,345 files")])
def test_one_is_singular_and_everything_else_plural(count: int, words: str) -> None:
    assert count_noun(count, "file") == words


def test_a_verb_agrees_with_the_count() -> None:
    assert count_noun(1, "entry was", "entries were") == "1 entry was"
    assert count_noun(3, "entry was", "entries were") == "3 entries were"
