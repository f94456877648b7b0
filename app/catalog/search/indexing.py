"""Bringing the search index up to the library, a little at a time, whenever the writer has nothing else to do."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sqlalchemy import (
    JSON,
    Connection,
    Engine,
    Row,
    Text,
    bindparam,
    cast,
    delete,
    exists,
    func,
    insert,
    literal,
    select,
    text,
    update,
)

from app.catalog.database.column_types import PATH_KEY_LENGTH, encode_text, text_hash
from app.catalog.database.insert_ignore import insert_missing
from app.catalog.database.schema import findings, library_files
from app.catalog.findings.rows import keywords_of
from app.catalog.search.schema import (
    POSTGRESQL_FILES,
    SQLITE_TEXTS,
    search_files,
    search_queue,
    search_values,
    search_words,
)
from app.catalog.search.tokenizer import pair_mark, words_of

INDEX_BATCH = 200
"""Changes a transaction: what waits for the writer meanwhile waits some 50 ms."""

PENDING_COUNTED = 10_000
WORDS_PER_FILE = 4_000
"""PostgreSQL keeps no positions beyond 16,383, and nobody reads a prompt that long."""

FOLDED_LENGTH = 200

Value = tuple[str, str]
"""(field, value)"""

MARK = "§"
"""Begins what stands for a value among the words; alone it stands between two texts, which no phrase spans."""

EVERY_FILE: Value = ("file", "")
"""The value that each file has: its count is the library's."""
NSFW: Value = ("flag", "nsfw")
FAVOURITE: Value = ("flag", "favourite")

_LOCK = 0x5365_6172_6368  # «Search»: of two programs on one PostgreSQL, one indexes at a time
_CAPTURED = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d))?)?)?)?")
_MARKED = re.compile(rf"{MARK}(\d+)")
ONE_EACH = ("kind", "format", "tool", "model")
"""Fields of which a file has one value at most."""

_library = select(
    library_files.c.id,
    library_files.c.path,
    library_files.c.added_at,
    findings.c.id.label("finding_id"),
    *(findings.c[name] for name in ("captured_at", "score", "size", "is_nsfw", "favourite", "generation", *ONE_EACH)),
).join(findings, findings.c.id == library_files.c.finding_id)
_new_file, _new_text, _new_worded_file = insert(search_files), insert(SQLITE_TEXTS), insert(POSTGRESQL_FILES)
_counted = (
    update(search_values)
    .where(search_values.c.id == bindparam("value_id"))
    .values(files=search_values.c.files + bindparam("more"))
)


# In order of id: PostgreSQL would else look through all that is done and not yet swept away.
_oldest = select(search_queue.c.id).order_by(search_queue.c.id)


def has_work(engine: Engine) -> bool:
    with engine.connect() as connection:
        return connection.execute(_oldest.limit(1)).first() is not None


def count_pending(connection: Connection) -> int:
    """Changes of the library that the index does not show yet, counted up to `PENDING_COUNTED`."""
    some = _oldest.limit(PENDING_COUNTED).subquery()
    return connection.execute(select(func.count()).select_from(some)).scalar_one()


def value_hash(value: Value) -> bytes:
    return text_hash("\0".join(value))


def captured_number(captured_at: str, unknown: str = "00") -> int | None:
    """YYYYMMDDhhmmss of an ISO 8601 date, whatever its offset; `unknown` stands for each part it does not tell."""
    match = _CAPTURED.match(captured_at)
    return None if match is None else int("".join(part or unknown for part in match.groups()))


def index_some(connection: Connection) -> None:
    """Take the oldest changes into the index, which then says of these files what the library says now."""
    if _is_postgresql(connection):
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    queued = connection.execute(select(search_queue).order_by(search_queue.c.id).limit(INDEX_BATCH)).all()
    file_ids = sorted({change.file_id for change in queued})
    counts = Counter[int]()
    counts.subtract(_values_indexed(connection, file_ids))
    _forget(connection, file_ids)
    if entries := list(_entries(connection, file_ids)):
        ids = _value_ids(connection, {value for entry in entries for value in entry.values})
        words = [entry.words(ids) for entry in entries]
        _remember(connection, [entry.columns(ids) for entry in entries], words)
        _keep_words(connection, {word for said in words for word in said if word[0] != MARK})
        counts.update(ids[value] for entry in entries for value in entry.values)
    _count_values(connection, counts)
    connection.execute(delete(search_queue).where(search_queue.c.id.in_([change.id for change in queued])))


@dataclass(frozen=True, slots=True)
class _Entry:
    """One library file on its way into the index."""

    row: Row[Any]
    keywords: tuple[str, ...]

    @property
    def values(self) -> list[Value]:
        own = [(name, value) for name in ONE_EACH if (value := getattr(self.row, name)) is not None]
        flags = [flag for flag, is_set in ((NSFW, self.row.is_nsfw), (FAVOURITE, self.row.favourite)) if is_set]
        return [EVERY_FILE, *own, *flags, *(("keyword", word) for word in dict.fromkeys(self.keywords))]

    def columns(self, ids: dict[Value, int]) -> dict[str, object]:
        row = self.row
        return {
            "file_id": row.id,
            "path": encode_text(row.path)[:PATH_KEY_LENGTH],
            "added": row.added_at,
            "captured": captured_number(row.captured_at) if row.captured_at else None,
            "score": row.score,
            "size": row.size,
            "is_nsfw": row.is_nsfw,
            "favourite": bool(row.favourite),
            **{name: ids.get((name, getattr(row, name))) for name in ONE_EACH},
        }

    def words(self, ids: dict[Value, int]) -> list[str]:
        """Of path, model, keywords the prompt does not have, and prompt, whose end gives way; then marks of values."""
        marks = [f"{MARK}{ids[value]}" for value in self.values]
        prompt = (json.loads(self.row.generation)["prompt"] or "") if self.row.generation else ""
        head = [*words_of(self.row.path), MARK, *words_of(self.row.model or ""), MARK]
        said = words_of(prompt)
        spoken = f" {' '.join(said)} "
        for keyword in self.keywords:
            words = words_of(keyword)
            if words and f" {' '.join(words)} " not in spoken:
                head += [*words, MARK]
        return [*head[:WORDS_PER_FILE], *said[: max(0, WORDS_PER_FILE - len(head))], MARK, *marks]


def _entries(connection: Connection, file_ids: Sequence[int]) -> Iterator[_Entry]:
    """Of those that are still there."""
    rows = connection.execute(_library.where(library_files.c.id.in_(file_ids))).all()
    words = keywords_of(connection, {row.finding_id for row in rows})
    return (_Entry(row, words.get(row.finding_id, ())) for row in rows)


def _is_postgresql(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"


def _forget(connection: Connection, file_ids: Sequence[int]) -> None:
    for table in (search_files,) if _is_postgresql(connection) else (search_files, SQLITE_TEXTS):
        connection.execute(delete(table).where(table.c.file_id.in_(file_ids)))


def _remember(connection: Connection, files: list[dict[str, object]], words: Sequence[Sequence[str]]) -> None:
    """Files by their columns, each with its words."""
    if _is_postgresql(connection):
        rows = [file | {"words": _as_tsvector(said)} for file, said in zip(files, words, strict=True)]
        connection.execute(_new_worded_file, rows)
        return
    connection.execute(_new_file, files)
    texts = [{"file_id": file["file_id"], "words": _as_text(said)} for file, said in zip(files, words, strict=True)]
    connection.execute(_new_text, texts)


def _as_text(words: Sequence[str]) -> str:
    """With a space at both ends, so that a whole word is a word between spaces."""
    return f" {' '.join(words)} "


def _as_tsvector(words: Sequence[str]) -> str:
    """With marks for neighbours: the index knows no places, so a phrase would be sought in all texts with its words."""
    places = defaultdict[str, list[str]](list)
    for place, word in enumerate(words, 1):
        places[word].append(str(place))
    placed = [f"'{word}':{','.join(found)}" for word, found in places.items()]
    marks = (pair_mark(*pair) for pair in pairwise(words) if MARK not in "".join(pair))
    return " ".join((*placed, *dict.fromkeys(marks)))


def _keep_words(connection: Connection, words: set[str]) -> None:
    """Those that are not known yet, in one statement: most are."""
    given = json.dumps(sorted(words))
    as_json = cast(literal(given, Text()), JSON)
    listing = func.json_array_elements_text(as_json) if _is_postgresql(connection) else func.json_each(given)
    listed = listing.table_valued("value")
    known = exists().where(search_words.c.word == listed.c.value)
    connection.execute(insert(search_words).from_select(["word"], select(listed.c.value).where(~known)))


def _values_indexed(connection: Connection, file_ids: Sequence[int]) -> Iterator[int]:
    """The numbers of the values that these files have in the index, once for each file."""
    texts = POSTGRESQL_FILES if _is_postgresql(connection) else SQLITE_TEXTS
    words = (
        func.array_to_string(func.tsvector_to_array(texts.c.words), " ") if texts is POSTGRESQL_FILES else texts.c.words
    )
    for stored in connection.execute(select(words).where(texts.c.file_id.in_(file_ids))).scalars():
        yield from map(int, _MARKED.findall(stored))


def _value_ids(connection: Connection, values: Iterable[Value]) -> dict[Value, int]:
    hashes = {value_hash(value): value for value in values}
    rows = [
        {"field": field, "value": value, "value_hash": digest, "folded": _folded(value), "files": 0}
        for digest, (field, value) in hashes.items()
    ]
    insert_missing(connection, search_values, rows)
    known = select(search_values.c.value_hash, search_values.c.id).where(search_values.c.value_hash.in_(list(hashes)))
    return {hashes[row.value_hash]: row.id for row in connection.execute(known)}


def _folded(value: str) -> str:
    return " ".join(words_of(value))[:FOLDED_LENGTH]


def _count_values(connection: Connection, counts: Counter[int]) -> None:
    changed = sorted((value_id, more) for value_id, more in counts.items() if more)
    if changed:
        connection.execute(_counted, [{"value_id": value_id, "more": more} for value_id, more in changed])
    fewer = [value_id for value_id, more in changed if more < 0]
    connection.execute(delete(search_values).where(search_values.c.id.in_(fewer), search_values.c.files <= 0))
