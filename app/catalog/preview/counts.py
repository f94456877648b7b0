"""The preview's counts of relations, choices, edits and stacks."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, case, distinct, func, select

from app.catalog.database.schema import edits, gone_files, library_files, staged_files
from app.catalog.findings.items import item_of
from app.catalog.preview.gone_files import is_listed, is_still_gone
from app.catalog.records import GroupCount, ListedCounts, PreviewCounts
from app.catalog.sessions.sessions import find_session_number
from app.domain.preview import Choice, Relation
from app.domain.progress import Outcome


def count_preview(connection: Connection, session_id: str) -> PreviewCounts:
    """Count the session's files by relation, its edited files and its stacks. Raises UnknownSessionError."""
    number = find_session_number(connection, session_id)
    file = staged_files.c
    item = item_of(file.id, file.main_id)
    related = (
        select(file.relation, file.choice, func.count(), func.count(distinct(item)))
        .where(file.session == number, file.relation.is_not(None))
        .group_by(file.relation, file.choice)
    )
    gone = (
        select(gone_files.c.choice, func.count(), func.sum(case((is_listed(number), 1), else_=0)))
        .join_from(gone_files, library_files, is_still_gone(number))
        .group_by(gone_files.c.choice)
    )
    counts = [(Relation(row[0]), *row[1:]) for row in connection.execute(related)]
    counts += [(Relation.GONE, *row) for row in connection.execute(gone)]
    edited = (
        select(func.count(distinct(item)))
        .join_from(edits, staged_files, file.id == edits.c.file_id)
        .where(edits.c.session == number, edits.c.fields != "")
    )
    siblings = (
        select(file.stack_key)
        .where(file.session == number, file.stack_key.is_not(None))
        .group_by(file.stack_key)
        .having(func.count() > 1)
        .subquery()
    )
    return PreviewCounts(
        groups={relation: _sum_group(counts, relation) for relation in Relation},
        edited=connection.execute(edited).scalar_one(),
        stacks=connection.execute(select(func.count()).select_from(siblings)).scalar_one(),
        listed=_count_listed(connection, number),
    )


def _sum_group(counts: Sequence[tuple[Relation, str, int, int]], relation: Relation) -> GroupCount:
    """Add up the counts by choice. The files of an item have the same choice, so no item counts twice."""
    group = [(choice, files, items) for counted, choice, files, items in counts if counted is relation]
    return GroupCount(
        sum(files for _, files, _ in group),
        sum(files for choice, files, _ in group if choice == Choice.APPLY),
        sum(items for *_, items in group),
        sum(items for choice, _, items in group if choice == Choice.APPLY),
    )


def _count_listed(connection: Connection, number: int) -> ListedCounts | None:
    file = staged_files.c
    companions = select(file.id).where(file.session == number, file.main_id.is_not(None))
    if connection.execute(companions.limit(1)).first() is None:
        return None
    flags = {outcome.value: file.outcome == outcome for outcome in (Outcome.OK, Outcome.FAILED, Outcome.SKIPPED)}
    flags |= {"nsfw": file.is_nsfw.is_(True), "warnings": file.warning_count > 0}
    item = item_of(file.id, file.main_id)
    items = (
        select(item, *(func.max(case((flag, 1), else_=0)).label(name) for name, flag in flags.items()))
        .where(file.session == number, file.outcome != Outcome.PENDING)
        .group_by(item)
        .subquery()
    )
    counts = select(func.count(), *(func.coalesce(func.sum(items.c[name]), 0) for name in flags))
    return ListedCounts(*map(int, connection.execute(counts.select_from(items)).one()))


def count_stacks(connection: Connection, session_id: str, keys: Collection[str]) -> dict[str, GroupCount]:
    """Return how many of the session's files each stack has, by its key in hex digits. Raises UnknownSessionError."""
    file = staged_files.c
    query = (
        select(file.stack_key, func.count(), func.count().filter(file.choice == Choice.APPLY))
        .where(
            file.session == find_session_number(connection, session_id),
            file.stack_key.in_([bytes.fromhex(key) for key in keys]),
        )
        .group_by(file.stack_key)
    )
    return {bytes(key).hex(): GroupCount(files, applied) for key, files, applied in connection.execute(query)}
