"""Joins the keywords of several sources."""

from __future__ import annotations

from collections.abc import Iterable

from app.readers.limits import Limits


def join_keywords(sources: Iterable[tuple[str, Iterable[str]]], limits: Limits) -> tuple[tuple[str, ...], str]:
    """Return the keywords of all sources and the origins of the sources that added any, joined by commas.

    Each keyword is kept once, in its first spelling: case does not distinguish keywords.
    """
    found: dict[str, str] = {}
    origins: list[str] = []
    for origin, keywords in sources:
        before = len(found)
        for keyword in keywords:
            word = " ".join(keyword.split())
            if word and len(word) <= limits.keyword_length and len(found) < limits.keywords:
                found.setdefault(word.casefold(), word)
        if len(found) > before and origin not in origins:
            origins.append(origin)
    return tuple(found.values()), ", ".join(origins)
