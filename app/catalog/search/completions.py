"""What completes the part of a query that a user types: fields, and the values of a field."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import Connection, or_, select

from app.catalog.collections.tree import load_tree
from app.catalog.search.language.fields import BY_NAME, FIELDS, KNOWN_BY_HAS, SHAPES, FieldKind
from app.catalog.search.language.values import fold_name
from app.catalog.search.schema import begins_with, search_values
from app.catalog.search.tokenizer import fold_value

_value = search_values.c


_TYPED = re.compile(r"""(?P<sign>-?)(?P<part>(?P<name>[A-Za-z]+):(?P<value>"[^"]*|[^\s"()]*)|[^\s"():]*)\Z""")


@dataclass(frozen=True, slots=True)
class Completion:
    text: str
    """What replaces the typed part."""
    value: str
    """The field or the value that is suggested."""
    files: int | None
    """How many files of the library have it; None where that is not counted."""


@dataclass(frozen=True, slots=True)
class Completions:
    start: int
    """Where the part begins that is replaced, in characters from 0."""
    end: int
    completions: list[Completion]


def complete_query(connection: Connection, text: str, place: int, limit: int) -> Completions:
    """Return what may be meant by the part of a query that ends at character `place`: fields, or values of a field."""
    before = text[:place]
    in_quotes = before.count('"') % 2 == 1
    match = _TYPED.search(before)
    if match is None or (in_quotes and not (match["value"] or "").startswith('"')):
        return Completions(place, place, [])
    start = match.start("part")
    if match["name"] is None:
        return Completions(start, place, _complete_fields(match["part"], limit))
    return Completions(start, place, _complete_values(connection, match["name"], match["value"], limit))


def _complete_fields(typed: str, limit: int) -> list[Completion]:
    """Return the fields whose name begins with what was typed."""
    begin = typed.casefold()
    names = [field.name for field in FIELDS if any(name.startswith(begin) for name in (field.name, *field.aliases))]
    return [Completion(f"{name}:", name, None) for name in names][:limit]


def _complete_values(connection: Connection, name: str, typed: str, limit: int) -> list[Completion]:
    """Return values of the field `name` that begin with what was typed, or have a word that does; frequent ones first.

    An unknown field has none. For numbers, dates and places, examples are returned.
    """
    field = BY_NAME.get(name.casefold())
    if field is None:
        return []
    if field.kind is FieldKind.COLLECTION:
        return [Completion(_write(name, path), path, None) for path in _complete_paths(connection, typed)][:limit]
    if field.kind in (FieldKind.NAME, FieldKind.FOLDER):
        found = _complete_names(connection, field.column, typed, limit)
        return [Completion(_write(name, value), value, files) for value, files in found]
    words = {FieldKind.FLAG: ("yes", "no"), FieldKind.SHAPE: SHAPES, FieldKind.HAS: tuple(sorted(KNOWN_BY_HAS))}
    examples = tuple(example.partition(":")[2] for example in field.examples)
    begin = typed.casefold()
    fitting = [word for word in words.get(field.kind, examples) if word.startswith(begin)]
    return [Completion(f"{name}:{word}", word, None) for word in fitting][:limit]


def _write(name: str, value: str) -> str:
    """Return a field and its value as one types them. A value cannot have quotes: its words are found without them."""
    is_simple = re.fullmatch(r'[^\s"()<>=*]+', value) is not None
    return f"{name}:{value}" if is_simple else f'{name}:"{value.replace(chr(34), " ").strip("*")}"'


def _complete_paths(connection: Connection, typed: str) -> list[str]:
    """Return the paths of collections that begin with what was typed, then those with such a name in them."""
    folded = fold_name(typed.strip('*"').strip("/").rpartition("/")[2])
    tree = load_tree(connection)
    paths = [tree.path_of(each.collection_id) for each in tree.in_order]
    begin = typed.strip('*"').casefold()
    first = [path for path in paths if path.casefold().startswith(begin)]
    by_name = (path for path in paths if f" {folded}" in f" {fold_name(path.rpartition('/')[2])}")
    return list(dict.fromkeys([*first, *by_name]))


def _complete_names(connection: Connection, column: str, typed: str, limit: int) -> list[tuple[str, int]]:
    folded = fold_value(typed.strip('*"'))
    query = select(_value.value, _value.files).where(_value.field == column)
    if folded:
        has_later_word = _value.folded.contains(f" {folded}", autoescape=True)
        query = query.where(or_(begins_with(_value.folded, folded), has_later_word))
    rows = connection.execute(query.order_by(_value.files.desc(), _value.id).limit(limit))
    return [(row.value, row.files) for row in rows]
