"""Change the NSFW threshold of a session. Scores are stored, so files are relabelled without being read again.

A finding stores the label as well, because a commit copies it from there. A committed session keeps its labels. So do
skipped files, which point to a finding of the library.
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, select, union, update

from app.catalog.database.schema import edits, findings, library_files, sessions, staged_files
from app.catalog.sessions.sessions import find_session, find_session_number
from app.domain.progress import RELABELLED, Outcome

_is_in_library = exists().where(library_files.c.finding_id == staged_files.c.finding_id)


def change_nsfw_threshold(connection: Connection, session_id: str, threshold: float) -> bool:
    """Set the session's threshold (0 to 1) and relabel its files.

    Return False, without a change, if the session's status does not allow it. Raises UnknownSessionError, and
    ValueError for a threshold out of range.
    """
    number = find_session_number(connection, session_id)
    session = find_session(connection, session_id)
    assert session is not None
    if session.status not in RELABELLED:
        return False
    parameters = json.dumps(asdict(replace(session.parameters, nsfw_threshold=threshold)))
    # Relations must be determined again: a new label can make a file the same as or different from the library's.
    values = {"parameters": parameters, "related_to": None}
    connection.execute(update(sessions).where(sessions.c.id == number).values(values))
    _relabel(connection, number, threshold)
    return True


def _relabel(connection: Connection, number: int, threshold: float) -> None:
    """Write only labels that change. Findings come first, because they are selected through the staged files."""
    label = staged_files.c.nsfw_score >= threshold
    differs = and_(
        staged_files.c.session == number,
        staged_files.c.nsfw_score.is_not(None),
        staged_files.c.is_nsfw != label,
    )
    _detach_from_library(connection, number, differs)
    changes = and_(differs, ~_is_in_library)
    read_before = select(edits.c.finding_read).join(staged_files, staged_files.c.id == edits.c.file_id)
    finding_ids = union(select(staged_files.c.finding_id).where(changes), read_before.where(changes))
    connection.execute(
        update(findings)
        .where(findings.c.id.in_(finding_ids))
        .values(is_nsfw=findings.c.nsfw_score >= threshold, digest=None)
    )
    connection.execute(update(staged_files).where(changes).values(is_nsfw=label))


def _detach_from_library(connection: Connection, number: int, differs: ColumnElement[bool]) -> None:
    """Point files that share a finding with the library because of kept values back to the finding that was read.

    That finding can then be relabelled. The kept values return when the relations are determined again.
    """
    of_file = and_(edits.c.file_id == staged_files.c.id, edits.c.fields == "")
    read = select(edits.c.finding_read).where(of_file).scalar_subquery()
    detached = and_(differs, staged_files.c.outcome == Outcome.OK, _is_in_library, exists().where(of_file))
    connection.execute(update(staged_files).where(detached).values(finding_id=read))
    is_unedited = and_(staged_files.c.id == edits.c.file_id, staged_files.c.finding_id == edits.c.finding_read)
    connection.execute(delete(edits).where(edits.c.session == number, exists().where(is_unedited)))
