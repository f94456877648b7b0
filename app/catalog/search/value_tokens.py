"""Tokens that represent values (tools, keywords, flags and so on) among the indexed words of a file."""

from __future__ import annotations

import re
from collections.abc import Iterator

SEPARATOR = "§"
"""Separates two texts, so that no phrase matches across them. It also begins every value token."""

_VALUE_TOKEN = re.compile(rf"{SEPARATOR}(\d+)")


def value_token(value_id: int) -> str:
    """Return the token of a value, which cannot be equal to any word."""
    return f"{SEPARATOR}{value_id}"


def find_value_ids(words: str) -> Iterator[int]:
    """Yield the ids of all value tokens in a text."""
    return map(int, _VALUE_TOKEN.findall(words))
