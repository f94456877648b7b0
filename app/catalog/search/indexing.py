"""Keep the search index up to date with the library, batch by batch, whenever the writer is idle."""

from __future__ import annotations

import json
import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
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

from app.catalog.database.paths import PATH_KEY_LENGTH
from app.catalog.database.schema import findings, library_files, packed_blocks, search_items
from app.catalog.database.sql.bulk import execute_many
from app.catalog.database.sql.insert_ignore import insert_ignore
from app.catalog.findings.keywords import keywords_of
from app.catalog.library.edited_values import load_current_edits
from app.catalog.search.columns import records
from app.catalog.search.columns.exposures import BLOCKS, read_exposure
from app.catalog.search.columns.records import Exposure, pack_pairs, pack_record
from app.catalog.search.dates import captured_number
from app.catalog.search.items import update_items
from app.catalog.search.schema import (
    POSTGRESQL_FILES,
    SQLITE_TEXTS,
    search_changes,
    search_files,
    search_queue,
    search_records,
    search_values,
    search_words,
)
from app.catalog.search.tokenizer import RUN, fold_value, list_run_tokens, pair_token, tokenize
from app.catalog.search.value_tokens import SEPARATOR, find_value_ids, value_token
from app.domain.findings.packed_blocks import unpack_named
from app.domain.items import choose_value
from app.domain.report import Generation, Kind, restore_generation
from app.domain.review.library_edits import HIDDEN, READ_VALUES, merge_words
from app.domain.text.stored_text import encode_text, text_hash

INDEX_BATCH = 200
"""Changes indexed in one transaction. Other writes wait about 50 ms for it."""

MAX_PENDING_COUNT = 10_000
WORDS_PER_FILE = 4_000
"""Further words of a file are not indexed. PostgreSQL stores no word positions beyond 16,383."""

Value = tuple[str, str]
"""(field, value)"""

EVERY_FILE: Value = ("file", "")
"""A value that every file has, so its count is the number of files in the library."""
NSFW: Value = ("flag", "nsfw")
FAVOURITE: Value = ("flag", "favourite")

_LOCK = 0x5365_6172_6368  # “Search” in ASCII: of two programs on one PostgreSQL database, only one indexes at a time
SINGLE_VALUE_FIELDS = ("kind", "format", "tool", "model")
"""Fields whose value has a column in `search_files`."""

CHANGES_KEPT = 100_000
"""Changes that another program may be behind without loading all records again."""

CREDENTIALS_BLOCK = "c2pa"
_BLOCKS_READ = frozenset((CREDENTIALS_BLOCK, *BLOCKS))

_library = select(
    library_files.c.id,
    library_files.c.path,
    library_files.c.added_at,
    findings.c.id.label("finding_id"),
    *(
        findings.c[name]
        for name in (
            "captured_at",
            "score",
            "size",
            "is_nsfw",
            "favourite",
            "generation",
            "provenance",
            "width",
            "height",
            "duration_s",
            "camera_make",
            "camera_model",
            "gps_lat",
            "gps_lon",
            "content_hash",
            "failures",
            *SINGLE_VALUE_FIELDS,
        )
    ),
    library_files.c.pixels_read,
    packed_blocks.c.data.label("blocks"),
).select_from(
    library_files.join(findings, findings.c.id == library_files.c.finding_id).outerjoin(
        packed_blocks, packed_blocks.c.finding_id == findings.c.id
    )
)
_insert_file = insert(search_files)
_insert_text = insert(SQLITE_TEXTS)
_insert_file_with_words = insert(POSTGRESQL_FILES)
_insert_record = insert(search_records)
_insert_change = insert(search_changes)
_add_to_count = (
    update(search_values)
    .where(search_values.c.id == bindparam("value_id"))
    .values(files=search_values.c.files + bindparam("more"))
)

# Ordered by id, because PostgreSQL would otherwise scan all rows that were deleted but not vacuumed yet.
_oldest = select(search_queue.c.id).order_by(search_queue.c.id)


def has_work(engine: Engine) -> bool:
    """Return whether any library change is not indexed yet."""
    with engine.connect() as connection:
        return connection.execute(_oldest.limit(1)).first() is not None


def count_pending(connection: Connection) -> int:
    """Return how many library changes are not indexed yet, counted up to `MAX_PENDING_COUNT`."""
    some = _oldest.limit(MAX_PENDING_COUNT).subquery()
    return connection.execute(select(func.count()).select_from(some)).scalar_one()


def value_hash(value: Value) -> bytes:
    """Return the hash by which a value is unique."""
    return text_hash("\0".join(value))


def index_batch(connection: Connection) -> None:
    """Index the files of the oldest queued changes as they are in the library now."""
    if _is_postgresql(connection):
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    queued = connection.execute(select(search_queue).order_by(search_queue.c.id).limit(INDEX_BATCH)).all()
    file_ids = sorted(update_items(connection, {change.file_id for change in queued}))
    counts = Counter[int]()
    counts.subtract(_load_indexed_values(connection, file_ids))
    _delete_entries(connection, file_ids)
    if entries := list(_load_entries(connection, file_ids)):
        ids = _find_or_create_values(connection, {value for entry in entries for value in entry.values})
        words = [[*entry.words(ids), *entry.run_tokens()] for entry in entries]
        _insert_entries(connection, [entry.columns(ids) for entry in entries], words)
        execute_many(connection, _insert_record, [entry.record(ids) for entry in entries])
        _add_words(connection, {word for of_file in words for word in of_file if word[0] != SEPARATOR})
        counts.update(ids[value] for entry in entries for value in entry.values)
    _count_values(connection, counts)
    _record_changes(connection, file_ids)
    connection.execute(delete(search_queue).where(search_queue.c.id.in_([change.id for change in queued])))


@dataclass(frozen=True, slots=True)
class _EditedRow:
    """The row of a file with what users edited in place of what was read."""

    row: Row[Any]
    edited: Mapping[str, Any]

    def __getattr__(self, name: str) -> Any:
        return self.edited[name] if name in READ_VALUES and name in self.edited else getattr(self.row, name)


@dataclass(frozen=True)
class _Entry:
    """A library file that is to be indexed, with its companions: an item has one entry, that of its main file.

    It has no slots, because what is asked for several times is kept in its `__dict__`.
    """

    row: Row[Any] | _EditedRow
    keywords: tuple[str, ...]
    """Of all files of the item."""
    made: Generation | None
    exposure: Exposure
    has_credentials: bool
    companions: tuple[Row[Any] | _EditedRow, ...] = ()
    written: tuple[str, ...] = ()
    """What users wrote about it: titles and notes."""

    def run_tokens(self) -> list[str]:
        """Return the tokens of the runs of signs in all texts."""
        made = self.made
        prompts = [made.prompt or "", *(prompt.text for prompt in made.prompts)] if made else []
        return list_run_tokens(
            [self.row.path, *self._companion_names, *self.written, self.row.model or "", *self.keywords, *prompts]
        )

    @cached_property
    def values(self) -> list[Value]:
        """The file's values, each once."""
        flags = [flag for flag, is_set in ((NSFW, self._is_nsfw), (FAVOURITE, self._choose("favourite"))) if is_set]
        single = [(name, value) for name, value in self._single_values.items() if value is not None]
        keywords = (("keyword", word) for word in dict.fromkeys(self.keywords))
        return [EVERY_FILE, *single, *flags, *keywords, *(("lora", name) for name in self._loras)]

    @cached_property
    def _single_values(self) -> dict[str, str | None]:
        """The value of each field of which a file has at most one."""
        made, row = self.made, self.row
        return {
            **{name: getattr(row, name) for name in SINGLE_VALUE_FIELDS},
            "sampler": (made.sampler if made else None) or None,
            "schedule": (made.scheduler if made else None) or None,
            "camera": _name_camera(row.camera_make, row.camera_model),
            "lens": self.exposure.lens,
            "folder": os.path.dirname(row.path),
        }

    @cached_property
    def _loras(self) -> dict[str, list[float | None]]:
        """The weights of each LoRA, by its name."""
        weights = defaultdict[str, list[float | None]](list)
        for lora in self.made.loras if self.made else ():
            if lora.name:
                weights[lora.name].append(lora.weight)
        return weights

    def record(self, ids: dict[Value, int]) -> dict[str, object]:
        """Return the file's row in `search_records`; `ids` are those of its values."""
        row, captured_at = self.row, self._choose("captured_at")
        bits = (
            (records.NSFW, self._is_nsfw),
            (records.FAVOURITE, self._choose("favourite")),
            (records.CREDENTIALS, self.has_credentials),
            (records.PIXELS_READ, row.pixels_read),
            (records.SEEDED, records.is_seed(self.made.seed if self.made else None)),
        )
        values = {
            "added": row.added_at,
            "captured": captured_number(captured_at) if captured_at else None,
            "score": self._choose("score"),
            "flags": sum(bit for bit, is_set in bits if is_set),
            "warnings": min(len(json.loads(row.failures)), 2**15 - 1),
        }
        named = {name: ids[name, value] for name, value in self._single_values.items() if value is not None}
        keywords = [(ids["keyword", word], None) for word in dict.fromkeys(self.keywords)]
        loras = [(ids["lora", name], weight) for name, weights in self._loras.items() for weight in weights]
        return {
            "file_id": row.id,
            "record": pack_record(row, self.made, self.exposure, named, values),
            "pairs": pack_pairs([*keywords, *loras]),
        }

    def columns(self, ids: dict[Value, int]) -> dict[str, object]:
        """Return the file's row in `search_files`; `ids` are those of its values."""
        row, captured_at = self.row, self._choose("captured_at")
        return {
            "file_id": row.id,
            "path": encode_text(row.path)[:PATH_KEY_LENGTH],
            "added": row.added_at,
            "captured": captured_number(captured_at) if captured_at else None,
            "score": self._choose("score"),
            "size": row.size,
            "is_nsfw": self._is_nsfw,
            "favourite": bool(self._choose("favourite")),
            **{name: ids.get((name, getattr(row, name))) for name in SINGLE_VALUE_FIELDS},
        }

    def words(self, ids: dict[Value, int]) -> list[str]:
        """Return the words of all texts, with only those keywords that the prompt lacks; then the value tokens.

        If there are too many words, the end of the prompts is cut off.
        """
        value_tokens = [value_token(ids[value]) for value in self.values]
        head = [*tokenize(self.row.path), SEPARATOR]
        for text_of_file in (*self._companion_names, *self.written):
            head += [*tokenize(text_of_file), SEPARATOR]
        head += [*tokenize(self.row.model or ""), SEPARATOR]
        prompt_words = self._list_prompt_words()
        keywords = [words for keyword in self.keywords if (words := tokenize(keyword))]
        room = WORDS_PER_FILE - len(head) - sum(len(words) + 1 for words in keywords)
        prompt_text = _to_text(prompt_words[: max(0, room)])
        for words in keywords:
            if _to_text(words) not in prompt_text:
                head += [*words, SEPARATOR]
        return [*head[:WORDS_PER_FILE], *prompt_words[: max(0, WORDS_PER_FILE - len(head))], SEPARATOR, *value_tokens]

    @property
    def _companion_names(self) -> list[str]:
        return [os.path.basename(companion.path) for companion in self.companions]

    @property
    def _is_nsfw(self) -> bool:
        return any(row.is_nsfw for row in (self.row, *self.companions))

    def _choose(self, name: str) -> Any:
        return choose_value(getattr(row, name) for row in (self.row, *self.companions))

    def _list_prompt_words(self) -> list[str]:
        """Return the words of the prompt, then of the other texts, with a separator between two of them."""
        if self.made is None:
            return []
        words = tokenize(self.made.prompt or "")
        for other in self.made.other_texts:
            words += [SEPARATOR, *tokenize(other)]
        return words


def _load_entries(connection: Connection, file_ids: Sequence[int]) -> Iterator[_Entry]:
    """Load those of the files that are still in the library and are nobody's companion."""
    main_id = search_items.c.main_id
    members = _library.add_columns(main_id).join(search_items, search_items.c.file_id == library_files.c.id)
    rows = connection.execute(members.where(library_files.c.id.in_(file_ids), main_id.is_(None))).all()
    companions: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(members.where(main_id.in_(file_ids)).order_by(library_files.c.path)):
        companions[row.main_id].append(row)
    all_rows = [*rows, *(row for some in companions.values() for row in some)]
    words = keywords_of(connection, {row.finding_id for row in all_rows})
    edited = load_current_edits(connection, all_rows)
    for row in rows:
        if edited[row.id].get(HIDDEN):
            continue
        others = tuple(sorted(companions.get(row.id, ()), key=lambda other: other.kind == Kind.VIDEO))
        of_item = [(edited[each.id], each) for each in (row, *others)]
        merged = (word for mine, each in of_item for word in merge_words(words.get(each.finding_id, ()), mine))
        shown = [_EditedRow(each, mine) if mine else each for mine, each in of_item]
        blocks = unpack_named(row.blocks, _BLOCKS_READ) if row.blocks else {}
        yield _Entry(
            row=shown[0],
            keywords=tuple(dict.fromkeys(merged)),
            made=_parse_generation(row.generation),
            exposure=read_exposure(blocks),
            has_credentials=CREDENTIALS_BLOCK in blocks,
            companions=tuple(shown[1:]),
            written=tuple(mine[name] for mine, _ in of_item for name in ("title", "note") if name in mine),
        )


def _name_camera(make: str | None, model: str | None) -> str | None:
    """Return how people call a camera: its make and model, without a make that the model repeats."""
    if not make or not model:
        return make or model or None
    return model if model.casefold().startswith(make.casefold()) else f"{make} {model}"


def _parse_generation(stored: str | None) -> Generation | None:
    return restore_generation(json.loads(stored)) if stored else None


def _is_postgresql(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"


def _delete_entries(connection: Connection, file_ids: Sequence[int]) -> None:
    texts = () if _is_postgresql(connection) else (SQLITE_TEXTS,)
    for table in (search_files, search_records, *texts):
        connection.execute(delete(table).where(table.c.file_id.in_(file_ids)))


def _insert_entries(connection: Connection, files: list[dict[str, object]], words: Sequence[Sequence[str]]) -> None:
    """Insert files, given their columns and their words."""
    if _is_postgresql(connection):
        rows = [file | {"words": _to_tsvector(of_file)} for file, of_file in zip(files, words, strict=True)]
        connection.execute(_insert_file_with_words, rows)
        return
    connection.execute(_insert_file, files)
    texts = [
        {"file_id": file["file_id"], "words": _to_text(of_file)} for file, of_file in zip(files, words, strict=True)
    ]
    connection.execute(_insert_text, texts)


def _to_text(words: Sequence[str]) -> str:
    """Join the words, with a space at both ends so that every whole word is between spaces."""
    return f" {' '.join(words)} "


def _to_tsvector(words: Sequence[str]) -> str:
    """Return the words as a tsvector, with a pair token for each two neighbouring words.

    A GIN index does not store positions. Without pair tokens, a phrase search would test every text with its words.
    """
    positions = defaultdict[str, list[str]](list)
    for position, word in enumerate(words, 1):
        positions[word].append(str(position))
    lexemes = [f"'{word}':{','.join(found)}" for word, found in positions.items()]
    pairs = (pair for pair in pairwise(words) if not any(word[0] in (SEPARATOR, RUN) for word in pair))
    pair_tokens = (pair_token(*pair) for pair in pairs)
    return " ".join((*lexemes, *dict.fromkeys(pair_tokens)))


def _add_words(connection: Connection, words: set[str]) -> None:
    """Insert words that are not in the table yet, in one statement, because most of them are."""
    as_text = json.dumps(sorted(words))
    as_json = cast(literal(as_text, Text()), JSON)
    listing = func.json_array_elements_text(as_json) if _is_postgresql(connection) else func.json_each(as_text)
    listed = listing.table_valued("value")
    known = exists().where(search_words.c.word == listed.c.value)
    connection.execute(insert(search_words).from_select(["word"], select(listed.c.value).where(~known)))


def _load_indexed_values(connection: Connection, file_ids: Sequence[int]) -> Iterator[int]:
    """Yield the ids of the values that these files have in the index, once for each file."""
    texts = POSTGRESQL_FILES if _is_postgresql(connection) else SQLITE_TEXTS
    words = (
        func.array_to_string(func.tsvector_to_array(texts.c.words), " ") if texts is POSTGRESQL_FILES else texts.c.words
    )
    for stored in connection.execute(select(words).where(texts.c.file_id.in_(file_ids))).scalars():
        yield from find_value_ids(stored)


def _record_changes(connection: Connection, file_ids: Sequence[int]) -> None:
    """Say which records changed, and forget changes that nobody needs to follow any more."""
    execute_many(connection, _insert_change, [{"file_id": file_id} for file_id in file_ids])
    newest = connection.execute(select(func.max(search_changes.c.id))).scalar_one()
    connection.execute(delete(search_changes).where(search_changes.c.id <= (newest or 0) - CHANGES_KEPT))


def _find_or_create_values(connection: Connection, values: Iterable[Value]) -> dict[Value, int]:
    """Return the ids of the values; insert those that do not exist yet."""
    hashes = {value_hash(value): value for value in values}
    rows = [
        {"field": field, "value": value, "value_hash": digest, "folded": fold_value(value), "files": 0}
        for digest, (field, value) in hashes.items()
    ]
    insert_ignore(connection, search_values, rows)
    known = select(search_values.c.value_hash, search_values.c.id).where(search_values.c.value_hash.in_(list(hashes)))
    return {hashes[row.value_hash]: row.id for row in connection.execute(known)}


def _count_values(connection: Connection, counts: Counter[int]) -> None:
    """Add to the values' numbers of files, and delete values that no file has any more."""
    changed = sorted((value_id, more) for value_id, more in counts.items() if more)
    if changed:
        connection.execute(_add_to_count, [{"value_id": value_id, "more": more} for value_id, more in changed])
    fewer = [value_id for value_id, more in changed if more < 0]
    connection.execute(delete(search_values).where(search_values.c.id.in_(fewer), search_values.c.files <= 0))
