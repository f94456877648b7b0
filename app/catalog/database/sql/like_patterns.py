"""Patterns for SQL's LIKE operator."""

from __future__ import annotations


def contains_pattern(text: str) -> str:
    """Return the LIKE pattern, with escape character `!`, that finds `text` in case-folded text."""
    folded = text.casefold()
    for special in ("!", "%", "_"):
        folded = folded.replace(special, f"!{special}")
    return f"%{folded}%"
