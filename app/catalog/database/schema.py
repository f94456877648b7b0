"""The tables of the catalog; those of the search index are in `app/catalog/search/schema.py`.

A **finding** is what the readers found out about one file. Staged files and library files only *point* to a finding. A
commit changes pointers instead of copying prompts and workflows, and undo restores them: no time or memory depends on
how much metadata a file has. Only reparsing and a new NSFW threshold ever change a finding.

`staged_files` and `library_files` repeat the few columns by which they are filtered, sorted and counted. Both copy them
from the finding in the transaction that sets the pointer.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    literal_column,
    text,
    true,
)

from app.catalog.database.column_types import UntrustedText
from app.catalog.database.paths import path_key

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite assigns row ids only in a column of the exact type INTEGER, which also has 64 bits there.
RowId = BigInteger().with_variant(Integer, "sqlite")


def _row_id() -> Column[int]:
    return Column("id", RowId, primary_key=True, autoincrement=True)


def _flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False, server_default=false())


def _pixels_read() -> Column[bool]:
    """Whether the pixels were read. Files of earlier programs always were."""
    return Column("pixels_read", Boolean, nullable=False, server_default=true())


def _count(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False, server_default=text("0"))


def _step_files(name: str, steps: Table) -> Table:
    """What a step of the journal `steps` changed, some hundred files in each row."""
    return Table(
        name,
        metadata,
        Column("step", RowId, ForeignKey(steps.c.id, ondelete="CASCADE"), primary_key=True, autoincrement=False),
        Column("number", Integer, primary_key=True, autoincrement=False),
        Column("files", Integer, nullable=False),
        Column("data", LargeBinary, nullable=False),
    )


sessions = Table(
    "sessions",
    metadata,
    _row_id(),
    Column("session_id", UntrustedText),  # null: the session was deleted, and its rows are being removed
    Column("status", String(16), nullable=False),
    Column("parameters", Text, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("elapsed", Float, nullable=False),
    Column("message", UntrustedText, nullable=False),
    _count("committed"),
    _count("commit_total"),
    _count("created"),
    _count("updated"),
    Column("priority", String(8), nullable=False, server_default="normal"),
    Column("next_folder", UntrustedText),  # its pending files are read before the others
    _flag("discovery_over"),
    Column("discovery_message", UntrustedText),  # why there was nothing to do, or what could not be read
    Column("ended_at", Float),  # when its newest run ended
    Column("rate", Text),  # JSON: seconds per bucket, then the files finished in each bucket
    _count("moved"),
    _count("removed"),
    Column("related_to", String(64)),  # the library version for which relations were determined; null: none
    Column("gone_withheld", UntrustedText),  # why no files are reported as gone; null: not recorded
    Column("populated", Text),  # JSON: the chosen folders that were not empty at the start; null: not recorded
    Column("time_spent", Text),  # JSON: seconds by part of the work; null: not recorded
    Column("passed_over", Text),  # JSON: the files that discovery passed over, by extension; null: not recorded
    UniqueConstraint("session_id"),
    sqlite_autoincrement=True,
)
Index("ix_sessions_created_at", sessions.c.created_at, sessions.c.id)
Index("ix_sessions_status", sessions.c.status)

# While a run has not ended, `ended_at` is null and its counts come from the staged files.
runs = Table(
    "runs",
    metadata,
    Column("session", RowId, ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("step", String(16)),
    Column("reason", UntrustedText),
    Column("started_at", Float, nullable=False),
    Column("ended_at", Float),
    Column("status", String(16)),
    Column("elapsed", Float, nullable=False),
    _count("ok"),
    _count("failed"),
    _count("left"),
    _count("ok_before"),
    _count("failed_before"),
    Column("elapsed_before", Float, nullable=False),
    sqlite_with_rowid=False,
)

deleted_sessions = Table(
    "deleted_sessions",
    metadata,
    Column("session_id", UntrustedText, primary_key=True),
    Column("deleted_at", Float, nullable=False),
)

thumbnails = Table(
    "thumbnails",
    metadata,
    Column("thumbnail_id", String(32), primary_key=True),  # BLAKE2b of media type and bytes, hex
    Column("media_type", String(64), nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("data", LargeBinary, nullable=False),
)

findings = Table(
    "findings",
    metadata,
    _row_id(),
    Column("size", BigInteger, nullable=False),
    Column("mtime_ns", BigInteger, nullable=False),
    Column("kind", String(8)),
    Column("format", UntrustedText),
    Column("width", BigInteger),
    Column("height", BigInteger),
    Column("duration_s", Float),
    Column("frame_rate", Float),
    Column("codec", UntrustedText),
    Column("captured_at", UntrustedText),
    Column("camera_make", UntrustedText),
    Column("camera_model", UntrustedText),
    Column("gps_lat", Float),
    Column("gps_lon", Float),
    Column("tool", UntrustedText),
    Column("model", UntrustedText),
    Column("generation", Text),  # the whole Generation as JSON: a seed may be larger than 64 bits
    Column("score", Integer),
    Column("favourite", Boolean),
    Column("nsfw_score", Float),
    Column("nsfw_model", UntrustedText),
    _flag("is_nsfw"),
    Column("content_hash", String(64)),
    Column("perceptual_hash", String(16)),
    Column("thumbnail_id", String(32), ForeignKey("thumbnails.thumbnail_id")),
    Column("failures", Text, nullable=False),
    Column("provenance", Text, nullable=False),
    Column("pixel_hash", String(64)),
    Column("digest", LargeBinary(16)),  # fingerprint of all values except provenance; null: not computed yet
    Column("content_identifier", String(64)),  # what both files of a Live Photo have in common
    _pixels_read(),
    sqlite_autoincrement=True,
)
Index("ix_findings_thumbnail_id", findings.c.thumbnail_id)
Index("ix_findings_content_hash", findings.c.content_hash)
is_identified = findings.c.content_identifier.is_not(None)
Index(
    "ix_findings_content_identifier",
    findings.c.content_identifier,
    sqlite_where=is_identified,
    postgresql_where=is_identified,
)

keywords = Table(
    "keywords",
    metadata,
    _row_id(),
    Column("keyword", UntrustedText, nullable=False),
    Column("keyword_hash", LargeBinary(16), nullable=False),
    UniqueConstraint("keyword_hash"),
    sqlite_autoincrement=True,
)

finding_keywords = Table(
    "finding_keywords",
    metadata,
    Column("finding_id", RowId, ForeignKey("findings.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("keyword_id", RowId, ForeignKey("keywords.id"), nullable=False),
    sqlite_with_rowid=False,
)
Index("ix_finding_keywords_keyword_id", finding_keywords.c.keyword_id, finding_keywords.c.finding_id)

# The blocks of each finding, compressed: `app/catalog/findings/blocks.py` has the format.
packed_blocks = Table(
    "packed_blocks",
    metadata,
    Column("finding_id", RowId, ForeignKey("findings.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("data", LargeBinary, nullable=False),
)

staged_files = Table(
    "staged_files",
    metadata,
    _row_id(),
    Column("session", RowId, ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False),
    Column("path", UntrustedText, nullable=False),
    Column("path_hash", LargeBinary(16), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("mtime_ns", BigInteger, nullable=False),
    Column("outcome", String(8), nullable=False),
    Column("finished_at", Float),
    Column("finding_id", RowId, ForeignKey("findings.id")),
    Column("kind", String(8)),
    Column("captured_at", UntrustedText),
    Column("score", Integer),
    Column("nsfw_score", Float),
    _flag("is_nsfw"),
    _flag("has_metadata"),
    _flag("has_prompt"),
    _count("keyword_count"),
    _count("warning_count"),
    Column("failure_step", String(16)),
    Column("failure_reason", UntrustedText),
    Column("search_text", UntrustedText, nullable=False),  # case-folded path, prompt, model and keywords
    Column("content_key", String(32)),  # the beginning of the content hash, for ok files
    Column("stack_key", LargeBinary(16)),
    Column("relation", String(9)),  # to the library, as of the session's `related_to`
    Column("library_id", RowId),  # the related library file, which may be removed at any time
    Column("choice", String(5), nullable=False, server_default=text("'apply'")),
    Column("main_id", RowId),  # of a companion: the main file of its item; null for all other files
    _pixels_read(),
    Column("machine", UntrustedText),  # that read it; null: the server's own, or not read
    UniqueConstraint("session", "path_hash"),
    sqlite_autoincrement=True,
)
_of_session = staged_files.c.session
Index("ix_staged_files_session", _of_session, staged_files.c.id)
Index("ix_staged_files_path", _of_session, path_key(staged_files.c.path))
Index("ix_staged_files_finding_id", staged_files.c.finding_id)
# A literal, not a parameter: a database uses a partial index only where the query repeats its condition.
is_failed = staged_files.c.outcome == literal_column("'failed'")
Index("ix_staged_files_outcome", _of_session, staged_files.c.outcome, staged_files.c.id)
Index(
    "ix_staged_files_failed",
    _of_session,
    staged_files.c.finished_at,
    staged_files.c.id,
    sqlite_where=is_failed,
    postgresql_where=is_failed,
)
# Covers all columns that counters and totals need, so counting never reads the wide rows.
Index(
    "ix_staged_files_ledger",
    _of_session,
    *(
        staged_files.c[name]
        for name in (
            "outcome",
            "has_metadata",
            "keyword_count",
            "score",
            "is_nsfw",
            "kind",
            "size",
            "has_prompt",
            "warning_count",
            "choice",
            "pixels_read",
        )
    ),
)
Index("ix_staged_files_content_key", _of_session, staged_files.c.content_key, staged_files.c.id)
Index("ix_staged_files_stack_key", _of_session, staged_files.c.stack_key, staged_files.c.id)
Index("ix_staged_files_relation", _of_session, staged_files.c.relation, staged_files.c.choice, staged_files.c.id)
Index("ix_staged_files_item", _of_session, staged_files.c.main_id, staged_files.c.id)
is_companion = staged_files.c.main_id.is_not(None)
Index("ix_staged_files_main_id", staged_files.c.main_id, sqlite_where=is_companion, postgresql_where=is_companion)
is_moved = staged_files.c.relation == literal_column("'moved'")
Index(
    "ix_staged_files_moved",
    _of_session,
    staged_files.c.library_id,
    staged_files.c.id,
    sqlite_where=is_moved,
    postgresql_where=is_moved,
)

# Staged files that point to a finding other than the one that was read, which is remembered here.
edits = Table(
    "edits",
    metadata,
    Column("file_id", RowId, ForeignKey("staged_files.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("session", RowId, ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False),
    Column("finding_read", RowId, ForeignKey("findings.id"), nullable=False),
    Column("fields", String(32), nullable=False),  # what the user edited; empty: the file only has kept values
)
Index("ix_edits_session", edits.c.session, edits.c.file_id)
Index("ix_edits_finding_read", edits.c.finding_read)

# The steps in which a session's files were edited and chosen, newest last, so that they can be undone and done again.
edit_steps = Table(
    "edit_steps",
    metadata,
    _row_id(),
    Column("session", RowId, ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False),
    Column("made_at", Float, nullable=False),
    Column("who", UntrustedText, nullable=False),
    Column("edit", Text, nullable=False),  # JSON: what was done to each file
    _flag("of_gone"),  # its files are library files that are gone, not staged files
    Column("files", Integer, nullable=False),
    _flag("undone"),
    _flag("committed"),  # a commit came after it, so it cannot be undone or done again
    sqlite_autoincrement=True,
)
Index("ix_edit_steps_session", edit_steps.c.session, edit_steps.c.id)

# `app/catalog/preview/edit_journal.py` has the format.
edit_step_files = _step_files("edit_step_files", edit_steps)

# The files that the open run of a session reads; without any, the run reads all pending files.
run_files = Table(
    "run_files",
    metadata,
    Column("file_id", RowId, ForeignKey("staged_files.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("session", RowId, ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False),
)
Index("ix_run_files_session_file_id", run_files.c.session, run_files.c.file_id)

# Library files that a session no longer found on disk.
gone_files = Table(
    "gone_files",
    metadata,
    Column("session", RowId, ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("library_id", RowId, primary_key=True),
    Column("finding_id", RowId, nullable=False),  # its finding when it was confirmed gone
    Column("choice", String(5), nullable=False, server_default=text("'leave'")),
    Column("confirmed_at", Float, nullable=False),
    sqlite_with_rowid=False,
)

library_files = Table(
    "library_files",
    metadata,
    _row_id(),
    Column("path", UntrustedText, nullable=False),
    Column("path_hash", LargeBinary(16), nullable=False),
    Column("finding_id", RowId, ForeignKey("findings.id"), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("mtime_ns", BigInteger, nullable=False),
    Column("kind", String(8)),
    Column("captured_at", UntrustedText),
    Column("score", Integer),
    _flag("is_nsfw"),
    Column("tool", UntrustedText),
    Column("model", UntrustedText),
    Column("added_at", Float, nullable=False),
    Column("changed_at", Float, nullable=False),
    _pixels_read(),
    UniqueConstraint("path_hash"),
    sqlite_autoincrement=True,
)
lacks_pixels = ~library_files.c.pixels_read
Index("ix_library_files_lacking_pixels", library_files.c.id, sqlite_where=lacks_pixels, postgresql_where=lacks_pixels)
Index("ix_library_files_path", path_key(library_files.c.path))
Index("ix_library_files_finding_id", library_files.c.finding_id)

# Without a foreign key to sessions: a commit can be undone after its session was deleted.
commits = Table(
    "commits",
    metadata,
    _row_id(),
    Column("session_id", UntrustedText, nullable=False),
    Column("committed_at", Float, nullable=False),
    _count("created"),
    _count("updated"),
    _count("moved"),
    _count("removed"),
    Column("undone_at", Float),
    Column("left_out", Integer),  # files that could have been written, but were left out; null: not recorded
    sqlite_autoincrement=True,
)
Index("ix_commits_session_id", commits.c.session_id, commits.c.id)
files_written = commits.c.created + commits.c.updated + commits.c.moved + commits.c.removed

# The undo journal: the finding of each library file before and after a commit.
commit_entries = Table(
    "commit_entries",
    metadata,
    Column("commit_id", RowId, ForeignKey("commits.id", ondelete="CASCADE"), primary_key=True),
    Column("path_hash", LargeBinary(16), primary_key=True),
    Column("path", UntrustedText, nullable=False),
    Column("finding_before", RowId, ForeignKey("findings.id")),  # null: the commit created the row
    Column("finding_after", RowId, ForeignKey("findings.id"), nullable=False),
    Column("changed_before", Float),
    Column("moved_from", UntrustedText),  # null: the path did not change
    Column("moved_from_hash", LargeBinary(16)),
    sqlite_with_rowid=False,
)
Index("ix_commit_entries_finding_before", commit_entries.c.finding_before)
Index("ix_commit_entries_finding_after", commit_entries.c.finding_after)

# The undo journal of removed library files. Their findings are not deleted, so the other columns can be restored.
commit_removals = Table(
    "commit_removals",
    metadata,
    Column("commit_id", RowId, ForeignKey("commits.id", ondelete="CASCADE"), primary_key=True),
    Column("library_id", RowId, primary_key=True),
    Column("path", UntrustedText, nullable=False),
    Column("path_hash", LargeBinary(16), nullable=False),
    Column("finding_id", RowId, ForeignKey("findings.id"), nullable=False),
    Column("added_at", Float, nullable=False),
    Column("changed_at", Float, nullable=False),
    sqlite_with_rowid=False,
)
Index("ix_commit_removals_finding_id", commit_removals.c.finding_id)

# What users edited of library files, apart from what was read. No foreign key: an undo brings back a removed file.
library_edits = Table(
    "library_edits",
    metadata,
    Column("file_id", RowId, primary_key=True, autoincrement=False),
    Column("finding_id", RowId, nullable=False),  # what the file had when it was edited last
    Column("edited", Text, nullable=False),  # JSON: `app/domain/review/library_edits.py` has the names
    _flag("hidden"),
)
is_hidden = library_edits.c.hidden
Index("ix_library_edits_hidden", library_edits.c.file_id, sqlite_where=is_hidden, postgresql_where=is_hidden)

# The steps in which library files were edited, and what each changed: `app/catalog/library_edits/journal.py`.
library_steps = Table(
    "library_steps",
    metadata,
    _row_id(),
    Column("made_at", Float, nullable=False),
    Column("who", UntrustedText, nullable=False),
    Column("edit", Text, nullable=False),  # JSON: what was done to each file
    Column("files", Integer, nullable=False),
    _flag("lists"),  # it changed which files the library lists
    _flag("undone"),
    Column("turned_at", Float),  # when it was undone or done again last
    sqlite_autoincrement=True,
)
library_step_files = _step_files("library_step_files", library_steps)

# The library files that a step removed. Their findings are not deleted, so the other columns can be restored.
library_removals = Table(
    "library_removals",
    metadata,
    Column("step", RowId, ForeignKey("library_steps.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("library_id", RowId, primary_key=True, autoincrement=False),
    *(Column(name, commit_removals.c[name].type, nullable=False) for name in ("path", "path_hash")),
    Column("finding_id", RowId, ForeignKey("findings.id"), nullable=False),
    *(Column(name, Float, nullable=False) for name in ("added_at", "changed_at")),
)
Index("ix_library_removals_finding_id", library_removals.c.finding_id)

# Which library files are one item. The search index keeps it, so it may be behind the library for a moment.
search_items = Table(
    "search_items",
    metadata,
    Column("file_id", RowId, primary_key=True, autoincrement=False),
    Column("stem_hash", LargeBinary(16), nullable=False),  # of the path without its extension
    Column("identity_hash", LargeBinary(16)),  # of the folder and the content identifier
    Column("main_id", RowId),  # of a companion: the main file of its item; null for all other files
)
Index("ix_search_items_stem_hash", search_items.c.stem_hash)
for _name in ("identity_hash", "main_id"):
    _is_known = search_items.c[_name].is_not(None)
    Index(
        f"ix_search_items_{_name}",
        search_items.c[_name],
        search_items.c.file_id,
        sqlite_where=_is_known,
        postgresql_where=_is_known,
    )
