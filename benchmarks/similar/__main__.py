"""`python -m benchmarks.similar [HASHES] [DISTANCE]`: one process a way, so that memory is each one's own.

A tenth of the hashes are copies of others with one to six bits turned, the rest is random. The index answers for all
of them; the scan and the tree are asked `QUERIES` of them, and their time for all is reckoned from that. All ways are
held to the same answers.
"""

from __future__ import annotations

import multiprocessing
import sys

from benchmarks.similar.ways import DISTANCE, WAYS, index, made, scan, tree

HASHES = 1_000_000


def main(count: int = HASHES, distance: int = DISTANCE) -> None:
    print(f"{count:,} hashes, {distance} of 64 bits\n")
    print("| way | build s | all searched s | memory MB | times the index |")
    print("|---|---|---|---|---|")
    hashes, of_index = made(count), 0.0
    answers = set()
    for way in WAYS:
        with multiprocessing.get_context("spawn").Pool(1) as process:
            measured = process.apply(way, (hashes, distance))
        of_index = of_index or measured.all_s
        if way in (index, scan, tree):
            answers.add(measured.found)
        times = f"{measured.all_s / of_index:,.2f}"
        print(
            f"| {measured.way} | {measured.build_s:.1f} | {measured.all_s:,.1f} | {measured.memory_mb:.0f} | {times} |"
        )
    assert len(answers) == 1, f"the ways disagree: {answers}"


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:3]))
