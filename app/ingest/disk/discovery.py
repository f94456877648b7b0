"""Discovery: which files a session has to process.

Links are not followed (a loop or an escape from the media root would hide behind one) and folders
whose name starts with a dot are passed over: they hold sidecars, caches and trash, not media.
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
"""Folders a message names; it says how many more there are."""

BATCH = 2_000
"""Files staged together: each batch touches the same pages of the indexes once, however many files are in it."""

BATCH_S = 0.25
"""A slow folder's files are shown as they are found, in smaller batches."""


@dataclass(slots=True)
class Discovery:
    """A walk over the chosen folders; what it passed over is told when it ends."""

    parameters: Parameters
    clock: Callable[[], float] = time.monotonic
    found: int = 0
    other_files: int = 0
    """Files the pattern does not match."""
    irregular: int = 0
    """Links, pipes and the like, which are not followed or read."""
    hidden: int = 0
    """Folders whose name begins with a dot."""
    not_entered: int = 0
    """Folders inside a chosen one, where only that one itself was to be read."""
    unreadable: list[str] = field(default_factory=list)
    """Folders that could not be listed, each with the system's reason."""
    cut_short: bool = False
    """Whether `max_files` ended the walk."""
    nothing_below: list[str] = field(default_factory=list)
    """Chosen folders below which no file was found."""
    nonempty: list[str] = field(default_factory=list)
    """Chosen folders that held something, or could not be listed."""
    has_vanished: bool = False
    """Whether something that was listed was gone when it was looked at."""

    def iter_batches(self, should_stop: Callable[[], bool]) -> Iterator[list[DiscoveredFile]]:
        """Lists of up to `BATCH` files, in a stable order, until `should_stop` says so.

        A list takes `BATCH_S` seconds at most, or until its first file.
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
        """«0 files, because…» in one sentence, with every reason there is."""
        empty = list(self._iter_empty())
        reasons = [*self._iter_reasons(), *(empty if len(empty) < len(self._top_folders()) else [])]
        nothing = "the chosen folders are empty" if empty else "there are only empty folders in the chosen ones"
        return f"0 files, because {'; '.join(reasons) or nothing}"

    def explain_nothing_new(self, known: int) -> str:
        """Why there is nothing to process though `known` files were found; what else kept files away is told, too."""
        all_known = f"0 files to process, because all {known} are in the library already and unchanged"
        return "; ".join(filter(None, (all_known, self._describe_cut(), self.describe_warnings())))

    def _describe_cut(self) -> str:
        return f"discovery ended at {self.parameters.max_files} files, as it was told to" if self.cut_short else ""

    def _iter_empty(self) -> Iterator[str]:
        """Chosen folders in which there is nothing at all."""
        return (f"{folder} is empty" for folder in self._top_folders() if folder not in self.nonempty)

    def _top_folders(self) -> list[str]:
        return drop_nested(self.parameters.directories, recursive=self.parameters.recursive)

    def _iter_reasons(self) -> Iterator[str]:
        if self.unreadable:
            yield f"{len(self.unreadable)} folder(s) could not be read: {self.unreadable[0]}"
        if self.other_files:
            yield f"none of {self.other_files} file(s) matches the pattern {self.parameters.pattern}"
        if self.irregular:
            yield f"{self.irregular} link(s) or special file(s) are not followed"
        if self.not_entered:
            yield f"{self.not_entered} folder(s) inside were not entered, as was asked"
        if self.hidden:
            yield f"{self.hidden} folder(s) whose name begins with a dot are passed over"

    def describe_warnings(self) -> str:
        """What the user should know about a walk that found something; empty when all went well."""
        unreadable = f"{len(self.unreadable)} folder(s) could not be read: {_join_first(self.unreadable)}"
        empty = [] if self.cut_short else list(self._iter_empty())
        return "; ".join(filter(None, (unreadable if self.unreadable else "", _join_first(empty))))

    def explain_withheld(self, *, is_complete: bool) -> str:
        """Why files of the library that the walk did not meet may still be there; empty when they are gone.

        `walked` is False for a walk that was stopped.
        """
        if not is_complete:
            return "discovery was cancelled"
        if self.cut_short:
            return self._describe_cut()
        if self.unreadable:
            return f"{len(self.unreadable)} folder(s) could not be read: {self.unreadable[0]}"
        if self.nothing_below:
            return f"nothing was found in {self.nothing_below[0]}: it may not be mounted"
        return ""

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
        """What lies there and is not read."""
        return self.other_files + self.irregular + self.hidden + len(self.unreadable)

    def _list_folder(self, folder: str, pattern: Pattern) -> tuple[list[DiscoveredFile], list[str]]:
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
        except FileNotFoundError:  # gone between the listing and the look: nothing was discovered
            self.has_vanished = True
            return None
        if not S_ISREG(stat.st_mode):
            self.irregular += 1
            return None
        return DiscoveredFile(path=entry.path, size=stat.st_size, mtime_ns=stat.st_mtime_ns)


def drop_nested(directories: tuple[str, ...], *, recursive: bool) -> list[str]:
    """The folders to walk: one that lies below another is reached from there already."""
    unique = list(dict.fromkeys(directories))
    if not recursive:
        return unique
    chosen = {Path(folder) for folder in unique}
    return [folder for folder in unique if not any(parent in chosen for parent in Path(folder).parents)]


def _join_first(texts: Sequence[str]) -> str:
    """The first ones; how many more there are is never kept back."""
    more = [f"and {len(texts) - NAMED_FOLDERS} more"] if len(texts) > NAMED_FOLDERS else []
    return "; ".join((*texts[:NAMED_FOLDERS], *more))
