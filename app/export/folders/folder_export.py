"""Writes the files of an export into a folder, one after the other, and says what was done and what was not."""

from __future__ import annotations

import errno
import itertools
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from app.catalog import LibraryFile
from app.domain.text.file_names import number_name
from app.export.folders.export_folder import Checksums, ExportFolder, Opener, compute_checksums, read_pieces
from app.export.folders.manifest import (
    MANIFEST,
    ExportManifest,
    ManifestEntry,
    OtherExportError,
    WrittenFile,
    list_captions,
)
from app.export.folders.plan import ExportKind, ExportPlan
from app.export.folders.webdataset import (
    SHARD_BYTES,
    SHARD_FILES,
    Sample,
    SampleError,
    make_sample,
    name_shard,
    write_shard,
)
from app.readers import UnreadableError
from app.readers.reasons import explain_error

METADATA = "metadata.jsonl"
FAILURES_SHOWN = 100
"""Failures and new names that a result has; the manifest has all of them."""
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
FATAL = FULL | {errno.EROFS, errno.ENODEV, errno.ENXIO, errno.ESTALE, errno.EIO}
"""Errors of the folder's disk, after which no other file could be written."""

SOURCE_CURE = "Put the original back, then export into the same folder."
NAME_CURE = "Choose another template of names or another disk."

Names = tuple[str, ...]


class ExportStoppedError(Exception):
    """The export ended before its last file. The text says why and what to do; what was done is in the manifest."""


class ExportCancelledError(ExportStoppedError):
    """Somebody cancelled it."""


class _SourceError(Exception):
    """An original could not be read. The text says why."""


@dataclass(frozen=True, slots=True)
class ExportFailure:
    """A file that was not exported."""

    path: str
    reason: str
    cure: str


@dataclass(frozen=True, slots=True)
class NewName:
    """A file that got another name, because its own was taken."""

    path: str
    name: str
    """Below the folder."""


@dataclass(frozen=True, slots=True)
class ExportResult:
    """How far an export is, or what it did. Every file is in exactly one of the counts."""

    total: int = 0
    written: int = 0
    present: int = 0
    """Files that an earlier run had written."""
    left_out: int = 0
    """Files that are no pictures, or have no caption, where captions are exported; and files that left the library."""
    failed: int = 0
    changed: int = 0
    """Of those written, files with other bytes than when the library read them."""
    bytes: int = 0
    failures: tuple[ExportFailure, ...] = ()
    new_names: tuple[NewName, ...] = ()

    @property
    def done(self) -> int:
        return self.written + self.present + self.left_out + self.failed

    @property
    def is_complete(self) -> bool:
        """Whether every file that was meant is there."""
        return self.failed == 0 and self.done == self.total


class FolderExport:
    """One run of an export into a folder. Blocks: use it in a thread."""

    def __init__(
        self,
        path: Path,
        plan: ExportPlan,
        open_original: Opener,
        *,
        on_progress: Callable[[ExportResult], None] = lambda _: None,
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> None:
        self._path = path
        self._plan = plan
        self._open_original = open_original
        self._on_progress = on_progress
        self._is_cancelled = is_cancelled
        self._result = ExportResult()
        self._next_numbers: dict[Names, int] = {}
        self._owners: dict[Names, int] = {}
        """The library id whose file has a name in the folder, according to the manifest."""

    @property
    def result(self) -> ExportResult:
        return self._result

    def run(self, files: Iterable[LibraryFile], total: int) -> ExportResult:
        """Write all files and return what was done. A run that was interrupted is continued.

        Raises `ExportStoppedError`, `OtherExportError`, and OSError where the folder cannot be opened.
        """
        self._result = ExportResult(total=total)
        with ExitStack() as opened:
            folder = opened.enter_context(ExportFolder.open(self._path))
            self._refuse_foreign_metadata(folder)
            manifest = opened.enter_context(closing(ExportManifest.open(folder, self._plan.describe())))
            for file_id, entry in manifest.entries.items():
                self._own(entry.written, file_id)
            try:
                if self._plan.kind is ExportKind.WEBDATASET:
                    self._export_shards(folder, manifest, files)
                else:
                    self._export_each(folder, manifest, files)
                self._count(left_out=total - self._result.done)
                self._finish(folder, manifest)
            except OSError as error:
                raise self._explain(error) from error
        return self._result

    def _refuse_foreign_metadata(self, folder: ExportFolder) -> None:
        if self._plan.kind is ExportKind.JSON_LINES and folder.is_there(METADATA) and not folder.is_there(MANIFEST):
            raise OtherExportError(f"{self._path} has a {METADATA} of somebody else's; choose another folder")

    def _export_each(self, folder: ExportFolder, manifest: ExportManifest, files: Iterable[LibraryFile]) -> None:
        for file in files:
            self._refuse_if_cancelled()
            if self._is_wanted(folder, manifest, file):
                self._write_or_note(folder, manifest, file)
            self._on_progress(self._result)

    def _export_shards(self, folder: ExportFolder, manifest: ExportManifest, files: Iterable[LibraryFile]) -> None:
        samples: list[Sample] = []
        size = 0
        for file in files:
            self._refuse_if_cancelled()
            if self._is_wanted(folder, manifest, file):
                samples.append(make_sample(file, self._plan.make_caption(file) or ""))
                size += samples[-1].size
            if len(samples) >= SHARD_FILES or size >= SHARD_BYTES:
                self._write_shard(folder, manifest, samples)
                samples, size = [], 0
            self._on_progress(self._result)
        self._write_shard(folder, manifest, samples)
        self._on_progress(self._result)

    def _write_shard(self, folder: ExportFolder, manifest: ExportManifest, samples: list[Sample]) -> None:
        """Write the samples, without those whose originals cannot be read."""
        while samples:
            try:
                written = self._place_shard(folder, manifest, samples)
            except SampleError as error:
                samples.remove(error.sample)
                self._note_failure(manifest, error.sample.file_id, error.sample.path, str(error), SOURCE_CURE)
                continue
            ids, paths = tuple(each.file_id for each in samples), tuple(each.path for each in samples)
            manifest.add(ManifestEntry(ids, paths, (written,)))
            self._count(written=len(samples), bytes=written.checksums.size)
            return

    def _place_shard(self, folder: ExportFolder, manifest: ExportManifest, samples: Sequence[Sample]) -> WrittenFile:
        known = {each.path for entry in manifest.entries.values() for each in entry.written}
        for number in itertools.count(len(known)):
            names = (name_shard(number),)
            there = folder.checksums_of(names)
            if there is None:
                return WrittenFile(names, folder.write(names, self._read_shard(samples)))
            # A run that was killed may have written it, and not into the manifest.
            if names[0] not in known and there == compute_checksums(self._read_shard(samples)):
                return WrittenFile(names, there)
        raise AssertionError("numbers do not end")

    def _read_shard(self, samples: Sequence[Sample]) -> Iterator[bytes]:
        for piece in write_shard(samples, self._open_sample):
            self._refuse_if_cancelled()
            yield piece

    def _open_sample(self, sample: Sample) -> BinaryIO:
        try:
            return self._open(sample.path)
        except _SourceError as error:
            raise SampleError(sample, str(error)) from error

    def _refuse_if_cancelled(self) -> None:
        if self._is_cancelled():
            raise ExportCancelledError(self._say_stopped("it was cancelled", "Export into the same folder to go on."))

    def _is_wanted(self, folder: ExportFolder, manifest: ExportManifest, file: LibraryFile) -> bool:
        """Return whether the file is still to be written; otherwise count it."""
        if self._is_present(folder, manifest.entries.get(file.file_id)):
            self._count(present=1)
            return False
        if not self._plan.accepts(file):
            self._count(left_out=1)
            return False
        return True

    def _is_present(self, folder: ExportFolder, entry: ManifestEntry | None) -> bool:
        return entry is not None and all(folder.size_of(each.names) == each.checksums.size for each in entry.written)

    def _write_or_note(self, folder: ExportFolder, manifest: ExportManifest, file: LibraryFile) -> None:
        try:
            entry = self._write(folder, file)
        except _SourceError as error:
            self._note_failure(manifest, file.file_id, file.report.path, str(error), SOURCE_CURE)
        except OSError as error:
            if error.errno in FATAL:
                raise
            reason = f"it cannot be written: {error.strerror or error}"
            self._note_failure(manifest, file.file_id, file.report.path, reason, NAME_CURE)
        else:
            manifest.add(entry)
            self._own(entry.written, file.file_id)
            size = sum(each.checksums.size for each in entry.written)
            self._count(written=1, changed=int(entry.changed), bytes=size)

    def _write(self, folder: ExportFolder, file: LibraryFile) -> ManifestEntry:
        with ExitStack() as opened:
            original = None
            if self._plan.kind is not ExportKind.SIDECARS:
                original = opened.enter_context(self._open(file.report.path))
            names = self._find_names(folder, file, original)
            written = []
            if original is not None:
                written.append(WrittenFile(names, self._write_picture(folder, names, original)))
            for text_names, text in self._plan.make_texts(file, names).items():
                written.append(WrittenFile(text_names, _write_unless_there(folder, text_names, text)))
        hashes = file.report.hashes
        is_changed = original is not None and hashes is not None and written[0].checksums.blake3 != hashes.content
        caption = self._plan.make_caption(file) if self._plan.kind is ExportKind.JSON_LINES else None
        return ManifestEntry((file.file_id,), (file.report.path,), tuple(written), caption, is_changed)

    def _open(self, path: str) -> BinaryIO:
        try:
            return self._open_original(path)
        except (UnreadableError, OSError) as error:
            raise _SourceError(explain_error(error)) from error
        except ValueError as error:  # outside the media roots
            raise _SourceError(str(error)) from error

    def _find_names(self, folder: ExportFolder, file: LibraryFile, original: BinaryIO | None) -> Names:
        """Return the first names that are free, or that already have exactly what is to be written."""
        wanted = self._plan.make_names(file)
        for number in itertools.count(self._next_numbers.get(wanted, 1)):
            names = (*wanted[:-1], number_name(wanted[-1], number))
            if self._is_free(folder, file, names, original):
                self._next_numbers[wanted] = number + 1
                if number > 1:
                    self._note_new_name(file, names)
                return names
        raise AssertionError("numbers do not end")

    def _is_free(self, folder: ExportFolder, file: LibraryFile, names: Names, original: BinaryIO | None) -> bool:
        texts = self._plan.make_texts(file, names)
        if any(self._owners.get(each, file.file_id) != file.file_id for each in (names, *texts)):
            return False
        return (original is None or _is_free_or_same(folder, names, original)) and all(
            _has_text(folder, text_names, text) is not False for text_names, text in texts.items()
        )

    def _own(self, written: Sequence[WrittenFile], file_id: int) -> None:
        self._owners |= {each.names: file_id for each in written}

    def _write_picture(self, folder: ExportFolder, names: Names, original: BinaryIO) -> Checksums:
        there = folder.checksums_of(names)
        if there is not None:  # a run that was killed wrote it, and not into the manifest
            return there
        if self._plan.links:
            return folder.link(names, original)
        return folder.write(names, self._read_unchanged(original))

    def _read_unchanged(self, original: BinaryIO) -> Iterator[bytes]:
        """Yield an original. Raises `_SourceError` if it changes meanwhile."""
        before = os.fstat(original.fileno())
        try:
            for piece in read_pieces(original):
                self._refuse_if_cancelled()
                yield piece
        except OSError as error:
            raise _SourceError(explain_error(error)) from error
        after = os.fstat(original.fileno())
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            raise _SourceError("it changed while it was copied")

    def _finish(self, folder: ExportFolder, manifest: ExportManifest) -> None:
        if self._plan.kind is ExportKind.JSON_LINES:
            folder.replace_own(METADATA, list_captions(list(manifest.entries.values())))
        result = self._result
        manifest.add_end(
            total=result.total,
            written=result.written,
            present=result.present,
            left_out=result.left_out,
            failed=result.failed,
        )

    def _count(self, **added: int) -> None:
        self._result = replace(
            self._result, **{name: getattr(self._result, name) + number for name, number in added.items()}
        )

    def _note_failure(self, manifest: ExportManifest, file_id: int, path: str, reason: str, cure: str) -> None:
        manifest.add_failure(file_id, path, reason, cure)
        self._count(failed=1)
        if len(self._result.failures) < FAILURES_SHOWN:
            failure = ExportFailure(path, reason, cure)
            self._result = replace(self._result, failures=(*self._result.failures, failure))

    def _note_new_name(self, file: LibraryFile, names: Names) -> None:
        if len(self._result.new_names) < FAILURES_SHOWN:
            new = NewName(file.report.path, "/".join(names))
            self._result = replace(self._result, new_names=(*self._result.new_names, new))

    def _explain(self, error: OSError) -> ExportStoppedError:
        cure = "Make room" if error.errno in FULL else "Repair its disk"
        reason = f"{self._path} cannot be written: {error.strerror or error}"
        return ExportStoppedError(self._say_stopped(reason, f"{cure}, then export into the same folder to go on."))

    def _say_stopped(self, reason: str, cure: str) -> str:
        return f"Stopped after {self._result.done:,} of {self._result.total:,} files: {reason}. {cure}"


def _is_free_or_same(folder: ExportFolder, names: Names, original: BinaryIO) -> bool:
    size = folder.size_of(names)
    if size is None:
        return True
    if size != os.fstat(original.fileno()).st_size:
        return False
    same = compute_checksums(read_pieces(original)) == folder.checksums_of(names)
    original.seek(0)
    return same


def _has_text(folder: ExportFolder, names: Names, text: bytes) -> bool | None:
    """Return whether the file has this text; None where there is no file."""
    there = folder.checksums_of(names)
    return None if there is None else there == compute_checksums([text])


def _write_unless_there(folder: ExportFolder, names: Names, text: bytes) -> Checksums:
    return folder.checksums_of(names) or folder.write(names, [text])
