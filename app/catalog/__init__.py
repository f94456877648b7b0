"""Sessions, staging and the library in a database: SQLite, or PostgreSQL by URL."""

from app.catalog.catalog import Catalog
from app.catalog.commit.commit import OnProgress
from app.catalog.database.backup import back_up
from app.catalog.database.database import Read, Write
from app.catalog.errors import (
    CatalogClosedError,
    CatalogError,
    CatalogUnavailableError,
    CommitError,
    DeletedSessionError,
    NewerDatabaseError,
    NotEditableError,
    SessionBusyError,
    UndoRefusedError,
    UnknownFileError,
    UnknownSessionError,
)
from app.catalog.preview.choices import Selection
from app.catalog.preview.gone_files import LibraryPath
from app.catalog.preview.relations import SETTLE_BATCH
from app.catalog.records import (
    MAX_PAGE_SIZE,
    CommitResult,
    DiscoveredFile,
    FailureCause,
    FilePage,
    FileQuery,
    GoneFile,
    GonePage,
    GroupCount,
    LaterCommit,
    LibraryFile,
    Order,
    PendingFile,
    PreviewCounts,
    SessionKey,
    SessionPage,
    SessionRow,
    SortKey,
    StagedBatch,
    StagedFile,
    Totals,
    UndoResult,
)
from app.catalog.reparse import Improvement, StoredFinding
from app.catalog.search.facets import Facets
from app.catalog.search.query import LibraryPage, LibraryQuery, LibrarySort
from app.catalog.staging.hashes import FileHashes, HashBatch

__all__ = [
    "MAX_PAGE_SIZE",
    "SETTLE_BATCH",
    "Catalog",
    "CatalogClosedError",
    "CatalogError",
    "CatalogUnavailableError",
    "CommitError",
    "CommitResult",
    "DeletedSessionError",
    "DiscoveredFile",
    "Facets",
    "FailureCause",
    "FileHashes",
    "FilePage",
    "FileQuery",
    "GoneFile",
    "GonePage",
    "GroupCount",
    "HashBatch",
    "Improvement",
    "LaterCommit",
    "LibraryFile",
    "LibraryPage",
    "LibraryPath",
    "LibraryQuery",
    "LibrarySort",
    "NewerDatabaseError",
    "NotEditableError",
    "OnProgress",
    "Order",
    "PendingFile",
    "PreviewCounts",
    "Read",
    "Selection",
    "SessionBusyError",
    "SessionKey",
    "SessionPage",
    "SessionRow",
    "SortKey",
    "StagedBatch",
    "StagedFile",
    "StoredFinding",
    "Totals",
    "UndoRefusedError",
    "UndoResult",
    "UnknownFileError",
    "UnknownSessionError",
    "Write",
    "back_up",
]
