"""The values of library files (tools, models, formats, kinds, keywords, flags) and how many files have each."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from app.catalog.database.schema import lacks_pixels, library_files
from app.catalog.library.edited_values import count_hidden
from app.catalog.search.indexing import EVERY_FILE, FAVOURITE, NSFW, SINGLE_VALUE_FIELDS, Value, value_hash
from app.catalog.search.query import LibraryQuery
from app.catalog.search.schema import search_values
from app.catalog.search.tokenizer import LAST_CHARACTER, tokenize

FACET_VALUES = 200
"""How many of a field's most frequent values are listed."""

_value = search_values.c


@dataclass(frozen=True, slots=True)
class Facets:
    """The number of files for each value; of each field the `FACET_VALUES` most frequent ones, most frequent first."""

    files: int
    nsfw: int
    favourites: int
    without_pixels: int
    hidden: int
    kinds: list[tuple[str, int]]
    formats: list[tuple[str, int]]
    tools: list[tuple[str, int]]
    models: list[tuple[str, int]]


def load_facets(connection: Connection) -> Facets:
    """Return the values by which the library can be filtered."""
    singles = (EVERY_FILE, NSFW, FAVOURITE)
    rows = connection.execute(
        select(_value.value_hash, _value.files).where(_value.value_hash.in_([value_hash(value) for value in singles]))
    )
    counts = {row.value_hash: row.files for row in rows}
    files, nsfw, favourites = (counts.get(value_hash(value), 0) for value in singles)
    without_pixels = select(func.count()).select_from(library_files).where(lacks_pixels)
    kinds, formats, tools, models = (_load_most_frequent(connection, field) for field in SINGLE_VALUE_FIELDS)
    return Facets(
        files=files,
        nsfw=nsfw,
        favourites=favourites,
        without_pixels=connection.execute(without_pixels).scalar_one(),
        hidden=count_hidden(connection),
        kinds=kinds,
        formats=formats,
        tools=tools,
        models=models,
    )


def _load_most_frequent(connection: Connection, field: str) -> list[tuple[str, int]]:
    query = select(_value.value, _value.files).where(_value.field == field)
    rows = connection.execute(query.order_by(_value.files.desc(), _value.id).limit(FACET_VALUES))
    return [(row.value, row.files) for row in rows]


def find_keywords(connection: Connection, prefix: str, limit: int) -> list[tuple[str, int]]:
    """Return keywords that begin with the words of `prefix`, ignoring case, most frequent first.

    Nothing begins with a prefix that has no words, but for the empty one.
    """
    folded = " ".join(tokenize(prefix))
    if prefix.strip() and not folded:
        return []
    query = select(_value.value, _value.files).where(_value.field == "keyword")
    if folded:
        query = query.where(_value.folded >= folded, _value.folded < folded + LAST_CHARACTER)
    rows = connection.execute(query.order_by(_value.files.desc(), _value.id).limit(limit))
    return [(row.value, row.files) for row in rows]


@dataclass(frozen=True, slots=True)
class NamedValues:
    """The ids of the values that a query names."""

    single: dict[str, int]
    """By field, for the `SINGLE_VALUE_FIELDS`."""
    keywords: tuple[int, ...]
    flags: tuple[int, ...]
    total: int | None
    """How many files have all of them; None if it is not known without a search."""

    @property
    def all_ids(self) -> tuple[int, ...]:
        return (*self.single.values(), *self.keywords, *self.flags)


def find_named_values(connection: Connection, query: LibraryQuery) -> NamedValues | None:
    """Return the ids of the values that the query names; None if no file has one of them."""
    single = {name: (name, value) for name in SINGLE_VALUE_FIELDS if (value := getattr(query, name)) is not None}
    keywords: list[Value] = [("keyword", word) for word in dict.fromkeys(query.keywords)]
    flags = [flag for flag, wanted in ((NSFW, query.nsfw), (FAVOURITE, query.favourite)) if wanted]
    named = [*single.values(), *keywords, *flags]
    hashes = {value: value_hash(value) for value in (EVERY_FILE, *named)}
    columns = (_value.value_hash, _value.id, _value.files)
    rows = connection.execute(select(*columns).where(_value.value_hash.in_(list(hashes.values()))))
    found = {row.value_hash: row for row in rows}
    if len(found) < len(hashes):
        return None
    ids = {value: found[digest].id for value, digest in hashes.items()}
    counts = [found[hashes[value]].files for value in named] or [found[hashes[EVERY_FILE]].files]
    return NamedValues(
        single={name: ids[value] for name, value in single.items()},
        keywords=tuple(ids[value] for value in keywords),
        flags=tuple(ids[value] for value in flags),
        total=counts[0] if len(counts) == 1 else None,
    )
