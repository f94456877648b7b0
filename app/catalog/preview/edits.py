"""Other values for a staged file than were read: the user's, and those that stay as the library has them.

Findings are never changed. The staged file points at a copy that has the other values and says whose they are, and the
table `edits` remembers the finding that was read, so that it can be gone back to. Commit and undo know nothing of it.

What is kept is no edit: it follows the library, and is given up or renewed when the library's value changes.
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
from app.catalog.sessions.sessions import session_number
from app.catalog.staging.staging import search_text
from app.domain.preview import EDITABLE, EDITED, KEPT, KEPT_FIELDS, Relation, merge_library_values
from app.domain.progress import Outcome
from app.domain.report import SIDECAR_PREFIX, Block, FileReport

Values = Mapping[str, object]
"""Field of a file report → value."""


def edit_file(connection: Connection, session_id: str, file_id: int, values: Values) -> None:
    """Give a staged file other values, beside those given before. A value that was read or kept is no edit.

    Raises UnknownSessionError, UnknownFileError, and NotEditableError for a file without findings.
    """
    file = _editable(connection, session_id, file_id)
    # What was edited before stays an edit, even where the library has it by now: undo may take it from there again.
    kept = file.kept
    no_edits = {name for name, value in values.items() if value == getattr(kept, name)}
    edited = {name: value for name, value in (file.edits | dict(values)).items() if name not in no_edits}
    _settle(connection, file, edited)


def revert_file(connection: Connection, session_id: str, file_id: int) -> None:
    """Take all edits of a file back; what it keeps stays.

    Raises UnknownSessionError, UnknownFileError, NotEditableError.
    """
    _settle(connection, _editable(connection, session_id, file_id), {})


def settle_kept(connection: Connection, file_ids: Sequence[int]) -> list[int]:
    """What files keep from the library where it or their relation changed; edits stay.

    The ids of those that point at another finding now. The others cost what it takes to load them together.
    """
    return [file.row.id for file in _load(connection, file_ids) if _settle(connection, file, file.edits)]


@dataclass(frozen=True, slots=True)
class _Finding:
    finding_id: int
    is_nsfw: bool
    report: FileReport
    """Without path, blocks and thumbnail."""


@dataclass(frozen=True, slots=True)
class _File:
    """A staged file, and the findings that decide at which one it points."""

    row: Row[Any]
    read: _Finding
    own: _Finding
    """The one it points at now."""
    library: _Finding | None
    """Of the library file that it stands in for; None where there is none."""

    @property
    def kept(self) -> FileReport:
        """What was read, with what the file keeps."""
        if self.library is None:
            return self.read.report
        return merge_library_values(self.read.report, self.library.report, is_moved=self.row.relation == Relation.MOVED)

    @property
    def edits(self) -> dict[str, object]:
        """The user's values as they stand."""
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
    named = {name for row in rows for name in (row.finding_id, row.finding_read, row.library_finding)}
    found = _findings(connection, named - {None})
    return [
        _File(row, found[row.finding_read or row.finding_id], found[row.finding_id], found.get(row.library_finding))
        for row in rows
    ]


def _findings(connection: Connection, finding_ids: Iterable[int]) -> dict[int, _Finding]:
    rows = connection.execute(select(findings).where(findings.c.id.in_(finding_ids))).all()
    words = keywords_of(connection, [row.id for row in rows])
    return {row.id: _Finding(row.id, row.is_nsfw, report_of("", row, words.get(row.id, ()))) for row in rows}


def _editable(connection: Connection, session_id: str, file_id: int) -> _File:
    number, file = session_number(connection, session_id), staged_files.c
    query = select(file.session, file.path, file.outcome).where(file.id == file_id)
    row = connection.execute(query).one_or_none()
    if row is None or row.session != number:
        raise UnknownFileError(session_id, file_id)
    if row.outcome not in (Outcome.OK, Outcome.SKIPPED):
        raise NotEditableError(row.path, row.outcome)
    return _load(connection, [file_id])[0]


def _settle(connection: Connection, file: _File, edited: Values) -> bool:
    """Let the file point at a finding that says what was read, what is kept and what was edited.

    Whether it points at another one than before.
    """
    base = file.kept
    target = replace(base, **dict[str, Any](edited), provenance=base.provenance | dict.fromkeys(edited, EDITED))
    finding_id = _saying(connection, file, target, is_edited=bool(edited))
    if (finding_id, edited.keys()) != (file.own.finding_id, file.edits.keys()):
        _point(connection, file, finding_id or _copy(connection, file.read, target), target, edited)
    return finding_id != file.own.finding_id


def _saying(connection: Connection, file: _File, target: FileReport, *, is_edited: bool) -> int | None:
    """A finding that says this already; None where it is to be made."""
    if target == file.read.report:
        return file.read.finding_id
    if not is_edited and file.library is not None and _is_said_by(connection, file.library, file.read, target):
        return file.library.finding_id
    return file.own.finding_id if target == file.own.report else None


def _is_said_by(connection: Connection, library: _Finding, read: _Finding, target: FileReport) -> bool:
    """Whether the library says it as well, and knows whose the kept values are, which a later reading asks.

    What lies beside a file may differ: that a sidecar is not there any more is no other file.
    """
    said = library.report
    kept = [name for name in EDITABLE if target.provenance.get(name) in (EDITED, KEPT)]
    return (
        library.is_nsfw == read.is_nsfw
        and replace(said, provenance={}) == replace(target, provenance={})
        and all(said.provenance.get(name) == target.provenance[name] for name in kept)
        and _embedded(connection, library) == _embedded(connection, read)
    )


def _embedded(connection: Connection, finding: _Finding) -> list[Block]:
    blocks = blocks_of(connection, finding.finding_id)
    return [block for block in blocks if not block.name.startswith(SIDECAR_PREFIX)]


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


def _point(connection: Connection, file: _File, finding_id: int, target: FileReport, edited: Values) -> None:
    row, read_id = file.row, file.read.finding_id
    values = {
        "finding_id": finding_id,
        "score": target.score,
        "keyword_count": len(target.keywords),
        "search_text": search_text(replace(target, path=row.path)),
    }
    connection.execute(update(staged_files).where(staged_files.c.id == row.id).values(values))
    connection.execute(delete(edits).where(edits.c.file_id == row.id))
    if finding_id != read_id:
        edit = {"file_id": row.id, "session": row.session, "finding_read": read_id, "fields": ",".join(edited)}
        connection.execute(insert(edits).values(edit))
    if row.finding_id not in (finding_id, read_id):
        drop_unreferenced(connection, [row.finding_id])
