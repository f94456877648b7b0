"""The catalog: one database, with an object for each part of it."""

from __future__ import annotations

from sqlalchemy import Engine

from app.catalog.commit.store import CommitStore
from app.catalog.database.database import Database
from app.catalog.database.writer import IdleWork
from app.catalog.library.store import LibraryStore
from app.catalog.preview.store import PreviewStore
from app.catalog.reparse import FindingStore
from app.catalog.search import indexing
from app.catalog.search.store import SearchStore
from app.catalog.sessions.store import SessionStore
from app.catalog.staging.store import StagingStore


class Catalog:
    """`await catalog.sessions.row(id)` on the event loop, `catalog.sessions.row(id).result()` in a thread.

    Each read sees one consistent snapshot. A write is queued when its method is called and returns when it is durable;
    it raises UnknownSessionError when its session does not exist. Both raise CatalogUnavailableError while the database
    is unreachable.
    """

    def __init__(self, url: str) -> None:
        """Open `sqlite:///PATH` or `postgresql+psycopg://…` and bring its schema up to date. Raises ValueError."""
        self._database = Database(url, _index_when_idle)
        self.sessions = SessionStore(self._database)
        self.staging = StagingStore(self._database)
        self.preview = PreviewStore(self._database)
        self.library = LibraryStore(self._database)
        self.search = SearchStore(self._database)
        self.commits = CommitStore(self._database)
        self.findings = FindingStore(self._database)

    def is_healthy(self) -> bool:
        """Return whether the database answers reads and the writer runs. Blocks: call it in a thread."""
        return self._database.is_healthy()

    def close(self) -> None:
        """Finish all queued writes, then close the database."""
        self._database.close()


def _index_when_idle(reader: Engine) -> IdleWork:
    return IdleWork(lambda: indexing.has_work(reader), indexing.index_batch)
