"""What users edited of library files, put over what was read of them whenever they are loaded or indexed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, exists, select

from app.catalog.database.schema import library_edits, library_files
from app.domain.report import FileReport
from app.domain.review.library_edits import list_current, merge_edited

_edits = select(library_edits.c.file_id, library_edits.c.finding_id, library_edits.c.edited)

is_hidden_file = exists().where(library_edits.c.file_id == library_files.c.id, library_edits.c.hidden)
"""Whether a library file is hidden."""


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
