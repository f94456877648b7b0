"""`catalog.library`: the library files, which commits wrote."""

from __future__ import annotations

from collections.abc import Sequence

from app.catalog.database.database import Database, Read
from app.catalog.library import folders, library_files
from app.catalog.library.keys import LibraryKeys, load_keys, load_paths
from app.catalog.records import LibraryFile
from app.domain.report import Block, Thumbnail


class LibraryStore:
    """Reads of library files, with their edits. Commit, undo and reparse write what was read of them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count(self) -> Read[int]:
        """Return how many files the library has."""
        return self._database.read(library_files.count_library)

    def count_below(self, folders: Sequence[str]) -> Read[dict[str, int]]:
        """Return how many library files are below each folder, at any depth."""
        return self._database.read(lambda c: library_files.count_below(c, folders))

    def page(self, *, after_id: int = 0, limit: int = 500) -> Read[list[LibraryFile]]:
        """Return the next library files in order of id."""
        return self._database.read(lambda c: library_files.load_library(c, after_id, limit))

    def files(self, file_ids: Sequence[int]) -> Read[dict[int, LibraryFile]]:
        """Return those of the files that exist, by id, as excerpts."""
        return self._database.read(lambda c: library_files.find_library_files(c, file_ids))

    def whole_files(self, file_ids: Sequence[int]) -> Read[dict[int, LibraryFile]]:
        """Return those of the files that exist, by id, with their whole texts; at most `WHOLE_FILES_BATCH` of them."""
        return self._database.read(lambda c: library_files.find_whole_library_files(c, file_ids))

    def file(self, file_id: int) -> Read[LibraryFile | None]:
        """Return a library file with its whole texts."""
        return self._database.read(lambda c: library_files.find_library_file(c, file_id))

    def thumbnail(self, file_id: int) -> Read[Thumbnail | None]:
        """Return a library file's thumbnail."""
        return self._database.read(lambda c: library_files.find_library_thumbnail(c, file_id))

    def folders(self) -> Read[dict[str, int]]:
        """Return each folder that has files of the library in it or below it, and how many."""
        return self._database.read(folders.count_by_folder)

    def keys(self) -> Read[LibraryKeys]:
        """Return what all files are recognised by."""
        return self._database.read(load_keys)

    def paths(self, file_ids: Sequence[int]) -> Read[dict[int, str]]:
        """Return the paths of those of the files that exist, by id."""
        return self._database.read(lambda c: load_paths(c, file_ids))

    def blocks(self, file_id: int) -> Read[tuple[Block, ...]]:
        """Return a library file's raw metadata blocks."""
        return self._database.read(lambda c: library_files.find_library_blocks(c, file_id))

    def version(self) -> Read[str]:
        """Return the library version: a string that changes when files come, change, go, are hidden or shown."""
        return self._database.read(library_files.load_library_version)
