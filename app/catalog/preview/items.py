"""The items of a session: which of its files are one picture (`app/domain/items.py` has the rule).

They are determined when reading has ended, and again whenever relations are. All files are looked at together; what
changes is written in batches, so that other writes do not wait long.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, func, literal_column, select, update

from app.catalog.database.schema import findings, is_identified, staged_files
from app.catalog.database.sql.bulk import execute_many
from app.catalog.findings.items import DECIDING, item_file_of, item_of
from app.catalog.sessions.sessions import find_session_number
from app.domain.items import find_main_files
from app.domain.preview import Choice
from app.domain.progress import Outcome

ITEMS_BATCH = 2_000
"""Files whose item is written in one transaction."""

MainChange = tuple[int, int | None]
"""The id of a file, and the main file that it is a companion of; None: of none any more."""

_file = staged_files.c
_set_main = update(staged_files).where(_file.id == bindparam("file")).values(main_id=bindparam("main"))


def find_item_changes(connection: Connection, session_id: str) -> list[MainChange]:
    """Return the session's files that are to become companions, of another file or no longer.

    Raises UnknownSessionError.
    """
    number = find_session_number(connection, session_id)
    files = {row.id: item_file_of(row) for row in _load_candidates(connection, number)}
    wanted = find_main_files(files.values())
    companions = select(_file.id, _file.main_id).where(_file.session == number, _file.main_id.is_not(None))
    now: dict[int, int] = {row.id: row.main_id for row in connection.execute(companions)}
    changed = sorted(file_id for file_id in now.keys() | wanted.keys() if now.get(file_id) != wanted.get(file_id))
    return [(file_id, wanted.get(file_id)) for file_id in changed]


def set_main_files(connection: Connection, session_id: str, changes: Sequence[MainChange]) -> None:
    """Write at most `ITEMS_BATCH` changes. Files that come together have one choice: to be left out if one of them was.

    Raises UnknownSessionError.
    """
    number = find_session_number(connection, session_id)
    execute_many(connection, _set_main, [{"file": file_id, "main": main_id} for file_id, main_id in changes])
    items = sorted({main_id for _, main_id in changes if main_id is not None})
    of_item = item_of(_file.id, _file.main_id)
    is_left = select(of_item).where(_file.session == number, of_item.in_(items), _file.choice == Choice.LEAVE)
    left = connection.execute(is_left.distinct()).scalars().all()
    for which in (_file.id.in_(left), _file.main_id.in_(left)):
        connection.execute(update(staged_files).where(_file.session == number, which).values(choice=Choice.LEAVE))


def _load_candidates(connection: Connection, number: int) -> list[Row[Any]]:
    """Return the files that share a name or a content identifier with another file of the session."""
    read = (_file.session == number, _file.outcome.in_((Outcome.OK, Outcome.SKIPPED)))
    stem = _stem(_file.path)
    stems = select(stem).where(*read).group_by(stem).having(func.count() > 1)
    identifier = findings.c.content_identifier
    of_findings = findings.c.id == _file.finding_id
    identifiers = (
        select(identifier)
        .join_from(findings, staged_files, of_findings)
        .where(is_identified, *read)
        .group_by(identifier)
        .having(func.count() > 1)
    )
    files = select(_file.id, _file.path, _file.kind, *DECIDING).join_from(staged_files, findings, of_findings)
    alike = connection.execute(files.where(*read, stem.in_(stems))).all()
    known = {row.id for row in alike}
    identified = connection.execute(files.where(*read, is_identified, identifier.in_(identifiers))).all()
    return [*alike, *(row for row in identified if row.id not in known)]


def _stem(path: ColumnElement[str]) -> ColumnElement[str]:
    """Return the path up to its last dot, as the database stores it. It only preselects: what it joins is compared."""
    # Literals, as in `count_pending_by_folder`; this works in both databases.
    names = func.replace(path, literal_column("'.'"), literal_column("''"))
    return func.rtrim(path, names)
