"""The manifest of an export: which files are done, with their checksums. docs/EXPORT.md describes the format.

It is appended to after each file, so it says what was done however the export ends. A line that a killed program left
unfinished is cut off.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from app.export.folders.export_folder import Checksums, ExportFolder

MANIFEST = "headrace-manifest.jsonl"
VERSION = 1


class OtherExportError(ValueError):
    """The folder has an export of another kind. The text says what to do."""


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file of the export."""

    names: tuple[str, ...]
    """Its path below the folder."""
    checksums: Checksums

    @property
    def path(self) -> str:
        return "/".join(self.names)


@dataclass(frozen=True, slots=True)
class ManifestEntry:
    """What was written for one library file, or for several that are in one archive."""

    ids: tuple[int, ...]
    sources: tuple[str, ...]
    written: tuple[WrittenFile, ...]
    caption: str | None = None
    changed: bool = False
    """Whether an original has other bytes than when the library read it."""

    def to_json(self) -> dict[str, Any]:
        files = [
            {"path": each.path, "size": sums.size, "sha256": sums.sha256, "blake3": sums.blake3}
            for each in self.written
            for sums in [each.checksums]
        ]
        document: dict[str, Any] = {"ids": list(self.ids), "sources": list(self.sources), "files": files}
        document |= {"caption": self.caption} if self.caption is not None else {}
        return document | ({"changed": True} if self.changed else {})

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> ManifestEntry:
        """Return what `to_json` was made from. Raises KeyError, TypeError."""
        written = tuple(
            WrittenFile(tuple(each["path"].split("/")), Checksums(each["size"], each["sha256"], each["blake3"]))
            for each in document["files"]
        )
        ids, sources = tuple(document["ids"]), tuple(document["sources"])
        return cls(ids, sources, written, document.get("caption"), document.get("changed", False))


@dataclass
class ExportManifest:
    """The open manifest of a folder. Its methods block, and raise OSError."""

    file: BinaryIO
    entries: dict[int, ManifestEntry] = field(default_factory=dict)
    """By library id, as they were when it was opened and since."""

    @classmethod
    def open(cls, folder: ExportFolder, what: Mapping[str, Any]) -> ExportManifest:
        """Open the folder's manifest, or begin one for an export that `what` describes. Raises `OtherExportError`."""
        file = folder.open_appended(MANIFEST)
        try:
            _cut_unfinished(file)
            header, entries = _read(file)
            if header is not None and {name: header.get(name) for name in what} != dict(what):
                raise OtherExportError(
                    f"{folder.path} has an export of another kind or with other options; choose another folder"
                )
            manifest = cls(file, entries)
            if header is None:
                manifest._append({"headrace_export": VERSION, **what})
        except BaseException:
            file.close()
            raise
        return manifest

    def add(self, entry: ManifestEntry) -> None:
        """Note that files were written. They must be on the disk already."""
        self._append(entry.to_json())
        self.entries |= dict.fromkeys(entry.ids, entry)

    def add_failure(self, file_id: int, source: str, reason: str, cure: str) -> None:
        """Note that a file could not be exported."""
        self._append({"failed": file_id, "source": source, "reason": reason, "cure": cure})

    def add_end(self, **counts: int) -> None:
        """Note that the export has gone through all files."""
        self._append({"end": counts})

    def close(self) -> None:
        self.file.close()

    def _append(self, document: Mapping[str, Any]) -> None:
        self.file.write(json.dumps(document).encode("ascii") + b"\n")
        self.file.flush()
        os.fsync(self.file.fileno())


def _cut_unfinished(file: BinaryIO) -> None:
    """Cut what follows the last line break."""
    size = file.seek(0, os.SEEK_END)
    end = size
    while end:
        start = max(0, end - 4096)
        file.seek(start)
        at = file.read(end - start).rfind(b"\n")
        if at >= 0:
            end = start + at + 1
            break
        end = start
    if end < size:
        file.truncate(end)
    file.seek(0)


def _read(file: BinaryIO) -> tuple[dict[str, Any] | None, dict[int, ManifestEntry]]:
    entries: dict[int, ManifestEntry] = {}
    header: dict[str, Any] | None = None
    for document in _read_lines(file):
        if "headrace_export" in document:
            header = document
        elif "ids" in document:
            entry = ManifestEntry.from_json(document)
            entries |= dict.fromkeys(entry.ids, entry)
    return header, entries


def _read_lines(file: BinaryIO) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(file, 1):
        try:
            document = json.loads(line)
            if not isinstance(document, dict):
                raise ValueError("it is no object")
        except ValueError as error:
            raise OtherExportError(f"line {number} of {MANIFEST} is damaged: {error}; choose another folder") from error
        yield document


def list_captions(entries: Sequence[ManifestEntry]) -> Iterator[bytes]:
    """Yield the lines of Hugging Face's `metadata.jsonl`: the picture of each entry, and its caption."""
    for entry in entries:
        if entry.caption is not None:
            line = {"file_name": entry.written[0].path, "text": entry.caption}
            yield json.dumps(line, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"
