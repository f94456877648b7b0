"""The values library files have, each with the number of its files: tools, models, formats, kinds, keywords, flags."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from app.catalog.search.indexing import EVERY_FILE, FAVOURITE, NSFW, ONE_EACH, Value, value_hash
from app.catalog.search.query import LibraryQuery
from app.catalog.search.schema import search_values
from app.catalog.search.tokenizer import LAST_CHARACTER, words_of

FACET_VALUES = 200
"""Most frequent values of a field that are listed."""

_value = search_values.c


@dataclass(frozen=True, slots=True)
class Facets:
    """How many files there are of each kind; of a field's values, the `FACET_VALUES` most frequent, those first."""

    files: int
    nsfw: int
    favourites: int
    kinds: list[tuple[str, int]]
    formats: list[tuple[str, int]]
    tools: list[tuple[str, int]]
    models: list[tuple[str, int]]


def load_facets(connection: Connection) -> Facets:
    singles = (EVERY_FILE, NSFW, FAVOURITE)
    rows = connection.execute(
        select(_value.value_hash, _value.files).where(_value.value_hash.in_([value_hash(value) for value in singles]))
    )
    counts = {row.value_hash: row.files for row in rows}
    return Facets(
        *(counts.get(value_hash(value), 0) for value in singles),
        *(_most_frequent(connection, field) for field in ONE_EACH),
    )


def _most_frequent(connection: Connection, field: str) -> list[tuple[str, int]]:
    query = select(_value.value, _value.files).where(_value.field == field)
    rows = connection.execute(query.order_by(_value.files.desc(), _value.id).limit(FACET_VALUES))
    return [(row.value, row.files) for row in rows]


def find_keywords(connection: Connection, prefix: str, limit: int) -> list[tuple[str, int]]:
    """Keywords that begin with the words of `prefix`, in any case, the most frequent first."""
    begin = " ".join(words_of(prefix))
    query = select(_value.value, _value.files).where(_value.field == "keyword")
    if begin:
        query = query.where(_value.folded >= begin, _value.folded < begin + LAST_CHARACTER)
    rows = connection.execute(query.order_by(_value.files.desc(), _value.id).limit(limit))
    return [(row.value, row.files) for row in rows]


@dataclass(frozen=True, slots=True)
class NamedValues:
    """The numbers of the values that a query names."""

    own: dict[str, int]
    """By field, of those a file has one of."""
    keywords: tuple[int, ...]
    flags: tuple[int, ...]
    total: int | None
    """How many files have them all, where that is known without looking."""

    @property
    def numbers(self) -> tuple[int, ...]:
        return (*self.own.values(), *self.keywords, *self.flags)


def find_named(connection: Connection, query: LibraryQuery) -> NamedValues | None:
    """None when the query names a value that no file has."""
    own = {name: (name, value) for name in ONE_EACH if (value := getattr(query, name)) is not None}
    keywords: list[Value] = [("keyword", word) for word in dict.fromkeys(query.keywords)]
    flags = [flag for flag, wanted in ((NSFW, query.nsfw), (FAVOURITE, query.favourite)) if wanted]
    named = [*own.values(), *keywords, *flags]
    hashes = {value: value_hash(value) for value in (EVERY_FILE, *named)}
    columns = (_value.value_hash, _value.id, _value.files)
    rows = connection.execute(select(*columns).where(_value.value_hash.in_(list(hashes.values()))))
    found = {row.value_hash: row for row in rows}
    if len(found) < len(hashes):
        return None
    numbers = {value: found[digest].id for value, digest in hashes.items()}
    counts = [found[hashes[value]].files for value in named] or [found[hashes[EVERY_FILE]].files]
    return NamedValues(
        own={name: numbers[value] for name, value in own.items()},
        keywords=tuple(numbers[value] for value in keywords),
        flags=tuple(numbers[value] for value in flags),
        total=counts[0] if len(counts) == 1 else None,
    )
