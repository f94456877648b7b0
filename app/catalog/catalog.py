"""The catalog: sessions, staging and library behind one object. Synchronous, and safe from any thread."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager, suppress

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from app.catalog.commit.commit import OnProgress, commit_session
from app.catalog.commit.undo import undo_commit, undoable
from app.catalog.database.engines import parse_url, read_engine, write_engine
from app.catalog.database.migrate import migrate
from app.catalog.database.writer import SpareWork, Writer
from app.catalog.errors import CatalogClosedError, CatalogUnavailableError
from app.catalog.library import library_files
from app.catalog.preview import choices, edits, gone_files, relations
from app.catalog.preview.choices import Selection
from app.catalog.records import (
    CommitResult,
    DiscoveredFile,
    FailureCause,
    FilePage,
    FileQuery,
    GonePage,
    GroupCount,
    LibraryFile,
    PendingFile,
    PreviewCounts,
    SessionKey,
    SessionPage,
    SessionRow,
    StagedBatch,
    StagedFile,
    Totals,
    UndoResult,
)
from app.catalog.reparse import (
    Improvement,
    StoredFinding,
    count_findings_with_blocks,
    iterate_findings,
    write_improved,
)
from app.catalog.search import indexing
from app.catalog.search.facets import Facets, find_keywords, load_facets
from app.catalog.search.pages import search_library
from app.catalog.search.query import LibraryPage, LibraryQuery
from app.catalog.sessions import nsfw_threshold, retry, runs, session_deletion, sessions
from app.catalog.staging import staged_files, staging
from app.catalog.staging.hashes import HashBatch, iterate_hashes, library_mark
from app.domain.parameters import Parameters
from app.domain.preview import Choice
from app.domain.priority import Priority
from app.domain.progress import Progress, Status
from app.domain.rate import Rate
from app.domain.report import Block, FileReport, Thumbnail
from app.domain.runs import Run


class Catalog:
    """Reads answer at once from one consistent state. Writes return futures that resolve when they are durable.

    Both raise `CatalogUnavailableError` while the database is away. A write's future raises `UnknownSessionError`
    when its session does not exist (any more).
    """

    def __init__(self, url: str) -> None:
        """`sqlite:///PATH` or `postgresql+psycopg://…`. Brings the schema up to date. Raises ValueError for others."""
        parsed = parse_url(url)
        self._write_engine = write_engine(parsed)
        try:
            migrate(self._write_engine)
        except Exception:
            self._write_engine.dispose()
            raise
        self._read_engine = read_engine(parsed)
        engine = self._read_engine
        self._writer = Writer(self._write_engine, SpareWork(lambda: indexing.has_work(engine), indexing.index_some))
        self._clear()

    def close(self) -> None:
        """Finish every write that was handed in, then let go of the database."""
        self._writer.close()
        self._read_engine.dispose()
        self._write_engine.dispose()

    def healthy(self) -> bool:
        """Whether reads are answered and the writer is at work."""
        if not self._writer.alive:
            return False
        try:
            with self._reading() as connection:
                connection.execute(text("SELECT 1"))
        except (SQLAlchemyError, CatalogUnavailableError):
            return False
        return True

    def _reading(self) -> AbstractContextManager[Connection]:
        return self._read_engine.connect()

    # Sessions

    def create_session(
        self,
        session_id: str,
        parameters: Parameters,
        created_at: float,
        priority: Priority = Priority.NORMAL,
        populated: Sequence[str] = (),
    ) -> Future[None]:
        """`populated`: those of the chosen folders that hold something."""
        return self._writer.submit(
            lambda c: sessions.insert_session(c, session_id, parameters, created_at, priority, populated)
        )

    def set_status(
        self,
        session_id: str,
        status: Status,
        *,
        message: str = "",
        elapsed: float | None = None,
        rate: Rate | None = None,
        discovery_message: str | None = None,
    ) -> Future[None]:
        """None leaves work, rate and discovery as they are; discovery is over once it says something."""
        at = time.time()
        return self._writer.submit(
            lambda c: sessions.update_status(
                c,
                session_id,
                status,
                at,
                message=message,
                elapsed=elapsed,
                rate=rate,
                discovery_message=discovery_message,
            )
        )

    def keep_work(self, session_id: str, elapsed: float, rate: Rate) -> Future[None]:
        """How long the session has worked so far, and how fast."""
        return self._writer.submit(lambda c: sessions.update_work(c, session_id, elapsed, rate))

    def set_priority(self, session_id: str, priority: Priority) -> Future[None]:
        return self._writer.submit(lambda c: sessions.update_control(c, session_id, priority=priority))

    def set_next_folder(self, session_id: str, folder: str) -> Future[None]:
        """The pending files below the folder come before the others; empty: none does."""
        return self._writer.submit(lambda c: sessions.update_control(c, session_id, next_folder=folder))

    def session(self, session_id: str) -> SessionRow | None:
        with self._reading() as connection:
            return sessions.find_session(connection, session_id)

    def sessions(self, limit: int = 100) -> list[SessionRow]:
        """Newest first."""
        return self.session_page(limit, None).rows

    def session_page(self, limit: int, after: SessionKey | None) -> SessionPage:
        """Newest first; those that come after the key."""
        with self._reading() as connection:
            return sessions.newest_sessions(connection, limit, after)

    def newest_session(self, statuses: Collection[Status]) -> SessionRow | None:
        """The newest that has one of the statuses."""
        with self._reading() as connection:
            return sessions.newest_session(connection, statuses)

    def runs(self, session_ids: Sequence[str]) -> dict[str, list[Run]]:
        """Session id → its runs, oldest first; one that is not over has no counts yet."""
        with self._reading() as connection:
            return runs.load_runs(connection, session_ids)

    def sessions_over_before(self, moment: float) -> list[str]:
        """Ids of sessions that are over, and that nothing happened to since."""
        with self._reading() as connection:
            return sessions.sessions_over_before(connection, moment)

    def unfinished_sessions(self) -> list[SessionRow]:
        """Those that run or are paused, oldest first: what a starting server goes on with."""
        with self._reading() as connection:
            return sessions.unfinished_sessions(connection)

    def delete_session(self, session_id: str) -> Future[bool]:
        """False when there was none. The library keeps everything; the session's rows are cleared away afterwards."""
        future = self._writer.submit(lambda c: session_deletion.delete_session(c, session_id, time.time()), alone=True)
        future.add_done_callback(self._clear)
        return future

    def _clear(self, done: Future[bool] | None = None) -> None:
        """Clear away what deleted sessions left, a little at a time, as long as there is something.

        When the catalog closes or the database fails on the way, the next deletion or opening goes on.
        """
        if done is None or (not done.cancelled() and done.exception() is None and done.result()):
            with suppress(CatalogClosedError):
                self._writer.submit(session_deletion.clear_some).add_done_callback(self._clear)

    def was_deleted(self, session_id: str) -> bool:
        with self._reading() as connection:
            return session_deletion.was_deleted(connection, session_id)

    def progress(self, session_id: str) -> Progress | None:
        with self._reading() as connection:
            return sessions.load_progress(connection, session_id)

    # Staging

    def stage_discovered(
        self, session_id: str, files: Sequence[DiscoveredFile], *, skip_existing: bool
    ) -> Future[StagedBatch]:
        """Idempotent: a path the session holds already counts 0."""
        return self._writer.submit(
            lambda c: staging.insert_discovered(c, session_id, files, skip_existing=skip_existing)
        )

    def pending(self, session_id: str, *, after_id: int = 0, limit: int = 500, below: str = "") -> list[PendingFile]:
        """In order of id; only those below a folder where one is named. Raises UnknownSessionError."""
        with self._reading() as connection:
            return staging.pending_files(connection, session_id, after_id, limit, below)

    def pending_below(self, session_id: str, folder: str) -> int:
        """How many. Raises UnknownSessionError."""
        with self._reading() as connection:
            return staging.count_pending_below(connection, session_id, folder)

    def pending_by_folder(self, session_id: str) -> dict[str, int]:
        """Each folder in which pending files lie → how many lie in it itself. Raises UnknownSessionError."""
        with self._reading() as connection:
            return staging.count_pending_by_folder(connection, session_id)

    def stage_report(
        self, session_id: str, file_id: int, report: FileReport, *, nsfw_threshold: float, at: float
    ) -> Future[bool]:
        """True: the file got its outcome. False: it has one already, and keeps it."""
        return self._writer.submit(
            lambda c: staging.record_report(c, session_id, file_id, report, nsfw_threshold=nsfw_threshold, at=at)
        )

    def move_nsfw_threshold(self, session_id: str, threshold: float) -> Future[bool]:
        """Label the session's files at another threshold; False where its status does not allow it."""
        return self._writer.submit(lambda c: nsfw_threshold.move_nsfw_threshold(c, session_id, threshold), alone=True)

    def failure_causes(self, session_id: str) -> list[FailureCause]:
        """Most frequent first. Raises UnknownSessionError."""
        with self._reading() as connection:
            return retry.failure_causes(connection, session_id)

    def retry_failed(
        self, session_id: str, *, cause: FailureCause | None = None, file_ids: Sequence[int] | None = None
    ) -> Future[int]:
        """Begin a run that reads failed files once more: all, those of one cause, or single ones; how many they were.

        The session is then as one that is being processed. 0: nothing fits, and no run begins.
        """
        at = time.time()
        return self._writer.submit(lambda c: retry.retry_failed(c, session_id, at, cause=cause, file_ids=file_ids))

    # Results

    def staged_files(self, session_id: str, query: FileQuery) -> FilePage:
        """Raises UnknownSessionError."""
        with self._reading() as connection:
            return staged_files.find_staged(connection, session_id, query)

    def staged_keywords(self, session_id: str, limit: int = 100) -> list[tuple[str, int]]:
        """Most frequent first, of ok files. Raises UnknownSessionError."""
        with self._reading() as connection:
            return staged_files.count_keywords(connection, session_id, limit)

    def totals(self, session_id: str) -> Totals:
        """Raises UnknownSessionError."""
        with self._reading() as connection:
            return sessions.load_totals(connection, session_id)

    def iter_staged(self, session_id: str) -> Iterator[StagedFile]:
        """All files of the session in order of id, in bounded memory. Raises UnknownSessionError."""
        return staged_files.iterate_staged(self._read_engine, session_id)

    def staged_file(self, file_id: int) -> StagedFile | None:
        with self._reading() as connection:
            return staged_files.find_staged_file(connection, file_id)

    def session_file(self, session_id: str, file_id: int) -> StagedFile | None:
        """A staged file, if it is the session's. Raises UnknownSessionError."""
        with self._reading() as connection:
            return staged_files.find_session_file(connection, session_id, file_id)

    def staged_files_by_id(self, file_ids: Sequence[int]) -> dict[int, StagedFile]:
        """Those of them there are."""
        with self._reading() as connection:
            return staged_files.find_staged_files(connection, file_ids)

    def iter_hashes(self, session_id: str) -> Iterator[HashBatch]:
        """The hashes of the session's files, then of the library's others, in batches. Raises UnknownSessionError."""
        return iterate_hashes(self._read_engine, session_id)

    def thumbnail(self, file_id: int) -> Thumbnail | None:
        with self._reading() as connection:
            return staged_files.find_thumbnail(connection, file_id)

    def blocks(self, file_id: int) -> tuple[Block, ...]:
        """The raw metadata blocks of a staged file."""
        with self._reading() as connection:
            return staged_files.find_blocks(connection, file_id)

    # Preview: what the files are to the library

    def library_files_elsewhere(self, session_id: str, after_id: int) -> relations.ElsewhereBatch | None:
        """Library files with the content of the session's next files, to be looked for on the disk; None at the end.

        Raises UnknownSessionError.
        """
        with self._reading() as connection:
            return relations.library_files_elsewhere(connection, session_id, after_id)

    def relate(self, session_id: str, after_id: int, last_id: int, missing: Collection[int]) -> Future[Sequence[int]]:
        """Set the relations of the files in (after_id, last_id]; `missing`: library ids not on the disk any more.

        The ids of those to be settled, too.
        """
        return self._writer.submit(lambda c: relations.relate_files(c, session_id, after_id, last_id, missing))

    def settle(self, session_id: str, file_ids: Sequence[int]) -> Future[None]:
        """Let related files keep what they must of the library's, `SETTLE_BATCH` of them at a time."""
        return self._writer.submit(lambda c: relations.settle_files(c, session_id, file_ids))

    def files_not_met(self, session_id: str, after_id: int) -> dict[int, str]:
        """The next library files (id → path) that a commit would move or remove; empty at the end.

        Raises UnknownSessionError.
        """
        with self._reading() as connection:
            return relations.files_not_met(connection, session_id, after_id)

    def set_related(self, session_id: str, mark: str) -> Future[None]:
        """All relations of the session are made, for the library of this `library_mark`."""
        return self._writer.submit(lambda c: relations.set_related(c, session_id, mark))

    def unmet_files(self, session_id: str, folder: str, after_path: str) -> list[gone_files.LibraryPath]:
        """The next library files below the folder, in order of path, that the session did not discover."""
        with self._reading() as connection:
            return gone_files.unmet_files(connection, session_id, folder, after_path)

    def confirm_gone(self, session_id: str, library_ids: Sequence[int], at: float) -> Future[None]:
        return self._writer.submit(lambda c: gone_files.confirm_gone(c, session_id, library_ids, at))

    def forget_gone(self, session_id: str, before: float) -> Future[bool]:
        """Forget some of what was not confirmed since; False when nothing was left to forget."""
        return self._writer.submit(lambda c: gone_files.forget_gone(c, session_id, before))

    def withhold_gone(self, session_id: str, why: str) -> Future[None]:
        """Why files that discovery did not meet are not called gone; empty when they may be."""
        return self._writer.submit(lambda c: gone_files.withhold_gone(c, session_id, why))

    def gone_files(self, session_id: str, query: FileQuery) -> GonePage:
        """Raises UnknownSessionError."""
        with self._reading() as connection:
            return gone_files.find_gone(connection, session_id, query)

    def preview(self, session_id: str) -> PreviewCounts:
        """Raises UnknownSessionError."""
        with self._reading() as connection:
            return choices.count_preview(connection, session_id)

    def stacks(self, session_id: str, keys: Collection[str]) -> dict[str, GroupCount]:
        """Key of a stack → how many files it has. Raises UnknownSessionError."""
        with self._reading() as connection:
            return choices.count_stacks(connection, session_id, keys)

    def choose(self, session_id: str, selection: Selection, choice: Choice, after_id: int) -> Future[int | None]:
        """Set the choice of the next files of the selection; the last of them, None when none was left."""
        return self._writer.submit(lambda c: choices.choose_some(c, session_id, selection, choice, after_id))

    def edit(self, session_id: str, file_id: int, values: Mapping[str, object]) -> Future[None]:
        """Give a staged file other values than were read: fields of `EDITABLE`.

        The future raises UnknownFileError, and NotEditableError for a file without findings.
        """

        def run(connection: Connection) -> None:
            edits.edit_file(connection, session_id, file_id, values)
            relations.relate_again(connection, session_id, file_id)

        return self._writer.submit(run)

    def revert(self, session_id: str, file_id: int) -> Future[None]:
        """Take all edits of a staged file back. The future raises as that of `edit` does."""

        def run(connection: Connection) -> None:
            edits.revert_file(connection, session_id, file_id)
            relations.relate_again(connection, session_id, file_id)

        return self._writer.submit(run)

    # Library

    def ingested_counts(self, folder: str, children: Sequence[str]) -> dict[str, int]:
        """The folder and each of its children → how many library files lie somewhere below."""
        with self._reading() as connection:
            return library_files.count_below(connection, (folder, *children))

    def commit(self, session_id: str, on_progress: OnProgress) -> Future[CommitResult]:
        """Bring all ok files of the session into the library, or none; the status becomes `committed` with them.

        `on_progress` is called from the writer's thread. The future raises CommitError when count or checksum do not
        hold; the library and the session are then as before.
        """
        return self._writer.submit(lambda c: commit_session(c, session_id, time.time(), on_progress), alone=True)

    def undo(self, session_id: str) -> Future[UndoResult]:
        """Take the session's newest commit back as a unit.

        The future raises SessionBusyError, UndoRefusedError, CommitError.
        """
        return self._writer.submit(lambda c: undo_commit(c, session_id, time.time()), alone=True)

    def undoable(self, session_id: str) -> UndoResult | None:
        """What `undo` would take back; None when the session wrote nothing."""
        with self._reading() as connection:
            return undoable(connection, session_id)

    def library_count(self) -> int:
        with self._reading() as connection:
            return library_files.count_library(connection)

    def library_files(self, *, after_id: int = 0, limit: int = 500) -> list[LibraryFile]:
        """In order of id."""
        with self._reading() as connection:
            return library_files.load_library(connection, after_id, limit)

    def library_files_by_id(self, file_ids: Sequence[int]) -> dict[int, LibraryFile]:
        """Those of them there are."""
        with self._reading() as connection:
            return library_files.find_library_files(connection, file_ids)

    def library_thumbnail(self, file_id: int) -> Thumbnail | None:
        with self._reading() as connection:
            return library_files.find_library_thumbnail(connection, file_id)

    def library_mark(self) -> str:
        """A value that changes whenever the library does."""
        with self._reading() as connection:
            return library_mark(connection)

    # Search

    def search(self, query: LibraryQuery) -> LibraryPage:
        """One page of the library's files that fit."""
        with self._reading() as connection:
            return search_library(connection, query)

    def search_pending(self) -> int:
        """Changes of the library that a search does not know yet, counted up to 10,000."""
        with self._reading() as connection:
            return indexing.count_pending(connection)

    def facets(self) -> Facets:
        with self._reading() as connection:
            return load_facets(connection)

    def library_keywords(self, prefix: str = "", limit: int = 100) -> list[tuple[str, int]]:
        """Keywords of the library that begin so, each with its number of files, the most frequent first."""
        with self._reading() as connection:
            return find_keywords(connection, prefix, limit)

    # Better parsers

    def iter_findings(self) -> Iterator[StoredFinding]:
        """Every finding that has raw blocks, of library and staging, in bounded memory."""
        return iterate_findings(self._read_engine)

    def finding_count(self) -> int:
        """Findings that have raw blocks."""
        with self._reading() as connection:
            return count_findings_with_blocks(connection)

    def improve(self, reports: Sequence[tuple[int, FileReport]]) -> Future[Improvement]:
        """Write what parsers made anew of findings, by id: all of these or, when it fails, none."""
        return self._writer.submit(lambda c: write_improved(c, reports), alone=True)
