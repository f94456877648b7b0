"""Search for 64-bit hashes that differ in few bits: multi-index hashing over sorted arrays.

A hash is split into four bands of 16 bits. By the pigeonhole principle, for any r₀…r₃ with Σ(rᵢ + 1) = k + 1, two
hashes that differ in at most k bits differ in at most rᵢ bits in at least one band i. So each band keeps the hashes
sorted by its 16 bits, and a search visits only the few buckets whose key differs from the query's in at most rᵢ bits.
The search is exact. Source: M. Norouzi, A. Punjani, D. J. Fleet, “Fast Exact Search in Hamming Space With Multi-Index
Hashing”, 2014.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

HashArray = NDArray[np.uint64]
"""(rows,)."""
Rows = NDArray[np.int32]

BITS, BANDS, BAND_BITS = 64, 4, 16
KEYS = 1 << BAND_BITS
MAX_DISTANCE = 12
"""In bits. Every further bit doubles the number of buckets, and similar pictures do not differ in so many bits."""

CANDIDATES = 1 << 19
"""Candidates compared at a time, about 20 MB."""


@dataclass(frozen=True, slots=True)
class Matches:
    """`query[i]` and `member[i]` differ in `distance[i]` bits."""

    query: Rows
    member: Rows
    distance: NDArray[np.uint8]


class HammingIndex:
    """Immutable index for exact search in Hamming space. Takes 50 bytes per hash plus 1 MB."""

    def __init__(self, hashes: HashArray) -> None:
        self._bands = [_Band.build(hashes, shift) for shift in range(BITS - BAND_BITS, -1, -BAND_BITS)]

    def within(self, queries: HashArray, distance: int) -> Iterator[Matches]:
        """Yield every pair of a query and a hash that differ in at most `distance` bits exactly once, in small batches.

        Raises ValueError for a distance outside 0…`MAX_DISTANCE`.
        """
        radii = _radii(distance)
        for place, (band, radius) in enumerate(zip(self._bands, radii, strict=True)):
            for mask in _masks(radius):
                for candidates in band.find_near(queries, mask, distance):
                    yield _drop_repeats(candidates, place, radii)


def _radii(distance: int) -> list[int]:
    """Return the number of bits in which each band may differ, -1 for a band that need not be searched.

    Raises ValueError for a distance outside 0…`MAX_DISTANCE`.
    """
    if not 0 <= distance <= MAX_DISTANCE:
        raise ValueError(f"the distance is {distance}; it must be between 0 and {MAX_DISTANCE}")
    shares = [(distance + 1 + place) // BANDS for place in range(BANDS)]
    return [share - 1 for share in shares]


def _masks(radius: int) -> Iterator[int]:
    """Yield every 16-bit mask with at most `radius` bits set."""
    for bits in range(radius + 1):
        for chosen in combinations(range(BAND_BITS), bits):
            yield sum(1 << bit for bit in chosen)


@dataclass(frozen=True, slots=True)
class _CandidatePairs:
    """`query[i]` and `member[i]` differ by the mask `difference[i]`, which has `distance[i]` bits."""

    query: Rows
    member: Rows
    difference: HashArray
    distance: NDArray[np.uint8]


def _drop_repeats(pairs: _CandidatePairs, place: int, radii: list[int]) -> Matches:
    """Return the pairs without those that an earlier band has already found."""
    is_new = np.ones(len(pairs.query), dtype=bool)
    for earlier in range(place):
        key = (pairs.difference >> np.uint64(BITS - BAND_BITS * (earlier + 1))) & np.uint64(KEYS - 1)
        is_new &= np.bitwise_count(key) > radii[earlier]
    return Matches(pairs.query[is_new], pairs.member[is_new], pairs.distance[is_new])


@dataclass(frozen=True, slots=True)
class _Band:
    """All hashes, sorted by 16 of their bits."""

    shift: np.uint64
    hashes: HashArray
    """Sorted by the bits of this band, so that a bucket is contiguous in memory."""
    members: Rows
    """Original row of each hash."""
    starts: NDArray[np.int64]
    """Key → start of its bucket, with one more entry for the end."""

    @classmethod
    def build(cls, hashes: HashArray, shift: int) -> _Band:
        keys = (hashes >> np.uint64(shift)).astype(np.uint16)
        members = np.argsort(keys, kind="stable").astype(np.int32)
        starts = np.concatenate(([0], np.cumsum(np.bincount(keys, minlength=KEYS))))
        return cls(np.uint64(shift), hashes[members], members, starts)

    def find_near(self, queries: HashArray, mask: int, distance: int) -> Iterator[_CandidatePairs]:
        """Search the bucket whose key is the query's key XOR `mask` for hashes near in all 64 bits."""
        keys = ((queries >> self.shift) & np.uint64(KEYS - 1)).astype(np.int64) ^ mask
        first, sizes = self.starts[keys], self.starts[keys + 1] - self.starts[keys]
        for begin, end in _split_batches(sizes):
            yield self._compare(queries, begin, first[begin:end], sizes[begin:end], distance)

    def _compare(
        self, queries: HashArray, begin: int, first: NDArray[np.int64], sizes: NDArray[np.int64], distance: int
    ) -> _CandidatePairs:
        query = np.repeat(np.arange(begin, begin + len(sizes), dtype=np.int32), sizes)
        jumps = np.repeat(first - (np.cumsum(sizes) - sizes), sizes)
        places = np.arange(len(query)) + jumps
        difference = self.hashes[places] ^ queries[query]
        bits = np.bitwise_count(difference)
        near = np.flatnonzero(bits <= distance)
        return _CandidatePairs(query[near], self.members[places[near]], difference[near], bits[near])


def _split_batches(sizes: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Yield (begin, end) of batches of queries with at most `CANDIDATES` candidates, or of one query with more."""
    ends = np.cumsum(sizes)
    begin = 0
    while begin < len(sizes):
        before = ends[begin - 1] if begin else 0
        end = max(begin + 1, int(np.searchsorted(ends, before + CANDIDATES, side="right")))
        yield begin, end
        begin = end
