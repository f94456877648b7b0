"""Which of a million 64-bit hashes lie within a few bits of a given one: multi-index hashing over sorted arrays.

A hash is cut into four bands of 16 bits. By the pigeonhole principle two hashes that differ in at most k bits differ
in at most r₀…r₃ bits in at least one band, for any r with Σ(rᵢ + 1) = k + 1. So each band keeps the hashes sorted by
its 16 bits, and a search looks into the few buckets whose key lies within rᵢ bits of the query's. (M. Norouzi,
A. Punjani, D. J. Fleet, «Fast Exact Search in Hamming Space With Multi-Index Hashing», 2014; exact, no hash is missed.)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

HashArray = NDArray[np.uint64]
Rows = NDArray[np.int32]

BITS, BANDS, BAND_BITS = 64, 4, 16
KEYS = 1 << BAND_BITS
MAX_DISTANCE = 12
"""Each bit more doubles the buckets to look into, and nothing that is alike differs in so many bits."""

CANDIDATES = 1 << 19
"""Candidates compared at a time: some 20 MB."""


@dataclass(frozen=True, slots=True)
class Matches:
    """`query[i]` and `member[i]` differ in `distance[i]` bits."""

    query: Rows
    member: Rows
    distance: NDArray[np.uint8]


class HammingIndex:
    """Exact search in Hamming space. 50 bytes a hash and 1 MB; never changes once it is built."""

    def __init__(self, hashes: HashArray) -> None:
        self._bands = [_Band.of(hashes, shift) for shift in range(BITS - BAND_BITS, -1, -BAND_BITS)]

    def within(self, queries: HashArray, distance: int) -> Iterator[Matches]:
        """Every pair of a query and a hash that differ in at most `distance` bits, once, in pieces of bounded size.

        Raises ValueError for a distance outside 0…`MAX_DISTANCE`.
        """
        radii = _radii(distance)
        for place, (band, radius) in enumerate(zip(self._bands, radii, strict=True)):
            for mask in _masks(radius):
                for found in band.near(queries, mask, distance):
                    yield _first_seen(found, place, radii)


def _radii(distance: int) -> list[int]:
    """Bits by which each band may differ, -1 for a band that need not be looked at."""
    if not 0 <= distance <= MAX_DISTANCE:
        raise ValueError(f"the distance is {distance}; it must lie between 0 and {MAX_DISTANCE}")
    shares = [(distance + 1 + place) // BANDS for place in range(BANDS)]
    return [share - 1 for share in shares]


def _masks(radius: int) -> Iterator[int]:
    """All band differences of at most `radius` bits."""
    for bits in range(radius + 1):
        for chosen in combinations(range(BAND_BITS), bits):
            yield sum(1 << bit for bit in chosen)


@dataclass(frozen=True, slots=True)
class _Found:
    query: Rows
    member: Rows
    difference: HashArray
    distance: NDArray[np.uint8]


def _first_seen(found: _Found, place: int, radii: list[int]) -> Matches:
    """Without the pairs that an earlier band has found already."""
    fresh = np.ones(len(found.query), dtype=bool)
    for earlier in range(place):
        key = (found.difference >> np.uint64(BITS - BAND_BITS * (earlier + 1))) & np.uint64(KEYS - 1)
        fresh &= np.bitwise_count(key) > radii[earlier]
    return Matches(found.query[fresh], found.member[fresh], found.distance[fresh])


@dataclass(frozen=True, slots=True)
class _Band:
    shift: np.uint64
    hashes: HashArray
    """Sorted by this band's bits, so that a bucket lies together in memory."""
    members: Rows
    """The place each of them had in the order given."""
    starts: NDArray[np.int64]
    """Key → where its bucket begins; one more for the end."""

    @classmethod
    def of(cls, hashes: HashArray, shift: int) -> _Band:
        keys = (hashes >> np.uint64(shift)).astype(np.uint16)
        members = np.argsort(keys, kind="stable").astype(np.int32)
        starts = np.concatenate(([0], np.cumsum(np.bincount(keys, minlength=KEYS))))
        return cls(np.uint64(shift), hashes[members], members, starts)

    def near(self, queries: HashArray, mask: int, distance: int) -> Iterator[_Found]:
        """The hashes of the buckets «query's key, these bits turned» that are near in all 64 bits."""
        keys = ((queries >> self.shift) & np.uint64(KEYS - 1)).astype(np.int64) ^ mask
        first, sizes = self.starts[keys], self.starts[keys + 1] - self.starts[keys]
        for begin, end in _pieces(sizes):
            yield self._compared(queries, begin, first[begin:end], sizes[begin:end], distance)

    def _compared(
        self, queries: HashArray, begin: int, first: NDArray[np.int64], sizes: NDArray[np.int64], distance: int
    ) -> _Found:
        query = np.repeat(np.arange(begin, begin + len(sizes), dtype=np.int32), sizes)
        jumps = np.repeat(first - (np.cumsum(sizes) - sizes), sizes)
        places = np.arange(len(query)) + jumps
        difference = self.hashes[places] ^ queries[query]
        bits = np.bitwise_count(difference)
        near = np.flatnonzero(bits <= distance)
        return _Found(query[near], self.members[places[near]], difference[near], bits[near])


def _pieces(sizes: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """(begin, end) of runs of queries with at most `CANDIDATES` candidates together, or of one query with more."""
    ends = np.cumsum(sizes)
    begin = 0
    while begin < len(sizes):
        before = ends[begin - 1] if begin else 0
        end = max(begin + 1, int(np.searchsorted(ends, before + CANDIDATES, side="right")))
        yield begin, end
        begin = end
