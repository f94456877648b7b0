"""Edited and kept values of staged files, which replace the values that were read.

The finding that was read is not changed. Instead the staged file points to a copy with the other values and their
provenance, and the table `edits` remembers the finding that was read, so that edits can be reverted. Commit and undo
need to know nothing of this.

A kept value is not an edit: it comes from the library, and changes or disappears when the library's value does.

All functions take many files, and send each statement once for all of them: a step may edit a hundred thousand.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, bindparam, delete, insert, select, update

from app.catalog.database.schema import edits, findings, library_files, staged_files
from app.catalog.database.sql.bulk import execute_many
from app.catalog.findings.blocks import blocks_of
from app.catalog.findings.copies import FindingCopy, copy_findings
from app.catalog.findings.keywords import keywords_of
from app.catalog.findings.rows import LOAD_BATCH, drop_unreferenced
from app.domain.findings.columns import report_of
from app.domain.findings.encoded_report import build_search_text
from app.domain.preview import EDITABLE, EDITED, KEPT, Choice, Relation, merge_library_values
from app.domain.progress import Outcome
from app.domain.report import SIDECAR_PREFIX, Block, FileReport, Hashes, restore_generation

Values = Mapping[str, object]
"""Values by the name of their field in a file report."""


def apply_kept_values(connection: Connection, file_ids: Sequence[int]) -> list[int]:
    """Update the kept values of files after the library or their relation changed; edits stay.

    Return the ids of files that now point to another finding.
    """
    return set_edits(connection, [(file, file.edits) for file in load_editable(connection, file_ids)])


@dataclass(frozen=True, slots=True)
class _Finding:
    """What edits and kept values depend on."""

    finding_id: int
    values: FileReport
    """The fields of `EDITABLE`, their provenance, and the hash of the content; nothing else."""


@dataclass(frozen=True, slots=True)
class EditableFile:
    """A staged file with findings, and those that determine to which one it points."""

    row: Row[Any]
    read: _Finding
    own: _Finding
    """The finding to which it points now."""
    library: _Finding | None
    """The finding of the library file to which it is related as moved, changed or same; otherwise None."""

    @property
    def file_id(self) -> int:
        return int(self.row.id)

    @property
    def choice(self) -> Choice:
        return Choice(self.row.choice)

    @property
    def keywords(self) -> tuple[str, ...]:
        """The keywords that it has now."""
        return self.own.values.keywords

    @property
    def kept(self) -> FileReport:
        """The values that were read, with the kept values."""
        if self.library is None:
            return self.read.values
        return merge_library_values(self.read.values, self.library.values, is_moved=self.row.relation == Relation.MOVED)

    @property
    def edits(self) -> dict[str, object]:
        """The user's edits, by field."""
        names = self.row.fields.split(",") if self.row.fields else ()
        return {name: getattr(self.own.values, name) for name in names}

    def edits_with(self, values: Values) -> dict[str, object]:
        """Return its edits when these are added. A value equal to the one that was read or kept is not an edit."""
        # An earlier edit stays an edit even if the library has the value by now, because an undo may remove it there.
        kept = self.kept
        unchanged = {name for name, value in values.items() if value == getattr(kept, name)}
        merged = self.edits | dict(values)
        return {name: merged[name] for name in EDITABLE if name in merged and name not in unchanged}


_files: Select[Any] = (
    select(
        *(staged_files.c[name] for name in ("id", "session", "path", "outcome", "choice", "finding_id", "relation")),
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
    .where(staged_files.c.outcome.in_((Outcome.OK, Outcome.SKIPPED)))
    .order_by(staged_files.c.id)
)
_values = select(
    *(findings.c[name] for name in ("id", "size", "mtime_ns", "score", "favourite", "provenance", "content_hash"))
)


def load_editable(connection: Connection, file_ids: Sequence[int]) -> list[EditableFile]:
    """Return those of the files that can be edited, because they were read or skipped, in order of id."""
    if not file_ids:
        return []
    rows = connection.execute(_files.where(staged_files.c.id.in_(file_ids))).all()
    ids = {id_ for row in rows for id_ in (row.finding_id, row.finding_read, row.library_finding)}
    found = _load_findings(connection, ids - {None})
    return [
        EditableFile(
            row, found[row.finding_read or row.finding_id], found[row.finding_id], found.get(row.library_finding)
        )
        for row in rows
    ]


def _load_findings(connection: Connection, finding_ids: Iterable[int]) -> dict[int, _Finding]:
    rows = connection.execute(_values.where(findings.c.id.in_(finding_ids))).all()
    words = keywords_of(connection, [row.id for row in rows])
    return {row.id: _Finding(row.id, _values_of(row, words.get(row.id, ()))) for row in rows}


def _values_of(row: Row[Any], words: tuple[str, ...]) -> FileReport:
    return FileReport(
        path="",
        size=row.size,
        mtime_ns=row.mtime_ns,
        keywords=words,
        score=row.score,
        favourite=row.favourite,
        hashes=Hashes(row.content_hash, None, None) if row.content_hash else None,
        provenance=json.loads(row.provenance),
    )


@dataclass(slots=True)
class _Target:
    """A file, the values that it is to have, and the finding that has them."""

    file: EditableFile
    values: FileReport
    edited: Values
    finding_id: int | None


def set_edits(connection: Connection, files: Sequence[tuple[EditableFile, Values]]) -> list[int]:
    """Replace the edits of each file. Return the ids of files that now point to another finding.

    Each file points to a finding with the values that were read, kept and edited; it is created if necessary.
    """
    changed = [
        target
        for target in (_determine_target(connection, file, edited) for file, edited in files)
        if (target.finding_id, target.edited.keys()) != (target.file.own.finding_id, target.file.edits.keys())
    ]
    created = [target for target in changed if target.finding_id is None]
    copies = [FindingCopy(target.file.read.finding_id, target.values) for target in created]
    for target, finding_id in zip(created, copy_findings(connection, copies), strict=True):
        target.finding_id = finding_id
    _point_to_targets(connection, changed)
    return [target.file.file_id for target in changed if target.finding_id != target.file.own.finding_id]


def _determine_target(connection: Connection, file: EditableFile, edited: Values) -> _Target:
    base = file.kept
    values = replace(base, **dict[str, Any](edited), provenance=base.provenance | dict.fromkeys(edited, EDITED))
    return _Target(file, values, edited, _find_existing(connection, file, values, is_edited=bool(edited)))


def _find_existing(connection: Connection, file: EditableFile, target: FileReport, *, is_edited: bool) -> int | None:
    """Return the id of a finding that already has these values, or None."""
    if target == file.read.values:
        return file.read.finding_id
    library = file.library
    if not is_edited and library is not None and _is_equal_in_library(connection, library, file.read, target):
        return library.finding_id
    is_library = library is not None and library.finding_id == file.own.finding_id
    return file.own.finding_id if target == file.own.values and not is_library else None


def _is_equal_in_library(connection: Connection, library: _Finding, read: _Finding, target: FileReport) -> bool:
    """Return whether the library's finding has the same values, and the same provenance for edited and kept values.

    A later session needs that provenance. Sidecar blocks may differ: a file whose sidecar is gone is still the same.
    """
    kept = [name for name in EDITABLE if target.provenance.get(name) in (EDITED, KEPT)]
    if any(getattr(library.values, name) != getattr(target, name) for name in EDITABLE) or any(
        library.values.provenance.get(name) != target.provenance[name] for name in kept
    ):
        return False
    there, here = (_load_whole(connection, finding.finding_id) for finding in (library, read))
    return there == here


def _load_whole(connection: Connection, finding_id: int) -> tuple[bool, FileReport, list[Block]]:
    """Return the label, the report and the embedded blocks of a finding, without what a user may edit."""
    row = connection.execute(select(findings).where(findings.c.id == finding_id)).one()
    report = replace(report_of("", row, ()), score=None, favourite=None, provenance={})
    blocks = blocks_of(connection, finding_id)
    return row.is_nsfw, report, [block for block in blocks if not block.name.startswith(SIDECAR_PREFIX)]


_point_to = (
    update(staged_files)
    .where(staged_files.c.id == bindparam("file"))
    .values(finding_id=bindparam("to"), score=bindparam("stars"), keyword_count=bindparam("words"))
)
_new_edits = insert(edits)
_point_to_and_search = _point_to.values(search_text=bindparam("found_by"))


def _point_to_targets(connection: Connection, targets: Sequence[_Target]) -> None:
    if not targets:
        return
    rows = [_staged_values(target) for target in targets]
    texts = _build_search_texts(connection, [target for target in targets if _has_other_words(target)])
    alike = [row for row in rows if row["file"] not in texts]
    execute_many(connection, _point_to, alike)
    other = [row | {"found_by": texts[row["file"]]} for row in rows if row["file"] in texts]
    execute_many(connection, _point_to_and_search, other)
    _remember_edits(connection, targets)
    left = [
        target.file.own.finding_id
        for target in targets
        if target.file.own.finding_id not in (target.finding_id, target.file.read.finding_id)
    ]
    if left:
        drop_unreferenced(connection, left)


def _staged_values(target: _Target) -> dict[str, Any]:
    # A skipped file that is not edited counts no keywords, as when it was discovered.
    is_as_discovered = target.file.row.outcome == Outcome.SKIPPED and target.finding_id == target.file.read.finding_id
    return {
        "file": target.file.file_id,
        "to": target.finding_id,
        "stars": target.values.score,
        "words": 0 if is_as_discovered else len(target.values.keywords),
    }


def _has_other_words(target: _Target) -> bool:
    return target.values.keywords != target.file.own.values.keywords


def _build_search_texts(connection: Connection, targets: Sequence[_Target]) -> dict[int, str]:
    """Return the search texts of files whose keywords change, by file id."""
    texts = {}
    for first in range(0, len(targets), LOAD_BATCH):
        batch = targets[first : first + LOAD_BATCH]
        ids = {target.file.read.finding_id for target in batch}
        rows = connection.execute(select(findings.c.id, findings.c.generation).where(findings.c.id.in_(ids)))
        made = {row.id: restore_generation(json.loads(row.generation)) if row.generation else None for row in rows}
        for target in batch:
            row, read_id = target.file.row, target.file.read.finding_id
            if row.outcome == Outcome.SKIPPED and target.finding_id == read_id:
                texts[target.file.file_id] = row.path.casefold()  # as when it was discovered
            else:
                texts[target.file.file_id] = build_search_text(row.path, made[read_id], target.values.keywords)
    return texts


def _remember_edits(connection: Connection, targets: Sequence[_Target]) -> None:
    connection.execute(delete(edits).where(edits.c.file_id.in_([target.file.file_id for target in targets])))
    rows = [
        {
            "file_id": target.file.file_id,
            "session": target.file.row.session,
            "finding_read": target.file.read.finding_id,
            "fields": ",".join(target.edited),
        }
        for target in targets
        if target.finding_id != target.file.read.finding_id
    ]
    execute_many(connection, _new_edits, rows)
