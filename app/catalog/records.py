"""The values that are passed to the catalog and returned by it."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from app.domain.findings.encoded_report import EncodedReport
from app.domain.items import FileRole
from app.domain.parameters import Parameters
from app.domain.passed_over import PassedOver
from app.domain.preview import Choice, Relation
from app.domain.priority import Priority
from app.domain.progress import Outcome, Status
from app.domain.rate import Rate
from app.domain.report import FileReport, Kind
from app.domain.review.collections import FilePlace
from app.domain.review.duplicates import KeepReason
from app.domain.review.edit_steps import FileEdit
from app.domain.review.library_edits import LibraryEdit, SolvedDuplicates
from app.domain.time_spent import TimeSpent

MAX_PAGE_SIZE = 200

SortKey = Literal["path", "size", "score", "nsfw", "captured_at", "outcome"]
Order = Literal["asc", "desc"]


@dataclass(frozen=True, slots=True)
class DiscoveredFile:
    """A file that discovery found on disk."""

    path: str
    size: int
    """Bytes."""
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class StagedBatch:
    """What a batch of discovered files added: `found` new files, of which `skipped` are unchanged in the library."""

    found: int
    skipped: int


@dataclass(frozen=True, slots=True)
class PendingFile:
    file_id: int
    path: str
    size: int
    """In bytes, when it was discovered."""
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class FinishedFile:
    """A file of a session that was read."""

    file_id: int
    report: EncodedReport
    at: float
    """Seconds since the epoch, UTC."""
    machine: str = ""
    """Name of the machine that read it; empty for the server's own."""


@dataclass(frozen=True, slots=True)
class SessionRow:
    session_id: str
    status: Status
    parameters: Parameters
    created_at: float
    """Seconds since the epoch, UTC."""
    elapsed: float
    """Seconds of work, as last saved."""
    message: str
    committed: int = 0
    """Files of this session that are in the library since its last commit."""
    commit_total: int = 0
    created: int = 0
    """Library files that the commit added."""
    updated: int = 0
    """Library files that the commit changed."""
    priority: Priority = Priority.NORMAL
    ended_at: float | None = None
    """When the newest run ended, in seconds since the epoch; None while a run has not ended."""
    rate: Rate = field(default_factory=Rate)
    """As last saved."""
    moved: int = 0
    """Library files whose path the commit changed."""
    removed: int = 0
    """Library files that the commit removed."""
    related_to: str | None = None
    """The library version for which the files' relations were determined; None before that."""
    gone_withheld: str | None = None
    """Why no library files are reported as gone; empty when they may be, None when it was not recorded."""
    populated: tuple[str, ...] = ()
    """The chosen folders that were not empty when the session started."""
    passed_over: PassedOver | None = None
    """Files that discovery passed over; None before it ended, and where it was not recorded."""
    time_spent: TimeSpent = field(default_factory=TimeSpent)
    """Where the time went, as last saved."""


@dataclass(frozen=True, slots=True)
class SessionKey:
    """A session's position in the list of all sessions, newest first."""

    created_at: float
    number: int


@dataclass(frozen=True, slots=True)
class SessionPage:
    rows: list[SessionRow]
    next: SessionKey | None
    """Where the next page begins; None on the last page."""


@dataclass(frozen=True, slots=True)
class FileQuery:
    """Which staged files to return, and in which order. None means no filter. Raises ValueError for invalid values."""

    page: int = 1
    page_size: int = 50
    outcome: Outcome | None = None
    nsfw: bool | None = None
    warnings: bool | None = None
    """Whether the file has a warning."""
    pixels_read: bool | None = None
    """Whether the pixels of the file were read."""
    keyword: str | None = None
    """A keyword of the file, matched exactly."""
    q: str | None = None
    """Part of the path, the prompt, the model, a keyword or the reason why the file failed, ignoring case."""
    relation: Relation | None = None
    """Any relation except `gone`, which no staged file has."""
    choice: Choice | None = None
    edited: bool | None = None
    stack: str | None = None
    """The key of a stack in hex digits: return only its files."""
    every_file: bool = False
    """Return every file that matches by itself. Otherwise only main files are returned, where a file of the item meets
    each filter."""
    fold: bool = False
    """Return only the first matching file of each stack."""
    sort: SortKey = "path"
    """Files without a value come last in both orders."""
    order: Order = "asc"

    def __post_init__(self) -> None:
        if self.page < 1:
            raise ValueError(f"page is {self.page}; it must be 1 or more")
        if not 1 <= self.page_size <= MAX_PAGE_SIZE:
            raise ValueError(f"page_size is {self.page_size}; it must be between 1 and {MAX_PAGE_SIZE}")
        if self.sort not in get_args(SortKey):
            raise ValueError(f"sort is {self.sort!r}; choose one of {', '.join(get_args(SortKey))}")
        if self.order not in get_args(Order):
            raise ValueError(f"order is {self.order!r}; choose asc or desc")
        if self.relation is Relation.GONE:
            raise ValueError("gone files are library files, not staged files; query them separately")
        if self.stack is not None and not _is_hex(self.stack):
            raise ValueError(f"stack is {self.stack!r}; it must be the stack key of a file, in hex digits")


def _is_hex(text: str) -> bool:
    return len(text) % 2 == 0 and all(character in "0123456789abcdef" for character in text)


@dataclass(frozen=True, slots=True)
class Companion:
    """Another file of the same item."""

    file_id: int
    """Of the session, or of the library, as the file whose companion it is."""
    path: str
    kind: Kind | None
    role: FileRole


@dataclass(frozen=True, slots=True)
class StagedFile:
    """One file of a session."""

    file_id: int
    outcome: Outcome
    finished_at: float | None
    """Seconds since the epoch, UTC; None while pending and for a skipped file."""
    is_nsfw: bool
    """Whether the NSFW score reaches the session's threshold."""
    thumbnail_id: str | None
    """Changes whenever the thumbnail does, so it can serve as an ETag."""
    report: FileReport
    """Without thumbnail and blocks, which are loaded separately; in a list, an excerpt (`app/domain/text/excerpts.py`).
    Only path, size and mtime while pending. Of a main file the report of its item (`app/domain/items.py`)."""
    relation: Relation | None = None
    """None before it is determined, and for failed and pending files."""
    choice: Choice = Choice.APPLY
    edited: tuple[str, ...] = ()
    """The fields of the report that the user edited."""
    stack: str | None = None
    """The key of its stack in hex digits; a file that is alone in its stack has one too."""
    library_id: int | None = None
    """The library file to which it is related; it may have been removed since."""
    machine: str | None = None
    """Name of the machine that read it; None for the server's own, and while pending."""
    role: FileRole | None = None
    """What it is in its item; None for a file that is alone."""
    companions: tuple[Companion, ...] = ()
    """The other files of its item, the main one first."""


@dataclass(frozen=True, slots=True)
class FilePage:
    total: int
    """Files that match the query, on all pages."""
    files: list[StagedFile]


@dataclass(frozen=True, slots=True)
class Totals:
    """What a commit of the session would bring into the library, without files whose choice is `leave`.

    All counts except `failed` and `skipped` are of files with the outcome `ok`.
    """

    ok: int = 0
    failed: int = 0
    skipped: int = 0
    nsfw: int = 0
    images: int = 0
    """Without RAW photographs whose picture counts."""
    videos: int = 0
    """Without those of Live Photos whose picture counts."""
    bytes: int = 0
    with_prompt: int = 0
    with_score: int = 0
    warnings: int = 0
    """Files with at least one warning."""
    without_pixels: int = 0
    """Files whose pixels were not read."""


@dataclass(frozen=True, slots=True)
class FailureCause:
    """A step and reason for which files failed, and how many did."""

    step: str
    reason: str
    files: int


@dataclass(frozen=True, slots=True)
class CommitResult:
    """What a commit did. `total` also includes files that were already in the library unchanged."""

    created: int
    updated: int
    total: int
    moved: int = 0
    removed: int = 0

    @property
    def message(self) -> str:
        """Return the result as one sentence."""
        parts = [f"{self.created} added to the library", f"{self.updated} updated"]
        parts += [f"{files} {verb}" for files, verb in ((self.moved, "moved"), (self.removed, "removed")) if files]
        return f"{', '.join(parts)}."


@dataclass(frozen=True, slots=True)
class JournaledCommit:
    """One commit of a session, as the journal has it."""

    commit_id: int
    committed_at: float
    """In Unix seconds."""
    created: int
    updated: int
    moved: int
    removed: int
    left_out: int | None
    """Files that it could have written, and that the user left out; None: an earlier program did not record it."""
    undone_at: float | None
    """In Unix seconds; None while it is not undone."""

    @property
    def written(self) -> int:
        return self.created + self.updated + self.moved + self.removed


@dataclass(frozen=True, slots=True)
class CommitJournal:
    """The newest commits of a session, newest first, and how many there are in all."""

    commits: list[JournaledCommit]
    total: int


@dataclass(frozen=True, slots=True)
class UndoResult:
    removed: int
    """Library files that the commit had created."""
    restored: int
    """Library files that the commit had updated."""
    moved_back: int = 0
    """Library files whose path the commit had changed."""
    returned: int = 0
    """Library files that the commit had removed."""


@dataclass(frozen=True, slots=True)
class LaterCommit:
    """A later commit that prevents the undo of an earlier one."""

    session_id: str
    committed_at: float
    """Seconds since the epoch."""
    files: int
    """How many files it wrote, moved and removed."""
    directories: tuple[str, ...]
    """The folders that its session read; empty when the session was deleted."""
    is_deleted: bool
    """Whether its session was deleted. The commit can be undone all the same."""


@dataclass(frozen=True, slots=True)
class LibraryFile:
    """A file in the library."""

    file_id: int
    added_at: float
    changed_at: float
    is_nsfw: bool
    thumbnail_id: str | None
    report: FileReport
    """Without thumbnail and blocks; in a list, an excerpt. Of a main file the report of its item."""
    role: FileRole | None = None
    """What it is in its item; None for a file that is alone."""
    companions: tuple[Companion, ...] = ()
    """The other files of its item, the main one first."""
    title: str | None = None
    note: str | None = None
    is_hidden: bool = False
    """Whether searches leave it out."""
    edited: tuple[str, ...] = ()
    """What users edited in the library."""
    collections: tuple[FilePlace, ...] = ()
    """Its places in collections, where they are loaded."""


@dataclass(frozen=True, slots=True)
class GoneFile:
    """A library file that a session no longer found on disk."""

    file: LibraryFile
    choice: Choice


@dataclass(frozen=True, slots=True)
class GonePage:
    total: int
    """Gone files that match the query, on all pages."""
    files: list[GoneFile]


@dataclass(frozen=True, slots=True)
class GroupCount:
    files: int = 0
    applied: int = 0
    """How many of them have the choice `apply`."""
    items: int = 0
    """How many items have one of them."""
    items_applied: int = 0
    """How many of these items have the choice `apply`."""


@dataclass(frozen=True, slots=True)
class ListedCounts:
    """How many main files a list of a session has: of all files that are not pending, and with each filter."""

    all: int
    ok: int
    failed: int
    skipped: int
    nsfw: int
    warnings: int


@dataclass(frozen=True, slots=True)
class PreviewCounts:
    """What a session would do to the library."""

    groups: dict[Relation, GroupCount]
    """All six relations, including those without files."""
    edited: int
    """Items with at least one edited field."""
    stacks: int
    """Stacks with at least two files."""
    listed: ListedCounts | None = None
    """None where each file of the session is an item of its own."""


@dataclass(frozen=True, slots=True)
class EditStep:
    """What a user did to some files of a session at once."""

    step_id: int
    made_at: float
    """Seconds since the epoch, UTC."""
    who: str
    edit: FileEdit
    of_gone: bool
    """Whether its files are library files that are gone, not staged files."""
    files: int
    """Files that it changed."""
    is_undone: bool
    is_committed: bool
    """Whether a commit came after it, so it can be neither undone nor done again."""


@dataclass(frozen=True, slots=True)
class LibraryStep:
    """What a user did to some files of the library at once."""

    step_id: int
    made_at: float
    """Seconds since the epoch, UTC."""
    who: str
    edit: LibraryEdit
    files: int
    """Files that it changed."""
    is_undone: bool


@dataclass(frozen=True, slots=True)
class LibraryStepResult:
    """What a step did, or what undoing or redoing it did."""

    step: LibraryStep | None
    """None when all files were like that already."""
    matched: int
    """Files that were selected."""
    file_ids: array[int] = field(compare=False)
    """Those that changed."""


@dataclass(frozen=True, slots=True)
class DuplicatePlan:
    """What solving the duplicates of the library would do: for each group, which file is kept and which are hidden.

    It takes some ten bytes for each file in a group.
    """

    token: str
    """Names what it says: two plans that say the same have the same token."""
    starts: NDArray[np.int64]
    """(groups + 1,): the place of each group's first file, and at the end the number of files."""
    ids: NDArray[np.int64]
    """(files,): in each group the kept file, then the hidden ones."""
    reasons: tuple[KeepReason, ...]
    """Why each group's file is kept."""
    merges: NDArray[np.bool_]
    """(groups,): whether the kept file takes over marks."""

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def summary(self) -> SolvedDuplicates:
        return SolvedDuplicates(len(self), len(self.ids) - len(self), int(np.count_nonzero(self.merges)))


@dataclass(frozen=True, slots=True)
class EditResult:
    """What a step did."""

    step: EditStep | None
    """None when all files were like that already."""
    matched: int
    """Files that were selected."""
    not_editable: int
    """Of these, files that kept their values because they were not read."""
