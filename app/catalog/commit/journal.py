"""The journal of a session's commits: what each did, and whether it was undone."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from app.catalog.database.schema import commits
from app.catalog.records import CommitJournal, JournaledCommit


def load_journal(connection: Connection, session_id: str, limit: int) -> CommitJournal:
    """Return the session's newest commits, at most `limit`, newest first. One that is running is not among them."""
    of_session = commits.c.session_id == session_id
    total = connection.execute(select(func.count()).select_from(commits).where(of_session)).scalar_one()
    columns = ("id", "committed_at", "created", "updated", "moved", "removed", "left_out", "undone_at")
    query = select(*(commits.c[name] for name in columns)).where(of_session).order_by(commits.c.id.desc()).limit(limit)
    return CommitJournal([JournaledCommit(*row) for row in connection.execute(query)], total)
