"""Determine how the files of a session relate to the library: by path first, then by content.

A file whose path is in the library is the same or changed. Any other file is moved if a library file with its content
is missing from disk, a duplicate if its content exists elsewhere, and otherwise new.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, overload

from sqlalchemy import ColumnElement, Connection, Row, Select, exists, func, or_, select

from app.catalog.database.schema import edits, findings, is_moved, library_files, staged_files
from app.catalog.findings.digests import add_missing_digests
from app.domain.preview import Relation
from app.domain.progress import Outcome

COPIES_PER_CONTENT = 100
"""The most library files with the same content that are considered for one batch."""

library_findings = findings.alias("there")
"""The findings of library files, in queries that also join those of staged files."""

Match = tuple[Relation | None, int | None]
"""A relation, and the id of the library file to which the staged file has it."""


@dataclass(frozen=True, slots=True)
class LibraryCopy:
    """A library file with a certain content."""

    library_id: int
    path: str
    is_discovered: bool
    """Whether the session discovered it, which means that it is on disk."""


@overload
def load_files(connection: Connection, number: int, *, after: int, limit: int) -> Sequence[Row[Any]]: ...
@overload
def load_files(connection: Connection, number: int, *, after: int, last: int) -> Sequence[Row[Any]]: ...
@overload
def load_files(connection: Connection, number: int, *, of: Sequence[int]) -> Sequence[Row[Any]]: ...
def load_files(
    connection: Connection,
    number: int,
    *,
    after: int = 0,
    last: int | None = None,
    limit: int | None = None,
    of: Sequence[int] | None = None,
) -> Sequence[Row[Any]]:
    """Load files of the session, each with the library file at its path: the next `limit` after `after`, those in
    (after, last], or those with the ids `of`.

    Skipped files that are already related are left out. In a session that finds nothing new, that is most of them.
    """
    file, at_path = staged_files, library_files.c
    which: list[ColumnElement[bool]] = [file.c.id > after] if of is None else [file.c.id.in_(of)]
    if last is not None:
        which.append(file.c.id <= last)
    needs_relation = or_(
        file.c.outcome != Outcome.SKIPPED,
        file.c.relation.is_distinct_from(Relation.SAME),
        file.c.library_id.is_distinct_from(at_path.id),
        edits.c.file_id.is_not(None),
    )
    query: Select[Any] = (
        select(
            file.c.id,
            file.c.path,
            file.c.outcome,
            file.c.finding_id,
            file.c.content_key,
            file.c.relation,
            file.c.library_id.label("related"),
            findings.c.content_hash,
            findings.c.digest,
            at_path.id.label("library_id"),
            at_path.finding_id.label("library_finding"),
            library_findings.c.digest.label("library_digest"),
            edits.c.file_id.label("edit"),
        )
        .outerjoin_from(file, library_files, at_path.path_hash == file.c.path_hash)
        .outerjoin(edits, edits.c.file_id == file.c.id)
        .outerjoin(findings, findings.c.id == file.c.finding_id)
        .outerjoin(library_findings, library_findings.c.id == at_path.finding_id)
        .where(file.c.session == number, *which, needs_relation)
        .order_by(file.c.id)
        .limit(limit)
    )
    return connection.execute(query).all()


def match_by_path(connection: Connection, rows: Sequence[Row[Any]]) -> Iterator[tuple[int, Match]]:
    """Yield the match of each file whose path is in the library, and of each skipped file, by file id."""
    matched = [row for row in rows if row.outcome in (Outcome.OK, Outcome.SKIPPED) and not _is_path_unknown(row)]
    to_compare = [row for row in matched if _is_committable(row) and row.finding_id != row.library_finding]
    without_digest = [row.finding_id for row in to_compare if row.digest is None]
    without_digest += [row.library_finding for row in to_compare if row.library_digest is None]
    digests = add_missing_digests(connection, without_digest) if without_digest else {}
    changed = {
        row.id
        for row in to_compare
        if (row.digest or digests[row.finding_id]) != (row.library_digest or digests[row.library_finding])
    }
    for row in matched:
        yield row.id, (Relation.CHANGED if row.id in changed else Relation.SAME, row.library_id)


def match_by_content(
    connection: Connection, number: int, after_id: int, rows: Sequence[Row[Any]], missing: Collection[int]
) -> Iterator[tuple[int, Match]]:
    """Yield the match of each file whose path is not in the library, by file id.

    `rows` begin after the file `after_id`; `missing` holds the ids of library files that are not on disk. Each missing
    file is the source of at most one moved file.
    """
    unknown = [row for row in rows if _is_path_unknown(row)]
    copies_of = _find_copies(connection, number, _content_hashes(unknown), after_id)
    first_ids = _find_first_of_content(connection, number, {row.content_key for row in unknown if row.content_key})
    claimed = set[int]()
    for row in unknown:
        copies = copies_of.get(row.content_hash, ())
        unclaimed = [copy for copy in copies if copy.library_id in missing and copy.library_id not in claimed]
        present = next((copy for copy in copies if copy.is_discovered or copy.library_id not in missing), None)
        if unclaimed:
            source = _choose_source(row.path, unclaimed)
            claimed.add(source.library_id)
            yield row.id, (Relation.MOVED, source.library_id)
        elif present is not None:
            yield row.id, (Relation.DUPLICATE, present.library_id)
        elif first_ids.get(row.content_key, row.id) < row.id:
            yield row.id, (Relation.DUPLICATE, None)
        else:
            yield row.id, (Relation.NEW, None)


def find_copies_elsewhere(
    connection: Connection, number: int, after_id: int, rows: Iterable[Row[Any]]
) -> dict[int, str]:
    """Return library files (id → path) with the content of files whose path is not in the library.

    Files that the session discovered are left out, because they are known to be on disk.
    """
    copies_of = _find_copies(connection, number, _content_hashes(filter(_is_path_unknown, rows)), after_id)
    copies = (copy for copies in copies_of.values() for copy in copies)
    return {copy.library_id: copy.path for copy in copies if not copy.is_discovered}


def _is_committable(row: Row[Any]) -> bool:
    """Return whether a commit may write the file; a skipped file only if it was edited."""
    return row.outcome == Outcome.OK or (row.outcome == Outcome.SKIPPED and row.edit is not None)


def _is_path_unknown(row: Row[Any]) -> bool:
    return _is_committable(row) and row.library_id is None


def _content_hashes(rows: Iterable[Row[Any]]) -> set[str]:
    return {row.content_hash for row in rows if row.content_hash is not None}


def _choose_source(path: str, copies: Sequence[LibraryCopy]) -> LibraryCopy:
    """Prefer a copy with the same file name, in case a whole folder was moved; otherwise take the oldest."""
    name = os.path.basename(path)
    return next((copy for copy in copies if os.path.basename(copy.path) == name), copies[0])


def _find_copies(
    connection: Connection, number: int, contents: Collection[str], after_id: int
) -> Mapping[str, list[LibraryCopy]]:
    """Return library files by content hash, oldest first, without those that files up to `after_id` were moved from."""
    copies: dict[str, list[LibraryCopy]] = defaultdict(list)
    if not contents:
        return copies
    discovered, other = staged_files.alias("met"), staged_files.alias("other")
    is_claimed = exists().where(
        other.c.session == number,
        other.c.relation == is_moved.right,
        other.c.library_id == library_files.c.id,
        other.c.id <= after_id,
    )
    # A library file that was discovered with different content no longer has the content that the library records.
    has_content = or_(
        discovered.c.content_key.is_(None),
        discovered.c.content_key == func.substr(findings.c.content_hash, 1, 32),
    )
    place = func.row_number().over(partition_by=findings.c.content_hash, order_by=library_files.c.id)
    at_path = (discovered.c.session == number) & (discovered.c.path_hash == library_files.c.path_hash)
    numbered = (
        select(
            findings.c.content_hash,
            library_files.c.id,
            library_files.c.path,
            discovered.c.id.is_not(None).label("is_met"),
            place.label("place"),
        )
        .join_from(findings, library_files, library_files.c.finding_id == findings.c.id)
        .outerjoin(discovered, at_path)
        .where(findings.c.content_hash.in_(contents), has_content, ~is_claimed)
        .subquery()
    )
    query = select(numbered).where(numbered.c.place <= COPIES_PER_CONTENT).order_by(numbered.c.id)
    for row in connection.execute(query):
        copies[row.content_hash].append(LibraryCopy(row.id, row.path, bool(row.is_met)))
    return copies


def _find_first_of_content(connection: Connection, number: int, keys: Collection[str]) -> dict[str, int]:
    """Return the id of the session's first ok file with each content key."""
    if not keys:
        return {}
    file = staged_files.c
    query = (
        select(file.content_key, func.min(file.id))
        .where(file.session == number, file.content_key.in_(keys))
        .group_by(file.content_key)
    )
    return {row[0]: row[1] for row in connection.execute(query)}
