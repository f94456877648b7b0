"""The methods that the benchmark compares find the same matches."""

from __future__ import annotations

from benchmarks.similar.methods import QUERIES, make_hashes, measure_index, measure_scan, measure_tree


def test_index_scan_and_tree_find_the_same() -> None:
    hashes = make_hashes(2_000)
    answers = {method(hashes, 6).found for method in (measure_index, measure_scan, measure_tree)}
    assert len(answers) == 1
    assert answers.pop() > QUERIES, "there are similar hashes to find"
