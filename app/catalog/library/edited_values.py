"""What users edited of library files, put over what was read of them whenever they are loaded or indexed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Row, func, select

from app.catalog.database.schema import library_edits, library_files, search_items
from app.catalog.database.sql.id_lists import read_integers
from app.domain.report import FileReport
from app.domain.review.library_edits import list_current, merge_edited

_edits = select(library_edits.c.file_id, library_edits.c.finding_id, library_edits.c.edited)

_hidden = (
    select(library_edits.c.file_id)
    .join(library_files, library_files.c.id == library_edits.c.file_id)
    .outerjoin(search_items, search_items.c.file_id == library_edits.c.file_id)
    .where(library_edits.c.hidden, search_items.c.main_id.is_(None))
)


@dataclass(frozen=True, slots=True)
class FileEdits:
    """The edits of one file."""

    finding_id: int
    """What the file had when it was edited last."""
    edited: Mapping[str, Any]

    def current(self, finding_id: int, provenance: Mapping[str, str]) -> dict[str, Any]:
        """Return those of the edits that count for a file with this finding."""
        return list_current(self.edited, provenance, is_same_finding=finding_id == self.finding_id)

    def merge(self, report: FileReport, finding_id: int) -> FileReport:
        """Return the report of the file's finding as it is with the edits."""
        return merge_edited(report, self.current(finding_id, report.provenance))


def load_edits(connection: Connection, file_ids: Iterable[int]) -> dict[int, FileEdits]:
    """Return the edits of those of the files that have some, by file id."""
    rows = connection.execute(_edits.where(library_edits.c.file_id.in_(list(file_ids))))
    return {row.file_id: FileEdits(row.finding_id, json.loads(row.edited)) for row in rows}


def load_current_edits(connection: Connection, rows: Sequence[Row[Any]]) -> dict[int, dict[str, Any]]:
    """Return those edits of files that count, by file id; empty for most.

    Each row has the `id` and the `finding_id` of a file, and the `provenance` of the finding.
    """
    edits = load_edits(connection, [row.id for row in rows])
    return {
        row.id: edits[row.id].current(row.finding_id, json.loads(row.provenance)) if row.id in edits else {}
        for row in rows
    }


def find_hidden(connection: Connection) -> NDArray[np.int64]:
    """Return the ids of the hidden files, newest first; those of an item once."""
    return read_integers(connection, _hidden.order_by(library_edits.c.file_id.desc()))[0]


def count_hidden(connection: Connection) -> int:
    """Return how many files are hidden; those of an item once."""
    return connection.execute(select(func.count()).select_from(_hidden.subquery())).scalar_one()
