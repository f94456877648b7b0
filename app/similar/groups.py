"""Groups of files that are identical or look alike, stored in a few bytes per file.

Rows stand for the files of the session and the other files of the library. A group has at least two rows, and at least
one of them belongs to the session. Where hashes are compared by distance, a group is a star: a lead, and every file not
yet in a group whose hash is within the distance of the lead's hash. (Chains of neighbours would join pictures that look
nothing alike.) Leads are taken in the order of the session's files, so the same rows always give the same groups.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.similar.hamming import HammingIndex, HashArray, Matches

PLAIN_BITS = 8
"""A picture with any structure sets about half of the 64 bits; a plain area sets one or none. A hash with fewer bits
than this says nothing about the picture, so it matches nothing."""

MAX_LOG_RATIO = float(np.log(1.05))
"""Pictures whose aspect ratios differ by more than 5 % are not copies of each other, whatever their hashes say."""

MATCHES = 1 << 20
"""Matches held at a time, about 10 MB."""

FIRST_LEADS, MOST_LEADS = 256, 16_384
"""Leads processed at a time: at first, and at most."""

Places = NDArray[np.int64]
Keys = NDArray[np.uint64]
"""(rows, 2): 128 bits of a digest each. Among a million files, a collision has a probability of 1 in 10²⁶."""


@dataclass(frozen=True, slots=True)
class Groups:
    """Group g has the rows `rows[starts[g]:starts[g + 1]]`: the lead first, the others by distance in bits."""

    starts: Places
    rows: Places
    distances: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.starts) - 1

    def members(self, group: int, limit: int) -> tuple[Places, NDArray[np.uint8]]:
        """Return (rows, distances) of the first `limit` files of one group."""
        begin, end = int(self.starts[group]), int(self.starts[group + 1])
        return self.rows[begin : min(end, begin + limit)], self.distances[begin : min(end, begin + limit)]

    def size(self, group: int) -> int:
        return int(self.starts[group + 1] - self.starts[group])


def group_equal(keys: Keys, staged: NDArray[np.bool_], finer: Keys | None = None) -> Groups:
    """Group the rows with the same key. With `finer`, groups whose rows all have the same finer key are dropped.

    `staged` marks the rows of the session.
    """
    return _build_groups(_number_keys(keys), np.zeros(len(keys), np.uint8), staged, finer)


def group_similar(
    hashes: HashArray,
    proportions: NDArray[np.float32],
    staged: NDArray[np.bool_],
    distance: int,
    finer: Keys | None = None,
) -> Groups:
    """Group the rows whose hashes differ from the lead's in at most `distance` bits.

    `proportions` is log(width / height), NaN where unknown; `staged` marks the rows of the session. Groups whose rows
    all have the same `finer` key are dropped. Raises ValueError for a distance outside 0…`MAX_DISTANCE`.
    """
    order = np.lexsort((proportions, hashes))
    new = np.ones(len(order), dtype=bool)
    new[1:] = (hashes[order][1:] != hashes[order][:-1]) | (proportions[order][1:] != proportions[order][:-1])
    look_of = np.empty(len(order), np.int64)
    look_of[order] = np.cumsum(new) - 1
    firsts = order[new]
    first_staged = np.full(len(firsts), len(order), np.int64)
    np.minimum.at(first_staged, look_of[staged], np.flatnonzero(staged))
    stars = _StarBuilder(hashes[firsts], proportions[firsts], distance)
    leads = np.argsort(first_staged, kind="stable")
    stars.assign(leads[: int((first_staged < len(order)).sum())])
    return _build_groups(stars.group[look_of], stars.distance[look_of], staged, finer)


class _StarBuilder:
    """Assigns every look (a hash with its aspect ratio) to the first lead near it."""

    def __init__(self, hashes: HashArray, proportions: NDArray[np.float32], distance: int) -> None:
        self._hashes, self._proportions, self._limit = hashes, proportions, distance
        self._is_significant = np.bitwise_count(hashes) >= PLAIN_BITS
        self._index = HammingIndex(hashes)
        self.group = np.full(len(hashes), -1, np.int64)
        self.distance = np.zeros(len(hashes), np.uint8)

    def assign(self, leads: Places) -> None:
        begin, count, groups = 0, FIRST_LEADS, 0
        while begin < len(leads):
            some = leads[begin : begin + count]
            some = some[(self.group[some] < 0) & self._is_significant[some]]
            if len(some):
                found = self._find_matches(some)
                if found is None:
                    count = max(1, count // 4)
                    continue
                groups = self._assign_batch(some, found, groups)
            begin += count
            count = min(MOST_LEADS, count * 2)

    def _find_matches(self, leads: Places) -> Matches | None:
        """Return the unassigned looks near each lead, or None if there are too many for memory and several leads."""
        parts, total = [], 0
        for found in self._index.within(self._hashes[leads], self._limit):
            free = self._is_match(leads, found)
            parts.append(Matches(found.query[free], found.member[free], found.distance[free]))
            total += len(parts[-1].query)
            if total > MATCHES and len(leads) > 1:
                return None
        joined = [
            np.concatenate(columns)
            for columns in zip(*((part.query, part.member, part.distance) for part in parts), strict=True)
        ]
        order = np.argsort(joined[0], kind="stable")
        return Matches(joined[0][order], joined[1][order], joined[2][order])

    def _is_match(self, leads: Places, found: Matches) -> NDArray[np.bool_]:
        apart = np.abs(self._proportions[leads[found.query]] - self._proportions[found.member])
        other = leads[found.query] != found.member
        fits: NDArray[np.bool_] = (
            other & (self.group[found.member] < 0) & self._is_significant[found.member] & (apart <= MAX_LOG_RATIO)
        )
        return fits

    def _assign_batch(self, leads: Places, found: Matches, groups: int) -> int:
        """Assign looks to one lead after another, as each limits the next. Return the number of groups."""
        ends = np.searchsorted(found.query, np.arange(len(leads)), side="right")
        begin = 0
        for lead, end in zip(leads.tolist(), ends.tolist(), strict=True):
            if end > begin and self.group[lead] < 0:
                free = np.flatnonzero(self.group[found.member[begin:end]] < 0) + begin
                self.group[found.member[free]], self.distance[found.member[free]] = groups, found.distance[free]
            if self.group[lead] < 0:
                self.group[lead], groups = groups, groups + 1
            begin = end
        return groups


def _number_keys(keys: Keys) -> Places:
    """Return a number per row, equal for rows with the same key."""
    order = np.lexsort((keys[:, 1], keys[:, 0]))
    new = np.zeros(len(order), dtype=bool)
    new[1:] = (keys[order][1:] != keys[order][:-1]).any(axis=1)
    numbers = np.empty(len(order), np.int64)
    numbers[order] = np.cumsum(new)
    return numbers


def _build_groups(
    numbers: Places, distances: NDArray[np.uint8], staged: NDArray[np.bool_], finer: Keys | None
) -> Groups:
    """Build groups from a group number per row (-1 for none), dropping single rows and groups outside the session."""
    count = int(numbers.max(initial=-1)) + 1
    kept = np.bincount(numbers[numbers >= 0], minlength=count) > 1
    kept &= np.bincount(numbers[(numbers >= 0) & staged], minlength=count) > 0
    if finer is not None:
        kept &= _has_several(numbers, finer, count)
    rows = np.flatnonzero((numbers >= 0) & kept[numbers]) if count else np.empty(0, np.int64)
    rows = rows[np.lexsort((rows, ~staged[rows], distances[rows], numbers[rows]))]
    begins = np.flatnonzero(np.diff(numbers[rows], prepend=-1))
    return _sort_by_lead(rows, begins, distances)


def _has_several(numbers: Places, finer: Keys, count: int) -> NDArray[np.bool_]:
    """Return for each group whether its rows differ in `finer`."""
    inner, several = _number_keys(finer), np.zeros(count, dtype=bool)
    rows = np.flatnonzero(numbers >= 0)
    a_row = np.empty(count, np.int64)
    a_row[numbers[rows]] = rows
    several[numbers[rows[inner[rows] != inner[a_row[numbers[rows]]]]]] = True
    return several


def _sort_by_lead(rows: Places, begins: Places, distances: NDArray[np.uint8]) -> Groups:
    sizes = np.diff(np.append(begins, len(rows)))
    order = np.argsort(rows[begins], kind="stable")
    ranks = np.empty(len(order), np.int64)
    ranks[order] = np.arange(len(order))
    rows = rows[np.argsort(np.repeat(ranks, sizes), kind="stable")]
    starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes[order])))
    return Groups(starts, rows, distances[rows])
