"""Which of several copies is kept, and what it takes over from the others: pure rules, for files of the library."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from app.domain.items import choose_value, join_words
from app.domain.review.library_edits import LibraryEdit

SECONDS_LENGTH = len("2024-05-06T07:08:09")


class KeepRule(StrEnum):
    """What a user may prefer. Rules are applied in the order that the user chose."""

    LARGEST = "largest"
    """Most pixels, then most bytes."""
    PROMPT = "prompt"
    """States the prompt that it was generated from."""
    OLDEST = "oldest"
    """Captured first, by the clock where it was taken; files without a date come last. Then: added first."""
    FOLDER = "folder"
    """Is in the preferred folder or below it."""
    SCORE = "score"
    """Has the best score. A file without one is between rejected files and those with a score of 0."""


class KeepReason(StrEnum):
    """What decided that a file is kept: a rule of the user, or one of those that always apply."""

    LARGEST = "largest"
    PROMPT = "prompt"
    OLDEST = "oldest"
    FOLDER = "folder"
    SCORE = "score"
    COMPLETE = "complete"
    """It has companions, such as a RAW photograph, that the others do not have. This comes before all rules."""
    FIRST = "first"
    """No rule tells the files apart: it has the lowest id, so the library has had it longest."""


@dataclass(frozen=True, slots=True)
class DuplicateRules:
    """Which files are copies of each other, and which of them is kept."""

    order: tuple[KeepRule, ...] = tuple(KeepRule)
    """Each rule at most once, the most important first."""
    folder: str | None = None
    """The folder that `KeepRule.FOLDER` prefers; None: that rule decides nothing."""
    distance: int | None = None
    """Look-alikes are copies, too, if their perceptual hashes differ in at most this many bits; None: equal bytes."""


class Copy(NamedTuple):
    """A file of the library, with its companions, as far as it matters here."""

    file_id: int
    path: str
    pixels: int
    """Width times height; 0 where unknown."""
    size: int
    """Bytes."""
    has_prompt: bool
    captured_at: str | None
    """ISO 8601."""
    added_at: float
    """Seconds since the epoch."""
    content: str
    """Hash of the bytes."""
    perceptual: str | None
    """Perceptual hash, in hex digits."""
    score: int | None
    favourite: bool
    keywords: tuple[str, ...]
    removed_keywords: tuple[str, ...]
    """Keywords that were read from it, and which a user removed."""
    title: str | None
    note: str | None
    companions: frozenset[str]
    """Hashes of the bytes of its companions."""
    companion_ids: tuple[int, ...] = ()


AreAlike = Callable[[Copy, Copy], bool]
"""Whether two files of a group, whose bytes differ, are copies of each other."""


@dataclass(frozen=True, slots=True)
class SolvedGroup:
    """What is done with some copies of one file."""

    kept: Copy
    hidden: tuple[Copy, ...]
    """By id. Not empty."""
    reason: KeepReason | None
    """None: somebody chose it."""
    edit: LibraryEdit
    """What the kept file takes over; empty where it has all of it."""

    def edits(self) -> dict[int, LibraryEdit]:
        """Return what is done to each file, with its companions."""
        hiding = LibraryEdit({"hidden": True})
        changed = {file_id: hiding for copy in self.hidden for file_id in (copy.file_id, *copy.companion_ids)}
        if not self.edit.is_empty:
            changed |= dict.fromkeys((self.kept.file_id, *self.kept.companion_ids), self.edit)
        return changed


def solve_group(copies: Sequence[Copy], rules: DuplicateRules, are_alike: AreAlike) -> SolvedGroup | None:
    """Return which of the copies is kept; None where no other one can be hidden.

    Files that are not copies of the kept one itself are left alone: in a group of look-alikes, its ends may differ. So
    are files with a companion that the kept one has no copy of.
    """
    kept, reason = choose_kept(copies, rules)
    hidden = [copy for copy in copies if copy is not kept and _can_stand_for(kept, copy, are_alike)]
    return keep_one(kept, hidden, reason) if hidden else None


def keep_one(kept: Copy, others: Sequence[Copy], reason: KeepReason | None = None) -> SolvedGroup:
    """Return what is done when this file is kept, and the others are hidden."""
    hidden = tuple(sorted(others, key=lambda copy: copy.file_id))
    return SolvedGroup(kept, hidden, reason, merge_marks(kept, hidden))


def choose_kept(copies: Sequence[Copy], rules: DuplicateRules) -> tuple[Copy, KeepReason]:
    """Return the copy that is kept, and the rule after which it was the only one left."""
    left = copies
    for reason, rank in _list_ranks(rules):
        ranks = [rank(copy) for copy in left]
        best = min(ranks)
        left = [copy for copy, its in zip(left, ranks, strict=True) if its == best]
        if len(left) == 1:
            return left[0], reason
    return min(left, key=lambda copy: copy.file_id), KeepReason.FIRST


def merge_marks(kept: Copy, others: Sequence[Copy]) -> LibraryEdit:
    """Return what the kept file takes over from the others.

    That is: the best score, the mark of a favourite, a title and a note where it has none, and the keywords that it
    lacks, as far as a file may have so many. Keywords that a user removed from it stay away.
    """
    values: dict[str, object] = {}
    scores = [copy.score for copy in (kept, *others) if copy.score is not None]
    if scores and max(scores) != kept.score:
        values["score"] = max(scores)
    if not kept.favourite and any(copy.favourite for copy in others):
        values["favourite"] = True
    for name in ("title", "note"):
        text = choose_value(getattr(copy, name) for copy in others)
        if getattr(kept, name) is None and text is not None:
            values[name] = text
    known = {word.casefold() for word in (*kept.keywords, *kept.removed_keywords)}
    words = join_words(copy.keywords for copy in (kept, *others))
    return LibraryEdit(values, add_keywords=tuple(word for word in words if word.casefold() not in known))


def _list_ranks(rules: DuplicateRules) -> list[tuple[KeepReason, Callable[[Copy], Any]]]:
    """Return the reasons in the order in which they count, each with a function whose lowest value is preferred."""
    folder = None if rules.folder is None else rules.folder.rstrip("/") + "/"
    ranks: Mapping[KeepRule, Callable[[Copy], Any]] = {
        KeepRule.LARGEST: lambda copy: (-copy.pixels, -copy.size),
        KeepRule.PROMPT: lambda copy: not copy.has_prompt,
        KeepRule.OLDEST: lambda copy: (*_rank_date(copy.captured_at), copy.added_at),
        KeepRule.FOLDER: lambda copy: folder is None or not copy.path.startswith(folder),
        KeepRule.SCORE: lambda copy: 0.5 if copy.score is None else -copy.score,
    }
    chosen = [(KeepReason(rule.value), ranks[rule]) for rule in rules.order]
    return [(KeepReason.COMPLETE, lambda copy: -len(copy.companions)), *chosen]


def _rank_date(captured_at: str | None) -> tuple[bool, str]:
    """Return what orders dates: local times to the second. An unknown part is the earliest."""
    return captured_at is None, (captured_at or "")[:SECONDS_LENGTH]


def _can_stand_for(kept: Copy, copy: Copy, are_alike: AreAlike) -> bool:
    return copy.companions <= kept.companions and (copy.content == kept.content or are_alike(kept, copy))
