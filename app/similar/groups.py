"""Files that are the same or look alike, in groups, held as a few bytes a file.

Rows come from two places: the session's files, and the library's other files. A group has at least two rows, one of
them of the session. Where hashes are compared for nearness, a group is a star: its first file, and all not yet in a
group whose hash lies within the distance of *its* hash. (Chains of neighbours would join pictures that are nothing
alike.) First is the earliest file of the session, so the same rows always give the same groups.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.similar.hamming import HammingIndex, HashArray, Matches

PLAIN_BITS = 8
"""Of 64 bits about half are set where a picture has any structure; an even area sets one or none. Below this many
bits the hash says nothing of the picture, so it is near to nothing."""

PROPORTION = float(np.log(1.05))
"""Pictures whose proportions differ by more than 5 % are not copies of one another, whatever their hashes say."""

MATCHES = 1 << 20
"""Matches held at a time: some 10 MB."""

FIRST_LEADS, MOST_LEADS = 256, 16_384

Places = NDArray[np.int64]
Keys = NDArray[np.uint64]
"""(rows, 2): 128 bits of a digest each. That two of a million differ and agree in these has a chance of 1 in 10²⁶."""


@dataclass(frozen=True, slots=True)
class Groups:
    """Group g holds the rows `rows[starts[g]:starts[g + 1]]`, the first file first, then by distance."""

    starts: Places
    rows: Places
    distances: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.starts) - 1

    def of(self, group: int, limit: int) -> tuple[Places, NDArray[np.uint8]]:
        """(rows, distances) of the first `limit` files of one group."""
        begin, end = int(self.starts[group]), int(self.starts[group + 1])
        return self.rows[begin : min(end, begin + limit)], self.distances[begin : min(end, begin + limit)]

    def size(self, group: int) -> int:
        return int(self.starts[group + 1] - self.starts[group])


def equal_groups(keys: Keys, staged: NDArray[np.bool_], finer: Keys | None = None) -> Groups:
    """Rows with the same key. With `finer`, groups whose rows agree in that too are left out."""
    return _grouped(_numbered(keys), np.zeros(len(keys), np.uint8), staged, finer)


def near_groups(
    hashes: HashArray,
    proportions: NDArray[np.float32],
    staged: NDArray[np.bool_],
    distance: int,
    finer: Keys | None = None,
) -> Groups:
    """Stars of at most `distance` bits. `proportions`: logarithm of width by height, NaN where unknown.

    Groups whose rows agree in `finer` are left out. Raises ValueError for a distance that is not searched.
    """
    order = np.lexsort((proportions, hashes))
    new = np.ones(len(order), dtype=bool)
    new[1:] = (hashes[order][1:] != hashes[order][:-1]) | (proportions[order][1:] != proportions[order][:-1])
    look_of = np.empty(len(order), np.int64)
    look_of[order] = np.cumsum(new) - 1
    firsts = order[new]
    first_staged = np.full(len(firsts), len(order), np.int64)
    np.minimum.at(first_staged, look_of[staged], np.flatnonzero(staged))
    stars = _Stars(hashes[firsts], proportions[firsts], distance)
    leads = np.argsort(first_staged, kind="stable")
    stars.gather(leads[: int((first_staged < len(order)).sum())])
    return _grouped(stars.group[look_of], stars.distance[look_of], staged, finer)


class _Stars:
    """Gives every look (a hash with its proportion) to the first lead that it is near to."""

    def __init__(self, hashes: HashArray, proportions: NDArray[np.float32], distance: int) -> None:
        self._hashes, self._proportions, self._limit = hashes, proportions, distance
        self._telling = np.bitwise_count(hashes) >= PLAIN_BITS
        self._index = HammingIndex(hashes)
        self.group = np.full(len(hashes), -1, np.int64)
        self.distance = np.zeros(len(hashes), np.uint8)

    def gather(self, leads: Places) -> None:
        begin, count, groups = 0, FIRST_LEADS, 0
        while begin < len(leads):
            some = leads[begin : begin + count]
            some = some[(self.group[some] < 0) & self._telling[some]]
            if len(some):
                found = self._matches(some)
                if found is None:
                    count = max(1, count // 4)
                    continue
                groups = self._give(some, found, groups)
            begin += count
            count = min(MOST_LEADS, count * 2)

    def _matches(self, leads: Places) -> Matches | None:
        """Free looks near to each lead; None when they are too many to hold at once, unless it is for one lead."""
        parts, total = [], 0
        for found in self._index.within(self._hashes[leads], self._limit):
            free = self._fits(leads, found)
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

    def _fits(self, leads: Places, found: Matches) -> NDArray[np.bool_]:
        apart = np.abs(self._proportions[leads[found.query]] - self._proportions[found.member])
        other = leads[found.query] != found.member
        fits: NDArray[np.bool_] = (
            other & (self.group[found.member] < 0) & self._telling[found.member] & (apart <= PROPORTION)
        )
        return fits

    def _give(self, leads: Places, found: Matches, groups: int) -> int:
        """One lead after the other, since each takes its neighbours from those behind it; how many groups there are."""
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


def _numbered(keys: Keys) -> Places:
    """Row → a number that rows with the same key share."""
    order = np.lexsort((keys[:, 1], keys[:, 0]))
    new = np.zeros(len(order), dtype=bool)
    new[1:] = (keys[order][1:] != keys[order][:-1]).any(axis=1)
    numbers = np.empty(len(order), np.int64)
    numbers[order] = np.cumsum(new)
    return numbers


def _grouped(numbers: Places, distances: NDArray[np.uint8], staged: NDArray[np.bool_], finer: Keys | None) -> Groups:
    """Rows by group number (-1: in none), without those alone and those without a file of the session."""
    count = int(numbers.max(initial=-1)) + 1
    kept = np.bincount(numbers[numbers >= 0], minlength=count) > 1
    kept &= np.bincount(numbers[(numbers >= 0) & staged], minlength=count) > 0
    if finer is not None:
        kept &= _has_several(numbers, finer, count)
    rows = np.flatnonzero((numbers >= 0) & kept[numbers]) if count else np.empty(0, np.int64)
    rows = rows[np.lexsort((rows, ~staged[rows], distances[rows], numbers[rows]))]
    begins = np.flatnonzero(np.diff(numbers[rows], prepend=-1))
    return _in_order_of_first(rows, begins, distances)


def _has_several(numbers: Places, finer: Keys, count: int) -> NDArray[np.bool_]:
    """Which groups hold rows that differ in `finer`."""
    inner, several = _numbered(finer), np.zeros(count, dtype=bool)
    rows = np.flatnonzero(numbers >= 0)
    a_row = np.empty(count, np.int64)
    a_row[numbers[rows]] = rows
    several[numbers[rows[inner[rows] != inner[a_row[numbers[rows]]]]]] = True
    return several


def _in_order_of_first(rows: Places, begins: Places, distances: NDArray[np.uint8]) -> Groups:
    sizes = np.diff(np.append(begins, len(rows)))
    order = np.argsort(rows[begins], kind="stable")
    ranks = np.empty(len(order), np.int64)
    ranks[order] = np.arange(len(order))
    rows = rows[np.argsort(np.repeat(ranks, sizes), kind="stable")]
    starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes[order])))
    return Groups(starts, rows, distances[rows])
