"""Another NSFW threshold for a session that was read: scores are stored, so files are labelled anew and none is read.

A finding repeats the verdict for the commit that will copy it. A session that is in the library keeps its verdicts, and
so do its skipped files, which point at a finding of the library's.
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, select, union, update

from app.catalog.database.schema import edits, findings, library_files, sessions, staged_files
from app.catalog.sessions.sessions import find_session, session_number
from app.domain.progress import RELABELLED, Outcome

_is_librarys = exists().where(library_files.c.finding_id == staged_files.c.finding_id)


def move_nsfw_threshold(connection: Connection, session_id: str, threshold: float) -> bool:
    """Label the session's files at `threshold`, 0…1, which is its own from now on.

    False, and nothing is changed, where its status does not allow it. Raises UnknownSessionError, ValueError.
    """
    number = session_number(connection, session_id)
    session = find_session(connection, session_id)
    assert session is not None
    if session.status not in RELABELLED:
        return False
    parameters = json.dumps(asdict(replace(session.parameters, nsfw_threshold=threshold)))
    labelled = {"parameters": parameters, "related_to": None}  # what differs from the library may be another now
    connection.execute(update(sessions).where(sessions.c.id == number).values(labelled))
    _relabel(connection, number, threshold)
    return True


def _relabel(connection: Connection, number: int, threshold: float) -> None:
    """Only what changes is written. Findings first: it is by the staged files that they are found."""
    verdict = staged_files.c.nsfw_score >= threshold
    differs = and_(
        staged_files.c.session == number,
        staged_files.c.nsfw_score.is_not(None),
        staged_files.c.is_nsfw != verdict,
    )
    _part_from_library(connection, number, differs)
    changes = and_(differs, ~_is_librarys)
    read_before = select(edits.c.finding_read).join(staged_files, staged_files.c.id == edits.c.file_id)
    theirs = union(select(staged_files.c.finding_id).where(changes), read_before.where(changes))
    connection.execute(
        update(findings)
        .where(findings.c.id.in_(theirs))
        .values(is_nsfw=findings.c.nsfw_score >= threshold, digest=None)
    )
    connection.execute(update(staged_files).where(changes).values(is_nsfw=verdict))


def _part_from_library(connection: Connection, number: int, differs: ColumnElement[bool]) -> None:
    """Files that said the same as the library with what they keep: they have findings of their own to be labelled.

    What they keep comes back with the relations, which are to be made anew.
    """
    of_file = and_(edits.c.file_id == staged_files.c.id, edits.c.fields == "")
    read = select(edits.c.finding_read).where(of_file).scalar_subquery()
    parting = and_(differs, staged_files.c.outcome == Outcome.OK, _is_librarys, exists().where(of_file))
    connection.execute(update(staged_files).where(parting).values(finding_id=read))
    parted = and_(staged_files.c.id == edits.c.file_id, staged_files.c.finding_id == edits.c.finding_read)
    connection.execute(delete(edits).where(edits.c.session == number, exists().where(parted)))
