"""The backup that is made before the schema of an SQLite database is upgraded, and how it is found again.

It lies beside the database and is named after the revision that it has and the time: a program that is too old for the
database can then say which file it could use. It is never deleted automatically: only a user knows when nobody will go
back.
"""

from __future__ import annotations

import re
from collections.abc import Container
from datetime import UTC, datetime
from pathlib import Path

import structlog
from sqlalchemy import URL

from app.catalog.database.backup import back_up
from app.catalog.errors import CatalogUnavailableError, UpgradeBackupError

_MARK = "before-upgrade"

log = structlog.get_logger(__name__)


def back_up_before_upgrade(url: URL, revision: str) -> None:
    """Copy the SQLite database, which has the schema `revision`. Raises UpgradeBackupError when that fails.

    Other databases are not copied: their own tools do it, and the log says so.
    """
    if url.get_backend_name() != "sqlite":
        log.warning("the schema is upgraded; the way back is a backup that pg_dump made before", was=revision)
        return
    path = Path(str(url.database))
    target = path.with_name(f"{path.stem}-{_MARK}-{revision}-{datetime.now(UTC):%Y%m%d-%H%M%S}.db")
    try:
        back_up(f"sqlite:///{path}", target)
    except FileExistsError:  # another upgrade began in this second, from the same state
        return
    except (OSError, CatalogUnavailableError) as error:
        raise UpgradeBackupError(str(target), str(error), path.stat().st_size) from error
    log.info("the database was backed up before its upgrade", backup=str(target), was=revision)


def find_backup(url: URL, revisions: Container[str]) -> Path | None:
    """Return the newest of these backups that has one of the revisions."""
    if url.get_backend_name() != "sqlite":
        return None
    path = Path(str(url.database))
    name = re.compile(rf"{re.escape(path.stem)}-{_MARK}-(\w+)-\d+-\d+\.db")
    backups = [(backup, name.fullmatch(backup.name)) for backup in path.parent.iterdir()]
    found = (backup for backup, match in backups if match and match[1] in revisions)
    return max(found, key=lambda backup: backup.stat().st_mtime, default=None)
