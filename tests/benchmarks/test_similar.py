"""The ways that the benchmark compares answer the same question."""

from __future__ import annotations

from benchmarks.similar.ways import QUERIES, index, made, scan, tree


def test_index_scan_and_tree_find_the_same() -> None:
    hashes = made(2_000)
    answers = {way(hashes, 6).found for way in (index, scan, tree)}
    assert len(answers) == 1
    assert answers.pop() > QUERIES, "there are look-alikes to find"
