"""Discovery: which files a session has to process.

Symbolic links are not followed, because one could hide a loop or lead out of the media root. Folders whose name begins
with a dot are ignored: they contain sidecars, caches and trash, not media.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from stat import S_ISREG

from app.catalog import DiscoveredFile
from app.domain.parameters import Parameters
from app.domain.pattern import Pattern, parse_pattern

NAMED_FOLDERS = 3
"""A message names this many folders, and says how many more there are."""

BATCH = 2_000
"""Files staged together. The larger a batch, the fewer writes to the same pages of the database's indexes."""

BATCH_S = 0.25
"""Seconds after which a batch is passed on although it is not full, so that files in a slow folder are shown soon."""


@dataclass(slots=True)
class Discovery:
    """A walk over the chosen folders. Counts what it ignores, and explains it afterwards."""

    parameters: Parameters
    clock: Callable[[], float] = time.monotonic
    found: int = 0
    other_files: int = 0
    """Files that do not match the pattern."""
    irregular: int = 0
    """Symbolic links, pipes and other special files."""
    hidden: int = 0
    """Folders whose name begins with a dot."""
    not_entered: int = 0
    """Subfolders of chosen folders, when subfolders are not included."""
    unreadable: list[str] = field(default_factory=list)
    """Folders that could not be listed, each with the system's reason."""
    cut_short: bool = False
    """Whether `max_files` ended the walk."""
    nothing_below: list[str] = field(default_factory=list)
    """Chosen folders without any matching file."""
    nonempty: list[str] = field(default_factory=list)
    """Chosen folders that contain something, or could not be listed."""
    has_vanished: bool = False
    """Whether a file or folder vanished during the walk."""

    def iter_batches(self, should_stop: Callable[[], bool]) -> Iterator[list[DiscoveredFile]]:
        """Yield the files in a stable order, in lists of up to `BATCH`, until `should_stop` returns True.

        A list takes at most `BATCH_S` seconds, or as long as it takes to find its first file.
        """
        batch: list[DiscoveredFile] = []
        began = self.clock()
        for file in self._iter_files():
            if should_stop():
                return
            batch.append(file)
            if len(batch) == BATCH or self.clock() - began >= BATCH_S:
                yield batch
                batch, began = [], self.clock()
        if batch:
            yield batch

    def explain_nothing_found(self) -> str:
        """Return “0 files, because …” with every reason there is."""
        empty = list(self._iter_empty())
        reasons = [*self._iter_reasons(), *(empty if len(empty) < len(self._top_folders()) else [])]
        nothing = "the chosen folders are empty" if empty else "the chosen folders contain only empty folders"
        return f"0 files, because {'; '.join(reasons) or nothing}"

    def explain_nothing_new(self, known: int) -> str:
        """Return why there is nothing to process although `known` files were found, with all warnings."""
        all_known = f"0 files to process, because all {known} are already in the library and unchanged"
        return "; ".join(filter(None, (all_known, self._describe_cut(), self.describe_warnings())))

    def describe_warnings(self) -> str:
        """Return what the user should know about a walk that found files; empty when all went well."""
        empty = "" if self.cut_short else _join_first(list(self._iter_empty()))
        return "; ".join(filter(None, (self._describe_unreadable(_join_first(self.unreadable)), empty)))

    def explain_withheld(self, *, is_complete: bool) -> str:
        """Return why library files that were not found may still be there; empty when they are gone.

        `is_complete` is False for a walk that was cancelled.
        """
        if not is_complete:
            return "discovery was cancelled"
        if self.cut_short:
            return self._describe_cut()
        if self.unreadable:
            return self._describe_unreadable(self.unreadable[0])
        if self.nothing_below:
            return f"nothing was found in {self.nothing_below[0]}; its disk may not be mounted"
        return ""

    def _describe_cut(self) -> str:
        return f"discovery stopped at the limit of {self.parameters.max_files} file(s)" if self.cut_short else ""

    def _describe_unreadable(self, named: str) -> str:
        return f"{len(self.unreadable)} folder(s) could not be read: {named}" if self.unreadable else ""

    def _iter_empty(self) -> Iterator[str]:
        """Name the chosen folders that contain nothing at all."""
        return (f"{folder} is empty" for folder in self._top_folders() if folder not in self.nonempty)

    def _iter_reasons(self) -> Iterator[str]:
        if self.unreadable:
            yield self._describe_unreadable(self.unreadable[0])
        if self.other_files:
            yield f"none of {self.other_files} file(s) matches the pattern {self.parameters.pattern}"
        if self.irregular:
            yield f"{self.irregular} link(s) or special file(s) were ignored"
        if self.not_entered:
            yield f"{self.not_entered} subfolder(s) were not searched, because subfolders are not included"
        if self.hidden:
            yield f"{self.hidden} folder(s) whose name begins with a dot were ignored"

    def _top_folders(self) -> list[str]:
        return drop_nested(self.parameters.directories, recursive=self.parameters.recursive)

    def _iter_files(self) -> Iterator[DiscoveredFile]:
        pattern = parse_pattern(self.parameters.pattern)
        for folder in self._top_folders():
            before = self.found
            for file in self._walk(folder, pattern):
                if self.parameters.max_files is not None and self.found >= self.parameters.max_files:
                    self.cut_short = True
                    return
                self.found += 1
                yield file
            if self.found == before:
                self.nothing_below.append(folder)

    def _walk(self, top: str, pattern: Pattern) -> Iterator[DiscoveredFile]:
        stack = [top]
        while stack:
            before = self._count_ignored()
            files, folders = self._list_folder(folder := stack.pop(), pattern)
            if folder == top and (files or folders or self._count_ignored() != before):
                self.nonempty.append(top)
            yield from files
            if self.parameters.recursive:
                stack.extend(reversed(folders))
            else:
                self.not_entered += len(folders)

    def _count_ignored(self) -> int:
        return self.other_files + self.irregular + self.hidden + len(self.unreadable)

    def _list_folder(self, folder: str, pattern: Pattern) -> tuple[list[DiscoveredFile], list[str]]:
        """Return the matching files in `folder` and the subfolders to enter, both by name."""
        files: list[DiscoveredFile] = []
        folders: list[str] = []
        try:
            with os.scandir(folder) as entries:
                for entry in sorted(entries, key=lambda entry: entry.name):
                    if entry.is_dir(follow_symlinks=False):
                        if entry.name.startswith("."):
                            self.hidden += 1
                        else:
                            folders.append(entry.path)
                    elif (file := self._match_entry(entry, pattern)) is not None:
                        files.append(file)
        except OSError as error:
            self.has_vanished = self.has_vanished or isinstance(error, FileNotFoundError)
            self.unreadable.append(f"{folder}: {error.strerror}")
        return files, folders

    def _match_entry(self, entry: os.DirEntry[str], pattern: Pattern) -> DiscoveredFile | None:
        if not pattern.matches(entry.name):
            self.other_files += 1
            return None
        try:
            stat = entry.stat(follow_symlinks=False)
        except FileNotFoundError:  # it vanished after the listing, so it is not discovered
            self.has_vanished = True
            return None
        if not S_ISREG(stat.st_mode):
            self.irregular += 1
            return None
        return DiscoveredFile(path=entry.path, size=stat.st_size, mtime_ns=stat.st_mtime_ns)


def drop_nested(directories: tuple[str, ...], *, recursive: bool) -> list[str]:
    """Return the folders to walk, each once. With `recursive`, folders below another one are left out."""
    unique = list(dict.fromkeys(directories))
    if not recursive:
        return unique
    chosen = {Path(folder) for folder in unique}
    return [folder for folder in unique if not any(parent in chosen for parent in Path(folder).parents)]


def _join_first(texts: Sequence[str]) -> str:
    """Join the first `NAMED_FOLDERS` texts, and say how many more there are."""
    more = [f"and {len(texts) - NAMED_FOLDERS} more"] if len(texts) > NAMED_FOLDERS else []
    return "; ".join((*texts[:NAMED_FOLDERS], *more))
