"""The parts of a typed query that must all match, as a page shows them."""

from __future__ import annotations

from dataclasses import dataclass

from app.catalog.search.language.nodes import Every, FieldTest, Not
from app.catalog.search.language.parser import parse_query


@dataclass(frozen=True, slots=True)
class SearchTerm:
    text: str
    """As it was typed, without a sign that excludes."""
    start: int
    """Where it begins in the query, with such a sign."""
    end: int
    excluded: bool
    field: str | None
    """The name of the field that is tested; None for words and groups."""


def list_terms(text: str) -> list[SearchTerm]:
    """Return the parts of a query. Raises QueryLanguageError."""
    tree = parse_query(text)
    terms = []
    for part in tree.parts if isinstance(tree, Every) else (tree,):
        inner = part.part if isinstance(part, Not) else part
        field = inner.field.name if isinstance(inner, FieldTest) else None
        shown = text[inner.span.start : inner.span.end]
        terms.append(SearchTerm(shown, part.span.start, part.span.end, isinstance(part, Not), field))
    return terms
