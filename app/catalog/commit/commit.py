"""Commit: what the user chose of a session enters the library in one transaction, or nothing does.

The journal comes first: one entry for every library row that is to be added, updated or moved, with what stood there
before, and the whole of every row that is to be removed. The writes then follow from the journal, so what is written is
what undo can take back. Before the transaction ends, everything is counted again, and held against a checksum of what
was staged.

What is true now decides, not what the preview said: a path that another commit took meanwhile is updated instead of
added, and a file is moved only while its source is still there and holds the same content. What somebody set by hand
meanwhile is kept.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, func, insert, literal, or_, select, true, update
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.selectable import FromClause

from app.catalog.commit.checksum import PROJECTED, library_sum, staged_sum
from app.catalog.database.schema import (
    commit_entries,
    commit_removals,
    commits,
    edits,
    findings,
    gone_files,
    is_moved,
    library_files,
    sessions,
    staged_files,
)
from app.catalog.errors import CommitError
from app.catalog.library.library_files import count_library
from app.catalog.preview.gone_files import still_gone
from app.catalog.preview.relations import renew_kept
from app.catalog.records import CommitResult
from app.catalog.sessions.sessions import session_number
from app.domain.preview import Choice
from app.domain.progress import Outcome, Status

COMMIT_BATCH = 5_000
PROGRESS_INTERVAL = 0.05
ENTRY = ("commit_id", "path_hash", "path", "finding_before", "finding_after", "changed_before")
"""Columns that every entry of the journal fills."""

_is_taken = and_(
    staged_files.c.choice == Choice.APPLY,
    or_(
        staged_files.c.outcome == Outcome.OK,
        and_(staged_files.c.outcome == Outcome.SKIPPED, exists().where(edits.c.file_id == staged_files.c.id)),
    ),
)
_new, _old = findings.alias("new"), findings.alias("old")
_says_the_same = and_(_new.c.digest == _old.c.digest, _new.c.digest.is_not(None))

OnProgress = Callable[[int, int, str], None]
"""Files written, files in all, and what is done while none is written."""


def commit_session(connection: Connection, session_id: str, at: float, on_progress: OnProgress) -> CommitResult:
    """Must run in a transaction of its own. Raises UnknownSessionError, CommitError."""
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
    done: int = 0
    told_at: float = 0.0

    def run(self) -> CommitResult:
        self.number = session_number(self.connection, self.session_id)
        renew_kept(self.connection, self.session_id)
        self.commit_id = self._open()
        taken, leaving = self._count(_is_taken), self._count_leaving()
        self.total = taken + leaving
        self.on_progress(0, self.total, "")
        held_before = count_library(self.connection)
        staged = self._summed(staged_sum, taken, "Checking what is staged")
        for batch, files in self._batches():
            self._move(batch)
            self._write(batch)
            self.done += files
            self._tell()
        self._remove(leaving)
        self._verify(taken, held_before, staged)
        result = CommitResult(self.created, self.updated, self.total, self.moved, self.removed)
        self._close(result)
        self.on_progress(self.total, self.total, "")
        return result

    def _open(self) -> int:
        row = insert(commits).values(session_id=self.session_id, committed_at=self.at)
        commit_id: int = self.connection.execute(row.returning(commits.c.id)).scalar_one()
        return commit_id

    def _batches(self) -> Iterator[tuple[ColumnElement[bool], int]]:
        """The files that are taken, as conditions that hold for at most `COMMIT_BATCH` of them, and for how many."""
        after_id = 0
        while True:
            last_id, files = self._batch_after(after_id)
            if last_id is None:
                return
            batch = staged_files.c.id.between(after_id + 1, last_id)
            yield and_(staged_files.c.session == self.number, _is_taken, batch), files
            after_id = last_id

    def _batch_after(self, after_id: int) -> tuple[int | None, int]:
        """(id of its last file, how many there are)"""
        ids = (
            select(staged_files.c.id)
            .where(staged_files.c.session == self.number, _is_taken, staged_files.c.id > after_id)
            .order_by(staged_files.c.id)
            .limit(COMMIT_BATCH)
            .subquery()
        )
        last_id, files = self.connection.execute(select(func.max(ids.c.id), func.count())).one()
        return last_id, files

    def _move(self, batch: ColumnElement[bool]) -> None:
        entries = self._execute(self._journal_of_moves(batch))
        if entries == 0:
            return
        moved = self._execute(self._moving(batch))
        self._require_all(entries, moved, "moved")
        self.moved += moved

    def _write(self, batch: ColumnElement[bool]) -> None:
        entries = self._execute(self._journal(batch))
        if entries == 0:
            return
        created, updated = self._execute(self._creation(batch)), self._execute(self._change(batch))
        self._require_all(entries, created + updated, "written")
        self.created += created
        self.updated += updated

    def _require_all(self, wanted: int, done: int, what: str) -> None:
        if done != wanted:
            raise CommitError(f"{wanted} files were to be {what}, but the database took {done}; nothing was kept")

    def _entry(self, before: FromClause) -> tuple[ColumnElement[Any], ...]:
        """The columns `ENTRY` of a staged file; `before` is the library row it takes the place of."""
        return (
            literal(self.commit_id),
            staged_files.c.path_hash,
            staged_files.c.path,
            before.c.finding_id,
            staged_files.c.finding_id,
            before.c.changed_at,
        )

    def _journal_of_moves(self, batch: ColumnElement[bool]) -> UpdateBase:
        source, there = library_files.alias("source"), library_files.alias("there")
        rows = (
            select(
                *self._entry(source),
                source.c.path,
                source.c.path_hash,
            )
            .join_from(staged_files, source, source.c.id == staged_files.c.library_id)
            .join(_new, _new.c.id == staged_files.c.finding_id)
            .join(_old, _old.c.id == source.c.finding_id)
            .where(
                batch,
                is_moved,
                _new.c.content_hash == _old.c.content_hash,
                ~exists().where(there.c.path_hash == staged_files.c.path_hash),
            )
        )
        return insert(commit_entries).from_select([*ENTRY, "moved_from", "moved_from_hash"], rows)

    def _moving(self, batch: ColumnElement[bool]) -> UpdateBase:
        return (
            update(library_files)
            .values(path=commit_entries.c.path, path_hash=commit_entries.c.path_hash, **self._found_now())
            .where(
                self._entries_of(batch),
                commit_entries.c.moved_from_hash == library_files.c.path_hash,
                findings.c.id == commit_entries.c.finding_after,
            )
        )

    def _found_now(self) -> dict[str, Any]:
        found = {name: findings.c[name] for name in PROJECTED}
        return found | {"finding_id": commit_entries.c.finding_after, "changed_at": self.at}

    def _journal(self, batch: ColumnElement[bool]) -> UpdateBase:
        rows = (
            select(*self._entry(library_files))
            .outerjoin_from(staged_files, library_files, library_files.c.path_hash == staged_files.c.path_hash)
            .outerjoin(_new, _new.c.id == staged_files.c.finding_id)
            .outerjoin(_old, _old.c.id == library_files.c.finding_id)
            .where(
                batch,
                or_(
                    library_files.c.id.is_(None),
                    and_(
                        library_files.c.finding_id != staged_files.c.finding_id,
                        func.coalesce(_new.c.digest != _old.c.digest, true()),
                    ),
                ),
            )
        )
        return insert(commit_entries).from_select(ENTRY, rows)

    def _entries_of(self, batch: ColumnElement[bool]) -> ColumnElement[bool]:
        here = select(staged_files.c.path_hash).where(batch)
        return and_(commit_entries.c.commit_id == self.commit_id, commit_entries.c.path_hash.in_(here))

    def _creation(self, batch: ColumnElement[bool]) -> UpdateBase:
        rows = (
            select(
                commit_entries.c.path,
                commit_entries.c.path_hash,
                commit_entries.c.finding_after,
                literal(self.at),
                literal(self.at),
                *(findings.c[name] for name in PROJECTED),
            )
            .join(findings, findings.c.id == commit_entries.c.finding_after)
            .where(self._entries_of(batch), commit_entries.c.finding_before.is_(None))
            # Files added at one moment are shown in the order of their ids, which PostgreSQL would leave to chance.
            .order_by(commit_entries.c.path)
        )
        names = ["path", "path_hash", "finding_id", "added_at", "changed_at", *PROJECTED]
        return insert(library_files).from_select(names, rows)

    def _change(self, batch: ColumnElement[bool]) -> UpdateBase:
        return (
            update(library_files)
            .values(**self._found_now())
            .where(
                self._entries_of(batch),
                commit_entries.c.finding_before.is_not(None),
                commit_entries.c.moved_from.is_(None),
                commit_entries.c.path_hash == library_files.c.path_hash,
                findings.c.id == commit_entries.c.finding_after,
            )
        )

    def _leaving(self) -> ColumnElement[bool]:
        """Gone files that are to be removed; none that this commit itself wrote."""
        written = exists().where(
            commit_entries.c.commit_id == self.commit_id, commit_entries.c.path_hash == library_files.c.path_hash
        )
        return and_(still_gone(self.number), gone_files.c.choice == Choice.APPLY, ~written)

    def _count_leaving(self) -> int:
        query = select(func.count()).select_from(gone_files).join(library_files, self._leaving())
        return self.connection.execute(query).scalar_one()

    def _remove(self, leaving: int) -> None:
        after_id = 0
        while self.removed < leaving and (removed := self._remove_some(after_id)):
            after_id = removed[-1]
            self.removed += len(removed)
            self.done += len(removed)
            self._tell()
        self._require_all(leaving, self.removed, "removed")

    def _remove_some(self, after_id: int) -> list[int]:
        """Ids of the library files that were removed."""
        ids = select(library_files.c.id).join_from(gone_files, library_files, self._leaving())
        head = ids.where(library_files.c.id > after_id).order_by(library_files.c.id).limit(COMMIT_BATCH)
        some = list(self.connection.execute(head).scalars())
        names = ("path", "path_hash", "finding_id", "added_at", "changed_at")
        rows = select(literal(self.commit_id), library_files.c.id, *(library_files.c[name] for name in names))
        journal = insert(commit_removals).from_select(
            ["commit_id", "library_id", *names], rows.where(library_files.c.id.in_(some))
        )
        written = self._execute(journal)
        self._require_all(written, self._execute(delete(library_files).where(library_files.c.id.in_(some))), "removed")
        return some

    def _verify(self, taken: int, held_before: int, staged: int) -> None:
        """What was staged must stand in the library now, file by file and to the bit. Raises CommitError."""
        standing = self.connection.execute(self._standing()).scalar_one()
        if standing != taken:
            raise CommitError(f"{taken} files were staged, but {standing} stand in the library; nothing was kept")
        held, expected = count_library(self.connection), held_before + self.created - self.removed
        if held != expected:
            raise CommitError(f"the library should hold {expected} files, but holds {held}; nothing was kept")
        if self._summed(library_sum, taken, "Checking what was written") != staged:
            raise CommitError(
                f"{taken} files stand in the library, but their checksum is not that of what was staged; "
                "nothing was kept"
            )

    def _standing(self) -> Any:
        return (
            select(func.count())
            .select_from(staged_files)
            .join(library_files, library_files.c.path_hash == staged_files.c.path_hash)
            .join(_new, _new.c.id == staged_files.c.finding_id)
            .join(_old, _old.c.id == library_files.c.finding_id)
            .where(
                staged_files.c.session == self.number,
                _is_taken,
                or_(library_files.c.finding_id == staged_files.c.finding_id, _says_the_same),
            )
        )

    def _close(self, result: CommitResult) -> None:
        counts = {"created": self.created, "updated": self.updated, "moved": self.moved, "removed": self.removed}
        self.connection.execute(update(commits).where(commits.c.id == self.commit_id).values(counts))
        state = {
            "status": Status.COMMITTED,
            "message": result.message,
            "committed": result.total,
            "commit_total": result.total,
        }
        self.connection.execute(update(sessions).where(sessions.c.id == self.number).values(counts | state))

    def _count(self, condition: ColumnElement[bool]) -> int:
        query = select(func.count()).select_from(staged_files).where(staged_files.c.session == self.number, condition)
        return self.connection.execute(query).scalar_one()

    def _execute(self, statement: UpdateBase) -> int:
        """Rows the statement wrote."""
        return self.connection.execute(statement, execution_options={"preserve_rowcount": True}).rowcount

    def _summed(self, sum_of: Callable[[Connection, ColumnElement[bool]], int], taken: int, what_is_done: str) -> int:
        """The checksum of all files that are taken."""
        summed = checked = 0
        for batch, files in self._batches():
            summed += sum_of(self.connection, batch)
            checked += files
            self._tell(f"{what_is_done}: {checked:,} of {taken:,} files")
        return summed

    def _tell(self, what_is_done: str = "") -> None:
        now = time.monotonic()
        if now - self.told_at >= PROGRESS_INTERVAL:
            self.told_at = now
            self.on_progress(self.done, self.total, what_is_done)
