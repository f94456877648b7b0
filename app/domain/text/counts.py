"""Counts in messages."""

from __future__ import annotations


def count_noun(count: int, one: str, many: str = "") -> str:
    """Return `count` with the words for one or for many: “1 file”, “2,000 files”, “0 files”.

    `many` is needed where the plural is not `one` with an “s”, or where a verb follows: `"file was", "files were"`.
    """
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"
