"""What the other files of an item add to one of its files, for staged files and library files alike."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func

from app.catalog.database.schema import findings
from app.catalog.findings.keywords import keywords_of
from app.catalog.records import Companion
from app.domain.items import FileRole, ItemFile, merge_reports
from app.domain.report import FileReport, Kind

DECIDING = (
    findings.c.format,
    (findings.c.generation.is_not(None)).label("is_generated"),
    findings.c.duration_s,
    findings.c.captured_at,
    findings.c.content_identifier,
)
"""The columns of a finding that decide to which item its file belongs, in the order of `ItemFile`."""

SHOWN = (findings.c.score, findings.c.favourite, findings.c.captured_at, findings.c.provenance)
"""The columns of a finding that its item may show. A query also selects id, path, kind, item, finding and NSFW flag of
the file, and what was edited."""


def item_file_of(row: Row[Any]) -> ItemFile:
    """Return what decides to which item a file belongs, from a row of id, path, kind and the `DECIDING` columns."""
    return ItemFile._make(row)


@dataclass(frozen=True, slots=True)
class _Member:
    """A file of an item."""

    companion: Companion
    values: FileReport
    """Score, favourite, capture time and keywords, with their provenance; nothing else."""
    is_nsfw: bool
    edited: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """The files of an item, the main one first, then the RAW photographs."""

    members: tuple[_Member, ...]

    def role_of(self, file_id: int) -> FileRole | None:
        return next((each.companion.role for each in self.members if each.companion.file_id == file_id), None)

    def companions_of(self, file_id: int) -> tuple[Companion, ...]:
        return tuple(each.companion for each in self.members if each.companion.file_id != file_id)

    def is_nsfw(self) -> bool:
        return any(each.is_nsfw for each in self.members)

    def edited(self) -> tuple[str, ...]:
        """Return the fields that were edited in any of the files."""
        return tuple(dict.fromkeys(name for each in self.members for name in each.edited))

    def report_with(self, main: FileReport) -> FileReport:
        """Return the report of the item, given that of its main file."""
        return merge_reports(main, [each.values for each in self.members[1:]])


NO_ITEM = Item(())


PutEdits = Callable[[Connection, Mapping[int, tuple[int, FileReport]]], Mapping[int, FileReport]]
"""Returns the values of files as they are with their edits, by file id; each is given with the id of its finding."""


def load_items(connection: Connection, query: Select[Any], put_edits: PutEdits | None = None) -> dict[int, Item]:
    """Return the items of the rows of `query`, by the id of the main file. An item without its main file is none."""
    rows = connection.execute(query).all()
    words = keywords_of(connection, [row.finding_id for row in rows]) if rows else {}
    by_item: dict[int, list[_Member]] = defaultdict(list)
    for row in rows:
        by_item[row.item].append(_member_of(row, words))
    if put_edits is not None:
        by_item = _with_edits(connection, by_item, {row.id: row.finding_id for row in rows}, put_edits)
    items = {main_id: Item(tuple(sorted(members, key=_order))) for main_id, members in by_item.items()}
    return {main_id: item for main_id, item in items.items() if item.role_of(main_id) and len(item.members) > 1}


def _with_edits(
    connection: Connection, by_item: Mapping[int, list[_Member]], found: Mapping[int, int], put_edits: PutEdits
) -> dict[int, list[_Member]]:
    members = {member.companion.file_id: member for some in by_item.values() for member in some}
    values = put_edits(connection, {file_id: (found[file_id], member.values) for file_id, member in members.items()})
    return {
        main_id: [replace(member, values=values[member.companion.file_id]) for member in some]
        for main_id, some in by_item.items()
    }


def _member_of(row: Row[Any], words: Mapping[int, tuple[str, ...]]) -> _Member:
    return _Member(
        Companion(row.id, row.path, Kind(row.kind) if row.kind else None, _role_of(row)),
        FileReport(
            path=row.path,
            captured_at=row.captured_at,
            keywords=words.get(row.finding_id, ()),
            score=row.score,
            favourite=row.favourite,
            provenance=json.loads(row.provenance),
        ),
        bool(row.is_nsfw),
        tuple(row.edited.split(",")) if row.edited else (),
    )


def _role_of(row: Row[Any]) -> FileRole:
    if row.id == row.item:
        return FileRole.MAIN
    return FileRole.MOTION if row.kind == Kind.VIDEO else FileRole.RAW


def _order(member: _Member) -> tuple[int, str]:
    return list(FileRole).index(member.companion.role), member.companion.path


def item_of(file_id: ColumnElement[int], main_id: ColumnElement[int]) -> ColumnElement[int]:
    """Return the expression for the main file of a file's item: the file itself where it is alone."""
    return func.coalesce(main_id, file_id)


def list_item_ids(files: Iterable[tuple[int, int | None]]) -> Sequence[int]:
    """Return the ids of the items of some files, (id, id of the main file)."""
    return sorted({file_id if main_id is None else main_id for file_id, main_id in files})
