"""What goes into the catalog and what comes out of it, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args

from app.domain.parameters import Parameters
from app.domain.preview import Choice, Relation
from app.domain.priority import Priority
from app.domain.progress import Outcome, Status
from app.domain.rate import Rate
from app.domain.report import FileReport

MAX_PAGE_SIZE = 200

SortKey = Literal["path", "size", "score", "nsfw", "captured_at", "outcome"]
Order = Literal["asc", "desc"]


@dataclass(frozen=True, slots=True)
class DiscoveredFile:
    """A file as discovery saw it."""

    path: str
    size: int
    """Bytes."""
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class StagedBatch:
    """What one batch of discovered files added: `found` more files, `skipped` of them already known."""

    found: int
    skipped: int


@dataclass(frozen=True, slots=True)
class PendingFile:
    file_id: int
    path: str


@dataclass(frozen=True, slots=True)
class SessionRow:
    session_id: str
    status: Status
    parameters: Parameters
    created_at: float
    """Seconds since the epoch, UTC."""
    elapsed: float
    """Seconds of work, as of the last status that was set."""
    message: str
    committed: int = 0
    """Files of this session that its last commit left in the library."""
    commit_total: int = 0
    created: int = 0
    """Library files that commit added."""
    updated: int = 0
    """Library files that commit changed."""
    priority: Priority = Priority.NORMAL
    ended_at: float | None = None
    """When its newest run ended; None while one is not over."""
    rate: Rate = field(default_factory=Rate)
    """As of the last moment it was kept."""
    moved: int = 0
    """Library files to which that commit gave another path."""
    removed: int = 0
    """Library files that commit took away."""
    related_to: str | None = None
    """The `library_mark` that the files' relations were made for; None before they were made."""
    gone_withheld: str | None = None
    """Why files that discovery did not meet are not called gone; empty when they may be, None when nobody knows."""
    populated: tuple[str, ...] = ()
    """Chosen folders that held something when the session was started."""


@dataclass(frozen=True, slots=True)
class SessionKey:
    """A session's place among all of them, newest first."""

    created_at: float
    number: int


@dataclass(frozen=True, slots=True)
class SessionPage:
    rows: list[SessionRow]
    next: SessionKey | None
    """Where the following page begins; None on the last one."""


@dataclass(frozen=True, slots=True)
class FileQuery:
    """Which staged files to show, and in which order. Raises ValueError when it makes no sense."""

    page: int = 1
    page_size: int = 50
    outcome: Outcome | None = None
    nsfw: bool | None = None
    warnings: bool | None = None
    """Whether the file carries a warning."""
    keyword: str | None = None
    """Exactly one keyword of the file."""
    q: str | None = None
    """Part of the path, the prompt, the model or a keyword, in any case."""
    relation: Relation | None = None
    """Any but `gone`, which no staged file is."""
    choice: Choice | None = None
    edited: bool | None = None
    stack: str | None = None
    """The key of one stack, hex digits: only its files."""
    fold: bool = False
    """One file of each stack, the first that fits the rest of the query."""
    sort: SortKey = "path"
    """Files without a value come last, in either order."""
    order: Order = "asc"

    def __post_init__(self) -> None:
        if self.page < 1:
            raise ValueError(f"page is {self.page}; pages count from 1")
        if not 1 <= self.page_size <= MAX_PAGE_SIZE:
            raise ValueError(f"page_size is {self.page_size}; it must lie between 1 and {MAX_PAGE_SIZE}")
        if self.sort not in get_args(SortKey):
            raise ValueError(f"sort is {self.sort!r}; choose one of {', '.join(get_args(SortKey))}")
        if self.order not in get_args(Order):
            raise ValueError(f"order is {self.order!r}; choose asc or desc")
        if self.relation is Relation.GONE:
            raise ValueError("gone files are not staged files; ask for them by themselves")
        if self.stack is not None and not _is_hex(self.stack):
            raise ValueError(f"stack is {self.stack!r}; give the key that a file of the stack names")


def _is_hex(text: str) -> bool:
    return len(text) % 2 == 0 and all(character in "0123456789abcdef" for character in text)


@dataclass(frozen=True, slots=True)
class StagedFile:
    """One file of a session."""

    file_id: int
    outcome: Outcome
    finished_at: float | None
    """Seconds since the epoch, UTC; None while pending and for a skipped file."""
    is_nsfw: bool
    """The verdict at the session's threshold."""
    thumbnail_id: str | None
    """Changes whenever the picture does: good as an ETag."""
    report: FileReport
    """Without thumbnail and blocks, which are fetched on their own. Only path, size and time while pending."""
    relation: Relation | None = None
    """None while it is not known, and for failed and pending files."""
    choice: Choice = Choice.APPLY
    edited: tuple[str, ...] = ()
    """Fields of the report that the user changed."""
    stack: str | None = None
    """The key of its stack, hex digits; files without siblings have one too."""
    library_id: int | None = None
    """The library file it relates to; it may be gone by now."""


@dataclass(frozen=True, slots=True)
class FilePage:
    total: int
    """Files that fit the query, on all pages."""
    files: list[StagedFile]


@dataclass(frozen=True, slots=True)
class Totals:
    """What a session would bring into the library: of the files that the user did not choose to leave.

    All but `failed` and `skipped` count files with outcome `ok`.
    """

    ok: int = 0
    failed: int = 0
    skipped: int = 0
    nsfw: int = 0
    images: int = 0
    videos: int = 0
    bytes: int = 0
    with_prompt: int = 0
    with_score: int = 0
    warnings: int = 0
    """Files that carry at least one warning."""


@dataclass(frozen=True, slots=True)
class FailureCause:
    """One reason for which files failed."""

    step: str
    reason: str
    files: int


@dataclass(frozen=True, slots=True)
class CommitResult:
    """`total` files were dealt with: created, updated, moved, removed, or in the library in this form already."""

    created: int
    updated: int
    total: int
    moved: int = 0
    removed: int = 0

    @property
    def message(self) -> str:
        """What was done, in one sentence."""
        said = [f"{self.created} added to the library", f"{self.updated} updated"]
        said += [f"{files} {done}" for files, done in ((self.moved, "moved"), (self.removed, "removed")) if files]
        return f"{', '.join(said)}."


@dataclass(frozen=True, slots=True)
class UndoResult:
    removed: int
    """Library files that the commit had created."""
    restored: int
    """Library files that the commit had updated."""
    moved_back: int = 0
    """Library files to which the commit had given another path."""
    returned: int = 0
    """Library files that the commit had removed."""


@dataclass(frozen=True, slots=True)
class LaterCommit:
    """A commit that stands in the way of an earlier one's undo."""

    session_id: str
    committed_at: float
    """Seconds since the epoch."""
    files: int
    """How many it wrote, moved and removed."""
    directories: tuple[str, ...]
    """The folders its session read; none where it was deleted."""
    is_deleted: bool
    """Its session was deleted; the commit can be undone all the same."""


@dataclass(frozen=True, slots=True)
class LibraryFile:
    """One file that was committed."""

    file_id: int
    added_at: float
    changed_at: float
    is_nsfw: bool
    thumbnail_id: str | None
    report: FileReport
    """Without thumbnail and blocks."""


@dataclass(frozen=True, slots=True)
class GoneFile:
    """A library file that a session did not find on the disk any more."""

    file: LibraryFile
    choice: Choice


@dataclass(frozen=True, slots=True)
class GonePage:
    total: int
    """Gone files that fit, on all pages."""
    files: list[GoneFile]


@dataclass(frozen=True, slots=True)
class GroupCount:
    files: int = 0
    applied: int = 0
    """Those of them for which `apply` is chosen."""


@dataclass(frozen=True, slots=True)
class PreviewCounts:
    """What a session would do to the library."""

    groups: dict[Relation, GroupCount]
    """All six, empty ones too."""
    edited: int
    """Files with a field that the user changed."""
    stacks: int
    """Stacks of at least two files."""
