"""Excerpts of reports, for lists: a list has as many as two hundred files, and any of them may be hostile.

The bounds are those of one file in a list. With them, and with those on what is kept of a file at all
(`app/readers/limits.py`), a file in a list has at most 100,000 characters, and a page of 200 files at most 20 million.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from app.domain.report import FileReport, Generation
from app.domain.review.differences import Change

EXCERPT_LENGTH = 2_000
"""Characters of a text. Few prompts are longer."""

EXCERPT_ITEMS = 100
"""Keywords, LoRAs, prompts, passes or models. Together they have at most `EXCERPT_LENGTH` characters."""

SHARED_LENGTH = 100
"""Characters that old and new value share, and that their excerpts begin with."""

_TEXTS = ("prompt", "negative_prompt")
_LISTS: dict[str, Callable[[Any], str]] = {
    "loras": lambda lora: lora.name,
    "prompts": lambda prompt: f"{prompt.text}{prompt.source}",
    "passes": lambda one: f"{one.sampler}{one.scheduler}{one.model}",
    "models": lambda model: model.name,
}
"""Lists of generation data → all text of one entry."""

Item = TypeVar("Item")


def make_excerpt(report: FileReport) -> FileReport:
    """Return the report with the beginnings of its long texts; `excerpts` says which, and how long they are."""
    excerpts: dict[str, int] = {}
    keywords = _begin(report.keywords, report.keywords)
    if len(keywords) < len(report.keywords):
        excerpts["keywords"] = len(report.keywords)
    generation = report.generation and _make_generation_excerpt(report.generation, excerpts)
    return replace(report, keywords=keywords, generation=generation, excerpts=excerpts) if excerpts else report


def _make_generation_excerpt(generation: Generation, excerpts: dict[str, int]) -> Generation:
    shown: dict[str, object] = {}
    for name in _TEXTS:
        text = getattr(generation, name)
        if text is not None and len(text) > EXCERPT_LENGTH:
            shown[name], excerpts[f"generation.{name}"] = text[:EXCERPT_LENGTH], len(text)
    for name, texts in _LISTS.items():
        items = getattr(generation, name)
        beginning = _begin(items, map(texts, items))
        if len(beginning) < len(items):
            shown[name], excerpts[f"generation.{name}"] = beginning, len(items)
    return replace(generation, **shown) if shown else generation  # type: ignore[arg-type]


def _begin(items: Sequence[Item], texts: Iterable[str]) -> tuple[Item, ...]:
    """Return the first items whose texts are within the bounds."""
    left = EXCERPT_LENGTH
    for number, text in enumerate(texts):
        left -= len(text)
        if left < 0 or number == EXCERPT_ITEMS:
            return tuple(items[:number])
    return tuple(items)


def shorten_change(change: Change) -> Change:
    """Return a change of a long text with excerpts of both values, from shortly before they begin to differ."""
    old, new = change.old, change.new
    if max(_length(old), _length(new)) <= EXCERPT_LENGTH:
        return change
    both = [value for value in (old, new) if isinstance(value, str)]
    start = max(0, _count_shared(*both) - SHARED_LENGTH) if len(both) > 1 else 0
    return Change(change.field, _cut(old, start), _cut(new, start))


def _count_shared(one: str, other: str) -> int:
    """Return how many characters both texts begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (left, right) in pairs if left != right), min(len(one), len(other)))


def _length(value: object) -> int:
    return len(value) if isinstance(value, str) else 0


def _cut(value: object, start: int) -> object:
    if not isinstance(value, str):
        return value
    end = start + EXCERPT_LENGTH
    return f"{'…' if start else ''}{value[start:end]}{'…' if end < len(value) else ''}"
