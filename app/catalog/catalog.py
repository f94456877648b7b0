"""The catalog: one database, with an object for each part of it."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CollectorRegistry
from sqlalchemy import Engine

from app.catalog.access.accounts import AccountStore
from app.catalog.access.audit import AuditStore
from app.catalog.access.credentials import CredentialStore
from app.catalog.collections.store import CollectionStore, SavedSearchStore
from app.catalog.commit.store import CommitStore
from app.catalog.configure.estimates import EstimateStore
from app.catalog.configure.presets import PresetStore
from app.catalog.configure.rollout import RolloutStore
from app.catalog.database.database import Database
from app.catalog.database.metrics import DatabaseMetrics
from app.catalog.database.writer import IdleWork
from app.catalog.library.store import LibraryStore
from app.catalog.library_edits.store import LibraryEditStore
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

    def __init__(self, url: str, metrics: CollectorRegistry | None = None) -> None:
        """Open `sqlite:///PATH` or `postgresql+psycopg://…` and bring its schema up to date. Raises ValueError.

        Its metrics go into `metrics`, if there is a registry.
        """
        self.tell_indexed: Callable[[], object] = lambda: None
        """Called in the writer's thread when the search index has all changes of the library."""
        self._database = Database(url, self._work_when_idle, DatabaseMetrics(metrics))
        self.sessions = SessionStore(self._database)
        self.staging = StagingStore(self._database)
        self.preview = PreviewStore(self._database)
        self.library = LibraryStore(self._database)
        self.library_edits = LibraryEditStore(self._database)
        self.collections = CollectionStore(self._database)
        self.saved_searches = SavedSearchStore(self._database)
        self.search = SearchStore(self._database)
        self.commits = CommitStore(self._database)
        self.findings = FindingStore(self._database)
        self.accounts = AccountStore(self._database)
        self.credentials = CredentialStore(self._database)
        self.audit = AuditStore(self._database)
        self.presets = PresetStore(self._database)
        self.estimates = EstimateStore(self._database)
        self.rollout = RolloutStore(self._database)

    def check(self) -> None:
        """Return if the database can be used. Raises CatalogUnavailableError, which says why not.

        Blocks: call it in a thread.
        """
        self._database.check()

    def close(self) -> None:
        """Finish all queued writes, then close the database."""
        self._database.close()

    def _tell_indexed(self) -> None:
        self.tell_indexed()

    def _work_when_idle(self, reader: Engine) -> IdleWork:
        """Return the idle work: index what changed in the library."""
        return IdleWork(lambda: indexing.has_work(reader), indexing.index_batch, self._tell_indexed)
