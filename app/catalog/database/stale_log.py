"""Is the write-ahead log beside a database its own?

SQLite replays a log that a killed program left, whatever database lies beside it: a restored backup, or another file
that took the place of the first, would be mixed with pages of the lost one. The header of a database carries a random
number, its lineage (`user_version`), and so does each copy of the first page in its log.

Source: https://sqlite.org/fileformat2.html, sections 1.3 and 4.
"""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from app.catalog.errors import DatabaseFileError

LOG_SUFFIX, INDEX_SUFFIX = "-wal", "-shm"
LINEAGE = slice(60, 64)
HEADER_BYTES = 100
_WRITE_VERSION = 18
_ROLLBACK_JOURNAL = 1
"""The write version of a database that is not in WAL mode, such as a backup."""
_LOG_HEADER_BYTES, _FRAME_HEADER_BYTES = 32, 24
_LOG_PAGE_SIZE, _LOG_SALTS = slice(8, 12), slice(16, 24)
_FRAME_PAGE, _FRAME_SALTS = slice(0, 4), slice(8, 16)
_UNSET = bytes(4)


def require_own_log(path: Path) -> None:
    """Raise DatabaseFileError when the log beside the database belongs to another database.

    Call it before the database is open: to close a file is to lose the locks that this process has on it.
    """
    resolved = path.resolve()
    log = resolved.with_name(resolved.name + LOG_SUFFIX)
    if not log.exists():
        return
    with path.open("rb") as file:
        header = file.read(HEADER_BYTES)
    with log.open("rb") as file:
        lineage = _find_lineage(file)
    if lineage is None or lineage == header[LINEAGE]:
        return
    if header[LINEAGE] == _UNSET and header[_WRITE_VERSION] != _ROLLBACK_JOURNAL:
        return  # an older program made the database, and its lineage is only in the log yet
    raise DatabaseFileError(
        f"the write-ahead log {log} belongs to another database than {path}. To use {path}, delete {log.name} and"
        f" {resolved.name}{INDEX_SUFFIX}; or put the database back that they belong to"
    )


def _find_lineage(log: BinaryIO) -> bytes | None:
    """Return the lineage in the first copy of page 1 in the log; None without one."""
    header = log.read(_LOG_HEADER_BYTES)
    page_size, salts = int.from_bytes(header[_LOG_PAGE_SIZE]), header[_LOG_SALTS]
    while len(frame := log.read(_FRAME_HEADER_BYTES)) == _FRAME_HEADER_BYTES and frame[_FRAME_SALTS] == salts:
        if int.from_bytes(frame[_FRAME_PAGE]) == 1:
            page = log.read(HEADER_BYTES)
            return page[LINEAGE] if len(page) == HEADER_BYTES else None
        log.seek(page_size, 1)
    return None
