"""Queries for library files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from app.catalog.database.paths import is_below
from app.catalog.database.schema import commits, findings, library_files, library_steps, thumbnails
from app.catalog.findings.blocks import blocks_of
from app.catalog.findings.items import NO_ITEM, Item
from app.catalog.findings.keywords import keywords_of
from app.catalog.findings.rows import LOAD_BATCH
from app.catalog.library.edited_values import FileEdits, load_edits
from app.catalog.library.items import find_main_ids, load_library_items
from app.catalog.records import LibraryFile
from app.domain.findings.columns import report_of
from app.domain.items import FileRole
from app.domain.report import Block, Thumbnail
from app.domain.review.library_edits import HIDDEN, merge_edited, name_edited
from app.domain.text.excerpts import make_excerpt


def count_library(connection: Connection) -> int:
    """Return how many files the library has."""
    return connection.execute(select(func.count()).select_from(library_files)).scalar_one()


def count_below(connection: Connection, folders: Sequence[str]) -> dict[str, int]:
    """Return how many library files are below each folder, at any depth."""
    return {folder: _count_below(connection, folder) for folder in folders}


def _count_below(connection: Connection, folder: str) -> int:
    query = select(func.count()).select_from(library_files).where(is_below(library_files.c.path, folder))
    return connection.execute(query).scalar_one()


_files = select(
    library_files.c.id.label("file_id"),
    library_files.c.path,
    library_files.c.added_at,
    library_files.c.changed_at,
    library_files.c.finding_id,
    findings,
).join(findings, findings.c.id == library_files.c.finding_id)


def load_library(connection: Connection, after_id: int, limit: int) -> list[LibraryFile]:
    """Return the next library files in order of id, each by itself, whatever its item has."""
    return _load(connection, _files.where(library_files.c.id > after_id).order_by(library_files.c.id).limit(limit))


def find_library_files(connection: Connection, file_ids: Sequence[int]) -> dict[int, LibraryFile]:
    """Return those of the files that exist, by id, as excerpts. Only one batch is whole in memory at a time."""
    batches = (file_ids[at : at + LOAD_BATCH] for at in range(0, len(file_ids), LOAD_BATCH))
    return {
        file.file_id: replace(file, report=make_excerpt(file.report))
        for batch in batches
        for file in _show_items(connection, _load(connection, _files.where(library_files.c.id.in_(batch))))
    }


def find_whole_library_files(connection: Connection, file_ids: Sequence[int]) -> dict[int, LibraryFile]:
    """Return those of the files that exist, by id, with their whole texts. Ask for at most `LOAD_BATCH` of them."""
    assert len(file_ids) <= LOAD_BATCH, len(file_ids)
    files = _load(connection, _files.where(library_files.c.id.in_(file_ids)))
    return {file.file_id: file for file in _show_items(connection, files)}


def find_library_file(connection: Connection, file_id: int) -> LibraryFile | None:
    """Return a library file with its whole texts, or None."""
    return next(iter(_show_items(connection, _load(connection, _files.where(library_files.c.id == file_id)))), None)


def find_library_thumbnail(connection: Connection, file_id: int) -> Thumbnail | None:
    """Return a library file's thumbnail, or None."""
    query = (
        select(thumbnails.c.data, thumbnails.c.media_type, thumbnails.c.width, thumbnails.c.height)
        .join(findings, findings.c.thumbnail_id == thumbnails.c.thumbnail_id)
        .join(library_files, library_files.c.finding_id == findings.c.id)
        .where(library_files.c.id == file_id)
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else Thumbnail(*row)


def find_library_blocks(connection: Connection, file_id: int) -> tuple[Block, ...]:
    """Return the raw metadata blocks of a library file, in the order of the file."""
    query = select(library_files.c.finding_id).where(library_files.c.id == file_id)
    finding_id = connection.execute(query).scalar_one_or_none()
    return () if finding_id is None else blocks_of(connection, finding_id)


def _load(connection: Connection, query: Select[Any]) -> list[LibraryFile]:
    rows = connection.execute(query).all()
    words = keywords_of(connection, [row.finding_id for row in rows])
    edits = load_edits(connection, [row.file_id for row in rows])
    return [_make_file(row, words.get(row.finding_id, ()), edits.get(row.file_id)) for row in rows]


def _make_file(row: Row[Any], words: tuple[str, ...], edits: FileEdits | None) -> LibraryFile:
    report = report_of(row.path, row, words)
    edited = edits.current(row.finding_id, report.provenance) if edits else {}
    return LibraryFile(
        file_id=row.file_id,
        added_at=row.added_at,
        changed_at=row.changed_at,
        is_nsfw=row.is_nsfw,
        thumbnail_id=row.thumbnail_id,
        report=merge_edited(report, edited),
        title=edited.get("title"),
        note=edited.get("note"),
        is_hidden=edited.get(HIDDEN, False),
        edited=name_edited(edited),
    )


def _show_items(connection: Connection, files: Sequence[LibraryFile]) -> list[LibraryFile]:
    """Return each file with its companions, and main files with the report of their item."""
    mains = find_main_ids(connection, [file.file_id for file in files])
    items = load_library_items(connection, {mains.get(file.file_id, file.file_id) for file in files})
    return [_show_item(file, items.get(mains.get(file.file_id, file.file_id), NO_ITEM)) for file in files]


def _show_item(file: LibraryFile, item: Item) -> LibraryFile:
    role = item.role_of(file.file_id)
    if role is None:
        return file
    shown = replace(file, role=role, companions=item.companions_of(file.file_id))
    if role is not FileRole.MAIN:
        return shown
    return replace(shown, report=item.report_with(file.report), is_nsfw=item.is_nsfw())


def load_library_version(connection: Connection) -> str:
    """Return the library version: a string that changes when files come, change, go, are hidden or shown."""
    newest, undone = connection.execute(select(func.max(commits.c.id), func.max(commits.c.undone_at))).one()
    steps = select(func.max(library_steps.c.id), func.max(library_steps.c.turned_at)).where(library_steps.c.lists)
    step, turned = connection.execute(steps).one()
    return f"{newest or 0} {undone or 0.0!r}" + (f" {step} {turned or 0.0!r}" if step else "")
