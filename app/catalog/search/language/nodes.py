"""What a typed query means: a tree of immutable nodes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from app.catalog.search.language.fields import Field
from app.catalog.search.language.values import ValueTest
from app.catalog.search.tokenizer import Term


@dataclass(frozen=True, slots=True)
class Span:
    """A part of the typed text, in characters from 0; `end` is behind its last character."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Words:
    """A word, a phrase, or a run of signs, of which a word may have several. All of its terms must match."""

    terms: tuple[Term, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """A word that may be spelled a little differently."""

    word: str
    span: Span


@dataclass(frozen=True, slots=True)
class FieldTest:
    """A field of the file must pass a test."""

    field: Field
    test: ValueTest
    span: Span


@dataclass(frozen=True, slots=True)
class Not:
    part: Node
    span: Span


@dataclass(frozen=True, slots=True)
class Every:
    """All parts must match; without any, everything does."""

    parts: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Either:
    """At least one of the parts must match."""

    parts: tuple[Node, ...]
    span: Span


Node: TypeAlias = Words | Fuzzy | FieldTest | Not | Every | Either
