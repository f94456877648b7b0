"""Joins the keywords of several sources."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from app.readers.limits import Limits
from app.readers.metadata.shortening import describe_cut

_WHOSE = "the list of keywords"


class JoinedKeywords(NamedTuple):
    """The keywords of one file."""

    words: tuple[str, ...]
    origins: str
    """The origins of the sources that added any, joined by commas."""
    problem: str | None
    """That there are more keywords than are kept, if so."""


def join_keywords(sources: Iterable[tuple[str, Iterable[str]]], limits: Limits) -> JoinedKeywords:
    """Return the keywords of all sources, the first that are within the limits.

    Each keyword is kept once, in its first spelling: case does not distinguish keywords.
    """
    found: dict[str, str] = {}
    beyond: set[str] = set()
    origins: list[str] = []
    characters = 0
    for origin, keywords in sources:
        before = len(found)
        for keyword in keywords:
            word = " ".join(keyword.split())
            folded = word.casefold()
            if not word or len(word) > limits.keyword_length or folded in found:
                continue
            if beyond or len(found) == limits.keywords or characters + len(word) > limits.keywords_length:
                beyond.add(folded)
                continue
            found[folded] = word
            characters += len(word)
        if len(found) > before and origin not in origins:
            origins.append(origin)
    whole = f"{len(found) + len(beyond):,} entries"
    problem = describe_cut(_WHOSE, whole, len(found)) if beyond else None
    return JoinedKeywords(tuple(found.values()), ", ".join(origins), problem)


def is_about_keywords(problem: str) -> bool:
    """Whether a problem says that there are more keywords than are kept."""
    return problem.startswith(_WHOSE)
