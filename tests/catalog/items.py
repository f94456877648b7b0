"""Photographs for tests of items: a picture, its RAW file, the motion of a Live Photo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from hashlib import blake2b
from typing import Any

from app.catalog import Catalog, DiscoveredFile
from app.domain.report import FileReport, Hashes, Kind
from tests.catalog.support import commit, full_report, stage, start_session

NOON = "2024-05-06T12:00:00"
FORMATS = {"jpg": "jpeg", "cr2": "cr2", "mov": "mov", "heic": "heic", "png": "png", "jpeg": "jpeg"}


def photo(path: str, **values: Any) -> FileReport:
    """Return the report on a file that a camera wrote. Each has a content of its own."""
    extension = path.rsplit(".", 1)[1]
    is_video = extension == "mov"
    content = blake2b(path.encode(), digest_size=32).hexdigest()
    report = replace(
        full_report(path),
        kind=Kind.VIDEO if is_video else Kind.IMAGE,
        format=FORMATS[extension],
        duration_s=2.5 if is_video else None,
        captured_at=NOON,
        generation=None,
        keywords=(),
        score=None,
        favourite=None,
        nsfw=None,
        hashes=Hashes(content, "cd" * 8, content),
        failures=(),
        blocks=(),
        provenance={},
    )
    return replace(report, **values)


def read(catalog: Catalog, session_id: str, reports: Sequence[FileReport], *, skip: bool = False) -> dict[str, int]:
    """Read these files in a session, as the server does, and find its items. Return the ids by name."""
    files = [DiscoveredFile(report.path, report.size, report.mtime_ns) for report in reports]
    start_session(catalog, session_id, files, skip=skip)
    pending = {file.path for file in catalog.staging.pending(session_id).result()}
    for report in reports:
        if report.path in pending:
            stage(catalog, session_id, report)
    find_items(catalog, session_id)
    return ids_of(catalog, session_id)


def find_items(catalog: Catalog, session_id: str) -> None:
    if changes := catalog.preview.item_changes(session_id).result():
        catalog.preview.set_main_files(session_id, changes).result()


def ids_of(catalog: Catalog, session_id: str) -> dict[str, int]:
    return {name_of(file.report.path): file.file_id for file in catalog.staging.iterate(session_id)}


def name_of(path: str) -> str:
    return path.removeprefix("/media/")


def add(catalog: Catalog, session_id: str, *reports: FileReport) -> None:
    """Read these files and commit them."""
    read(catalog, session_id, reports)
    commit(catalog, session_id)
