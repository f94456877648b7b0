"""Solve the duplicates of the library: of each group of copies one file is kept, and the others are hidden.

A plan and the step that carries it out are the same computation: the step reads the library again in its own
transaction, and is rolled back unless it did what the plan says.
"""

from __future__ import annotations

import json
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import count
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Row, false, func, select

from app.catalog.database.schema import findings, library_edits, library_files, search_items
from app.catalog.errors import PlanChangedError
from app.catalog.findings.keywords import keywords_of
from app.catalog.library.edited_values import load_current_edits
from app.catalog.library.items import find_main_ids
from app.catalog.library_edits.journal import insert_step, journal, load_step, set_edit
from app.catalog.library_edits.steps import STEP_BATCH, OnStepProgress, edit_each, join_all
from app.catalog.records import DuplicatePlan, LibraryStepResult
from app.catalog.staging.hashes import HASH_BATCH, FileHashes
from app.domain.items import choose_value, join_words
from app.domain.report import Kind
from app.domain.review.duplicates import (
    AreAlike,
    Copy,
    DuplicateRules,
    KeepReason,
    SolvedGroup,
    keep_one,
    solve_group,
)
from app.domain.review.library_edits import REMOVED, LibraryEdit, SolvedDuplicates, merge_words

TOKEN_BYTES = 12

_is_shown = func.coalesce(library_edits.c.hidden, false()).is_(False)
_hashes = (
    select(
        library_files.c.id,
        findings.c.content_hash,
        findings.c.pixel_hash,
        findings.c.perceptual_hash,
        findings.c.width,
        findings.c.height,
    )
    .join(findings, findings.c.id == library_files.c.finding_id)
    .outerjoin(search_items, search_items.c.file_id == library_files.c.id)
    .outerjoin(library_edits, library_edits.c.file_id == library_files.c.id)
    .where(search_items.c.main_id.is_(None), findings.c.content_hash.is_not(None), _is_shown)
    .order_by(library_files.c.id)
)
_repeated = (
    select(findings.c.content_hash)
    .join(library_files, library_files.c.finding_id == findings.c.id)
    .group_by(findings.c.content_hash)
    .having(func.count() > 1)
)
_files = select(
    library_files.c.id,
    library_files.c.path,
    library_files.c.added_at,
    library_files.c.finding_id,
    *(
        findings.c[name]
        for name in (
            "kind",
            "width",
            "height",
            "size",
            "generation",
            "captured_at",
            "content_hash",
            "perceptual_hash",
            "score",
            "favourite",
            "provenance",
        )
    ),
).join(findings, findings.c.id == library_files.c.finding_id)


class FileGroups(NamedTuple):
    """Group g has the files `ids[starts[g]:starts[g + 1]]`."""

    starts: NDArray[np.int64]
    ids: NDArray[np.int64]


GroupFiles = Callable[[Iterable[Sequence[FileHashes]]], FileGroups]
"""Returns the groups of files that are copies of each other, given all files in batches."""


@dataclass(frozen=True, slots=True)
class DuplicateSearch:
    """Which files are copies, and which of them is kept."""

    rules: DuplicateRules
    group_files: GroupFiles
    are_alike: AreAlike


def make_plan(connection: Connection, search: DuplicateSearch) -> DuplicatePlan:
    """Return what solving the duplicates would do now."""
    noted = _PlanBuilder()
    for solved in _solve_groups(connection, search):
        for group in solved:
            noted.add(group)
    return noted.build()


def solve_duplicates(
    connection: Connection,
    search: DuplicateSearch,
    plan: str,
    on_progress: OnStepProgress,
    *,
    who: str,
    at: float,
) -> LibraryStepResult:
    """Do what the plan with this token says, as a step. `at` in Unix seconds.

    Raises `PlanChangedError` when the library changed since, so that something else would be done.
    """
    noted, changed, numbers = _PlanBuilder(), array("q"), count()
    step_id = _insert_empty_step(connection, who, at)
    for solved in _solve_groups(connection, search, on_progress):
        for group in solved:
            noted.add(group)
        changed.extend(_carry_out(connection, step_id, numbers, solved))
    made = noted.build()
    if made.token != plan:
        raise PlanChangedError
    return _finish(connection, step_id, made.summary, changed)


def keep_file(
    connection: Connection, kept: int, others: Sequence[int], *, who: str, at: float
) -> LibraryStepResult | None:
    """Keep one file, hide others, and merge their marks, as a step. Who names one file of an item means all of it.

    Returns None if the library does not have all of them, or if they are one item.
    """
    mains = find_main_ids(connection, [kept, *others])
    wanted = {mains.get(file_id, file_id) for file_id in (kept, *others)}
    copies = {copy.file_id: copy for copy in _load_copies(connection, sorted(wanted))}
    if len(copies) < max(2, len(wanted)):
        return None
    group = keep_one(copies.pop(mains.get(kept, kept)), list(copies.values()))
    step_id = _insert_empty_step(connection, who, at)
    changed = array("q", _carry_out(connection, step_id, count(), [group]))
    summary = SolvedDuplicates(1, len(group.hidden), int(not group.edit.is_empty))
    return _finish(connection, step_id, summary, changed)


def _insert_empty_step(connection: Connection, who: str, at: float) -> int:
    return insert_step(connection, LibraryEdit(solved=SolvedDuplicates(0, 0, 0)), who=who, at=at)


def _carry_out(
    connection: Connection, step_id: int, numbers: Iterator[int], solved: Sequence[SolvedGroup]
) -> Iterator[int]:
    """Edit the files of some groups, and yield those that changed; `numbers` are those of batches in the journal."""
    wanted = [(file_id, edit) for group in solved for file_id, edit in group.edits().items()]
    for first in range(0, len(wanted), STEP_BATCH):
        # The keywords that a file takes over were limited before.
        if items := edit_each(connection, dict(wanted[first : first + STEP_BATCH]), join_all):
            journal.add_batch(connection, step_id, next(numbers), items)
            yield from (item[0] for item in items)


def _finish(connection: Connection, step_id: int, summary: SolvedDuplicates, changed: array[int]) -> LibraryStepResult:
    set_edit(connection, step_id, LibraryEdit(solved=summary))
    is_made = journal.finish(connection, step_id)
    return LibraryStepResult(load_step(connection, step_id) if is_made else None, len(changed), changed)


@dataclass(slots=True)
class _PlanBuilder:
    starts: array[int] = field(default_factory=lambda: array("q", [0]))
    ids: array[int] = field(default_factory=lambda: array("q"))
    reasons: list[KeepReason] = field(default_factory=list)
    merges: list[bool] = field(default_factory=list)
    digest: Any = field(default_factory=lambda: blake2b(digest_size=TOKEN_BYTES))

    def add(self, group: SolvedGroup) -> None:
        assert group.reason is not None
        members = [group.kept.file_id, *(copy.file_id for copy in group.hidden)]
        self.ids.extend(members)
        self.starts.append(len(self.ids))
        self.reasons.append(group.reason)
        self.merges.append(not group.edit.is_empty)
        companions = sorted(file_id for copy in group.hidden for file_id in copy.companion_ids)
        said = [members, sorted(group.kept.companion_ids), companions, group.reason, group.edit.to_json()]
        self.digest.update(json.dumps(said, sort_keys=True).encode() + b"\n")

    def build(self) -> DuplicatePlan:
        return DuplicatePlan(
            self.digest.hexdigest(),
            np.array(self.starts, np.int64),
            np.array(self.ids, np.int64),
            tuple(self.reasons),
            np.array(self.merges, np.bool_),
        )


def _solve_groups(
    connection: Connection, search: DuplicateSearch, on_progress: OnStepProgress | None = None
) -> Iterator[list[SolvedGroup]]:
    """Yield what is done with the groups of the library, some at a time."""
    starts, ids = search.group_files(_iterate_hashes(connection, search.rules))
    first = 0
    while first < len(starts) - 1:
        end = max(first + 1, int(np.searchsorted(starts, starts[first] + STEP_BATCH, side="right")) - 1)
        found = {copy.file_id: copy for copy in _load_copies(connection, ids[starts[first] : starts[end]].tolist())}
        groups = ([found[file_id] for file_id in ids[starts[g] : starts[g + 1]].tolist()] for g in range(first, end))
        solved = (solve_group(copies, search.rules, search.are_alike) for copies in groups)
        yield [group for group in solved if group is not None]
        if on_progress is not None:
            on_progress(int(starts[end]), len(ids))
        first = end


def _iterate_hashes(connection: Connection, rules: DuplicateRules) -> Iterator[Sequence[FileHashes]]:
    """Yield the files that are compared: those that are shown, without companions."""
    query = _hashes if rules.distance is not None else _hashes.where(findings.c.content_hash.in_(_repeated))
    rows = connection.execute(query.execution_options(yield_per=HASH_BATCH))
    for some in rows.partitions():
        yield [FileHashes(*row) for row in some]


# Files with what matters of them


def _load_copies(connection: Connection, file_ids: Sequence[int]) -> list[Copy]:
    """Return those of the files that the library has, with their companions. A companion stands for itself."""
    copies = []
    for at in range(0, len(file_ids), STEP_BATCH):
        copies += _load_batch(connection, file_ids[at : at + STEP_BATCH])
    return copies


def _load_batch(connection: Connection, file_ids: Sequence[int]) -> list[Copy]:
    items = select(search_items.c.file_id, search_items.c.main_id).where(search_items.c.main_id.in_(file_ids))
    mains = {row.file_id: row.main_id for row in connection.execute(items)}
    of_these = library_files.c.id.in_([*file_ids, *mains])
    rows = connection.execute(_files.where(of_these).order_by(library_files.c.path)).all()
    words = keywords_of(connection, {row.finding_id for row in rows})
    edits = load_current_edits(connection, rows)
    wanted, companions = set(file_ids), defaultdict[int, list[_File]](list)
    files = []
    for row in rows:
        file = _File(row, merge_words(words.get(row.finding_id, ()), edits[row.id]), edits[row.id])
        if row.id in wanted:
            files.append(file)
        else:
            companions[mains[row.id]].append(file)
    return [_to_copy(file, sorted(companions.get(file.row.id, ()), key=_is_video)) for file in files]


class _File(NamedTuple):
    row: Row[Any]
    words: tuple[str, ...]
    edited: dict[str, Any]

    def get(self, name: str) -> Any:
        return self.edited[name] if name in self.edited else getattr(self.row, name, None)


def _is_video(file: _File) -> bool:
    return bool(file.row.kind == Kind.VIDEO)


def _to_copy(main: _File, companions: Sequence[_File]) -> Copy:
    row, files = main.row, (main, *companions)
    return Copy(
        file_id=row.id,
        path=row.path,
        pixels=(row.width or 0) * (row.height or 0),
        size=row.size,
        has_prompt=bool(row.generation and json.loads(row.generation).get("prompt")),
        captured_at=choose_value(file.row.captured_at for file in files),
        added_at=row.added_at,
        content=row.content_hash or "",
        perceptual=row.perceptual_hash,
        score=choose_value(file.get("score") for file in files),
        favourite=any(file.get("favourite") for file in files),
        keywords=join_words(file.words for file in files),
        removed_keywords=tuple(main.edited.get(REMOVED, ())),
        title=main.edited.get("title"),
        note=main.edited.get("note"),
        companions=frozenset(file.row.content_hash or f"unknown {file.row.id}" for file in companions),
        companion_ids=tuple(file.row.id for file in companions),
    )
