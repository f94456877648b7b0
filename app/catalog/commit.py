"""Commit: all ok files of a session enter the library in one transaction, or none does.

The journal comes first: one entry for every file whose library row does not point at the session's
finding yet, with the finding it points at now. Both writes then follow from the journal, so what is
written is what undo can take back. Before the transaction ends, everything is counted again.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, func, insert, literal, or_, select, update
from sqlalchemy.sql.dml import UpdateBase

from app.catalog.errors import CommitError
from app.catalog.records import CommitResult
from app.catalog.schema import commit_entries, commits, findings, library_files, sessions, staged_files
from app.catalog.sessions import session_number
from app.domain.progress import Outcome, Status

COMMIT_BATCH = 5_000
PROGRESS_INTERVAL = 0.05

_is_ok = staged_files.c.outcome == Outcome.OK

OnProgress = Callable[[int, int], None]

PROJECTED = ("size", "mtime_ns", "kind", "captured_at", "score", "is_nsfw", "tool", "model")
"""Columns a library file repeats from its finding."""


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
    created: int = 0
    updated: int = 0
    told_at: float = 0.0

    def run(self) -> CommitResult:
        self.number = session_number(self.connection, self.session_id)
        self.commit_id = self._open()
        total = self._count(_is_ok)
        self.on_progress(0, total)
        done = after_id = 0
        while (last_id := self._last_of_batch(after_id)) is not None:
            batch = and_(
                staged_files.c.session == self.number, _is_ok, staged_files.c.id.between(after_id + 1, last_id)
            )
            self._write(batch)
            done += self._count(batch)
            after_id = last_id
            self._tell(done, total)
        self._verify(total)
        self._close(total)
        self.on_progress(total, total)
        return CommitResult(self.created, self.updated, total)

    def _open(self) -> int:
        row = insert(commits).values(session_id=self.session_id, committed_at=self.at)
        commit_id: int = self.connection.execute(row.returning(commits.c.id)).scalar_one()
        return commit_id

    def _last_of_batch(self, after_id: int) -> int | None:
        ids = (
            select(staged_files.c.id)
            .where(staged_files.c.session == self.number, _is_ok, staged_files.c.id > after_id)
            .order_by(staged_files.c.id)
            .limit(COMMIT_BATCH)
            .subquery()
        )
        last_id: int | None = self.connection.execute(select(func.max(ids.c.id))).scalar_one()
        return last_id

    def _write(self, batch: ColumnElement[bool]) -> None:
        entries = self._execute(self._journal(batch))
        if entries == 0:
            return
        created, updated = self._execute(self._creation(batch)), self._execute(self._change(batch))
        if created + updated != entries:
            raise CommitError(
                f"{entries} files were to be written, but the database took {created + updated}; nothing was kept"
            )
        self.created += created
        self.updated += updated

    def _journal(self, batch: ColumnElement[bool]) -> UpdateBase:
        rows = (
            select(
                literal(self.commit_id),
                staged_files.c.path_hash,
                staged_files.c.path,
                library_files.c.finding_id,
                staged_files.c.finding_id,
            )
            .outerjoin_from(staged_files, library_files, library_files.c.path_hash == staged_files.c.path_hash)
            .where(batch, or_(library_files.c.id.is_(None), library_files.c.finding_id != staged_files.c.finding_id))
        )
        names = ["commit_id", "path_hash", "path", "finding_before", "finding_after"]
        return insert(commit_entries).from_select(names, rows)

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
        )
        names = ["path", "path_hash", "finding_id", "added_at", "changed_at", *PROJECTED]
        return insert(library_files).from_select(names, rows)

    def _change(self, batch: ColumnElement[bool]) -> UpdateBase:
        return (
            update(library_files)
            .values(
                finding_id=commit_entries.c.finding_after,
                changed_at=self.at,
                **{name: findings.c[name] for name in PROJECTED},
            )
            .where(
                self._entries_of(batch),
                commit_entries.c.finding_before.is_not(None),
                commit_entries.c.path_hash == library_files.c.path_hash,
                findings.c.id == commit_entries.c.finding_after,
            )
        )

    def _verify(self, total: int) -> None:
        """What was staged ok must stand in the library now, file by file. Raises CommitError."""
        standing = self.connection.execute(
            select(func.count())
            .select_from(staged_files)
            .join(
                library_files,
                and_(
                    library_files.c.path_hash == staged_files.c.path_hash,
                    library_files.c.finding_id == staged_files.c.finding_id,
                ),
            )
            .where(staged_files.c.session == self.number, _is_ok)
        ).scalar_one()
        if standing != total:
            raise CommitError(f"{total} files were staged, but {standing} stand in the library; nothing was kept")

    def _close(self, total: int) -> None:
        counts = {"created": self.created, "updated": self.updated}
        self.connection.execute(update(commits).where(commits.c.id == self.commit_id).values(counts))
        state = {"status": Status.COMMITTED, "message": "", "committed": total, "commit_total": total}
        self.connection.execute(update(sessions).where(sessions.c.id == self.number).values(counts | state))

    def _count(self, condition: ColumnElement[bool]) -> int:
        query = select(func.count()).select_from(staged_files).where(staged_files.c.session == self.number, condition)
        return self.connection.execute(query).scalar_one()

    def _execute(self, statement: UpdateBase) -> int:
        """Rows the statement wrote."""
        return self.connection.execute(statement, execution_options={"preserve_rowcount": True}).rowcount

    def _tell(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self.told_at >= PROGRESS_INTERVAL:
            self.told_at = now
            self.on_progress(done, total)
