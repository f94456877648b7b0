"""The items of the library: which of its files are one picture. The search index keeps them up to date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Select, literal, or_, select

from app.catalog.database.schema import findings, library_files, search_items
from app.catalog.findings.items import SHOWN, Item, item_of, load_items
from app.catalog.library.edited_values import load_edits
from app.domain.report import FileReport

_item = item_of(search_items.c.file_id, search_items.c.main_id)


def load_library_items(connection: Connection, item_ids: Iterable[int]) -> dict[int, Item]:
    """Return those of the items that have several files, by the id of their main file."""
    ids = list(item_ids)
    return load_items(connection, _select_members(ids), _put_edits) if _have_companions(connection, ids) else {}


def _put_edits(connection: Connection, members: Mapping[int, tuple[int, FileReport]]) -> dict[int, FileReport]:
    """Return the values of files, each given with its finding, as they are with their edits."""
    edits = load_edits(connection, members)
    return {
        file_id: edits[file_id].merge(report, finding_id) if file_id in edits else report
        for file_id, (finding_id, report) in members.items()
    }


def find_main_ids(connection: Connection, file_ids: Sequence[int]) -> dict[int, int]:
    """Return the main file of each of the files that is a companion."""
    query = select(search_items.c.file_id, search_items.c.main_id).where(
        search_items.c.file_id.in_(file_ids), search_items.c.main_id.is_not(None)
    )
    return {row.file_id: row.main_id for row in connection.execute(query)}


def _have_companions(connection: Connection, item_ids: Sequence[int]) -> bool:
    some = select(search_items.c.file_id).where(search_items.c.main_id.in_(item_ids)).limit(1)
    return connection.execute(some).first() is not None


def _select_members(item_ids: Sequence[int]) -> Select[Any]:
    columns = [library_files.c[name] for name in ("id", "path", "kind", "finding_id", "is_nsfw")]
    return (
        select(*columns, *SHOWN, _item.label("item"), literal(None).label("edited"))
        .join_from(search_items, library_files, library_files.c.id == search_items.c.file_id)
        .join(findings, findings.c.id == library_files.c.finding_id)
        .where(or_(search_items.c.file_id.in_(item_ids), search_items.c.main_id.in_(item_ids)))
    )
