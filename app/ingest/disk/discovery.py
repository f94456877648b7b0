"""Discovery: which files a session has to process.

Symbolic links are not followed, because one could hide a loop or lead out of the media root; that includes one that
replaces a folder during the walk (see `app.readers.disk.no_links`). Folders whose name begins with a dot are ignored:
they contain sidecars, caches and trash, not media.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path
from stat import S_ISREG

from app.catalog import DiscoveredFile
from app.domain.parameters import Parameters
from app.domain.passed_over import PassedOverCounter
from app.domain.pattern import Pattern, parse_pattern
from app.domain.progress import Ledger
from app.domain.text.counts import count_noun
from app.readers.disk.no_links import FolderScanner
from app.readers.formats import HEAD_BYTES, TEXT_EXTENSIONS, holds_text
from app.readers.reasons import UnreadableError
from app.readers.sidecars import SIDECAR_EXTENSIONS

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
    texts: int = 0
    """Files that match it by the extension of a video, and are texts."""
    passed_over: PassedOverCounter = field(default_factory=lambda: PassedOverCounter(SIDECAR_EXTENSIONS))
    """The same files, of both kinds, by their extensions, without sidecars."""
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
    _scanner: FolderScanner = field(default_factory=FolderScanner, init=False, repr=False)

    def iter_batches(self, should_stop: Callable[[], bool]) -> Iterator[list[DiscoveredFile]]:
        """Yield the files in a stable order, in lists of up to `BATCH`, until `should_stop` returns True.

        A list takes at most `BATCH_S` seconds, or as long as it takes to find its first file.
        """
        with closing(self._scanner):
            batch: list[DiscoveredFile] = []
            began = self.clock()
            for file in self._iter_files():
                if should_stop():
                    return
                batch.append(file)
                if len(batch) == BATCH or self.clock() - began >= BATCH_S:
                    self._scanner.close()  # the session may wait before it asks for the next batch
                    yield batch
                    batch, began = [], self.clock()
        if batch:
            yield batch

    def explain(self, ledger: Ledger) -> str:
        """Return what the user should know about the walk, after which the session counts `ledger`."""
        if ledger.discovered == 0:
            return self.explain_nothing_found()
        if ledger.total_files == 0:
            return self.explain_nothing_new(ledger.discovered)
        return self.describe_warnings()

    def explain_nothing_found(self) -> str:
        """Return “No matching files: …” with every reason there is."""
        empty = list(self._iter_empty())
        reasons = [*self._iter_reasons(), *(empty if len(empty) < len(self._top_folders()) else [])]
        nothing = "the selected folders are empty" if empty else "the selected folders contain only empty folders"
        return f"No matching files: {'; '.join(reasons) or nothing}"

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
        limit = self.parameters.max_files
        return f"discovery stopped at the limit of {count_noun(limit, 'file')}" if self.cut_short and limit else ""

    def _describe_unreadable(self, named: str) -> str:
        return f"{count_noun(len(self.unreadable), 'folder')} could not be read: {named}" if self.unreadable else ""

    def _iter_empty(self) -> Iterator[str]:
        """Name the chosen folders that contain nothing at all."""
        return (f"{folder} is empty" for folder in self._top_folders() if folder not in self.nonempty)

    def _iter_reasons(self) -> Iterator[str]:
        if self.unreadable:
            yield self._describe_unreadable(self.unreadable[0])
        if count := self.other_files:
            matches = "the only file does not match" if count == 1 else f"none of {count:,} files matches"
            yield f"{matches} the pattern {self.parameters.pattern}"
        if count := self.texts:
            yield f"{count_noun(count, 'file has', 'files have')} the extension of a video and the content of a text"
        if count := self.irregular:
            yield f"{count_noun(count, 'link or special file was', 'links or special files were')} ignored"
        if count := self.not_entered:
            skipped = count_noun(count, "subfolder was", "subfolders were")
            yield f"{skipped} not searched, because subfolders are not included"
        if count := self.hidden:
            one, many = "folder whose name begins with a dot was", "folders whose names begin with a dot were"
            yield f"{count_noun(count, one, many)} ignored"

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
        return self.other_files + self.texts + self.irregular + self.hidden + len(self.unreadable)

    def _list_folder(self, folder: str, pattern: Pattern) -> tuple[list[DiscoveredFile], list[str]]:
        """Return the matching files in `folder` and the subfolders to enter, both by name."""
        files: list[DiscoveredFile] = []
        folders: list[str] = []
        above = os.path.join(folder, "")
        try:
            with self._scanner.scan(folder) as entries:
                for entry in sorted(entries, key=attrgetter("name")):
                    if entry.is_dir(follow_symlinks=False):
                        if entry.name.startswith("."):
                            self.hidden += 1
                        else:
                            folders.append(above + entry.name)
                    elif (file := self._match_entry(entry, above, pattern)) is not None:
                        files.append(file)
        except OSError as error:
            self.has_vanished = self.has_vanished or isinstance(error, FileNotFoundError)
            self.unreadable.append(f"{folder}: {error.strerror}")
        return files, folders

    def _match_entry(self, entry: os.DirEntry[str], above: str, pattern: Pattern) -> DiscoveredFile | None:
        """Return the entry of the folder `above` (with a slash at its end) as a file; None if it is none to read."""
        if not pattern.matches(entry.name):
            self.other_files += 1
            self.passed_over.add(entry.name)
            return None
        try:
            stat = entry.stat(follow_symlinks=False)
        except FileNotFoundError:  # it vanished after the listing, so it is not discovered
            self.has_vanished = True
            return None
        if not S_ISREG(stat.st_mode):
            self.irregular += 1
            return None
        if self._is_text(entry.name):
            self.texts += 1
            self.passed_over.add(entry.name)
            return None
        return DiscoveredFile(path=above + entry.name, size=stat.st_size, mtime_ns=stat.st_mtime_ns)

    def _is_text(self, name: str) -> bool:
        """Whether a file with an extension that videos and source code share holds a text."""
        if not name.lower().endswith(TEXT_EXTENSIONS):
            return False
        try:
            return holds_text(self._scanner.read_head(name, HEAD_BYTES))
        except (OSError, UnreadableError):
            return False  # its reader says why it cannot be read


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
