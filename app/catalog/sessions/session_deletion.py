"""Deleting a session: it is gone at once, and its rows are cleared away a few at a time.

A session may hold a million files. Clearing them in one transaction would keep every other session
from staging for more than a minute, so the deletion only takes the session its id; whoever asks
finds nothing any more. The clearing is ordinary small jobs between other people's, and a catalog
that is opened goes on with what was left.
"""

from __future__ import annotations

from sqlalchemy import Connection, delete, exists, select, update

from app.catalog.database.insert_ignore import insert_missing
from app.catalog.database.schema import deleted_sessions, edits, gone_files, sessions, staged_files
from app.catalog.findings.rows import drop_unreferenced

CLEARING_BATCH = 500


def delete_session(connection: Connection, session_id: str, at: float) -> bool:
    """Forget the session, all but its id. False: there was none."""
    forgotten = update(sessions).where(sessions.c.session_id == session_id).values(session_id=None)
    if connection.execute(forgotten).rowcount == 0:
        return False
    insert_missing(connection, deleted_sessions, [{"session_id": session_id, "deleted_at": at}])
    return True


def was_deleted(connection: Connection, session_id: str) -> bool:
    query = select(exists().where(deleted_sessions.c.session_id == session_id))
    return bool(connection.execute(query).scalar_one())


def clear_some(connection: Connection) -> bool:
    """Clear away some rows of a deleted session and what only they needed. False: nothing is left to clear.

    The library, and the means to undo a commit, stay.
    """
    forgotten = select(sessions.c.id).where(sessions.c.session_id.is_(None)).limit(1)
    number: int | None = connection.execute(forgotten).scalar_one_or_none()
    if number is None:
        return False
    if not _clear_staged(connection, number) and not _clear_gone(connection, number):
        connection.execute(delete(sessions).where(sessions.c.id == number))
    return True


def _clear_staged(connection: Connection, number: int) -> bool:
    head = (
        select(staged_files.c.id, staged_files.c.finding_id, edits.c.finding_read)
        .outerjoin_from(staged_files, edits, edits.c.file_id == staged_files.c.id)
        .where(staged_files.c.session == number)
    )
    batch = connection.execute(head.order_by(staged_files.c.id).limit(CLEARING_BATCH)).all()
    if batch:
        connection.execute(delete(staged_files).where(staged_files.c.id.in_([row.id for row in batch])))
        pointed_at = {finding_id for _, *ids in batch for finding_id in ids if finding_id is not None}
        drop_unreferenced(connection, list(pointed_at))
    return bool(batch)


def _clear_gone(connection: Connection, number: int) -> bool:
    head = select(gone_files.c.library_id).where(gone_files.c.session == number).limit(CLEARING_BATCH)
    library_ids = connection.execute(head).scalars().all()
    some = (gone_files.c.session == number, gone_files.c.library_id.in_(library_ids))
    connection.execute(delete(gone_files).where(*some))
    return bool(library_ids)
