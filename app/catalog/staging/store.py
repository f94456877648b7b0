"""`catalog.staging`: the files of sessions and what was read from them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from app.catalog.database.database import Database, Read, Write
from app.catalog.records import DiscoveredFile, FilePage, FileQuery, FinishedFile, PendingFile, StagedBatch, StagedFile
from app.catalog.staging import staged_files, staging
from app.catalog.staging.discovered import stage_discovered
from app.catalog.staging.hashes import HashBatch, iterate_hashes
from app.domain.report import Block, Thumbnail


class StagingStore:
    """Reads and writes of staged files."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add_discovered(
        self, session_id: str, files: Sequence[DiscoveredFile], *, skip_existing: bool, read_pixels: bool = True
    ) -> Write[StagedBatch]:
        """Stage files that discovery found. Idempotent: paths that the session already has are not counted."""
        return self._database.write(
            lambda c: stage_discovered(c, session_id, files, skip_existing=skip_existing, read_pixels=read_pixels)
        )

    def add_reports(self, session_id: str, files: Sequence[FinishedFile]) -> Write[int]:
        """Set the outcomes of pending files, all or none; return how many had none yet.

        Raises UnknownSessionError, UnknownFileError.
        """
        return self._database.write(lambda c: staging.record_reports(c, session_id, files))

    def pending(
        self, session_id: str, *, after_id: int = 0, limit: int = 500, below: str = ""
    ) -> Read[list[PendingFile]]:
        """Return pending files in order of id, only those below the folder `below` unless it is empty.

        Raises UnknownSessionError.
        """
        return self._database.read(lambda c: staging.find_pending(c, session_id, after_id, limit, below))

    def count_pending_below(self, session_id: str, folder: str) -> Read[int]:
        """Count the pending files below the folder, at any depth. Raises UnknownSessionError."""
        return self._database.read(lambda c: staging.count_pending_below(c, session_id, folder))

    def count_below(self, folder: str) -> Read[int]:
        """Count the files of all sessions below the folder, at any depth."""
        return self._database.read(lambda c: staging.count_below(c, folder))

    def count_pending_by_folder(self, session_id: str) -> Read[dict[str, int]]:
        """Return each folder with pending files and how many it holds directly. Raises UnknownSessionError."""
        return self._database.read(lambda c: staging.count_pending_by_folder(c, session_id))

    def page(self, session_id: str, query: FileQuery) -> Read[FilePage]:
        """Return one page of the session's files, as excerpts. Raises UnknownSessionError."""
        return self._database.read(lambda c: staged_files.find_file_page(c, session_id, query))

    def ids(self, session_id: str, query: FileQuery) -> Read[NDArray[np.int64]]:
        """Return the ids of all files that match `query`, in order. Raises UnknownSessionError."""
        return self._database.read(lambda c: staged_files.find_file_ids(c, session_id, query))

    def keywords(self, session_id: str, limit: int = 100) -> Read[list[tuple[str, int]]]:
        """Return keywords of ok files and how many files have each, most frequent first. Raises UnknownSessionError."""
        return self._database.read(lambda c: staged_files.count_keywords(c, session_id, limit))

    def file(self, file_id: int) -> Read[StagedFile | None]:
        """Return a staged file of any session, with its whole texts."""
        return self._database.read(lambda c: staged_files.find_staged_file(c, file_id))

    def file_of_session(self, session_id: str, file_id: int) -> Read[StagedFile | None]:
        """Return a staged file with its whole texts, if it belongs to the session. Raises UnknownSessionError."""
        return self._database.read(lambda c: staged_files.find_session_file(c, session_id, file_id))

    def files(self, file_ids: Sequence[int]) -> Read[dict[int, StagedFile]]:
        """Return those of the files that exist, by id, as excerpts."""
        return self._database.read(lambda c: staged_files.find_staged_files(c, file_ids))

    def thumbnail(self, file_id: int) -> Read[Thumbnail | None]:
        """Return a staged file's thumbnail."""
        return self._database.read(lambda c: staged_files.find_thumbnail(c, file_id))

    def blocks(self, file_id: int) -> Read[tuple[Block, ...]]:
        """Return a staged file's raw metadata blocks."""
        return self._database.read(lambda c: staged_files.find_blocks(c, file_id))

    def iterate(self, session_id: str) -> Iterator[StagedFile]:
        """Yield all files of the session in order of id, in bounded memory. Raises UnknownSessionError."""
        return staged_files.iterate_staged(self._database.read_engine, session_id)

    def iterate_hashes(self, session_id: str) -> Iterator[HashBatch]:
        """Yield the hashes of the session's files, then of the library's others. Raises UnknownSessionError."""
        return iterate_hashes(self._database.read_engine, session_id)
