"""Edited and kept values of staged files, which replace the values that were read.

The finding that was read is not changed. Instead the staged file points to a copy with the other values and their
provenance, and the table `edits` remembers the finding that was read, so that edits can be reverted. Commit and undo
need to know nothing of this.

A kept value is not an edit: it comes from the library, and changes or disappears when the library's value does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, delete, insert, literal, select, update

from app.catalog.database.schema import edits, finding_blocks, findings, library_files, staged_files
from app.catalog.errors import NotEditableError, UnknownFileError
from app.catalog.findings.fingerprint import digest_of
from app.catalog.findings.rows import blocks_of, columns_of, drop_unreferenced, insert_keywords, keywords_of, report_of
from app.catalog.sessions.sessions import find_session_number
from app.catalog.staging.staging import build_search_text
from app.domain.preview import EDITABLE, EDITED, KEPT, KEPT_FIELDS, Relation, with_kept
from app.domain.progress import Outcome
from app.domain.report import SIDECAR_PREFIX, Block, FileReport

Values = Mapping[str, object]
"""Values by the name of their field in a file report."""


def edit_file(connection: Connection, session_id: str, file_id: int, values: Values) -> None:
    """Edit values of a staged file, in addition to earlier edits. A value equal to the one read or kept is not an edit.

    Raises UnknownSessionError, UnknownFileError, and NotEditableError for a file without findings.
    """
    file = _load_editable(connection, session_id, file_id)
    # An earlier edit stays an edit even if the library has the value by now, because an undo may remove it there.
    kept = file.kept
    unchanged = {name for name, value in values.items() if value == getattr(kept, name)}
    edited = {name: value for name, value in (file.edits | dict(values)).items() if name not in unchanged}
    _set_values(connection, file, edited)


def revert_file(connection: Connection, session_id: str, file_id: int) -> None:
    """Revert all edits of a staged file; its kept values stay.

    Raises UnknownSessionError, UnknownFileError, NotEditableError.
    """
    _set_values(connection, _load_editable(connection, session_id, file_id), {})


def apply_kept_values(connection: Connection, file_ids: Sequence[int]) -> list[int]:
    """Update the kept values of files after the library or their relation changed; edits stay.

    Return the ids of files that now point to another finding.
    """
    return [file.row.id for file in _load(connection, file_ids) if _set_values(connection, file, file.edits)]


@dataclass(frozen=True, slots=True)
class _Finding:
    finding_id: int
    is_nsfw: bool
    report: FileReport
    """Without path, blocks and thumbnail."""


@dataclass(frozen=True, slots=True)
class _File:
    """A staged file, and the findings that determine to which one it points."""

    row: Row[Any]
    read: _Finding
    own: _Finding
    """The finding to which it points now."""
    library: _Finding | None
    """The finding of the library file to which it is related as moved, changed or same; otherwise None."""

    @property
    def kept(self) -> FileReport:
        """The values that were read, with the kept values."""
        if self.library is None:
            return self.read.report
        return with_kept(self.read.report, self.library.report, is_moved=self.row.relation == Relation.MOVED)

    @property
    def edits(self) -> dict[str, object]:
        """The user's edits, by field."""
        names = self.row.fields.split(",") if self.row.fields else ()
        return {name: getattr(self.own.report, name) for name in names}


_files: Select[Any] = (
    select(
        *(staged_files.c[name] for name in ("id", "session", "path", "finding_id", "relation")),
        edits.c.finding_read,
        edits.c.fields,
        library_files.c.finding_id.label("library_finding"),
    )
    .outerjoin_from(staged_files, edits, edits.c.file_id == staged_files.c.id)
    .outerjoin(
        library_files,
        and_(
            library_files.c.id == staged_files.c.library_id,
            staged_files.c.relation.in_((Relation.MOVED, Relation.CHANGED, Relation.SAME)),
        ),
    )
    .order_by(staged_files.c.id)
)


def _load(connection: Connection, file_ids: Sequence[int]) -> list[_File]:
    if not file_ids:
        return []
    rows = connection.execute(_files.where(staged_files.c.id.in_(file_ids))).all()
    ids = {id_ for row in rows for id_ in (row.finding_id, row.finding_read, row.library_finding)}
    found = _load_findings(connection, ids - {None})
    return [
        _File(row, found[row.finding_read or row.finding_id], found[row.finding_id], found.get(row.library_finding))
        for row in rows
    ]


def _load_findings(connection: Connection, finding_ids: Iterable[int]) -> dict[int, _Finding]:
    rows = connection.execute(select(findings).where(findings.c.id.in_(finding_ids))).all()
    words = keywords_of(connection, [row.id for row in rows])
    return {row.id: _Finding(row.id, row.is_nsfw, report_of("", row, words.get(row.id, ()))) for row in rows}


def _load_editable(connection: Connection, session_id: str, file_id: int) -> _File:
    number, file = find_session_number(connection, session_id), staged_files.c
    query = select(file.session, file.path, file.outcome).where(file.id == file_id)
    row = connection.execute(query).one_or_none()
    if row is None or row.session != number:
        raise UnknownFileError(session_id, file_id)
    if row.outcome not in (Outcome.OK, Outcome.SKIPPED):
        raise NotEditableError(row.path, row.outcome)
    return _load(connection, [file_id])[0]


def _set_values(connection: Connection, file: _File, edited: Values) -> bool:
    """Point the file to a finding with the values that were read, kept and edited, creating it if necessary.

    Return whether the file now points to another finding.
    """
    base = file.kept
    target = replace(base, **dict[str, Any](edited), provenance=base.provenance | dict.fromkeys(edited, EDITED))
    finding_id = _find_existing(connection, file, target, is_edited=bool(edited))
    if (finding_id, edited.keys()) != (file.own.finding_id, file.edits.keys()):
        _point_to(connection, file, finding_id or _copy_finding(connection, file.read, target), target, edited)
    return finding_id != file.own.finding_id


def _find_existing(connection: Connection, file: _File, target: FileReport, *, is_edited: bool) -> int | None:
    """Return the id of a finding that already has these values, or None."""
    if target == file.read.report:
        return file.read.finding_id
    if not is_edited and file.library is not None and _is_equal_in_library(connection, file.library, file.read, target):
        return file.library.finding_id
    return file.own.finding_id if target == file.own.report else None


def _is_equal_in_library(connection: Connection, library: _Finding, read: _Finding, target: FileReport) -> bool:
    """Return whether the library's finding has the same values, and the same provenance for edited and kept values.

    A later session needs that provenance. Sidecar blocks may differ: a file whose sidecar is gone is still the same.
    """
    kept = [name for name in EDITABLE if target.provenance.get(name) in (EDITED, KEPT)]
    return (
        library.is_nsfw == read.is_nsfw
        and replace(library.report, provenance={}) == replace(target, provenance={})
        and all(library.report.provenance.get(name) == target.provenance[name] for name in kept)
        and _load_embedded_blocks(connection, library) == _load_embedded_blocks(connection, read)
    )


def _load_embedded_blocks(connection: Connection, finding: _Finding) -> list[Block]:
    blocks = blocks_of(connection, finding.finding_id)
    return [block for block in blocks if not block.name.startswith(SIDECAR_PREFIX)]


def _copy_finding(connection: Connection, read: _Finding, target: FileReport) -> int:
    """Insert a copy of the finding that was read, with the values of `target`. Return its id."""
    blocks = blocks_of(connection, read.finding_id)
    overrides = {name: columns_of(target)[name] for name in (*KEPT_FIELDS, "provenance")}
    overrides["digest"] = digest_of(replace(target, blocks=blocks), is_nsfw=read.is_nsfw)
    names = [column.name for column in findings.c if column.name != "id"]
    values = [
        literal(overrides[name], findings.c[name].type) if name in overrides else findings.c[name] for name in names
    ]
    row = insert(findings).from_select(names, select(*values).where(findings.c.id == read.finding_id))
    finding_id: int = connection.execute(row.returning(findings.c.id)).scalar_one()
    insert_keywords(connection, finding_id, target.keywords)
    copied = select(literal(finding_id), *(finding_blocks.c[name] for name in ("position", "name", "text")))
    connection.execute(
        insert(finding_blocks).from_select(
            ["finding_id", "position", "name", "text"], copied.where(finding_blocks.c.finding_id == read.finding_id)
        )
    )
    return finding_id


def _point_to(connection: Connection, file: _File, finding_id: int, target: FileReport, edited: Values) -> None:
    row, read_id = file.row, file.read.finding_id
    values = {
        "finding_id": finding_id,
        "score": target.score,
        "keyword_count": len(target.keywords),
        "search_text": build_search_text(replace(target, path=row.path)),
    }
    connection.execute(update(staged_files).where(staged_files.c.id == row.id).values(values))
    connection.execute(delete(edits).where(edits.c.file_id == row.id))
    if finding_id != read_id:
        edit = {"file_id": row.id, "session": row.session, "finding_read": read_id, "fields": ",".join(edited)}
        connection.execute(insert(edits).values(edit))
    if row.finding_id not in (finding_id, read_id):
        drop_unreferenced(connection, [row.finding_id])
