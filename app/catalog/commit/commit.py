"""Commit a session: bring the files that the user chose into the library in one transaction, or none of them.

The undo journal is written first: one entry for each library file that is to be added, updated or moved, with its
previous state, and the complete row of each file that is to be removed. The library is then changed from the journal,
so undo can revert exactly what was written. Before the transaction ends, all files are counted again and compared with
a checksum of the staged files.

What is in the library now decides, not what the preview showed. A path that another commit has added meanwhile is
updated instead, and a file is moved only if its source still exists with the same content. Values that a user has set
meanwhile are kept.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, select, update
from sqlalchemy.sql.dml import UpdateBase

from app.catalog.commit.checksum import library_sum, staged_sum
from app.catalog.commit.statements import (
    build_committed_count,
    build_entries,
    build_inserts,
    build_move_entries,
    build_moves,
    build_removal_entries,
    build_updates,
    is_included,
    is_to_be_removed,
)
from app.catalog.database.schema import (
    commit_entries,
    commit_removals,
    commits,
    gone_files,
    library_files,
    sessions,
    staged_files,
)
from app.catalog.database.sql.statistics import refresh_statistics
from app.catalog.errors import CommitError
from app.catalog.library.library_files import count_library
from app.catalog.preview.edit_journal import close_journal
from app.catalog.preview.relations import refresh_kept_values
from app.catalog.records import CommitResult
from app.catalog.sessions.sessions import find_session_number
from app.domain.preview import Choice, Relation
from app.domain.progress import Status

COMMIT_BATCH = 5_000
COUNTED_FROM = 1_000
"""Files of a commit for which the statistics are refreshed. With fewer, every plan is quick."""
SELECTING_FILES = tuple(staged_files.c[name] for name in ("session", "id", "choice", "outcome", "path_hash"))
SELECTING_ENTRIES = tuple(commit_entries.c[name] for name in ("commit_id", "path_hash", "finding_before", "moved_from"))
LEFT_OUT = (Relation.NEW, Relation.CHANGED, Relation.MOVED, Relation.DUPLICATE)
"""A file of another relation has nothing to be written, or is removed only where the user chooses that."""

PROGRESS_INTERVAL = 0.05
"""The shortest time between two progress reports, in seconds."""

OnProgress = Callable[[int, int, str], None]
"""Called with the files written, the files in all, and a message while none are written."""


def commit_session(connection: Connection, session_id: str, at: float, on_progress: OnProgress) -> CommitResult:
    """Commit the session; must run in its own transaction. `at` in Unix seconds.

    Raises UnknownSessionError, CommitError.
    """
    return _Commit(connection, session_id, at, on_progress).run()


@dataclass(slots=True)
class _Commit:
    connection: Connection
    session_id: str
    at: float
    on_progress: OnProgress
    number: int = 0
    commit_id: int = 0
    total: int = 0
    created: int = 0
    updated: int = 0
    moved: int = 0
    removed: int = 0
    left_out: int = 0
    done: int = 0
    is_journal_counted: bool = False
    reported_at: float = 0.0

    def run(self) -> CommitResult:
        self.number = find_session_number(self.connection, self.session_id)
        refresh_kept_values(self.connection, self.session_id)
        self.commit_id = self._insert_commit()
        included, to_remove = self._count_included(), self._count_to_remove()
        self.left_out = self._count_left_out()
        self.total = included + to_remove
        self.on_progress(0, self.total, "")
        if self.total >= COUNTED_FROM:
            refresh_statistics(self.connection, staged_files, SELECTING_FILES)
        count_before = count_library(self.connection)
        checksum = self._add_checksums(staged_sum, included, "Checking what is staged")
        for batch, files in self._batches():
            self._move(batch)
            self._write(batch)
            self.done += files
            self._report_progress()
        self._remove_gone(to_remove)
        self._verify(included, count_before, checksum)
        result = CommitResult(self.created, self.updated, self.total, self.moved, self.removed)
        self._save_result(result)
        close_journal(self.connection, self.number)
        self.on_progress(self.total, self.total, "")
        return result

    def _insert_commit(self) -> int:
        row = insert(commits).values(session_id=self.session_id, committed_at=self.at)
        commit_id: int = self.connection.execute(row.returning(commits.c.id)).scalar_one()
        return commit_id

    def _count_included(self) -> int:
        query = select(func.count()).select_from(staged_files).where(staged_files.c.session == self.number, is_included)
        return self.connection.execute(query).scalar_one()

    def _count_left_out(self) -> int:
        """Count the files that could have been written. Committed files of an earlier commit are not among them."""
        file = staged_files.c
        is_left = and_(file.relation.in_(LEFT_OUT), file.choice == Choice.LEAVE)
        query = select(func.count()).select_from(staged_files).where(file.session == self.number, is_left)
        return self.connection.execute(query).scalar_one()

    def _count_to_remove(self) -> int:
        joined = is_to_be_removed(self.commit_id, self.number)
        query = select(func.count()).select_from(gone_files).join(library_files, joined)
        return self.connection.execute(query).scalar_one()

    def _batches(self) -> Iterator[tuple[ColumnElement[bool], int]]:
        """Yield a condition for each batch of at most `COMMIT_BATCH` included files, and how many it selects."""
        after_id = 0
        while True:
            last_id, files = self._find_batch(after_id)
            if last_id is None:
                return
            batch = staged_files.c.id.between(after_id + 1, last_id)
            yield and_(staged_files.c.session == self.number, is_included, batch), files
            after_id = last_id

    def _find_batch(self, after_id: int) -> tuple[int | None, int]:
        """Return the id of the next batch's last file (None at the end), and how many files the batch has."""
        ids = (
            select(staged_files.c.id)
            .where(staged_files.c.session == self.number, is_included, staged_files.c.id > after_id)
            .order_by(staged_files.c.id)
            .limit(COMMIT_BATCH)
            .subquery()
        )
        last_id, files = self.connection.execute(select(func.max(ids.c.id), func.count())).one()
        return last_id, files

    def _move(self, batch: ColumnElement[bool]) -> None:
        entries = self._journal(build_move_entries(self.commit_id, batch))
        if entries == 0:
            return
        moved = self._execute(build_moves(self.commit_id, self.at, batch))
        _require_all(entries, moved, "moved")
        self.moved += moved

    def _write(self, batch: ColumnElement[bool]) -> None:
        entries = self._journal(build_entries(self.commit_id, batch))
        if entries == 0:
            return
        created = self._execute(build_inserts(self.commit_id, self.at, batch))
        updated = self._execute(build_updates(self.commit_id, self.at, batch))
        _require_all(entries, created + updated, "written")
        self.created += created
        self.updated += updated

    def _journal(self, statement: UpdateBase) -> int:
        """Write journal entries and return how many; count the first ones, because the library is changed by them."""
        entries = self._execute(statement)
        if entries and self.total >= COUNTED_FROM and not self.is_journal_counted:
            refresh_statistics(self.connection, commit_entries, SELECTING_ENTRIES)
            self.is_journal_counted = True
        return entries

    def _remove_gone(self, to_remove: int) -> None:
        after_id = 0
        while self.removed < to_remove and (removed := self._remove_batch(after_id)):
            after_id = removed[-1]
            self.removed += len(removed)
            self.done += len(removed)
            self._report_progress()
        _require_all(to_remove, self.removed, "removed")

    def _remove_batch(self, after_id: int) -> list[int]:
        """Remove the next gone files from the library and return their library ids."""
        joined = is_to_be_removed(self.commit_id, self.number)
        ids = select(library_files.c.id).join_from(gone_files, library_files, joined)
        head = ids.where(library_files.c.id > after_id).order_by(library_files.c.id).limit(COMMIT_BATCH)
        batch = list(self.connection.execute(head).scalars())
        entries = self._execute(build_removal_entries(commit_removals, "commit_id", self.commit_id, batch))
        removed = self._execute(delete(library_files).where(library_files.c.id.in_(batch)))
        _require_all(entries, removed, "removed")
        return batch

    def _verify(self, included: int, count_before: int, checksum: int) -> None:
        """Check that the library now has all that was staged, to the bit. Raises CommitError."""
        committed = self.connection.execute(build_committed_count(self.number)).scalar_one()
        if committed != included:
            raise CommitError(_failure(f"{included} files were staged, but only {committed} are in the library"))
        count, expected = count_library(self.connection), count_before + self.created - self.removed
        if count != expected:
            raise CommitError(_failure(f"the library should have {expected} files, but has {count}"))
        if self._add_checksums(library_sum, included, "Checking what was written") != checksum:
            problem = f"{included} files are in the library, but their checksum differs from that of the staged files"
            raise CommitError(_failure(problem))

    def _save_result(self, result: CommitResult) -> None:
        counts = {"created": self.created, "updated": self.updated, "moved": self.moved, "removed": self.removed}
        journaled = counts | {"left_out": self.left_out}
        self.connection.execute(update(commits).where(commits.c.id == self.commit_id).values(journaled))
        state = {
            "status": Status.COMMITTED,
            "message": result.message,
            "committed": result.total,
            "commit_total": result.total,
        }
        self.connection.execute(update(sessions).where(sessions.c.id == self.number).values(counts | state))

    def _execute(self, statement: UpdateBase) -> int:
        """Return how many rows the statement wrote."""
        return self.connection.execute(statement, execution_options={"preserve_rowcount": True}).rowcount

    def _add_checksums(
        self, sum_of: Callable[[Connection, ColumnElement[bool]], int], included: int, activity: str
    ) -> int:
        """Return the checksum of all included files, batch by batch."""
        total = checked = 0
        for batch, files in self._batches():
            total += sum_of(self.connection, batch)
            checked += files
            self._report_progress(f"{activity}: {checked:,} of {included:,} files")
        return total

    def _report_progress(self, message: str = "") -> None:
        now = time.monotonic()
        if now - self.reported_at >= PROGRESS_INTERVAL:
            self.reported_at = now
            self.on_progress(self.done, self.total, message)


def _require_all(expected: int, done: int, verb: str) -> None:
    if done != expected:
        raise CommitError(_failure(f"{expected} files were to be {verb}, but the database reported {done}"))


def _failure(problem: str) -> str:
    return f"{problem}; nothing was changed, and the commit can be repeated"
