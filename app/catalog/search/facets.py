"""The values of library files (tools, models, formats, kinds, keywords, flags) and how many files have each."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from app.catalog.search.indexing import EVERY_FILE, FAVOURITE, NSFW, SINGLE_VALUE_FIELDS, Value, value_hash
from app.catalog.search.query import LibraryQuery
from app.catalog.search.schema import begins_with, search_values
from app.catalog.search.tokenizer import tokenize

_value = search_values.c


def find_keywords(connection: Connection, prefix: str, limit: int) -> list[tuple[str, int]]:
    """Return keywords that begin with the words of `prefix`, ignoring case, most frequent first.

    Nothing begins with a prefix that has no words, but for the empty one.
    """
    folded = " ".join(tokenize(prefix))
    if prefix.strip() and not folded:
        return []
    query = select(_value.value, _value.files).where(_value.field == "keyword")
    if folded:
        query = query.where(begins_with(_value.folded, folded))
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
