"""Solving the duplicates of the library: what would be done, in pages, and doing exactly that."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.catalog import (
    Catalog,
    DuplicatePlan,
    DuplicateSearch,
    FileGroups,
    FileHashes,
    LibraryFile,
    LibraryStepResult,
)
from app.domain.review.duplicates import Copy, DuplicateRules, KeepReason
from app.ingest.review.duplicates import SHOWN_FILES, log_aspect_ratio, to_keys
from app.ingest.review.library_edits import Caller, LibraryEdits
from app.similar import group_similar

CACHED_PLANS = 8

_Column = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class PlannedGroup:
    """What would be done with some copies."""

    size: int
    """Files of the group, with those that are not loaded."""
    files: Sequence[LibraryFile]
    """The file that is kept, then those that are hidden, up to `SHOWN_FILES` in all."""
    reason: KeepReason
    merges: bool
    """Whether the kept file takes over marks from the others."""


@dataclass(frozen=True, slots=True)
class PlanPage:
    """A plan, and some of its groups."""

    plan: DuplicatePlan
    groups: Sequence[PlannedGroup]
    pending: int
    """Library changes that are not indexed yet: which files are one picture may not be known of them."""


class LibraryDuplicates:
    """Makes plans, one at a time, and carries them out. The latest few plans are kept for their pages."""

    def __init__(self, catalog: Catalog, edits: LibraryEdits) -> None:
        self._catalog = catalog
        self._edits = edits
        self._lock = asyncio.Lock()
        self._plans: OrderedDict[tuple[DuplicateRules, str], DuplicatePlan] = OrderedDict()

    async def find_page(self, rules: DuplicateRules, token: str, offset: int, limit: int) -> PlanPage:
        """Return groups of the plan with this token if it is still kept; otherwise of one for the library as it is."""
        plan = await self._get_plan(rules, token)
        numbers = range(min(offset, len(plan)), min(offset + limit, len(plan)))
        pending = await self._catalog.search.count_pending()
        return PlanPage(plan, await self._load_groups(plan, numbers), pending)

    async def solve(self, rules: DuplicateRules, token: str, caller: Caller) -> LibraryStepResult:
        """Do what the plan with this token says, as one step. Raises `PlanChangedError`."""
        result = await self._catalog.library_edits.solve_duplicates(
            make_search(rules), token, self._edits.report_to(caller), who=caller.who, at=time.time()
        )
        self._edits.publish("made", result, caller)
        return result

    async def keep_file(self, kept: int, others: Sequence[int], caller: Caller) -> LibraryStepResult | None:
        """Keep one of some files, hide the others, and merge their marks, as one step.

        Returns None if the library does not have all of them, or if they are one picture.
        """
        result = await self._catalog.library_edits.keep_file(kept, others, who=caller.who, at=time.time())
        if result is not None:
            self._edits.publish("made", result, caller)
        return result

    async def _get_plan(self, rules: DuplicateRules, token: str) -> DuplicatePlan:
        async with self._lock:
            plan = self._plans.get((rules, token))
            if plan is None:
                plan = await self._catalog.library_edits.plan_duplicates(make_search(rules))
            self._plans[rules, plan.token] = plan
            self._plans.move_to_end((rules, plan.token))
            if len(self._plans) > CACHED_PLANS:
                self._plans.popitem(last=False)
            return plan

    async def _load_groups(self, plan: DuplicatePlan, numbers: range) -> list[PlannedGroup]:
        shown = {n: plan.ids[plan.starts[n] : plan.starts[n + 1]][:SHOWN_FILES].tolist() for n in numbers}
        files = await self._catalog.library.files([file_id for ids in shown.values() for file_id in ids])
        return [
            PlannedGroup(
                size=int(plan.starts[n + 1] - plan.starts[n]),
                files=[files[file_id] for file_id in ids if file_id in files],
                reason=plan.reasons[n],
                merges=bool(plan.merges[n]),
            )
            for n, ids in shown.items()
        ]


def make_search(rules: DuplicateRules) -> DuplicateSearch:
    """Return how copies are found and told apart by these rules."""
    distance = rules.distance

    def group(batches: Iterable[Sequence[FileHashes]]) -> FileGroups:
        return group_files(batches, distance)

    def are_alike(one: Copy, other: Copy) -> bool:
        if distance is None or one.perceptual is None or other.perceptual is None:
            return False
        return (int(one.perceptual, 16) ^ int(other.perceptual, 16)).bit_count() <= distance

    return DuplicateSearch(rules, group, are_alike)


def group_files(batches: Iterable[Sequence[FileHashes]], distance: int | None) -> FileGroups:
    """Group files with equal bytes; with a distance in bits, those that look alike, too."""
    ids, content, looks, ratios = _join_columns(batches)
    _, firsts, numbers = np.unique(content, axis=0, return_index=True, return_inverse=True)
    labels = numbers.reshape(-1)
    if distance is not None:
        labels = _join_alike(looks[firsts], ratios[firsts], distance)[labels]
    sizes = np.bincount(labels, minlength=1)
    rows = np.lexsort((ids, labels))
    rows = rows[sizes[labels[rows]] > 1]
    begins = np.flatnonzero(np.diff(labels[rows], prepend=-1))
    return _sort_groups(ids[rows], np.append(begins, len(rows)))


def _join_columns(
    batches: Iterable[Sequence[FileHashes]],
) -> tuple[_Column, NDArray[np.uint64], NDArray[np.uint64], NDArray[np.float32]]:
    """Return ids, keys of contents, perceptual hashes and proportions. No file looks like one with a hash of 0."""
    parts = [(np.empty(0, np.int64), to_keys([]), np.empty(0, np.uint64), np.empty(0, np.float32))]
    for files in batches:
        parts.append(
            (
                np.array([file.file_id for file in files], np.int64),
                to_keys([file.content or "" for file in files]),
                np.array([int(file.perceptual or "0", 16) for file in files], np.uint64),
                np.array([log_aspect_ratio(file) for file in files], np.float32),
            )
        )
    ids, keys, looks, ratios = zip(*parts, strict=True)
    return np.concatenate(ids), np.concatenate(keys), np.concatenate(looks), np.concatenate(ratios)


def _join_alike(looks: NDArray[np.uint64], ratios: NDArray[np.float32], distance: int) -> _Column:
    """Return a label for each content, given what its first file looks like: look-alikes have the same one."""
    found = group_similar(looks, ratios, np.ones(len(looks), np.bool_), distance)
    labels = np.arange(len(looks))
    labels[found.rows] = np.repeat(found.rows[found.starts[:-1]], np.diff(found.starts))
    return labels


def _sort_groups(ids: _Column, starts: _Column) -> FileGroups:
    """Return the groups in order of their first files."""
    sizes = np.diff(starts)
    order = np.argsort(ids[starts[:-1]], kind="stable")
    places = [np.arange(starts[g], starts[g + 1]) for g in order.tolist()]
    joined = np.concatenate([np.empty(0, np.int64), *places])
    return FileGroups(np.concatenate(([0], np.cumsum(sizes[order]))), ids[joined])
