"""What each file of a session is to the library, written beside it a batch at a time.

The path decides first, the content second. Whether a library file is still on the disk is asked by the caller, between
two steps: `library_files_elsewhere` names the files to look for, `relate_files` takes those that were missing. A
missing library file is claimed by one file of the session only, in order of their ids.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, bindparam, exists, func, or_, select, union, update

from app.catalog.database.schema import edits, findings, gone_files, is_moved, library_files, sessions, staged_files
from app.catalog.findings.fingerprint import add_digests
from app.catalog.library.library_files import library_mark
from app.catalog.preview.edits import settle_kept
from app.catalog.sessions.sessions import session_number
from app.domain.preview import EDITED, KEPT, KEPT_FIELDS, Choice, Relation
from app.domain.progress import Outcome

RELATION_BATCH = 2_000
SETTLE_BATCH = 50
"""Files that may get findings of their own, a dozen statements each, while others wait for the writer."""

HOLDERS_SEEN = 100
"""Library files of one content that are looked at for one batch."""


@dataclass(frozen=True, slots=True)
class ElsewhereBatch:
    """The library files that hold the content of some of a session's files under paths the session did not meet."""

    last_id: int
    """The last of the session's files that were looked at."""
    paths: dict[int, str]
    """Library id → path."""


@dataclass(frozen=True, slots=True)
class _Holder:
    """A library file that holds a content."""

    library_id: int
    path: str
    is_met: bool
    """Whether the session discovered it, which means that it is on the disk."""


Verdict = tuple[Relation | None, int | None]
"""The relation, and the library file it is to."""

_give_relation = (
    update(staged_files)
    .where(staged_files.c.id == bindparam("file"))
    .values(relation=bindparam("to"), library_id=bindparam("library"))
)


def library_files_elsewhere(connection: Connection, session_id: str, after_id: int) -> ElsewhereBatch | None:
    """For the session's next files after `after_id`; None when there are no more. Raises UnknownSessionError."""
    number = session_number(connection, session_id)
    last_id = _last_of_batch(connection, number, after_id)
    if last_id is None:
        return None
    rows = connection.execute(_files(number, after_id, last_id)).all()
    holders = _holders(connection, number, _contents(filter(_is_unknown, rows)), after_id)
    unmet = (holder for held in holders.values() for holder in held if not holder.is_met)
    return ElsewhereBatch(last_id, {holder.library_id: holder.path for holder in unmet})


def _last_of_batch(connection: Connection, number: int, after_id: int) -> int | None:
    """The last of the session's next files after `after_id`; None when there are no more."""
    ids = select(staged_files.c.id).where(staged_files.c.session == number, staged_files.c.id > after_id)
    some = ids.order_by(staged_files.c.id).limit(RELATION_BATCH).subquery()
    last_id: int | None = connection.execute(select(func.max(some.c.id))).scalar_one()
    return last_id


def relate_files(
    connection: Connection, session_id: str, after_id: int, last_id: int, missing: Collection[int]
) -> Sequence[int]:
    """Set the relations of the session's files in (after_id, last_id]; `missing` are ids of library files.

    Returns the files that `settle_files` must be called with. Files before them must have their relations already.
    Raises UnknownSessionError.
    """
    number = session_number(connection, session_id)
    rows = connection.execute(_files(number, after_id, last_id)).all()
    verdicts = dict(_known(connection, rows)) | dict(_unknown(connection, number, after_id, rows, missing))
    _give(connection, rows, verdicts)
    return _unsettled(connection, number, after_id, last_id)


def settle_files(connection: Connection, session_id: str, file_ids: Sequence[int]) -> None:
    """Let related files keep what they must of the library's, `SETTLE_BATCH` at most. Raises UnknownSessionError."""
    _settle(connection, session_number(connection, session_id), file_ids)


def renew_kept(connection: Connection, session_id: str) -> None:
    """Before a commit: what files keep is the library's of now, should it have changed since the relations were made.

    Only paths that the library knows are related anew: the disk is not asked in a transaction.
    """
    number = session_number(connection, session_id)
    made_for = connection.execute(select(sessions.c.related_to).where(sessions.c.id == number)).scalar_one()
    if made_for == library_mark(connection):
        return
    after_id = 0
    while (last_id := _last_of_batch(connection, number, after_id)) is not None:
        _relate_known(connection, connection.execute(_files(number, after_id, last_id)).all())
        _settle(connection, number, _unsettled(connection, number, after_id, last_id))
        after_id = last_id


def _give(connection: Connection, rows: Iterable[Row[Any]], verdicts: Mapping[int, Verdict]) -> None:
    changed = [
        {"file": row.id, "to": relation, "library": library_id}
        for row in rows
        for relation, library_id in [verdicts.get(row.id, (None, None))]
        if (row.relation, row.related) != (relation, library_id)
    ]
    if changed:
        connection.execute(_give_relation, changed)


def _settle(connection: Connection, number: int, file_ids: Sequence[int]) -> None:
    """With what they keep, files may be the same as the library's that were not before."""
    settled = set(settle_kept(connection, file_ids))
    if settled:
        again = connection.execute(_files(number, min(settled) - 1, max(settled))).all()
        _relate_known(connection, [row for row in again if row.id in settled])


def _unsettled(connection: Connection, number: int, after_id: int, last_id: int) -> Sequence[int]:
    """Files that may have to keep something of the library's, or to keep it no longer."""
    file, own, is_edited = staged_files.c, findings, edits.c.file_id.is_not(None)
    lacks = or_(*(and_(own.c[name].is_(None), _there.c[name].is_not(None)) for name in KEPT_FIELDS))
    marked = or_(*(_there.c.provenance.contains(origin, autoescape=True) for origin in (EDITED, KEPT)))
    is_changed = file.relation == Relation.CHANGED
    # A file that is the same as it was read asks nothing of the library, and most files are that.
    asks = or_(is_moved, is_changed, and_(is_edited, file.relation == Relation.SAME))
    query = (
        select(file.id)
        .join_from(staged_files, own, own.c.id == file.finding_id)
        .outerjoin(edits, edits.c.file_id == file.id)
        .outerjoin(library_files, and_(asks, library_files.c.id == file.library_id))
        .outerjoin(_there, _there.c.id == library_files.c.finding_id)
        .where(
            file.session == number,
            file.id.between(after_id + 1, last_id),
            or_(
                and_(~is_edited, is_moved, lacks),
                and_(~is_edited, or_(is_moved, is_changed), marked),
                and_(is_edited, own.c.id.is_distinct_from(_there.c.id)),
            ),
        )
    )
    return connection.execute(query).scalars().all()


def relate_again(connection: Connection, session_id: str, file_id: int) -> None:
    """One file whose finding changed: what its path is to the library can be another relation now."""
    number = session_number(connection, session_id)
    _relate_known(connection, connection.execute(_files(number, file_id - 1, file_id)).all())


def _relate_known(connection: Connection, rows: Sequence[Row[Any]]) -> None:
    known = dict(_known(connection, rows))
    _give(connection, [row for row in rows if row.id in known], known)


def files_not_met(connection: Connection, session_id: str, after_id: int) -> dict[int, str]:
    """The next library files (id → path) that a commit would move or remove because they are not on the disk.

    Raises UnknownSessionError.
    """
    number = session_number(connection, session_id)
    sources = select(staged_files.c.library_id).where(
        staged_files.c.session == number, is_moved, staged_files.c.choice == Choice.APPLY
    )
    leaving = select(gone_files.c.library_id).where(gone_files.c.session == number, gone_files.c.choice == Choice.APPLY)
    query = (
        select(library_files.c.id, library_files.c.path)
        .where(library_files.c.id.in_(union(sources, leaving)), library_files.c.id > after_id)
        .order_by(library_files.c.id)
        .limit(RELATION_BATCH)
    )
    return {row.id: row.path for row in connection.execute(query)}


def set_related(connection: Connection, session_id: str, mark: str) -> None:
    """Say for which state of the library the relations were made."""
    connection.execute(update(sessions).where(sessions.c.session_id == session_id).values(related_to=mark))


def forget_relations(connection: Connection) -> None:
    """Findings changed without a commit: every session's relations are to be made anew before they are shown."""
    connection.execute(update(sessions).where(sessions.c.related_to.is_not(None)).values(related_to=None))


_there = findings.alias("there")


def _files(number: int, after_id: int, last_id: int) -> Select[Any]:
    """A session's files, and beside each the library file of its path.

    Without the skipped ones that have their relation already, which are most of a session that finds nothing new.
    """
    file, known = staged_files, library_files.c
    is_open = or_(
        file.c.outcome != Outcome.SKIPPED,
        file.c.relation.is_distinct_from(Relation.SAME),
        file.c.library_id.is_distinct_from(known.id),
        edits.c.file_id.is_not(None),
    )
    return (
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
            known.id.label("library_id"),
            known.finding_id.label("library_finding"),
            _there.c.digest.label("library_digest"),
            edits.c.file_id.label("edit"),
        )
        .outerjoin_from(file, library_files, known.path_hash == file.c.path_hash)
        .outerjoin(edits, edits.c.file_id == file.c.id)
        .outerjoin(findings, findings.c.id == file.c.finding_id)
        .outerjoin(_there, _there.c.id == known.finding_id)
        .where(file.c.session == number, file.c.id > after_id, file.c.id <= last_id, is_open)
        .order_by(file.c.id)
    )


def _is_taken(row: Row[Any]) -> bool:
    """Whether a commit would look at the file: a skipped one only when it was edited."""
    return row.outcome == Outcome.OK or (row.outcome == Outcome.SKIPPED and row.edit is not None)


def _is_unknown(row: Row[Any]) -> bool:
    return _is_taken(row) and row.library_id is None


def _contents(rows: Iterable[Row[Any]]) -> set[str]:
    return {row.content_hash for row in rows if row.content_hash is not None}


def _known(connection: Connection, rows: Sequence[Row[Any]]) -> Iterator[tuple[int, Verdict]]:
    """Files whose path the library knows, and skipped ones."""
    found = [row for row in rows if row.outcome in (Outcome.OK, Outcome.SKIPPED) and not _is_unknown(row)]
    apart = [row for row in found if _is_taken(row) and row.finding_id != row.library_finding]
    blank = [row.finding_id for row in apart if row.digest is None]
    blank += [row.library_finding for row in apart if row.library_digest is None]
    made = add_digests(connection, blank) if blank else {}
    differing = {
        row.id
        for row in apart
        if (row.digest or made[row.finding_id]) != (row.library_digest or made[row.library_finding])
    }
    for row in found:
        yield row.id, (Relation.CHANGED if row.id in differing else Relation.SAME, row.library_id)


def _unknown(
    connection: Connection, number: int, after_id: int, rows: Sequence[Row[Any]], missing: Collection[int]
) -> Iterator[tuple[int, Verdict]]:
    unknown = [row for row in rows if _is_unknown(row)]
    holders = _holders(connection, number, _contents(unknown), after_id)
    first = _first_of_session(connection, number, {row.content_key for row in unknown if row.content_key})
    claimed = set[int]()
    for row in unknown:
        held = holders.get(row.content_hash, ())
        free = [holder for holder in held if holder.library_id in missing and holder.library_id not in claimed]
        present = next((holder for holder in held if holder.is_met or holder.library_id not in missing), None)
        if free:
            source = _best_source(row.path, free)
            claimed.add(source.library_id)
            yield row.id, (Relation.MOVED, source.library_id)
        elif present is not None:
            yield row.id, (Relation.DUPLICATE, present.library_id)
        elif first.get(row.content_key, row.id) < row.id:
            yield row.id, (Relation.DUPLICATE, None)
        else:
            yield row.id, (Relation.NEW, None)


def _best_source(path: str, free: Sequence[_Holder]) -> _Holder:
    """One of the same name, where a whole folder was moved; else the oldest."""
    name = os.path.basename(path)
    return next((holder for holder in free if os.path.basename(holder.path) == name), free[0])


def _holders(
    connection: Connection, number: int, contents: Collection[str], after_id: int
) -> Mapping[str, list[_Holder]]:
    """Content hash → library files that hold it and that no file up to `after_id` claimed, the oldest first."""
    held: dict[str, list[_Holder]] = defaultdict(list)
    if not contents:
        return held
    met, other = staged_files.alias("met"), staged_files.alias("other")
    claim = exists().where(
        other.c.session == number,
        other.c.relation == is_moved.right,
        other.c.library_id == library_files.c.id,
        other.c.id <= after_id,
    )
    # A file that was met with other content no longer holds what the library says.
    holds_still = or_(met.c.content_key.is_(None), met.c.content_key == func.substr(findings.c.content_hash, 1, 32))
    place = func.row_number().over(partition_by=findings.c.content_hash, order_by=library_files.c.id)
    numbered = (
        select(
            findings.c.content_hash,
            library_files.c.id,
            library_files.c.path,
            met.c.id.is_not(None).label("is_met"),
            place.label("place"),
        )
        .join_from(findings, library_files, library_files.c.finding_id == findings.c.id)
        .outerjoin(met, (met.c.session == number) & (met.c.path_hash == library_files.c.path_hash))
        .where(findings.c.content_hash.in_(contents), holds_still, ~claim)
        .subquery()
    )
    query = select(numbered).where(numbered.c.place <= HOLDERS_SEEN).order_by(numbered.c.id)
    for row in connection.execute(query):
        held[row.content_hash].append(_Holder(row.id, row.path, bool(row.is_met)))
    return held


def _first_of_session(connection: Connection, number: int, keys: Collection[str]) -> dict[str, int]:
    """Content key → the first ok file of the session that has it."""
    if not keys:
        return {}
    file = staged_files.c
    query = (
        select(file.content_key, func.min(file.id))
        .where(file.session == number, file.content_key.in_(keys))
        .group_by(file.content_key)
    )
    return {row[0]: row[1] for row in connection.execute(query)}
