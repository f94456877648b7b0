"""Other values for a staged file than were read: the user's, and those a moved file keeps from the library.

Findings are never changed. The staged file points at a copy that has the other values and says whose they are, and the
table `edits` remembers the finding that was read, so that it can be gone back to. Commit and undo know nothing of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, literal, select, update

from app.catalog.digests import digest_of
from app.catalog.errors import NotEditableError, UnknownFileError
from app.catalog.findings import blocks_of, columns_of, drop_unreferenced, insert_keywords, keywords_of, report_of
from app.catalog.schema import edits, finding_blocks, findings, library_files, staged_files
from app.catalog.sessions import session_number
from app.catalog.staging import search_text
from app.domain.preview import EDITED, KEPT, Relation
from app.domain.progress import Outcome
from app.domain.report import FileReport

KEPT_FIELDS = ("score", "favourite")
"""What a moved file keeps from the library where it brings none itself."""

Values = Mapping[str, object]
"""Field of a file report → value."""


def edit_file(connection: Connection, session_id: str, file_id: int, values: Values) -> None:
    """Give a staged file other values, beside those given before. A value that was read is no edit.

    Raises UnknownSessionError, UnknownFileError, and NotEditableError for a file without findings.
    """
    file = _editable(connection, session_id, file_id)
    settle_file(connection, file_id, {**_edits_of(connection, file), **values})


def revert_file(connection: Connection, session_id: str, file_id: int) -> None:
    """Take all edits of a file back. Raises UnknownSessionError, UnknownFileError, NotEditableError."""
    _editable(connection, session_id, file_id)
    settle_file(connection, file_id, {})


def settle_kept(connection: Connection, file_id: int) -> None:
    """A file's relation changed: what it keeps from the library with it; edits stay."""
    settle_file(connection, file_id, _edits_of(connection, _file(connection, file_id)))


def settle_file(connection: Connection, file_id: int, wanted: Values) -> None:
    """Let the file point at a finding that says what was read, with `wanted` and with what it keeps."""
    file = _file(connection, file_id)
    read = _Finding.load(connection, file.finding_read or file.finding_id)
    source = _source(connection, file)
    kept = _kept(read.report, source) if source is not None else _kept_before(connection, file, read.report)
    base = replace(read.report, **kept)
    edited = {name: value for name, value in wanted.items() if value != getattr(base, name)}
    target = _target(read.report, kept, edited)
    if not kept and not edited:
        finding_id = read.finding_id
    elif not edited and source is not None and source.says(target, is_nsfw=read.is_nsfw):
        finding_id = source.finding_id
    elif _Finding.load(connection, file.finding_id).report == target:
        finding_id = file.finding_id
    else:
        finding_id = _copy(connection, read, target)
    _point(connection, file, read.finding_id, finding_id, target, edited)


@dataclass(frozen=True, slots=True)
class _Finding:
    finding_id: int
    is_nsfw: bool
    report: FileReport
    """Without path, blocks and thumbnail."""

    @classmethod
    def load(cls, connection: Connection, finding_id: int) -> _Finding:
        row = connection.execute(select(findings).where(findings.c.id == finding_id)).one()
        words = keywords_of(connection, [finding_id]).get(finding_id, ())
        return cls(finding_id, row.is_nsfw, report_of("", row, words))

    def says(self, target: FileReport, *, is_nsfw: bool) -> bool:
        return self.is_nsfw == is_nsfw and replace(self.report, provenance={}) == replace(target, provenance={})


def _file(connection: Connection, file_id: int) -> Row[Any]:
    query = (
        select(staged_files, edits.c.finding_read, edits.c.fields)
        .outerjoin_from(staged_files, edits, edits.c.file_id == staged_files.c.id)
        .where(staged_files.c.id == file_id)
    )
    return connection.execute(query).one()


def _editable(connection: Connection, session_id: str, file_id: int) -> Row[Any]:
    number = session_number(connection, session_id)
    owner = connection.execute(select(staged_files.c.session).where(staged_files.c.id == file_id)).scalar_one_or_none()
    if owner != number:
        raise UnknownFileError(session_id, file_id)
    file = _file(connection, file_id)
    if file.outcome not in (Outcome.OK, Outcome.SKIPPED):
        raise NotEditableError(file.path, file.outcome)
    return file


def _edits_of(connection: Connection, file: Row[Any]) -> dict[str, object]:
    """The user's values as they stand."""
    if not file.fields:
        return {}
    report = _Finding.load(connection, file.finding_id).report
    return {name: getattr(report, name) for name in file.fields.split(",")}


def _source(connection: Connection, file: Row[Any]) -> _Finding | None:
    """What the library says of the file that this one was moved from."""
    if file.relation != Relation.MOVED:
        return None
    query = select(library_files.c.finding_id).where(library_files.c.id == file.library_id)
    finding_id: int | None = connection.execute(query).scalar_one_or_none()
    return None if finding_id is None else _Finding.load(connection, finding_id)


def _kept(read: FileReport, source: _Finding) -> dict[str, Any]:
    found = {name: getattr(source.report, name) for name in KEPT_FIELDS if getattr(read, name) is None}
    return {name: value for name, value in found.items() if value is not None}


def _kept_before(connection: Connection, file: Row[Any], read: FileReport) -> dict[str, Any]:
    """Once the move was committed, the file itself is in the library, and what it kept goes on."""
    if file.finding_read is None or file.relation not in (Relation.SAME, Relation.CHANGED):
        return {}
    kept = _kept(read, _Finding.load(connection, file.finding_id))
    return {name: value for name, value in kept.items() if name not in file.fields.split(",")}


def _target(read: FileReport, kept: dict[str, Any], edited: dict[str, Any]) -> FileReport:
    origins = dict.fromkeys(kept, KEPT) | dict.fromkeys(edited, EDITED)
    return replace(read, **(kept | edited), provenance=read.provenance | origins)


def _copy(connection: Connection, read: _Finding, target: FileReport) -> int:
    """A finding that says `target`, with the blocks and the thumbnail of the one that was read."""
    blocks = blocks_of(connection, read.finding_id)
    other = {name: columns_of(target)[name] for name in (*KEPT_FIELDS, "provenance")}
    other["digest"] = digest_of(replace(target, blocks=blocks), is_nsfw=read.is_nsfw)
    names = [column.name for column in findings.c if column.name != "id"]
    values = [literal(other[name], findings.c[name].type) if name in other else findings.c[name] for name in names]
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


def _point(
    connection: Connection, file: Row[Any], read_id: int, finding_id: int, target: FileReport, edited: Values
) -> None:
    values = {
        "finding_id": finding_id,
        "score": target.score,
        "keyword_count": len(target.keywords),
        "search_text": search_text(replace(target, path=file.path)),
    }
    connection.execute(update(staged_files).where(staged_files.c.id == file.id).values(values))
    connection.execute(delete(edits).where(edits.c.file_id == file.id))
    if finding_id != read_id:
        row = {"file_id": file.id, "session": file.session, "finding_read": read_id, "fields": ",".join(edited)}
        connection.execute(insert(edits).values(row))
    if file.finding_id not in (finding_id, read_id):
        drop_unreferenced(connection, [file.finding_id])
