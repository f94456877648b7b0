"""Sessions, staging and the library in a database: SQLite, or PostgreSQL by URL."""

from app.catalog.access.records import (
    Account,
    AuditEntry,
    GuestLink,
    Invitation,
    SignIn,
    Token,
)
from app.catalog.catalog import Catalog
from app.catalog.collections.searches import SavedSearch
from app.catalog.commit.commit import OnProgress
from app.catalog.configure.presets import EVERYBODY, PRESETS_MAX, Preset, PresetKind
from app.catalog.configure.rollout import RolloutChange
from app.catalog.database.backup import back_up
from app.catalog.database.damage import require_undamaged
from app.catalog.database.database import Read, Write
from app.catalog.database.outages import explain_error
from app.catalog.errors import (
    CatalogClosedError,
    CatalogError,
    CatalogUnavailableError,
    CollectionNameTakenError,
    CollectionRefusedError,
    CommitError,
    DatabaseDamagedError,
    DatabaseFileError,
    DeletedSessionError,
    KeywordsFullError,
    LastAdminError,
    NameTakenError,
    NewerDatabaseError,
    NotEditableError,
    PlanChangedError,
    PresetNameTakenError,
    SearchNameTakenError,
    SessionBusyError,
    StatementRefusedError,
    StepRefusedError,
    TooManyPresetsError,
    TooManySearchesError,
    UndoRefusedError,
    UnknownCollectionError,
    UnknownFileError,
    UnknownSessionError,
    UpgradeRefusedError,
)
from app.catalog.findings.rows import LOAD_BATCH as WHOLE_FILES_BATCH
from app.catalog.library.keys import LibraryKeys
from app.catalog.library_edits.duplicates import DuplicateSearch, FileGroups
from app.catalog.library_edits.imports import FileImport, ImportChoice, ImportSource
from app.catalog.library_edits.steps import STEP_BATCH, OnStepProgress
from app.catalog.preview.gone_files import LibraryPath
from app.catalog.preview.items import ITEMS_BATCH
from app.catalog.preview.relations import KEPT_VALUES_BATCH
from app.catalog.preview.selection import Selection
from app.catalog.records import (
    MAX_PAGE_SIZE,
    CommitJournal,
    CommitResult,
    Companion,
    DiscoveredFile,
    DuplicatePlan,
    EditResult,
    EditStep,
    FailureCause,
    FilePage,
    FileQuery,
    FinishedFile,
    GoneFile,
    GonePage,
    GroupCount,
    JournaledCommit,
    LaterCommit,
    LibraryFile,
    LibraryStep,
    LibraryStepResult,
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
from app.catalog.search.columns.clusters import MAX_CELLS, MAX_ZOOM, Clusters, PlaceCluster
from app.catalog.search.columns.collections import CollectionCount
from app.catalog.search.columns.counts import Facets
from app.catalog.search.columns.day_counts import CalendarYear
from app.catalog.search.columns.folders import FolderLevel, TreeFolder
from app.catalog.search.completions import Completions
from app.catalog.search.language.errors import QueryLanguageError
from app.catalog.search.language.fields import FIELDS
from app.catalog.search.language.parser import MAX_QUERY_LENGTH
from app.catalog.search.language.terms import SearchTerm, list_terms
from app.catalog.search.language.values import PlaceBox
from app.catalog.search.order import DateMark, LibraryOrder
from app.catalog.search.query import IndexedSort, LibraryPage, LibraryQuery, LibrarySort
from app.catalog.staging.hashes import FileHashes, HashBatch

__all__ = [
    "EVERYBODY",
    "FIELDS",
    "ITEMS_BATCH",
    "KEPT_VALUES_BATCH",
    "MAX_CELLS",
    "MAX_PAGE_SIZE",
    "MAX_QUERY_LENGTH",
    "MAX_ZOOM",
    "PRESETS_MAX",
    "STEP_BATCH",
    "WHOLE_FILES_BATCH",
    "Account",
    "AuditEntry",
    "CalendarYear",
    "Catalog",
    "CatalogClosedError",
    "CatalogError",
    "CatalogUnavailableError",
    "Clusters",
    "CollectionCount",
    "CollectionNameTakenError",
    "CollectionRefusedError",
    "CommitError",
    "CommitJournal",
    "CommitResult",
    "Companion",
    "Completions",
    "DatabaseDamagedError",
    "DatabaseFileError",
    "DateMark",
    "DeletedSessionError",
    "DiscoveredFile",
    "DuplicatePlan",
    "DuplicateSearch",
    "EditResult",
    "EditStep",
    "Facets",
    "FailureCause",
    "FileGroups",
    "FileHashes",
    "FileImport",
    "FilePage",
    "FileQuery",
    "FinishedFile",
    "FolderLevel",
    "GoneFile",
    "GonePage",
    "GroupCount",
    "GuestLink",
    "HashBatch",
    "ImportChoice",
    "ImportSource",
    "Improvement",
    "IndexedSort",
    "Invitation",
    "JournaledCommit",
    "KeywordsFullError",
    "LastAdminError",
    "LaterCommit",
    "LibraryFile",
    "LibraryKeys",
    "LibraryOrder",
    "LibraryPage",
    "LibraryPath",
    "LibraryQuery",
    "LibrarySort",
    "LibraryStep",
    "LibraryStepResult",
    "NameTakenError",
    "NewerDatabaseError",
    "NotEditableError",
    "OnProgress",
    "OnStepProgress",
    "Order",
    "PendingFile",
    "PlaceBox",
    "PlaceCluster",
    "PlanChangedError",
    "Preset",
    "PresetKind",
    "PresetNameTakenError",
    "PreviewCounts",
    "QueryLanguageError",
    "Read",
    "RolloutChange",
    "SavedSearch",
    "SearchNameTakenError",
    "SearchTerm",
    "Selection",
    "SessionBusyError",
    "SessionKey",
    "SessionPage",
    "SessionRow",
    "SignIn",
    "SortKey",
    "StagedBatch",
    "StagedFile",
    "StatementRefusedError",
    "StepRefusedError",
    "StoredFinding",
    "Token",
    "TooManyPresetsError",
    "TooManySearchesError",
    "Totals",
    "TreeFolder",
    "UndoRefusedError",
    "UndoResult",
    "UnknownCollectionError",
    "UnknownFileError",
    "UnknownSessionError",
    "UpgradeRefusedError",
    "Write",
    "back_up",
    "explain_error",
    "list_terms",
    "require_undamaged",
]
