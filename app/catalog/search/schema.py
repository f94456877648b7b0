"""The tables of the search index, which is updated automatically when the library changes.

Triggers queue the id of every library file that changes or is edited, whatever changed it;
`app/catalog/search/indexing.py` then updates the index. A commit therefore only pays for one row per file, and no code
that writes to the library can forget to update the index.

Each index of `search_files` covers all columns that a query can filter by, except the words, so a page is found without
reading rows. PostgreSQL stores the words in `search_files` itself, because it reads the row of every hit anyway. SQLite
gets the ids of hits from its full-text index and reads their other columns faster from narrow rows, so it stores the
words in `search_texts`. Tools, models, formats, kinds and keywords are ids of `search_values`, which counts their
files. Among the words, a value is represented by a value token: `§` and its id, which no word can be equal to.
"""

from __future__ import annotations

from sqlalchemy import (
    DDL,
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Float,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    column,
    event,
    table,
)
from sqlalchemy.dialects.postgresql import TSVECTOR

from app.catalog.database.column_types import UntrustedText
from app.catalog.database.schema import RowId, metadata
from app.catalog.search.tokenizer import LAST_CHARACTER

CodePoints = Text().with_variant(Text(collation="C"), "postgresql")
"""Text that is already encoded by `encode_text` and compares by code point."""

search_queue = Table(
    "search_queue",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("file_id", BigInteger, nullable=False),
)

search_values = Table(
    "search_values",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("field", String(8), nullable=False),  # tool, model, lens, keyword …; file: every file has it
    Column("value", UntrustedText, nullable=False),
    Column("value_hash", LargeBinary(16), nullable=False),  # of field and value
    Column("folded", CodePoints, nullable=False),  # its words, for completing what a user typed
    Column("files", BigInteger, nullable=False),
    UniqueConstraint("value_hash"),
    sqlite_autoincrement=True,
)
Index("ix_search_values_folded", search_values.c.field, search_values.c.folded)
Index("ix_search_values_files", search_values.c.field, search_values.c.files)

SORTED = ("added", "captured", "score", "size", "path")
FILTERED = (*SORTED, "is_nsfw", "favourite", "kind", "format", "tool", "model")

search_files = Table(
    "search_files",
    metadata,
    Column("file_id", RowId, primary_key=True, autoincrement=False),
    Column("path", CodePoints, nullable=False),  # its first PATH_KEY_LENGTH code points
    Column("added", Float, nullable=False),
    Column("captured", BigInteger),  # YYYYMMDDhhmmss in local time; unknown parts are 0
    Column("score", Integer),
    Column("size", BigInteger, nullable=False),
    Column("is_nsfw", Boolean, nullable=False),
    Column("favourite", Boolean, nullable=False),
    Column("kind", BigInteger),
    Column("format", BigInteger),
    Column("tool", BigInteger),
    Column("model", BigInteger),
)
for _sort in SORTED:
    _others = (search_files.c[name] for name in FILTERED if name != _sort)
    Index(f"ix_search_files_{_sort}", search_files.c[_sort], search_files.c.file_id, *_others)

SQLITE_TEXTS = table("search_texts", column("file_id", BigInteger), column("words", Text))
POSTGRESQL_FILES = table(
    "search_files", *(column(own.name, own.type) for own in search_files.c), column("words", TSVECTOR)
)
"""`search_files` with the column that only PostgreSQL has."""

search_words = Table(
    "search_words",
    metadata,
    Column("word", CodePoints, primary_key=True),  # every word that was ever indexed
    sqlite_with_rowid=False,
)
"""Used to complete prefixes: a prefix search in either full-text index reads all hits of every matching word first."""


def begins_with(text: Column[str], begin: str) -> ColumnElement[bool]:
    """Return the condition that a text begins with `begin`. Unlike LIKE, it can always be answered by an index."""
    return (text >= begin) & (text < begin + LAST_CHARACTER)


# What is filtered by, of each file in one value: `app/catalog/search/columns/records.py` has the format.
search_records = Table(
    "search_records",
    metadata,
    Column("file_id", RowId, primary_key=True, autoincrement=False),
    Column("record", LargeBinary, nullable=False),
    Column("pairs", LargeBinary, nullable=False),
)

# The files whose records changed last, so that programs that have loaded the records can follow.
search_changes = Table(
    "search_changes",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("file_id", BigInteger, nullable=False),
    sqlite_autoincrement=True,
)

# The words are already tokenized. FTS5's `ascii` tokenizer leaves them as they are; the others would change some.
SQLITE_DDL = (
    """CREATE TABLE search_texts (
        file_id INTEGER NOT NULL, words TEXT NOT NULL, CONSTRAINT pk_search_texts PRIMARY KEY (file_id))""",
    """CREATE VIRTUAL TABLE search_index USING fts5(
        words, content='search_texts', content_rowid='file_id', tokenize='ascii', columnsize=0)""",
    """CREATE TRIGGER search_texts_inserted AFTER INSERT ON search_texts BEGIN
        INSERT INTO search_index(rowid, words) VALUES (new.file_id, new.words); END""",
    """CREATE TRIGGER search_texts_deleted AFTER DELETE ON search_texts BEGIN
        INSERT INTO search_index(search_index, rowid, words) VALUES ('delete', old.file_id, old.words); END""",
    """CREATE TRIGGER library_files_inserted AFTER INSERT ON library_files BEGIN
        INSERT INTO search_queue(file_id) VALUES (new.id); END""",
    """CREATE TRIGGER library_files_updated AFTER UPDATE ON library_files BEGIN
        INSERT INTO search_queue(file_id) VALUES (new.id); END""",
    """CREATE TRIGGER library_files_deleted AFTER DELETE ON library_files BEGIN
        INSERT INTO search_queue(file_id) VALUES (old.id); END""",
    """CREATE TRIGGER findings_updated AFTER UPDATE ON findings BEGIN
        INSERT INTO search_queue(file_id) SELECT id FROM library_files WHERE finding_id = new.id; END""",
    """CREATE TRIGGER library_edits_inserted AFTER INSERT ON library_edits BEGIN
        INSERT INTO search_queue(file_id) VALUES (new.file_id); END""",
    """CREATE TRIGGER library_edits_updated AFTER UPDATE ON library_edits BEGIN
        INSERT INTO search_queue(file_id) VALUES (new.file_id); END""",
    """CREATE TRIGGER library_edits_deleted AFTER DELETE ON library_edits BEGIN
        INSERT INTO search_queue(file_id) VALUES (old.file_id); END""",
)

POSTGRESQL_DDL = (
    "ALTER TABLE search_files ADD COLUMN words tsvector NOT NULL",
    "CREATE INDEX ix_search_files_words ON search_files USING gin (words)",
    """CREATE FUNCTION search_enqueue_files() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO search_queue(file_id) SELECT id FROM changed; RETURN NULL; END $$""",
    """CREATE FUNCTION search_enqueue_findings() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO search_queue(file_id)
        SELECT library_files.id FROM library_files JOIN changed ON changed.id = library_files.finding_id;
        RETURN NULL; END $$""",
    """CREATE TRIGGER library_files_inserted AFTER INSERT ON library_files
        REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION search_enqueue_files()""",
    """CREATE TRIGGER library_files_updated AFTER UPDATE ON library_files
        REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION search_enqueue_files()""",
    """CREATE TRIGGER library_files_deleted AFTER DELETE ON library_files
        REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION search_enqueue_files()""",
    """CREATE TRIGGER findings_updated AFTER UPDATE ON findings
        REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION search_enqueue_findings()""",
    """CREATE FUNCTION search_enqueue_edits() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO search_queue(file_id) SELECT file_id FROM changed; RETURN NULL; END $$""",
    """CREATE TRIGGER library_edits_inserted AFTER INSERT ON library_edits
        REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION search_enqueue_edits()""",
    """CREATE TRIGGER library_edits_updated AFTER UPDATE ON library_edits
        REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION search_enqueue_edits()""",
    """CREATE TRIGGER library_edits_deleted AFTER DELETE ON library_edits
        REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION search_enqueue_edits()""",
)

for _dialect, _statements in (("sqlite", SQLITE_DDL), ("postgresql", POSTGRESQL_DDL)):
    for _statement in _statements:
        _ddl = DDL(_statement)  # type: ignore[no-untyped-call]
        event.listen(metadata, "after_create", _ddl.execute_if(dialect=_dialect))
