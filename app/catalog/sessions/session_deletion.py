"""Delete a session: it disappears immediately, and its rows are removed in batches afterwards.

A session may have a million files. Removing them in one transaction would keep all other sessions from staging for more
than a minute. Deletion therefore only clears the session's id, so that no query finds the session any more. Its rows
are then removed by small jobs that run between other writes. When a catalog is opened, it continues this work.
"""

from __future__ import annotations

from sqlalchemy import Connection, delete, exists, select, update

from app.catalog.database.schema import deleted_sessions, edits, gone_files, sessions, staged_files
from app.catalog.database.sql.insert_ignore import insert_ignore
from app.catalog.findings.rows import drop_unreferenced

CLEARING_BATCH = 500


def delete_session(connection: Connection, session_id: str, at: float) -> bool:
    """Clear the session's id and remember that it was deleted. Return False if there is no such session."""
    deleted = update(sessions).where(sessions.c.session_id == session_id).values(session_id=None)
    if connection.execute(deleted).rowcount == 0:
        return False
    insert_ignore(connection, deleted_sessions, [{"session_id": session_id, "deleted_at": at}])
    return True


def was_deleted(connection: Connection, session_id: str) -> bool:
    """Return whether a session with this id was deleted."""
    query = select(exists().where(deleted_sessions.c.session_id == session_id))
    return bool(connection.execute(query).scalar_one())


def clear_batch(connection: Connection) -> bool:
    """Remove some rows of a deleted session, and findings that only they used. Return False if nothing is left.

    The library and the undo journal are not touched.
    """
    deleted = select(sessions.c.id).where(sessions.c.session_id.is_(None)).limit(1)
    number: int | None = connection.execute(deleted).scalar_one_or_none()
    if number is None:
        return False
    if not _clear_staged_files(connection, number) and not _clear_gone_files(connection, number):
        connection.execute(delete(sessions).where(sessions.c.id == number))
    return True


def _clear_staged_files(connection: Connection, number: int) -> bool:
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


def _clear_gone_files(connection: Connection, number: int) -> bool:
    head = select(gone_files.c.library_id).where(gone_files.c.session == number).limit(CLEARING_BATCH)
    library_ids = connection.execute(head).scalars().all()
    some = (gone_files.c.session == number, gone_files.c.library_id.in_(library_ids))
    connection.execute(delete(gone_files).where(*some))
    return bool(library_ids)
