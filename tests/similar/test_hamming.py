"""Search in Hamming space finds exactly what comparing every pair finds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from app.similar import MAX_DISTANCE, HammingIndex, HashArray, hamming

Triples = list[tuple[int, int, int]]

few = arrays(np.uint64, st.integers(0, 40), elements=st.integers(0, 2**64 - 1))
"""A few hashes, among them the edge cases that hypothesis prefers: zeros, all ones, powers of two, many equal."""


def make_similar_hashes(number: int, seed: int) -> HashArray:
    """Return random hashes, most of which differ from another one in a few bits."""
    random = np.random.default_rng(seed)
    base = random.integers(0, 2**64, max(1, number // 8), dtype=np.uint64)
    hashes = base[random.integers(0, len(base), number)]
    for _ in range(8):
        flips = np.uint64(1) << random.integers(0, 64, number, dtype=np.uint64)
        hashes = np.where(random.random(number) < 0.6, hashes ^ flips, hashes)
    return hashes


def find(hashes: HashArray, queries: HashArray, distance: int) -> Triples:
    triples: Triples = []
    for matches in HammingIndex(hashes).within(queries, distance):
        columns = (matches.query.tolist(), matches.member.tolist(), matches.distance.tolist())
        triples += zip(*columns, strict=True)
    return sorted(triples)


def compare_every_pair(hashes: HashArray, queries: HashArray, distance: int) -> Triples:
    return [
        (place, member, bits)
        for place, query in enumerate(queries.tolist())
        for member, other in enumerate(hashes.tolist())
        if (bits := (query ^ other).bit_count()) <= distance
    ]


@given(hashes=few, queries=few, distance=st.integers(0, 7))
@settings(max_examples=40, deadline=None)
def test_any_hashes_give_what_looking_at_every_pair_gives(hashes: HashArray, queries: HashArray, distance: int) -> None:
    assert find(hashes, queries, distance) == compare_every_pair(hashes, queries, distance)


@pytest.mark.parametrize("distance", range(MAX_DISTANCE + 1))
def test_every_pair_is_found_once_at_every_distance(distance: int) -> None:
    hashes = make_similar_hashes(400, seed=distance)
    expected = compare_every_pair(hashes, hashes, distance)
    assert len(expected) >= 400
    assert find(hashes, hashes, distance) == expected


def test_pieces_of_a_few_candidates_lose_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hamming, "CANDIDATES", 3)
    hashes = make_similar_hashes(150, seed=1)
    assert find(hashes, hashes, 6) == compare_every_pair(hashes, hashes, 6)


def test_a_piece_never_holds_more_than_its_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hamming, "CANDIDATES", 64)
    hashes = np.full(50, 7, np.uint64)
    assert all(len(matches.query) <= 64 for matches in HammingIndex(hashes).within(hashes, 6))


@pytest.mark.parametrize("distance", [-1, MAX_DISTANCE + 1])
def test_a_distance_that_is_not_searched_is_refused(distance: int) -> None:
    with pytest.raises(ValueError, match="must be between 0 and"):
        list(HammingIndex(make_similar_hashes(10, seed=1)).within(make_similar_hashes(2, seed=1), distance))
